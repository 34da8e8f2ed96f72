"""Lemma S5: the xx block of the Hessian lies between multiples of wx^2 A^T A.

Row j contributes s_j^T B_j s_j = |k(s, V)|^2 + <c_j, k(s, s, V)>, the second derivative of I5-objective along (s, 0).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.functions import Array, as_array, maximum
from proofcheck.attention.calculus import moments
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.natural_coordinates import Line
from proofcheck.lemmas.claims import Derivation, Space, Step
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Strong convexity"


def _spectral_shares(at: Line) -> tuple[Any, Any]:
    """t_+ wx^2 = max_j phi_j (tau_j^2 + M_j) and t_- wx^2 = max_j phi_j m_j; the larger is at least max_j |B_j|."""
    phi, tau = natural_coordinates.peaks(at.F), natural_coordinates.spreads(at)
    return maximum(phi * (tau * tau + natural_coordinates.rises(at))), maximum(phi * natural_coordinates.drops(at))


def _score_form(at: Line) -> Any:
    """sum_j s_j^T B_j s_j = 1/2 D^2 L along (s, 0)."""
    return natural_coordinates.loss_derivatives(at)[1] / 2


def _sandwich(S: Array, V: Array, B: Array, s: Array) -> tuple[Array, Array]:
    at = natural_coordinates.line(S, V, B, s, V - V)
    form, size = _score_form(at), natural_coordinates.square(s)
    return as_array([form, -form]), as_array([share * size for share in _spectral_shares(at)])


def _sandwich_steps() -> Iterator[Step]:
    """One row: s^T B_j s = |k(s, V)|^2 + <c, k(s, s, V)>, x = ||s||."""
    second = moments.derivatives(moments.loss(), 2)[2]
    still = {moments.moment(a, 0, 1): sympy.Integer(0) for a in range(3)}
    k1, k2 = moments.cumulant(1, 1), moments.cumulant(2, 1)
    yield Step(
        label="1/2 d^2 L along (s, 0)",
        lhs=sympy.expand(second / 2).subs(still),
        rhs=k1**2 + (moments.output() - moments.TARGET) * k2,
        reason="the second derivative of I5-objective at v = 0",
        uses=("I5-objective",),
    )


S5 = Lemma(
    name="S5",
    title="Spectral sandwich of the xx block",
    group=_GROUP,
    statement=r"(1-t_-)\,w_x^2 A^\top A \preceq \tfrac12\nabla^2_{XX}\Phi \preceq (1+t_+)\,w_x^2 A^\top A,\quad "
    r"t_- w_x^2 = \max_j \varphi_j m_j,\; t_+ w_x^2 = \max_j \varphi_j (\tau_j^2 + M_j)",
    hypotheses="A = A1 (x) A2; M_j = max_k (<c_j, V_k> - <c_j, O_j>)_+, tau_j^2 = E_j|V - O_j|^2. lx = 0.",
    claim=natural_coordinates.inequality(_sandwich, parts=("above", "below")),
    space=Space(
        sizes=natural_coordinates.SIZES,
        variables={name: natural_coordinates.NATURAL[name] for name in ("S", "V", "B", "s")},
    ),
    extremes=lambda: [
        natural_coordinates.instance(S=[[Fraction(1, 2**24), 0]], V=[[1], [-1]], B=[[0]], s=[[1, -1]]),
        natural_coordinates.instance(
            S=[[1, 1, 0]], V=[[0], [0], [Fraction(1, 2**22)]], B=[[-2]], s=[[1, -1, Fraction(1, 2**14)]]
        ),
    ],
    derivation=Derivation(steps=_sandwich_steps, coverage="all n, m, p, q, r, k"),
    requires=("I1", "I5-objective", "B2", "B2-covariance", "B2-one-sided"),
    remarks="The theory's hypothesis |B_j| <= t wx^2 holds for t = max(t_-, t_+), which the rules give.",
    reference="new here",
)
