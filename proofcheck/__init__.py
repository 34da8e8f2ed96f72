"""Decide claims of optimisation theory by machine: kernel-checked proof, balls, property tests, measured rates.

    from proofcheck import Report, decide
    report = decide("mytheory.py")              # how to write one: proofcheck.theory
    report["B4"], report.plot(), report.save("build/report")

The three names are those of `proofcheck.api`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proofcheck.api import Decision as Decision
    from proofcheck.api import Report as Report
    from proofcheck.api import decide as decide

_LAZY = ("Decision", "Report", "decide")


def __getattr__(name: str) -> Any:
    """Bring the checkers only when asked for: the pytest plugin and the re-checker are parts of this package too."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_LAZY)}")
    from proofcheck import api

    return getattr(api, name)
