"""Lemmas R6: a TensorSketch of A1 (x) A2 with s rows, and the e0 that it gives with which probability.

Row (i_1, i_2) of A1 (x) A2 goes to bucket h1(i_1) + h2(i_2) mod s with sign g1(i_1) g2(i_2). The buckets of a factor
are pairwise independent and uniform, its signs 4-wise independent, and all four functions independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import ceil
from typing import Any, Final

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.functions import Array, at_least
from proofcheck.attention.common import natural_coordinates
from proofcheck.lemmas.claims import Derivation, Inequality, Observation, Rate, Space, Step, Variable
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Rates"
CONSTANT: Final = 8  # of the second moment


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
        sketch = np.zeros((rows, keys * keys), dtype=object)
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


# <Sx, Sy> - <x, y> is a sum over i != j. Its square has the mean sum x_i y_j x_k y_l P E over i != j, k != l, where P
# is the chance that i, j share a bucket and k, l share one, and E the mean of the four signs, 0 or 1.


_PAIRINGS: Final = (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))  # of the places i, j, k, l


def _patterns() -> Iterator[tuple[int, ...]]:
    """Which of the indices i, j, k, l of one factor are equal: the 15 partitions of four places."""
    for labels in product(range(4), repeat=4):
        if all(label <= max(labels[:place], default=-1) + 1 for place, label in enumerate(labels)):
            yield labels


def _agrees_on_pairs(pattern: Sequence[int], pairing: Sequence[tuple[int, int]]) -> bool:
    return all(pattern[a] == pattern[b] for a, b in pairing)


def _signs_mean(pattern: Sequence[int]) -> int:
    """E[g_i g_j g_k g_l]: 1 when every index occurs an even number of times, else 0."""
    return int(all(list(pattern).count(label) % 2 == 0 for label in pattern))


def _moment_steps() -> Iterator[Step]:
    """x, y as tables X, Y over (i_1, i_2); tables of two rows and columns stand for all."""
    yield _pairing_step()
    X, Y = (sympy.Matrix(2, 2, sympy.symbols(f"{name}_11 {name}_12 {name}_21 {name}_22", real=True)) for name in "xy")
    sizes = _square(X) * _square(Y)
    rows = product(range(2), repeat=2)
    yield Step(
        label="|X|^2 |Y|^2 >= |X Y^T|^2",
        lhs=sizes,
        rhs=_square(X * Y.T),
        terms=tuple((X[i, 0] * Y[j, 1] - X[i, 1] * Y[j, 0]) ** 2 for i, j in rows),
        reason="Lagrange's identity, row by row (B2-cauchy); |X Y^T|^2 = <X^T X, Y^T Y>, and likewise <X X^T, Y Y^T> = "
        "|X^T Y|^2",
        uses=("B2-cauchy",),
    )
    P = sympy.Matrix(2, 2, sympy.symbols("p_11 p_12 p_21 p_22", real=True))
    yield Step(
        label="|P|^2 >= <P, P^T>",
        lhs=_square(P),
        rhs=sum(P[i, j] * P[j, i] for i, j in product(range(2), repeat=2)),
        terms=((P[0, 1] - P[1, 0]) ** 2,),
        reason="P = X Y^T and X^T Y: <X Y^T, Y X^T> and <X^T Y, Y^T X> are at most |X Y^T|^2 and |X^T Y|^2",
    )
    entries = tuple(zip(X, Y, strict=True))
    yield Step(
        label="|x|^2 |y|^2 >= <x, y>^2",
        lhs=sizes,
        rhs=sum(a * b for a, b in entries) ** 2,
        terms=tuple((a * d - c * b) ** 2 for (a, b), (c, d) in combinations(entries, 2)),
        reason="Lagrange's identity (B2-cauchy): all eight sums are at most |x|^2 |y|^2; then summed over the columns "
        "of M and N",
        uses=("B2-cauchy",),
    )


def _square(matrix: Any) -> Any:
    return sum(entry**2 for entry in matrix)


def _pairing_step() -> Step:
    """One letter z for each pair of patterns: the sum of |x_i y_j x_k y_l| over the indices that have them."""
    kinds = [pair for pair in product(_PAIRINGS, repeat=2) if pair != (_PAIRINGS[0], _PAIRINGS[0])]
    s = sympy.Symbol("s", positive=True)
    paired: list[list[sympy.Expr]] = [[] for _ in kinds]
    meant, terms = [], []
    for number, (first, second) in enumerate(_unequal_pairs()):
        z = sympy.Symbol(f"z_{number}", nonnegative=True)
        met = [_agrees_on_pairs(first, one) and _agrees_on_pairs(second, two) for one, two in kinds]
        mean = _signs_mean(first) * _signs_mean(second)
        for sums, agrees in zip(paired, met, strict=True):
            sums += [z] * agrees
        meant += [z] * mean
        terms += [(sum(met) - mean) * z / s] * (sum(met) != mean)
    return Step(
        label="the sums over eight pairs of pairings, over s, are at least E (<Sx, Sy> - <x, y>)^2",
        lhs=sum(sum(sums) / s for sums in paired),
        rhs=sum(meant) / s,
        terms=tuple(terms),
        reason="all patterns of equal indices in both factors with i != j, k != l; the pair (ij)(kl), (ij)(kl) is not "
        "needed, since it would make i = j. P <= Pr[i, j share a bucket] = 1/s: where i_1 != j_1, h1(i_1) - h1(j_1) is "
        "uniform whatever h2 does; so with i_2 != j_2",
    )


def _unequal_pairs() -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Patterns of both factors with i != j and k != l."""
    for first, second in product(tuple(_patterns()), repeat=2):
        if (first[0], second[0]) != (first[1], second[1]) and (first[2], second[2]) != (first[3], second[3]):
            yield first, second


R6_MOMENT = Lemma(
    name="R6-moment",
    title="Second moment of a TensorSketch product",
    group=_GROUP,
    statement=r"\mathbb{E}\,\|(SM)^\top(SN) - M^\top N\|_F^2 \le \frac{8}{s}\,\|M\|_F^2\,\|N\|_F^2",
    hypotheses="S a TensorSketch of degree 2 with s rows. The claim: all hash and sign functions enumerated, factors "
    "of two rows, s = 2, exact rationals.",
    claim=Inequality(
        lhs=_second_moment,
        rhs=lambda M, N: natural_coordinates.square(M) * natural_coordinates.square(N) * CONSTANT / _ROWS,
    ),
    space=Space(
        sizes={"a": (1, 1), "b": (1, 1)},
        variables={
            "M": Variable(shape=(4, "a"), denominator=4, unbounded=True),
            "N": Variable(shape=(4, "b"), denominator=4, unbounded=True),
        },
    ),
    derivation=Derivation(steps=_moment_steps, coverage="every s; tables of two rows and columns stand for all"),
    requires=("B2-cauchy",),
    reference="Avron, Nguyen, Woodruff, Subspace embeddings for the polynomial kernel, NeurIPS 2014, with 2 + 3^2",
    remarks="The ninth pair of pairings would ask for i = j, whose terms the difference does not have.",
)

_FAILURE: Final = Fraction(1, 4)  # delta
_ERROR: Final = Fraction(1, 2)  # e0
_TRIALS: Final = 40


def sketch_rows(dimension: int, error: Fraction, failure: Fraction) -> int:
    """Rows from Chebyshev's inequality: s >= 8 D^2 / (e0^2 delta)."""
    return ceil(CONSTANT * dimension**2 / (error**2 * failure))


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


def _embedding_steps() -> Iterator[Step]:
    """A = Q T with orthonormal columns Q, y = T x, N = |A x|^2 = |y|^2, E = Q^T S^T S Q - I, q = y^T E y."""
    e0, size = sympy.symbols("e_0 N", positive=True)
    q = sympy.Symbol("q", real=True)
    square = sympy.Symbol("W", nonnegative=True)
    for sign in (1, -1):
        norm2 = square + 2 * sign * e0 * q / size - e0**2  # ||E||_F^2, from W = ||E -+ (e_0/N) y y^T||_F^2
        yield Step(
            label=f"e_0 N >= {sign * q}, by completing the square",
            lhs=size * norm2 / (2 * e0) + e0 * size / 2,
            rhs=sign * q,
            terms=(size * square / (2 * e0),),
            reason="the left side is at most e_0 N where ||E||_F <= e_0, which fails with probability delta at most: "
            "R6-moment with D = pq = ||Q||_F^2 and Markov's inequality, as in R6-rows; |S A x|^2 = N + q",
            uses=("R6-moment", "R6-rows"),
        )


R6 = Lemma(
    name="R6",
    title="Sketched step: rows for e0 with probability",
    group=_GROUP,
    statement=r"s \ge \frac{8\,(pq)^2}{e_0^2\,\delta} \;\Rightarrow\; \Pr\left[(1-e_0)A^\top A \preceq (SA)^\top(SA) "
    r"\preceq (1+e_0)A^\top A\right] \ge 1 - \delta,\quad A = A_1\otimes A_2",
    hypotheses="S a TensorSketch. Measured: the share of failing sketches at e0 = 1/2, delta = 1/4.",
    rate=Rate(observe=sketch_failures, coverage=f"random factors, p, q <= 2, {_TRIALS} sketches each"),
    derivation=Derivation(steps=_embedding_steps, coverage="every n, m, p, q, e0 and delta"),
    requires=("R6-moment", "R6-rows"),
    reference="Avron, Nguyen, Woodruff, NeurIPS 2014; Chebyshev's inequality",
    remarks="R6-moment with M = N an orthonormal basis: ||.||_F^2 = pq. The measured share of failures lies far below "
    "delta: Chebyshev's inequality is not sharp.",
)


def _chebyshev_steps() -> Iterator[Step]:
    """E = ||Q^T S^T S Q - I||_F^2, s_0 = 8 D^2/(e_0^2 delta)."""
    D, s, e0, delta = sympy.symbols("D s e_0 delta", positive=True)
    least = CONSTANT * D**2 / (e0**2 * delta)
    yield Step(
        label="delta - E[E]/e_0^2, at least 0 from s_0 rows on",
        lhs=delta - CONSTANT * D**2 / s / e0**2,
        rhs=delta * (s - least) / s,
        reason="E[E] <= 8 D^2/s (R6-moment with ||Q||_F^2 = D); Markov's inequality: where the embedding fails, "
        "E >= ||.||_2^2 > e_0^2, hence Pr <= E[E]/e_0^2",
        uses=("R6-moment",),
    )


def _tail(M: Array, t: Array) -> Any:
    """t Pr[||(S M)^T (S M) - M^T M||_F^2 >= t] over all sketches, exactly."""
    errors = [
        gap * gap
        for gap in (((sketch @ M) * (sketch @ M)).sum() - natural_coordinates.square(M) for sketch in all_sketches())
    ]
    return t.item() * sum(at_least(error, t.item()) for error in errors) / len(errors)


R6_ROWS = Lemma(
    name="R6-rows",
    title="Rows from the second moment",
    group=_GROUP,
    statement=r"s \ge \frac{8 D^2}{e_0^2\delta} \;\Rightarrow\; \Pr\left[\|Q^\top S^\top S Q - I\|_2 > e_0\right] \le "
    r"\delta",
    claim=Inequality(
        lhs=_tail,
        rhs=lambda M, t: natural_coordinates.square(M) * natural_coordinates.square(M) * CONSTANT / _ROWS,  # noqa: ARG005
    ),
    space=Space(
        variables={
            "M": Variable(shape=(4, 1), denominator=4, unbounded=True),
            "t": Variable(low=0, high=32, open_low=True, unbounded="above"),
        },
    ),
    derivation=Derivation(steps=_chebyshev_steps, coverage="all D, e0, delta, given R6-moment"),
    requires=("R6-moment",),
    reference="Chebyshev's inequality",
)

SKETCHES = (R6_MOMENT, R6_ROWS, R6)
