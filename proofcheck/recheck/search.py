"""Re-establish a global certificate: its minimisers, the cube of the search, the basins, and every leaf of its tree.

The cube |u_i| <= half_width of X = L1 U L2^T holds every point with Phi <= upper, as |u|^2 lambda_min(Q) <= Phi. The
tree is replayed from its text, so that its leaves cover the cube; each is shown to have phi > upper, or to lie in a
basin. In one around z = (X, Y), with s = max |H_i| / w_i, g = sum_i w_i |slope_i|, lambda <= lambda_min of the form
scaled,

    phi >= Phi(z) - DEFECT defect^2 - g s + (lambda - rest) s^2,

so that a global minimiser, where phi = min Phi <= Phi(z), has s <= s0, the larger root; its y differs from that of z
by K S K^T r with ||S|| <= room^-2. That close to z it is the certified minimiser, because Phi is strictly convex on the
ball of the convex radius.

Twin of `solver.global_search`, computed apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from flint import arb, arb_mat

from proofcheck.arithmetic.functions import Array, balls, elementwise, matmul, precision
from proofcheck.recheck.blocks import objective, sizes
from proofcheck.recheck.box_bound import DEFECT, BoxBound, bound_box, least_value
from proofcheck.recheck.eigenvalues import smallest_eigenvalue_lower
from proofcheck.recheck.exact import exact
from proofcheck.recheck.file import Stored
from proofcheck.recheck.frame import Frame
from proofcheck.recheck.hessian_lipschitz import hessian_lipschitz, spectral_norm
from proofcheck.recheck.norms import Euclidean, Natural
from proofcheck.recheck.rechecker import (
    PRECISION_BITS,
    Claim,
    OnProgress,
    Recheck,
    claim_at_least,
    claim_at_most,
    recheck,
)
from proofcheck.recheck.roots import length_upper, root_upper
from proofcheck.recheck.search_file import StoredSearch

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = "0123456789"
_ROUNDED: Final = 1 + arb(2) ** -30  # of a share of the volume, which is a float64 sum
_MINIMISERS: Final = 0.05  # share of the work that the minimisers' own certificates are said to take


@dataclass(frozen=True)
class Box:
    """A box of the tree, with the one that it is half of."""

    centre: Array
    widths: Array
    parent: Box | None = None


@dataclass(frozen=True)
class _Basin:
    """The centre as balls and the half-widths, and whether the basin holds one minimiser."""

    centre: Array
    widths: Array
    claim: Claim


def recheck_search(stored: StoredSearch, on_progress: OnProgress | None = None) -> Recheck:
    """Recompute every bound at 128 bits; `on_progress(stage, share)` as of `recheck`."""
    tell, many = on_progress or (lambda _stage, _share: None), len(stored.minimisers)
    claims: list[Claim] = []
    for i, one in enumerate(stored.minimisers):

        def tell_one(stage: str, share: float, i: int = i) -> None:
            tell(f"minimiser {i + 1} of {many}, {stage}", _MINIMISERS * (i + share) / many)

        found = recheck(one, tell_one)
        claims += [replace(claim, name=f"minimiser {i}: {claim.name}") for claim in found.claims]
    with precision(PRECISION_BITS):
        return Recheck(claims=(*claims, *_search_claims(stored, tell)))


def _search_claims(stored: StoredSearch, tell: OnProgress) -> Iterator[Claim]:
    data, point, weights = exact(stored)
    frame = Frame(data, weights, balls(stored.L1), balls(stored.L2))
    lower, upper = (arb(stored.numbers[name]) for name in ("lower", "upper"))
    best = objective(data, point, weights)
    yield claim_at_most("upper", "Phi at the best point", best, stored.numbers["upper"])
    reach = root_upper(upper / frame.modulus) if frame.modulus > 0 else arb("inf")
    yield claim_at_most("half_width", "sqrt(upper / lambda_min(Q))", reach, stored.half_width)
    basins = [_check_basin(frame, stored, i) for i in range(len(stored.minimisers))]
    yield from (basin.claim for basin in basins)
    for i, one in enumerate(stored.minimisers):
        least = objective(data, exact(one)[1], weights) - arb(one.claims["objective_gap_upper"])
        # Phi is a sum of squares, whatever the gap says.
        yield claim_at_least(f"lower, minimiser {i}", "Phi at its minimum", least.max(arb(0)), stored.numbers["lower"])
    yield from _check_leaves(frame, stored, basins, (lower, upper), tell)


def _check_basin(frame: Frame, stored: StoredSearch, i: int) -> _Basin:
    """Whether every global minimiser of the basin is the certified minimiser."""
    one, widths = stored.minimisers[i], balls(stored.widths[i][0])
    _, point, _ = exact(one)
    try:
        u = _solve(frame.L1, _solve(frame.L2, point["X"].T).T).ravel()
    except ZeroDivisionError:
        u = elementwise(widths, lambda _: arb("nan"))
    found = bound_box(frame, u, widths, matmul(frame.factor.T, point["Y"]))
    s, distance = _reach(found, widths), arb("inf")
    if s < 1 and found.room > 0:
        X = length_upper(frame.L1) * length_upper(frame.L2) * s * length_upper(widths)
        back = frame.divide_by_factor(balls(np.eye(len(frame.factor))))
        moved = (found.thin_defect + found.thin_shift * s) / (found.room * found.room)
        distance = root_upper(X * X + (length_upper(matmul(back, found.K)) * moved) ** 2)
    limit = _convex_radius(frame, one, stored.convex_radii[i])
    statement = f"global minimisers of basin {i} lie where Phi is strictly convex"
    detail = f"within {distance.str(5)} of the point, convex within {limit.str(5)}"
    return _Basin(u, widths, Claim(name=f"basin {i}", statement=statement, holds=bool(distance < limit), detail=detail))


def _solve(left: Array, right: Array) -> Array:
    found = arb_mat(left.tolist()).solve(arb_mat(right.tolist()))
    flat = np.empty(right.size, dtype=object)
    flat[:] = found.entries()
    return flat.reshape(right.shape)


def _reach(found: BoxBound, widths: Array) -> arb:
    """s0; infinite where the form is not shown to exceed what the bound misses."""
    rise = smallest_eigenvalue_lower(found.form * widths * widths[:, None]) - found.rest
    if not rise > 0:
        return arb("inf")
    g = sum((abs(slope) * w for slope, w in zip(found.slope, widths, strict=True)), arb(0)).upper()
    gap = DEFECT * found.defect * found.defect
    return ((g + root_upper(g * g + 4 * gap * rise)) / (2 * rise)).upper()


def _convex_radius(frame: Frame, one: Stored, radius: float) -> arb:
    """The radius of a Euclidean ball in which Phi is strictly convex: inside that of `radius` in the stored norm."""
    data, point, _ = exact(one)
    A1, A2, A3, h = data["A1"], data["A2"], data["A3"], one.hypotheses
    ridge = arb(h["ridge_scores"]), arb(h["ridge_values"])
    values, natural = data["B"].shape[1], one.norm == "NATURAL"
    metric = Natural(A1, A2, A3, values, ridge) if natural else Euclidean(A1, A2, A3, values)
    lipschitz = hessian_lipschitz(sizes(data, point), metric.reach, arb(radius))
    if not arb(h["curvature_lower"]) > lipschitz * arb(radius):
        return arb(0)
    n1, n2, n3 = (spectral_norm(frame.data[name]) for name in ("A1", "A2", "A3"))
    stretch = (n1 * n1 * n2 * n2 + ridge[0]).upper().max((n3 * n3 + ridge[1]).upper()).sqrt() if natural else arb(1)
    return (arb(radius) / stretch).lower()


def walk(tree: str, size: int, half_width: float) -> Iterator[tuple[str, Box]]:
    """The leaves of a tree with their letters. Raises ValueError where the text is not that of a tree."""
    waiting = [Box(balls(np.zeros(size)), balls(np.full(size, half_width)))]
    for letter in tree:
        if not waiting:
            raise ValueError("text after the last leaf")
        box = waiting.pop()
        if letter not in _DIGITS:
            yield letter, box
            continue
        axis = int(letter)
        if axis >= size:
            raise ValueError(f"axis {axis} of {size}")
        widths, move = box.widths.copy(), balls(np.zeros(size))
        widths[axis] = move[axis] = box.widths[axis] / 2
        waiting += [Box(box.centre + move, widths, box), Box(box.centre - move, widths, box)]
    if waiting:
        raise ValueError(f"{len(waiting)} boxes without a leaf")


def _check_leaves(
    frame: Frame, stored: StoredSearch, basins: list[_Basin], bounds: tuple[arb, arb], tell: OnProgress
) -> Iterator[Claim]:
    size, shares, failures, done = len(frame.Q), arb(0), [], 0
    count = sum(letter not in _DIGITS for letter in stored.tree)
    try:
        for letter, box in walk(stored.tree, size, stored.half_width):
            if letter == "o":
                shares += np.prod(box.widths / arb(stored.half_width))
            if not _holds(frame, letter, box, basins, bounds):
                failures.append(f"leaf {done}, {letter!r}")
                break
            done += 1
            tell(f"{done:,} of {count:,} boxes", _MINIMISERS + (1 - _MINIMISERS) * done / count)
    except ValueError as error:
        failures.append(str(error))
    statement = "leaves cover the cube; each has phi > upper, lies in a basin, or is open and has phi >= lower"
    yield Claim(name="leaves", statement=statement, holds=not failures, detail="; ".join(failures) or f"{done} leaves")
    yield claim_at_most("open_share", "volume of open boxes", shares / _ROUNDED, stored.numbers["open_share"])
    closed = "o" not in stored.tree and bool(basins)
    certified = stored.outcome == "CERTIFIED"
    statement, holds = "no box is open" if certified else "bounds alone are claimed", closed or not certified
    yield Claim(name="outcome", statement=statement, holds=holds, detail=f"{stored.tree.count('o')} open boxes")


def _holds(frame: Frame, letter: str, box: Box, basins: list[_Basin], bounds: tuple[arb, arb]) -> bool:
    lower, upper = bounds
    if letter == "v":
        return bool(least_value(bound_box(frame, box.centre, box.widths), box.widths) > upper)
    if letter == "o":
        return bool(lower <= 0) or _bounded(frame, box, lower)
    i = _LETTERS.find(letter)
    return 0 <= i < len(basins) and _inside(basins[i], box)


def _bounded(frame: Frame, box: Box | None, lower: arb) -> bool:
    """Whether phi >= lower on the box or on one that it is part of."""
    while box is not None:
        if least_value(bound_box(frame, box.centre, box.widths), box.widths) >= lower:
            return True
        box = box.parent
    return False


def _inside(basin: _Basin, box: Box) -> bool:
    away = [abs(c - u) + w for c, u, w in zip(box.centre, basin.centre, box.widths, strict=True)]
    return all(a <= w for a, w in zip(away, basin.widths, strict=True))
