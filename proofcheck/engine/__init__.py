"""Runs the checkers: order, tasks, executors, cache and its keys, time limits.

Who has a theory decided needs this folder alone: the settings of the checkers are handed on from here, when they are
asked for, since `proofcheck.engine.processes` is to be had without all that the others load.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from proofcheck.checkers import Profile as Profile
    from proofcheck.checkers import Settings as Settings
    from proofcheck.engine.runner import Interrupted as Interrupted
    from proofcheck.engine.runner import Result as Result
    from proofcheck.engine.runner import RunOptions as RunOptions
    from proofcheck.engine.runner import run as run

_CHECKERS: Final = ("Profile", "Settings")
_RUNNER: Final = ("Interrupted", "Result", "RunOptions", "run")


def __getattr__(name: str) -> Any:
    if name not in _CHECKERS + _RUNNER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_CHECKERS + _RUNNER)}")
    return getattr(import_module("proofcheck.checkers" if name in _CHECKERS else "proofcheck.engine.runner"), name)
