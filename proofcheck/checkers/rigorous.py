"""Rigorous instances: a witness, extremes and seeded samples, each decided exactly or in balls; failures simplified."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import numpy as np

from proofcheck.arithmetic import elementwise
from proofcheck.checkers.decide import Decision, Finding, decide, second_opinion
from proofcheck.checkers.instances import check_space, sample
from proofcheck.checkers.record import record, refutation
from proofcheck.checkers.settings import Settings
from proofcheck.evidence import Evidence, Outcome
from proofcheck.lemma import Identity, Inequality, Instance, Lemma, Space, Variable

NAME = "rigorous"
_NOUN = "sampled instances"
_SECOND_OPINIONS = 3
_DENOMINATORS = (1, 2, 4, 8, 16)


def check(lemma: Lemma, settings: Settings) -> Evidence | None:
    """Evidence from `settings.instances` instances; None without a claim."""
    if lemma.claim is None or lemma.space is None:
        return None
    check_space(lemma.space)
    decisions: list[Decision] = []
    for index, instance in enumerate(_instances(lemma.space, lemma, settings)):
        if index < _SECOND_OPINIONS and (disagreement := second_opinion(lemma.claim, instance)):
            detail = f"second opinion: {disagreement}"
            return record(NAME, lemma, settings, decisions, _NOUN, outcome=Outcome.ERROR, detail=detail)
        decision = decide(lemma.claim, instance)
        decisions.append(decision)
        if decision.finding is Finding.FAILS:
            is_witness = _has_witness(lemma, settings) and index == 0  # chosen to be read: leave it as it is
            shown = instance if is_witness else simplified(lemma.claim, lemma.space, instance)
            return record(NAME, lemma, settings, decisions, _NOUN, **refutation(lemma.claim, shown))
    return record(NAME, lemma, settings, decisions, _NOUN)


def _has_witness(lemma: Lemma, settings: Settings) -> bool:
    return lemma.witness is not None and settings.part[0] == 0


def _instances(space: Space, lemma: Lemma, settings: Settings) -> Iterator[Instance]:
    if lemma.witness is not None and _has_witness(lemma, settings):
        yield lemma.witness()
    if lemma.extremes is not None and settings.part[0] == 0:
        yield from lemma.extremes()
    rng = settings.generator(lemma.name, NAME)
    for _ in range(settings.instances):
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
