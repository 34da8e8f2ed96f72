"""Lemmas R1-R4: what a Newton step with a Hessian known up to a factor 1 +/- e0 gains.

(ell, M)-good: grad(z*) = 0, Hess(z*) >= ell I, Hess M-Lipschitz; r = ||z - z*||, z+ = z - H~^-1 grad(z) with
(1 - e0) H <= H~ <= (1 + e0) H, H = Hess(z). Then H(z) >= (ell - M r) I, and with e = z - z*,
z+ - z* = (I - H~^-1 H) e + H~^-1 (H e - grad(z)),  ||H e - grad(z)|| <= M r^2 / 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import Array, as_array
from proofcheck.attention.rates import newton_proofs, observed_runs
from proofcheck.lemmas.claims import Derivation, Inequality, Instance, Rate, Space, Step, Variable
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Lemma

_REFERENCE = "Newton-Kantorovich; Nesterov and Nemirovskii (1994) for local norms"
_GROUP = "Rates"


def _square_norm(vector: Array) -> Any:
    return (vector * vector).sum()


def _pair(s: Array, e0: Array) -> tuple[Array, Array]:
    """H = diag(1, s^2) and H~ = [[1, e0 s], [e0 s, s^2]]; in the norm of H the eigenvalues of H~ are 1 -/+ e0."""
    s, e0 = s.item(), e0.item()
    zero, one = s - s, s - s + 1
    return as_array([[one, zero], [zero, s * s]]), as_array([[one, e0 * s], [e0 * s, s * s]])


def _error_after_step(s: Array, e0: Array, e: Array) -> Array:
    """e - H~^-1 H e for the quadratic 1/2 e^T H e, by Cramer's rule."""
    H, approximate = _pair(s, e0)
    (a, b), (c, d) = approximate
    u, v = H[0, 0] * e[0], H[1, 1] * e[1]
    determinant = a * d - b * c
    return as_array([e[0] - (d * u - b * v) / determinant, e[1] - (a * v - c * u) / determinant])


def _spectral_hypothesis(s: Array, e0: Array, e: Array) -> Array:  # noqa: ARG001 - every side takes every variable
    """(1 +/- e0) H -/+ H~ >= 0, by diagonal entries and determinants of the two 2 x 2 matrices."""
    H, approximate = _pair(s, e0)
    upper, lower = (1 + e0.item()) * H - approximate, approximate - (1 - e0.item()) * H
    return as_array([f for m in (upper, lower) for f in (m[0, 0], m[1, 1], m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0])])


_QUADRATICS = Space(
    variables={
        "s": Variable(low=1, high=64, denominator=4, unbounded="above"),
        "e0": Variable(low=0, high=1, open_high=True),
        "e": Variable(shape=(2,), unbounded=True),
    }
)


def _hand_checkable() -> Instance:
    return {"s": rationals(10), "e0": rationals(Fraction(1, 10)), "e": rationals([0, 1])}


def _local_norm_proof() -> Iterator[Step]:
    """|1 - 1/lambda| <= e0 / (1 - e0) for every eigenvalue lambda in [1 - e0, 1 + e0] of H^-1/2 H~ H^-1/2.

    e0 = a / (1 + a) and lambda = ((1 - e0) + t (1 + e0)) / (1 + t), with a, t >= 0, run through all cases e0 < 1.
    """
    a, t = sympy.symbols("a t", nonnegative=True)
    e0 = a / (1 + a)
    eigenvalue = ((1 - e0) + t * (1 + e0)) / (1 + t)
    scale = eigenvalue * (1 - e0)
    bound = e0 / (1 - e0)
    yield Step(
        label="1/lambda - 1 <= e0 / (1 - e0)",
        lhs=scale * bound,
        rhs=scale * (1 / eigenvalue - 1),
        terms=(2 * a * t / ((1 + a) * (1 + t)),),
        reason="both sides times lambda (1 - e0) > 0",
    )
    yield Step(
        label="1 - 1/lambda <= e0 / (1 - e0)",
        lhs=scale * bound,
        rhs=scale * (1 - 1 / eigenvalue),
        terms=(2 * a / ((1 + a) ** 2 * (1 + t)), 2 * a**2 * t / ((1 + a) ** 2 * (1 + t))),
        reason="both sides times lambda (1 - e0) > 0; ||I - H~^-1 H||_H is the largest |1 - 1/lambda|",
    )


def _cubic_error(a: Array, M: Array, r: Array) -> Any:  # noqa: ARG001
    """|z+ - z*| for Phi'(t) = t - a t^2 / 2 (ell = 1, z* = 0) at t = r: |a| r^2 / (2 |1 - a r|)."""
    step = r - (r - a * r * r / 2) / (1 - a * r)
    return step * step


R1 = Lemma(
    name="R1",
    title="Exact Newton contracts quadratically",
    group=_GROUP,
    statement=r"\|z_+ - z^*\| \le \frac{M}{2\,(\ell - M r)}\, r^2, \qquad r = \|z - z^*\|",
    hypotheses="(ell, M)-good, M r < ell, z+ = z - Hess(z)^-1 grad(z).",
    claim=Inequality(
        lhs=_cubic_error,
        rhs=lambda a, M, r: (M * r * r / (2 * (1 - M * r))) ** 2,  # noqa: ARG005
        where=lambda a, M, r: as_array([M - a, M + a, 1 - M * r - M * r / 9]),
    ),
    space=Space(
        variables={
            "a": Variable(low=-1, high=1, unbounded=True),
            "M": Variable(low=0, high=1, unbounded="above"),
            "r": Variable(low=0, high=2, open_low=True, unbounded="above"),
        }
    ),
    witness=lambda: {"a": rationals(1), "M": rationals(1), "r": rationals(Fraction(1, 10))},
    rate=Rate(
        observe=observed_runs.exact_newton, coverage="attention instances n, m <= 4, d <= 2; own and solver steps"
    ),
    derivation=Derivation(
        steps=newton_proofs.exact_steps, coverage="every dimension, every (ell, M)-good Phi; by the fundamental theorem"
    ),
    reference=_REFERENCE,
    remarks="The claim decides the family Phi'(t) = t - a t^2/2, |a| <= M; a = M attains equality, so the constant "
    "1/2 cannot be lowered. The rate checks attention instances in ball arithmetic.",
)

R1_RUN = Lemma(
    name="R1-run",
    title="Quadratic convergence along whole runs",
    group=_GROUP,
    statement=r"r_{t+1} \le \frac{M}{2\,(\ell - M r_t)}\, r_t^2 \quad (t = 0, 1, \ldots)",
    hypotheses="As in R1, M r_0 <= ell/10. Observed: exact steps until r < 10^-90.",
    rate=Rate(
        observe=observed_runs.newton_runs,
        coverage="runs of several steps at more than 100 digits, attention instances n, m <= 4, d <= 2; cubics",
        precision_bits=1024,
    ),
    requires=("R1",),
    reference="Nesterov, Introductory Lectures on Convex Optimization (2004), theorem 1.2.5",
)

R2 = Lemma(
    name="R2",
    title="Classical Euclidean form of the approximate step",
    group=_GROUP,
    statement=r"\|z_+ - z^*\|_2 \le 2\left(e_0 + \frac{M r}{\ell - M r}\right) r \quad"
    r"\text{for every } (1-e_0)H \preceq \tilde H \preceq (1+e_0)H",
    hypotheses="(ell, M)-good. Decided on quadratics: M = 0, H = diag(1, s^2), H~ = [[1, e0 s], [e0 s, s^2]].",
    claim=Inequality(
        lhs=lambda s, e0, e: _square_norm(_error_after_step(s, e0, e)),
        rhs=lambda s, e0, e: (2 * e0.item()) ** 2 * _square_norm(e),  # noqa: ARG005
        where=_spectral_hypothesis,
    ),
    space=_QUADRATICS,
    witness=_hand_checkable,
    expected=Grade.REFUTED,
    holds_instead="R3",
    reference="classical form of this line of work (theory, R2)",
    remarks="Both sides squared. A spectral bound on H~ says nothing about Euclidean lengths: the factor lost is up to "
    "the square root of the condition number of H. By hand: s = 10, e0 = 1/10, z - z* = (0, 1) give "
    "z+ - z* = (100/99, -1/99), of length 1.01 where the claim allows 0.2.",
)

R3_QUADRATIC = Lemma(
    name="R3-quadratic",
    title="The approximate step on a quadratic, local norm",
    group=_GROUP,
    statement=r"\|z_+ - z^*\|_H \le \frac{e_0}{1-e_0}\,\|z - z^*\|_H \quad (M = 0)",
    hypotheses="(1 - e0) H <= H~ <= (1 + e0) H, 0 <= e0 < 1.",
    claim=Inequality(
        lhs=lambda s, e0, e: _energy(s, e0, _error_after_step(s, e0, e)),
        rhs=lambda s, e0, e: (e0.item() / (1 - e0.item())) ** 2 * _energy(s, e0, e),
        where=_spectral_hypothesis,
    ),
    space=_QUADRATICS,
    witness=_hand_checkable,
    derivation=Derivation(steps=_local_norm_proof, coverage="every dimension, every H, every 0 <= e0 < 1"),
    reference=_REFERENCE,
    remarks="Attained by H~ = (1 - e0) H. The steps bound |1 - 1/lambda| over the eigenvalues lambda of "
    "H^-1/2 H~ H^-1/2, which is the norm of I - H~^-1 H in the norm of H.",
)

R3 = Lemma(
    name="R3",
    title="The approximate step in the local norm",
    group=_GROUP,
    statement=r"\|z_+ - z^*\|_H \le \frac{1}{1-e_0}\left(e_0 + \frac{M r}{2\,(\ell - M r)}\right)"
    r"\|z - z^*\|_H, \qquad H = \nabla^2\Phi(z)",
    hypotheses="(ell, M)-good, M r < ell, (1 - e0) H <= H~ <= (1 + e0) H, e0 < 1.",
    rate=Rate(
        observe=observed_runs.approximate_newton,
        coverage="attention instances n, m <= 4, d <= 2, and cubics; e0 in [0, 1/2]",
    ),
    derivation=Derivation(steps=newton_proofs.local_steps, coverage="every dimension, every H~ of the hypothesis"),
    requires=("R1", "R3-quadratic"),
    reference=_REFERENCE,
    remarks="For e0 <= 1/2 it implies the classical constant of R2, in this norm. Cubics in one dimension attain it.",
)

R3_RUN = Lemma(
    name="R3-run",
    title="Linear contraction along whole runs",
    group=_GROUP,
    statement=r"\|z_{t+1} - z^*\|_{H_t} \le \frac{1}{1-e_0}\left(e_0 + \frac{M r_t}{2\,(\ell - M r_t)}\right)"
    r"\|z_t - z^*\|_{H_t}, \qquad H_t = \nabla^2\Phi(z_t)",
    hypotheses="As in R3, e0 <= 3/16; the norm moves with the point.",
    rate=Rate(
        observe=observed_runs.approximate_runs,
        coverage="runs of six steps at more than 100 digits, attention instances n, m <= 4, d <= 2; cubics",
        precision_bits=1024,
    ),
    requires=("R1", "R3", "R3-quadratic"),
    reference="Dembo, Eisenstat, Steihaug, SIAM J. Numer. Anal. 19 (1982), theorem 2.3, for inexact Newton methods",
)

R4 = Lemma(
    name="R4",
    title="Iterations to accuracy eps",
    group=_GROUP,
    statement=r"\|z_T - z^*\| \le \varepsilon \quad\text{for}\quad "
    r"T \ge \frac{\log(\rho_0 / (\sqrt{\ell}\,\varepsilon))}{\log(1/\theta)},\quad "
    r"\theta = \sqrt{\tfrac{1+\delta}{1-\delta}}\;\frac{e_0 + \delta/(2(1-\delta))}{1-e_0},"
    r"\quad \delta = \frac{M \rho_0}{\ell^{3/2}}",
    hypotheses="rho_0 = ||z_0 - z*|| in the norm of Hess(z*), theta < 1, delta <= 1/10.",
    rate=Rate(
        observe=observed_runs.iteration_counts, coverage="attention instances n, m <= 4, d <= 2; own steps and `solve`"
    ),
    derivation=Derivation(
        steps=newton_proofs.iteration_steps, coverage="every dimension, every e0 and delta with theta < 1"
    ),
    requires=("R3",),
    reference=_REFERENCE,
    measures=observed_runs.iteration_table,
    remarks="By R3 and (1 - delta) H* <= H(z) <= (1 + delta) H*, the error in the norm of H* shrinks by theta a step.",
)


def _energy(s: Array, e0: Array, e: Array) -> Any:
    H, _ = _pair(s, e0)
    return H[0, 0] * e[0] * e[0] + H[1, 1] * e[1] * e[1]


RATES = (R1, R1_RUN, R2, R3_QUADRATIC, R3, R3_RUN, R4)
