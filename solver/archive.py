"""Lossless files: whole-file replacement; arrays in .npz, bounded before they are expanded and never pickles."""

from __future__ import annotations

import math
import os
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from solver.validation import InputError

_UNREADABLE = (  # what a damaged archive makes zipfile, zlib and numpy raise
    *(OSError, EOFError, ValueError, TypeError, RuntimeError, MemoryError, OverflowError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error, struct.error, tokenize.TokenError, NotImplementedError),
)
_SMALL: Final = 2**26  # bytes that an archive may expand to whatever its own size
_EXPANSION: Final = 20  # times its own size, beyond that; `save` writes arrays as they are
_HEADERS: Final = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


class ArchiveError(ValueError):
    """A file that cannot be read as what it should be: missing, truncated, changed, pickled, or with other keys.

    Also one that cannot be written where it was asked for.
    """


def as_path(path: Any) -> Path:
    """The name of a file as a Path. Raises InputError for anything else."""
    if not isinstance(path, str | os.PathLike) or isinstance(os.fspath(path), bytes) or not os.fspath(path):
        raise InputError(f"path={path!r}: the name of a file is needed, as text or pathlib.Path")
    return Path(path)


def check_folder(path: Path) -> None:
    """Raise ArchiveError where `path` could not be written: its folder is missing, or it is a folder itself."""
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: the folder {path.parent} does not exist; create it first")
    if path.is_dir():
        raise ArchiveError(f"{path}: is a folder; name a file in it")


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` beside `path` and rename, so that `path` is either the old file or the whole new one.

    Raises ArchiveError for a missing folder.
    """
    check_folder(path)
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


def load_arrays(path: Path, names: frozenset[str], optional: frozenset[str] = frozenset()) -> dict[str, NDArray[Any]]:
    """Read an .npz that holds `names`, perhaps some that are `optional`, and no others.

    Raises ArchiveError; never unpickles, and expands what is announced.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            _check_names(path, frozenset(members) - optional, names)
            _check_expansion(path, archive.infolist())
            return {name: _read_array(path, archive, members[name]) for name in sorted(members)}
    except ArchiveError:
        raise
    except FileNotFoundError as error:
        raise ArchiveError(f"{path}: no such file") from error
    except _UNREADABLE as error:
        raise ArchiveError(f"{path}: cannot be read as an .npz archive without pickles: {error}") from error


def _check_names(path: Path, found: frozenset[str], wanted: frozenset[str]) -> None:
    if found != wanted:
        faults = {"misses": wanted - found, "has besides": found - wanted}
        words = "; ".join(f"{fault} {', '.join(sorted(names))}" for fault, names in faults.items() if names)
        raise ArchiveError(f"{path}: {words}; its arrays must be {', '.join(sorted(wanted))}")


def _check_expansion(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """By the sizes that the directory announces: zipfile expands no member beyond them."""
    total, size = sum(info.file_size for info in members), path.stat().st_size
    if total > max(_SMALL, _EXPANSION * size):
        raise ArchiveError(
            f"{path}: {size:,} bytes that expand to {total:,}, more than {_EXPANSION} times as many; write the .npz "
            "without compression"
        )


def _read_array(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[Any]:
    """The array of one member, whose header must announce exactly the bytes that follow it."""
    with archive.open(info) as stream:
        version = np.lib.format.read_magic(stream)
        if version not in _HEADERS:
            raise ArchiveError(f"{path}: {info.filename} is of .npy version {version}; write it again with numpy")
        shape, fortran, dtype = _HEADERS[version](stream)
        if dtype.hasobject:
            raise ArchiveError(f"{path}: {info.filename} holds a pickle, which is never read; save plain numbers")
        announced, present = math.prod(shape) * dtype.itemsize, info.file_size - stream.tell()
        if announced != present or min(shape, default=0) < 0:
            raise ArchiveError(f"{path}: {info.filename} announces {announced:,} bytes and holds {present:,}: damaged")
        return np.ndarray(shape, dtype, stream.read(), order="F" if fortran else "C")
