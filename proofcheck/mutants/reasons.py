"""Why a mutant that lives is true: arguments by hand, by the function that was changed and the change.

A reason is only asked for after every checker has failed to refute the mutant and the other explanations do not apply.
"""

from __future__ import annotations

from typing import Final

_FAMILY: Final = "another symmetric matrix whose eigenvalues the lemma allows, and so an instance of the lemma"
_PROJECTION: Final = "Q becomes a projection P: the eigenvalues of P D P are 0, which adds nothing to f, or in [1, s^2]"

REASONS: Final[dict[tuple[str, str], str]] = {
    ("_simplex_lower", "entry - entry -> entry"): "f_k <= f_k",
    ("_simplex_lower", "f * f -> f"): "sum f = 1 <= 1",
    ("_fourth", "f * _centred(f, s) * _centred(f, g) -> f * _centred(f, s)"): (
        "the covariance becomes E[s~] = 0, and |E[s~^3 g~]| <= R^2 sd(s) sd(g) as s~^2 <= R^2"
    ),
    (
        "_fourth",
        "(f * power(_centred(f, s), 3) * _centred(f, g)).sum() - 3... -> -(3 * _variance(f, s) * covariance)",
    ): ("3 Var(s) |Cov(s, g)| <= 3 R^2/4 sd(s) sd(g)"),
    (
        "_fourth",
        "3 * _variance(f, s) -> 4 * _variance(f, s)",
    ): "s~^2 - 4 Var(s) still lies within +/- R^2",
    ("R1", "M * r / 9 -> M * r"): "a stronger hypothesis: M r <= 1/2 for M r <= 9/10",
    ("_cubic_error", "1 - a * r -> 1"): "the error becomes |a| r^2 / 2, which is below M r^2 / (2 (1 - M r))",
    (
        "R3_QUADRATIC",
        "Inequality(lhs=lambda s, e0, e: _energy(s, e0, _error_aft... -> Inequality(lhs=lambda s, e0, e: _energy(s, "
        "e0, _error_aft...",
    ): "by construction the eigenvalues of H~ relative to H are 1 +/- e0",
    ("_constants", "2 * g -> 3 * g"): "a larger ball, on which M is at least as large: a weaker claim",
    (
        "_constants",
        "estimate * (1 - 2.0 ** (-20)) -> estimate",
    ): "`exceeds` verifies mu, or nothing is observed",
    ("_radius", "2 * h -> 3 * h"): "a smaller root in the denominator, so a larger radius: a weaker claim",
    ("_radius", "2 * g -> 3 * g"): "a larger radius: a weaker claim",
    ("quadratic", "-1 -> 1"): _FAMILY,
    ("quadratic", "identity[0] -> identity[-1]"): _FAMILY,
    ("quadratic", "v * v + identity[0] -> identity[0]"): _FAMILY,
    ("quadratic", "v * v + identity[0] -> v * v"): _FAMILY + "; v = 0 divides by zero and is not decided",
    (
        "quadratic",
        "identity - 2 * direction[:, None] * direction[None, :] / ... -> identity",
    ): _FAMILY,
    ("quadratic", "1 + 0 * width -> 0 * width"): "an eigenvalue 0 adds nothing to f",
    ("quadratic", "2 * direction[:, None] -> direction[:, None]"): (_PROJECTION),
    ("quadratic", "2 * direction[:, None] -> 1 * direction[:, None]"): (_PROJECTION),
}
