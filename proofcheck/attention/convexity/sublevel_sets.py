"""Lemmas S3-sublevel, S3-convex: sublevel sets contain every minimiser; where they lie, and that they are not convex.

Every set below is convex in (X, Y). A sublevel set of Phi is not (lemma S3-convex is refuted), so positive curvature on
a sublevel set alone does not make a stationary point unique; the sets used are the boxes a <= rho1, b <= rho2 with
a = ||A1 X A2^T||_F and b = ||A3 Y||_F, which contain it (S3-sublevel), or every stationary point (S3-stationary).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, matmul, maximum
from proofcheck.attention.common import natural_coordinates
from proofcheck.lemmas.claims import Inequality, Instance, Space, Variable
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Certificate, Lemma
from proofcheck.model import definitions

GROUP = "Regions"
WEIGHT_RANGES = {name: Variable(low=0, high=4, unbounded="above") for name in ("wx", "wy")}
_RIDGE = {name: Variable(low=0, unbounded="above") for name in ("lx", "ly")}
POINT = {
    "A1": Variable(shape=("n", "p"), unbounded=True),
    "A2": Variable(shape=("m", "q"), unbounded=True),
    "A3": Variable(shape=("m", "r"), unbounded=True),
    "B": Variable(shape=("n", "k"), unbounded=True),
    "X": Variable(shape=("p", "q"), unbounded=True),
    "Y": Variable(shape=("r", "k"), unbounded=True),
}
SPACE = Space(
    sizes={"n": (1, 3), "m": (1, 3), "p": (1, 2), "q": (1, 2), "r": (1, 2), "k": (1, 2)},
    variables=POINT | WEIGHT_RANGES | _RIDGE,
)


def scalars(weights: dict[str, Array]) -> dict[str, Any]:
    """wx, wy, lx, ly as numbers, from an instance that holds them as arrays."""
    return {name: weights[name].item() for name in ("wx", "wy", "lx", "ly")}


def squared_lengths(z: dict[str, Array]) -> tuple[Any, Any]:
    """a^2 = ||A1 X A2^T||^2 and b^2 = ||A3 Y||^2."""
    S, V = definitions.scores(z["A1"], z["A2"], z["X"]), matmul(z["A3"], z["Y"])
    return natural_coordinates.square(S), natural_coordinates.square(V)


def data_of(z: dict[str, Array]) -> dict[str, Array]:
    """A1, A2, A3, B, X, Y of an instance, without the weights: what the loss takes."""
    return {name: z[name] for name in POINT}


def _joint(**z: Array) -> Array:
    a2, b2 = squared_lengths(z)
    wx, wy = z["wx"].item(), z["wy"].item()
    loss = definitions.loss(**data_of(z))
    return as_array([loss + wx * wx * a2 + wy * wy * b2, wx * wx * a2, wy * wy * b2])


def _objective(**z: Array) -> Array:
    return as_array([definitions.objective(**data_of(z), **scalars(z))] * 3)


def one_sided(**changes: Any) -> Instance:
    """One query, two keys, two-column data without ridge; changed where a case asks."""
    data = {"A1": [[1]], "A2": [[1], [-1]], "A3": [[1], [-1]], "B": [[0]], "X": [[0]], "Y": [[0]]}
    return natural_coordinates.instance(**(data | {"wx": 1, "wy": 1, "lx": 0, "ly": 0} | changes))


def _sublevel_terms(rules: Any, **z: Array) -> list[list[Any]]:  # noqa: ARG001 - no rule is needed
    """What Phi has beside the left sides."""
    square, weights = natural_coordinates.square, scalars(z)
    natural_x = weights["wx"] * weights["wx"] * square(definitions.scores(z["A1"], z["A2"], z["X"]))
    natural_y = weights["wy"] * weights["wy"] * square(matmul(z["A3"], z["Y"]))
    ridge = [weights["lx"] * square(z["X"]), weights["ly"] * square(z["Y"])]
    loss = definitions.loss(**data_of(z))
    return [ridge, [*ridge, loss, natural_y], [*ridge, loss, natural_x]]


SUBLEVEL = Lemma(
    name="S3-sublevel",
    title="Where a sublevel set lies",
    group=GROUP,
    statement=r"\Phi \le \Phi_0 \;\Rightarrow\; \sum_j\|c_j\|^2 + w_x^2 a^2 + w_y^2 b^2 \le \Phi_0,\quad "
    r"a \le \sqrt{\Phi_0}/w_x,\; b \le \sqrt{\Phi_0}/w_y",
    claim=Inequality(lhs=_joint, rhs=_objective, parts=("jointly", "scores", "values")),
    space=SPACE,
    extremes=lambda: [one_sided(X=[[1]]), one_sided(Y=[[1]])],
    certificate=Certificate(terms=_sublevel_terms),
    remarks="The set of the joint inequality need not be convex (S3-convex); {wx^2 a^2 + wy^2 b^2 <= Phi_0} is convex.",
    reference="elementary: every term of Phi is at most Phi",
)


def _bridge(x: Array, y: Array, t: Array, w: Array) -> tuple[Any, Any]:
    """Phi at the midpoint of (x, y) and (-x, t - y), and the larger of Phi at both ends; keys 1 and -1, B = 2."""
    one, keys = as_array([[x - x + 1]]), as_array([[x - x + 1], [x - x - 1]])
    weights = {"wx": w.item(), "wy": w.item(), "lx": w.item() * 0, "ly": w.item() * 0}

    def phi(X: Any, Y: Any) -> Any:
        return definitions.objective(one, keys, keys, 2 * one, as_array([[X]]), as_array([[Y]]), **weights)

    u, v, shift = x.item(), y.item(), t.item()
    return phi(u * 0, shift / 2), maximum(as_array([phi(u, v), phi(-u, shift - v)]))


CONVEX = Lemma(
    name="S3-convex",
    title="Sublevel sets are convex",
    group=GROUP,
    statement=r"\Phi\left(\tfrac12(z + z')\right) \le \max(\Phi(z), \Phi(z'))",
    hypotheses="Decided on one query 1, keys and values 1 and -1, target 2, w = wx = wy.",
    claim=natural_coordinates.inequality(_bridge),
    space=Space(
        variables={
            "x": Variable(low=-3, high=3),
            "y": Variable(low=-3, high=3),
            "t": Variable(low=-1, high=1),
            "w": Variable(low=0, high=Fraction(1, 2)),
        }
    ),
    witness=lambda: {
        "x": rationals(1),
        "y": rationals(2),
        "t": rationals(0),
        "w": rationals(Fraction(1, 8)),
    },
    expected=Grade.REFUTED,
    holds_instead="S3-sublevel",
    remarks="O = Y tanh X, so (1, 2) and (-1, -2) give the same Phi = (2 tanh 1 - 2)^2 + 10/64 < 0.4, their midpoint "
    "(0, 0) gives 4. Two strict minimisers, each with positive curvature on its part of the sublevel set: curvature "
    "on a sublevel set does not make a minimiser global. S3 therefore asks for it on a convex box.",
    reference="new here: a counterexample",
)


SUBLEVEL_SETS = (SUBLEVEL, CONVEX)
