"""A file of finished tasks, one JSON line each, written as they come: what makes a run resumable, and a cache.

Every line carries the key of its task: a digest of the lemma's content, the code it depends on, the checker, the
profile, the seed and the part (`proofcheck.fingerprint`). A line is used exactly when its key is asked for again, so a
file survives edits of the theory: what changed is decided anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any, Final

from proofcheck.evidence import Counterexample, DerivationStep, Evidence, Outcome, Sharpness
from proofcheck.tasks import Report, Task

_FORMAT: Final = "attention-proofcheck/journal/1"


class JournalError(ValueError):
    """A file that is not a journal; the message names it and the remedy."""


class Journal:
    """Finished tasks by key, in memory and in an append-only file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reports = _read(path) if path.exists() else {}
        if not path.exists():
            self._append({"format": _FORMAT})

    def get(self, key: str) -> Report | None:
        """The report kept under `key`."""
        return self._reports.get(key)

    def put(self, key: str, report: Report) -> None:
        """Keep a report; on disk when this returns. One that has no JSON form is not kept."""
        try:
            line = {"key": key, "report": _plain(asdict(report))}
            json.dumps(line)
        except TypeError:
            return
        self._reports[key] = report
        self._append(line)

    def _append(self, line: Mapping[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value


def _read(path: Path) -> dict[str, Report]:
    """Every whole line; the last one may have been cut short. Raises JournalError for a file of another kind."""
    head, *lines = path.read_bytes().split(b"\n")
    if _parsed(head).get("format") != _FORMAT:
        raise JournalError(f"{path}: not a file of --resume; name another file, or remove this one")
    records = [record for record in map(_parsed, lines[:-1]) if "key" in record]
    if lines and lines[-1]:
        _cut(path, len(lines[-1]))
    return {record["key"]: _report(record["report"]) for record in records}


def _cut(path: Path, length: int) -> None:
    """Drop a last line without its end, so that the next one starts on its own."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - length)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _report(record: Mapping[str, Any]) -> Report:
    task, found = Task(**record["task"]), record["evidence"]
    return Report(task=task, evidence=found and _evidence(found), measures=record["measures"])


def _evidence(record: Mapping[str, Any]) -> Evidence:
    found = record["counterexample"]
    exact = {
        "outcome": Outcome[record["outcome"]],
        "margins": tuple(record["margins"]),
        "steps": tuple(DerivationStep(**step) for step in record["steps"]),
        "counterexample": Counterexample(**found) if found else None,
        "sharpness": tuple(Sharpness(**item) for item in record.get("sharpness", ())),
    }
    return Evidence(**{**record, **exact})
