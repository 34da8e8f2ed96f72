"""The domain: an inequality on every point of a box, by branch and bound in ball arithmetic.

A box is settled when the slack rhs - lhs, enclosed over the whole box, is certainly >= 0, or when a hypothesis fails
certainly all over it. The enclosure is the natural one, and where that does not decide the mean value form: with c the
midpoint, slack(x) lies in slack(c) + sum_i d_i slack(box) (x_i - c_i), the derivatives by Taylor arithmetic over the
box. What is left is halved. CERTIFIED needs every box; a budget that ends first leaves boxes, and they are reported.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import arb

from proofcheck.arithmetic.constants import LEAVES, Constant
from proofcheck.arithmetic.conversion import as_fraction, ball
from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import Array, as_array, elementwise, precision
from proofcheck.arithmetic.guarded import GuardedBall
from proofcheck.arithmetic.refusals import record_refusals
from proofcheck.checkers.checker import Checker, Method, claim_and_space, require_part
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.decision import LADDER, Finding, decide
from proofcheck.checkers.instances.evaluation import ClaimError
from proofcheck.checkers.instances.sampling import shape_of
from proofcheck.checkers.instances.summary import refutation
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Domain, Inequality, Instance, Space
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "domain"
_BITS: Final = 64
_THOROUGH: Final = 50  # times as many boxes as in the ci profile
_QUICK: Final = LADDER[:1]
_SMOOTH: Final = (TypeError, AttributeError, ValueError)  # what abs, max and comparisons of Taylor series raise


class _State(Enum):
    """What is known about one box."""

    HOLDS = "the slack is certainly nonnegative all over the box"
    EXCLUDED = "a hypothesis certainly fails all over the box"
    OPEN = "not decided; halve it"


@dataclass(frozen=True)
class _Box:
    """The product of [low, high] over all entries; exact ends."""

    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]

    def volume(self) -> Fraction:
        volume = Fraction(1)
        for low, high in zip(self.low, self.high, strict=True):
            volume *= high - low if high > low else 1
        return volume

    def midpoint(self) -> tuple[Fraction, ...]:
        return tuple((low + high) / 2 for low, high in zip(self.low, self.high, strict=True))

    def halves(self, axis: int) -> tuple[_Box, _Box]:
        middle = (self.low[axis] + self.high[axis]) / 2
        below = (*self.high[:axis], middle, *self.high[axis + 1 :])
        above = (*self.low[:axis], middle, *self.low[axis + 1 :])
        return _Box(self.low, below), _Box(above, self.high)


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from the lemma's domain. Raises TypeError for a claim that is no inequality."""
    (claim, space), domain = claim_and_space(lemma), require_part(lemma.domain)
    if not isinstance(claim, Inequality):
        raise TypeError(f"lemma {lemma.name!r}: the domain checker takes inequalities")
    search = _Search(claim, space, domain)
    failing = search.run(domain.boxes * settings.choose(ci=1, thorough=_THOROUGH))
    more: dict[str, Any] = {"outcome": search.outcome(), "detail": search.describe()}
    if failing is not None:
        more |= refutation(claim, space, failing)
    return Evidence(
        checker=NAME,
        coverage=f"{domain.space.describe()}: {search.settled:,} boxes",
        attempted=search.examined,
        decided=search.settled + (failing is not None),
        precision_bits=_BITS,
        command=settings.command_for(lemma.name),
        **more,
    )


class _Search:
    """Boxes still open, the largest first, and what was settled."""

    def __init__(self, claim: Inequality, space: Space, domain: Domain) -> None:
        self._claim, self._space, self._smooth = claim, space, True
        sizes = {name: low for name, (low, _) in domain.space.sizes.items()}
        self._shapes = {name: shape_of(variable, sizes) for name, variable in domain.space.variables.items()}
        self._open = deque([self._initial_box(domain)])
        self._check_sides()
        self._volume, self._left = self._open[0].volume(), self._open[0].volume()
        self.examined = self.settled = self._excluded = 0

    def _initial_box(self, domain: Domain) -> _Box:
        low: list[Fraction] = []
        high: list[Fraction] = []
        for name, shape in self._shapes.items():
            variable, count = domain.space.variables[name], int(np.prod(shape, dtype=int))
            low += [as_fraction(variable.low)] * count
            high += [as_fraction(variable.high)] * count
        return _Box(tuple(low), tuple(high))

    def _check_sides(self) -> None:
        """Raises RefusalError for sides that branch, ClaimError for sides that guess."""
        if examine_sides(self._claim, self._as_instance(list(self._open[0].midpoint()))).guess:
            raise ClaimError("a side takes a `guess` of its numbers, which stands for no box of them; drop the domain")

    def run(self, budget: int) -> Instance | None:
        """Settle boxes until none is left or `budget` boxes were examined; an instance that fails, if one is met."""
        with precision(_BITS):
            while self._open and self.examined < budget:
                box = self._open.popleft()
                self.examined += 1
                state, axis = self._examine(box)
                if state is not _State.OPEN:
                    self.settled += 1
                    self._excluded += state is _State.EXCLUDED
                    self._left -= box.volume()
                    continue
                middle = self._member(box)
                if decide(self._claim, self._space, middle, _QUICK).finding is Finding.FAILS:
                    return middle
                self._open.extend(box.halves(axis))
        return None

    def _member(self, box: _Box) -> Instance:
        """The midpoint, integers for variables that are; where it still lies outside the space, it decides nothing."""
        whole = [self._space.variables[name].denominator == 1 for name, _ in self._entries()]
        pairs = zip(box.midpoint(), whole, strict=True)
        return self._as_instance([Fraction(round(middle)) if is_whole else middle for middle, is_whole in pairs])

    def outcome(self) -> Outcome:
        return Outcome.UNDECIDED if self._open or self._excluded == self.settled else Outcome.CERTIFIED

    def describe(self) -> str:
        if self._excluded == self.settled > 0:
            return "the hypotheses hold in no box that was settled, so nothing is certified"
        if not self._open:
            return f"{self.examined:,} boxes examined, none left; the hypotheses fail in {self._excluded:,}"
        share = float(1 - self._left / self._volume)
        return f"{self.examined:,} boxes examined, {len(self._open):,} left; {share:.4%} of the volume is settled"

    def _examine(self, box: _Box) -> tuple[_State, int]:
        """The state of a box, and the axis to halve if it is open."""
        values = self._as_instance([GuardedBall(_interval(a, b)) for a, b in zip(box.low, box.high, strict=True)])
        if any(h < 0 for h in self._conditions(values)):
            return _State.EXCLUDED, 0
        if all(self._claim.holds(slack) for slack in self._slack(values)):
            return _State.HOLDS, 0
        widths = [float(b - a) for a, b in zip(box.low, box.high, strict=True)]
        slopes = self._slopes(values) if self._smooth else None
        if slopes is None:
            return _State.OPEN, int(np.argmax(widths))
        if self._mean_value_holds(box, slopes):
            return _State.HOLDS, 0
        return _State.OPEN, _steepest(slopes, widths)

    def _mean_value_holds(self, box: _Box, slopes: Array) -> bool:
        centre = self._slack(self._as_instance([GuardedBall(ball(c)) for c in box.midpoint()]))
        reach = [_interval((a - b) / 2, (b - a) / 2) for a, b in zip(box.low, box.high, strict=True)]
        moved = centre + sum((slope * move for slope, move in zip(slopes, reach, strict=True)), 0 * centre)
        return all(self._claim.holds(slack) for slack in moved)

    def _slopes(self, values: Instance) -> Array | None:
        """Row i: the derivatives of all slack entries along entry i, enclosed over the box; None if not smooth."""
        try:
            return np.array([self._slope(values, name, index) for name, index in self._entries()], dtype=object)
        except _SMOOTH:
            self._smooth = False
            return None

    def _slope(self, values: Instance, name: str, index: tuple[int, ...]) -> Array:
        unit = elementwise(values[name], lambda _: arb(0))
        unit[index] = arb(1)
        return _balls(directional_derivatives(self._raw_slack, values, {name: unit}, 1)[1])

    def _conditions(self, values: Instance) -> Array:
        with record_refusals():
            return _balls(() if self._claim.where is None else self._claim.where(**values))

    def _raw_slack(self, values: Mapping[str, Array]) -> Array:
        with record_refusals():
            sides = as_array(self._claim.lhs(**values)), as_array(self._claim.rhs(**values))
        lhs, rhs = np.broadcast_arrays(*sides)
        if lhs.size == 0:
            raise ClaimError(f"both sides are empty arrays of shape {lhs.shape}; a claim compares at least one entry")
        return as_array(rhs - lhs).ravel()

    def _slack(self, values: Instance) -> Array:
        return _balls(self._raw_slack(values))

    def _entries(self) -> list[tuple[str, tuple[int, ...]]]:
        return [(name, index) for name, shape in self._shapes.items() for index in np.ndindex(shape)]

    def _as_instance(self, flat: list[Any]) -> Instance:
        arrays, offset = {}, 0
        for name, shape in self._shapes.items():
            count = int(np.prod(shape, dtype=int))
            part = np.empty(count, dtype=object)
            part[:] = flat[offset : offset + count]
            arrays[name] = part.reshape(shape)
            arrays[name].flags.writeable = False
            offset += count
        return arrays


def _interval(low: Fraction, high: Fraction) -> arb:
    """A ball that contains [low, high]."""
    return ball(low).union(ball(high))


def _balls(values: Any) -> Array:
    """Entries as balls; exact constants are converted. Raises ClaimError for anything else."""
    return elementwise(as_array(values).ravel(), _ball)


def _ball(value: Any) -> arb:
    if isinstance(value, GuardedBall):
        return value.ball
    if isinstance(value, arb):
        return value
    if isinstance(value, Constant):
        found: arb = value.value_in(LEAVES[arb])
        return found
    if isinstance(value, float | np.floating):
        raise ClaimError(f"{value!r} is a float, rounded by an unknown amount; return the given numbers, int, Fraction")
    return ball(as_fraction(value))


def _steepest(slopes: Array, widths: list[float]) -> int:
    """The axis along which the slack can change most over the box; the widest where that is not finite."""
    sizes = [max(float(abs(entry).upper()) for entry in row) for row in slopes]
    change = np.array([size * width for size, width in zip(sizes, widths, strict=True)])
    usable = np.isfinite(change).all() and change.max() > 0
    return int(np.argmax(change if usable else widths))


CHECKER = Checker(
    name=NAME,
    reads="claim",
    method=Method.REGION,
    applies=lambda lemma: lemma.domain is not None,
    check=check,
    weight=4,
)
