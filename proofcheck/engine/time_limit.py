"""A time budget for a piece of work, whatever it runs: an exception in the worker, or the end of its process.

An exception that is raised while a destructor or a callback of the garbage collector runs is dropped by the
interpreter, so it is raised again until the work has ended.

The pools of pebble 5.2.3 were tried in place of this and of `engine.executors`. They serve worker processes alone:
`jobs=1`, threads of a Dask worker, mutants and the tracing of a claim need `limit` all the same. They end the process
at every overrun, so the next task starts cold and may overrun in turn: of six property tests under a budget of 0.5 s,
all six failed there and two here, for 12.5 s against 4.5 s of the workers' processor time.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

_AGAIN: Final = 0.5  # seconds between two attempts to stop the work


class BudgetExceededError(BaseException):
    """The work took longer than its budget. Not an Exception: code under test must not catch it by accident."""


@contextmanager
def limit(seconds: float | None) -> Iterator[None]:
    """Raise BudgetExceededError inside the block after `seconds` of wall time; None: no limit.

    A call into C that never returns does not notice; see `end_process`.
    """
    if seconds is None:
        yield
    elif threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _interrupt_by_signal(seconds):
            yield
    else:
        with _interrupt_thread(seconds):
            yield


@contextmanager
def end_process(seconds: float | None) -> Iterator[None]:
    """End this process after twice the budget and a second, without the interpreter's help: for disposable workers."""
    if seconds is None:
        yield
        return
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(2 * seconds + 1, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _raise_budget_error(_signal: int, _frame: FrameType | None) -> None:
    raise BudgetExceededError


@contextmanager
def _interrupt_by_signal(seconds: float) -> Iterator[None]:
    before: Any = signal.signal(signal.SIGALRM, _raise_budget_error)
    hook = sys.unraisablehook
    sys.unraisablehook = _suppress_budget_errors(hook)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = hook


def _suppress_budget_errors(hook: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`hook` for dropped exceptions, without those that will be raised again."""
    return lambda dropped: None if dropped.exc_type is BudgetExceededError else hook(dropped)


@contextmanager
def _interrupt_thread(seconds: float) -> Iterator[None]:
    """Threads receive no signals: another thread asks the interpreter to raise in this one at its next instruction."""
    thread, lock, ended = threading.get_ident(), threading.Lock(), threading.Event()

    def interrupt() -> None:
        pause = seconds
        while not ended.wait(pause):
            pause = _AGAIN
            with lock:
                if not ended.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(thread), ctypes.py_object(BudgetExceededError)
                    )

    threading.Thread(target=interrupt, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            ended.set()
