"""Derivations of the Newton rates R1, R3 and R4, for every dimension.

Notation of `rates`: e = z - z*, r = |e|, H = Hess(z), w = H e - grad(z), lambda = ell - M r > 0. What is nonnegative by
a hypothesis is a symbol; what it stands for is in the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from proofcheck.lemmas.claims import Step


def exact_steps() -> Iterator[Step]:
    """Steps of R1, which rests on z+ - z* = H^-1 w with |w| <= M r^2/2."""
    ell, M, r, size = sympy.symbols("ell M r N", nonnegative=True)
    d1, d2, d3, d4 = sympy.symbols("D_1 D_2 D_3 D_4", nonnegative=True)
    t = sympy.Symbol("t", nonnegative=True)
    yield Step(
        label="u^T H u >= (ell - M r) |u|^2",
        lhs=(ell * size + d1) + (d2 - M * r * size),
        rhs=(ell - M * r) * size,
        terms=(d1, d2),
        reason="N = |u|^2: u^T Hess(z*) u = ell N + D_1, and Hess(z) - Hess(z*) >= -M r I leaves D_2",
    )
    yield Step(
        label="M r^2/2 >= |H e - grad(z)|",
        lhs=M * r**2 / 2,
        rhs=sympy.integrate(M * (1 - t) * r * r, (t, 0, 1)) - d3,
        terms=(d3,),
        reason="fundamental theorem of calculus, grad(z*) = 0: w = int (H - Hess(z* + t e)) e dt, whose integrand is "
        "at most M (1 - t) r r; D_3 the integral of what it falls short",
    )
    lam = sympy.Symbol("lambda", positive=True)
    distance = sympy.Symbol("d", nonnegative=True)
    yield Step(
        label="M r^2/(2 (ell - M r)) >= |z+ - z*|",
        lhs=(lam * distance + d4 + d3) / lam,
        rhs=distance,
        terms=(d4 / lam, d3 / lam),
        reason="d = |u|, u = H^-1 w = z+ - z*: |w| d >= u^T w = u^T H u >= lambda d^2 gives |w| = lambda d + D_4; "
        "M r^2/2 = |w| + D_3; lambda = ell - M r",
    )


def run_steps() -> Iterator[Step]:
    """R1-run: the hypotheses stay, because the error shrinks."""
    reach = sympy.Symbol("M r", positive=True)
    r, rest = sympy.symbols("r D", nonnegative=True)
    gap = 9 * reach + rest
    yield Step(
        label="r/18 >= M r^2/(2 (ell - M r))",
        lhs=r / 18,
        rhs=reach * r / (2 * gap),
        terms=(r * rest / (18 * gap),),
        reason="M r <= ell/10: ell - M r = 9 M r + D. So r_(t+1) <= r_t/18 by R1, all iterates stay in the basin, R1 "
        "applies to the next one; where M r = 0 the step is exact",
        uses=("R1",),
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
    c, more = sympy.Symbol("c", positive=True), sympy.Symbol("d", nonnegative=True)
    yield Step(
        label="1/(1 - e0) >= 1/mu",
        lhs=1 / c,
        rhs=1 / (c + more),
        terms=(more / (c * (c + more)),),
        reason="c = 1 - e0; every eigenvalue mu of H^-1/2 H~ H^-1/2 is c + d, so |H~^-1 w|_H <= |w|_(H^-1)/(1 - e0)",
    )
    e0, M, r, gap, d3 = sympy.symbols("e_0 M r D_3 D_4", nonnegative=True)
    root = sympy.Symbol("s", positive=True)
    energy = root * r + gap
    yield Step(
        label="(e0 + M r/(2 lambda)) E/(1 - e0) >= |z+ - z*|_H",
        lhs=(e0 + M * r / (2 * root**2)) * energy / c,
        rhs=e0 * energy / c + M * r**2 / (2 * root * c) - d3,
        terms=(M * r * gap / (2 * root**2 * c), d3),
        reason="s^2 = lambda, E = s r + D_3; R3-quadratic bounds the first part, |w| <= M r^2/2 (R1) and both steps "
        "above the second, the triangle inequality leaves D_4",
        uses=(
            "R3-quadratic",
            "R1",
        ),
    )


def iteration_steps() -> Iterator[Step]:
    """R4: the contraction in the norm of H* = Hess(z*), and how often it is needed."""
    M, r, gap, more = sympy.symbols("M r D d", nonnegative=True)
    root = sympy.Symbol("s", positive=True)
    yield Step(
        label="delta >= M r/ell",
        lhs=M * (root * r + gap) / root**3,
        rhs=M * r / root**2,
        terms=(M * gap / root**3,),
        reason="s^2 = ell, delta = M rho/ell^(3/2) and rho = |z - z*|_H* = s r + D; rho falls from step to step",
    )
    ell = sympy.Symbol("ell", positive=True)
    reach, size, d2, d3 = sympy.symbols("y N D_2 D_3", nonnegative=True)
    yield Step(
        label="delta u^T H* u >= |u^T (H - H*) u|",
        lhs=(reach / ell + more) * (ell * size + d2),
        rhs=reach * size - d3,
        terms=(reach * d2 / ell, more * (ell * size + d2), d3),
        reason="y = M r, delta = y/ell + d, u^T H* u = ell |u|^2 + D_2, |u^T (H - H*) u| = y |u|^2 - D_3",
    )
    c = sympy.Symbol("c", positive=True)
    yield Step(
        label="delta/(2 (1 - delta)) >= M r/(2 (ell - M r))",
        lhs=(1 - c) / (2 * c),
        rhs=(1 - c - more) / (2 * (c + more)),
        terms=(more / (2 * c * (c + more)),),
        reason="delta = 1 - c and M r/ell = 1 - c - d in R3",
        uses=("R3",),
    )
    k2, delta, rho2, d1 = sympy.symbols("kappa2 delta rho2 D_1", nonnegative=True)
    yield Step(
        label="kappa^2 (1 + delta)/(1 - delta) rho^2 >= rho_+^2",
        lhs=k2 * (1 + delta) * rho2 / c,
        rhs=(k2 * ((1 + delta) * rho2 - d1) - d2) / c,
        terms=(k2 * d1 / c, d2 / c),
        reason="c = 1 - delta: |e|_H^2 = (1 + delta) rho^2 - D_1; c rho_+^2 <= |z+ - z*|_H^2 <= kappa^2 |e|_H^2 (R3)",
        uses=("R3",),
    )
    eps, start = sympy.symbols("epsilon rho_0", positive=True)
    extra = sympy.Symbol("x", nonnegative=True)
    yield Step(
        label="eps >= theta^T rho_0/sqrt(ell)",
        lhs=eps,
        rhs=sympy.exp(-(sympy.log(start / (root * eps)) + sympy.log(1 + extra))) * start / root,
        terms=(eps * extra / (1 + extra),),
        reason="T log(1/theta) = log(rho_0/(s eps)) + log(1 + x); |z_T - z*| <= rho_T/s and rho_T <= theta^T rho_0 by "
        "induction",
    )
