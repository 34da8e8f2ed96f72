"""Rigorous instances: a witness, extremes and seeded samples, each decided exactly or in balls; failures simplified."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from proofcheck.arithmetic.functions import elementwise
from proofcheck.checkers.decision import LADDER, Decision, Finding, decide, second_opinion
from proofcheck.checkers.float_leak import leak
from proofcheck.checkers.sampling import check_space, outside, sample
from proofcheck.checkers.settings import Settings
from proofcheck.checkers.summary import described, record, refutation
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Identity, Inequality, Instance, Lemma, Space, Variable

NAME = "rigorous"
_NOUN = "sampled instances"
_SECOND_OPINIONS = 3
_PATIENCE = 4
_DEEP = 3  # the rung of 512 bits
_DENOMINATORS = (1, 2, 4, 8, 16)


def check(lemma: Lemma, settings: Settings) -> Evidence | None:
    """Evidence from `settings.instances` decided instances; None without a claim.

    Ties and instances outside the hypotheses are replaced by others, up to `_PATIENCE` drawn for each one asked for.
    """
    if lemma.claim is None or lemma.space is None:
        return None
    check_space(lemma.space)
    decisions: list[Decision] = []
    agreed = held = 0
    for index, instance in enumerate(_instances(lemma.space, lemma, settings)):
        objection = _objection(lemma.claim, instance) if index < _SECOND_OPINIONS else None
        if objection:
            return record(NAME, lemma, settings, decisions, _NOUN, outcome=Outcome.ERROR, detail=objection)
        agreed += objection is not None
        decision = decide(lemma.claim, instance, _ladder(lemma.claim, index))
        decisions.append(decision)
        if decision.finding is Finding.FAILS:
            is_witness = _has_witness(lemma, settings) and index == 0
            found = _failing(lemma.claim, lemma.space, instance, is_witness=is_witness)
            return record(NAME, lemma, settings, decisions, _NOUN, **found)
        held += decision.finding is Finding.HOLDS
        if held == settings.instances:
            break
    claimed = [decision for decision in decisions if decision.finding is not Finding.EXCLUDED]
    if claimed and all(decision.valueless for decision in claimed):
        detail = f"a side is NaN on each of {len(claimed)} instances; correct the definition or restrict the space"
        return record(NAME, lemma, settings, decisions, _NOUN, outcome=Outcome.ERROR, detail=detail)
    detail = f"{described(decisions)}; mpmath agrees on {agreed} of {min(_SECOND_OPINIONS, len(decisions))}"
    return record(NAME, lemma, settings, decisions, _NOUN, detail=detail)


def _objection(claim: Inequality | Identity, instance: Instance) -> str | None:
    """Why nothing is decided: a side leaves its arithmetic or mpmath disagrees; "" if it agrees, None: no opinion."""
    wrong = leak(claim, instance)
    if wrong:
        return wrong
    opinion = second_opinion(claim, instance)
    return f"second opinion: {opinion}" if opinion else opinion


def _ladder(claim: Inequality | Identity, index: int) -> tuple[int, ...]:
    """Balls never show that an identity holds, only how closely: on the first instances, to more than 100 digits."""
    return LADDER[_DEEP:] if isinstance(claim, Identity) and index < _SECOND_OPINIONS else LADDER


def _failing(claim: Inequality | Identity, space: Space, instance: Instance, *, is_witness: bool) -> dict[str, Any]:
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
    for _ in range(_PATIENCE * settings.instances):
        yield sample(space, rng, settings.large_share)


def simplified(claim: Inequality | Identity, space: Space, instance: Instance) -> Instance:
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
