"""How Sphinx builds these pages: MyST for Markdown, MathML for formulas, nothing fetched from a network."""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.append(str(DOCS / "extensions"))

project = "attention-proofcheck"
author = "The attention-proofcheck developers"
html_show_copyright = False
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "docstrings",
    "formulas",
    "gallery",
    "commands",
    "accessible",
]
exclude_patterns = ["extensions"]
myst_enable_extensions = ["dollarmath", "colon_fence", "attrs_inline"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
add_module_names = False
default_role = "code"  # of docstrings
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = project
html_static_path = ["styles"]
html_css_files = ["pages.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # it would fetch pages, which no browser does from a disk
html_theme_options = {"navigation_with_keys": True}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
