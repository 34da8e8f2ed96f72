"""A digest of what a statement means: the same for any names of variables, sizes and Python functions.

Variables and sizes are numbered in the order of the space, bound variables by the depth of their binders. Definitions
are hashed by what they mean, once each. Everything else of a statement enters: relation, least sizes, shapes, ranges,
integers, hypotheses, conditions, and the comparisons in their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from proofcheck.statements.claims import Case, Comparison
from proofcheck.statements.domains import Condition
from proofcheck.statements.structures import Membership
from proofcheck.statements.terms import Definition, Naming, Position, Term, Variable, canonical

_VERSION: Final = "proofcheck statement 1"


def statement_digest(relation: str, cases: Iterable[Case]) -> str:
    """SHA-256, in hexadecimal, of the meaning of all cases."""
    return sha256("\n".join([_VERSION, relation, *(_Text(case).text() for case in cases)]).encode()).hexdigest()


class _Text:
    """A case as text without names."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: dict[Definition, str] = {}
        self._naming = Naming(
            sizes={size.name: f"n{i}" for i, size in enumerate(case.sizes)},
            variables={variable.name: f"x{i}" for i, variable in enumerate(case.inputs)},
            definition=self._digest_definition,
        )

    def text(self) -> str:
        case = self._case
        lines = [f"size {self._naming.size(size.name)} >= {size.least}" for size in case.sizes]
        for v in case.inputs:
            shape = ",".join(self._naming.size(d) if isinstance(d, str) else str(d) for d in v.shape)
            opened = " open below" * v.open_low + " open above" * v.open_high
            ends = f"[{v.low}, {v.high}]{opened}"
            lines.append(f"variable {self._naming.variables[v.name]}[{shape}] in {ends} integer={v.integer}")
        lines += [f"member {m.relation} {self._sides(m)}" for m in case.memberships]
        lines += [f"hypothesis 0 <= {self._close_over(h.positions, h.term)}" for h in case.hypotheses]
        lines += sorted(map(self._condition, case.conditions))
        return "\n".join([*lines, *map(self._comparison, case.comparisons)])

    def _condition(self, condition: Condition) -> str:
        return f"defined where {condition.demand.value} {self._close_over(condition.positions, condition.term)}"

    def _comparison(self, comparison: Comparison) -> str:
        return f"claim {self._sides(comparison)}"

    def _sides(self, related: Comparison | Membership) -> str:
        return " ~ ".join(self._close_over(related.positions, side) for side in (related.lhs, related.rhs))

    def _close_over(self, variables: tuple[Variable, ...], term: Term) -> str:
        kinds = ",".join(self._naming.size(v.size) if isinstance(v, Position) else "R" for v in variables)
        return f"[{kinds}] {canonical(term, {v: f'p{i}' for i, v in enumerate(variables)}, self._naming)}"

    def _digest_definition(self, definition: Definition) -> str:
        if definition not in self._known:
            text = self._close_over(definition.parameters, definition.body)
            self._known[definition] = sha256(text.encode()).hexdigest()
        return self._known[definition]
