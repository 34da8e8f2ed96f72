"""Lemmas B1-B5: softmax weights, variances and moments under them, and the softmax Lipschitz constant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import exp as float_exp
from math import log10
from typing import Any

import sympy

from proofcheck.arithmetic import Array, as_array, exp, matmul, maximum, minimum, power, sqrt
from proofcheck.attention.definitions import softmax
from proofcheck.conversion import rationals
from proofcheck.lemma import Derivation, Domain, Inequality, Instance, Lemma, Space, Step, Variable

_GROUP = "Bounds"
_LARGE = {"m": 64}
_ROW = Space(sizes={"m": (1, 5)}, variables={"x": Variable(shape=("m",), low=-4, high=4)}, large=_LARGE)
_WITH_S = Space(sizes={"m": (1, 5)}, variables={**_ROW.variables, "s": Variable(shape=("m",))}, large=_LARGE)
_WITH_SG = Space(
    sizes={"m": (1, 5)},
    variables={**_ROW.variables} | {name: Variable(shape=("m",), low=-4, high=4) for name in ("s", "g")},
    large=_LARGE,
)


def _weights(x: Array) -> Array:
    f: Array = softmax(x[None, :])[0]
    return f


def _centred(f: Array, g: Array) -> Array:
    centred: Array = g - (f * g).sum()
    return centred


def _variance(f: Array, g: Array) -> Any:
    return (f * power(_centred(f, g), 2)).sum()


def _range(s: Array) -> Any:
    return maximum(s) - minimum(s)


# B1


def _simplex_lower(x: Array) -> Array:
    f, magnitude = _weights(x), maximum(as_array([abs(entry) for entry in x]))
    zeros = [entry - entry for entry in f]
    return as_array([*zeros, (f * f).sum(), len(x) * exp(as_array(-magnitude)).item()])


def _simplex_upper(x: Array) -> Array:
    f = _weights(x)
    return as_array([*f, (f - f).sum() + 1, exp(x).sum()])


B1 = Lemma(
    name="B1",
    title="Softmax weights",
    group=_GROUP,
    statement=r"f_j > 0,\quad \|f_j\|_2 \le 1,\quad \alpha_j \ge m\, e^{-\|A_j x\|_\infty}",
    hypotheses="x stands for the scores A_j x of one row; m is their number (the paper's n, where m = n).",
    claim=Inequality(lhs=_simplex_lower, rhs=_simplex_upper),
    space=_ROW,
    remarks="<f_j, 1> = 1 is the definition. For cross-attention the factor is the number m of keys, not of queries.",
)


# B2


def _phi(f: Array) -> Any:
    return minimum(as_array([f.sum() / (2 * f.sum()), maximum(f)]))


def _variance_steps() -> Iterator[Step]:
    """E1 = E[s] and E2 = E[s^2] are symbols; what is nonnegative for every m is one too, named in the reason."""
    low, high, mean = sympy.symbols("a b E1", real=True)
    peak, size, rest, defect, others = sympy.symbols("F N W D R", nonnegative=True)
    second = peak * size - rest
    yield Step(
        label="max f ||s||^2 >= Var",
        lhs=peak * size,
        rhs=second - mean**2,
        terms=(rest, mean**2),
        reason="N = ||s||^2, F = max f, W = sum_k (F - f_k) s_k^2 >= 0, hence E2 = F N - W",
    )
    second = (low + high) * mean - low * high - defect
    yield Step(
        label="Popoviciu: (max - min)^2 / 4 >= Var",
        lhs=(high - low) ** 2 / 4,
        rhs=second - mean**2,
        terms=(defect, (mean - (low + high) / 2) ** 2),
        reason="a = min s, b = max s, D = E[(b - s)(s - a)] >= 0, hence E2 = (a + b) E1 - a b - D",
    )
    yield Step(
        label="||s||^2 / 2 >= (max - min)^2 / 4",
        lhs=(low**2 + high**2 + others) / 2,
        rhs=(high - low) ** 2 / 4,
        terms=(others / 2, (low + high) ** 2 / 4),
        reason="for m >= 2, ||s||^2 = a^2 + b^2 + R with R >= 0; for m = 1, Var = 0",
    )


B2 = Lemma(
    name="B2",
    title="Variance under softmax weights",
    group=_GROUP,
    statement=r"\mathrm{Var}_f(s) \le \varphi \|s\|_2^2,\quad \varphi = \min(\tfrac12, \max_k f_k); \qquad "
    r"\mathrm{Var}_f(s) \le \tfrac14 (\max s - \min s)^2",
    hypotheses="Any f >= 0 with sum 1.",
    claim=Inequality(
        lhs=lambda x, s: as_array([_variance(_weights(x), s), _variance(_weights(x), s)]),
        rhs=lambda x, s: as_array([_phi(_weights(x)) * (s * s).sum(), power(_range(s), 2) / 4]),
    ),
    space=_WITH_S,
    derivation=Derivation(steps=_variance_steps, coverage="every m, every f on the simplex, every s"),
    reference="Popoviciu (1935)",
)

B2_JACOBIAN = Lemma(
    name="B2-jacobian",
    title="Softmax Jacobian",
    group=_GROUP,
    statement=r"\|(\mathrm{diag}(f) - f f^\top)\, s\|_2 \le \tfrac12 \|s\|_2",
    hypotheses="f a softmax row.",
    claim=Inequality(
        lhs=lambda x, s: power(_weights(x) * _centred(_weights(x), s), 2).sum(),
        rhs=lambda x, s: (s * s).sum() / 4,  # noqa: ARG005
    ),
    space=_WITH_S,
    witness=lambda: {"x": rationals([0, 0]), "s": rationals([1, -1])},
    requires=("B2",),
    remarks="Both sides squared. Equality at f = (1/2, 1/2), s = (1, -1).",
)


# B3


def _third(f: Array, s: Array, g: Array) -> Any:
    return (f * power(_centred(f, s), 2) * _centred(f, g)).sum()


def _fourth(f: Array, s: Array, g: Array) -> Any:
    covariance = (f * _centred(f, s) * _centred(f, g)).sum()
    return (f * power(_centred(f, s), 3) * _centred(f, g)).sum() - 3 * _variance(f, s) * covariance


def _moments_lower(x: Array, s: Array, g: Array) -> Array:
    f = _weights(x)
    return as_array([abs(_third(f, s, g)), abs(_third(f, s, s)), power(_fourth(f, s, g), 2)])


def _moments_upper(x: Array, s: Array, g: Array) -> Array:
    f = _weights(x)
    widest = maximum(as_array([abs(entry) for entry in _centred(f, g)]))
    root = sqrt(as_array(f.sum() * 3)).item()
    skew = power(_range(s), 3) / (6 * root)
    return as_array([_variance(f, s) * widest, skew, power(_range(s), 4) * _variance(f, s) * _variance(f, g)])


def _fourth_steps() -> Iterator[Step]:
    """With R = range(s): s~^2 - 3 Var lies in [-3 R^2/4, R^2], so |E[s~ g~ (s~^2 - 3 Var)]| <= R^2 sd(s) sd(g)."""
    R2, square, rest, variance, slack = sympy.symbols("R2 Q P v w", nonnegative=True)
    yield Step(
        label="R^2 >= s~^2 - 3 Var",
        lhs=square + rest,
        rhs=square - 3 * variance,
        terms=(rest, 3 * variance),
        reason="R^2 = s~^2 + P with P >= 0",
    )
    yield Step(
        label="s~^2 - 3 Var >= -R^2",
        lhs=square - 3 * (R2 / 4 - slack),
        rhs=-R2,
        terms=(square, R2 / 4, 3 * slack),
        reason="B2: Var = R^2/4 - w with w >= 0; then Cauchy-Schwarz on E[|s~ g~|]",
    )


B3 = Lemma(
    name="B3",
    title="Third and fourth moments under softmax weights",
    group=_GROUP,
    statement=r"|E[\tilde s^2 \tilde g]| \le \mathrm{Var}(s) \max|\tilde g|,\quad |E[\tilde s^3]| \le "
    r"\frac{\mathrm{range}(s)^3}{6\sqrt3},\quad |E[\tilde s^3 \tilde g] - 3\,\mathrm{Var}(s) E[\tilde s \tilde g]| \le "
    r"\mathrm{range}(s)^2 \sqrt{\mathrm{Var}(s)\,\mathrm{Var}(g)}",
    claim=Inequality(lhs=_moments_lower, rhs=_moments_upper),
    space=_WITH_SG,
    requires=("B2",),
    remarks="The third inequality is decided squared. It is what the Hessian Lipschitz constant (B7) uses.",
)

B3_RANGE = Lemma(
    name="B3-range",
    title="Range of the fourth-cumulant factor",
    group=_GROUP,
    statement=r"-\mathrm{range}(s)^2 \le \tilde s^2 - 3\,\mathrm{Var}(s) \le \mathrm{range}(s)^2",
    derivation=Derivation(steps=_fourth_steps, coverage="every m, every f on the simplex, every s"),
    requires=("B2",),
)


# B4, B5


def _distance(x: Array, y: Array) -> Any:
    return power(_weights(x) - _weights(y), 2).sum()


def _scores(A: Array, x: Array) -> Array:
    product: Array = matmul(A, x[:, None])[:, 0]
    return product


def _spectral_square(A: Array) -> Any:
    """||A||_2^2 for two columns: the larger eigenvalue of the 2 x 2 Gram matrix."""
    (a, b), (_, c) = matmul(A.T, A)
    return (a + c) / 2 + sqrt(as_array(power((a - c) / 2, 2) + b * b)).item()


def _nearly_flat() -> Instance:
    return {"x": rationals([Fraction(1, 64), Fraction(-1, 64)]), "y": rationals([0, 0])}


_APART = Space(
    sizes={"m": (2, 2)},
    variables={"x": Variable(shape=("m",), low=1, high=4), "y": Variable(shape=("m",), low=-4, high=-1)},
)

B4 = Lemma(
    name="B4",
    title="Softmax is 1/2-Lipschitz",
    group=_GROUP,
    statement=r"\|\mathrm{softmax}(x) - \mathrm{softmax}(y)\|_2 \le \tfrac12 \|x - y\|_2",
    claim=Inequality(lhs=_distance, rhs=lambda x, y: power(x - y, 2).sum() / 4),
    space=Space(
        sizes={"m": (1, 5)},
        variables={**_ROW.variables, "y": Variable(shape=("m",), low=-4, high=4)},
        large=_LARGE,
    ),
    domain=Domain(space=_APART),
    witness=_nearly_flat,
    requires=("B2-jacobian",),
    remarks="Both sides squared. Tight in the limit x -> y at f = (1/2, 1/2): no factor of n, no exponential.",
)

_TWO_COLUMNS = Space(
    sizes={"m": (1, 4)},
    variables={
        "A": Variable(shape=("m", 2), low=-1, high=1),
        "x": Variable(shape=(2,)),
        "y": Variable(shape=(2,)),
    },
)

B4_ROW = Lemma(
    name="B4-row",
    title="A softmax row is ||A_j||/2-Lipschitz",
    group=_GROUP,
    statement=r"\|f_j(x) - f_j(y)\|_2 \le \tfrac12 \|A_j\|_2\, \|x - y\|_2",
    claim=Inequality(
        lhs=lambda A, x, y: _distance(_scores(A, x), _scores(A, y)),
        rhs=lambda A, x, y: _spectral_square(A) * power(x - y, 2).sum() / 4,
    ),
    space=_TWO_COLUMNS,
    requires=("B4",),
    remarks="Both sides squared; two columns, where the spectral norm is a closed form.",
)


def _classical_constant(A: Array, x: Array, y: Array) -> Any:
    """R_f^2 with the smallest R and the largest beta that the hypotheses allow."""
    R2 = maximum(as_array([_spectral_square(A), (x * x).sum(), (y * y).sum()]))
    beta = minimum(as_array([exp(_scores(A, x)).sum(), exp(_scores(A, y)).sum()]))
    return len(A) ** 3 * exp(as_array(6 * R2)).item() / power(beta, 4)


def _lost_orders() -> Mapping[str, str]:
    """log10 of R_f / (R/2) with the guaranteed beta = n exp(-R^2)."""
    sizes = ((64, 4, 1.0), (1024, 64, 4.0))
    lost = {
        f"orders of magnitude lost against B4 at (n, d, R) = ({n}, {d}, {R:g})": -0.5 * log10(n)
        + 5 * R * R * log10(float_exp(1.0))
        - log10(R / 2)
        for n, d, R in sizes
    }
    return {label: f"{value:.1f}" for label, value in lost.items()}


B5 = Lemma(
    name="B5",
    title="Classical Lipschitz constant of a softmax row",
    group=_GROUP,
    statement=r"\|f(x) - f(y)\|_2 \le R_f \|x - y\|_2,\quad R_f = \beta^{-2} n^{3/2} e^{3R^2}",
    hypotheses="||A_j||, ||x||, ||y|| <= R and alpha >= beta at both points.",
    claim=Inequality(
        lhs=lambda A, x, y: _distance(_scores(A, x), _scores(A, y)),
        rhs=lambda A, x, y: _classical_constant(A, x, y) * power(x - y, 2).sum(),
    ),
    space=_TWO_COLUMNS,
    requires=("B4-row",),
    measures=_lost_orders,
    remarks="Both sides squared, with the smallest R and the largest beta allowed. It holds, and says little: B4 "
    "replaces it by ||A_j||/2. By hand: alpha <= n exp(R^2/sqrt n) gives R_f >= n^{-1/2} exp(R^2 (3 - 2/sqrt n)).",
    reference="classical form of this line of work (theory, B5)",
)

BOUNDS = (B1, B2, B2_JACOBIAN, B3, B3_RANGE, B4, B4_ROW, B5)
