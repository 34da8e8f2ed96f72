"""All-size derivations: a calculus of moments under the softmax tilt.

Along a line the scores are S + t s and the values V + t v, so for every n, m, d

    d/dt E_f[g] = E_f[g s] - E_f[g] E_f[s] + E_f[g'],    s' = 0,  V' = v,  v' = 0.

A raw moment E[s^a V^b v^c] with b + c <= 1 is a symbol; derivatives of polynomials in moments follow by the chain rule.
Centred moments and joint cumulants are written in raw ones as their formulas stand, unexpanded, so that a step compares
two computations; equality is equality of polynomials.

One row j and one output column i stand for all: every term of L and of its derivatives is a product of two factors that
carry i, summed over i and j. The regulariser enters through inner products such as <S, S>, with the product rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import sympy

from proofcheck.lemmas.claims import Expr

_MOMENT: Final = re.compile(r"E\[(?:s(?:\^\{(\d+)\})?)?([Vv]?)\]")
_INNER: Final = re.compile(r"\\langle \{(\w)\}, \{(\w)\}\\rangle")
_SPEED: Final = {"S": "s", "V": "v"}  # S' = s, V' = v; s and v are constant along the line
TARGET: Final = sympy.Symbol("B", real=True)
WEIGHTS: Final = sympy.symbols("w_x w_y", real=True)
_CONSTANTS: Final = frozenset({TARGET, *WEIGHTS})


def moment(a: int, b: int = 0, c: int = 0) -> Expr:
    """The raw moment E[s^a V^b v^c], b + c <= 1; E[1] is 1. Its name is the LaTeX that derivations print."""
    power = "" if a == 0 else "s" if a == 1 else f"s^{{{a}}}"
    return sympy.Integer(1) if a == b == c == 0 else sympy.Symbol(f"E[{power}{'V' * b}{'v' * c}]", real=True)


def inner(left: str, right: str) -> Expr:
    """The inner product of two of S, s, V, v over all their entries."""
    first, second = sorted((left, right))
    return sympy.Symbol(rf"\langle {{{first}}}, {{{second}}}\rangle", real=True)


def tilt_derivative(expression: Expr) -> Expr:
    """d/dt of a polynomial in raw moments, inner products and constants. Raises ValueError on other symbols."""
    return sympy.expand(sum(sympy.diff(expression, x) * _symbol_derivative(x) for x in expression.free_symbols))


def _symbol_derivative(symbol: Expr) -> Expr:
    if symbol in _CONSTANTS:
        return sympy.Integer(0)
    if (pair := _INNER.fullmatch(symbol.name)) is not None:
        left, right = pair.groups()
        moved = [inner(_SPEED[x], y) for x, y in ((left, right), (right, left)) if x in _SPEED]
        return sum(moved, sympy.Integer(0))
    a, b, c = powers(symbol)
    moved_value = b * moment(a, b - 1, c + 1) if b else sympy.Integer(0)
    return moment(a + 1, b, c) - moment(a, b, c) * moment(1) + moved_value


def powers(symbol: Expr) -> tuple[int, int, int]:
    """(a, b, c) of a raw moment. Raises ValueError when the symbol is none."""
    match = _MOMENT.fullmatch(symbol.name)
    if match is None:
        raise ValueError(f"{symbol}: not a moment; only moments, inner products and constants have a derivative")
    power, value = match.groups()
    return int(power or "s" in symbol.name), int(value == "V"), int(value == "v")


def centred(a: int, b: int = 0, c: int = 0) -> Expr:
    """E[s~^a V~^b v~^c] in raw moments, b + c <= 1, with tilde for centring."""
    if b + c == 0:
        return _write_central_moment(a, 0, 0)
    return _write_central_moment(a, b, c) - moment(0, b, c) * _write_central_moment(a, 0, 0)


def _write_central_moment(a: int, b: int, c: int) -> Expr:
    """E[(s - E s)^a V^b v^c] by the binomial formula."""
    terms = (sympy.binomial(a, i) * (-moment(1)) ** (a - i) * moment(i, b, c) for i in range(a + 1))
    return sum(terms, sympy.Integer(0))


def cumulant(a: int, b: int = 0, c: int = 0) -> Expr:
    """The joint cumulant k(s, ..., s, g) of a copies of s and g = V^b v^c (g = s when b = c = 0) in raw moments.

    By the recursion E[s^a g] = sum_i binomial(a, i) k(s^i, g) E[s^(a - i)], which knows nothing of the tilt rule.
    """
    if b + c == 0:
        return _tail(a - 1, 1, 0, 0)
    return _tail(a, 0, b, c)


def _tail(a: int, extra: int, b: int, c: int) -> Expr:
    known = (sympy.binomial(a, i) * _tail(i, extra, b, c) * moment(a - i) for i in range(a))
    return moment(a + extra, b, c) - sum(known, sympy.Integer(0))


def output() -> Expr:
    """O = E[V], one entry of the output, as the moment of V alone."""
    return moment(0, 1)


def loss() -> Expr:
    """L = (O - B)^2, one entry; L is the sum over rows and columns."""
    return (output() - TARGET) ** 2


def objective() -> Expr:
    """Phi without ridge terms, L standing for its sum over entries."""
    wx, wy = WEIGHTS
    return loss() + wx**2 * inner("S", "S") + wy**2 * inner("V", "V")


@cache
def derivatives(expression: Expr, order: int) -> tuple[Expr, ...]:
    """Derivatives 0..order along the line."""
    found = [sympy.expand(expression)]
    for _ in range(order):
        found.append(tilt_derivative(found[-1]))
    return tuple(found)


def evaluate(expression: Expr, values: Mapping[Expr, Any]) -> Any:
    """A polynomial at arrays or numbers of any arithmetic, given for each of its symbols."""
    symbols = sorted(expression.free_symbols, key=str)
    total: Any = 0
    for exponents, coefficient in sympy.Poly(expression, *symbols).terms():
        term: Any = int(coefficient)
        for symbol, exponent in zip(symbols, exponents, strict=True):
            for _ in range(exponent):
                term = values[symbol] * term
        total = term + total
    return total


# Reading off gradients and Hessians: the entry at key k of a functional of s or v.


def entries(index: str) -> dict[str, Expr]:
    """The symbols f_k, s_k, V_k and v_k of one key."""
    return {name: sympy.Symbol(f"{name}_{index}", real=True) for name in "fsVv"}


def partial_derivative(expression: Expr, variable: str, index: str) -> Expr:
    """d expression / d variable_index for variable s or v: d E[s^a V^b v^c] / d s_k = a f_k s_k^(a-1) V_k^b v_k^c."""
    total = sympy.Integer(0)
    for symbol in expression.free_symbols:
        if _MOMENT.fullmatch(symbol.name):
            total += sympy.diff(expression, symbol) * _entry_of(powers(symbol), variable, entries(index))
    return sympy.expand(total)


def _entry_of(exponents: tuple[int, int, int], variable: str, at: Mapping[str, Expr]) -> Expr:
    a, b, c = exponents
    whole = at["f"] * at["s"] ** a * at["V"] ** b * at["v"] ** c
    return sympy.diff(whole, at[variable])


def second_partial_derivative(expression: Expr, first: str, second: str) -> tuple[Expr, Expr]:
    """d^2 expression / d first_k d second_l as (coefficient of the Kronecker delta, the rest)."""
    once = partial_derivative(expression, first, "k")
    return sympy.expand(sympy.diff(once, entries("k")[second])), partial_derivative(once, second, "l")
