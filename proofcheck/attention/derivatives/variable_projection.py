"""Lemmas I6: the best Y for a fixed X, and the reduced problem in X (variable projection).

For fixed X, Phi is a convex quadratic in Y with normal equations G Y = R,
G = (F A3)^T (F A3) + wy^2 A3^T A3 + ly I and R = (F A3)^T B. The claims are about every Y, with the residual G Y - R
of these equations; where Y solves them they are the statements about Y*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import Array, as_array, matmul
from proofcheck.attention.common import natural_coordinates
from proofcheck.lemmas.claims import Derivation, Identity, Space, Step, Variable
from proofcheck.lemmas.lemma import Certificate, Lemma
from proofcheck.model import definitions
from proofcheck.model.derivatives import gradient

_GROUP = "Identities"
_SIZES = {"n": (1, 3), "m": (1, 3), "p": (1, 2), "q": (1, 2), "r": (1, 2), "k": (1, 2)}
_POINT = {
    "A1": Variable(shape=("n", "p"), unbounded=True),
    "A2": Variable(shape=("m", "q"), unbounded=True),
    "A3": Variable(shape=("m", "r"), unbounded=True),
    "B": Variable(shape=("n", "k"), unbounded=True),
    "X": Variable(shape=("p", "q"), unbounded=True),
    "wx": Variable(low=0, unbounded="above"),
    "wy": Variable(low=0, unbounded="above"),
    "lx": Variable(low=0, unbounded="above"),
    "ly": Variable(low=0, unbounded="above"),
    "Y": Variable(shape=("r", "k"), unbounded=True),
}
_DIRECTION = {"dX": Variable(shape=("p", "q"), unbounded=True), "dY": Variable(shape=("r", "k"), unbounded=True)}
_SPACE = Space(sizes=_SIZES, variables=_POINT | _DIRECTION)
Z = dict[str, Array]


def normal_residual(A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, wy: Any, ly: Any) -> Array:
    """G Y - R (r x k), zero exactly where Y minimises Phi(X, .)."""
    means = matmul(definitions.softmax(definitions.scores(A1, A2, X)), A3)
    gram = matmul(means.T, means) + as_array(wy * wy) * matmul(A3.T, A3)
    residual: Array = matmul(gram, Y) + as_array(ly) * Y - matmul(means.T, B)
    return residual


def _weights(z: Z) -> dict[str, Any]:
    return {name: z[name].item() for name in ("wx", "wy", "lx", "ly")}


def _data(z: Z) -> Z:
    return {name: z[name] for name in ("A1", "A2", "A3", "B")}


def _residual(z: Z) -> Array:
    return normal_residual(**_data(z), X=z["X"], Y=z["Y"], wy=z["wy"].item(), ly=z["ly"].item())


def _objective(z: Z, X: Array, Y: Array) -> Any:
    return definitions.objective(**_data(z), X=X, Y=Y, **_weights(z))


def _value_gradient(**z: Array) -> Array:
    return gradient(**_data(z), X=z["X"], Y=z["Y"], **_weights(z))[1]


def _matrix_symbols() -> Any:
    """A3, F and their transposes, Y, B as symbols that do not commute: their polynomials are those of matrices."""
    return sympy.symbols("A_3 A_3^T F F^T Y B", commutative=False)


def _normal_steps() -> Iterator[Step]:
    A, At, F, Ft, Y, B = _matrix_symbols()
    w, ridge = sympy.symbols("w_y2 lambda_y", nonnegative=True)
    values, identity = A * Y, sympy.Integer(1)
    gradient_ = At * (Ft * (F * values - B) + w * values) + ridge * Y
    gram = At * Ft * F * A + w * At * A + ridge * identity
    yield Step(
        label="1/2 grad_Y Phi = G Y - R",
        lhs=gradient_,
        rhs=gram * Y - At * Ft * B,
        reason="I3: grad_Y = 2 A3^T (F^T C + wy^2 V) + 2 ly Y with C = F V - B, V = A3 Y; products of matrices are "
        "associative and distributive, so symbols that do not commute stand for them",
        uses=("I3",),
    )


NORMAL = Lemma(
    name="I6",
    title="The best Y is a ridge solution",
    group=_GROUP,
    statement=r"\nabla_Y\Phi(X, Y) = 2\,(G Y - R),\quad G = (FA_3)^\top FA_3 + w_y^2 A_3^\top A_3 + \lambda_y I,\; "
    r"R = (FA_3)^\top B",
    hypotheses="So grad_Y vanishes exactly where G Y = R, whose solution Y* is unique for lambda_y > 0, or A3 of full "
    "column rank and wy > 0.",
    claim=Identity(lhs=_value_gradient, rhs=lambda **z: 2 * _residual(z)),
    space=Space(sizes=_SIZES, variables=_POINT),
    derivation=Derivation(
        steps=_normal_steps, coverage="all sizes: grad_Y = 2 (G Y - R) vanishes exactly where G Y = R"
    ),
    requires=("I3",),
    reference="Hoerl and Kennard, Technometrics 12 (1970)",
)


def _reduced_slope(**z: Array) -> Array:
    """d/dt Phi(X + t dX, Y + t dY) - 2 <G Y - R, dY>, from the definitions, and Phi(X, Y) - <G Y - R, Y>."""
    residual = _residual(z)
    curve = directional_derivatives(
        lambda at: _objective(z, at["X"], at["Y"]), {"X": z["X"], "Y": z["Y"]}, {"X": z["dX"], "Y": z["dY"]}, 1
    )
    slope = curve[1] - 2 * (residual * z["dY"]).sum()
    return natural_coordinates.stack_flat(slope, curve[0] - (residual * z["Y"]).sum())


def _projected_slope(**z: Array) -> Array:
    """<grad_X Phi(X, Y), dX>, and |B|^2 - <B, O> + the regulariser of X."""
    weights = _weights(z)
    gX, _ = gradient(**_data(z), X=z["X"], Y=z["Y"], **weights)
    outputs = definitions.outputs(z["A1"], z["A2"], z["A3"], z["X"], z["Y"])
    scores = definitions.scores(z["A1"], z["A2"], z["X"])
    natural = weights["wx"] * weights["wx"] * natural_coordinates.square(scores)
    ridge = weights["lx"] * natural_coordinates.square(z["X"])
    value = natural_coordinates.square(z["B"]) - (z["B"] * outputs).sum() + natural + ridge
    return natural_coordinates.stack_flat((gX * z["dX"]).sum(), value)


REDUCED = Lemma(
    name="I6-reduced",
    title="Reduced objective and its gradient",
    group=_GROUP,
    statement=r"\varphi(X) = \Phi(X, Y^*(X)) = \|B\|_F^2 - \langle B, O\rangle + w_x^2 a^2 + \lambda_x\|X\|_F^2,\quad "
    r"\nabla\varphi(X) = \nabla_X\Phi(X, Y^*(X))",
    hypotheses="The claim subtracts <G Y - R, Y> from Phi and 2 <G Y - R, dY> from the derivative along any (dX, dY); "
    "both vanish along Y*(X), where G Y = R.",
    claim=Identity(lhs=_reduced_slope, rhs=_projected_slope),
    space=_SPACE,
    requires=("I6", "S3-balance"),
    reference="Golub and Pereyra, SIAM J. Numer. Anal. 10 (1973): variable projection",
)


def _optimal_sides(**z: Array) -> tuple[Any, Any]:
    """Phi(X, Y) + 2 <G Y - R, dY> and Phi(X, Y + dY)."""
    tangent = _objective(z, z["X"], z["Y"]) + 2 * (_residual(z) * z["dY"]).sum()
    return tangent, _objective(z, z["X"], z["Y"] + z["dY"])


def _optimal_terms(rules: Any, **z: Array) -> list[list[Any]]:  # noqa: ARG001 - no rule is needed
    """||F A3 dY||^2 + wy^2 ||A3 dY||^2 + ly ||dY||^2."""
    moved = matmul(z["A3"], z["dY"])
    means = matmul(definitions.softmax(definitions.scores(z["A1"], z["A2"], z["X"])), moved)
    wy, ly = z["wy"].item(), z["ly"].item()
    square = natural_coordinates.square
    return [[square(means), wy * wy * square(moved), ly * square(z["dY"])]]


OPTIMAL = Lemma(
    name="I6-optimal",
    title="The ridge solution is optimal",
    group=_GROUP,
    statement=r"\Phi(X, Y^*) \le \Phi(X, Y^* + \Delta)",
    hypotheses="The claim: Phi(X, Y) + 2 <G Y - R, D> <= Phi(X, Y + D) for every Y, and G Y* = R.",
    claim=natural_coordinates.inequality(_optimal_sides),
    space=Space(sizes=_SIZES, variables=_POINT | {"dY": _DIRECTION["dY"]}),
    certificate=Certificate(terms=_optimal_terms),
    requires=("I6",),
    reference="elementary: a convex quadratic at its stationary point",
)

PROJECTION = (NORMAL, REDUCED, OPTIMAL)
