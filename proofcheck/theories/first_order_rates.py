r"""First-order methods on f(x) = (x - x*)^T H (x - x*) / 2 with mu I <= H <= L I: textbook rates, decided exactly.

Scaled to mu = 1, L = s^2, kappa = s^2 (`quadratics`); q = (s - 1)/(s + 1). Along an eigenvector with eigenvalue l:

    gradient descent   e+ = (1 - h l) e,  largest |1 - h l| over [1, s^2]: 1 - 1/s^2 at h = 1/L,
                       (s^2 - 1)/(s^2 + 1) at h = 2/(L + mu);
    heavy ball         e_{k+1} = (1 + q^2 - h l) e_k - q^2 e_{k-1}, h = 4/(s + 1)^2: roots q exp(+/- i t), hence
                       e_k = q^k (U_k - q U_{k-1})(cos t) e_0 from e_{-1} = e_0, and |U_k| <= k + 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy
from flint import arb

from proofcheck.theories.known_mutants import RATES
from proofcheck.theories.quadratics import gradient_descent, heavy_ball, nesterov, quadratic, ratio, square, value
from proofcheck.theory import (
    Array,
    Cost,
    Derivation,
    Grade,
    Inequality,
    Instance,
    Lemma,
    Observation,
    Rate,
    Space,
    Step,
    Theory,
    Variable,
    as_array,
    balls,
    power,
    rationals,
)

_STEPS = 6
_SPACE = Space(
    sizes={"n": (2, 4)},
    variables={
        "s": Variable(low=1, high=16, denominator=4),
        "inner": Variable(shape=("n",), low=0, high=1),
        "v": Variable(shape=("n",)),
        "x": Variable(shape=("n",)),
    },
    large={"n": 8},
)


def _optimal(s: Any) -> Any:
    """(kappa - 1) / (kappa + 1)."""
    return (s * s - 1) / (s * s + 1)


def _powers(base: Any, count: int) -> list[Any]:
    powers = [base]
    for _ in range(count - 1):
        powers.append(powers[-1] * base)
    return powers


def _squares(path: list[Array]) -> Array:
    return as_array([square(x) for x in path])


def _bounds(factor: Any, start: Any) -> Array:
    """factor^(2k) start for k = 1 .. _STEPS."""
    return as_array([power(bound, 2) * start for bound in _powers(factor, _STEPS)])


def _short_step_run(s: Array, inner: Array, v: Array, x: Array) -> list[Array]:
    s = s.item()
    return gradient_descent(quadratic(as_array(s), inner, v), x, 1 / (s * s), _STEPS)


def _long_step_run(s: Array, inner: Array, v: Array, x: Array) -> list[Array]:
    s = s.item()
    return gradient_descent(quadratic(as_array(s), inner, v), x, 2 / (1 + s * s), _STEPS)


def _heavy_ball_run(s: Array, inner: Array, v: Array, x: Array) -> list[Array]:
    return heavy_ball(quadratic(s, inner, v), x, s.item(), _STEPS)


# Gradient descent

GD_SHORT = Lemma(
    name="gd-short",
    title="Gradient descent, step 1/L",
    statement=r"\|x_k - x^*\| \le (1 - \mu/L)^k\, \|x_0 - x^*\|",
    group="Gradient descent",
    claim=Inequality(
        lhs=lambda s, inner, v, x: _squares(_short_step_run(s, inner, v, x)),
        rhs=lambda s, inner, v, x: _bounds(1 - 1 / (s.item() * s.item()), square(x)),
    ),
    space=_SPACE,
    remarks="Both sides squared, as in every lemma here about distances.",
)


def _modes() -> Iterator[Step]:
    """l = (1 + t L)/(1 + t) runs through [1, L] with t >= 0, L = 1 + w; h = 2/(L + 1)."""
    w, t = sympy.symbols("w t", nonnegative=True)
    L = 1 + w
    eigenvalue = (1 + t * L) / (1 + t)
    h, factor = 2 / (L + 1), (L - 1) / (L + 1)
    yield Step(
        label="1 - h l <= (kappa - 1)/(kappa + 1)",
        lhs=factor,
        rhs=1 - h * eigenvalue,
        terms=(2 * t * w / ((1 + t) * (2 + w)),),
        reason="every eigenvalue l of H lies in [1, L]",
    )
    yield Step(
        label="h l - 1 <= (kappa - 1)/(kappa + 1)",
        lhs=factor,
        rhs=h * eigenvalue - 1,
        terms=(2 * w / ((1 + t) * (2 + w)),),
        reason="hence ||I - h H|| <= (kappa - 1)/(kappa + 1)",
    )


GD_LONG = Lemma(
    name="gd-long",
    title="Gradient descent, step 2/(L + mu)",
    statement=r"\|x_k - x^*\| \le \left(\frac{\kappa - 1}{\kappa + 1}\right)^k \|x_0 - x^*\|",
    group="Gradient descent",
    claim=Inequality(
        lhs=lambda s, inner, v, x: _squares(_long_step_run(s, inner, v, x)),
        rhs=lambda s, inner, v, x: _bounds(_optimal(s.item()), square(x)),
    ),
    space=_SPACE,
    derivation=Derivation(steps=_modes, coverage="every dimension, every H with mu I <= H <= L I (mu = 1)"),
    remarks="Attained by the eigenvectors of mu and of L.",
)

GD_VALUES = Lemma(
    name="gd-values",
    title="Gradient descent, function values",
    statement=r"f(x_k) - f^* \le \left(\frac{\kappa - 1}{\kappa + 1}\right)^{2k} (f(x_0) - f^*)",
    group="Gradient descent",
    hypotheses="Step 2/(L + mu).",
    claim=Inequality(
        lhs=lambda s, inner, v, x: as_array([value(quadratic(s, inner, v), z) for z in _long_step_run(s, inner, v, x)]),
        rhs=lambda s, inner, v, x: _bounds(_optimal(s.item()), value(quadratic(s, inner, v), x)),
    ),
    space=_SPACE,
    requires=("gd-long",),
)

GD_SUBLINEAR = Lemma(
    name="gd-sublinear",
    title="Gradient descent without strong convexity",
    statement=r"f(x_k) - f^* \le \frac{L \|x_0 - x^*\|^2}{4 k + 2}",
    group="Gradient descent",
    hypotheses="Step 1/L; convex and L-smooth.",
    claim=Inequality(
        lhs=lambda s, inner, v, x: as_array(
            [value(quadratic(s, inner, v), z) for z in _short_step_run(s, inner, v, x)]
        ),
        rhs=lambda s, inner, v, x: as_array(
            [s.item() * s.item() * square(x) / (4 * k + 2) for k in range(1, _STEPS + 1)]
        ),
    ),
    space=_SPACE,
    reference="Drori and Teboulle (2014), theorem 3.1",
)


# Heavy ball

HEAVY_BALL = Lemma(
    name="heavy-ball",
    title="Heavy ball",
    statement=r"\|x_k - x^*\| \le (1 + k (1 + q))\, q^k\, \|x_0 - x^*\|, \quad "
    r"q = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}",
    group="Heavy ball",
    hypotheses="Step 4/(sqrt L + sqrt mu)^2, momentum q^2, x_{-1} = x_0.",
    claim=Inequality(
        lhs=lambda s, inner, v, x: _squares(_heavy_ball_run(s, inner, v, x)),
        rhs=lambda s, inner, v, x: (
            as_array([power(1 + k * (1 + ratio(s.item())), 2) for k in range(1, _STEPS + 1)])
            * _bounds(ratio(s.item()), square(x))
        ),
    ),
    space=_SPACE,
    reference="Polyak (1964); the factor from |U_k| <= k + 1",
    remarks="Attained by the eigenvector of L, where the double root is -q.",
)


def _transient() -> Instance:
    """The eigenvector of L, s = 2: x_1 = (1 - 4 h) x_0 = -7/9 x_0, q = 1/3."""
    return {
        "s": rationals(2),
        "inner": rationals([0, 0]),
        "v": rationals([0, 0]),
        "x": rationals([0, 1]),
    }


HEAVY_BALL_PLANTED = Lemma(
    name="heavy-ball-monotone",
    title="Heavy ball without its transient",
    statement=r"\|x_k - x^*\| \le q^k\, \|x_0 - x^*\|",
    group="Heavy ball",
    hypotheses="As for heavy-ball. Planted: the asymptotic rate, stated for every k.",
    claim=Inequality(
        lhs=lambda s, inner, v, x: _squares(_heavy_ball_run(s, inner, v, x)),
        rhs=lambda s, inner, v, x: _bounds(ratio(s.item()), square(x)),
    ),
    space=_SPACE,
    witness=_transient,
    expected=Grade.REFUTED,
    holds_instead="heavy-ball",
    remarks="By hand: s = 2 and the eigenvector of L give x_1 = -7/9 x_0, where the claim allows 1/3.",
)


# Nesterov


def _potential(H: Array, x: Array) -> Any:
    return value(H, x) + square(x) / 2


def runs(rng: np.random.Generator, count: int) -> Iterator[Observation]:
    """Nesterov's method for 30 steps on random diagonal quadratics of up to 12 dimensions, in balls."""
    for _ in range(count):
        n, s = int(rng.integers(2, 13)), arb(float(rng.integers(4, 257)) / 4)
        inner, x = balls(rng.uniform(size=n)), balls(rng.normal(size=n))
        H = quadratic(as_array(s), inner, balls(rng.normal(size=n)))
        start, rate = _potential(H, x), 1 - 1 / s
        for k, (after, bound) in enumerate(zip(nesterov(H, x, s, 30), _powers(rate, 30), strict=True), 1):
            if k % 10 == 0:
                data = {"n": n, "kappa": (s * s).str(12), "k": k, "x0": [entry.str(17) for entry in x]}
                yield Observation(label=f"k = {k}", lhs=value(H, after), rhs=bound * start, data=data)


NESTEROV = Lemma(
    name="nesterov",
    title="Nesterov's method",
    statement=r"f(x_k) - f^* \le (1 - \kappa^{-1/2})^k \left(f(x_0) - f^* + \tfrac{\mu}{2}\|x_0 - x^*\|^2\right)",
    group="Nesterov",
    hypotheses="Step 1/L, momentum q.",
    claim=Inequality(
        lhs=lambda s, inner, v, x: as_array(
            [value(quadratic(s, inner, v), z) for z in nesterov(quadratic(s, inner, v), x, s.item(), _STEPS)]
        ),
        rhs=lambda s, inner, v, x: as_array(
            [bound * _potential(quadratic(s, inner, v), x) for bound in _powers(1 - 1 / s.item(), _STEPS)]
        ),
    ),
    space=_SPACE,
    rate=Rate(observe=runs, coverage="random quadratics, n <= 12, kappa <= 4096, 30 steps"),
    reference="Nesterov, Introductory Lectures on Convex Optimization (2004), theorem 2.2.3",
)


# Cost

COST = Lemma(
    name="step-cost",
    title="Cost of a gradient step",
    statement=r"n^2 + n \text{ multiplications}",
    group="Cost",
    cost=Cost(
        compute=lambda H, x, h: gradient_descent(H, x, h.item(), 1),
        space=Space(
            sizes={"n": (1, 24)},
            variables={"H": Variable(shape=("n", "n")), "x": Variable(shape=("n",)), "h": Variable(low=0)},
        ),
        formula=lambda n: n * n + n,
    ),
)

THEORY = Theory(
    name="first-order-rates",
    title="First-order methods on quadratics",
    lemmas=(GD_SHORT, GD_LONG, GD_VALUES, GD_SUBLINEAR, HEAVY_BALL, HEAVY_BALL_PLANTED, NESTEROV, COST),
    reference="Nesterov, Introductory Lectures on Convex Optimization (2004); Polyak (1964)",
    known_mutants=RATES,
)
