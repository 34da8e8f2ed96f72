"""Lemmas B3-range, B3-fourth and B3: fourth cumulants under softmax weights, and the moments of the theory together.

Rules of the bound calculus as in `covariances`, about one softmax row f, s in R^m and values v in R^(m x k).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array, elementwise, maximum, minimum, power
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.softmax.covariances import centred, claim, mean, peak, span, two_keys, variance
from proofcheck.attention.softmax.third_cumulants import (
    FAR_SPACE,
    extremal_skew,
    nearly_one_hot_weights,
    root,
)
from proofcheck.lemmas.claims import Derivation, Instance, Step
from proofcheck.lemmas.lemma import Lemma

_GROUP = "Bounds"


def _range_sides(f: Array, s: Array, _: Array) -> tuple[Array, Array]:
    excess = power(centred(f, s), 2) - 3 * variance(f, s)
    square = power(span(s), 2)
    return as_array([maximum(excess), -minimum(excess)]), as_array([square, 3 * square / 4])


def _weights_at_two_ends() -> Instance:
    """Weights near 1/2, 0, 1/2 on s = 1, 0, -1."""
    return {"x": rationals([20, 0, 20]), "s": rationals([1, 0, -1]), "v": rationals([[0]] * 3)}


B3_RANGE = Lemma(
    name="B3-range",
    title="Range of the fourth-cumulant factor",
    group=_GROUP,
    statement=r"-\tfrac34\,\mathrm{range}(s)^2 \le \tilde s^2 - 3\,\mathrm{Var}(s) \le \mathrm{range}(s)^2",
    claim=claim(lambda *z: _range_sides(*z)[0], lambda *z: _range_sides(*z)[1], parts=("above", "below")),
    space=FAR_SPACE,
    extremes=lambda: [nearly_one_hot_weights(), _weights_at_two_ends()],
    requires=("B2",),
    reference="new here",
)


def _fourth(f: Array, s: Array, v: Array) -> Array:
    factor = power(centred(f, s), 2) - 3 * variance(f, s)
    return mean(f * centred(f, s) * factor, centred(f, v))


def _norm_steps() -> Iterator[Step]:
    rest, low, high = sympy.symbols("N a b", nonnegative=True)
    yield Step(
        label="2 ||s||^2 >= r^2",
        lhs=2 * (low**2 + high**2 + rest),
        rhs=(high + low) ** 2,
        terms=((high - low) ** 2, 2 * rest),
        reason="||s||^2 = a^2 + b^2 + N, r = |a| + |b| at most",
    )


FOURTH = Lemma(
    name="B3-fourth",
    title="Fourth cumulant against values",
    group=_GROUP,
    statement=r"|E[\tilde s^3 \tilde V] - 3\,\mathrm{Var}(s) E[\tilde s\tilde V]| \le \mathrm{range}(s)^2 "
    r"\sqrt{\mathrm{Var}(s)}\,\tau \le 2\sqrt{\varphi}\,\tau\,\|s\|_2^3",
    claim=claim(
        lambda f, s, v: as_array([natural_coordinates.square(_fourth(f, s, v)), power(span(s), 4) * variance(f, s)]),
        lambda f, s, v: as_array(
            [
                power(span(s), 4) * variance(f, s) * variance(f, v),
                4 * peak(f) * power(natural_coordinates.square(s), 3),
            ]
        ),
        parts=("range^2 sd tau", "2 sqrt(phi) tau ||s||^3"),
    ),
    space=FAR_SPACE,
    extremes=lambda: [nearly_one_hot_weights(), two_keys(Fraction(1, 2**14), (1, -1), (1, -1))],
    derivation=Derivation(steps=_norm_steps, coverage="every m, every f, s and V, one coordinate of V"),
    requires=("B2", "B2-cauchy", "B3-range"),
    remarks="Squared, in two inequalities.",
    reference="new here",
)


# The three moments of the theory's B3, for scalar values


def _extent(f: Array, g: Array) -> Any:
    return maximum(elementwise(centred(f, g), abs))


def _moments_lower(f: Array, s: Array, v: Array) -> Array:
    g = v[:, 0]
    third = (f * power(centred(f, s), 2) * centred(f, g)).sum()
    fourth = _fourth(f, s, g[:, None])
    return as_array([abs(third), abs((f * power(centred(f, s), 3)).sum()), natural_coordinates.square(fourth)])


def _moments_upper(f: Array, s: Array, v: Array) -> Array:
    g = v[:, 0]
    skew = power(span(s), 3) / (6 * root(3, f[0]))
    return as_array([variance(f, s) * _extent(f, g), skew, power(span(s), 4) * variance(f, s) * variance(f, g)])


B3 = Lemma(
    name="B3",
    title="Third and fourth moments under softmax weights",
    group=_GROUP,
    statement=r"|E[\tilde s^2 \tilde g]| \le \mathrm{Var}(s) \max|\tilde g|,\quad |E[\tilde s^3]| \le "
    r"\frac{\mathrm{range}(s)^3}{6\sqrt3},\quad |E[\tilde s^3 \tilde g] - 3\,\mathrm{Var}(s) E[\tilde s \tilde g]| \le "
    r"\mathrm{range}(s)^2 \sqrt{\mathrm{Var}(s)\,\mathrm{Var}(g)}",
    hypotheses="Scalar values g, the first column of v.",
    claim=claim(_moments_lower, _moments_upper, parts=("Var max", "range^3", "range^2 sd sd")),
    space=FAR_SPACE,
    extremes=lambda: [nearly_one_hot_weights(), extremal_skew(), two_keys(Fraction(7, 2), (1, -1), (4, -4))],
    requires=("B2-one-sided", "B2-cauchy", "B3-range", "B3-skew"),
    remarks="The third inequality is decided squared. It is what the Hessian Lipschitz constant (B7) uses.",
    reference="new here",
)

FOURTH_CUMULANTS = (B3_RANGE, FOURTH, B3)
