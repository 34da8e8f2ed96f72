"""What became of a mutant: refuted, not a claim, or alive, and if alive why.

A mutant is false when a checker refutes it with an exact counterexample (a changed proof: when it is not a proof any
more). One that lives must be true, and the reason is looked for: both sides equal the original's on every instance; or
the original implies it, its left side being smaller and its right side larger on every instance; or the table of
the theory's `KNOWN_MUTANTS` gives the argument. Any other is not shown to be true. It counts as false and
missed, a survivor, when the worst case found comes close to equality and the table does not call that an open
question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from proofcheck.checkers import Checker, Method, Profile, Settings, checkers_of, rate
from proofcheck.checkers.search import adversary
from proofcheck.engine.time_limit import BudgetExceededError, limit
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.mutants.equivalence import Relation, compared
from proofcheck.mutants.known import known_mutants, look_up
from proofcheck.mutants.mutate import Mutant, planted

_CLOSE: Final = 0.02  # the relative margin below which a worst case comes close to equality
_SECONDS: Final = 40
_QUICK: Final = (Method.PROOF, Method.INSTANCES)
_SEARCHES: Final = (Method.SEARCH,)
_PERSISTENT: Final = (adversary.NAME, rate.NAME)  # whose further parts go on finding what the first ones miss
_HARD_PARTS: Final = 60
_HARD_HUNTS: Final = 12  # of those parts, for what nothing explains


class Fate(Enum):
    """What became of a mutant."""

    REFUTED = "false, and refuted"
    UNPROVED = "a changed proof that is no longer accepted"
    UNUSABLE = "no claim any more: it raises, or nothing about it can be decided"
    EQUIVALENT = Relation.EQUIVALENT.value
    IMPLIED = Relation.IMPLIED.value
    EXPLAINED = "still true, for the reason given"
    NOT_SHOWN = "neither refuted nor shown to be true; not within 2% of equality, or listed as open"
    SURVIVED = "not refuted and not explained, within 2% of equality: counted as false"


_Ended = tuple[Fate, str]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A mutant's label, kind and fate, and the reason in words."""

    label: str
    kind: str
    fate: Fate
    reason: str


def plain(judgement: Judgement) -> dict[str, str]:
    """A judgement as JSON has it."""
    return {"mutant": judgement.label, "kind": judgement.kind, "fate": judgement.fate.name, "reason": judgement.reason}


def restored(record: Mapping[str, str]) -> Judgement:
    """The judgement that `plain` was given."""
    fate = Fate[record["fate"]]
    return Judgement(label=record["mutant"], kind=record["kind"], fate=fate, reason=record["reason"])


def judge(mutant: Mutant, original: Lemma, settings: Settings) -> Judgement:
    """Attack a mutant with every checker until one refutes it; explain it otherwise."""
    fate, reason = _judged(mutant, original, settings)
    return Judgement(label=mutant.label, kind=mutant.kind, fate=fate, reason=reason)


def _judged(mutant: Mutant, original: Lemma, settings: Settings) -> _Ended:
    try:
        lemma = planted(mutant)
    except Exception as error:  # noqa: BLE001 - a changed source may raise anything
        return Fate.UNUSABLE, f"{type(error).__name__}: {error}"
    evidence, ended = _attacked(_attackers(lemma, _QUICK), lemma, settings)
    if ended is not None:
        return ended
    if lemma.claim is None and lemma.derivation is not None:
        return _proof(evidence)
    with suppress(Exception):  # what cannot be compared is attacked further
        if (relation := compared(lemma, original)) is not None:
            return Fate[relation.name], relation.value
    known, undecided = (
        look_up(table, mutant.lemma, mutant.function, mutant.change) for table in known_mutants(mutant.home)
    )
    for attackers, effort in _efforts(lemma, settings, explained=known is not None):
        more, ended = _attacked(attackers, lemma, effort)
        if ended is not None:
            return ended
        evidence += more
    return _alive(lemma, evidence, known, undecided)


def _efforts(lemma: Lemma, settings: Settings, *, explained: bool) -> Iterator[tuple[Sequence[Checker], Settings]]:
    """Checkers and how hard they try: as usual, as a part of a thorough run does, and with further searches."""
    every = _attackers(lemma, _QUICK + _SEARCHES)
    yield _attackers(lemma, _SEARCHES), settings
    yield every, _hard(settings, 0)
    for part in range(1, 1 if explained else _HARD_HUNTS):
        yield [checker for checker in every if checker.name in _PERSISTENT], _hard(settings, part)


def _hard(settings: Settings, part: int) -> Settings:
    return replace(settings, profile=Profile.THOROUGH, part=(part, _HARD_PARTS))


def _attacked(attackers: Sequence[Checker], lemma: Lemma, settings: Settings) -> tuple[list[Evidence], _Ended | None]:
    """Evidence of checkers, and what ended the attack: a refutation, or something that is no claim."""
    evidence: list[Evidence] = []
    for checker in attackers:
        name = checker.name
        try:
            with limit(_SECONDS):
                found = checker.check(lemma, settings)
        except BudgetExceededError:
            if settings.profile is Profile.THOROUGH:
                continue  # what ended before says enough about whether it is a claim
            return evidence, (Fate.UNUSABLE, f"{name} did not end within {_SECONDS} s")
        except Exception as error:  # noqa: BLE001
            return evidence, (Fate.UNUSABLE, f"{type(error).__name__}: {error}")
        evidence.append(found)
        if found.outcome is Outcome.FAILS and found.counterexample is not None:
            return evidence, (Fate.REFUTED, f"{name}: slack {found.counterexample.slack}")
        if found.outcome is Outcome.ERROR and checker.method is not Method.PROOF:
            return evidence, (Fate.UNUSABLE, found.detail)
    return evidence, None


def _attackers(lemma: Lemma, methods: Sequence[Method]) -> list[Checker]:
    """Those that decide what was changed: a claim's own derivation stays as it was and says nothing about a mutant."""
    found = [checker for checker in checkers_of(lemma) if checker.method in methods]
    return [checker for checker in found if lemma.claim is None or checker.reads == "claim"]


def _proof(evidence: Sequence[Evidence]) -> _Ended:
    if all(item.outcome is not Outcome.ERROR and all(step.holds for step in item.steps) for item in evidence):
        return Fate.EXPLAINED, "another true statement: every changed step is still an exact zero or nonnegative form"
    return Fate.UNPROVED, evidence[0].detail


def _alive(lemma: Lemma, evidence: Sequence[Evidence], known: str | None, undecided: str | None) -> _Ended:
    if not any(item.decided for item in evidence):
        return Fate.UNUSABLE, "nothing about it can be decided"
    if lemma.cost is not None and lemma.claim is None:
        return Fate.EQUIVALENT, "the count is the same at every size"
    if known is not None:
        return Fate.EXPLAINED, known
    margin = min((item.margin_lower for item in evidence if item.margin_lower is not None), default=0.0)
    found = f"the smallest relative margin found is {margin:.3g}"
    if undecided is not None:
        return Fate.NOT_SHOWN, f"{found}; {undecided}"
    return Fate.NOT_SHOWN if margin >= _CLOSE else Fate.SURVIVED, found
