"""What scrolls can be reached by keyboard: code and tables that are wider than a narrow window."""

from __future__ import annotations

from typing import Any, Final

from sphinx.application import Sphinx

_SCROLLING: Final = {
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
}


def _add_stops(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    for opening, reachable in _SCROLLING.items():
        context["body"] = context.get("body", "").replace(opening, reachable)


def setup(app: Sphinx) -> dict[str, Any]:
    """Mark scrolling boxes as every page is written."""
    app.connect("html-page-context", _add_stops)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
