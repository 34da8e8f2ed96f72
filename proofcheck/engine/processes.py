"""How worker processes start: anew, or forked from a server that has loaded what workers need.

Importing this costs next to nothing, so that a command can start the server first: both load at the same time, and
workers are there as soon as the command knows what they are for. A program that uses this package as a library does
not get a server: there each worker starts anew.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import forkserver, get_context
from typing import Final

_NO_PLUGINS: Final = {"HYPOTHESIS_NO_PLUGINS": "1"}
"""Those of hypothesis are for strategies that no checker uses, and load whole test frameworks."""
_ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Of BLAS in each worker, the workers being as many as the processors."""
_COLLECT: Final = 100_000
"""New objects between two collections of garbage, 700 by default: a theory holds half a million, all walked."""
_FORKS: Final = sys.platform == "linux"  # elsewhere libraries of the system do not survive a fork
_loaded: list[str] = []


def start_server(module: str) -> None:
    """Load `module` in a process that the workers of this one are forked from; once, and on Linux alone."""
    if _FORKS and not _loaded:
        _loaded.append(module)
        forkserver.set_forkserver_preload([module])
        with workers_environment():
            forkserver.ensure_running()


def make_pool() -> ProcessPoolExecutor:
    """A pool of one process, which starts with the first task; to be used within `workers_environment`."""
    context = get_context("forkserver" if _loaded else "spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_prepare, initargs=(dict(os.environ),))


def _prepare(environment: Mapping[str, str]) -> None:
    """Today's environment, for a server has that of its start; and Ctrl-C, which reaches the whole process group.

    A worker ends without a traceback then, the engine reports. Where the command was started to ignore it, as shells
    start what runs in the background, its workers do too.
    """
    os.environ.clear()
    os.environ.update(environment)
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(_COLLECT)


@contextmanager
def load_quickly() -> Iterator[None]:
    """For the imports in the block: no plugins that only cost time, and no search for garbage where there is none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        with _environment(_NO_PLUGINS):
            yield
    finally:
        if collecting:
            gc.enable()


def workers_environment() -> AbstractContextManager[None]:
    """Environment variables for the processes that are started in the block; restored after it."""
    return _environment(_ONE_THREAD | _NO_PLUGINS)


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
