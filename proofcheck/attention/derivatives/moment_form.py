"""Lemmas I5*: the derivatives of O, L and Phi for every n, m, d at once, and what is read off from them.

`calculus.moments` derives; the claims compare the derived polynomials with Taylor arithmetic on the definitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import Array, as_array, matmul, power
from proofcheck.attention.calculus import loss_atoms, moments
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.common.natural_coordinates import Line
from proofcheck.lemmas.claims import Derivation, Identity, Step, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions

_GROUP = "Identities"
_REASON = "d/dt E[g] = E[g s] - E[g] E[s] + E[g'], applied to the line before"
_WEIGHTS = {name: Variable(low=0, unbounded="above") for name in ("wx", "wy")}


def _output_steps() -> Iterator[Step]:
    """O' = E[s~ V~] + E[v] is the rule itself."""
    *_, O2, O3 = moments.derivatives(moments.output(), 3)
    yield Step(label="O''", lhs=O2, rhs=moments.centred(2, 1) + 2 * moments.centred(1, 0, 1), reason=_REASON)
    third = moments.centred(3, 1) - 3 * moments.centred(2) * moments.centred(1, 1) + 3 * moments.centred(2, 0, 1)
    yield Step(label="O'''", lhs=O3, rhs=third, reason=_REASON)


def _output_orders(S: Array, V: Array, B: Array, s: Array, v: Array) -> Array:  # noqa: ARG001
    """O', O'' and O''' from the definition of O, flat."""
    curve = directional_derivatives(
        lambda z: matmul(definitions.softmax(z["S"]), z["V"]), {"S": S, "V": V}, {"S": s, "V": v}, 3
    )
    return np.concatenate([part.ravel() for part in curve[1:]])


def _output_forms(**z: Array) -> Array:
    at = natural_coordinates.line(**z)
    return natural_coordinates.stack_flat(at.first, at.second, at.third)


I5 = Lemma(
    name="I5",
    title="Moment form of the derivatives",
    group=_GROUP,
    statement=r"O' = E[\tilde s \tilde V] + E[v],\quad O'' = E[\tilde s^2 \tilde V] + 2 E[\tilde s \tilde v],\quad "
    r"O''' = E[\tilde s^3 \tilde V] - 3 E[\tilde s^2] E[\tilde s \tilde V] + 3 E[\tilde s^2 \tilde v]",
    hypotheses="Along a line X + t dX, Y + t dY, for each row j: E = E_{f_j}, s = row j of A1 dX A2^T, v = A3 dY.",
    claim=Identity(lhs=_output_orders, rhs=_output_forms),
    space=natural_coordinates.natural_space(),
    derivation=Derivation(steps=_output_steps, coverage="all n, m, p, q, r, k at once, by the rule for d/dt E[g]"),
    requires=("I2",),
    reference="Wainwright and Jordan, Found. Trends Mach. Learn. 1 (2008), proposition 3.1 (means)",
)


# Cumulants: the atoms of the bound calculus


def _cumulant_steps() -> Iterator[Step]:
    """From order 2 on: below that the recursion for cumulants is the rule for d/dt E[g] itself."""
    for order, derived in enumerate(moments.derivatives(moments.output(), 4)[2:], start=2):
        rhs = moments.cumulant(order, 1) + order * moments.cumulant(order - 1, 0, 1)
        yield Step(label=f"O^({order}) = k(s^{order}, V) + {order} k(s^{order - 1}, v)", lhs=derived, rhs=rhs)
    for a in range(1, 4):
        rhs = moments.cumulant(a + 1, 1) + moments.cumulant(a, 0, 1)
        lhs = moments.tilt_derivative(moments.cumulant(a, 1))
        yield Step(label=f"d/dt k(s^{a}, V) = k(s^{a + 1}, V) + k(s^{a}, v)", lhs=lhs, rhs=rhs, reason=_REASON)
    for a in range(1, 4):
        lhs = moments.tilt_derivative(moments.cumulant(a, 0, 1))
        yield Step(label=f"d/dt k(s^{a}, v) = k(s^{a + 1}, v)", lhs=lhs, rhs=moments.cumulant(a + 1, 0, 1))
    variance = moments.centred(2)
    yield Step(label="k(s, s, s)", lhs=moments.cumulant(3), rhs=moments.centred(3))
    yield Step(label="k(s, s, s, s)", lhs=moments.cumulant(4), rhs=moments.centred(4) - 3 * variance**2)
    yield Step(label="k(s, s, V)", lhs=moments.cumulant(2, 1), rhs=moments.centred(2, 1))
    fourth = moments.centred(3, 1) - 3 * moments.centred(2) * moments.centred(1, 1)
    yield Step(label="k(s, s, s, V)", lhs=moments.cumulant(3, 1), rhs=fourth)


def _cumulants(S: Array, V: Array, B: Array, s: Array, v: Array) -> Array:
    """k(s, V), k(s, s, V), k(s, s, s, V) by centred moments, flat."""
    at = natural_coordinates.line(S, V, B, s, v)
    first = matmul(at.F * at.centred, V)
    second = matmul(at.F * power(at.centred, 2), V) - at.variance[:, None] * at.O
    cubes = at.F * power(at.centred, 3)
    third = matmul(cubes, V) - cubes.sum(axis=1)[:, None] * at.O - 3 * at.variance[:, None] * first
    return natural_coordinates.stack_flat(first, second, third)


def _tilt_derivatives(S: Array, V: Array, B: Array, s: Array, v: Array) -> Array:
    """Derivatives of E_f[V] along (s, 0), from the definition."""
    return _output_orders(S, V, B, s, v - v)


CUMULANTS = Lemma(
    name="I5-cumulants",
    title="Derivatives under the tilt are cumulants",
    group=_GROUP,
    statement=r"O^{(r)} = \kappa(s^r, V) + r\,\kappa(s^{r-1}, v), \qquad "
    r"\tfrac{d}{dt}\kappa(s^a, V) = \kappa(s^{a+1}, V) + \kappa(s^a, v)",
    hypotheses="kappa(s^a, g) is the joint cumulant of a copies of s and g under f_j.",
    claim=Identity(lhs=_tilt_derivatives, rhs=lambda **z: _cumulants(**z)),
    space=natural_coordinates.natural_space(),
    derivation=Derivation(steps=_cumulant_steps, coverage="all sizes, r <= 4, a <= 3"),
    requires=("I5",),
    reference="McCullagh, Tensor Methods in Statistics (1987), chapter 2 (joint cumulants)",
)


# L and Phi


def _objective_steps() -> Iterator[Step]:
    wx, wy = moments.WEIGHTS
    inner, c = moments.inner, moments.output() - moments.TARGET
    _, O1, O2, O3 = moments.derivatives(moments.output(), 3)
    _, first, second, third = moments.derivatives(moments.objective(), 3)
    slope = 2 * wx**2 * inner("S", "s") + 2 * wy**2 * inner("V", "v")
    curvature = 2 * wx**2 * inner("s", "s") + 2 * wy**2 * inner("v", "v")
    yield Step(label="Phi'", lhs=first, rhs=2 * c * O1 + slope, reason=_REASON)
    yield Step(label="Phi''", lhs=second, rhs=2 * O1**2 + 2 * c * O2 + curvature, reason=_REASON)
    yield Step(label="Phi'''", lhs=third, rhs=6 * O1 * O2 + 2 * c * O3, reason=_REASON)
    for order, derived in enumerate(moments.derivatives(moments.loss(), 3)[1:], start=1):
        form = loss_atoms.loss_derivative(order).subs(_atoms_in_moments(), simultaneous=True)
        yield Step(label=f"L^({order}) in the atoms of the bound calculus", lhs=derived, rhs=form)


def _atoms_in_moments() -> dict[Any, Any]:
    named = {
        loss_atoms.kappa(a, name): moments.cumulant(a, b, 1 - b) for a in range(4) for name, b in (("V", 1), ("v", 0))
    }
    return named | {loss_atoms.C_ATOM: moments.output() - moments.TARGET}


def _objective_orders(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Array:
    """Phi', Phi'', Phi''' from the definition, in natural coordinates, twice."""

    def phi(z: dict[str, Array]) -> Any:
        O = matmul(definitions.softmax(z["S"]), z["V"])  # noqa: E741
        x, y = wx.item(), wy.item()
        return (
            natural_coordinates.square(O - B)
            + x * x * natural_coordinates.square(z["S"])
            + y * y * natural_coordinates.square(z["V"])
        )

    orders = directional_derivatives(phi, {"S": S, "V": V}, {"S": s, "V": v}, 3)[1:]
    return natural_coordinates.stack_flat(*orders, *orders)


def _derived_objective(S: Array, V: Array, B: Array, s: Array, v: Array, wx: Array, wy: Array) -> Array:
    """The derived polynomials, evaluated (the bridge from calculus to numbers), and the forms of `loss_derivatives`."""
    at = natural_coordinates.line(S, V, B, s, v)
    fields = {"S": S, "V": V, "s": s, "v": v}
    pairs = {moments.inner(a, b): (fields[a] * fields[b]).sum() for a, b in ("SS", "VV", "Ss", "Vv", "ss", "vv")}
    weights = dict(zip(moments.WEIGHTS, (wx.item(), wy.item()), strict=True))
    found, forms = [], []
    for order in (1, 2, 3):
        loss = moments.derivatives(moments.loss(), order)[order]
        rest = sympy.expand(moments.derivatives(moments.objective(), order)[order] - loss)
        value = moments.evaluate(loss, _moment_values(at, loss)).sum()
        regulariser = moments.evaluate(rest, pairs | weights) if rest != 0 else value - value
        found.append(value + regulariser)
        forms.append(natural_coordinates.loss_derivatives(at)[order - 1] + regulariser)
    return as_array(found + forms)


def _moment_values(at: Line, expression: Any) -> dict[Any, Array]:
    """The raw moments that occur, each n x k."""
    values: dict[Any, Array] = {moments.TARGET: at.O - at.C}
    for symbol in expression.free_symbols - {moments.TARGET}:
        a, b, c = moments.powers(symbol)
        weights = at.F
        for _ in range(a):
            weights = weights * at.s
        content = {(1, 0): at.V, (0, 1): at.v}.get((b, c))
        values[symbol] = weights.sum(axis=1)[:, None] if content is None else matmul(weights, content)
    return values


OBJECTIVE = Lemma(
    name="I5-objective",
    title="Phi', Phi'' and Phi''' in moments",
    group=_GROUP,
    statement=r"\Phi' = 2\langle c, O'\rangle + \mathcal R',\quad \Phi'' = 2|O'|^2 + 2\langle c, O''\rangle + "
    r"\mathcal R'',\quad \Phi''' = 6\langle O', O''\rangle + 2\langle c, O'''\rangle",
    hypotheses="Sums over rows j; R is the regulariser. The claim evaluates the derived polynomials in raw "
    "moments, and these forms.",
    claim=Identity(lhs=_objective_orders, rhs=_derived_objective),
    space=natural_coordinates.natural_space(**_WEIGHTS),
    derivation=Derivation(steps=_objective_steps, coverage="all n, m, p, q, r, k at once"),
    requires=("I5", "I5-cumulants"),
    reference="new here",
)


# Reading off gradient, Hessian blocks and Hessian-vector product


def _read_off_steps() -> Iterator[Step]:
    """Entry k of row j: P_k = f_k c (V_k - O), J_k = f_k (V_k - O); products of c, V, O stand for sums over i."""
    at, to = moments.entries("k"), moments.entries("l")
    O, c = moments.output(), moments.output() - moments.TARGET  # noqa: E741
    _, first, second = moments.derivatives(moments.loss(), 2)
    P, Pl = (e["f"] * c * (e["V"] - O) for e in (at, to))
    J, Jl = (e["f"] * (e["V"] - O) for e in (at, to))
    yield Step(
        label="grad_S L = 2 P", lhs=moments.partial_derivative(first, "s", "k"), rhs=2 * P, reason="coefficient of s_k"
    )
    yield Step(label="grad_V L = 2 F^T C", lhs=moments.partial_derivative(first, "v", "k"), rhs=2 * at["f"] * c)
    yield from _block(second, "ss", 2 * P, 2 * (J * Jl - P * to["f"] - at["f"] * Pl))
    yield from _block(second, "sv", 2 * at["f"] * c, 2 * (J * to["f"] - at["f"] * to["f"] * c))
    both = second.subs(moments.moment(0, 0, 1), at["f"] * at["v"] + to["f"] * to["v"]) / 2
    yield Step(label="vv block", lhs=sympy.Derivative(both, at["v"], to["v"]), rhs=2 * at["f"] * to["f"], reason=_TWO)
    yield Step(label="vv block, k = l", lhs=sympy.Derivative(both, (at["v"], 2)), rhs=2 * at["f"] ** 2, reason=_TWO)
    dF = at["f"] * (at["s"] - moments.moment(1))
    dC = moments.tilt_derivative(O)
    spread = c * (at["V"] - O)
    dP = dF * spread + at["f"] * (dC * at["V"] + c * at["v"] - dC * (O + c))
    yield Step(
        label="Hessian times (s, v): scores", lhs=moments.partial_derivative(second, "s", "k"), rhs=4 * dP, reason=_HVP
    )
    dV = dF * c + at["f"] * dC
    yield Step(
        label="Hessian times (s, v): values", lhs=moments.partial_derivative(second, "v", "k"), rhs=4 * dV, reason=_HVP
    )


_TWO = "E[v] = f_k v_k + f_l v_l where only the values of keys k and l move"
_HVP = "d (h^T H h) / dh = 2 H h; dF, dC = O' and dP are the oracle's names"


def _block(second: Any, pair: str, diagonal: Any, rest: Any) -> Iterator[Step]:
    found = moments.second_partial_derivative(second / 2, *pair)
    yield Step(label=f"{pair} block, coefficient of delta_kl", lhs=found[0], rhs=diagonal)
    yield Step(label=f"{pair} block, the rest", lhs=found[1], rhs=rest)


READ_OFF = Lemma(
    name="I5-blocks",
    title="Gradient, Hessian blocks and product read off for all sizes",
    group=_GROUP,
    statement=r"\nabla_S L = 2P,\; \nabla_V L = 2F^\top C,\; \tfrac12\nabla^2_{SS} = \mathrm{diag}(p) - p f^\top - "
    r"f p^\top + J J^\top,\; \tfrac12\nabla^2_{SV} = \mathrm{diag}(f c) + (J - f c) f^\top,\; \tfrac12\nabla^2_{VV} = "
    r"f f^\top",
    hypotheses="One row j; chain rule through S = A1 X A2^T, V = A3 Y gives I3 and I4.",
    derivation=Derivation(steps=_read_off_steps, coverage="all n, m, p, q, r, k at once"),
    requires=("I5-objective",),
    reference="new here",
)

MOMENT_FORM = (I5, CUMULANTS, OBJECTIVE, READ_OFF)
