"""Recorded evidence: what the kernel checked, of which statements, with which prover; read without Coq.

`kernel.json` holds digests of everything that a verdict depends on. A record with another digest than the sources at
hand is STALE; one that was cut short or changed by hand is a RecordError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final

from proofcheck.kernel.errors import RecordError
from proofcheck.kernel.sources import COQ, digest

FORM: Final = "attention-proofcheck/kernel/1"
SHIPPED: Final = COQ.parent / "kernel.json"


class Origin(Enum):
    """Where a theorem's statement comes from; the value says it."""

    CLAIM = "generated from the claim"
    COQ = "stated in Coq"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One kernel-checked theorem.

    `lemma` and `title` are those of the lemma that it is about (empty: of none). `statement` is the digest of the
    traced claim or, for Origin.COQ, of the module that states it; `words` then that of the lemma's own words, "" else.
    `file` and `line`: where it is proved. `assumptions`: what it assumes at most, by `Print Assumptions`.
    """

    theorem: str
    module: str
    holds: bool
    origin: Origin
    lemma: str
    title: str
    statement: str
    words: str
    coverage: str
    file: str
    line: int
    assumptions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Record:
    """All theorems of one build: the theory's name, the prover, digests of sources and of definitions.

    `axioms`: what `coqchk` found assumed anywhere, full names.
    """

    theory: str
    prover: str
    sources: str
    definitions: str
    axioms: tuple[str, ...]
    theorems: tuple[Checked, ...]

    def theorems_about(self, lemma: str, title: str) -> tuple[Checked, ...]:
        """The theorems about the lemma of that name and title."""
        return tuple(found for found in self.theorems if (found.lemma, found.title) == (lemma, title))

    def document(self) -> dict[str, Any]:
        """The record as JSON types, sealed with a digest of everything else."""
        body: dict[str, Any] = {"form": FORM, **asdict(self)}
        body["theorems"] = [{**asdict(found), "origin": found.origin.name} for found in self.theorems]
        return {**body, "seal": _seal(body)}


def write_record(record: Record, path: Path) -> None:
    """Write the record; the same build gives the same bytes."""
    path.write_text(json.dumps(record.document(), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_record(path: Path) -> Record:
    """Read a record. Raises RecordError for a file that is missing, cut short, changed or of another form."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"{path}: not readable ({error}); {_REMEDY}") from None
    try:
        return _record(document)
    except (TypeError, KeyError, ValueError) as error:
        raise RecordError(f"{path}: {error}; {_REMEDY}") from None


_REMEDY: Final = "restore the file, or record it again with `make kernel`"


@cache
def shipped_record() -> Record | None:
    """The record of the shipped proofs; None when none was made. Raises RecordError."""
    return read_record(SHIPPED) if SHIPPED.exists() else None


def _record(document: Any) -> Record:
    if not isinstance(document, dict) or document.get("form") != FORM:
        raise ValueError(f"not a record of the form {FORM}")
    body = {name: value for name, value in document.items() if name != "seal"}
    if document.get("seal") != _seal(body):
        raise ValueError("the seal does not match: it was changed after it was written")
    _check_fields(Record, body, {"form"})
    return Record(
        **{name: body[name] for name in ("theory", "prover", "sources", "definitions")},
        axioms=tuple(body["axioms"]),
        theorems=tuple(map(_read_theorem, body["theorems"])),
    )


def _read_theorem(entry: Any) -> Checked:
    _check_fields(Checked, entry, set())
    exact = {"origin": Origin[entry["origin"]], "assumptions": tuple(entry["assumptions"])}
    return Checked(**{**entry, **exact})


def _check_fields(kind: type[Record | Checked], entry: Mapping[str, Any], more: set[str]) -> None:
    known = {field.name for field in fields(kind)} | more
    if not isinstance(entry, dict) or set(entry) != known:
        raise ValueError(f"an entry does not have the fields {', '.join(sorted(known))}")


def _seal(body: Mapping[str, Any]) -> str:
    return digest(json.dumps(body, sort_keys=True, ensure_ascii=False))
