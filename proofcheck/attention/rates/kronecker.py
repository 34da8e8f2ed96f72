"""Lemma R5: the Kronecker approximation of the Hessian, and the e0 that it satisfies.

It replaces H by the block diagonal D = t1 (G1 (x) G2) (+) t3 (G3 (x) I), G_i = A_i^T A_i: in natural coordinates a
multiple of the identity on each block, so that its inverse costs a few small factorisations.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.functions import Array, as_array
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.natural_coordinates import Line
from proofcheck.attention.convexity.pointwise import curvature_gain, curvature_loss, mixed_term_extreme
from proofcheck.lemmas.claims import Derivation, Instance, Step, Variable
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Rates"


# R5


def relative_range(at: Line, wx: Any, wy: Any) -> tuple[Any, Any]:
    """lo, hi with lo D <= 1/2 Hess Phi <= hi D for D = wx^2 ||s||^2 + wy^2 ||v||^2 (S1 and S1-upper)."""
    mu, K = curvature_loss(at)
    rise, mixed, values = curvature_gain(at)
    low = natural_coordinates.smaller_eigenvalue(1 - mu / (wx * wx), K / (wx * wy), wx * 0 + 1)
    high = natural_coordinates.larger_eigenvalue(1 + rise / (wx * wx), mixed / (wx * wy), 1 + values / (wy * wy))
    return low, high


def error_and_scale(low: Any, high: Any) -> tuple[Any, Any]:
    """e0 = (hi - lo)/(hi + lo) and theta = 2 lo hi/(hi + lo)."""
    return (high - low) / (high + low), 2 * low * high / (high + low)


def _kronecker_sides(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> tuple[Array, Array]:
    at, x, y = natural_coordinates.line(S, V, B, s, v), wx.item(), wy.item()
    low, high = relative_range(at, x, y)
    e0, theta = error_and_scale(low, high)
    H = natural_coordinates.half_curvature(at, x, y)
    D = x * x * natural_coordinates.square(s) + y * y * natural_coordinates.square(v)
    return as_array([(1 - e0) * H, theta * D]), as_array([theta * D, (1 + e0) * H])


def _low_is_positive(**z: Array) -> Any:
    low, _ = relative_range(natural_coordinates.line(*(z[name] for name in "SVBsv")), z["wx"].item(), z["wy"].item())
    return 64 * low - 1


def _scale_steps() -> Iterator[Step]:
    low = sympy.Symbol("lo", positive=True)
    gap, below, above = sympy.symbols("g d_1 d_2", nonnegative=True)
    D = sympy.Symbol("D", nonnegative=True)
    high = low + gap
    e0, theta = error_and_scale(low, high)
    yield Step(
        label="theta D >= (1 - e0) H",
        lhs=theta * D,
        rhs=(1 - e0) * (high * D - above),
        terms=(2 * low * above / (high + low),),
        reason="H = hi D - d_2, d_2 >= 0; e0 = (hi - lo)/(hi + lo), theta = 2 lo hi/(hi + lo)",
    )
    yield Step(
        label="(1 + e0) H >= theta D",
        lhs=(1 + e0) * (low * D + below),
        rhs=theta * D,
        terms=(2 * high * below / (high + low),),
        reason="H = lo D + d_1, d_1 >= 0",
    )
    yield Step(
        label="contraction e0/(1 - e0)",
        lhs=e0 / (1 - e0),
        rhs=gap / (2 * low),
        reason="so R3 contracts on quadratics exactly when hi < 3 lo",
        uses=("R3",),
    )


def _extremes() -> list[Instance]:
    """lo by the mixed term; hi by the values, the mixed term and their spread; lo by the score term, half of wx^2."""
    alone = natural_coordinates.instance(S=[[0]], V=[[1]], B=[[1 - Fraction(1, 2**24)]], s=[[0]], v=[[1]], wx=2, wy=2)
    mixed = [mixed_term_extreme(target) | natural_coordinates.instance(wx=4, wy=4) for target in (16, -16)]
    spread = natural_coordinates.instance(S=[[0, 0]], V=[[2], [-2]], B=[[0]], s=[[2, -2]], v=[[1], [1]], wx=2, wy=2)
    value = [Fraction(23, 8)]
    three = natural_coordinates.instance(
        S=[[0, 0, 0]], V=[value, value, [0]], B=[[Fraction(65, 8)]], s=[[1, -1, 0]], v=[[0]] * 3
    )
    return [
        mixed_term_extreme(1) | natural_coordinates.instance(wx=2, wy=2),
        alone,
        *mixed,
        spread,
        three | natural_coordinates.instance(wx=2, wy=8),
    ]


R5 = Lemma(
    name="R5",
    title="The Kronecker step's e0",
    group=_GROUP,
    statement=r"(1-e_0) H \preceq \theta D \preceq (1+e_0) H,\quad e_0 = \frac{hi-lo}{hi+lo},\; \theta = "
    r"\frac{2\,lo\,hi}{hi+lo},\quad "
    r"D = w_x^2\,(A_1^\top A_1)\otimes(A_2^\top A_2) \oplus w_y^2\,(A_3^\top A_3)\otimes I",
    hypotheses="H = Hess Phi / 2, lx = ly = 0; lo and hi are the eigenvalues of the 2 x 2 forms of S1 and of its upper "
    "counterpart, relative to (wx^2, wy^2); lo > 0.",
    claim=natural_coordinates.inequality(_kronecker_sides, where=_low_is_positive, parts=("(1 - e0) H", "theta D")),
    space=natural_coordinates.natural_space(
        wx=Variable(low=0, high=8, open_low=True, unbounded="above"),
        wy=Variable(low=0, high=8, open_low=True, unbounded="above"),
        V=Variable(shape=("m", "k"), low=-1, high=1, unbounded=True),
        B=Variable(shape=("n", "k"), low=-1, high=1, unbounded=True),
    ),
    extremes=_extremes,
    derivation=Derivation(steps=_scale_steps, coverage="all sizes, from lo D <= H <= hi D"),
    requires=("S1", "S1-upper", "R3"),
    remarks="The step costs the Gram matrices, their Cholesky factors and triangular solves (R7-kronecker): no term of "
    "order (p q)^3, so the d^(2 omega) of the classical count disappears.",
    reference="new here",
)

GREEDY = (R5,)
