"""Lossless files: whole-file replacement, and arrays in .npz without pickle."""

from __future__ import annotations

import struct
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

_UNREADABLE = (  # what a damaged archive makes zipfile, zlib and numpy raise
    *(OSError, EOFError, ValueError, RuntimeError, MemoryError, OverflowError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error, struct.error, tokenize.TokenError),
)


class ArchiveError(ValueError):
    """A file that cannot be read as what it should be: missing, truncated, changed, pickled, or with other keys."""


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path` and rename, so that `path` is either the old file or the whole new one."""
    staged = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        staged.write_bytes(content)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)


def save_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write named arrays as .npz in one step."""
    buffer = BytesIO()
    np.savez(buffer, **arrays)
    replace_file(path, buffer.getvalue())


def load_arrays(path: Path, names: frozenset[str]) -> dict[str, NDArray[Any]]:
    """Read an .npz that holds exactly `names`. Raises ArchiveError; never unpickles."""
    try:
        with path.open("rb") as stream:
            archive = np.load(stream, allow_pickle=False)
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise ArchiveError(f"{path}: not an .npz archive; write it with AttentionProblem.save")
            _check_names(path, frozenset(archive.files), names)
            return {name: archive[name] for name in names}
    except ArchiveError:
        raise
    except _UNREADABLE as error:
        raise ArchiveError(f"{path}: cannot be read as an .npz archive without pickles: {error}") from error


def _check_names(path: Path, found: frozenset[str], wanted: frozenset[str]) -> None:
    if found != wanted:
        missing, extra = sorted(wanted - found), sorted(found - wanted)
        raise ArchiveError(f"{path}: missing arrays {missing}, unexpected {extra}; needed are {sorted(wanted)}")
