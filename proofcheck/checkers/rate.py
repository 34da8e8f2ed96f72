"""Rates: runs of an algorithm, every observation a rigorous inequality of balls.

What the runs yield decides only where it can be relied on: doubles that differ by no more than their rounding are an
error, an observation that is repeated counts once, and runs that come out otherwise when they are made again with the
same generator are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from flint import arb

from proofcheck.arithmetic.functions import precision
from proofcheck.checkers.checker import Checker, Method, require_part
from proofcheck.checkers.instances.decision import float_lower
from proofcheck.checkers.instances.sharpness import measure_observation
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Observation, TheoryError
from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import Counterexample, Evidence, Outcome, Sharpness
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.raising import find_definition

NAME = "rate"
_DIGITS = 12
_RUNS: Final = 12  # in the ci profile; fewer decided observations are called thin
_REPEATED: Final = 3  # observations that are made again
_ROUNDING: Final = 40  # bits in which two doubles agree that differ by rounding alone
_MANTISSA: Final = range(31, 54)  # bits of a double that was rounded; what was computed exactly has few, or more
_DOUBLES: Final = (
    "is a double without a radius and differs from the other side by rounding alone, so that nothing follows; compute "
    "both sides in balls (flint.arb) from exact numbers"
)


class _Stop(Exception):  # noqa: N818 - the end of a check, not an error
    """What ends the check at once: a refutation, or an error of the runs."""

    def __init__(self, outcome: Outcome, detail: str = "", counterexample: Counterexample | None = None) -> None:
        super().__init__(detail)
        self.found: dict[str, Any] = {"outcome": outcome, "counterexample": counterexample}
        self.found |= {"detail": detail} if detail else {}


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from runs, 12 in the ci profile and 10,000 in the thorough one.

    Raises TheoryError for runs that yield anything but observations.
    """
    rate, seen = require_part(lemma.rate), _Seen()
    found: dict[str, Any] = {}
    with precision(rate.precision_bits):
        try:
            for observation in _observe(lemma, settings):
                seen.add(observation)
            _check_repeated(seen, _observe(lemma, settings))
        except _Stop as stop:
            found = stop.found
    return seen.evidence(lemma, settings, **found)


def _observe(lemma: Lemma, settings: Settings) -> Iterator[Observation]:
    rate = require_part(lemma.rate)
    made = rate.observe(settings.generator(lemma.name, NAME), _count_runs(settings))
    if not hasattr(made, "__iter__"):
        raise TheoryError(f"{find_definition(rate.observe)}: returns {made!r}; yield Observation(...), one a step")
    for observation in made:
        if not isinstance(observation, Observation):
            raise TheoryError(f"{find_definition(rate.observe)}: yields {observation!r}; give Observation(...)")
        yield observation


def _count_runs(settings: Settings) -> int:
    return settings.share(ci=_RUNS, thorough=10_000)


@dataclass(kw_only=True)
class _Seen:
    """The observations so far: their keys, the first of them, and what was decided; `open`: why the first is not."""

    keys: set[object] = field(default_factory=set)
    first: list[Observation] = field(default_factory=list)
    repeated: int = 0
    open: str = ""
    margins: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    best: Sharpness | None = None

    def add(self, seen: Observation) -> None:
        """Decide an observation. Raises _Stop for one that refutes, and for one from which nothing can follow."""
        if len(self.first) < _REPEATED:
            self.first.append(seen)
        _check_sides(seen)
        key = (seen.label, *map(_exact_text, (seen.lhs, seen.rhs)), str(seen.data))
        self.repeated += key in self.keys
        if key not in self.keys:
            self.keys.add(key)
            self._decide(seen)

    def _decide(self, seen: Observation) -> None:
        slack = seen.rhs - seen.lhs
        finite = slack.is_finite()  # an infinite bound says nothing, nor does a run that overflows
        if finite and slack < 0:
            raise _Stop(Outcome.FAILS, counterexample=_counterexample(seen))
        if finite and slack >= 0:
            scale = abs(seen.lhs).max(abs(seen.rhs))
            self.margins.append(float_lower(slack / scale) if scale > 0 else 0.0)
            self.ratios.append(float((seen.lhs / seen.rhs).mid()) if seen.rhs > 0 else 0.0)
            self.best = _choose_closer(self.best, measure_observation(NAME, seen.lhs, seen.rhs, seen.label, seen.data))
        else:
            self.open = self.open or f"{seen.label!r}, where {_why_open(seen)}"

    def evidence(self, lemma: Lemma, settings: Settings, **found: Any) -> Evidence:
        """What the observations amount to; `found`: what ended the check."""
        rate = require_part(lemma.rate)
        failed = found.get("outcome") is Outcome.FAILS
        decided = len(self.margins) + failed
        fields: dict[str, Any] = {"outcome": self._outcome(), "detail": self._detail(failed=failed)}
        made = Evidence(
            checker=NAME,
            coverage=f"{plural(decided, 'observation of runs')}, as their author describes them: {rate.coverage}",
            attempted=len(self.keys),
            decided=decided,
            thin="" if found else self._thinness(_count_runs(settings)),
            margin_lower=min(self.margins, default=None),
            tightness=max(self.ratios, default=None),
            margins=tuple(self.margins),
            seed=settings.seed,
            precision_bits=rate.precision_bits,
            command=settings.command_for(lemma.name),
            **fields | found,
        )
        return replace(made, sharpness=(self.best,)) if self.best is not None and not found else made

    def _outcome(self) -> Outcome:
        if not self.keys:
            return Outcome.ERROR
        return Outcome.HOLDS if self.margins else Outcome.UNDECIDED

    def _detail(self, *, failed: bool) -> str:
        if not self.keys:
            return "the runs yielded no observation; yield at least one"
        repeated = f", {self.repeated:,} repeated ones not counted" if self.repeated else ""
        first = f", the first of them {self.open}" if self.open else ""
        return f"{len(self.keys) - len(self.margins) - failed} undecided{first}{repeated}"

    def _thinness(self, runs: int) -> str:
        """Why the observations say little, with the remedy; "" when they are enough."""
        decided, every, least = len(self.margins), len(self.keys), min(_RUNS, runs)
        if 2 * decided < every:
            return f"{every - decided:,} of {every:,} observations are undecided; give narrower balls or more bits"
        if decided < least:
            were = "observation was" if decided == 1 else "observations were"
            return f"{decided:,} {were} decided, fewer than {least}; observe as many runs as are asked for"
        return ""


def _check_sides(seen: Observation) -> None:
    """Raise _Stop for a side that is a double at a distance of rounding from the other one."""
    for name, side, other in (("lhs", seen.lhs, seen.rhs), ("rhs", seen.rhs, seen.lhs)):
        gap = abs(side - other)
        if _is_double(side) and gap > 0 and gap <= abs(side) * arb(2) ** -_ROUNDING:
            raise _Stop(Outcome.ERROR, f"{name} = {side.str(17)} of the observation {seen.label!r} {_DOUBLES}")


def _why_open(seen: Observation) -> str:
    """Which side has no value, or that the balls overlap. The root of a ball around zero is NaN, which is no error."""
    for name, side in (("lhs", seen.lhs), ("rhs", seen.rhs)):
        if side.is_nan() or not side.is_finite():
            return f"{name} is {'NaN' if side.is_nan() else 'infinite'}"
    return "the balls overlap"


def _is_double(side: arb) -> bool:
    """Whether an exact number has as many bits as a double that was rounded."""
    if not side.is_finite() or side.rad() != 0:
        return False
    return int(side.mid().man_exp()[0]).bit_length() in _MANTISSA


def _exact_text(side: arb) -> str:
    """Midpoint and radius in full."""
    if not side.is_finite():
        return str(side)
    return f"{side.mid().man_exp()} +/- {side.rad().man_exp()}"


def _check_repeated(seen: _Seen, again: Iterator[Observation]) -> None:
    """Raise _Stop unless the first observations come out the same when they are made again."""
    repeated = list(islice(again, _REPEATED))
    same = [a.label == b.label and _may_equal(a, b) for a, b in zip(seen.first, repeated, strict=False)]
    if len(repeated) != len(seen.first) or not all(same):
        label = next((a.label for a, b in zip(seen.first, same, strict=False) if not b), "")
        raise _Stop(
            Outcome.ERROR,
            f"the observation {label!r} comes out otherwise when the runs are made again with the same generator; draw "
            "from `rng` alone and keep no state",
        )


def _may_equal(a: Observation, b: Observation) -> bool:
    return bool(a.lhs.overlaps(b.lhs) and a.rhs.overlaps(b.rhs))


def _choose_closer(best: Sharpness | None, other: Sharpness | None) -> Sharpness | None:
    if best is None or other is None:
        return best or other
    return other if other.share_lower > best.share_lower else best


def _counterexample(seen: Observation) -> Counterexample:
    sides = (seen.lhs.str(_DIGITS), seen.rhs.str(_DIGITS), (seen.rhs - seen.lhs).str(_DIGITS))
    data = {"observation": seen.label, **seen.data}
    return Counterexample(data=data, lhs=sides[0], rhs=sides[1], slack=sides[2], exact=False)


CHECKER = Checker(
    name=NAME,
    reads="rate",
    method=Method.INSTANCES,
    applies=lambda lemma: lemma.rate is not None,
    check=check,
    parts=20,
    weight=5,
)
