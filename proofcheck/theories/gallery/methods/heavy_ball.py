"""Polyak's heavy ball, tuned for quadratics, on a convex function that is not one.

Claim: (false) with steps tuned for curvature in [1, 25] it converges for every function with that curvature; (true)
for quadratics.
Formula: x_{k+1} = x_k - f'(x_k)/9 + 4/9 (x_k - x_{k-1}); no state (x_k, x_{k-1}) but (0, 0) may recur.
Used: a warning about momentum tuned on quadratics.
Guarantee: FALSE: a cycle of length three. One variable, f' = 25 x below 1, x + 24 between 1 and 2, 25 x - 24 above.
Reference: Lessard, Recht, Packard, Analysis and design of optimization algorithms (2016), section 4.6.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Variable, rationals, where

_STATE = {name: Variable(low=-4, high=4, denominator=1225, unbounded=True) for name in ("x", "z")}


def slope(x: Array) -> Array:
    """f'(x), whose slopes are 25, 1 and 25."""
    found: Array = where(1 - x, 25 * x, where(2 - x, x + 24, 25 * x - 24))
    return found


def recurrence(x: Array, z: Array, steps: int) -> Any:
    """The squared distance between (x, z) = (x_0, x_{-1}) and the state after that many steps."""
    first, last, before = (x, z), x, z
    for _ in range(steps):
        last, before = last - slope(last) / 9 + 4 * (last - before) / 9, last
    return (last - first[0]) * (last - first[0]) + (before - first[1]) * (before - first[1])


LEMMAS = (
    Lemma(
        name="heavy-ball-converges",
        title="The heavy ball converges on every such function",
        statement=r"\|(x_3, x_2) - (x_0, x_{-1})\|^2 > 0 \quad (x_0 \ne 0)",
        group="Methods",
        hypotheses="Convergence from everywhere would let no state recur; ||(x_0, x_{-1})|| >= 1/2.",
        claim=Inequality(
            lhs=lambda x, z: 0 * x,
            rhs=lambda x, z: recurrence(x, z, 3),
            where=lambda x, z: 4 * (x * x + z * z) - 1,
            strict=True,
        ),
        space=Space(variables=_STATE),
        witness=lambda: {"x": rationals("792/1225"), "z": rationals("2592/1225")},
        expected=Grade.REFUTED,
        holds_instead="heavy-ball-quadratic",
        kernel=proofs_beside(__file__),
        reference="Lessard, Recht, Packard (2016), section 4.6",
        remarks="By hand: 792/1225, -2208/1225, 2592/1225 and again: each is (13 x - 4 z)/9 - f'(x)/9 of the two "
        "before it.",
    ),
    Lemma(
        name="heavy-ball-quadratic",
        title="The heavy ball on quadratics",
        statement=r"|x_k| \le (1 + \tfrac53 k) (\tfrac23)^k |x_0| \quad (x_{-1} = x_0)",
        group="Methods",
        hypotheses="f = h x^2 / 2, 1 <= h <= 25, k = 3: one eigenvector at a time.",
        claim=Inequality(
            lhs=lambda x, h: _third(x, h) * _third(x, h),
            rhs=lambda x, h: 36 * 64 * x * x / 729,
        ),
        space=Space(variables={"x": _STATE["x"], "h": Variable(low=1, high=25)}),
        kernel=proofs_beside(__file__),
        reference="Polyak (1964); the factor as in the theory first-order-rates",
    ),
)


def _third(x: Array, h: Array) -> Any:
    """x_3 from x_{-1} = x_0."""
    last, before = x, x
    for _ in range(3):
        last, before = last - h * last / 9 + 4 * (last - before) / 9, last
    return last
