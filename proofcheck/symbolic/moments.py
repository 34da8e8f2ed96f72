"""All-size derivations: a calculus of moments under the softmax tilt.

Along a line the scores are S + t s and the values V + t v, so for every n, m, d

    d/dt E_f[g] = E_f[g s] - E_f[g] E_f[s] + E_f[g'],    s' = 0,  V' = v,  v' = 0.

A raw moment E[s^a V^b v^c] with b + c <= 1 is a symbol; derivatives of polynomials in moments follow by the chain rule.
Centred moments are expanded into raw ones, so that equality is equality of polynomials.
"""

from __future__ import annotations

import re
from typing import Any

import sympy

_NAME = re.compile(r"E\[s\^(\d+) V\^(\d+) v\^(\d+)\]")


def moment(a: int, b: int = 0, c: int = 0) -> Any:
    """The raw moment E[s^a V^b v^c]; E[1] is 1."""
    return sympy.Integer(1) if a == b == c == 0 else sympy.Symbol(f"E[s^{a} V^{b} v^{c}]", real=True)


def tilt_derivative(expression: Any) -> Any:
    """d/dt of a polynomial in raw moments."""
    return sympy.expand(sum(sympy.diff(expression, m) * _moment_derivative(m) for m in expression.free_symbols))


def _moment_derivative(symbol: Any) -> Any:
    match = _NAME.fullmatch(symbol.name)
    if match is None:
        raise ValueError(f"{symbol}: not a moment; only moments move along the line")
    a, b, c = map(int, match.groups())
    moved = b * moment(a, b - 1, c + 1) if b else sympy.Integer(0)
    return moment(a + 1, b, c) - moment(a, b, c) * moment(1) + moved


def centred(a: int, b: int = 0, c: int = 0) -> Any:
    """E[s~^a V~^b v~^c] in raw moments, b + c <= 1, with tilde for centring."""
    if b + c == 0:
        return _shifted(a, 0, 0)
    return sympy.expand(_shifted(a, b, c) - moment(0, b, c) * _shifted(a, 0, 0))


def _shifted(a: int, b: int, c: int) -> Any:
    """E[(s - E s)^a V^b v^c] by the binomial formula."""
    terms = (sympy.binomial(a, i) * (-moment(1)) ** (a - i) * moment(i, b, c) for i in range(a + 1))
    return sympy.expand(sum(terms))
