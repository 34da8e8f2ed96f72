"""Boxes around certified minimisers in which no other point can be a global minimiser.

On the box |H_i| <= w_i around the certificate's point z = (X, Y), with t_i = H_i / w_i, s = max |t_i| and lambda <=
lambda_min of the form in t,

    phi(u + H) >= Phi(z) - D - |g|_1 s + (lambda - rest) s^2,    D = DEFECT |r0|_*^2, g_i = w_i slope_i,

as `rest` shrinks at least as s^2. A global minimiser there has phi = min Phi <= Phi(z), hence s <= s0, the larger
root. It then lies, with its y, close to z: N = I + (F T)^T (F T) >= room^2 K^-T K^-1, so
that its y, where r vanishes, differs from that of z by K S K^T r with ||S|| <= room^-2. Where that is inside a ball
on which Phi is strictly convex, it is the certified minimiser, as both are stationary. Slope and r0 come from the
gradient in double words: s0 is then about the distance of z from the minimiser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from solver.certificates.certificate import Certificate
from solver.certificates.comparison import euclidean_within
from solver.certificates.enclosure import enclose
from solver.certificates.hessian_lipschitz import hessian_lipschitz_upper
from solver.certificates.newton_kantorovich import SLACK
from solver.certificates.norms import Euclidean, Natural, Norm
from solver.certificates.rows.gradient import gradient
from solver.global_search.expansion import DEFECT, Expansion, Place, expand
from solver.global_search.frame import Frame
from solver.global_search.moments import Sampler
from solver.verified.ball import Ball, Floats, ball
from solver.verified.eigenvalues import smallest_eigenvalue_lower

_HALVINGS: Final = 60
_ROOM: Final = 1.25  # the form exceeds what the bound misses by this factor


@dataclass(frozen=True, kw_only=True)
class Basin:
    """The box of half-widths `widths` around `centre` (u, both (p q,)), and its certified minimiser.

    Phi is strictly convex on the ball of `convex_radius` around the certificate's point, in the certificate's norm.
    """

    certificate: Certificate
    centre: Ball
    widths: Floats
    convex_radius: float


@np.errstate(all="ignore")
def find_basin(sampler: Sampler, certificate: Certificate) -> Basin | None:
    """The largest of a series of boxes, or None."""
    place, convex = _place(sampler.frame, certificate), convex_radius(certificate)
    limit, scale = euclidean_within(certificate, convex), _scale(sampler, place)
    for halvings in range(_HALVINGS):
        widths = scale * 2.0**-halvings
        if distance_upper(sampler, place, widths) < limit:
            return Basin(certificate=certificate, centre=place.u[0], widths=widths, convex_radius=convex)
    return None


def _place(frame: Frame, certificate: Certificate) -> Place:
    """The certificate's point in the frame, with the gradient in double words."""
    slope, problem = gradient(frame.problem, certificate.X, certificate.Y, lambda _: None), frame.problem
    gX, gY = slope[: frame.size].reshape(problem.p, problem.q), slope[frame.size :].reshape(problem.r, problem.k)
    moved = ball(frame.L1.T) @ gX @ frame.L2
    return Place(
        u=frame.from_scores(certificate.X).reshape(1, -1),
        y=frame.to_values(certificate.Y)[None],
        slope=moved.reshape(1, -1),
        r0=(frame.back.T @ gY * 0.5)[None],
    )


def _scale(sampler: Sampler, place: Place) -> Floats:
    """Half-widths in the ratio in which the form has ones on its diagonal, the largest of them one."""
    form = expand(sampler, place, np.zeros((1, sampler.frame.size))).form.mid[0].diagonal()
    scale = 1.0 / np.sqrt(np.maximum(form, np.abs(form).max() * 2.0**-40 + 2.0**-500))
    return np.asarray(2.0 ** np.rint(np.log2(scale / scale.max())))


def distance_upper(sampler: Sampler, place: Place, widths: Floats) -> float:
    """From z to every global minimiser of the box, Euclidean, in (X, Y); infinite where the form does not bound it."""
    frame, far, found = sampler.frame, ball(widths), expand(sampler, place, widths[None])
    s = _reach(found, far)
    room = ball(found.room[0])
    if not (s < 1.0 and room.mid > 0):
        return np.inf
    X = ball(frame.L1).norm_upper() * ball(frame.L2).norm_upper() * (1.0 + 2.0**-40) * ball((far * s).norm_upper())
    moved = (ball(found.thin_defect[0]) + ball(found.thin_shift[0]) * s) / (room * room)
    Y = ball((frame.back @ found.K[0]).norm_upper()) * moved
    return float((X * X + Y * Y).sqrt().upper())


def _reach(found: Expansion, far: Ball) -> float:
    """s0; infinite where the form does not exceed what the bound misses."""
    growth = smallest_eigenvalue_lower(found.form[0] * far * far[:, None])
    rise = float((ball(growth) - found.rest[0]).lower())
    if not (rise > 0 and growth >= _ROOM * found.rest[0]):
        return np.inf
    g = ball(float((ball(found.slope.magnitude()[0]) * far).sum().upper()))
    missed = ball(found.defect[0]) * found.defect[0] * DEFECT
    return float(((g + (g * g + 4.0 * missed * rise).sqrt()) / (2.0 * ball(rise))).upper())


def convex_radius(certificate: Certificate) -> float:
    """The largest of a series of radii of balls, in the certificate's norm, on which mu - M R > 0; 0 without one."""
    found, problem = certificate.hypotheses, certificate.problem
    at = enclose(problem, certificate.X, certificate.Y)
    metric = Euclidean(problem) if found.norm is Norm.EUCLIDEAN else Natural(problem)
    radius = found.curvature_lower / found.lipschitz_upper
    for _ in range(_HALVINGS):
        lipschitz = hessian_lipschitz_upper(at, metric.reach(), radius) * SLACK
        if (ball(found.curvature_lower) - ball(lipschitz) * radius).lower() > 0:
            return radius
        radius *= 0.5
    return 0.0
