"""What a certificate says of all rows, from blocks of rows (queries), so that memory does not grow with n m.

Phi = sum_j (|F_j V - B_j|^2 + wx^2 |A1_j X A2^T|^2) + R, R = wy^2 ||A3 Y||^2 + lx ||X||^2 + ly ||Y||^2, where row j of
F is a function of A1_j and mask_j, beside A2 and X. For a partition of the rows into blocks J let Phi_J be
`definitions.objective` of the rows J of A1, B and the mask with the weights wx, wy, lx, ly for the first block and
wx, 0, 0, 0 for the others. The sums over rows add up, R occurs once: Phi = sum_J Phi_J as functions of X and Y. Hence
their derivatives add up too, and `gradient`, `hessian_product` and `hessian`, which are those of Phi_J on the data of J
(lemmas I3, I4), give those of Phi. The sizes of a row (`row_sizes`) are functions of that row alone and are joined.

At any time there are a few arrays of BALLS balls, or of one row where that is longer, vectors of length n, the data as
balls, where the Hessian is dense its (pq + rk)^2 balls, and for it or moments LARGEST_OUTER of all keys at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import reduce
from typing import Any, Final, TypeAlias

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import Array
from proofcheck.model import definitions
from proofcheck.model.derivatives import State, gradient, hessian, hessian_product, state
from proofcheck.recheck.global_region import LARGEST_OUTER
from proofcheck.recheck.hessian_lipschitz import RowSizes, row_sizes

BALLS: Final = 2**20
LARGEST_DENSE_SIZE: Final = 1000
_OF_ROWS: Final = ("A1", "B", "mask")
Tell: TypeAlias = Callable[[float], object]


def blocks(
    data: Mapping[str, Array], weights: Mapping[str, Any], *, widest: int = 0
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Data and weights of Phi_J for each block J, the first with all weights; a row has m or `widest` balls."""
    rows = max(1, BALLS // max(len(data["A2"]), widest))
    for start in range(0, len(data["A1"]), rows):
        part = {name: value[start : start + rows] if name in _OF_ROWS else value for name, value in data.items()}
        yield part, {name: 0 * w if start and name != "wx" else w for name, w in weights.items()}


def objective(data: Mapping[str, Any], point: Mapping[str, Any], weights: Mapping[str, Any]) -> Any:
    """Phi at the point."""
    return sum((definitions.objective(**part, **point, **w) for part, w in blocks(data, weights)), arb(0))


def value_and_gradient(
    data: Mapping[str, Any], point: Mapping[str, Any], weights: Mapping[str, Any], tell: Tell
) -> tuple[Any, tuple[Array, Array]]:
    """Phi and its gradient at the point; `tell` hears the share that is done."""
    value, slope, done = arb(0), (0 * point["X"], 0 * point["Y"]), 0
    for part, w in blocks(data, weights):
        gX, gY = gradient(**part, **point, **w)
        value, slope = value + definitions.objective(**part, **point, **w), (slope[0] + gX, slope[1] + gY)
        done += len(part["A1"])
        tell(done / len(data["A1"]))
    return value, slope


def states(data: Mapping[str, Any], point: Mapping[str, Any], tell: Tell, *, widest: int = 0) -> Iterator[State]:
    """The state of each block in turn; `tell` hears the share that is done."""
    done = 0
    for part, _ in blocks(data, {}, widest=widest):
        yield state(**part, **point)
        done += len(part["A1"])
        tell(done / len(data["A1"]))


def sizes(data: Mapping[str, Any], point: Mapping[str, Any]) -> RowSizes:
    """The sizes of all rows at the point."""
    return _join([row_sizes(at) for at in states(data, point, lambda _: None)])


def products(data: Mapping[str, Any]) -> int:
    """How many products of two columns a row may have."""
    return int(max(data[name].shape[1] for name in ("A1", "A2", "A3", "B")) ** 2)


def has_small_hessian(data: Mapping[str, Any], unknowns: int) -> bool:
    """Whether there are at most LARGEST_DENSE_SIZE unknowns, and LARGEST_OUTER balls in what `hessian` forms."""
    q, others = data["A2"].shape[1], (data[name].shape[1] for name in ("A2", "A3", "B"))
    return unknowns <= LARGEST_DENSE_SIZE and len(data["A2"]) * q * max(others) <= LARGEST_OUTER


@dataclass(frozen=True, kw_only=True)
class Quantities:
    """Phi, its gradient, its Hessian times a step, the Hessian where it is wanted, and the sizes of the rows."""

    objective: Any
    gradient: tuple[Array, Array]
    product: tuple[Array, Array]
    hessian: Array | None
    rows: RowSizes


def quantities(
    data: Mapping[str, Any],
    point: Mapping[str, Any],
    weights: Mapping[str, Any],
    step: tuple[Array, Array],
    *,
    dense: bool,
    tell: Tell,
) -> Quantities:
    """All of them at the point, from one pass over the rows; `tell` hears the share that is done."""

    def evaluate() -> Iterator[Quantities]:
        done = 0
        for part, w in blocks(data, weights, widest=products(data) if dense else 0):
            at, given = state(**part, **point), {**part, **point, **w}
            yield Quantities(
                objective=definitions.objective(**given),
                gradient=gradient(**given, at=at),
                product=hessian_product(**given, dX=step[0], dY=step[1], at=at),
                hessian=hessian(**given, at=at) if dense else None,
                rows=row_sizes(at),
            )
            done += len(part["A1"])
            tell(done / len(data["A1"]))

    return reduce(_add, evaluate())


def _add(left: Quantities, right: Quantities) -> Quantities:
    """The sums of both, and the rows of both."""
    (aX, aY), (bX, bY), (cX, cY), (dX, dY) = left.gradient, right.gradient, left.product, right.product
    return Quantities(
        objective=left.objective + right.objective,
        gradient=(aX + bX, aY + bY),
        product=(cX + dX, cY + dY),
        hessian=None if left.hessian is None or right.hessian is None else left.hessian + right.hessian,
        rows=_join([left.rows, right.rows]),
    )


def _join(parts: list[RowSizes]) -> RowSizes:
    return RowSizes(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(RowSizes)})
