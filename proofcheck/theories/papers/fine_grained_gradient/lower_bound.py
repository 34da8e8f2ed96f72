"""Lemmas E.3 and E.4, from which theorem E.5 draws the lower bound.

E.3: rows of A in [0, B], at least half of each row B, V in {0, 1}^(n x d), f(lambda) = ||softmax(lambda A) V||_F^2.
With p the mass of row i of the softmax on the ones of column l of V, f is the sum of p^2 over i and l, so that f'
sums 2 p p'. Written here with A = B U, U in [0, 1], and lambda = log t, t > 0: every real lambda, and small
counterexamples.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.fine_grained_gradient.definitions import PROOF, normalised, printed
from proofcheck.theory import (
    Array,
    Grade,
    Identity,
    Inequality,
    Instance,
    Lemma,
    Space,
    Variable,
    absolute,
    as_array,
    at_least,
    derivatives,
    exp,
    identity,
    log,
    matmul,
    rational,
    rationals,
    sqrt,
)

_GROUP = "Lower bound"
_B = Variable(low=0, high=4, open_low=True, unbounded="above")
_T = Variable(low=0, high=16, open_low=True, unbounded="above")
_ZERO_ONE = Variable(shape=("n", "d"), low=0, high=1, denominator=1)
_VARIABLES = {"U": Variable(shape=("n", "n"), low=0, high=1, denominator=2), "B": _B, "t": _T, "V": _ZERO_ONE}
_SPACE = Space(sizes={"n": (1, 3), "d": (1, 3)}, variables=_VARIABLES, large={"n": 6, "d": 6})
_WIDE = Space(sizes={"n": (1, 2), "d": (1, 28)}, variables=_VARIABLES)


def masses(U: Array, B: Array, x: Array, V: Array) -> Array:
    """softmax(lambda A) V (n x d) at lambda = x."""
    return matmul(normalised(exp(x * B * U)), V)


def curve(U: Array, B: Array, t: Array, V: Array, order: int) -> Any:
    """The derivative of that order of f at lambda = log t, from the definition."""
    line = derivatives(
        lambda z: (masses(U, B, z["x"], V) * masses(U, B, z["x"], V)).sum(),
        {"x": log(t)},
        {"x": as_array(t / t)},
        order,
    )
    return line[order].item()


def _half_are_largest(U: Array) -> Array:
    """Nonnegative where at least half of the entries of each row of A equal B."""
    surplus: Array = 2 * at_least(U, 1).sum(axis=1) - U.shape[0]
    return surplus


def _twenty_eight() -> Instance:
    """n = 2, rows (1, 0) of A, V = a row of 28 ones over a row of zeros, lambda = log 2: f' = 28 * 2 * 8/27 > 16."""
    return {
        "U": rationals([[1, 0], [1, 0]]),
        "B": rationals(1),
        "t": rationals(2),
        "V": rationals([[1] * 28, [0] * 28]),
    }


_USE = (
    "In the paper: E.3 enters theorem E.5 through |f''|, where d = O(log n). The factor d that the bound lacks "
    "multiplies the "
    "number of points by O(log n), which a statement about n^(2 - delta) does not feel. The rest of E.5 is not "
    "decided here."
)

E3 = Lemma(
    name="E.3",
    title="Slope of f, with the constant of the proof",
    statement=r"|f'(\lambda)| \le 8 B n \quad (\text{printed: } O(B n))",
    group=_GROUP,
    hypotheses="Entries of A in [0, B], in each row at least half equal to B; V in {0, 1}^(n x d); every lambda.",
    source=printed("E.3, first bullet", 27),
    claim=Inequality(
        lhs=lambda U, B, t, V: absolute(curve(U, B, t, V, 1)),
        rhs=lambda U, B, t, V: 8 * B * U.shape[0],
        where=lambda U, B, t, V: _half_are_largest(U),
    ),
    space=_WIDE,
    witness=_twenty_eight,
    expected=Grade.REFUTED,
    holds_instead="E.3-first",
    remarks="By hand: each of the 2 * 28 entries of softmax(lambda A) V is p = t/(1 + t) with p' = p (1 - p), so f' = "
    "56 * 2 p^2 "
    "(1 - p) = 448/27 > 16 at t = 2. No constant without d would do: E.3-growth. The missing factor d comes from (9), "
    "where "
    f"the sum over the d columns is bounded by that of one. {_USE}",
)

E3_GROWTH = Lemma(
    name="E.3-growth",
    title="Slope and curvature grow with the number of columns",
    statement=r"f' = \frac{4 t^2}{(1 + t)^3}\, B d, \quad f'' = \frac{4 t^2 (2 - t)}{(1 + t)^4}\, B^2 d \quad "
    r"(t = e^{\lambda B},\ n = 2)",
    group=_GROUP,
    hypotheses="A = [[B, 0], [B, 0]], V a row of d ones over a row of zeros: the hypotheses of E.3 hold.",
    reference="new here",
    kernel=PROOF,
    claim=Identity(
        lhs=lambda B, t, ones: as_array([curve(*_two_keys(B, t, ones), order) for order in (1, 2)]),
        rhs=lambda B, t, ones: _growth(B.item(), t.item(), ones.shape[0]),
    ),
    space=Space(sizes={"d": (1, 40)}, variables={"B": _B, "t": _T, "ones": Variable(shape=("d",), low=1, high=1)}),
    remarks="At t = 2, f' = (8/27) B n d: for every c, d > 27 c / 8 columns exceed c B n.",
)


def _two_keys(B: Array, t: Array, ones: Array) -> tuple[Array, Array, Array, Array]:
    """U, B, lambda's t with t^(1/B) for t, and V."""
    U = (0 * identity(2) + identity(2)[0]) * (B / B)
    return U, B, exp(log(t) / B), as_array([ones, 0 * ones])


def _growth(B: Any, t: Any, d: int) -> Array:
    q = 1 + t
    return as_array([4 * t * t * B * d / (q * q * q), 4 * t * t * (2 - t) * B * B * d / (q * q * q * q)])


def _two_thirds() -> list[Instance]:
    """p = 2/3, for n = 2 and d = 1, and for n = 1, where f is constant."""
    return [
        {"U": rationals([[1, 0], [1, 0]]), "B": rationals(1), "t": rationals(2), "V": rationals([[1], [0]])},
        {"U": rationals([[1]]), "B": rationals(1), "t": rationals(2), "V": rationals([[1]])},
    ]


E3_FIRST = Lemma(
    name="E.3-first",
    title="Slope of f",
    statement=r"|f'(\lambda)| \le \tfrac{8}{27}\, B\, n\, d",
    group=_GROUP,
    hypotheses="Entries of A in [0, B], V in {0, 1}^(n x d); every lambda. No row has to have half of its entries "
    "equal to B.",
    reference="new here",
    claim=Inequality(
        lhs=lambda U, B, t, V: absolute(curve(U, B, t, V, 1)),
        rhs=lambda U, B, t, V: 8 * B * U.shape[0] * V.shape[1] / 27,
    ),
    space=_SPACE,
    extremes=_two_thirds,
    kernel=PROOF,
    remarks="Each entry p of softmax(lambda A) V has |p'| <= p (1 - p) B, and 2 p^2 (1 - p) <= 8/27; attained "
    "at p = 2/3.",
)


def _steepest() -> list[Instance]:
    """p near (15 - sqrt 33)/24, t = p/(1 - p)."""
    near = rational("0.62770186")
    return [{"U": rationals([[1, 0], [1, 0]]), "B": rationals(1), "t": rationals(near), "V": rationals([[1], [0]])}]


E3_SECOND = Lemma(
    name="E.3-second",
    title="Curvature of f",
    statement=r"|f''(\lambda)| \le \frac{39 + 55 \sqrt{33}}{2304}\, B^2\, n\, d",
    group=_GROUP,
    hypotheses="Entries of A in [0, B], V in {0, 1}^(n x d); every lambda.",
    source=printed("replaces E.3, second bullet, O(B^2 n)", 27),
    reference="new here",
    claim=Inequality(
        lhs=lambda U, B, t, V: absolute(curve(U, B, t, V, 2)),
        rhs=lambda U, B, t, V: (39 + 55 * sqrt(33)) * B * B * U.shape[0] * V.shape[1] / 2304,
    ),
    space=_SPACE,
    extremes=_steepest,
    kernel=PROOF,
    remarks="0.15406, attained at p = (15 - sqrt 33)/24. As printed, without d, the second bullet fails as the first: "
    "E.3-growth.",
)


# E.4

_DEGREE = 4
_POLYNOMIALS = Space(
    sizes={"m": (1, 8)},
    variables={"c": Variable(shape=(_DEGREE + 1,)), "ones": Variable(shape=("m",), low=1, high=1)},
)


def riemann_error(c: Array, ones: Array) -> Any:
    """|t_m - (f(1) - f(0))| for f(x) = sum c_k x^k."""
    m = ones.shape[0]
    slopes = [sum(k * c[k] * rational(f"{i ** (k - 1)}/{m ** (k - 1)}") for k in range(1, len(c))) for i in range(m)]
    return absolute(sum(slopes) / m - c[1:].sum())


def bend(c: Array) -> Any:
    """sum k (k - 1) |c_k|, which |f''| does not exceed on [0, 1]."""
    return sum(k * (k - 1) * absolute(c[k]) for k in range(2, len(c)))


def _parabola() -> Instance:
    return {"c": rationals([0, 0, 1, 0, 0]), "ones": rationals([1, 1, 1])}


E4 = Lemma(
    name="E.4",
    title="Left sums",
    statement=r"|t_m - (f(1) - f(0))| \le b / m, \quad t_m = \frac1m \sum_{i < m} f'(i/m)",
    group=_GROUP,
    hypotheses="f twice differentiable, |f''| <= b on [0, 1]. Instances: polynomials of degree 4, b = sum k (k - 1) "
    "|c_k|.",
    source=printed("E.4", 29),
    claim=Inequality(
        lhs=riemann_error,
        rhs=lambda c, ones: bend(c) / ones.shape[0],
    ),
    space=_POLYNOMIALS,
    kernel=PROOF,
    remarks="True, by a factor of two: E.4-sharp.",
)

E4_SHARP = Lemma(
    name="E.4-sharp",
    title="Left sums, the best constant",
    statement=r"|t_m - (f(1) - f(0))| \le b / (2 m)",
    group=_GROUP,
    hypotheses="As for E.4.",
    reference="new here; the error of the left rectangle rule",
    claim=Inequality(
        lhs=riemann_error,
        rhs=lambda c, ones: bend(c) / (2 * ones.shape[0]),
    ),
    space=_POLYNOMIALS,
    extremes=lambda: [_parabola()],
    kernel=PROOF,
    remarks="On each interval |f(x + h) - f(x) - h f'(x)| <= b h^2 / 2. Attained by f = x^2.",
)

LEMMAS = (E3_FIRST, E3_SECOND, E3_GROWTH, E3, E4_SHARP, E4)

_RISE = "(x^k)' is convex and rises by k on [0, 1]: its left sums are at most k / (2 m) below the integral"
KNOWN_MUTANTS = {
    ("E.4-sharp", "bend", "k * (k - 1) -> k"): _RISE,
    ("E.4", "bend", "k * (k - 1) -> k"): _RISE,
}
