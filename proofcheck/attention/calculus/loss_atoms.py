"""Derivatives of L = |c|^2, one row and one column, as polynomials in the atoms c, k(s^a, V) and k(s^a, v).

Along a line the joint cumulants of row j under f_j move by d/dt k(s^a, V) = k(s^(a+1), V) + k(s^a, v) (I5-cumulants),
so every derivative of c and of L is a polynomial in them, with positive coefficients.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sympy

from proofcheck.lemmas.claims import Expr, Step

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


def product_forms(order: int) -> tuple[Expr, ...]:
    """The derivatives 1..order of |c|^2 by the product rule, order 2 or 3: products of c and its derivatives."""
    first = derivative(C_ATOM)
    second = derivative(first)
    forms = (2 * C_ATOM * first, 2 * first**2 + 2 * C_ATOM * second)
    return forms if order == 2 else (*forms, 6 * first * second + 2 * C_ATOM * derivative(second))


def derivative_steps(order: int) -> Iterator[Step]:
    """The derivatives of L, atom by atom, are the products of derivatives of c."""
    for number, form in enumerate(product_forms(order), start=1):
        yield Step(
            label=f"derivative {number} of |c|^2",
            lhs=loss_derivative(number),
            rhs=form,
            reason="k_aV = k(s, ..., s, V): d/dt k_aV = k_(a+1)V + k_av, d/dt k_av = k_(a+1)v (I5-cumulants)",
            uses=("I5-cumulants",),
        )
