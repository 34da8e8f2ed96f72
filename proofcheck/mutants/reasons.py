"""Why a mutant that lives is true: arguments by hand, by lemma, the function that was changed and the change.

A reason is only asked for after every checker has failed to refute the mutant and the other explanations do not apply.
"""

from __future__ import annotations

from typing import Final

_FAMILY: Final = "another symmetric matrix whose eigenvalues the lemma allows, and so an instance of the lemma"
_PROJECTION: Final = "Q becomes a projection P: the eigenvalues of P D P are 0, which adds nothing to f, or in [1, s^2]"

REASONS: Final[dict[tuple[str, str, str], str]] = {
    ("B1", "_simplex_lower", "entry - entry -> entry"): ("f_k <= f_k"),
    ("B1", "_simplex_lower", "f * f -> f"): ("sum f = 1 <= 1"),
    ("B3", "_fourth", "f * _centred(f, s) * _centred(f, g) -> f * _centred(f, s)"): (
        "the covariance becomes E[s~] = 0, and |E[s~^3 g~]| <= R^2 sd(s) sd(g) as s~^2 <= R^2"
    ),
    (
        "B3",
        "_fourth",
        "(f * power(_centred(f, s), 3) * _centred(f, g)).sum() - 3... -> -(3 * _variance(f, s) * covariance)",
    ): ("3 Var(s) |Cov(s, g)| <= 3 R^2/4 sd(s) sd(g)"),
    ("B3", "_fourth", "3 * _variance(f, s) -> 4 * _variance(f, s)"): ("s~^2 - 4 Var(s) still lies within +/- R^2"),
    ("R1", "R1", "M * r / 9 -> M * r"): ("a stronger hypothesis: M r <= 1/2 for M r <= 9/10"),
    ("R1", "_cubic_error", "1 - a * r -> 1"): ("the error becomes |a| r^2 / 2, which is below M r^2 / (2 (1 - M r))"),
    (
        "R3-quadratic",
        "R3_QUADRATIC",
        "Inequality(lhs=lambda s, e0, e: _energy(s, e0, _error_aft... -> "
        "Inequality(lhs=lambda s, e0, e: _energy(s, e0, _error_aft...",
    ): ("by construction the eigenvalues of H~ relative to H are 1 +/- e0"),
    ("C1", "_constants", "2 * g -> 3 * g"): ("a larger ball, on which M is at least as large: a weaker claim"),
    ("C1", "_constants", "estimate * (1 - 2.0 ** (-20)) -> estimate"): (
        "`exceeds` verifies mu, or nothing is observed"
    ),
    ("C1", "_radius", "2 * h -> 3 * h"): ("a smaller root in the denominator, so a larger radius: a weaker claim"),
    ("C1", "_radius", "2 * g -> 3 * g"): ("a larger radius: a weaker claim"),
    ("*", "quadratic", "-1 -> 1"): (_FAMILY),
    ("*", "quadratic", "identity[0] -> identity[-1]"): (_FAMILY),
    ("*", "quadratic", "v * v + identity[0] -> identity[0]"): (_FAMILY),
    ("*", "quadratic", "v * v + identity[0] -> v * v"): (_FAMILY + "; v = 0 divides by zero and is not decided"),
    ("*", "quadratic", "identity - 2 * direction[:, None] * direction[None, :] / ... -> identity"): (_FAMILY),
    ("*", "quadratic", "1 + 0 * width -> 0 * width"): ("an eigenvalue 0 adds nothing to f"),
    ("*", "quadratic", "2 * direction[:, None] -> direction[:, None]"): (_PROJECTION),
    ("*", "quadratic", "2 * direction[:, None] -> 1 * direction[:, None]"): (_PROJECTION),
    ("gd-long", "_optimal", "s * s + 1 -> s * s - 1"): ("the bound becomes 1^k ||x_0||^2, which is larger"),
    ("I6-optimal", "regulariser", "natural + lx * _square_sum(X) -> natural"): (
        "only Y differs between the sides, and lx ||X||^2 cancels"
    ),
    (
        "B2-cauchy",
        "centred",
        "v.reshape(len(v), -1) - mean(f, v)[None, :] -> v.reshape(len(v), -1) + mean(f, v)[None, :]",
    ): ("Cauchy-Schwarz holds for the means of any two functions"),
    ("B1-mean", "softmax", "U / U.sum(axis=1)[:, None] -> U"): ("Cauchy-Schwarz holds for any weights"),
    ("B2-one-sided", "centred", "v.reshape(len(v), -1) - mean(f, v)[None, :] -> v.reshape(len(v), -1)"): (
        "E[q^2 w] <= E[q^2] max w for any function q"
    ),
    ("*", "_root", "like * 0 -> 0"): (
        "a double for sqrt 2 or sqrt 3; it errs above sqrt 2 and below sqrt 3, and both enlarge the bounds"
    ),
    ("B3-fourth", "_fourth", "3 * variance(f, s) -> variance(f, s)"): ("s~^2 - Var(s) lies within +/- range(s)^2 too"),
    (
        "B3-fourth",
        "_fourth",
        "power(centred(f, s), 2) - 3 * variance(f, s) -> power(centred(f, s), 2) + 3 * variance(f, s)",
    ): (
        "Var(s~^3 + 3 Var(s) s~) = range^4 Var(s) for every two-valued s; with 3 to 5 keys no search exceeds it "
        "(not proved)"
    ),
}


def reason(lemma: str, function: str, change: str) -> str | None:
    """The argument for a mutant of `lemma`; those under `*` hold for every lemma that uses the function."""
    return REASONS.get((lemma, function, change)) or REASONS.get(("*", function, change))
