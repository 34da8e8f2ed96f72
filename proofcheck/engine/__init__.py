"""Runs the checkers: order, tasks, executors, cache and its keys, time limits.

Who has a theory decided needs this folder alone: the settings of the checkers are handed on from here.
"""

from proofcheck.checkers import Profile, Settings
from proofcheck.engine.runner import Interrupted, Result, RunOptions, run

__all__ = ["Interrupted", "Profile", "Result", "RunOptions", "Settings", "run"]
