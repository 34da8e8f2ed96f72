"""Lemmas B6 and B7: Lipschitz constants of c, of the gradient and of the Hessian, composed by the bound calculus.

Each right-hand side is `bound_rules.row_bound` or `output_bound`, evaluated: a polynomial in x_j = ||s_j|| and
b = ||v||_F whose coefficients are phi_j, tau_j, omega_j, |f_j| and |c_j|. `solver.certificates.hessian_lipschitz` and
`recheck.hessian_lipschitz` carry the same coefficients; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic.functions import Array, as_array, maximum, minimum, rowwise, sqrt
from proofcheck.attention.calculus.loss_atoms import C_ATOM, derivative, loss_derivative
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.natural_coordinates import Line
from proofcheck.attention.convexity.pointwise import mixed_term_extreme
from proofcheck.attention.lipschitz import bound_rules
from proofcheck.attention.softmax.covariances import sharp_peak
from proofcheck.lemmas.claims import Derivation, Variable
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Lipschitz constants"
_SPACE = natural_coordinates.natural_space()
Rows = dict[Any, Any]


def row_quantities(at: Line) -> Rows:
    """phi, tau, omega, |f| and |c| of every row, by the calculus' symbols."""
    return {
        bound_rules.PHI: natural_coordinates.peaks(at.F),
        bound_rules.TAU: natural_coordinates.spreads(at),
        bound_rules.OMEGA: rowwise(maximum, natural_coordinates.distances(at)),
        bound_rules.WEIGHT: natural_coordinates.row_lengths(at.F),
        bound_rules.RESIDUAL: natural_coordinates.row_lengths(at.C),
    }


def elementwise_minimum(left: Array, right: Array) -> Array:
    """The smaller entry, elementwise."""
    pairs = np.broadcast_arrays(as_array(left), as_array(right))
    return rowwise(lambda x, y: minimum(as_array([x, y])), *pairs)


def evaluate_coefficients(bound: Any, rows: Mapping[Any, Any]) -> dict[tuple[int, int], Array]:
    """{(power of x, power of b): coefficient of each row (n,)} of a composed bound."""
    return {
        powers: bound_rules.evaluate_bound(value, rows, sqrt, elementwise_minimum)
        for powers, value in bound_rules.coefficients(bound).items()
    }


def total(bound: Any, rows: Mapping[Any, Any], s: Array, v: Array) -> Any:
    """The bound summed over rows at x_j = ||s_j||, b = ||v||_F."""
    x, b = natural_coordinates.row_lengths(s), natural_coordinates.length(v)
    parts = []
    for (i, j), coefficient in evaluate_coefficients(bound, rows).items():
        value = coefficient
        for factor in [x] * i + [b] * j:
            value = value * factor
        parts.append(value.sum())
    return sum(parts[1:], parts[0])


def _output_sides(**z: Array) -> tuple[Array, Array]:
    at = natural_coordinates.line(**z)
    coefficients = evaluate_coefficients(bound_rules.output_bound(), row_quantities(at))
    bound = coefficients[1, 0] * natural_coordinates.row_lengths(z["s"]) + coefficients[
        0, 1
    ] * natural_coordinates.length(z["v"])
    return natural_coordinates.row_lengths(at.first), bound


def _derivative_sides(order: int, rules: tuple[bound_rules.Rule, ...]) -> Any:
    def sides(**z: Array) -> tuple[Any, Any]:
        at = natural_coordinates.line(**z)
        bound = bound_rules.row_bound(order, rules)
        return abs(natural_coordinates.loss_derivatives(at)[order - 1]), total(
            bound, row_quantities(at), z["s"], z["v"]
        )

    return sides


def _composition(order: int, rules: tuple[bound_rules.Rule, ...] = bound_rules.RULES) -> Derivation:
    return Derivation(
        steps=lambda: bound_rules.steps(order, rules),
        coverage="all n, m, p, q, r, k: composed from the rules it requires",
    )


def _premises(order: int, rules: tuple[bound_rules.Rule, ...] = bound_rules.RULES) -> tuple[str, ...]:
    return bound_rules.premises(loss_derivative(order), rules)


OUTPUT = Lemma(
    name="B6-output",
    title="Lipschitz constant of c",
    group=_GROUP,
    statement=rf"|c_j'| \le {sympy.latex(bound_rules.output_bound())}",
    hypotheses="Row j: x = ||s_j||, b = ||A3 dY||_F; F = |f_j|; tau^2 = E|V - O|^2; phi as in B2.",
    claim=natural_coordinates.inequality(_output_sides),
    space=_SPACE,
    requires=bound_rules.premises(derivative(C_ATOM)),
    reference="new here",
)

GRADIENT = Lemma(
    name="B6-gradient",
    title="Lipschitz constant of the gradient, at a point",
    group=_GROUP,
    statement=rf"|D^2 L[h^2]| \le \sum_j {sympy.latex(bound_rules.row_bound(2))}",
    hypotheses="Row j: x = ||s_j||, b = ||A3 dY||_F, C = |c_j|, F = |f_j|, omega = max_k |V_k - O_j|.",
    claim=natural_coordinates.inequality(_derivative_sides(2, bound_rules.RULES)),
    space=_SPACE,
    extremes=lambda: [mixed_term_extreme(2, Fraction(1, 2**22))],
    derivation=_composition(2),
    requires=_premises(2),
    reference="new here",
)

HESSIAN = Lemma(
    name="B7",
    title="Lipschitz constant of the Hessian, at a point",
    group=_GROUP,
    statement=rf"|D^3 L[h^3]| \le \sum_j {sympy.latex(bound_rules.row_bound(3))}",
    hypotheses="As in B6-gradient. The regulariser is quadratic and drops out.",
    claim=natural_coordinates.inequality(_derivative_sides(3, bound_rules.RULES)),
    space=_SPACE,
    derivation=_composition(3),
    requires=_premises(3),
    remarks="The coefficients that the solver's certificate uses (`solver.certificates.hessian_lipschitz`), composed "
    "here from the rules.",
    reference="new here",
)

HESSIAN_SHARP = Lemma(
    name="B7-sharp",
    title="Lipschitz constant of the Hessian, sharper mixed term",
    group=_GROUP,
    statement=rf"|D^3 L[h^3]| \le \sum_j {sympy.latex(bound_rules.row_bound(3, bound_rules.SHARP_RULES))}",
    hypotheses="As in B7.",
    claim=natural_coordinates.inequality(_derivative_sides(3, bound_rules.SHARP_RULES)),
    space=_SPACE,
    requires=_premises(3, bound_rules.SHARP_RULES),
    derivation=_composition(3, bound_rules.SHARP_RULES),
    remarks="Where phi > 1/(3 sqrt 3) = 0.19 the residual's part of the mixed term is smaller than in B7, by a factor "
    "of up to 2.6.",
    reference="new here",
)


def _one_hot_sides(**z: Array) -> tuple[Any, Any]:
    at = natural_coordinates.line(**z)
    rows = row_quantities(at) | {bound_rules.PHI: rowwise(sharp_peak, at.F)}
    return abs(natural_coordinates.loss_derivatives(at)[2]), total(bound_rules.row_bound(3), rows, z["s"], z["v"])


HESSIAN_ONE_HOT = Lemma(
    name="B7-one-hot",
    title="Lipschitz constant of the Hessian under nearly one-hot weights",
    group=_GROUP,
    statement=r"\text{B7 with } \varphi_j = \min\left(\max_k f_k,\ 2\max_k f_k(1-f_k)\right)",
    hypotheses="As in B7.",
    claim=natural_coordinates.inequality(_one_hot_sides),
    space=natural_coordinates.natural_space(S=Variable(shape=("n", "m"), low=-12, high=12, unbounded=True)),
    derivation=_composition(3),
    requires=(*_premises(3), "B2-one-hot"),
    remarks="The rules use phi only through Var(s) <= phi ||s||^2 and Var(v) <= phi ||v||^2, so the composition "
    "stands.",
    reference="new here",
)


# Suprema over a set, and the gradient's Euclidean constant


def set_quantities(rho2: Any, targets: Array) -> Rows:
    """Suprema over {||V||_F <= rho2}: phi = 1/2, |f| = 1, tau = rho2/sqrt 2, omega = sqrt 2 rho2, C = |B_j| + rho2."""
    one = rho2 * 0 + 1
    root = sqrt(as_array(2 * one)).item()
    ones = targets * 0 + 1
    return {
        bound_rules.PHI: ones / 2,
        bound_rules.TAU: ones * (rho2 / root),
        bound_rules.OMEGA: ones * (rho2 * root),
        bound_rules.WEIGHT: ones,
        bound_rules.RESIDUAL: targets + rho2,
    }


def gradient_constant(rows: Rows, alpha: Any, beta: Any) -> Any:
    """Euclidean Lipschitz constant of grad L: ||A1 dX A2^T||_F <= alpha ||dX||_F, ||A3 dY||_F <= beta ||dY||_F."""
    found = evaluate_coefficients(bound_rules.row_bound(2), rows)
    scores, values = maximum(found[2, 0]) * alpha * alpha, found[0, 2].sum() * beta * beta
    mixed = natural_coordinates.length(found[1, 1]) * alpha * beta / 2
    return natural_coordinates.larger_eigenvalue(scores, mixed, values)


LIPSCHITZ = (OUTPUT, GRADIENT, HESSIAN, HESSIAN_SHARP, HESSIAN_ONE_HOT)
