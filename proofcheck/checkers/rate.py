"""Rates: runs of an algorithm, every observation a rigorous inequality of balls."""

from __future__ import annotations

from dataclasses import replace

from proofcheck.arithmetic.functions import precision
from proofcheck.checkers.checker import Checker, Method, require_part
from proofcheck.checkers.instances.decision import float_lower
from proofcheck.checkers.instances.sharpness import measure_observation
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Observation
from proofcheck.lemmas.evidence import Counterexample, Evidence, Outcome, Sharpness
from proofcheck.lemmas.lemma import Lemma

NAME = "rate"
_DIGITS = 12


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from runs, 12 in the ci profile and 10,000 in the thorough one."""
    rate = require_part(lemma.rate)
    margins: list[float] = []
    ratios: list[float] = []
    best: Sharpness | None = None
    attempted = 0
    with precision(rate.precision_bits):
        for seen in rate.observe(settings.generator(lemma.name, NAME), settings.share(ci=12, thorough=10_000)):
            attempted += 1
            slack = seen.rhs - seen.lhs
            if slack < 0:
                return _evidence(lemma, settings, Outcome.FAILS, attempted, margins, ratios, _counterexample(seen))
            if slack >= 0 and slack.is_finite():  # an infinite bound says nothing
                scale = abs(seen.lhs).max(abs(seen.rhs))
                margins.append(float_lower(slack / scale) if scale > 0 else 0.0)
                ratios.append(float((seen.lhs / seen.rhs).mid()) if seen.rhs > 0 else 0.0)
                best = _choose_closer(best, measure_observation(NAME, seen.lhs, seen.rhs, seen.label, seen.data))
    if attempted == 0:
        return _evidence(lemma, settings, Outcome.ERROR, 0, margins, ratios)
    outcome = Outcome.HOLDS if margins else Outcome.UNDECIDED
    found = _evidence(lemma, settings, outcome, attempted, margins, ratios)
    return found if best is None else replace(found, sharpness=(best,))


def _choose_closer(best: Sharpness | None, other: Sharpness | None) -> Sharpness | None:
    if best is None or other is None:
        return best or other
    return other if other.share_lower > best.share_lower else best


def _counterexample(seen: Observation) -> Counterexample:
    sides = (seen.lhs.str(_DIGITS), seen.rhs.str(_DIGITS), (seen.rhs - seen.lhs).str(_DIGITS))
    data = {"observation": seen.label, **seen.data}
    return Counterexample(data=data, lhs=sides[0], rhs=sides[1], slack=sides[2], exact=False)


def _detail(attempted: int, undecided: int) -> str:
    return f"{undecided} undecided" if attempted else "the runs yielded no observation; yield at least one"


def _evidence(
    lemma: Lemma,
    settings: Settings,
    outcome: Outcome,
    attempted: int,
    margins: list[float],
    ratios: list[float],
    found: Counterexample | None = None,
) -> Evidence:
    rate = require_part(lemma.rate)
    failed = outcome is Outcome.FAILS
    return Evidence(
        checker=NAME,
        outcome=outcome,
        coverage=f"{len(margins)} observations, {rate.coverage}",
        detail=_detail(attempted, attempted - len(margins) - failed),
        attempted=attempted,
        decided=len(margins) + failed,
        margin_lower=min(margins, default=None),
        tightness=max(ratios, default=None),
        margins=tuple(margins),
        seed=settings.seed,
        precision_bits=rate.precision_bits,
        command=settings.command_for(lemma.name),
        counterexample=found,
    )


CHECKER = Checker(
    name=NAME,
    reads="rate",
    method=Method.INSTANCES,
    applies=lambda lemma: lemma.rate is not None,
    check=check,
    parts=20,
    weight=5,
)
