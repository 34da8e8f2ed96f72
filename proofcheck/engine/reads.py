"""Record which files a task reads while it runs: data that no digest of its code covers."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from proofcheck.engine.sources import digest_file, is_installed

_DEVICES: Final = ("/dev/", "/proc/", "/sys/")
_SOURCES: Final = (".py", ".pyc", ".so")  # the interpreter's own reads; sources are in the key of the lemma
_LOCAL: Final = threading.local()
_INSTALLED: Final = threading.Event()


@contextmanager
def record_reads() -> Iterator[dict[str, str]]:
    """Paths of the files that this thread opens for reading in the block, each with the digest of its content then.

    The mapping is filled when the block is left. An audit hook sees every way of opening a file from Python; it stays
    for the rest of the process, which Python offers no way to undo, and does nothing outside of such blocks.
    """
    if not _INSTALLED.is_set():
        _INSTALLED.set()
        sys.addaudithook(_note_opening)
    found: dict[str, str] = {}
    outer, _LOCAL.paths = getattr(_LOCAL, "paths", None), set()
    try:
        yield found
    finally:
        found.update({path: digest_file(Path(path)) for path in sorted(_LOCAL.paths)})
        _LOCAL.paths = outer


def _note_opening(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open":
        return
    paths = getattr(_LOCAL, "paths", None)
    if paths is None or not isinstance(arguments[0], str | bytes):
        return
    mode = arguments[1]
    path = os.path.abspath(os.fsdecode(arguments[0]))
    if (mode is None or "r" in mode or "+" in mode) and _is_data(path):
        paths.add(path)


def _is_data(path: str) -> bool:
    return not path.startswith(_DEVICES) and not path.endswith(_SOURCES) and not is_installed(path)
