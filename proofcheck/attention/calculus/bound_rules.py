"""The bound calculus: derivatives of L in joint cumulants, bounded term by term by rules that are lemmas.

Along a line the cumulants of row j under f_j move by d/dt k(s^a, V) = k(s^(a+1), V) + k(s^a, v) (I5-cumulants), so the
derivatives of c, L follow as polynomials in the atoms c, k(s^a, V), k(s^a, v). A rule bounds the norm of one
atom by powers of x = ||s_j||, b = ||v||_F and row quantities; products of atoms are bounded by Cauchy-Schwarz, sums by
the triangle inequality. Nothing below is typed in as a final formula: `row_bound` composes it, `steps` prints how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import sympy

from proofcheck.lemmas.claims import Expr, Step

X: Final = sympy.Symbol("x", nonnegative=True)
Y: Final = sympy.Symbol("b", nonnegative=True)
PHI: Final = sympy.Symbol("varphi", positive=True)
TAU: Final = sympy.Symbol("tau", nonnegative=True)
OMEGA: Final = sympy.Symbol("omega", nonnegative=True)
WEIGHT: Final = sympy.Symbol("F", nonnegative=True)
RESIDUAL: Final = sympy.Symbol("C", nonnegative=True)
ROW_SYMBOLS: Final = (PHI, TAU, OMEGA, WEIGHT, RESIDUAL)

C_ATOM: Final = sympy.Symbol("c", real=True)


def kappa(a: int, values: str) -> Expr:
    """The atom k(s, ..., s, g) with a copies of s and g = V or v."""
    return sympy.Symbol(f"k_{a}{values}", real=True)


def derivative(expression: Expr) -> Expr:
    """d/dt of a polynomial in atoms: c' = k(s, V) + k(v), and the rule for cumulants."""
    return sympy.expand(sum(sympy.diff(expression, x) * _atom_derivative(x) for x in expression.free_symbols))


def _atom_derivative(atom: Expr) -> Expr:
    if atom == C_ATOM:
        return kappa(1, "V") + kappa(0, "v")
    a, values = int(atom.name[2:-1]), atom.name[-1]
    moved = kappa(a, "v") if values == "V" else sympy.Integer(0)
    return kappa(a + 1, values) + moved


def loss_derivative(order: int) -> Expr:
    """The derivative of L = <c, c>, one row, one column."""
    expression = C_ATOM**2
    for _ in range(order):
        expression = derivative(expression)
    return expression


@dataclass(frozen=True, kw_only=True)
class Rule:
    """|atom| <= bound: the lemma that decides it, and the reason that a step prints."""

    atom: Expr
    bound: Expr
    lemma: str
    reason: str


_DEFINITION: Final = "definition"
_ROOT2: Final = sympy.sqrt(2)
RULES: Final = (
    Rule(atom=C_ATOM, bound=RESIDUAL, lemma=_DEFINITION, reason="C = |c_j|"),
    Rule(atom=kappa(0, "v"), bound=WEIGHT * Y, lemma="B1-mean", reason="Cauchy-Schwarz, F = |f_j|"),
    Rule(
        atom=kappa(1, "V"),
        bound=sympy.sqrt(PHI) * TAU * X,
        lemma="B2-covariance",
        reason="|Cov(s, V)| <= sd(s) tau, Var(s) <= phi x^2",
    ),
    Rule(atom=kappa(1, "v"), bound=PHI * X * Y, lemma="B2-covariance", reason="sd(s) <= sqrt(phi) x, sd(v) likewise"),
    Rule(atom=kappa(2, "V"), bound=PHI * OMEGA * X**2, lemma="B3-third", reason="Var(s) max|V~|"),
    Rule(
        atom=kappa(2, "v"),
        bound=_ROOT2 * PHI * X**2 * Y,
        lemma="B3-third",
        reason="Var(s) max|v~|, |v~_k| <= |e_k - f| b <= sqrt(2) b",
    ),
    Rule(
        atom=kappa(3, "V"),
        bound=2 * sympy.sqrt(PHI) * TAU * X**3,
        lemma="B3-fourth",
        reason="range(s)^2 sd(s) tau, range(s)^2 <= 2 x^2",
    ),
)
SHARP_RULES: Final = (
    *(rule for rule in RULES if rule.atom != kappa(2, "v")),
    Rule(
        atom=kappa(2, "v"),
        bound=_ROOT2 * X**2 * Y * sympy.Min(PHI, 1 / (3 * sympy.sqrt(3))),
        lemma="B3-polar",
        reason="a symmetric trilinear form has its norm on the diagonal; range(s)^3/(6 sqrt 3)",
    ),
)


@dataclass(frozen=True, kw_only=True)
class BoundTerm:
    """One monomial of a derivative: coefficient times two atoms, with the rules applied to them."""

    coefficient: int
    atoms: tuple[Expr, ...]
    rules: tuple[Rule, ...]

    @property
    def bound(self) -> Expr:
        """|coefficient| times the product of the rules' bounds."""
        return abs(self.coefficient) * sympy.prod([rule.bound for rule in self.rules])


def terms(expression: Expr, rules: tuple[Rule, ...] = RULES) -> tuple[BoundTerm, ...]:
    """The monomials of a polynomial in atoms. Raises KeyError for an atom without a rule."""
    by_atom = {rule.atom: rule for rule in rules}
    symbols = sorted(expression.free_symbols, key=str)
    found = []
    for exponents, coefficient in sympy.Poly(expression, *symbols).terms():
        atoms = tuple(s for s, e in zip(symbols, exponents, strict=True) for _ in range(e))
        found.append(BoundTerm(coefficient=int(coefficient), atoms=atoms, rules=tuple(by_atom[a] for a in atoms)))
    return tuple(found)


@cache
def row_bound(order: int, rules: tuple[Rule, ...] = RULES) -> Expr:
    """Bound of row j's share of |L^(order)|: a polynomial in x and b with row quantities as coefficients."""
    return sympy.expand(sum(term.bound for term in terms(loss_derivative(order), rules)))


@cache
def output_bound(rules: tuple[Rule, ...] = RULES) -> Expr:
    """Bound of |c_j'|, the first derivative of a residual row, in the symbols of a row."""
    return sympy.expand(sum(term.bound for term in terms(derivative(C_ATOM), rules)))


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


# Derivations that the symbolic checker verifies and the report prints


def steps(order: int, rules: tuple[Rule, ...] = RULES) -> Iterator[Step]:
    """|L^(order)| of one row is at most `row_bound`: the derivative, one step a monomial, and the sum.

    Every |atom| <= bound is written |atom| = bound / (1 + t) with t >= 0, so that the slack is visibly nonnegative.
    """
    yield from derivative_steps(order)
    found = terms(loss_derivative(order), rules)
    yield from (_term_step(term) for term in found)
    total = sum(term.bound for term in found)
    yield Step(label="triangle inequality", lhs=total, rhs=row_bound(order, rules), reason="collecting the terms")


def output_steps() -> Iterator[Step]:
    """|c'| of one row is at most `output_bound`."""
    found = terms(derivative(C_ATOM))
    yield from (_term_step(term) for term in found)
    total = sum(term.bound for term in found)
    yield Step(label="triangle inequality", lhs=total, rhs=output_bound(), reason="c' = k(s, V) + k(v)")


def derivative_steps(order: int) -> Iterator[Step]:
    """The derivatives of L = |c|^2 as products of derivatives of c."""
    first = derivative(C_ATOM)
    second = derivative(first)
    forms = [2 * C_ATOM * first, 2 * first**2 + 2 * C_ATOM * second]
    if order == 3:
        forms.append(6 * first * second + 2 * C_ATOM * derivative(second))
    for number, form in enumerate(forms[:order], start=1):
        yield Step(
            label=f"derivative {number} of |c|^2",
            lhs=loss_derivative(number),
            rhs=form,
            reason="k_aV = k(s, ..., s, V): d/dt k_aV = k_(a+1)V + k_av, d/dt k_av = k_(a+1)v (I5-cumulants)",
            uses=("I5-cumulants",),
        )


def _term_step(term: BoundTerm) -> Step:
    slack = sympy.symbols(f"t_1:{len(term.rules) + 1}", nonnegative=True)
    actual = abs(term.coefficient) * sympy.prod(
        [rule.bound / (1 + t) for rule, t in zip(term.rules, slack, strict=True)]
    )
    excess = sympy.expand(sympy.prod([1 + t for t in slack]) - 1)
    share = term.bound * excess / sympy.prod([1 + t for t in slack])
    names = " ".join(str(atom) for atom in term.atoms)
    reasons = "; ".join(dict.fromkeys(f"{rule.atom}: {rule.reason} ({rule.lemma})" for rule in term.rules))
    return Step(
        label=f"|{abs(term.coefficient)} {names}|",
        lhs=term.bound,
        rhs=actual,
        terms=(share,),
        reason=reasons,
        uses=tuple(dict.fromkeys(rule.lemma for rule in term.rules if rule.lemma != _DEFINITION)),
    )
