"""What axe-core asks of the pages: what scrolls is reached by keyboard, headings have a level, lists are lists."""

from __future__ import annotations

import re
from typing import Any, Final

from sphinx.application import Sphinx

_MENDED: Final = {
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
}
_PARAMETERS: Final = re.compile(r'<dl>\n((?:<dd><em class="sig-param">.*?</em>,</dd>\n)+)</dl>\n')
_PARTS: Final = ("body", "furo_navigation_tree")
_LAST: Final = 900  # after the theme, which makes its tree of pages at the same event


def _mend(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    for part in _PARTS:
        for found, mended in _MENDED.items():
            context[part] = context.get(part, "").replace(found, mended)
    context["body"] = _PARAMETERS.sub(_line_up, context["body"])


def _line_up(signature: re.Match[str]) -> str:
    """Parameters a line each: Sphinx makes them descriptions without a term, inside the term that is described."""
    lines = signature[1].replace("<dd>", '<span class="parameter">').replace("</dd>", "</span>")
    return f'<span class="parameters">{lines}</span>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Mend every page as it is written."""
    app.connect("html-page-context", _mend, priority=_LAST)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
