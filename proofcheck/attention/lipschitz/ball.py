"""Lemmas B7-growth and B7-local: the Hessian's Lipschitz constant on a ball around a point."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.functions import Array, elementwise, maximum, rowwise, sqrt
from proofcheck.arithmetic.functions import exp as exponential
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.lipschitz import bound_rules
from proofcheck.attention.lipschitz.natural_norm import Rows, elementwise_minimum, row_quantities, total
from proofcheck.lemmas.claims import Derivation, Instance, Space, Step, Variable
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Lipschitz constants"


def bounds_after_move(rows: Rows, delta: Array, eps: Any) -> Rows:
    """The quantities where scores of row j move by at most delta_j and rows of V by at most eps.

    f' <= f e^(2 delta), |O' - O| <= eps + (e^(2 delta) - 1) tau, tau' <= e^delta (tau + eps).
    """
    growth = exponential(2 * delta)
    shift = eps + (growth - 1) * rows[bound_rules.TAU]
    half, one = (growth * 0 + 1) / 2, growth * 0 + 1
    return {
        bound_rules.PHI: elementwise_minimum(growth * rows[bound_rules.PHI], half),
        bound_rules.TAU: sqrt(growth) * (rows[bound_rules.TAU] + eps),
        bound_rules.OMEGA: rows[bound_rules.OMEGA] + eps + shift,
        bound_rules.WEIGHT: elementwise_minimum(growth * rows[bound_rules.WEIGHT], one),
        bound_rules.RESIDUAL: rows[bound_rules.RESIDUAL] + shift,
    }


def _magnitudes(moves: Array) -> Array:
    return rowwise(lambda row: maximum(elementwise(row, abs)), moves)


def _ball_rows(S: Array, V: Array, B: Array, dS: Array, dV: Array) -> tuple[Rows, Rows]:
    """(bounds at the moved point, its true quantities)."""
    near = row_quantities(natural_coordinates.line(S, V, B, dS, dV))
    moved = natural_coordinates.line(S + dS, V + dV, B, dS, dV)
    eps = maximum(natural_coordinates.row_lengths(dV))
    return bounds_after_move(near, _magnitudes(dS), eps), row_quantities(moved)


def _growth_sides(**z: Array) -> tuple[Array, Array]:
    bound, true = _ball_rows(**z)
    return natural_coordinates.stack_flat(
        *(true[name] for name in bound_rules.ROW_SYMBOLS)
    ), natural_coordinates.stack_flat(*(bound[name] for name in bound_rules.ROW_SYMBOLS))


_MOVES = {
    "S": Variable(shape=("n", "m"), unbounded=True),
    "V": Variable(shape=("m", "k"), unbounded=True),
    "B": Variable(shape=("n", "k"), unbounded=True),
    "dS": Variable(shape=("n", "m"), low=-1, high=1, unbounded=True),
    "dV": Variable(shape=("m", "k"), low=-1, high=1, unbounded=True),
}


def _growth_steps() -> Iterator[Step]:
    """G = e^(2 delta) = 1 + g. Row j: f'_k = f_k e^(d_k) / sum_l f_l e^(d_l) with |d_k| <= delta."""
    g, eps, tau = sympy.symbols("g epsilon tau", nonnegative=True)
    D1, D2, D3 = sympy.symbols("D_1 D_2 D_3", nonnegative=True)
    G = 1 + g
    yield Step(
        label="e^(2 delta) - 1 >= 1 - e^(-2 delta)",
        lhs=G - 1,
        rhs=1 - 1 / G,
        terms=(g**2 / G,),
        reason="so |f' - f| <= (G - 1) f on both sides: f' >= f/G likewise",
    )
    yield Step(
        label="G (tau + eps)^2 >= tau'^2",
        lhs=G * (tau + eps) ** 2,
        rhs=G * (tau**2 + 2 * eps * (tau - D2) + eps**2 - D1) - D3,
        terms=(2 * G * eps * D2, G * D1, D3),
        reason="tau'^2 = E'|V' - O|^2 - |O' - O|^2 <= G E[(|V - O| + eps)^2] - ..., E|V - O| = tau - D_2 (B2-cauchy)",
        uses=("B2-cauchy",),
    )


GROWTH = Lemma(
    name="B7-growth",
    title="Row quantities on a ball",
    group=_GROUP,
    statement=r"f' \le f e^{2\delta},\; |O'-O| \le \varepsilon + (e^{2\delta}-1)\tau,\; \tau' \le e^{\delta}(\tau + "
    r"\varepsilon),\; \omega' \le \omega + 2\varepsilon + (e^{2\delta}-1)\tau",
    hypotheses="|S'_jk - S_jk| <= delta_j, |V'_k - V_k| <= eps; phi, |f|, |c| accordingly.",
    claim=natural_coordinates.inequality(_growth_sides, parts=("phi", "tau", "omega", "|f|", "|c|")),
    space=Space(sizes=natural_coordinates.SIZES, variables=_MOVES),
    extremes=lambda: [_vanishing_move(), _values_apart(), _growing_weight()],
    derivation=Derivation(steps=_growth_steps, coverage="all n, m, k, every point and move"),
    requires=("B1", "B2-cauchy"),
    reference="new here",
)


def _vanishing_move() -> Instance:
    """A move of almost nothing."""
    return natural_coordinates.instance(S=[[0, 1]], V=[[1], [2]], B=[[2]], dS=[[0, Fraction(1, 2**24)]], dV=[[0], [0]])


def _growing_weight() -> Instance:
    """A key of weight 0.1 gains e^2: O moves by more than tau."""
    moved = {"dS": [[-1, 1]], "dV": [[0], [0]]}
    return natural_coordinates.instance(S=[[1, Fraction(-5, 4)]], V=[[1], [-1]], B=[[Fraction(13, 16)]], **moved)


def _values_apart() -> Instance:
    """Values that move apart while the scores stand."""
    return natural_coordinates.instance(
        S=[[0, Fraction(1, 2**14)]], V=[[1], [-1]], B=[[0]], dS=[[0, 0]], dV=[[1], [-1]]
    )


def _local_sides(S: Array, V: Array, B: Array, dS: Array, dV: Array, s: Array, v: Array) -> tuple[Any, Any]:
    bound, _ = _ball_rows(S, V, B, dS, dV)
    at = natural_coordinates.line(S + dS, V + dV, B, s, v)
    return abs(natural_coordinates.loss_derivatives(at)[2]), total(bound_rules.row_bound(3), bound, s, v)


LOCAL = Lemma(
    name="B7-local",
    title="Lipschitz constant of the Hessian on a ball",
    group=_GROUP,
    statement=r"|D^3 L(z')[h^3]| \le \sum_j (\ldots)\ \text{of B7 with the quantities of B7-growth at } z,\quad "
    r"\|z' - z\| \le \rho",
    claim=natural_coordinates.inequality(_local_sides),
    space=Space(
        sizes=natural_coordinates.SIZES,
        variables=_MOVES | {name: natural_coordinates.NATURAL[name] for name in ("s", "v")},
    ),
    requires=("B7", "B7-growth"),
    reference="new here",
)


BALL = (GROWTH, LOCAL)
