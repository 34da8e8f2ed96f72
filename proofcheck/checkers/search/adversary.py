"""The adversary: maximise the violation of an inequality in float64, then decide the best points rigorously.

Float64 only proposes. A point that it calls a violation is decided at once in ball arithmetic, so that rounding noise
near ties neither refutes nor leads the search astray; what is reported comes from rigorous decisions alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.conversion import Arithmetic, convert
from proofcheck.arithmetic.functions import as_array
from proofcheck.checkers.checker import Checker, Method, claim_and_space
from proofcheck.checkers.instances.decision import LADDER, Decision, Finding, decide
from proofcheck.checkers.instances.evaluation import evaluate
from proofcheck.checkers.instances.membership import check_space
from proofcheck.checkers.instances.sampling import Sizes, build, draw_parameters, grid, rational, shape_of
from proofcheck.checkers.instances.simplify import simplify
from proofcheck.checkers.instances.summary import record, refutation
from proofcheck.checkers.search.cma_es import Best, Vector, cma_es, compass
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Inequality, Instance, Space, Variable
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "adversary"
_NOUN = "points of a search for the worst case"
_REFINEMENT: Final = 2**14  # the search's grid: fine enough for limits, coarse enough that float64 resolves differences
_QUICK: Final = LADDER[:2]
_STARTS: Final = 24
_KEPT: Final = 5
_OUTSIDE: Final = -4.0  # below every relative margin; hypotheses that fail add their violation
_NOT_FLOAT = (TypeError, AttributeError, ValueError, ArithmeticError)


class _Found(Exception):  # noqa: N818 - the outcome of a search, not an error
    """An instance that violates the claim rigorously."""

    def __init__(self, instance: Instance) -> None:
        super().__init__("the claim fails")
        self.instance = instance


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from searches at chosen sizes, one in the ci profile and 60 in the thorough one.

    Raises TypeError for a claim that is no inequality.
    """
    claim, space = claim_and_space(lemma)
    if not isinstance(claim, Inequality):
        raise TypeError(f"lemma {lemma.name!r}: an identity has no worst case; the adversary takes inequalities")
    check_space(space)
    rng = settings.generator(lemma.name, NAME)
    decisions: list[Decision] = []
    evaluated = 0
    for sizes in _sizes(space, settings, rng):
        hunt = _Hunt(claim, space, sizes)
        try:
            hunt.run(settings.choose(ci=300, thorough=4_000), rng)
            decisions += hunt.settled()
        except _Found as found:
            decisions.append(decide(claim, space, found.instance))
            shown = simplify(claim, space, found.instance)
            return record(NAME, lemma, settings, decisions, _NOUN, **refutation(claim, space, shown))
        except _NOT_FLOAT as error:
            detail = f"float64 cannot evaluate the claim ({type(error).__name__}: {error})"
            return record(NAME, lemma, settings, decisions, _NOUN, outcome=Outcome.UNDECIDED, detail=detail)
        evaluated += hunt.evaluated
    return record(NAME, lemma, settings, decisions, _NOUN, margins=(), detail=f"{evaluated:,} float64 evaluations")


def _sizes(space: Space, settings: Settings, rng: np.random.Generator) -> Iterator[Sizes]:
    """The largest sizes, then the smallest above one, then random ones (in a part of a campaign: all random)."""
    largest = {name: high for name, (_, high) in space.sizes.items()}
    smallest = {name: min(max(low, 2), high) for name, (low, high) in space.sizes.items()}
    named = [largest, smallest] if settings.part[0] == 0 else []
    for index in range(settings.share(ci=1, thorough=60)):
        drawn = {name: int(rng.integers(low, high + 1)) for name, (low, high) in space.sizes.items()}
        yield named[index] if index < len(named) else drawn


class _Hunt:
    """One search at fixed sizes, over the unit cube of all entries."""

    def __init__(self, claim: Inequality, space: Space, sizes: Sizes) -> None:
        self._claim, self._space = claim, space
        self._shapes = {name: shape_of(variable, sizes) for name, variable in space.variables.items()}
        self._variables = {name: _refined(variable) for name, variable in space.variables.items()}
        self._sizes = sizes
        self._best: list[Best] = []
        self.evaluated = 0

    def run(self, evaluations: int, rng: np.random.Generator) -> None:
        """Sampled starts, CMA-ES from the best of them, a compass search from the best of all."""
        starts = [self._point(draw_parameters(self._space, self._sizes, rng)) for _ in range(_STARTS)]
        if not len(starts[0]):
            return
        first = max((Best(point=point, value=self._score(point)) for point in starts), key=lambda best: best.value)
        evolved = cma_es(self._score, first.point, evaluations // 2, rng)
        compass(self._score, max(first, evolved, key=lambda best: best.value), evaluations // 2)

    def settled(self) -> list[Decision]:
        """The best points, decided rigorously; raises _Found at the first that fails."""
        decisions = []
        for best in self._best:
            instance = self._instance(best.point)
            decisions.append(decide(self._claim, self._space, instance))
            if decisions[-1].finding is Finding.FAILS:
                raise _Found(instance)
        return decisions

    def _score(self, point: Vector) -> float:
        """The largest relative violation over the entries, or below -2 outside the hypotheses."""
        self.evaluated += 1
        instance = self._instance(point)
        with np.errstate(all="ignore"):
            value = _violation(self._claim, instance)
        if value > 0:
            finding = decide(self._claim, self._space, instance, _QUICK).finding
            if finding is Finding.FAILS:
                raise _Found(instance)
            value = _OUTSIDE  # float64 noise at a tie
        self._keep(Best(point=point, value=value))
        return value

    def _keep(self, best: Best) -> None:
        if best.value > _OUTSIDE and all(best.value != kept.value for kept in self._best):
            self._best = sorted([*self._best, best], key=lambda kept: -kept.value)[:_KEPT]

    def _instance(self, point: Vector) -> Instance:
        """The grid points nearest to a point of the cube, exactly."""
        instance, offset = {}, 0
        for name, variable in self._variables.items():
            low, high = grid(variable)
            count = int(np.prod(self._shapes[name], dtype=int))
            numerators = [low + _scaled(t, high - low) for t in point[offset : offset + count].tolist()]
            instance[name] = rational(variable, np.array(numerators, dtype=object).reshape(self._shapes[name]))
            offset += count
        return build(self._space, instance)

    def _point(self, instance: Instance) -> Vector:
        parts = []
        for name, variable in self._variables.items():
            low, high = (Fraction(end, variable.denominator) for end in grid(variable))
            span = high - low if high > low else Fraction(1)
            parts += [float((value - low) / span) for value in instance[name].ravel()]
        return np.array(parts, dtype=np.float64)


def _scaled(t: float, span: int) -> int:
    """round(t span), exactly, for integers of any size."""
    return round(t * span) if span < 2**52 else round(Fraction(t) * span)


def _refined(variable: Variable) -> Variable:
    """Integers stay integers; every other variable gets the search's grid."""
    finer = 1 if variable.denominator == 1 else variable.denominator * _REFINEMENT
    return replace(variable, denominator=finer)


def _violation(claim: Inequality, instance: Instance) -> float:
    if claim.where is not None:
        values = {name: convert(value, Arithmetic.FLOAT) for name, value in instance.items()}
        outside = -_floats(as_array(claim.where(**values)).ravel())
        if not (outside <= 0).all():
            return _OUTSIDE - float(np.nan_to_num(np.maximum(outside, 0).sum(), nan=1e9))
    lhs, rhs = (_floats(side) for side in evaluate(claim, instance, Arithmetic.FLOAT))
    scale = np.maximum(np.abs(lhs), np.abs(rhs))
    relative = np.where(scale > 0, (lhs - rhs) / scale, _OUTSIDE)
    return float(np.max(relative[np.isfinite(relative)], initial=_OUTSIDE))


def _floats(values: Any) -> Vector:
    return np.array([float(value) for value in values], dtype=np.float64)


CHECKER = Checker(
    name=NAME,
    reads="claim",
    method=Method.SEARCH,
    applies=lambda lemma: isinstance(lemma.claim, Inequality),
    check=check,
    parts=12,
    weight=3,
)
