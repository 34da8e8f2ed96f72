"""Measurements on disk as they are made, so that an interrupted benchmark goes on where it stopped."""

import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Ledger:
    """One JSON file: `about` says on what and with which code it was measured, `measured` holds value by key.

    A file written with other code is set aside under the name of its own digest, never mixed with new values.
    """

    def __init__(self, path: Path, code: str, machine: dict[str, Any]) -> None:
        self._path, self._begin = path, time.perf_counter()
        self.about: dict[str, Any] = {"code": code, "machine": machine}
        self.measured: dict[str, Any] = {}
        if path.exists():
            self._take_up(json.loads(path.read_text()), code)

    def once(self, key: str, measure: Callable[[], Any]) -> Any:
        """The value under `key`, measured now unless it is there already; on disk when this returns."""
        if key not in self.measured:
            begin = time.perf_counter()
            self.measured[key] = measure()
            self.save()
            now = time.perf_counter()
            sys.stderr.write(f"{now - self._begin:7.0f} s  {key}: {now - begin:.3g} s\n")
        return self.measured[key]

    def save(self) -> None:
        """Replace the file in one step."""
        staged = self._path.with_suffix(".part")
        staged.write_text(json.dumps(self.about | {"measured": self.measured}, indent=1) + "\n")
        staged.replace(self._path)

    def _take_up(self, found: dict[str, Any], code: str) -> None:
        if found["code"] == code:
            self.about, self.measured = {"code": code, "machine": found["machine"]}, found["measured"]
            sys.stderr.write(f"going on after {len(self.measured)} measurements in {self._path}\n")
        else:
            aside = self._path.with_name(f"{self._path.stem}.{found['code'][:8]}.json")
            self._path.replace(aside)
            sys.stderr.write(f"{self._path} was measured with other code: kept as {aside}\n")


def digest(*folders: Path, seed: int) -> str:
    """SHA-256 of the instances' seed and all Python files in `folders`."""
    state = hashlib.sha256(str(seed).encode())
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            state.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return state.hexdigest()
