"""Lemmas R5 and R6: cheap approximations of the Hessian, and the e0 that they satisfy.

R5 replaces H by the block diagonal D = t1 (G1 (x) G2) (+) t3 (G3 (x) I), G_i = A_i^T A_i: in natural coordinates a
multiple of the identity on each block, so that its inverse costs a few small factorisations. R6 replaces A1 (x) A2 by a
TensorSketch with s rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from math import ceil
from typing import Any, Final

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic import Array, as_array
from proofcheck.attention import lines
from proofcheck.attention.curvature import crossed, curvature_gain, curvature_loss
from proofcheck.attention.lines import Line
from proofcheck.lemma import Derivation, Inequality, Instance, Lemma, Observation, Rate, Space, Step, Variable

_GROUP = "Rates"


# R5


def relative_range(at: Line, wx: Any, wy: Any) -> tuple[Any, Any]:
    """lo, hi with lo D <= 1/2 Hess Phi <= hi D for D = wx^2 ||s||^2 + wy^2 ||v||^2 (S1 and S1-upper)."""
    mu, K = curvature_loss(at)
    rise, mixed, values = curvature_gain(at)
    low = lines.smaller_eigenvalue(1 - mu / (wx * wx), K / (wx * wy), wx * 0 + 1)
    high = lines.larger_eigenvalue(1 + rise / (wx * wx), mixed / (wx * wy), 1 + values / (wy * wy))
    return low, high


def _kronecker_sides(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> tuple[Array, Array]:
    at, x, y = lines.line(S, V, B, s, v), wx.item(), wy.item()
    low, high = relative_range(at, x, y)
    e0, theta = (high - low) / (high + low), 2 * low * high / (high + low)
    H = lines.half_curvature(at, x, y)
    D = x * x * lines.square(s) + y * y * lines.square(v)
    return as_array([(1 - e0) * H, theta * D]), as_array([theta * D, (1 + e0) * H])


def _positive(**z: Array) -> Any:
    low, _ = relative_range(lines.line(*(z[name] for name in "SVBsv")), z["wx"].item(), z["wy"].item())
    return 64 * low - 1


def _scale_steps() -> Iterator[Step]:
    low = sympy.Symbol("lo", positive=True)
    gap, below, above = sympy.symbols("g d_1 d_2", nonnegative=True)
    D = sympy.Symbol("D", nonnegative=True)
    high = low + gap
    e0, theta = (high - low) / (high + low), 2 * low * high / (high + low)
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
    )


def _attained() -> list[Instance]:
    """lo by the mixed term; hi by the values, the mixed term and their spread; lo by the score term, half of wx^2."""
    alone = lines.instance(S=[[0]], V=[[1]], B=[[1 - Fraction(1, 2**24)]], s=[[0]], v=[[1]], wx=2, wy=2)
    mixed = [crossed(target) | lines.instance(wx=4, wy=4) for target in (16, -16)]
    spread = lines.instance(S=[[0, 0]], V=[[2], [-2]], B=[[0]], s=[[2, -2]], v=[[1], [1]], wx=2, wy=2)
    value = [Fraction(23, 8)]
    three = lines.instance(S=[[0, 0, 0]], V=[value, value, [0]], B=[[Fraction(65, 8)]], s=[[1, -1, 0]], v=[[0]] * 3)
    return [crossed(1) | lines.instance(wx=2, wy=2), alone, *mixed, spread, three | lines.instance(wx=2, wy=8)]


R5 = Lemma(
    name="R5",
    title="The Kronecker step's e0",
    group=_GROUP,
    statement=r"(1-e_0) H \preceq \theta D \preceq (1+e_0) H,\quad e_0 = \frac{hi-lo}{hi+lo},\; \theta = "
    r"\frac{2\,lo\,hi}{hi+lo},\quad "
    r"D = w_x^2\,(A_1^\top A_1)\otimes(A_2^\top A_2) \oplus w_y^2\,(A_3^\top A_3)\otimes I",
    hypotheses="H = Hess Phi / 2, lx = ly = 0; lo and hi are the eigenvalues of the 2 x 2 forms of S1 and of its upper "
    "counterpart, relative to (wx^2, wy^2); lo > 0.",
    claim=lines.inequality(_kronecker_sides, where=_positive, parts=("(1 - e0) H", "theta D")),
    space=lines.natural_space(
        wx=Variable(low=1, high=8),
        wy=Variable(low=1, high=8),
        V=Variable(shape=("m", "k"), low=-1, high=1, unbounded=True),
        B=Variable(shape=("n", "k"), low=-1, high=1, unbounded=True),
    ),
    extremes=_attained,
    derivation=Derivation(steps=_scale_steps, coverage="all sizes, from lo D <= H <= hi D"),
    requires=("S1", "S1-upper"),
    remarks="The step costs the Gram matrices, their Cholesky factors and triangular solves (R7-kronecker): no term of "
    "order (p q)^3, so the d^(2 omega) of the classical count disappears.",
)


# R6


_KEYS: Final = 2  # rows of each factor in the exact enumeration
_ROWS: Final = 2


@cache
def all_sketches(keys: int = _KEYS, rows: int = _ROWS) -> Array:
    """Every TensorSketch of a Kronecker product of two factors with `keys` rows, as integers (count, rows, keys^2).

    Row (i, l) goes to bucket h1(i) + h2(l) mod rows with sign g1(i) g2(l); all functions h, g are enumerated, up to
    those that only permute the rows or change the sign of the whole sketch: h(0) = 0 and g(0) = 1.
    """
    buckets = [(0, *rest) for rest in product(range(rows), repeat=keys - 1)]
    signs = [(1, *rest) for rest in product((1, -1), repeat=keys - 1)]
    found = []
    for h1, h2, g1, g2 in product(buckets, buckets, signs, signs):
        sketch = np.zeros((rows, keys * keys), dtype=int)
        for i, j in product(range(keys), repeat=2):
            sketch[(h1[i] + h2[j]) % rows, i * keys + j] = g1[i] * g2[j]
        found.append(sketch)
    return np.array(found, dtype=object)


def _second_moment(M: Array, N: Array) -> Any:
    """E ||(S M)^T (S N) - M^T N||_F^2 over all sketches, exactly."""
    errors = []
    for sketch in all_sketches():
        gap = (sketch @ M).T @ (sketch @ N) - M.T @ N
        errors.append((gap * gap).sum())
    return sum(errors[1:], errors[0]) / len(errors)


R6_MOMENT = Lemma(
    name="R6-moment",
    title="Second moment of a TensorSketch product",
    group=_GROUP,
    statement=r"\mathbb{E}\,\|(SM)^\top(SN) - M^\top N\|_F^2 \le \frac{2 + 3^2}{s}\,\|M\|_F^2\,\|N\|_F^2",
    hypotheses="S a TensorSketch of degree 2 with s rows. Decided with all hash and sign functions enumerated: factors "
    "of two rows, s = 2, exact rationals.",
    claim=Inequality(
        lhs=_second_moment,
        rhs=lambda M, N: lines.square(M) * lines.square(N) * 11 / _ROWS,
    ),
    space=Space(
        sizes={"a": (1, 1), "b": (1, 1)},
        variables={"M": Variable(shape=(4, "a"), denominator=4), "N": Variable(shape=(4, "b"), denominator=4)},
    ),
    reference="Avron, Nguyen, Woodruff, Subspace embeddings for the polynomial kernel, NeurIPS 2014",
)

_FAILURE: Final = Fraction(1, 4)  # delta
_ERROR: Final = Fraction(1, 2)  # e0
_TRIALS: Final = 40


def sketch_rows(dimension: int, error: Fraction, failure: Fraction) -> int:
    """Rows from Chebyshev's inequality: s >= 11 D^2 / (e0^2 delta)."""
    return ceil(11 * dimension**2 / (error**2 * failure))


def _orthonormal(matrix: Array) -> Array:
    return np.linalg.qr(matrix)[0]


def sketch_failures(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """The share of sketches S with ||Q^T S^T S Q - I||_2 > e0, Q = Q1 (x) Q2 with the range of A1 (x) A2."""
    for _ in range(runs):
        n, m, p, q = (int(x) for x in (*rng.integers(8, 24, 2), *rng.integers(1, 3, 2)))
        Q1, Q2 = _orthonormal(rng.normal(size=(n, p))), _orthonormal(rng.normal(size=(m, q)))
        rows = sketch_rows(p * q, _ERROR, _FAILURE)
        failures = sum(_distortion(Q1, Q2, rows, rng) > _ERROR for _ in range(_TRIALS))
        data = {"n": n, "m": m, "p": p, "q": q, "rows": rows, "failures": failures, "trials": _TRIALS}
        share = arb(failures) / _TRIALS
        yield Observation(label="failure share", lhs=share, rhs=arb(1) / int(1 / _FAILURE), data=data)


def _distortion(Q1: Array, Q2: Array, rows: int, rng: np.random.Generator) -> float:
    """||(S Q)^T (S Q) - I||_2 for a random TensorSketch; S Q by circular convolution of two CountSketches."""
    spectra = []
    for Q in (Q1, Q2):
        sketched = np.zeros((rows, Q.shape[1]))
        np.add.at(sketched, rng.integers(0, rows, len(Q)), rng.choice([-1.0, 1.0], len(Q))[:, None] * Q)
        spectra.append(np.fft.fft(sketched, axis=0))
    columns = (spectra[0][:, :, None] * spectra[1][:, None, :]).reshape(rows, -1)
    SQ = np.fft.ifft(columns, axis=0).real
    return float(np.linalg.norm(SQ.T @ SQ - np.eye(SQ.shape[1]), 2))


R6 = Lemma(
    name="R6",
    title="Sketched step: rows for e0 with probability",
    group=_GROUP,
    statement=r"s \ge \frac{11\,(pq)^2}{e_0^2\,\delta} \;\Rightarrow\; \Pr\left[(1-e_0)A^\top A \preceq (SA)^\top(SA) "
    r"\preceq (1+e_0)A^\top A\right] \ge 1 - \delta,\quad A = A_1\otimes A_2",
    hypotheses="S a TensorSketch. Measured: the share of failing sketches at e0 = 1/2, delta = 1/4.",
    rate=Rate(observe=sketch_failures, coverage=f"random factors, p, q <= 2, {_TRIALS} sketches each"),
    requires=("R6-moment",),
    reference="Avron, Nguyen, Woodruff, NeurIPS 2014; Chebyshev's inequality",
    remarks="R6-moment with M = N an orthonormal basis: ||.||_F^2 = pq. A measured share is not a proof.",
)


def _chebyshev_steps() -> Iterator[Step]:
    D, s, e0, delta, slack, tail = sympy.symbols("D s e_0 delta t P", positive=True)
    yield Step(
        label="delta e0^2 >= E ||Q^T S^T S Q - I||_F^2",
        lhs=delta * e0**2,
        rhs=(11 * D**2 / s).subs(s, 11 * D**2 * (1 + slack) / (e0**2 * delta)),
        terms=(delta * e0**2 * slack / (1 + slack),),
        reason="R6-moment with ||Q||_F^2 = D, s = 11 D^2 (1 + t)/(e0^2 delta)",
    )
    rest = sympy.Symbol("R", nonnegative=True)
    yield Step(
        label="E >= e0^2 Pr[failure]",
        lhs=e0**2 * tail + rest,
        rhs=e0**2 * tail,
        terms=(rest,),
        reason="Markov's inequality: where the embedding fails, ||.||_F^2 >= ||.||_2^2 > e0^2",
    )


R6_ROWS = Lemma(
    name="R6-rows",
    title="Rows from the second moment",
    group=_GROUP,
    statement=r"s \ge \frac{11 D^2}{e_0^2\delta} \;\Rightarrow\; \Pr\left[\|Q^\top S^\top S Q - I\|_2 > e_0\right] \le "
    r"\delta",
    derivation=Derivation(steps=_chebyshev_steps, coverage="all D, e0, delta, given R6-moment"),
    requires=("R6-moment",),
)

GREEDY = (R5, R6_MOMENT, R6_ROWS, R6)
