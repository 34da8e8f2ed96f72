"""The verdict on one lemma as a small, stable JSON answer for scripts and agents: what it covers, and no more.

An answer stays below `MOST` bytes: what is long is None and named in `left_out`, never cut. What a verdict covers
is never left out. A new field may come; a field's meaning does not change within one `answer` version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict, cast

from proofcheck.report.entries import CounterexampleEntry, Document, Exact, LemmaEntry
from proofcheck.report.sentences import describe_source

MOST: Final = 2000
NO_SIDES: Final = "the lemma has no claim of two sides"
_OMITTED_FIRST: Final = ("statement", "counterexample", "hypotheses", "rests_on", "source", "title", "claim_is_about")


class SmallCounterexample(TypedDict):
    """Data in exact numbers that refute the claim, and both sides, as text."""

    data: dict[str, Exact]
    lhs: str
    rhs: str


class Answer(TypedDict):
    """`covers`: for which sizes and numbers the verdict was come to; it says nothing about others.

    `claim_is_about`: the sizes and numbers of the claim itself, which may be more. `statement_digest`: of the
    statement traced from the claim's sides; "" where `blocked` says why there is none. `command` repeats the verdict.
    """

    answer: str
    theory: str
    lemma: str
    title: str | None
    source: str | None
    statement: str | None
    statement_digest: str
    blocked: str
    claim_is_about: str | None
    hypotheses: str | None
    verdict: str
    means: str
    covers: str
    as_expected: bool
    rests_on: list[str] | None
    counterexample: SmallCounterexample | None
    holds_instead: str | None
    command: str
    left_out: list[str]


def answer_of(document: Document, lemma: LemmaEntry, *, full: bool = False) -> Answer:
    """The answer about a lemma of a document; `full` keeps everything, however long."""
    generated, verdict = lemma["generated"], lemma["verdict"]
    found = next((item["counterexample"] for item in lemma["evidence"] if item["counterexample"]), None)
    answer = Answer(
        answer="proofcheck/1",
        theory=document["theory"]["name"],
        lemma=lemma["name"],
        title=lemma["title"],
        source=describe_source(lemma),
        statement=lemma["statement"],
        statement_digest=generated["digest"] if generated else "",
        blocked=generated["blocked"] if generated else NO_SIDES,
        claim_is_about=generated["coverage"] if generated else "",
        hypotheses=lemma["hypotheses"],
        verdict=verdict["grade"],
        means=verdict["message"],
        covers=verdict["reason"],
        as_expected=lemma["as_expected"],
        rests_on=list(lemma["requires"]),
        counterexample=_shorten(found) if found else None,
        holds_instead=lemma["holds_instead"],
        command=next((item["command"] for item in lemma["evidence"] if item["command"]), document["run"]["command"]),
        left_out=[],
    )
    return answer if full else cast("Answer", fit(answer, _OMITTED_FIRST))


def encode(answer: Mapping[str, Any]) -> str:
    """The answer on one line."""
    return json.dumps(answer, allow_nan=False, ensure_ascii=False)


def _shorten(found: CounterexampleEntry) -> SmallCounterexample:
    return {"data": found["data"], "lhs": found["lhs"], "rhs": found["rhs"]}


def fit(fields: Mapping[str, Any], omitted_first: Sequence[str]) -> dict[str, Any]:
    """The fields with None for whole ones in this order, named in `left_out`, until they are small."""
    fitted: dict[str, Any] = {**fields, "left_out": []}
    for name in omitted_first:
        if len(encode(fitted).encode()) <= MOST:
            break
        if fitted[name]:
            fitted |= {name: None, "left_out": [*fitted["left_out"], name]}
    return fitted
