"""Rigorous instances: a witness and seeded samples, each decided exactly or in balls; failures simplified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import numpy as np

from proofcheck.arithmetic import elementwise
from proofcheck.checkers.decide import LADDER, Decision, Finding, counterexample, decide, second_opinion
from proofcheck.checkers.instances import check_space, sample
from proofcheck.checkers.settings import Settings
from proofcheck.evidence import Counterexample, Evidence, Outcome
from proofcheck.lemma import Identity, Inequality, Instance, Lemma, Space, Variable

NAME = "rigorous"
_SECOND_OPINIONS = 3
_HISTOGRAM = 400
_CONFIRMING = LADDER[2:]
_DENOMINATORS = (1, 2, 4, 8, 16)


def check(lemma: Lemma, settings: Settings) -> Evidence | None:
    """Evidence from `settings.instances` instances; None without a claim."""
    if lemma.claim is None or lemma.space is None:
        return None
    check_space(lemma.space)
    decisions: list[Decision] = []
    for index, instance in enumerate(_instances(lemma.space, lemma, settings)):
        if index < _SECOND_OPINIONS and (disagreement := second_opinion(lemma.claim, instance)):
            return _evidence(lemma, settings, decisions, Outcome.ERROR, f"second opinion: {disagreement}")
        decision = decide(lemma.claim, instance)
        decisions.append(decision)
        if decision.finding is Finding.FAILS:
            is_witness = lemma.witness is not None and index == 0  # chosen to be read: leave it as it is
            shown = instance if is_witness else simplified(lemma.claim, lemma.space, instance)
            found = counterexample(lemma.claim, shown, _CONFIRMING)
            if found is not None:
                return _evidence(lemma, settings, decisions, Outcome.FAILS, "", found)
            return _evidence(lemma, settings, decisions, Outcome.ERROR, "a failure vanished at higher precision")
    decided = any(d.finding is Finding.HOLDS for d in decisions)
    return _evidence(lemma, settings, decisions, Outcome.HOLDS if decided else Outcome.UNDECIDED, "")


def _instances(space: Space, lemma: Lemma, settings: Settings) -> Iterator[Instance]:
    if lemma.witness is not None:
        yield lemma.witness()
    rng = settings.generator(lemma.name, NAME)
    for _ in range(settings.instances):
        yield sample(space, rng)


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


def _evidence(
    lemma: Lemma,
    settings: Settings,
    decisions: list[Decision],
    outcome: Outcome,
    detail: str,
    found: Counterexample | None = None,
) -> Evidence:
    counted = [d for d in decisions if d.finding in (Finding.HOLDS, Finding.FAILS)]
    margins = [d.margin for d in counted if d.margin is not None]
    return Evidence(
        checker=NAME,
        outcome=outcome,
        coverage=f"{len(counted)} sampled instances",
        detail=detail or _detail(decisions),
        attempted=len(decisions),
        decided=len(counted),
        margin_lower=min(margins, default=None),
        tightness=max((d.tightness for d in counted if d.tightness is not None), default=None),
        margins=tuple(margins[:_HISTOGRAM]),
        seed=settings.seed,
        precision_bits=max((d.bits for d in counted), default=None),
        command=settings.command_for(lemma.name),
        counterexample=found,
    )


def _detail(decisions: list[Decision]) -> str:
    counts = Counter(decision.finding for decision in decisions)
    widths = [decision.width for decision in decisions if decision.width is not None]
    agreement = f"both sides agree to a relative {max(widths):.2g}; " if widths else ""
    ties, excluded = counts[Finding.UNDECIDED], counts[Finding.EXCLUDED]
    return f"{agreement}{ties} ties undecided, {excluded} outside the hypotheses"
