"""Rigorous instances: a witness, extremes and seeded samples, each decided exactly or in balls; failures simplified."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from proofcheck.arithmetic.functions import elementwise
from proofcheck.checkers.checker import Checker, Method, claim_and_space
from proofcheck.checkers.instances.decision import LADDER, Decision, Finding, decide, second_opinion
from proofcheck.checkers.instances.float_leak import leak
from proofcheck.checkers.instances.sampling import check_space, outside, sample
from proofcheck.checkers.instances.summary import described, record, refutation
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Claim, Identity, Instance, Space, Variable
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "rigorous"
_NOUN = "sampled instances"
_SECOND_OPINIONS = 3
_PATIENCE = 4
_LARGE = 1 / 64  # of the instances at large sizes, where a space has them
_DEEP = 3  # the rung of 512 bits
_DENOMINATORS = (1, 2, 4, 8, 16)


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from decided instances, 160 in the ci profile and 10,000 in the thorough one.

    Ties and instances outside the hypotheses are replaced by others, up to `_PATIENCE` drawn for each one asked for.
    """
    claim, space = claim_and_space(lemma)
    check_space(space)
    decisions: list[Decision] = []
    agreed = held = 0
    wanted = _wanted(settings)
    for index, instance in enumerate(_instances(space, lemma, settings)):
        objection = _objection(claim, instance) if index < _SECOND_OPINIONS else None
        if objection:
            return record(NAME, lemma, settings, decisions, _NOUN, outcome=Outcome.ERROR, detail=objection)
        agreed += objection is not None
        decision = decide(claim, instance, _ladder(claim, index))
        decisions.append(decision)
        if decision.finding is Finding.FAILS:
            is_witness = _has_witness(lemma, settings) and index == 0
            found = _failing(claim, space, instance, is_witness=is_witness)
            return record(NAME, lemma, settings, decisions, _NOUN, **found)
        held += decision.finding is Finding.HOLDS
        if held == wanted:
            break
    claimed = [decision for decision in decisions if decision.finding is not Finding.EXCLUDED]
    if claimed and all(decision.valueless for decision in claimed):
        detail = f"a side is NaN on each of {len(claimed)} instances; correct the definition or restrict the space"
        return record(NAME, lemma, settings, decisions, _NOUN, outcome=Outcome.ERROR, detail=detail)
    detail = f"{described(decisions)}; mpmath agrees on {agreed} of {min(_SECOND_OPINIONS, len(decisions))}"
    return record(NAME, lemma, settings, decisions, _NOUN, detail=detail)


def _wanted(settings: Settings) -> int:
    return settings.share(ci=160, thorough=10_000)


def _objection(claim: Claim, instance: Instance) -> str | None:
    """Why nothing is decided: a side leaves its arithmetic or mpmath disagrees; "" if it agrees, None: no opinion."""
    wrong = leak(claim, instance)
    if wrong:
        return wrong
    opinion = second_opinion(claim, instance)
    return f"second opinion: {opinion}" if opinion else opinion


def _ladder(claim: Claim, index: int) -> tuple[int, ...]:
    """Balls never show that an identity holds, only how closely: on the first instances, to more than 100 digits."""
    return LADDER[_DEEP:] if isinstance(claim, Identity) and index < _SECOND_OPINIONS else LADDER


def _failing(claim: Claim, space: Space, instance: Instance, *, is_witness: bool) -> dict[str, Any]:
    """The refutation by an instance, simplified unless it is a witness, which was chosen to be read."""
    strange = outside(space, instance)
    if strange:
        detail = f"a given instance violates the claim but lies outside its space: {strange}; widen the space"
        return {"outcome": Outcome.ERROR, "detail": detail}
    return refutation(claim, instance if is_witness else simplified(claim, space, instance))


def _has_witness(lemma: Lemma, settings: Settings) -> bool:
    return lemma.witness is not None and settings.part[0] == 0


def _instances(space: Space, lemma: Lemma, settings: Settings) -> Iterator[Instance]:
    if lemma.witness is not None and _has_witness(lemma, settings):
        yield lemma.witness()
    if lemma.extremes is not None and settings.part[0] == 0:
        yield from lemma.extremes()
    rng = settings.generator(lemma.name, NAME)
    large = settings.choose(ci=0.0, thorough=_LARGE)
    for _ in range(_PATIENCE * _wanted(settings)):
        yield sample(space, rng, large)


def simplified(claim: Claim, space: Space, instance: Instance) -> Instance:
    """Round entries to zero, integers, halves, quarters, ... within the space while the claim fails rigorously."""
    for name, index in _entries(instance):
        for candidate in _simpler(instance[name][index], space.variables[name]):
            changed = _with(instance, name, index, candidate)
            if decide(claim, changed).finding is Finding.FAILS:
                instance = changed
                break
    return instance


def _simpler(value: Fraction, variable: Variable) -> Iterator[Fraction]:
    """Values simpler than `value` inside the variable's range, the simplest first."""
    for candidate in (Fraction(0), *(Fraction(round(value * d), d) for d in _DENOMINATORS)):
        if candidate == value:
            return
        if variable.low <= candidate <= variable.high:
            yield candidate


def _entries(instance: Instance) -> list[tuple[str, tuple[int, ...]]]:
    return [(name, index) for name, value in instance.items() for index in islice(np.ndindex(value.shape), 64)]


def _with(instance: Instance, name: str, index: tuple[int, ...], value: Fraction) -> Instance:
    changed = elementwise(instance[name], lambda entry: entry)
    changed[index] = value
    return {**instance, name: changed}


CHECKER = Checker(
    name=NAME,
    reads="claim",
    method=Method.INSTANCES,
    applies=lambda lemma: lemma.claim is not None,
    check=check,
    parts=20,
    weight=2,
)
