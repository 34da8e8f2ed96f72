"""Leaving the start X = 0 on purpose where it is a saddle, and not along what rounding leaves of a zero gradient.

With centred columns beside a column of ones, or values that say nothing, grad phi(0) = 0 exactly: what is computed is
rounding, whose sign depends on the kernel and on the number of BLAS threads, and with it the minimum that is found. The
direction taken instead is fixed by the data alone: the lowest Ritz vector v of phi's Hessian in the natural norm, of
ten Lanczos steps from a fixed p x q matrix D, in the orientation in which <v, D> > 0. D holds the first normal numbers
of seed 0, in the user's coordinates. The lowest eigenvalue is often multiple, so that D chooses the eigenvector: on the
shipped real layer at w = 0.1 this D led to 1047, cos 0, cos 1, ... to 1072, I to 1070. So few steps do not reach what
rounding adds to an invariant subspace. The length is that of the first region, halved until phi falls.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from solver.minimise.coordinates import Coordinates
from solver.minimise.krylov import lanczos_smallest
from solver.oracle.augmented import Floats
from solver.oracle.shares import Share, Shares
from solver.oracle.variable_projection import Projected, project

_ROUNDING: Final = 1e-12  # of what a gradient's terms add up to without cancellation
_LANCZOS: Final = 10
_SEED: Final = 0
_CURVED: Final = 1e-8  # relative size of a curvature that is not taken for rounding
_HALVINGS: Final = 20


def stationary(at: Projected) -> bool:
    """Whether the gradient is rounding: tiny against the sizes of A1, C, V and A2, whose products it sums."""
    data = at.problem
    longest = np.sqrt((np.square(data.A3 @ at.Y).sum(axis=1) * np.square(data.A2).sum(axis=1)).max())
    terms = 2.0 * np.linalg.norm(data.A1) * np.sqrt(at.loss) * longest
    return bool(np.linalg.norm(at.gradient[0]) <= _ROUNDING * terms)


def leave(frame: Coordinates, at: Projected, radius: float, shares: Shares[Share] | None = None) -> Projected | None:
    """An evaluation below that at a saddle, about `radius` away; None where no negative curvature shows.

    `shares` are the rows of the frame's problem, by default all here.
    """
    scale = frame.problem.scales[0]
    direction = _lowest(frame, at, scale)
    if direction is None:
        return None
    for _ in range(_HALVINGS):
        found = project(frame.problem, at.X + radius * direction, shares)
        if found.objective < at.objective:
            return found
        found.release()
        radius *= 0.5
    return None


def _lowest(frame: Coordinates, at: Projected, scale: Floats) -> Floats | None:
    """The direction, of natural norm one."""
    data = at.problem
    fixed = np.random.default_rng(_SEED).normal(size=(data.p, data.q))
    start = (scale * frame.to_eigenbases(fixed, np.zeros((data.r, data.k)))[0]).ravel()

    def product(w: Floats) -> Floats:
        return np.asarray((at.projected_hvp(w.reshape(scale.shape) / scale) / scale).ravel())

    smallest, largest, v = lanczos_smallest(product, start, _LANCZOS)
    if not smallest < -_CURVED * max(largest, 0.0):
        return None
    v = v if v @ start > 0 else -v
    return np.asarray(v.reshape(scale.shape) / (scale * np.linalg.norm(v)))
