"""Formulas as MathML, set by the same code as in the report; a formula that cannot be set stops the build."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.writers.html5 import HTML5Translator

from proofcheck.typeset.mathml import LatexError, convert


def _set_inline(page: HTML5Translator, node: nodes.math) -> None:
    page.body.append(_convert(node.astext(), display=False))
    raise nodes.SkipNode


def _set_displayed(page: HTML5Translator, node: nodes.math_block) -> None:
    lines = "".join(f"<div>{_convert(line, display=True)}</div>" for line in node.astext().strip().splitlines())
    page.body.append(f'<div class="formula" role="group" aria-label="Formula" tabindex="0">{lines}</div>\n')
    raise nodes.SkipNode


def _convert(latex: str, *, display: bool) -> str:
    try:
        return str(convert(" ".join(latex.split()), display=display))
    except LatexError as error:
        raise SphinxError(f"a formula cannot be set: {error}") from error


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer, which takes the place of MathJax."""
    app.add_html_math_renderer("mathml", inline_renderers=(_set_inline, None), block_renderers=(_set_displayed, None))
    app.connect("config-inited", lambda _, config: setattr(config, "html_math_renderer", "mathml"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
