"""Judge a mutant: refuted, not a claim, or not refuted, and then why not.

A mutant is false when a checker refutes it with an exact counterexample (a changed proof: when it is not a proof any
more). One that is not refuted must be true, and the reason is looked for: both sides equal the original's; or the
original implies it, its left side being smaller and its right side larger; each proved by the exact checker at all
sizes, or else seen on every instance compared; or the exact checker proves it; or the theory's `known_mutants` has the
argument. Any other is not shown to be true. It counts as false and missed, a survivor, when the worst case found comes
close to equality and `open_mutants` does not list it as an open question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from proofcheck.checkers import Checker, Method, Profile, Settings, checkers_of, rate
from proofcheck.checkers.search import adversary
from proofcheck.engine.time_limit import BudgetExceededError, limit
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.mutants.equivalence import compare
from proofcheck.mutants.known import Known, look_up
from proofcheck.mutants.mutate import Mutant, plant
from proofcheck.mutants.proof import PROVED, TRUE, is_proved, prove_entailment

_CLOSE: Final = 0.02  # the relative margin below which a worst case comes close to equality
_SECONDS: Final = 40
_QUICK: Final = (Method.PROOF, Method.INSTANCES)
_SEARCHES: Final = (Method.SEARCH,)
_PERSISTENT: Final = (adversary.NAME, rate.NAME)  # whose further parts go on finding what the first ones miss
_HARD_PARTS: Final = 60
_HARD_HUNTS: Final = 12  # of those parts, for what nothing explains


class MutantOutcome(Enum):
    """The outcome for one mutant; the value is the message. REFUTED and UNPROVED count as killed."""

    REFUTED = "false, and refuted"
    UNPROVED = "a changed proof that is no longer accepted"
    UNUSABLE = "no claim any more: it raises, or nothing about it can be decided"
    EQUIVALENT = "still true: both sides equal the original's"
    IMPLIED = "still true: implied by the original, smaller on the left and larger on the right"
    EXPLAINED = "still true, for the reason given"
    NOT_SHOWN = "neither refuted nor shown to be true; not within 2% of equality, or listed as open"
    SURVIVED = "not refuted and not explained, within 2% of equality: counted as false"


_NOTHING: Final[Known] = MappingProxyType({})
_Ending = tuple[MutantOutcome, str]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A mutant's label, kind and outcome, the reason in words, and the line as its author wrote it.

    `proved`: the exact checker proved that it is true; another one that is called true was compared on instances, or
    has its author's argument.
    """

    label: str
    kind: str
    outcome: MutantOutcome
    reason: str
    source: str
    proved: bool = False


def to_record(judgement: Judgement) -> dict[str, str | bool]:
    """A judgement as JSON types; the key of its outcome is `fate`."""
    return {
        "mutant": judgement.label,
        "kind": judgement.kind,
        "fate": judgement.outcome.name,
        "reason": judgement.reason,
        "source": judgement.source,
        "proved": judgement.proved,
    }


def from_record(record: Mapping[str, Any]) -> Judgement:
    """The judgement that `to_record` made this of. Raises KeyError for any other mapping."""
    return Judgement(
        label=record["mutant"],
        kind=record["kind"],
        outcome=MutantOutcome[record["fate"]],
        reason=record["reason"],
        source=record["source"],
        proved=record["proved"],
    )


def judge(
    mutant: Mutant, original: Lemma, settings: Settings, known: Known = _NOTHING, undecided: Known = _NOTHING
) -> Judgement:
    """Attack a mutant with every checker until one refutes it; explain it otherwise.

    `known`, `undecided`: what the theory says of its mutants.
    """
    told = [look_up(table, mutant.lemma, mutant.function, mutant.change) for table in (known, undecided)]
    outcome, reason = _judge(mutant, original, settings, *told)
    return Judgement(
        label=mutant.label,
        kind=mutant.kind,
        outcome=outcome,
        reason=reason,
        source=mutant.source,
        proved=reason in (*PROVED.values(), TRUE),
    )


def _judge(mutant: Mutant, original: Lemma, settings: Settings, known: str | None, undecided: str | None) -> _Ending:
    try:
        lemma = plant(mutant)
    except Exception as error:  # noqa: BLE001 - a changed source may raise anything
        return MutantOutcome.UNUSABLE, f"{type(error).__name__}: {error}"
    evidence, ended = _attack(_choose_checkers(lemma, _QUICK), lemma, settings)
    if ended is not None:
        return ended
    if lemma.claim is None and lemma.derivation is not None:
        return _judge_proof(evidence)
    if (explained := _explain(lemma, original, settings)) is not None:
        return explained
    for attackers, effort in _plan_efforts(lemma, settings, explained=known is not None):
        more, ended = _attack(attackers, lemma, effort)
        if ended is not None:
            return ended
        evidence += more
    return _judge_survivor(lemma, evidence, known, undecided)


def _explain(lemma: Lemma, original: Lemma, settings: Settings) -> _Ending | None:
    """Why a mutant is true: by proof, else by comparing instances; None where neither shows it."""
    with suppress(Exception), limit(_SECONDS):  # what cannot be evaluated is attacked further
        if (relation := prove_entailment(lemma, original, settings)) is not None:
            return MutantOutcome[relation.name], PROVED[relation]
        if is_proved(lemma, settings):
            return MutantOutcome.EXPLAINED, TRUE
    with suppress(Exception):
        if (relation := compare(lemma, original)) is not None:
            return MutantOutcome[relation.name], relation.value
    return None


def _plan_efforts(lemma: Lemma, settings: Settings, *, explained: bool) -> Iterator[tuple[Sequence[Checker], Settings]]:
    """Checkers and their settings, in order: as in a CI run, as in a part of a thorough run, with further searches."""
    every = _choose_checkers(lemma, _QUICK + _SEARCHES)
    yield _choose_checkers(lemma, _SEARCHES), settings
    yield every, _make_thorough(settings, 0)
    for part in range(1, 1 if explained else _HARD_HUNTS):
        yield [checker for checker in every if checker.name in _PERSISTENT], _make_thorough(settings, part)


def _make_thorough(settings: Settings, part: int) -> Settings:
    return replace(settings, profile=Profile.THOROUGH, part=(part, _HARD_PARTS))


def _attack(attackers: Sequence[Checker], lemma: Lemma, settings: Settings) -> tuple[list[Evidence], _Ending | None]:
    """Run checkers until one refutes the mutant or shows it to be no claim; the evidence, and that outcome or None."""
    evidence: list[Evidence] = []
    for checker in attackers:
        name = checker.name
        try:
            with limit(_SECONDS):
                found = checker.check(lemma, settings)
        except BudgetExceededError:
            if settings.profile is Profile.THOROUGH:
                continue  # the quicker checkers have already told whether it is a claim
            return evidence, (MutantOutcome.UNUSABLE, f"{name} did not end within {_SECONDS} s")
        except Exception as error:  # noqa: BLE001
            return evidence, (MutantOutcome.UNUSABLE, f"{type(error).__name__}: {error}")
        evidence.append(found)
        if found.outcome is Outcome.FAILS and found.counterexample is not None:
            return evidence, (MutantOutcome.REFUTED, f"{name}: slack {found.counterexample.slack}")
        if found.outcome is Outcome.ERROR and checker.method is not Method.PROOF:
            return evidence, (MutantOutcome.UNUSABLE, found.detail)
    return evidence, None


def _choose_checkers(lemma: Lemma, methods: Sequence[Method]) -> list[Checker]:
    """Checkers of what was changed that can refute: a claim's proofs are not mutated with it."""
    found = [checker for checker in checkers_of(lemma) if checker.method in methods]
    return [c for c in found if lemma.claim is None or (c.reads == "claim" and c.method is not Method.PROOF)]


def _judge_proof(evidence: Sequence[Evidence]) -> _Ending:
    if all(item.outcome is not Outcome.ERROR and all(step.holds for step in item.steps) for item in evidence):
        return (
            MutantOutcome.EXPLAINED,
            "another true statement: every changed step is still an exact zero or nonnegative form",
        )
    return MutantOutcome.UNPROVED, evidence[0].detail


def _judge_survivor(lemma: Lemma, evidence: Sequence[Evidence], known: str | None, undecided: str | None) -> _Ending:
    if not any(item.decided for item in evidence):
        return MutantOutcome.UNUSABLE, "nothing about it can be decided"
    if lemma.cost is not None and lemma.claim is None:
        return MutantOutcome.EQUIVALENT, "the count is the same at every size"
    if known is not None:
        return MutantOutcome.EXPLAINED, known
    margin = min((item.margin_lower for item in evidence if item.margin_lower is not None), default=0.0)
    found = f"the smallest relative margin found is {margin:.3g}"
    if undecided is not None:
        return MutantOutcome.NOT_SHOWN, f"{found}; {undecided}"
    return MutantOutcome.NOT_SHOWN if margin >= _CLOSE else MutantOutcome.SURVIVED, found
