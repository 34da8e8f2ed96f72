"""Lemma B6: Lipschitz constants on {||A3 Y||_F <= rho_2}, any X, and the classical exponential forms beside them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import exp, log10
from typing import Any

import sympy

from proofcheck.arithmetic.functions import Array, as_array
from proofcheck.attention.calculus.loss_atoms import kappa
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.lipschitz import attained_share, bound_rules
from proofcheck.attention.lipschitz.natural_norm import set_quantities, total
from proofcheck.lemmas.claims import Instance
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Lipschitz constants"
_SPACE = natural_coordinates.natural_space()


def _set_sides(**z: Array) -> tuple[Array, Array]:
    at = natural_coordinates.line(**z)
    rows = set_quantities(natural_coordinates.length(z["V"]), natural_coordinates.row_lengths(z["B"]))
    _, second, third = natural_coordinates.loss_derivatives(at)
    bound = [total(bound_rules.row_bound(order), rows, z["s"], z["v"]) for order in (2, 3)]
    return as_array([abs(second), abs(third)]), as_array(bound)


_TINY = Fraction(1, 2**24)


def _far_target(score: Fraction | int, V: Fraction | int, v: Fraction | int) -> Instance:
    """One row, two keys with opposite values and directions, a residual large beside them: O'' counts alone."""
    return natural_coordinates.instance(S=[[score, 0]], V=[[V], [-V]], B=[[2]], s=[[1, -1]], v=[[v], [-v]])


B6 = Lemma(
    name="B6",
    title="Lipschitz constants on a set",
    group=_GROUP,
    statement=r"\|A_3 Y\|_F \le \rho_2 \;\Rightarrow\; \text{B6-gradient, B7 with } \varphi = \tfrac12,\ F = 1,\ "
    r"\tau = \rho_2/\sqrt2,\ \omega = \sqrt2\,\rho_2,\ C = |B_j| + \rho_2",
    hypotheses="No bound on X is needed. On {||Y||_F <= R_y}: rho_2 = ||A3|| R_y.",
    claim=natural_coordinates.inequality(_set_sides, parts=("gradient", "Hessian")),
    space=_SPACE,
    witness=lambda: _far_target(0, V=0, v=_TINY),
    extremes=lambda: [_far_target(Fraction(21577, 16384), V=_TINY, v=0)],
    requires=("B6-gradient", "B7", "B1", "B2", "B1-mean", "B3-third"),
    measures=lambda: classical_factors() | attained_share.factors(),
    remarks="tau^2 <= phi ||V||_F^2 (B2 for each column), |V_k - O_j| <= |e_k - f_j| ||V||_F.",
    reference="new here",
)


# The classical forms beside ours


def classical_rules(R: float, Rf: float, rho2: float) -> tuple[bound_rules.Rule, ...]:
    """The same atoms bounded through R_f (B5) alone: f' <= R_f, f'' <= 3 R R_f, f''' <= 9 R^2 R_f + 2 R R_f^2.

    By the product rule on f' = f o a - f <f, a> with ||a|| <= R, as that line of work composes them.
    """
    first, second = Rf, 3 * R * Rf
    third = 9 * R * R * Rf + 2 * R * Rf * Rf
    sizes = {(1, "V"): first * rho2, (2, "V"): second * rho2, (3, "V"): third * rho2, (1, "v"): first, (2, "v"): second}
    composed = [
        bound_rules.Rule(
            atom=kappa(a, values),
            bound=sympy.Float(size) * bound_rules.X**a * (bound_rules.Y if values == "v" else 1),
            reason="product rule and R_f (B5)",
        )
        for (a, values), size in sizes.items()
    ]
    return (*bound_rules.RULES[:2], *composed)


def _largest(bound: Any, values: Mapping[Any, float], x: float) -> float:
    """The coefficient of the pure power of x at x = ||A_j|| = R: what a unit step in X can do."""
    order = max(i for i, _ in bound_rules.coefficients(bound))
    return float(bound_rules.coefficients(bound)[order, 0].subs(values)) * x**order


def classical_factors() -> dict[str, str]:
    """log10 of classical over ours for c, gradient and Hessian, at ||A_j||, ||x||, ||A3||, ||Y||, |B_j| <= R."""
    found = {}
    for n, d, R in ((64, 4, 1.0), (1024, 64, 4.0)):
        Rf = n ** (-0.5) * exp(5 * R * R)
        ours = {
            bound_rules.PHI: 0.5,
            bound_rules.TAU: R * R / 2**0.5,
            bound_rules.OMEGA: 2**0.5 * R * R,
            bound_rules.WEIGHT: 1.0,
        }
        values = ours | {bound_rules.RESIDUAL: R + R * R}
        classical = classical_rules(R, Rf, R * R)
        pairs = {
            "c": (bound_rules.output_bound(), bound_rules.output_bound(classical)),
            "gradient": (bound_rules.row_bound(2), bound_rules.row_bound(2, classical)),
            "Hessian": (bound_rules.row_bound(3), bound_rules.row_bound(3, classical)),
        }
        for name, (sharp, loose) in pairs.items():
            lost = log10(_largest(loose, values, 1.0)) - log10(_largest(sharp, values, R))
            label = f"orders of magnitude the classical form loses, {name}, at (n, d, R) = ({n}, {d}, {R:g})"
            found[label] = f"{lost:.1f}"
    return found
