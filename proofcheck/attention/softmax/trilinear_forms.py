"""Lemmas B3-diagonal and B3-polar: symmetric trilinear forms have their norm on the diagonal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, maximum
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.softmax.covariances import ROW_SPACE, claim
from proofcheck.attention.softmax.third_cumulants import extremal_skew, root, third
from proofcheck.lemmas.claims import Derivation, Space, Step, Variable
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Bounds"


def _binary_cubic(z: tuple[Any, Any], form: Any) -> Any:
    """T(z, z, z) = a x^3 + 3 b x^2 y + 3 c x y^2 + d y^3."""
    (x, y), (a, b, c, d) = z, form
    return a * x * x * x + 3 * b * x * x * y + 3 * c * x * y * y + d * y * y * y


def _thirds(x: Any, y: Any, root3: Any) -> list[tuple[Any, Any]]:
    """(x, y) turned by 0, 120 and 240 degrees."""
    turned = [((-x - sign * root3 * y) / 2, (sign * root3 * x - y) / 2) for sign in (1, -1)]
    return [(x, y), *turned]


def _diagonal_steps() -> Iterator[Step]:
    """In the plane of unit vectors e_1 = x and y = cos(3 t) e_1 + sin(3 t) e_2, at z = r (cos t, sin t), turned thirds.

    T(x, x, y) = a cos 3t + b sin 3t is a mean of T(z_i, z_i, z_i) with weights (1 + 2 cos 2 t_i)^2 / 9.
    """
    x, y = sympy.symbols("x y", real=True)
    form = sympy.symbols("a b c d", real=True)
    nodes = _thirds(x, y, sympy.sqrt(3))
    weights = [(3 * p**2 - q**2) ** 2 / 9 for p, q in nodes]
    cosine, sine = x**3 - 3 * x * y**2, 3 * x**2 * y - y**3
    plane = range(2)
    yield Step(
        label="T(z, z, z), z = x e_1 + y e_2",
        lhs=_binary_cubic((x, y), form),
        rhs=sum(nodes[0][i] * sum(nodes[0][j] * _contract(form[i + j :], nodes[0]) for j in plane) for i in plane),
        reason="trilinear and symmetric: a, b, c, d are T of e_1, e_1, e_1, then e_2 for e_1 once, twice, three times",
    )
    yield Step(
        label="T(x, x, y) is a combination of three values on the diagonal",
        lhs=sum(w * _binary_cubic(z, form) for w, z in zip(weights, nodes, strict=True)),
        rhs=(form[0] * cosine + form[1] * sine) * (x**2 + y**2) ** 2,
        reason="r^3 cos 3t = x^3 - 3 x y^2, r^3 sin 3t = 3 x^2 y - y^3, r^2 (1 + 2 cos 2t) = 3 x^2 - y^2",
    )
    yield Step(label="the weights sum to one", lhs=sum(weights), rhs=(x**2 + y**2) ** 2, reason="times r^4")


def _contract(form: Any, z: tuple[Any, Any]) -> Any:
    return form[0] * z[0] + form[1] * z[1]


def _diagonal_sides(T: Array, z: Array) -> tuple[Any, Any]:
    """|a (x^3 - 3 x y^2) + b (3 x^2 y - y^3)| and the largest |T(z_i, z_i, z_i)|."""
    x, y = z
    nodes = _thirds(x, y, root(3, x))
    mixed = T[0] * (x * x * x - 3 * x * y * y) + T[1] * (3 * x * x * y - y * y * y)
    return abs(mixed), maximum(as_array([abs(_binary_cubic(node, T)) for node in nodes]))


DIAGONAL = Lemma(
    name="B3-diagonal",
    title="A symmetric trilinear form has its norm on the diagonal",
    group=_GROUP,
    statement=r"|T(z,z,z)| \le K\,|z|^3 \text{ for all } z \;\Rightarrow\; |T(x,x,y)| \le K\,|x|^2\,|y|",
    hypotheses="T real, symmetric and trilinear on an inner product space. Claim: T = (a, b, c, d) on the plane of x "
    "and y, against its three values on the diagonal in the proof.",
    claim=natural_coordinates.inequality(_diagonal_sides),
    space=Space(variables={"T": Variable(shape=(4,), unbounded=True), "z": Variable(shape=(2,), unbounded=True)}),
    extremes=lambda: [{"T": rationals([1, 0, 0, 0]), "z": rationals([1, 0])}],
    derivation=Derivation(steps=_diagonal_steps, coverage="every dimension: x and y span a plane"),
    reference="Banach, Studia Math. 7 (1938), for forms of any degree",
    remarks="It makes a bound of |D^3 Phi[h^3]| a Lipschitz constant of the Hessian: |D^3 Phi[h, x, x]| <= M |h|.",
)


POLAR = Lemma(
    name="B3-polar",
    title="Third cumulant, sharp for large weights",
    group=_GROUP,
    statement=r"|E[\tilde s^2 \tilde v]| \le \frac{\sqrt2}{3\sqrt3}\,\|s\|_2^2\,\|v\|_F",
    claim=claim(
        lambda f, s, v: natural_coordinates.length(third(f, s, v)),
        lambda f, s, v: (
            root(2, f[0]) / (3 * root(3, f[0])) * natural_coordinates.square(s) * natural_coordinates.length(v)
        ),
    ),
    space=ROW_SPACE,
    witness=extremal_skew,
    requires=("B3-skew", "B3-fourth", "B3-diagonal"),
    remarks="(s, s', s'') -> E[s~ s~' s~''] is symmetric and trilinear, so its norm is attained on the diagonal "
    "(B3-diagonal), where B3-skew with range(s)^2 <= 2 ||s||^2 applies. Attained by two keys.",
    reference="new here, from B3-diagonal and B3-skew",
)


TRILINEAR = (DIAGONAL, POLAR)
