"""Lemma C4-product: the error of a product in float64 (u = 2^-53, eta = 2^-1074, round to nearest).

Products are computed in several orders of summation and compared with the exact ones in balls.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.functions import Array, balls, elementwise
from proofcheck.lemmas.claims import Derivation, Observation, Rate, Step
from proofcheck.lemmas.lemma import Lemma

GROUP = "Floating point"
UNIT: Final = Fraction(1, 2**53)
TINY: Final = Fraction(1, 2**1074)
REFERENCE = "Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (2002), section 3.1; Rump, BIT 46 (2006)"


def gamma(k: int) -> Fraction:
    """gamma_k = k u / (1 - k u)."""
    return k * UNIT / (1 - k * UNIT)


def fraction_ball(value: Fraction) -> arb:
    """A ball around p / q, at the working precision."""
    return arb(value.numerator) / value.denominator


def _forward(left: Array, right: Array) -> float:
    total = 0.0
    for x, y in zip(left.tolist(), right.tolist(), strict=True):
        total += x * y
    return total


def _backward(left: Array, right: Array) -> float:
    return _forward(left[::-1], right[::-1])


def _pairwise(left: Array, right: Array) -> float:
    terms = (left * right).tolist()
    while len(terms) > 1:
        terms = [terms[i] + terms[i + 1] if i + 1 < len(terms) else terms[i] for i in range(0, len(terms), 2)]
    return float(terms[0])


def _library(left: Array, right: Array) -> float:
    return float((left[None, :] @ right[:, None])[0, 0])


_ORDERS: Final = {"forward": _forward, "backward": _backward, "pairwise": _pairwise, "numpy": _library}
_SCALES: Final = (1.0, 2.0**-537, 2.0**-530, 2.0**400)


def observe_products(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
    """|fl(x^T y) - x^T y| against gamma_k |x|^T |y| + k eta and against gamma_k ||x|| ||y|| + k eta."""
    for _ in range(8 * runs):
        k, scale = int(rng.integers(1, 65)), float(rng.choice(_SCALES))
        x, y = rng.normal(size=(2, k)) * scale
        if rng.random() < 0.5:  # cancellation: the second half undoes the first
            x, y = np.concatenate([x, -x]), np.concatenate([y, y * (1 + 2.0**-40)])
        left, right = balls(x), balls(y)
        exact, size = (left * right).sum(), (elementwise(left, abs) * elementwise(right, abs)).sum()
        factor, tiny = fraction_ball(gamma(len(x))), len(x) * fraction_ball(TINY)
        lengths = (left * left).sum().sqrt() * (right * right).sum().sqrt()
        for name, order in _ORDERS.items():
            error = abs(arb(order(x, y)) - exact)
            data = {"k": len(x), "x": [v.hex() for v in x.tolist()], "y": [v.hex() for v in y.tolist()]}
            yield Observation(label=name, lhs=error, rhs=factor * size + tiny, data=data)
            yield Observation(label=f"{name}, norms", lhs=error, rhs=factor * lengths + tiny, data=data)


def _product_steps() -> Iterator[Step]:
    """u = t/((k + 1)(1 + t)), so that (k + 1) u < 1; 1 + gamma_k = 1/(1 - k u)."""
    k, t = sympy.symbols("k t", nonnegative=True)
    u = t / ((k + 1) * (1 + t))
    near, far = 1 - k * u, 1 - (k + 1) * u
    yield Step(
        label="1 + gamma_(k+1) >= (1 + gamma_k)(1 + u)",
        lhs=1 / far,
        rhs=(1 + u) / near,
        terms=(sympy.cancel(u * (k + 1) * u / (near * far)),),
        reason="one more rounding; by induction (1 + u)^k <= 1 + gamma_k",
    )
    g, v = sympy.symbols("gamma_k u", nonnegative=True)
    yield Step(
        label="gamma_k + u + gamma_k u >= 1 - (1 - gamma_k)(1 - u)",
        lhs=g + v + g * v,
        rhs=1 - (1 - g) * (1 - v),
        terms=(2 * g * v,),
        reason="the same from below: a product of k factors 1 + d_i, |d_i| <= u, is 1 + theta with |theta| <= gamma_k",
    )


PRODUCT = Lemma(
    name="C4-product",
    title="Error of a floating-point product",
    group=GROUP,
    statement=r"|\mathrm{fl}(AB) - AB|_{ij} \le \gamma_k (|A||B|)_{ij} + k\eta \le \gamma_k\,\|A_i\|_2\|B_j\|_2 "
    r"+ k\eta,"
    r"\quad \gamma_k = \frac{ku}{1-ku}",
    hypotheses="Any order of summation; no overflow; gradual underflow; k u <= 1/2. The standard model: fl(a op b) = "
    "(a op b)(1 + d), |d| <= u, plus |eta'| <= eta/2 where a product underflows; sums do not underflow inexactly.",
    rate=Rate(
        observe=observe_products,
        coverage="k <= 128, four orders of summation, scales from 2^-537 (underflow) to 2^400, cancellation",
        precision_bits=512,
    ),
    derivation=Derivation(steps=_product_steps, coverage="every k and order of summation, in the standard model"),
    requires=("B2-cauchy",),
    reference=REFERENCE,
)


FLOATING_POINT = (PRODUCT,)
