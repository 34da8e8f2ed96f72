"""The cache of finished tasks: a file of JSON lines, one a task, appended as they finish; a run resumes from it.

Every line carries the key of its task: a digest of the lemma's content, the code it depends on, the checker, the
profile, the seed and the part (`proofcheck.engine.cache_keys`). A line is used exactly when its key is asked for
again, so a file survives edits of the theory: what changed is decided anew. Its digest tells a line that is not as it
was written, which decides nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any, Final

from proofcheck.engine.generated import Generated
from proofcheck.engine.sources import digest_file, digest_text
from proofcheck.engine.tasks import Task, TaskReport
from proofcheck.lemmas.evidence import Counterexample, DerivationStep, Evidence, Outcome, Proof, Sharpness

_FORMAT: Final = "attention-proofcheck/journal/2"


class JournalError(ValueError):
    """A file that is not a journal; the message names it and the remedy."""


class Records:
    """JSON values by key, in memory and in an append-only file whose first line names its format."""

    def __init__(self, path: Path, form: str) -> None:
        self._path = path
        self._values = _read_records(path, form) if path.exists() else {}
        if not path.exists():
            self._append({"format": form})

    def get(self, key: str) -> Any:
        """The value stored under `key`, or None."""
        return self._values.get(key)

    def put(self, key: str, value: Any) -> None:
        """Store a value, durable on return (fsync). Raises TypeError for what has no JSON form."""
        self._append({"key": key, "report": value, "digest": _digest(key, value)})
        self._values[key] = value

    def _append(self, record: Mapping[str, Any]) -> None:
        line = json.dumps(record) + "\n"
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


class Journal:
    """Reports of finished tasks in a file, by the key of `task_key`. Raises JournalError for another kind of file."""

    def __init__(self, path: Path) -> None:
        self._records = Records(path, _FORMAT)

    def get(self, key: str) -> TaskReport | None:
        """The report stored under `key`; None when a file that its task read has changed since."""
        record = self._records.get(key)
        if record is None:
            return None
        report = _restore_report(record)
        changed = any(digest_file(Path(path)) != digest for path, digest in report.files.items())
        return None if changed else report

    def put(self, key: str, report: TaskReport) -> None:
        """Store a report, durable on return (fsync); one that has no JSON form is not stored."""
        with suppress(TypeError):
            self._records.put(key, _to_json(asdict(report)))


def _to_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return {key: _to_json(entry) for key, entry in value.items()}
    return [_to_json(entry) for entry in value] if isinstance(value, list | tuple) else value


def _read_records(path: Path, form: str) -> dict[str, Any]:
    """Every whole line; the last one may have been cut short. Raises JournalError for a file of another kind."""
    head, *lines = path.read_bytes().split(b"\n")
    if _parse_line(head).get("format") != form:
        raise JournalError(f"{path}: not a file of --resume; name another file, or remove this one")
    records = [record for record in map(_parse_line, lines[:-1]) if _is_whole(record)]
    if lines and lines[-1]:
        _drop_partial_line(path, len(lines[-1]))
    return {record["key"]: record["report"] for record in records}


def _is_whole(record: Mapping[str, Any]) -> bool:
    """Whether a line is as it was written; one that was altered decides nothing."""
    return {"key", "report"} <= record.keys() and record.get("digest") == _digest(record["key"], record["report"])


def _digest(key: str, value: Any) -> str:
    return digest_text(json.dumps([key, value], sort_keys=True))


def _drop_partial_line(path: Path, length: int) -> None:
    """Truncate a last line that has no line end, so that the next record starts a new one."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - length)


def _parse_line(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _restore_report(record: Mapping[str, Any]) -> TaskReport:
    task, found, generated = Task(**record["task"]), record["evidence"], record.get("generated")
    return TaskReport(
        task=task,
        evidence=found and _restore_evidence(found),
        measures=record["measures"],
        generated=generated and Generated(**{**generated, "lines": tuple(generated["lines"])}),
        files=record.get("files", {}),
    )


def _restore_evidence(record: Mapping[str, Any]) -> Evidence:
    found = record["counterexample"]
    exact = {
        "outcome": Outcome[record["outcome"]],
        "margins": tuple(record["margins"]),
        "steps": tuple(DerivationStep(**step) for step in record["steps"]),
        "counterexample": Counterexample(**found) if found else None,
        "sharpness": tuple(Sharpness(**item) for item in record.get("sharpness", ())),
        "premises": tuple(record.get("premises", ())),
        "proofs": tuple(_restore_proof(entry) for entry in record.get("proofs", ())),
    }
    return Evidence(**{**record, **exact})


def _restore_proof(entry: Mapping[str, Any]) -> Proof:
    return Proof(**{**entry, "assumptions": tuple(entry["assumptions"])})
