"""Lemmas S3-balance, S3-stationary: boxes a <= rho1, b <= rho2 that contain every stationary point.

a = ||A1 X A2^T||_F and b = ||A3 Y||_F, as in `sublevel_sets`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.functions import Array, as_array, matmul, maximum, sqrt
from proofcheck.attention.calculus import moments
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.convexity.sublevel_sets import GROUP, SPACE, data_of, one_sided, scalars, squared_lengths
from proofcheck.lemmas.claims import Derivation, Identity, Inequality, Instance, Step
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions
from proofcheck.model.derivatives import gradient


def _pairing(z: dict[str, Array]) -> tuple[Any, Any]:
    """(<grad_X Phi, X> / 2, <grad_Y Phi, Y> / 2)."""
    gX, gY = gradient(**data_of(z), **scalars(z))
    return (gX * z["X"]).sum() / 2, (gY * z["Y"]).sum() / 2


def _balance(**z: Array) -> Array:
    """L + wy^2 b^2 + ly ||Y||^2 + <C, B> and wx^2 a^2 + lx ||X||^2 + sum_j Cov_j(s_j, <c_j, V>), s = S."""
    _, b2 = squared_lengths(z)
    S, V = definitions.scores(z["A1"], z["A2"], z["X"]), matmul(z["A3"], z["Y"])
    at, w = natural_coordinates.line(S, V, z["B"], S, V), scalars(z)
    values = (
        natural_coordinates.square(at.C)
        + w["wy"] * w["wy"] * b2
        + w["ly"] * natural_coordinates.square(z["Y"])
        + (at.C * z["B"]).sum()
    )
    covariances = (at.C * matmul(at.F * at.centred, V)).sum()
    scores = (
        w["wx"] * w["wx"] * natural_coordinates.square(S) + w["lx"] * natural_coordinates.square(z["X"]) + covariances
    )
    return as_array([values, scores])


def _balance_steps() -> Iterator[Step]:
    """d/dt Phi along (X, Y) itself, s = S and v = V, split into the part of X (v = 0) and the part of Y (s = 0)."""
    slope = moments.derivatives(moments.objective(), 1)[1] / 2
    wx, wy = moments.WEIGHTS
    c = moments.output() - moments.TARGET
    along_X = {moments.moment(0, 0, 1): sympy.Integer(0), moments.inner("V", "v"): sympy.Integer(0)}
    along_Y = {moments.moment(1): 0, moments.moment(1, 1): 0, moments.inner("S", "s"): 0}
    to_self = {moments.moment(0, 0, 1): moments.output(), moments.inner("V", "v"): moments.inner("V", "V")}
    yield Step(
        label="along X: Cov(s, V) c + wx^2 <S, s>",
        lhs=sympy.expand(slope).subs(along_X),
        rhs=c * moments.centred(1, 1) + wx**2 * moments.inner("S", "s"),
        reason="I5-objective at v = 0; then s = S",
        uses=("I5-objective",),
    )
    yield Step(
        label="along Y: L + <C, B> + wy^2 b^2",
        lhs=sympy.expand(slope).subs(along_Y).subs(to_self),
        rhs=c**2 + c * moments.TARGET + wy**2 * moments.inner("V", "V"),
        reason="I5-objective at s = 0 and v = V, where <C, O> = |C|^2 + <C, B>",
        uses=("I5-objective",),
    )
    t, lx, size = sympy.symbols("t lambda X2", nonnegative=True)
    yield Step(
        label="the ridge term",
        lhs=sympy.Derivative(lx * (1 + t) ** 2 * size, t) / 2,
        rhs=lx * (1 + t) * size,
        reason="lx ||X + t X||^2 = lx (1 + t)^2 ||X||^2, at t = 0; ly ||Y||^2 alike",
    )


BALANCE = Lemma(
    name="S3-balance",
    title="What stationarity balances",
    group=GROUP,
    statement=r"\tfrac12\langle\nabla_Y\Phi, Y\rangle = L + \langle C, B\rangle + w_y^2 b^2 + \lambda_y\|Y\|^2,\quad "
    r"\tfrac12\langle\nabla_X\Phi, X\rangle = \sum_j \mathrm{Cov}_j(S_j, \langle c_j, V\rangle) + w_x^2 a^2 + "
    r"\lambda_x\|X\|^2",
    claim=Identity(lhs=lambda **z: as_array(_pairing(z)[::-1]), rhs=_balance),
    space=SPACE,
    derivation=Derivation(steps=_balance_steps, coverage="all n, m, p, q, r, k at once"),
    requires=("I5-objective",),
    reference="new here",
)


def _stationary_lower(**z: Array) -> Array:
    a2, b2 = squared_lengths(z)
    wx, wy = z["wx"].item(), z["wy"].item()
    along_X, along_Y = _pairing(z)
    loss = definitions.loss(**data_of(z))
    values = wy * wy * b2 - along_Y
    return as_array([loss + values, values, values, wx * wx * a2 - along_X])


def _stationary_upper(**z: Array) -> Array:
    a2, b2 = squared_lengths(z)
    residual, target = (
        natural_coordinates.length(definitions.residual(**data_of(z))),
        natural_coordinates.length(z["B"]),
    )
    F = definitions.softmax(definitions.scores(z["A1"], z["A2"], z["X"]))
    nu = sqrt(as_array(F.shape[0] * maximum(F))).item()
    pull = maximum(natural_coordinates.peaks(F)) * residual * sqrt(as_array(a2 * b2)).item()
    return as_array([residual * target, target * target / 4, residual * nu * sqrt(as_array(b2)).item(), pull])


def _stationary_steps() -> Iterator[Step]:
    c, B, ridge = sympy.symbols("c B R", nonnegative=True)
    yield Step(
        label="B^2/4 >= wy^2 b^2",
        lhs=B**2 / 4,
        rhs=c * B - c**2 - ridge,
        terms=((c - B / 2) ** 2, ridge),
        reason="S3-balance with grad_Y = 0: wy^2 b^2 = -<C, B> - c^2 - ..., at most c B - c^2, which leaves R",
        uses=("S3-balance",),
    )
    b, half = sympy.symbols("b h", nonnegative=True)
    wy = sympy.Symbol("w_y", positive=True)
    yield Step(
        label="Phi_0 / (2 wy) >= ||C|| b",
        lhs=(c**2 + wy**2 * b**2 + half) / (2 * wy),
        rhs=c * b,
        terms=((c - wy * b) ** 2 / (2 * wy), half / (2 * wy)),
        reason="S3-sublevel: Phi_0 = c^2 + wy^2 b^2 + h",
        uses=("S3-sublevel",),
    )


def _far_apart() -> Instance:
    """One row, two nearly equal keys with values 4 and -4: 0.94 of the last bound is attained, with a b > 1."""
    keys = natural_coordinates.instance(A1=[[1]], A2=[[Fraction(1, 4)], [Fraction(-1, 4)]], A3=[[2], [-2]])
    return keys | natural_coordinates.instance(B=[[2]], X=[[1]], Y=[[2]], wx=1, wy=1, lx=0, ly=0)


STATIONARY = Lemma(
    name="S3-stationary",
    title="Where stationary points lie",
    group=GROUP,
    statement=r"\nabla\Phi = 0 \;\Rightarrow\; L + w_y^2 b^2 \le \|C\|\,\|B\|,\quad w_y\, b \le \tfrac12\|B\|_F,\quad "
    r"w_y^2\, b \le \nu\,\|C\|,\quad w_x^2\, a \le \varphi\,\|C\|_F\, b \le \frac{\Phi_0}{4 w_y}",
    hypotheses="a, b > 0; nu^2 = n max F >= ||F||_2^2, phi = max_j phi_j; Phi <= Phi_0 for the last. The claim adds "
    "<grad, (X, Y)>/2 on the right, for every point.",
    claim=Inequality(
        lhs=_stationary_lower, rhs=_stationary_upper, parts=("L + wy^2 b^2", "wy^2 b^2", "wy^2 b", "wx^2 a^2")
    ),
    space=SPACE,
    extremes=lambda: [
        _far_apart(),
        one_sided(A2=[[1]], A3=[[1]], B=[[2]], Y=[[1]]),
        one_sided(X=[[Fraction(1, 2**14)]], Y=[[Fraction(1, 2**12), 0]], B=[[2, Fraction(1, 2**14)]]),
    ],
    derivation=Derivation(steps=_stationary_steps, coverage="all sizes"),
    requires=("S3-balance", "S3-sublevel", "B2-covariance"),
    remarks="Half the sublevel radius ||B||/wy of Y = 0, a radius in a that falls like 1/wx^2: the region in which a "
    "global certificate must show curvature shrinks accordingly. phi_j <= 1/2 and B2-covariance give the last.",
    reference="new here",
)


STATIONARY_POINTS = (BALANCE, STATIONARY)
