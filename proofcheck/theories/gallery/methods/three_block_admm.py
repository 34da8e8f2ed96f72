"""The alternating direction method with three blocks.

Claim: (false) like that with two blocks, it converges for three; here: 100 sweeps do not enlarge the distance to the
solution.
Formula: minimise 0 subject to A_1 x_1 + A_2 x_2 + A_3 x_3 = 0, A = [[1, 1, 1], [1, 1, 2], [1, 2, 2]]; every start.
Used: a warning before splitting a problem into more than two parts.
Guarantee: FALSE: the sweep's matrix has spectral radius 1.0278. For two blocks: UPPER.
Reference: Chen, He, Ye, Yuan, The direct extension of ADMM is not necessarily convergent (2016), section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Array, Grade, Inequality, Lemma, Space, Variable, as_array, rationals

COLUMNS: Final = ((1, 1, 1), (1, 1, 2), (1, 2, 2))
_START = {"x": Variable(shape=(3,), denominator=1), "y": Variable(shape=(3,), denominator=1)}
_ANY = {"x": Variable(shape=(2,), unbounded=True), "y": Variable(shape=(3,), unbounded=True)}


def _product(column: Sequence[int], v: Array) -> Any:
    return sum(entry * v[i] for i, entry in enumerate(column))


def swept(x: Array, y: Array, columns: Sequence[Sequence[int]], sweeps: int) -> tuple[list[Any], Array]:
    """x and the multiplier y after sweeps with penalty 1: x_i minimises <y, A x> + ||A x||^2 / 2, then y += A x."""
    blocks = [x[i] for i in range(len(columns))]
    for _ in range(sweeps):
        for i, column in enumerate(columns):
            rest = y + _residual(blocks, columns, skip=i)
            blocks[i] = -_product(column, rest) / sum(entry * entry for entry in column)
        y = y + _residual(blocks, columns)
    return blocks, y


def _residual(blocks: Sequence[Any], columns: Sequence[Sequence[int]], skip: int = -1) -> Any:
    """sum A_i x_i without one block."""
    kept = [(block, column) for i, (block, column) in enumerate(zip(blocks, columns, strict=True)) if i != skip]
    return as_array([sum(column[row] * block for block, column in kept) for row in range(3)])


def size(blocks: Sequence[Any], y: Array) -> Any:
    """||x||^2 + ||y||^2."""
    return sum(block * block for block in blocks) + (y * y).sum()


LEMMAS = (
    Lemma(
        name="admm-three-blocks",
        title="ADMM with three blocks converges",
        statement=r"\|x^{100}\|^2 + \|y^{100}\|^2 \le \|x^0\|^2 + \|y^0\|^2",
        group="Methods",
        hypotheses="The solution is x = 0, y = 0; whole numbers as starts.",
        claim=Inequality(
            lhs=lambda x, y: size(*swept(x, y, COLUMNS, 100)),
            rhs=lambda x, y: (x * x).sum() + (y * y).sum(),
        ),
        space=Space(variables=_START),
        witness=lambda: {"x": rationals([0, 1, 1]), "y": rationals([0, 0, 0])},
        expected=Grade.REFUTED,
        holds_instead="admm-two-blocks",
        reference="Chen, He, Ye, Yuan (2016), section 3",
        remarks="The first sweep from (0, 1, 1), y = 0 has x_1 = -7/3; each further sweep multiplies by about 1.0278.",
    ),
    Lemma(
        name="admm-two-blocks",
        title="ADMM with two blocks",
        statement=r"\|y^{k+1}\|^2 + \|A_2 x_2^{k+1}\|^2 \le \|y^k\|^2 + \|A_2 x_2^k\|^2",
        group="Methods",
        hypotheses="The first two columns, penalty 1, one sweep.",
        claim=Inequality(
            lhs=lambda x, y: _potential(*swept(x, y, COLUMNS[:2], 1)),
            rhs=lambda x, y: _potential([x[0], x[1]], y),
        ),
        space=Space(variables=_ANY),
        kernel=proofs_beside(__file__),
        reference="Boyd et al., Distributed Optimization and ADMM (2011), appendix A",
    ),
)


def _potential(blocks: Sequence[Any], y: Array) -> Any:
    return (y * y).sum() + sum(entry * entry for entry in COLUMNS[1]) * blocks[1] * blocks[1]
