"""Progress in a notebook: one bar that is written over, in any front end, without widgets.

IPython is no dependency: it is asked only where a notebook has loaded it. Twin of `solver.display.progress_bar`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from time import monotonic
from typing import Any, Final

from markupsafe import Markup

Advance = Callable[[str, int, int], None]
_PATIENCE: Final = 1.0  # seconds before a bar appears, so that what is quick shows none
_BAR: Final = Markup('<div><progress value="{}" max="{}"></progress> {} of {}: {}</div>')


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    found: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(found, "kernel", None) is not None


def make_notebook_bar() -> Advance:
    """A callback (name of the latest piece, number done, total) that keeps one bar up to date; nothing elsewhere."""
    if not in_notebook():
        return lambda _name, _done, _total: None
    shows: Any = import_module("IPython.display")  # which a notebook has
    started, shown = monotonic(), list[Any]()

    def advance(name: str, done: int, total: int) -> None:
        bar = shows.HTML(_BAR.format(done, total, done, total, name))
        if shown:
            shown[0].update(bar)
        elif monotonic() - started >= _PATIENCE:
            shown.append(shows.display(bar, display_id=True))

    return advance
