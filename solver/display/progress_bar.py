"""Progress in a notebook: one bar that is written over, in any front end, without widgets.

IPython is no dependency: it is asked only where a notebook has loaded it. Twin of `proofcheck.typeset.progress_bar`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from importlib import import_module
from time import monotonic
from typing import Any, Final

_PATIENCE: Final = 1.0  # seconds before a bar appears, so that what is quick shows none


def make_notebook_bar() -> Callable[[str, float], object] | None:
    """A callback (stage, share of the work done) that keeps one bar up to date; None outside of notebooks."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is None:
        return None
    shows: Any = import_module("IPython.display")  # which a notebook has
    started, shown = monotonic(), list[Any]()

    def advance(stage: str, share: float) -> None:
        bar = shows.HTML(f'<div><progress value="{share:.3f}" max="1"></progress> {share:.0%}: {escape(stage)}</div>')
        if shown:
            shown[0].update(bar)
        elif monotonic() - started >= _PATIENCE:
            shown.append(shows.display(bar, display_id=True))

    return advance
