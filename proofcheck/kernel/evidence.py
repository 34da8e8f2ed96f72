"""The recorded theorems about a lemma, as evidence: only while every digest matches what is at hand.

Where a theorem is about the traced claim, that one decides; what Coq states beside it is shown and decides nothing.
Without Coq a verdict rests on the record: PROVED when the statement traced from the claim now has the digest of the one
that was proved, and neither the sources nor the definitions have changed since. Anything else is STALE, which is no
evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from proofcheck.kernel.check import Assumptions
from proofcheck.kernel.prove import (
    handwritten_sources,
    shipped_sources,
    sources_about,
    statement_digest,
    words_digest,
)
from proofcheck.kernel.record import Checked, Origin, Record, read_record, shipped_record
from proofcheck.kernel.sources import definitions_digest, sources_digest, statements
from proofcheck.lemmas.evidence import Evidence, Outcome, Proof
from proofcheck.lemmas.kernel_proof import KernelProof
from proofcheck.lemmas.lemma import Lemma
from proofcheck.statements import NotTraceableError, trace

NAME: Final = "kernel"
COMMAND: Final = "proofcheck kernel"


@dataclass(frozen=True, kw_only=True)
class _Hand:
    """What a record is compared with: digests of sources and definitions, and statements written by hand."""

    sources: str
    definitions: str
    by_hand: Mapping[str, str]


def is_recorded(lemma: Lemma) -> bool:
    """Whether the lemma names a record of its own, or the shipped one has theorems about it. Raises RecordError."""
    record = shipped_record()
    shipped = record is not None and bool(record.theorems_about(lemma.name, lemma.title))
    return lemma.kernel is not None or shipped


def kernel_evidence(lemma: Lemma, record: Record | None = None) -> Evidence:
    """What the lemma's own record, else the shipped one, or `record`, says of it. Raises RecordError, KernelError."""
    own = lemma.kernel if record is None else None
    if own is not None and not own.record.exists():
        return _nothing_recorded(f"not recorded yet: there is no {own.record.name}")
    known = read_record(own.record) if own is not None else record or shipped_record()
    found = known.theorems_about(lemma.name, lemma.title) if known else ()
    if known is None or not found:
        if own is not None:
            return _nothing_recorded(f"{own.record.name} has no theorem about it")
        raise ValueError(f"lemma {lemma.name!r}: the record has no theorem about it; ask `is_recorded` first")
    return _evidence(lemma, found, known, _shipped_hand() if own is None else _hand_of(lemma, own))


def _nothing_recorded(reason: str) -> Evidence:
    return Evidence(checker=NAME, outcome=Outcome.STALE, coverage="none", detail=reason, command=COMMAND)


def _evidence(lemma: Lemma, found: Sequence[Checked], known: Record, hand: _Hand) -> Evidence:
    linked = [entry for entry in found if entry.origin is Origin.CLAIM]
    judged = [_judge(lemma, entry, known, hand) for entry in linked or found]
    further = [_judge(lemma, entry, known, hand) for entry in found if linked and entry not in linked]
    best = min(judged, key=lambda item: _BY_STRENGTH.index(item[0]))
    return Evidence(
        checker=NAME,
        outcome=best[0],
        coverage="; ".join(words for outcome, words, _ in judged if outcome is best[0]),
        detail=f"kernel-checked, recorded with {known.prover}",
        attempted=len(judged),
        decided=sum(outcome is not Outcome.STALE for outcome, _, _ in judged),
        command=COMMAND,
        proofs=tuple(proof for _, _, proof in [*judged, *further]),
    )


_BY_STRENGTH: Final = (Outcome.FAILS, Outcome.PROVED, Outcome.FORMAL, Outcome.STALE)


def _judge(lemma: Lemma, entry: Checked, record: Record, hand: _Hand) -> tuple[Outcome, str, Proof]:
    statement, now = _statement_now(lemma, entry, hand)
    stale = _difference(lemma, entry, record, hand, statement, now)
    proof = Proof(
        theorem=entry.theorem,
        file=entry.file,
        line=entry.line,
        origin=entry.origin.value,
        statement=statement,
        assumptions=entry.assumptions,
        machine=Assumptions(names=entry.assumptions).machine,
        prover=record.prover,
        stale=stale,
    )
    if stale:
        return Outcome.STALE, f"{entry.theorem}: STALE, {stale}", proof
    if not entry.holds:
        return Outcome.FAILS, f"the negation is a theorem, {entry.theorem} ({record.prover})", proof
    shown = Outcome.PROVED if entry.origin is Origin.CLAIM else Outcome.FORMAL
    return shown, f"{entry.coverage} ({record.prover})", proof


def _difference(lemma: Lemma, entry: Checked, record: Record, hand: _Hand, statement: str, now: str) -> str:
    """What has changed since the theorem was checked; empty: nothing."""
    if now != entry.statement:
        return "the statement differs from the one that was proved"
    if entry.origin is Origin.CLAIM and entry.words and entry.words != statement_digest(statement):
        return "the statement is printed for Coq in another way since"
    if entry.origin is Origin.COQ and words_digest(lemma) != entry.words:
        return "the lemma's words differ from those that its Coq statement was compared with"
    if hand.definitions != record.definitions:
        return "the definitions that statements rest on have changed since"
    if hand.sources != record.sources:
        return "the proofs have changed since they were checked"
    return ""


def _statement_now(lemma: Lemma, entry: Checked, hand: _Hand) -> tuple[str, str]:
    """The statement in Coq and its digest, as they are now; empty when there is none."""
    if entry.origin is Origin.COQ:
        text = hand.by_hand.get(entry.module, "")
        return text, statement_digest(text)
    try:
        traced = trace(lemma)
    except NotTraceableError:
        return "", ""
    return traced.coq(), traced.digest


@cache
def _shipped_hand() -> _Hand:
    sources = shipped_sources()
    return _Hand(sources=sources_digest(sources), definitions=definitions_digest(sources), by_hand=statements(sources))


def _hand_of(lemma: Lemma, own: KernelProof) -> _Hand:
    """For a theory that is not shipped: its proofs as they are now, and what they require of the library."""
    sources = sources_about(lemma, own.files)
    return _Hand(
        sources=sources_digest(handwritten_sources(sources)),
        definitions=definitions_digest(sources),
        by_hand=statements(sources),
    )
