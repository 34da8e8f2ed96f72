"""Lemmas R6: a TensorSketch of A1 (x) A2 with s rows, and the e0 that it gives with which probability.

Row (i_1, i_2) of A1 (x) A2 goes to bucket h1(i_1) + h2(i_2) mod s with sign g1(i_1) g2(i_2). The buckets of a factor
are pairwise independent and uniform, its signs 4-wise independent, and all four functions independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
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


def _count_covered_pairs() -> tuple[int, int]:
    """(pairs of patterns in which the 8 pairs of pairings count at least E, all pairs) for i != j and k != l."""
    kinds = [pair for pair in product(_PAIRINGS, repeat=2) if pair != (_PAIRINGS[0], _PAIRINGS[0])]
    met = total = 0
    for first, second in product(tuple(_patterns()), repeat=2):
        if (first[0], second[0]) == (first[1], second[1]) or (first[2], second[2]) == (first[3], second[3]):
            continue
        count = sum(_agrees_on_pairs(first, one) and _agrees_on_pairs(second, two) for one, two in kinds)
        total += 1
        met += count >= _signs_mean(first) * _signs_mean(second)
    return met, total


def _moment_steps() -> Iterator[Step]:
    """x, y as tables of absolute values X, Y over (i_1, i_2); N = |x|^2 |y|^2."""
    met, total = _count_covered_pairs()
    yield Step(
        label="eight pairs of pairings cover every nonzero mean of signs",
        lhs=sympy.Integer(met),
        rhs=sympy.Integer(total),
        reason="all patterns of equal indices in both factors with i != j, k != l; the pair (ij)(kl), (ij)(kl) is not "
        "needed, since it would make i = j",
    )
    entry, gap = sympy.symbols("G D", nonnegative=True)
    yield Step(
        label="|X|^4 >= |X^T X|^2, |X|^2 |Y|^2 >= |X Y^T|^2",
        lhs=entry**2 + gap,
        rhs=entry**2,
        terms=(gap,),
        reason="entry by entry: the product of two columns' (rows') squared lengths is G^2 + D (B2-cauchy with sums)",
        uses=("B2-cauchy",),
    )
    p, q, d1, d2, d3 = sympy.symbols("p q D_1 D_2 D_3", nonnegative=True)
    yield Step(
        label="|x|^2 |y|^2 >= a pair's sum",
        lhs=(p + d1) * (q + d2),
        rhs=p * q - d3,
        terms=(p * d2, d1 * q, d1 * d2, d3),
        reason="the sums are |x|^2 |y|^2, <x, y>^2, <X^T X, Y^T Y>, <X X^T, Y Y^T>, <X Y^T, Y X^T>, <X^T Y, Y^T X>: "
        "inner products <P, Q> = p q - D_3 with |x|^2 = p + D_1, |y|^2 = q + D_2, or p + D_1 = q + D_2 = |x| |y|",
    )
    size, s = sympy.Symbol("N", nonnegative=True), sympy.Symbol("s", positive=True)
    short = sympy.symbols(f"D_1:{CONSTANT + 1}", nonnegative=True)
    yield Step(
        label="8 N/s >= E (<Sx, Sy> - <x, y>)^2",
        lhs=CONSTANT * size / s,
        rhs=sum((size - less) / s for less in short),
        terms=tuple(less / s for less in short),
        reason="P <= Pr[i, j share a bucket] = 1/s: where i_1 != j_1, h1(i_1) - h1(j_1) is uniform whatever h2 does; "
        "so with i_2 != j_2; then summed over the columns of M and N",
    )


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
    derivation=Derivation(steps=_moment_steps, coverage="every s, factors and matrices of any size"),
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
    """A = Q T with orthonormal columns Q; where ||Q^T S^T S Q - I||_2 <= e0 the sandwich holds."""
    e0, size, gap, error = sympy.symbols("e_0 N D E", nonnegative=True)
    yield Step(
        label="(1 + e0) |A x|^2 >= |S A x|^2",
        lhs=(1 + e0) * size,
        rhs=size + (e0 * size - gap),
        terms=(gap,),
        reason="N = |A x|^2 = |T x|^2 and |S A x|^2 = N + (T x)^T (Q^T S^T S Q - I) (T x), the last at most e0 N",
    )
    yield Step(
        label="|S A x|^2 >= (1 - e0) |A x|^2",
        lhs=size - (e0 * size - error),
        rhs=(1 - e0) * size,
        terms=(error,),
        reason="the same from below; with the probability of R6-rows for D = pq = ||Q||_F^2",
        uses=("R6-rows",),
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
    D, s, e0, delta, slack, tail = sympy.symbols("D s e_0 delta t P", positive=True)
    yield Step(
        label="delta e0^2 >= E ||Q^T S^T S Q - I||_F^2",
        lhs=delta * e0**2,
        rhs=(CONSTANT * D**2 / s).subs(s, CONSTANT * D**2 * (1 + slack) / (e0**2 * delta)),
        terms=(delta * e0**2 * slack / (1 + slack),),
        reason="R6-moment with ||Q||_F^2 = D, s = 8 D^2 (1 + t)/(e0^2 delta)",
        uses=("R6-moment",),
    )
    rest = sympy.Symbol("R", nonnegative=True)
    yield Step(
        label="E >= e0^2 Pr[failure]",
        lhs=e0**2 * tail + rest,
        rhs=e0**2 * tail,
        terms=(rest,),
        reason="Markov's inequality: where the embedding fails, ||.||_F^2 >= ||.||_2^2 > e0^2",
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
)

SKETCHES = (R6_MOMENT, R6_ROWS, R6)
