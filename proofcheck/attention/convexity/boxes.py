"""Lemmas S3, S3-peak, S3-global and S3-weights: strong convexity on a box a <= rho1, b <= rho2; global minimisers.

The box contains every stationary point of interest (`stationary_points`) and is convex.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, exp, matmul, maximum, minimum, power, sqrt
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.convexity.pointwise import modulus
from proofcheck.attention.convexity.sublevel_sets import GROUP, WEIGHT_RANGES
from proofcheck.lemmas.claims import Inequality, Instance, Space, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions


def region_constants(target_rows: Array, keys: int, rho1: Any, rho2: Any) -> tuple[Any, Any]:
    """Upper bounds of mu and K on the box a <= rho1, b <= rho2, from |B_j| (n,) and the number of keys m.

    max f <= psi = 1 / (1 + (m - 1) exp(-rho1 sqrt(m / (m - 1)))); |O_j| <= |f_j| b <= sqrt(psi) rho2; and
    <c_j, O_j - V_k> <= |c_j| |f_j - e_k| b with |f_j - e_k|^2 = |f_j|^2 + 1 - 2 f_jk <= 1 + psi.
    """
    psi = largest_weight(keys, rho1)
    phi = minimum(as_array([psi, (psi * 0 + 1) / 2]))
    residuals = target_rows + sqrt(as_array(psi)).item() * rho2
    mu = phi * sqrt(as_array(1 + psi)).item() * rho2 * maximum(residuals)
    return mu, phi * natural_coordinates.length(residuals)


def largest_weight(keys: int, rho1: Any) -> Any:
    """max f_j over ||s_j|| <= rho1 for m keys."""
    one = rho1 * 0 + 1
    if keys == 1:
        return one
    reach = rho1 * sqrt(as_array(one * keys / (keys - 1))).item()
    return one / (one + (keys - 1) * exp(as_array(-reach)).item())


_MOVES = natural_coordinates.natural_space(
    **WEIGHT_RANGES,
    e1=Variable(low=0, high=2, unbounded="above"),
    e2=Variable(low=0, high=2, unbounded="above"),
)


def _region_form(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array, **e: Array) -> Any:
    rho1, rho2 = natural_coordinates.length(S) + e["e1"].item(), natural_coordinates.length(V) + e["e2"].item()
    mu, K = region_constants(natural_coordinates.row_lengths(B), S.shape[1], rho1, rho2)
    return modulus(mu, K, wx.item(), wy.item()) * (natural_coordinates.square(s) + natural_coordinates.square(v))


def _region_curvature(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array, **_: Array) -> Any:
    return natural_coordinates.half_curvature(natural_coordinates.line(S, V, B, s, v), wx.item(), wy.item())


def _peak_sides(x: Array) -> tuple[Any, Any]:
    return maximum(definitions.softmax(x[None, :])), largest_weight(x.shape[0], natural_coordinates.length(x))


PEAK = Lemma(
    name="S3-peak",
    title="Largest softmax weight within a score radius",
    group=GROUP,
    statement=r"\max_k f_k \le \frac{1}{1 + (m-1)\,e^{-\rho\sqrt{m/(m-1)}}},\qquad \|s\|_2 \le \rho",
    claim=natural_coordinates.inequality(_peak_sides),
    space=Space(sizes={"m": (2, 5)}, variables={"x": Variable(shape=("m",), unbounded=True)}),
    witness=lambda: {"x": rationals([2, -1, Fraction(-(2**40) - 1, 2**40)])},
    remarks="Attained by s = (m - 1, -1, ..., -1) times a constant: by convexity of exp the other keys are equal, by "
    "Cauchy-Schwarz s_1 - mean of the others <= rho sqrt(m/(m-1)).",
    reference="new here",
)


def _extremal_box() -> Instance:
    """Two nearly equal keys, no values, a large target: the mixed term of the modulus is attained."""
    data = {"S": [[Fraction(1, 2**14), 0]], "V": [[0], [0]], "B": [[2]], "s": [[1, -1]], "v": [[1], [-1]]}
    weights = {"wx": Fraction(1, 4), "wy": Fraction(1, 4), "e1": 0, "e2": 0}
    return {name: rationals(value) for name, value in (data | weights).items()}


def _large_values() -> Instance:
    """Two keys whose third moment is the largest, values large beside the weights, a larger residual: mu rules."""
    row = natural_coordinates.instance(
        S=[[Fraction(21577, 32768), Fraction(-21577, 32768)]], V=[[64], [-64]], B=[[-(2**14)]]
    )
    quarter = Fraction(1, 4)
    return row | natural_coordinates.instance(s=[[1, -1]], v=[[0], [0]], wx=quarter, wy=quarter, e1=0, e2=0)


S3 = Lemma(
    name="S3",
    title="Strong convexity on a box",
    group=GROUP,
    statement=r"a \le \rho_1,\ b \le \rho_2 \;\Rightarrow\; \tfrac12 D^2\Phi[h^2] \ge \lambda(\bar\mu, \bar K)\,"
    r"\|h\|_{nat}^2,\quad \bar\mu = \sqrt{1+\psi}\,\bar\varphi\,\rho_2\max_j \bar c_j,\; \bar K^2 = "
    r"\bar\varphi^2 \sum_j "
    r"\bar c_j^2,\; \bar c_j = \|B_j\| + \sqrt{\psi}\,\rho_2",
    hypotheses="psi as in S3-peak at rho_1, phi = min(1/2, psi), lambda as in S2.",
    claim=Inequality(lhs=_region_form, rhs=_region_curvature),
    space=_MOVES,
    witness=_extremal_box,
    extremes=lambda: [_large_values()],
    requires=("S2", "S3-peak", "B1-mean"),
    remarks="|O_j| <= |f_j| b, |f_j|^2 <= max f_j <= psi, |f_j - e_k|^2 <= 1 + psi.",
    reference="new here",
)


def _growth(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array, **e: Array) -> tuple[Any, Any]:
    """lambda (a^2 + b^2) and Phi(z + h) - Phi(z) - <grad, h>, both ends in the box."""
    ends = (
        natural_coordinates.stack_flat(natural_coordinates.length(S), natural_coordinates.length(S + s)),
        natural_coordinates.stack_flat(natural_coordinates.length(V), natural_coordinates.length(V + v)),
    )
    rho1, rho2 = maximum(ends[0]) + e["e1"].item(), maximum(ends[1]) + e["e2"].item()
    x, y = wx.item(), wy.item()
    lam = modulus(*region_constants(natural_coordinates.row_lengths(B), S.shape[1], rho1, rho2), x, y)
    at = natural_coordinates.line(S, V, B, s, v)
    slope = natural_coordinates.loss_derivatives(at)[0] + 2 * (x * x * (S * s).sum() + y * y * (V * v).sum())
    end = natural_coordinates.line(S + s, V + v, B, s, v)

    def phi(point: natural_coordinates.Line, scores: Array) -> Any:
        return (
            natural_coordinates.square(point.C)
            + power(x, 2) * natural_coordinates.square(scores)
            + power(y, 2) * natural_coordinates.square(point.V)
        )

    return lam * (natural_coordinates.square(s) + natural_coordinates.square(v)), phi(end, S + s) - phi(at, S) - slope


def _extremal_growth() -> Instance:
    """A short step along the direction of `_extremal_box`."""
    step = Fraction(1, 2**24)
    return _extremal_box() | natural_coordinates.instance(S=[[0, 0]], s=[[step, -step]], v=[[step], [-step]])


S3_GLOBAL = Lemma(
    name="S3-global",
    title="The stationary point in the region is the global minimiser",
    group=GROUP,
    statement=r"\lambda(\bar\mu,\bar K) > 0 \text{ on } \{a \le \rho_1, b \le \rho_2\} \ni \text{all stationary points "
    r"with } \Phi \le \Phi_0 \;\Rightarrow\; \Phi(z) \ge \Phi(z^*) + \lambda\,\|z - z^*\|_{nat}^2 \text{ there}",
    hypotheses="rho_2 = min(sqrt(Phi_0)/wy, ||B||/(2 wy)), rho_1 = min(sqrt(Phi_0)/wx, Phi_0/(4 wx^2 wy)); A1, A2, A3 "
    "of full column rank or ridge terms, so that Phi has a minimiser.",
    claim=natural_coordinates.inequality(_growth),
    space=_MOVES,
    extremes=lambda: [_extremal_growth()],
    requires=("S3", "S3-sublevel", "S3-stationary"),
    remarks="Two stationary points of a strongly convex function on a convex set coincide. The claim is the growth "
    "along a segment of the box, from the exact gradient at its end (S, V) to (S + s, V + v).",
    reference="new here; Boyd and Vandenberghe, Convex Optimization (2004), section 4.2.2, for what convexity gives",
)


def _weight_sides(A1: Array, A2: Array, A3: Array, X: Array, Y: Array) -> tuple[Array, Array]:
    scores = natural_coordinates.square(definitions.scores(A1, A2, X)), natural_coordinates.square(matmul(A3, Y))
    norms = _spectral_square(A1) * _spectral_square(A2), _spectral_square(A3)
    return as_array(scores), as_array(
        [norms[0] * natural_coordinates.square(X), norms[1] * natural_coordinates.square(Y)]
    )


def _spectral_square(A: Array) -> Any:
    (a, b), (_, c) = matmul(A.T, A)
    return natural_coordinates.larger_eigenvalue(a, b, c)


WEIGHTS = Lemma(
    name="S3-weights",
    title="Ridge terms as natural weights",
    group=GROUP,
    statement=r"\lambda_x\|X\|_F^2 \ge \frac{\lambda_x}{\|A_1\|^2\|A_2\|^2}\,a^2,\quad \lambda_y\|Y\|_F^2 \ge "
    r"\frac{\lambda_y}{\|A_3\|^2}\,b^2",
    hypotheses="So all of S1-S3 hold with W_x = wx^2 + lx/(||A1|| ||A2||)^2 and W_y = wy^2 + ly/||A3||^2.",
    claim=natural_coordinates.inequality(_weight_sides, parts=("scores", "values")),
    space=Space(
        sizes={"n": (2, 4), "m": (2, 4), "k": (1, 2)},
        variables={
            "A1": Variable(shape=("n", 2), unbounded=True),
            "A2": Variable(shape=("m", 2), unbounded=True),
            "A3": Variable(shape=("m", 2), unbounded=True),
            "X": Variable(shape=(2, 2), unbounded=True),
            "Y": Variable(shape=(2, "k"), unbounded=True),
        },
    ),
    extremes=lambda: [
        {name: rationals([[1, 0], [0, 1]]) for name in ("A1", "A2", "A3")}
        | {"X": rationals([[1, 0], [0, 0]]), "Y": rationals([[1], [0]])}
    ],
    requires=("I1",),
    reference="Horn and Johnson, Topics in Matrix Analysis (1991), theorem 4.2.15 (singular values)",
)


BOXES = (WEIGHTS, PEAK, S3, S3_GLOBAL)
