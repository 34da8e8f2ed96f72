"""The least value of a quadratic lower bound on its box."""

from __future__ import annotations

import numpy as np

from solver.global_search.expansion import DEFECT, Expansion
from solver.verified.ball import Ball, Floats, ball


@np.errstate(all="ignore")
def least_values(found: Expansion, widths: Floats) -> Floats:
    """Lower bounds of phi on boxes of half-widths `widths` (b x d), (b,).

    With H_i = t_i w_i and 2 |t_i t_j| <= t_i^2 + t_j^2, <slope, H> + <H, form H> >= sum_i d_i t_i^2 - g_i |t_i|, and
    for |t| <= 1: d t^2 - g |t| >= -g^2 / (4 d) where d > 0, >= d - g where 2 d <= g.
    """
    far = ball(widths)
    g = (ball(found.slope.magnitude()) * far).upper()
    d = _dominance(found.form, far)
    inner = -(ball(g) * g / (4.0 * ball(np.where(d > 0, d, 1.0)))).upper()
    least = np.where(2.0 * d <= g, (ball(d) - g).lower(), inner)
    whole = constant(found) + ball(least).sum(axis=1) - found.rest
    return whole.lower()


def constant(found: Expansion) -> Ball:
    """Phi(c, y) less what the defect of y costs."""
    return found.value - ball(found.defect) * found.defect * DEFECT


def _dominance(form: Ball, far: Ball) -> Floats:
    """Lower bounds of q_ii w_i^2 - sum_{j != i} |q_ij| w_i w_j."""
    size = form.shape[1]
    others = np.where(np.eye(size, dtype=bool), 0.0, form.magnitude())
    diagonal = Ball(*(part.diagonal(axis1=1, axis2=2) for part in (form.mid, form.rad)))
    return (diagonal * far * far - (ball(others) * far[:, None, :]).sum(axis=2) * far).lower()
