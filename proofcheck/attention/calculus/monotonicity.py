"""A composed bound only grows with its row quantities: steps from the quantities at a point to upper bounds of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from proofcheck.attention.calculus import bound_rules
from proofcheck.lemmas.claims import Step


def growth_steps(bound: Any, reason: str, uses: tuple[str, ...] = ()) -> Iterator[Step]:
    """One step for each monomial of `bound`: at quantities q / (1 + t), t >= 0, it is at most its value at q.

    phi is written phi / (1 + t)^2, since it enters through its square root too. `uses`: the lemmas that bound the
    quantities.
    """
    for monomial in bound.as_ordered_terms():
        powers = {q: _exponent(monomial, q) for q in bound_rules.ROW_SYMBOLS if monomial.has(q)}
        slack = {q: sympy.Symbol(f"t_{q.name}", nonnegative=True) for q in powers}
        shrunk = monomial.subs({q: q / (1 + slack[q]) ** (2 if q == bound_rules.PHI else 1) for q in powers})
        factor = sympy.prod([(1 + slack[q]) ** e for q, e in powers.items()])
        yield Step(
            label=f"the term {monomial}",
            lhs=monomial,
            rhs=sympy.powdenest(shrunk, force=True),
            terms=(monomial * sympy.expand(factor - 1) / factor,),
            reason=reason,
            uses=uses,
        )


def _exponent(monomial: Any, quantity: Any) -> int:
    """The power of 1 + t in the monomial: twice the exponent for phi."""
    exponent = monomial.as_powers_dict()[quantity]
    return int(2 * exponent) if quantity == bound_rules.PHI else int(exponent)
