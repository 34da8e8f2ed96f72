"""The recorded theorems about a lemma, as evidence: only while every digest matches what is at hand.

Where a theorem is about the traced claim, that one decides; what Coq states beside it is shown and decides nothing.
Without Coq a verdict rests on the record: PROVED when the statement traced from the claim now has the digest of the one
that was proved, and neither the sources nor the definitions have changed since. Anything else is STALE, which is no
evidence.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from proofcheck.kernel.check import Assumptions
from proofcheck.kernel.prove import shipped_sources, statement_digest, words_digest
from proofcheck.kernel.record import Checked, Origin, Record, shipped_record
from proofcheck.kernel.sources import definitions_digest, sources_digest, statements
from proofcheck.lemmas.evidence import Evidence, Outcome, Proof
from proofcheck.lemmas.lemma import Lemma
from proofcheck.statements import NotTraceableError, trace

NAME: Final = "kernel"
COMMAND: Final = "proofcheck kernel"


def is_recorded(lemma: Lemma) -> bool:
    """Whether the record has theorems about the lemma of this name and title. Raises RecordError."""
    record = shipped_record()
    return record is not None and bool(record.theorems_about(lemma.name, lemma.title))


def kernel_evidence(lemma: Lemma, record: Record | None = None) -> Evidence:
    """What the record (the shipped one) says of a lemma that it has theorems about. Raises RecordError."""
    known = record or shipped_record()
    found = known.theorems_about(lemma.name, lemma.title) if known else ()
    if known is None or not found:
        raise ValueError(f"lemma {lemma.name!r}: the record has no theorem about it; ask `is_recorded` first")
    linked = [entry for entry in found if entry.origin is Origin.CLAIM]
    judged = [_judge(lemma, entry, known) for entry in linked or found]
    further = [_judge(lemma, entry, known) for entry in found if linked and entry not in linked]
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


def _judge(lemma: Lemma, entry: Checked, record: Record) -> tuple[Outcome, str, Proof]:
    statement, now = _statement_now(lemma, entry)
    stale = _difference(lemma, entry, record, now)
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


def _difference(lemma: Lemma, entry: Checked, record: Record, now: str) -> str:
    """What has changed since the theorem was checked; empty: nothing."""
    sources, definitions = _digests()
    if now != entry.statement:
        return "the statement differs from the one that was proved"
    if entry.origin is Origin.COQ and words_digest(lemma) != entry.words:
        return "the lemma's words differ from those that its Coq statement was compared with"
    if definitions != record.definitions:
        return "the definitions that statements rest on have changed since"
    if sources != record.sources:
        return "the proofs have changed since they were checked"
    return ""


def _statement_now(lemma: Lemma, entry: Checked) -> tuple[str, str]:
    """The statement in Coq and its digest, as they are now; empty when there is none."""
    if entry.origin is Origin.COQ:
        text = _handwritten_statements().get(entry.module, "")
        return text, statement_digest(text)
    try:
        traced = trace(lemma)
    except NotTraceableError:
        return "", ""
    return traced.coq(), traced.digest


@cache
def _handwritten_statements() -> dict[str, str]:
    return statements(shipped_sources())


@cache
def _digests() -> tuple[str, str]:
    sources = shipped_sources()
    return sources_digest(sources), definitions_digest(sources)
