"""Rigorous instances: a witness and seeded samples, each decided exactly or in balls; failures simplified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import numpy as np

from proofcheck.arithmetic import elementwise
from proofcheck.checkers.decide import LADDER, Decision, Finding, counterexample, decide, second_opinion
from proofcheck.checkers.instances import sample
from proofcheck.checkers.settings import Settings
from proofcheck.evidence import Counterexample, Evidence, Outcome
from proofcheck.lemma import Identity, Inequality, Instance, Lemma

NAME = "rigorous"
_SECOND_OPINIONS = 3
_HISTOGRAM = 400
_CONFIRMING = LADDER[2:]


def check(lemma: Lemma, settings: Settings) -> Evidence | None:
    """Evidence from `settings.instances` instances; None without a claim."""
    if lemma.claim is None or lemma.space is None:
        return None
    decisions: list[Decision] = []
    for index, instance in enumerate(_instances(lemma, settings)):
        if index < _SECOND_OPINIONS and (disagreement := second_opinion(lemma.claim, instance)):
            return _evidence(lemma, settings, decisions, Outcome.ERROR, f"second opinion: {disagreement}")
        decision = decide(lemma.claim, instance)
        decisions.append(decision)
        if decision.finding is Finding.FAILS:
            is_witness = lemma.witness is not None and index == 0  # chosen to be read: leave it as it is
            shown = instance if is_witness else simplified(lemma.claim, instance)
            found = counterexample(lemma.claim, shown, _CONFIRMING)
            if found is not None:
                return _evidence(lemma, settings, decisions, Outcome.FAILS, "", found)
            return _evidence(lemma, settings, decisions, Outcome.ERROR, "a failure vanished at higher precision")
    decided = any(d.finding is Finding.HOLDS for d in decisions)
    return _evidence(lemma, settings, decisions, Outcome.HOLDS if decided else Outcome.UNDECIDED, "")


def _instances(lemma: Lemma, settings: Settings) -> Iterator[Instance]:
    if lemma.witness is not None:
        yield lemma.witness()
    rng = settings.generator(lemma.name, NAME)
    if lemma.space is not None:
        for _ in range(settings.instances):
            yield sample(lemma.space, rng)


def simplified(claim: Inequality | Identity, instance: Instance) -> Instance:
    """Round entries to zero, integers, halves, quarters, ... while the claim still fails rigorously."""
    for name, index in _entries(instance):
        value = instance[name][index]
        for denominator in (1, 2, 4, 8, 16):
            rounded = Fraction(round(value * denominator), denominator)
            candidates = [Fraction(0), rounded] if denominator == 1 else [rounded]
            changed = next(
                (c for c in candidates if c != value and _fails(claim, _with(instance, name, index, c))), None
            )
            if changed is not None:
                instance = _with(instance, name, index, changed)
                break
    return instance


def _entries(instance: Instance) -> list[tuple[str, tuple[int, ...]]]:
    return [(name, index) for name, value in instance.items() for index in islice(np.ndindex(value.shape), 64)]


def _with(instance: Instance, name: str, index: tuple[int, ...], value: Fraction) -> Instance:
    changed = elementwise(instance[name], lambda entry: entry)
    changed[index] = value
    return {**instance, name: changed}


def _fails(claim: Inequality | Identity, instance: Instance) -> bool:
    try:
        return decide(claim, instance).finding is Finding.FAILS
    except ZeroDivisionError:
        return False


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
