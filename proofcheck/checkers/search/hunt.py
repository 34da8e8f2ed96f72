"""One search for the worst case of an inequality at fixed sizes: float64 proposes, balls decide."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.conversion import Arithmetic
from proofcheck.arithmetic.functions import as_array
from proofcheck.checkers.instances.decision import LADDER, Finding, InstanceDecision, decide
from proofcheck.checkers.instances.evaluation import sides_at
from proofcheck.checkers.instances.sampling import Sizes, build, grid, rational, shape_of
from proofcheck.checkers.search.gradient import Dual, independent_variables
from proofcheck.checkers.search.optimisers import Best, Vector, climb, cma_es, compass
from proofcheck.checkers.search.starts import draw_point, structured_points
from proofcheck.checkers.search.ties import candidates
from proofcheck.lemmas.claims import Inequality, Instance, Space, Variable

_REFINEMENT: Final = 2**14  # the search's grid: fine enough for limits, coarse enough that float64 resolves differences
_QUICK: Final = LADDER[:2]
_STARTS: Final = 16  # random ones, besides the structured
_CLIMBS: Final = 2
_KEPT: Final = 5
_NO_GRADIENT: Final = (TypeError, AttributeError, ValueError, ArithmeticError)
_TIE: Final = -(2.0**-40)  # a strict claim is decided where its sides are this close
_FAR: Final = -1e30  # below every gap of interest
_OUTSIDE: Final = -4.0  # below every relative margin; hypotheses that fail add their violation


class Found(Exception):  # noqa: N818 - the outcome of a search, not an error
    """An instance that violates the claim rigorously."""

    def __init__(self, instance: Instance) -> None:
        super().__init__("the claim fails")
        self.instance = instance


class Hunt:
    """One search over the unit cube of all entries; `evaluated` counts evaluations, those with gradients among them."""

    def __init__(self, claim: Inequality, space: Space, sizes: Sizes) -> None:
        self._claim, self._space, self._sizes = claim, space, sizes
        self._shapes = {name: shape_of(variable, sizes) for name, variable in space.variables.items()}
        self._grids = {name: _Grid(variable) for name, variable in space.variables.items()}
        self._smooth = all(variable.structure is None for variable in space.variables.values())
        self._best: list[Best] = []
        self.evaluated = 0

    def run(self, evaluations: int, rng: np.random.Generator) -> None:
        """Structured and sampled starts, gradients from the best, then CMA-ES and a compass search from the best.

        For a strict claim then the least gap and the simple fractions beside it. Raises Found at the first violation
        that balls or rationals confirm.
        """
        starts = list(structured_points(self._space, self._shapes, rng))
        starts += [draw_point(self._space, self._sizes, rng) for _ in range(_STARTS)]
        if not len(starts[0]):
            return
        scored = sorted((Best(point=point, value=self._score(point)) for point in starts), key=lambda best: -best.value)
        self._climb([best.point for best in scored[:_CLIMBS]], evaluations // 8)
        first = max([scored[0], *self._best], key=lambda best: best.value)
        evolved = cma_es(self._score, first.point, evaluations // 2, rng)
        compass(self._score, max(first, evolved, key=lambda best: best.value), evaluations // 2)
        if self._claim.strict:
            self._meet([*starts, *(best.point for best in self._best)])

    def settle(self) -> list[InstanceDecision]:
        """The best points, decided rigorously; raises Found at the first that fails."""
        decisions = []
        for best in self._best:
            instance = self._instance(best.point)
            decisions.append(decide(self._claim, self._space, instance))
            if decisions[-1].finding is Finding.FAILS:
                raise Found(instance)
        return decisions

    def _climb(self, starts: list[Vector], evaluations: int) -> None:
        """Where the sides allow it: what they do with numbers that carry a gradient is theirs to say."""
        for start in starts if self._smooth else ():
            try:
                climb(self._violation_and_gradient, start, evaluations)
            except _NO_GRADIENT:
                self._smooth = False
                return

    def _meet(self, starts: list[Vector]) -> None:
        """Equality, which refutes a strict claim: at the simple fractions beside the least gaps."""
        ends = [(Fraction(v.low), Fraction(v.high)) for v, size in self._sizes_by_variable() for _ in range(size)]
        try:
            nearest = sorted(starts, key=lambda point: -self._gap(point)[0])[:_CLIMBS] if self._smooth else []
            for values in (values for start in nearest for values in candidates(self._gap, start, ends)):
                parts = self._parts(np.array(values, dtype=object))
                instance: Instance = dict(parts)
                if decide(self._claim, self._space, instance).finding is Finding.FAILS:
                    raise Found(instance)
        except _NO_GRADIENT:
            self._smooth = False

    def _gap(self, point: Vector) -> tuple[float, Vector]:
        """The largest lhs - rhs over the entries, at the point itself, and its gradient."""
        self.evaluated += 1
        with np.errstate(all="ignore"):
            value, slope = _largest_gap(self._claim, self._duals(point, exactly=True))
        return value, np.nan_to_num(np.broadcast_to(slope, point.shape) * self._spans(), posinf=0.0, neginf=0.0)

    def _sizes_by_variable(self) -> list[tuple[Variable, int]]:
        return [(v, prod(self._shapes[name])) for name, v in self._space.variables.items()]

    def _score(self, point: Vector) -> float:
        """The largest relative violation over the entries, or below -2 outside the hypotheses."""
        with np.errstate(all="ignore"):
            value, _ = _violation(self._claim, self._floats(point))
        return self._note(point, value)

    def _violation_and_gradient(self, point: Vector) -> tuple[float, Vector]:
        with np.errstate(all="ignore"):
            value, slope = _violation(self._claim, self._duals(point))
        gradient = np.nan_to_num(np.broadcast_to(slope, point.shape) * self._spans(), posinf=0.0, neginf=0.0)
        return self._note(point, value), gradient

    def _note(self, point: Vector, value: float) -> float:
        """Keep a good point. What float64 calls a violation is decided at once, so that noise at a tie is no lead."""
        self.evaluated += 1
        if value > 0 or (self._claim.strict and value > _TIE):
            instance = self._instance(point)
            if decide(self._claim, self._space, instance, _QUICK).finding is Finding.FAILS:
                raise Found(instance)
            value = _OUTSIDE if value > 0 else value
        if value > _OUTSIDE and all(value != kept.value for kept in self._best):
            self._best = sorted([*self._best, Best(point=point, value=value)], key=lambda kept: -kept.value)[:_KEPT]
        return value

    def _parts(self, point: Vector) -> list[tuple[str, Vector]]:
        parts, offset = [], 0
        for name, shape in self._shapes.items():
            count = prod(shape)
            parts.append((name, point[offset : offset + count].reshape(shape)))
            offset += count
        return parts

    def _spans(self) -> Vector:
        sizes = [prod(shape) for shape in self._shapes.values()]
        return np.repeat([entry.span for entry in self._grids.values()], sizes)

    def _instance(self, point: Vector) -> Instance:
        """The grid points nearest to a point of the cube, exactly."""
        return build(self._space, {name: self._grids[name].exact(part) for name, part in self._parts(point)})

    def _floats(self, point: Vector) -> dict[str, Any]:
        if any(variable.structure is not None for variable in self._space.variables.values()):
            exact = self._instance(point)
            return {name: np.array(value, dtype=np.float64) for name, value in exact.items()}
        return {name: self._grids[name].floats(part) for name, part in self._parts(point)}

    def _duals(self, point: Vector, *, exactly: bool = False) -> dict[str, Any]:
        """With gradients; at the nearest grid points, or `exactly` where the point is."""
        values, offset = {}, 0
        for name, part in self._parts(point):
            entries = self._grids[name]
            at = entries.low + part * entries.span if exactly else entries.floats(part)
            values[name] = independent_variables(at, offset, len(point))
            offset += part.size
        return values


class _Grid:
    """The numbers that the search tries for one variable; integers stay integers."""

    def __init__(self, variable: Variable) -> None:
        finer = 1 if variable.denominator == 1 else variable.denominator * _REFINEMENT
        self._variable = replace(variable, denominator=finer)
        self._low, self._high = grid(self._variable)
        self.low, self.span = self._low / finer, (self._high - self._low) / finer

    def exact(self, part: Vector) -> Any:
        width = self._high - self._low
        numerators = [self._low + _scale(t, width) for t in part.ravel().tolist()]
        return rational(self._variable, np.array(numerators, dtype=object).reshape(part.shape))

    def floats(self, part: Vector) -> Vector:
        width = self._high - self._low
        if abs(self._low) + width < 2**52:
            found: Vector = (self._low + np.rint(part * width)) / self._variable.denominator
            return found
        return np.array([float(v) for v in self.exact(part).ravel()], dtype=np.float64).reshape(part.shape)


def _scale(t: float, span: int) -> int:
    """round(t span), exactly, for integers of any size."""
    return round(t * span) if span < 2**52 else round(Fraction(t) * span)


def _violation(claim: Inequality, values: dict[str, Any]) -> tuple[float, Any]:
    """The largest relative violation and its gradient (0.0 for plain floats)."""
    if claim.where is not None:
        outside = [-entry for entry in as_array(claim.where(**values)).ravel().tolist() if not entry >= 0]
        if outside:
            total = sum(outside[1:], outside[0])
            value = _number(total)
            return _OUTSIDE - (value if np.isfinite(value) else 1e9), -_slope(total)
    best: tuple[float, Any] = (_OUTSIDE, 0.0)
    for lhs, rhs in zip(*(side.tolist() for side in sides_at(claim, values, Arithmetic.FLOAT)), strict=True):
        scale = max(abs(_number(lhs)), abs(_number(rhs)))
        if scale > 0 or claim.strict:
            value = (_number(lhs) - _number(rhs)) / (scale or 1.0)
            if np.isfinite(value) and value > best[0]:
                best = value, (lhs, rhs)
    return (best[0], _relative_slope(*best[1])) if isinstance(best[1], tuple) else best


def _largest_gap(claim: Inequality, values: dict[str, Any]) -> tuple[float, Any]:
    """The largest lhs - rhs and its gradient; outside the hypotheses far below, and rising towards them."""
    if claim.where is not None:
        outside = [-entry for entry in as_array(claim.where(**values)).ravel().tolist() if not entry >= 0]
        if outside:
            total = sum(outside[1:], outside[0])
            return _FAR - _number(total), -_slope(total)
    sides = zip(*(side.tolist() for side in sides_at(claim, values, Arithmetic.FLOAT)), strict=True)
    gaps = [gap for gap in (lhs - rhs for lhs, rhs in sides) if np.isfinite(_number(gap))]
    best = max(gaps, key=_number, default=_FAR)
    return _number(best), _slope(best)


def _relative_slope(lhs: Any, rhs: Any) -> Any:
    """The gradient of (lhs - rhs) / max(|lhs|, |rhs|)."""
    if not (isinstance(lhs, Dual) or isinstance(rhs, Dual)):
        return 0.0
    scale = lhs if abs(_number(lhs)) >= abs(_number(rhs)) else rhs
    return _slope((lhs - rhs) / abs(scale))


def _number(value: Any) -> float:
    return float(value.value if isinstance(value, Dual) else value)


def _slope(value: Any) -> Any:
    return value.slope if isinstance(value, Dual) else 0.0
