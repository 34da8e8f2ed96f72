"""Mutants of the attention theory that are true: an argument by hand for each, by lemma, function changed and change.

`proofcheck.mutants` asks for one after every checker has failed to refute a mutant and no other explanation applies;
`*` stands for every lemma that uses the function. Bounds that moved within their slack: `known_slack`.
"""

from __future__ import annotations

from typing import Final

from proofcheck.attention.known_slack import OPEN_MUTANTS, SLACK

_PLUS: Final = "power(centred(f, s), 2) - 3 * variance(f, s) -> power(centred(f, s), 2) + 3 * variance(f, s)"
# Var(h(s)) <= range^4 v for h(s) = s~^3 + 3 v s~, v = Var(s), whose sign was changed. Scale to range 1: s~ lies in
# [-a, b], a + b = 1, and let b >= a (else -s), k = b - a. If v <= a (1 + b)/3, then |h| <= |s~| (s~^2 + 3 v) <= |s~|.
# Else let w = (s~ + a)(b - s~) >= 0, D = E[w] = a b - v, which is then in [0, a k/3], and m = 1 - 3 D. As
# h - a b k = m s~ - w (s~ + k), the variance is at most m^2 v + E[w G] with G = (s~ + k)(w (s~ + k) - 2 m s~), and
# v - m^2 v = D T with T = 3 (2 - 3 D)(a b - D) >= a (2 - a k)(1 + b), T falling in D. It remains that G <= T:
#   s~ >= 0:   w (s~ + k) - 2 m s~ <= a (b - s~)(s~ + k), as (b - s~)(s~ + k) <= 1 <= 2 m, and
#              (b - s~)(s~ + k)^2 <= 4 (2/3 - a)^3 < 1.2 < (2 - a k)(1 + b), as a k <= 1/8 and b >= 1/2;
#   s~ < 0 <= s~ + k:  G <= a k^2 + 2 a k, and (2 - a k)(1 + b) - k^2 - 2 k = 1 + 4 a + a^2 - 2 a^3 > 0;
#   s~ + k < 0:  G <= w a^2 <= a^3.
_SIX: Final = "Var(s~^3 + 3 Var(s) s~) <= range^4 Var(s) too, with equality for two-valued s (the comment above)"

_APART: Final = "the two terms are bounded one by one, and neither grew"
_FALLS: Final = "the form is at most wx^2 |s|^2 + wy^2 |v|^2, and what is left of L'' is above -(mu a^2 + 2 K a b)"
_DOUBLE: Final = "sqrt(m/(m - 1)) as a double, wrong by 1e-16 of rho_1, while the bound leaves a share of rho_1"
_EIGENVALUES: Final = "np.linalg.eigvalsh(np.array([[float(h.mid()) for h in row..."
_VERIFIED: Final = "`exceeds` verifies mu > 0, or nothing is observed"
_THIRDS: Final = ("B6", "B7", "B7-sharp", "B7-one-hot", "B7-local")
_FORMS: Final = ("S1", "S2", "S3")
_SECOND: Final = "2 * (first * first).sum() + 2 * (at.C * second).sum()"
_THIRD: Final = "6 * (first * second).sum() + 2 * (at.C * at.third).sum()"
_LARGEST: Final = "(first * first).sum() -> maximum(first * first)"
_CUBIC: Final = "a * x * x * x + 3 * b * x * x * y"
_BOTH_SIDES: Final = "both sides are one formula, with the masked keys and without them, and it changes on both"

KNOWN_MUTANTS: Final[dict[tuple[str, str, str], str]] = {
    ("B1", "_simplex_lower", "f * f -> f"): ("sum f = 1 <= 1"),
    **{
        (name, "_fourth", f"3 * variance(f, s) -> {rest}"): f"s~^2 - {rest} lies within +/- range(s)^2 too"
        for name in ("B3", "B3-fourth")
        for rest in ("variance(f, s)", "2 * variance(f, s)", "4 * variance(f, s)")
    },
    **{(name, "_fourth", _PLUS): _SIX for name in ("B3", "B3-fourth")},
    ("B3", "variance", "(gap * gap).sum(axis=1) -> maximum(gap * gap)"): (
        "with q = max s~^2 for Var(s): |s~^2 - 3 q| <= 3 q, and 9 q Var(s) <= 243/256 range(s)^4, as Var(s) is at most "
        "the product of the distances of the mean from both ends (Bhatia and Davis)"
    ),
    **{(name, "loss_derivatives", _LARGEST): _APART for name in ("B6-gradient", "B6")},
    ("R5", "loss_derivatives", _LARGEST): "the form falls, and its lower bound (S1) leaves |O'|^2 >= 0 out",
    ("B1", "_simplex_lower", "one - smallest -> one"): "1 <= 1, in the part that says f_k >= 0",
    **{
        ("B3-range", "_range_sides", f"3 * variance(f, s) -> {rest}"): "0 <= s~^2 <= range^2 and Var <= range^2 / 4"
        for rest in ("variance(f, s)", "2 * variance(f, s)", "4 * variance(f, s)")
    },
    ("B3-diagonal", "_binary_cubic", f"{_CUBIC} + 3 * c * x * y * y -> {_CUBIC} - 3 * c * x * y * y"): (
        "the lemma at -c, which the left side does not have"
    ),
    ("R1", "R1", "M * r / 9 -> M * r"): ("a stronger hypothesis: M r <= 1/2 for M r <= 9/10"),
    ("R1", "_cubic_error", "1 - a * r -> 1"): ("the error becomes |a| r^2 / 2, which is below M r^2 / (2 (1 - M r))"),
    (
        "R3-quadratic",
        "R3_QUADRATIC",
        "Inequality(lhs=lambda s, e0, e: _energy(s, e0, _error_aft... -> "
        "Inequality(lhs=lambda s, e0, e: _energy(s, e0, _error_aft...",
    ): ("by construction the eigenvalues of H~ relative to H are 1 +/- e0"),
    ("C1", "_constants", "2 * g -> 3 * g"): ("a larger ball, on which M is at least as large: a weaker claim"),
    ("C1", "_radius", "2 * h -> 3 * h"): ("a smaller root in the denominator, so a larger radius: a weaker claim"),
    ("C1", "_radius", "2 * g -> 3 * g"): ("a larger radius: a weaker claim"),
    **{
        ("I6-optimal", "regulariser", f"natural + lx * _square_sum(X) -> {rest}"): (
            "only Y differs between the sides, and lx ||X||^2 cancels"
        )
        for rest in ("natural", "natural - lx * _square_sum(X)")
    },
    (
        "B2-cauchy",
        "centred",
        "v.reshape(v.shape[0], -1) - mean(f, v)[None, :] -> v.reshape(v.shape[0], -1) + mean(f, v)[None, :]",
    ): ("Cauchy-Schwarz holds for the means of any two functions"),
    **{
        ("B2-cauchy", "CAUCHY", f"f * centred(f, s){product} -> {rest}"): "the left side is the mean of s~ or v~: 0"
        for product, rest in ((" * centred(f, v)[:, 0]", "f * centred(f, s)"), ("", "f"))
    },
    ("B1-mean", "softmax", "U / U.sum(axis=1)[:, None] -> U"): ("Cauchy-Schwarz holds for any weights"),
    ("B2-one-sided", "centred", "v.reshape(v.shape[0], -1) - mean(f, v)[None, :] -> v.reshape(v.shape[0], -1)"): (
        "E[q^2 w] <= E[q^2] max w for any function q"
    ),
    ("*", "root", "like * 0 -> 0"): (
        "a double for sqrt 2 or sqrt 3; it errs above sqrt 2 and below sqrt 3, and both enlarge the bounds"
    ),
    ("*", "line", "O - B -> O + B"): "the lemma at -B",
    ("*", "line", "O - B -> O"): "the lemma at B = 0, with bounds that are no smaller",
    ("*", "line", "O - B -> -B"): "c_j is any vector, as B is, and a bound |B_j| + rho_2 of it still holds",
    ("B6-c", "row_lengths", "values * values -> values"): "the lengths only give the number of rows here",
    **{
        (name, "set_quantities", f"2 * one -> {rest}"): (
            "tau grows; omega = rho_2 suffices, as |E[s~^2 V~]| <= sqrt(2/27) |s|^2 rho_2 (B3-polar) < phi |s|^2 rho_2"
        )
        for name in ("B6", "B6-euclidean")
        for rest in ("1 * one", "one")
    },
    ("B6", "set_quantities", "rho2 * root -> rho2"): (
        "omega = rho_2 suffices, as |E[s~^2 V~]| <= sqrt(2/27) |s|^2 rho_2 (B3-polar) < phi |s|^2 rho_2"
    ),
    **{
        (name, "set_quantities", "2 * one -> 3 * one"): (
            "omega grows by 0.3 rho_2, of which B3-polar needs none, and that is more than tau loses"
        )
        for name in ("B6", "B6-euclidean")
    },
    ("B7-growth", "_ball_rows", "V + dV -> V - dV"): "the lemma at -dV",
    **{
        (name, "half_curvature", "loss_derivatives(at)[1] / 2 -> loss_derivatives(at)[1] / 3"): _FALLS
        for name in _FORMS
    },
    **{
        ("B3-diagonal", "_binary_cubic", change): "another form: c and d are free, and only a and b are on the left"
        for change in (
            "a * x * x * x + 3 * b * x * x * y + 3 * c * x * y * y -> a * x * x * x + 3 * b * x * x * y",
            "3 * c -> 3",
        )
    },
    ("B3-range", "B3_RANGE", "_range_sides(*z)[0] -> _range_sides(*z)[-1]"): "the same on both sides",
    **{
        (
            name,
            "_fourth",
            "power(centred(f, s), 2) - 3 * variance(f, s) -> power(centred(f, s), 2)",
        ): "s~^2 lies within +/- range(s)^2 too"
        for name in ("B3", "B3-fourth")
    },
    (
        "S3-stationary",
        "gradient",
        "matmul(A3.T, value_part) + as_array(ly) * Y -> matmul(A3.T, value_part)",
    ): "the bounds drop ly |Y|^2 >= 0 anyway",
    ("S3", "largest_weight", "rho1 * 0 + 1 -> 1"): _DOUBLE,
    ("R3-run", "approximate_runs", "_LINEAR_STEPS + 1 -> _LINEAR_STEPS - 1"): "fewer steps of the same runs",
    ("R3-run", "_approximate_step", "2 * weight -> 1 * weight"): (
        "the spectrum of H~ relative to H is {1 - e0, 1}: another instance of the lemma"
    ),
    (
        "R1-run",
        "_move_within_basin",
        "good.minimiser + direction * share -> good.minimiser - direction * share",
    ): "the start on the other side of z*: another instance of the lemma",
    ("C1", "_radius", "arb(1) / 2 -> arb(1) / 1"): "for 1/2 <= h < 1 the root is not real and nothing is claimed",
    **{
        (name, "_constants", f"estimate * (1 - 2.0 ** (-20)) -> {rest}"): _VERIFIED
        for name in ("C1", "C1-newton", "C2")
        for rest in ("estimate", "1 - 2.0 ** (-20)")
    },
    **{
        (name, "_constants", change): _VERIFIED
        for name in ("C1", "C1-newton", "C2")
        for change in ("1 - 2.0 ** (-20) -> -2.0 ** (-20)", "-20 -> 20", f"{_EIGENVALUES} -> {_EIGENVALUES}")
    },
    ("C1-newton", "newton_distances", "slope - (hessian * w).sum(axis=1) -> slope + (hessian * w).sum(axis=1)"): (
        "a Newton step's residual grows to about 2 |grad|: a larger e"
    ),
    ("C2-form", "_gap_sides", "t.item() + d.item() -> t.item()"): "the lemma at d = 0",
    ("C4-residual", "_residual_sides", "(A + A.T) / 2 -> A + A.T"): "another symmetric matrix",
    ("R5", "relative_range", "wx * wy -> wy"): "wx >= 1: a smaller lo or a larger hi",
    ("B7-growth", "bounds_after_move", "2 * delta -> 2"): "delta <= 1 in the space: larger bounds",
    (
        "S4",
        "_blocks",
        "(a1.item() * natural_coordinates.square(u) + a3.item() * ... -> "
        "(a1.item() * natural_coordinates.square(u) + a3.item() * ...",
    ): "without the mixed term: lambda <= min(a1, a3)",
    (
        "S3-sublevel",
        "residual",
        "outputs(A1, A2, A3, X, Y, mask) - B -> outputs(A1, A2, A3, X, Y, mask) + B",
    ): "the lemma at -B",
    (
        "S4",
        "_blocks",
        "2 * a2.item() * matmul(matmul(u[None, :], C), v[:, None])... -> 2 * a2.item()",
    ): "lambda <= min(a1, a3), and 2 a2 >= 0",
    (
        "S3-sublevel",
        "residual",
        "outputs(A1, A2, A3, X, Y, mask) - B -> outputs(A1, A2, A3, X, Y, mask)",
    ): "the lemma at B = 0",
    **{
        ("S3-sublevel", "regulariser", f"{ridge} * _square_sum({of}) -> {ridge}"): f"{ridge} >= 0 is all that is used"
        for ridge, of in (("lx", "X"), ("ly", "Y"))
    },
    (
        "S2-threshold",
        "_threshold_sides",
        "m + sqrt(as_array(m * m + 4 * k * k)).item() -> m - sqrt(as_array(m * m + 4 * k * k)).item()",
    ): "the other root t < 0 of t (t - mu) = K^2: (1 + d) |t| ((1 + d) |t| + mu) >= K^2",
    **{
        ("R3-quadratic", "_spectral_hypothesis", change): "every pair meets the hypothesis; fewer meet this one"
        for change in ("(1 + e0.item()) * H -> H", "1 - e0.item() -> 1 + e0.item()", "m[0, 1] * m[1, 0] -> m[0, 1]")
    },
    ("R5", "_low_is_positive", "64 * low -> 63 * low"): "a stronger hypothesis",
    ("S3-stationary", "gradient", "at.P + as_array(wx * wx) * at.S -> as_array(wx * wx) * at.S"): (
        "the last left side becomes -lx |X|^2 <= 0"
    ),
    ("S3", "region_constants", "1 + psi -> 1"): (
        "|E[s~^2 V~]| <= sqrt(2/27) |s|^2 b (B3-polar), below phi |s|^2 b unless psi < sqrt(2/27); then all weights of "
        "m <= 4 keys are above 0.18 and |f - e_k| < 1"
    ),
    ("S3", "largest_weight", "rho1 * 0 -> 0"): _DOUBLE,
    ("R1", "R1", "M * r -> r"): "M <= 1 in the family: a larger bound or a stronger hypothesis",
    ("R5", "relative_range", "values / (wy * wy) -> values"): (
        "wy >= 1: a larger hi, and both inequalities say lo D <= H <= hi D"
    ),
    (
        "I4-product",
        "I4_PRODUCT",
        "_product_sides(**z)[0] -> _product_sides(**z)[-1]",
    ): "the same on both sides",
    ("C4-residual", "_residual_sides", "(A + A.T) / 2 -> (A + A.T) / 3"): "another symmetric matrix",
    ("C4-residual", "_residual_sides", "(A + A.T) / 2 -> (A + A.T) / 1"): "another symmetric matrix",
    ("C4-residual", "_residual_sides", "symmetric - matmul(R.T, R) -> symmetric"): "the lemma at R = 0",
    **{
        (name, "loss_derivatives", f"{_THIRD} -> {rest}"): _APART
        for name in _THIRDS
        for rest in ("6 * (first * second).sum()", "2 * (at.C * at.third).sum()", _THIRD.replace("+", "-"))
    },
    **{
        (name, "loss_derivatives", change): _APART
        for name in _THIRDS
        for change in (
            "6 * (first * second).sum() -> (first * second).sum()",
            "6 * (first * second).sum() -> 5 * (first * second).sum()",
            "2 * (at.C * at.third).sum() -> (at.C * at.third).sum()",
            "2 * (at.C * at.third).sum() -> 1 * (at.C * at.third).sum()",
        )
    },
    **{
        (name, "loss_derivatives", change): _FALLS
        for name in _FORMS
        for change in (
            f"{_SECOND} -> 2 * (first * first).sum()",
            f"{_SECOND} -> 2 * (at.C * second).sum()",
            "2 * (first * first).sum() -> 2",
            "2 * (first * first).sum() -> (first * first).sum()",
            "2 * (first * first).sum() -> 1 * (first * first).sum()",
            "2 * (at.C * second).sum() -> 2",
            "2 * (at.C * second).sum() -> (at.C * second).sum()",
            "2 * (at.C * second).sum() -> 1 * (at.C * second).sum()",
            "(first * first).sum() -> maximum(first * first)",
        )
    },
    **{
        (name, function, change): _BOTH_SIDES
        for (name, function), changes in {
            ("I7-scale", "_square_sum"): ("(values * values).sum() -> maximum(values * values)",),
            ("I7-gradient", "gradient"): (
                "2 * (matmul(matmul(A1.T, score_part), A2) + as_array(lx) ... -> "
                "matmul(matmul(A1.T, score_part), A2) + as_array(lx) * X",
                "matmul(matmul(A1.T, score_part), A2) + as_array(lx) * X -> as_array(lx) * X",
                "2 * (matmul(A3.T, value_part) + as_array(ly) * Y) -> matmul(A3.T, value_part) + as_array(ly) * Y",
                "matmul(A3.T, value_part) + as_array(ly) * Y -> as_array(ly) * Y",
            ),
            ("I7-gradient", "state"): ("O - B -> O",),
            ("I7-hessian", "hessian"): (
                "kronecker(gram, identity(k)) + as_array(ly) * kronecker(i... -> "
                "as_array(ly) * kronecker(identity(r), identity(k))",
                "2 * np.block([[xx, xy], [xy.T, yy]]) -> np.block([[xx, xy], [xy.T, yy]])",
            ),
            ("I7-hessian", "state"): ("O - B -> O",),
            ("I7-hessian", "_value_covariances"): (
                "matmul(at.F, row_outer(A2, at.V)) - row_outer(matmul(at.F... -> "
                "matmul(at.F, row_outer(A2, at.V)) + row_outer(matmul(at.F...",
            ),
            ("I7-hessian", "_xx_block"): (
                "matmul(at.P, row_outer(A2, A2)).reshape(-1, q, q) - cross... -> "
                "matmul(at.P, row_outer(A2, A2)).reshape(-1, q, q) - cross...",
            ),
            ("I7-hessian", "_xy_block"): ("row_outer(mean3, g) + row_outer(h, at.C) -> row_outer(mean3, g)",),
            ("I7-product", "hessian_product"): (
                "matmul(dF, at.V) + matmul(at.F, dV) -> matmul(dF, at.V) - matmul(at.F, dV)",
                "matmul(dC, at.V.T) + matmul(at.C, dV.T) -> matmul(at.C, dV.T)",
                "matmul(at.C, at.V.T) - (at.C * at.O).sum(axis=1)[:, None] -> "
                "matmul(at.C, at.V.T) + (at.C * at.O).sum(axis=1)[:, None]",
                "dF * level + at.F * slope + as_array(wx * wx) * dS -> as_array(wx * wx) * dS",
                "matmul(dF.T, at.C) + matmul(at.F.T, dC) -> matmul(at.F.T, dC)",
                "2 * (matmul(matmul(A1.T, score_part), A2) + as_array(lx) ... -> "
                "3 * (matmul(matmul(A1.T, score_part), A2) + as_array(lx) ...",
            ),
            ("I7-product", "state"): ("O - B -> -B",),
        }.items()
        for change in changes
    },
    **SLACK,
}

__all__ = ["KNOWN_MUTANTS", "OPEN_MUTANTS"]
