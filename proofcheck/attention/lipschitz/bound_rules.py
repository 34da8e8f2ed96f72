"""The bound calculus: derivatives of L in joint cumulants, bounded term by term by rules that are lemmas' claims.

A rule bounds the norm of one atom of `calculus.loss_atoms` by powers of x = ||s_j||, b = ||v||_F and row quantities;
products of atoms are bounded by Cauchy-Schwarz, sums by the triangle inequality. Nothing below is typed in as a final
formula: `row_bound` composes it, the claims evaluate it, `steps` prints how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import sympy

from proofcheck.attention.calculus import loss_atoms
from proofcheck.attention.calculus.loss_atoms import C_ATOM, kappa
from proofcheck.attention.softmax.covariances import COVARIANCE, MEAN
from proofcheck.attention.softmax.fourth_cumulants import FOURTH
from proofcheck.attention.softmax.third_cumulants import THIRD
from proofcheck.attention.softmax.trilinear_forms import POLAR
from proofcheck.attention.softmax.weights import B2
from proofcheck.lemmas.claims import Expr, Step
from proofcheck.lemmas.lemma import Lemma

X: Final = sympy.Symbol("x", nonnegative=True)
Y: Final = sympy.Symbol("b", nonnegative=True)
PHI: Final = sympy.Symbol("varphi", positive=True)
TAU: Final = sympy.Symbol("tau", nonnegative=True)
OMEGA: Final = sympy.Symbol("omega", nonnegative=True)
WEIGHT: Final = sympy.Symbol("F", nonnegative=True)
RESIDUAL: Final = sympy.Symbol("C", nonnegative=True)
ROW_SYMBOLS: Final = (PHI, TAU, OMEGA, WEIGHT, RESIDUAL)
_ONE: Final = sympy.Integer(1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Link:
    """One inequality that a rule rests on: a part of a lemma's claim, both sides times `factor`.

    `power`: the lemma claims it for the `power`-th powers (2: squared).
    """

    lemma: Lemma
    part: str = ""
    power: int = 1
    factor: Expr = _ONE


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """|atom| <= bound, and the reason that a step prints.

    Each chain leads from |atom| to a bound by claims of lemmas, the right side of a link being the left side of the
    next; `bound` is the least of the ends. Without a chain it holds by definition. A test evaluates the lemmas' own
    claims and compares every link.
    """

    atom: Expr
    bound: Expr
    reason: str
    chains: tuple[tuple[Link, ...], ...] = ()

    @property
    def lemmas(self) -> tuple[str, ...]:
        """The lemmas that it rests on, by name."""
        return tuple(dict.fromkeys(link.lemma.name for chain in self.chains for link in chain))


_ROOT2: Final = sympy.sqrt(2)
_THIRD: Final = (
    Link(lemma=THIRD, part="Var omega"),
    Link(lemma=THIRD, part="sqrt(2) phi ||s||^2 ||v||"),
)
RULES: Final = (
    Rule(atom=C_ATOM, bound=RESIDUAL, reason="C = |c_j|"),
    Rule(
        atom=kappa(0, "v"),
        bound=WEIGHT * Y,
        reason="Cauchy-Schwarz, F = |f_j|",
        chains=((Link(lemma=MEAN, power=2),),),
    ),
    Rule(
        atom=kappa(1, "V"),
        bound=sympy.sqrt(PHI) * TAU * X,
        reason="|Cov(s, V)| <= sd(s) tau, Var(s) <= phi x^2",
        chains=((Link(lemma=COVARIANCE, part="sqrt(phi) ||s|| tau", power=2),),),
    ),
    Rule(
        atom=kappa(1, "v"),
        bound=PHI * X * Y,
        reason="sd(s) <= sqrt(phi) x, sd(v) likewise",
        chains=((Link(lemma=COVARIANCE, part="phi ||s|| ||v||", power=2),),),
    ),
    Rule(
        atom=kappa(2, "V"),
        bound=PHI * OMEGA * X**2,
        reason="Var(s) max|V~|",
        chains=((_THIRD[0], Link(lemma=B2, part="phi ||s||^2", factor=OMEGA)),),
    ),
    Rule(
        atom=kappa(2, "v"),
        bound=_ROOT2 * PHI * X**2 * Y,
        reason="Var(s) max|v~|, |v~_k| <= |e_k - f| b <= sqrt(2) b",
        chains=(_THIRD,),
    ),
    Rule(
        atom=kappa(3, "V"),
        bound=2 * sympy.sqrt(PHI) * TAU * X**3,
        reason="range(s)^2 sd(s) tau, range(s)^2 <= 2 x^2",
        chains=(
            (
                Link(lemma=FOURTH, part="range^2 sd tau", power=2),
                Link(lemma=FOURTH, part="2 sqrt(phi) tau ||s||^3", power=2, factor=TAU**2),
            ),
        ),
    ),
)
SHARP_RULES: Final = (
    *(rule for rule in RULES if rule.atom != kappa(2, "v")),
    Rule(
        atom=kappa(2, "v"),
        bound=_ROOT2 * X**2 * Y * sympy.Min(PHI, 1 / (3 * sympy.sqrt(3))),
        reason="a symmetric trilinear form has its norm on the diagonal; range(s)^3/(6 sqrt 3)",
        chains=(_THIRD, (Link(lemma=POLAR),)),
    ),
)


def compose(expression: Expr, rules: tuple[Rule, ...] = RULES) -> Expr:
    """A bound of a polynomial in atoms by the triangle inequality, monomial by monomial.

    Raises KeyError for an atom without a rule.
    """
    bounds = {rule.atom: rule.bound for rule in rules}
    symbols = sorted(expression.free_symbols, key=str)
    return sympy.expand(
        sum(
            abs(coefficient) * sympy.prod([bounds[x] ** e for x, e in zip(symbols, exponents, strict=True)])
            for exponents, coefficient in sympy.Poly(expression, *symbols).terms()
        )
    )


def premises(expression: Expr, rules: tuple[Rule, ...] = RULES) -> tuple[str, ...]:
    """The names of the lemmas on which `compose` rests for this expression: of the derivative and of the rules used."""
    used = (name for rule in rules if expression.has(rule.atom) for name in rule.lemmas)
    return tuple(dict.fromkeys(("I5-cumulants", *used)))


@cache
def row_bound(order: int, rules: tuple[Rule, ...] = RULES) -> Expr:
    """Bound of row j's share of |L^(order)|: a polynomial in x and b with row quantities as coefficients."""
    return compose(loss_atoms.loss_derivative(order), rules)


@cache
def output_bound(rules: tuple[Rule, ...] = RULES) -> Expr:
    """Bound of |c_j'|, the first derivative of a residual row, in the symbols of a row."""
    return compose(loss_atoms.derivative(C_ATOM), rules)


@cache
def coefficients(bound: Expr) -> Mapping[tuple[int, int], Expr]:
    """{(power of x, power of b): coefficient} of a row bound."""
    return MappingProxyType({tuple(powers): value for powers, value in sympy.Poly(bound, X, Y).terms()})


def evaluate_bound(
    expression: Expr, values: Mapping[Expr, Any], root: Callable[[Any], Any], least: Callable[[Any, Any], Any]
) -> Any:
    """Evaluate a coefficient at arrays of any arithmetic; `root` and `least` are its square root and minimum.

    Written as a walk over the expression, so that no constant is rounded before the arithmetic sees it.
    """
    if expression in values:
        return values[expression]
    parts = [lambda e=e: evaluate_bound(e, values, root, least) for e in expression.args]
    one = next(iter(values.values())) * 0 + 1
    if expression.is_Rational:
        return one * int(expression.p) / int(expression.q)
    if expression.is_Add:
        return _fold(parts, lambda x, y: x + y)
    if expression.is_Mul:
        return _fold(parts, lambda x, y: x * y)
    if isinstance(expression, sympy.Min):
        return _fold(parts, least)
    return _power(parts[0](), expression.exp, one, root)


def _fold(parts: Sequence[Callable[..., Any]], operation: Callable[[Any, Any], Any]) -> Any:
    result = parts[0]()
    for part in parts[1:]:
        result = operation(result, part())
    return result


def _power(base: Any, exponent: Expr, one: Any, root: Callable[[Any], Any]) -> Any:
    doubled = int(2 * exponent)
    result, factor = one, base if doubled % 2 == 0 else root(base)
    for _ in range(abs(doubled) // (2 if doubled % 2 == 0 else 1)):
        result = result * factor
    return result if doubled >= 0 else one / result


def steps(order: int, rules: tuple[Rule, ...] = RULES) -> Iterator[Step]:
    """|L^(order)| of one row is at most `row_bound`: the derivatives, then the rules in place of the atoms."""
    yield from loss_atoms.derivative_steps(order)
    form = loss_atoms.product_forms(order)[-1]
    used = [rule for rule in rules if form.has(rule.atom)]
    reasons = (f"{rule.atom}: {rule.reason} ({', '.join(rule.lemmas) or 'definition'})" for rule in used)
    yield Step(
        label="the rules in place of the atoms",
        lhs=form.subs({rule.atom: rule.bound for rule in used}, simultaneous=True),
        rhs=row_bound(order, rules),
        reason="triangle inequality, all coefficients being positive; " + "; ".join(reasons),
        uses=premises(form, rules),
    )
