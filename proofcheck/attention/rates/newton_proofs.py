"""Derivations of the Newton rates R1, R3 and R4, for every dimension.

Notation of `newton`: e = z - z*, r = |e|, H = Hess(z), w = H e - grad(z), lambda = ell - M r > 0. What is nonnegative
by a hypothesis is a symbol; what it stands for is in the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from proofcheck.lemmas.claims import Step


def exact_steps() -> Iterator[Step]:
    """R1 rests on z+ - z* = H^-1 w with |w| <= M r^2/2."""
    M, r, t = sympy.symbols("M r t", nonnegative=True)
    yield Step(
        label="M r^2/2, at least |H e - grad(z)|",
        lhs=sympy.Integral(M * (1 - t) * r * r, (t, 0, 1)),
        rhs=M * r**2 / 2,
        reason="fundamental theorem of calculus, grad(z*) = 0: w = int (H - Hess(z* + t e)) e dt, whose integrand is "
        "at most M (1 - t) r r; then lambda |u|^2 <= u^T H u = u^T w <= |u| |w| for u = z+ - z*",
    )


def local_steps() -> Iterator[Step]:
    """R3: z+ - z* = (I - H~^-1 H) e + H~^-1 w, in the norm of H; E = |e|_H."""
    inner = sympy.Symbol("p", positive=True)
    d1, d2 = sympy.symbols("D_1 D_2", nonnegative=True)
    yield Step(
        label="|w|^2/lambda >= w^T H^-1 w",
        lhs=(inner + d1 + d2) ** 2 / inner,
        rhs=inner + d1,
        terms=(d1, 2 * d2, (d1 + d2) ** 2 / inner),
        reason="u = H^-1 w, p = lambda |u|^2: w^T u = u^T H u = p + D_1, |w| |u| = w^T u + D_2, hence "
        "|w|^2/lambda = (p + D_1 + D_2)^2/p; for u = 0 both sides vanish",
    )
    c = sympy.Symbol("c", positive=True)
    e0, M, r, gap, d3 = sympy.symbols("e_0 M r D_3 D_4", nonnegative=True)
    root = sympy.Symbol("s", positive=True)
    energy = root * r + gap
    yield Step(
        label="(e0 + M r/(2 lambda)) E/(1 - e0) >= |z+ - z*|_H",
        lhs=(e0 + M * r / (2 * root**2)) * energy / c,
        rhs=e0 * energy / c + M * r**2 / (2 * root * c) - d3,
        terms=(M * r * gap / (2 * root**2 * c), d3),
        reason="c = 1 - e0, s^2 = lambda, E = s r + D_3; R3-quadratic bounds the first part, |w| <= M r^2/2 (R1), the "
        "step above and |H~^-1 w|_H <= |w|_(H^-1)/(1 - e0) the second, the triangle inequality leaves D_4",
        uses=(
            "R3-quadratic",
            "R1",
        ),
    )


def iteration_steps() -> Iterator[Step]:
    """R4: the contraction of R3 in the norm of H* = Hess(z*) grows with M r/ell, which delta bounds."""
    more = sympy.Symbol("d", nonnegative=True)
    c = sympy.Symbol("c", positive=True)
    yield Step(
        label="delta/(2 (1 - delta)) >= M r/(2 (ell - M r))",
        lhs=(1 - c) / (2 * c),
        rhs=(1 - c - more) / (2 * (c + more)),
        terms=(more / (2 * c * (c + more)),),
        reason="delta = 1 - c and M r/ell = 1 - c - d in R3",
        uses=("R3",),
    )
