"""Mutants of these theories that are true: an argument by hand for each, by lemma, function changed and change.

`proofcheck.mutants` asks for one after every checker has failed to refute a mutant and no other explanation applies.
"""

from __future__ import annotations

from typing import Final

_FAMILY: Final = "another symmetric matrix whose eigenvalues the lemma allows, and so an instance of the lemma"
_PROJECTION: Final = "Q becomes a projection P: the eigenvalues of P D P are 0, which adds nothing to f, or in [1, s^2]"

# Softmax regression: c = f - b. Its lemmas use b in [0, 1]^m, not sum b = 1; then c_k - E[c] <= f_k + <f, b> - f_k
# b_k - b_k - |f|^2 <= 1 and E[c] - c_k <= 2, so that -2 |s|^2 <= L'' <= 2 (1/4 + 1/2) |s|^2.
_UPPER: Final = "L'' <= 3/2 |s|^2 for b in [0, 1]^m, since c_k - E[c] <= 1"
_CUBE: Final = "b stays in [0, 1]^m, which is all that the proof uses"
_FIRST: Final = "identity(b.shape[0])[0]"
_MASS: Final = f"share + {_FIRST} * (1 - share.sum())"
_IN_CUBE: Final = (f"{_FIRST} -> identity(b.shape[0])[-1]", f"{_MASS} -> share")
_CUBED: Final = "power(square(scores(A, d)), 3)"
# (1 - <f, c>) |f'| + |<f', 2 f - b>| |f| <= (1 + P - P^2) j + (2 P + 1) |f| / sqrt 8 < 1.17 for P = max f, where |f'|
# <= j |s|, j = min(1/2, 2 P (1 - P)), and |<f', g>| <= range(g) |s| / sqrt 8: f_k |g~_k| <= range(g)/4 with a sum of
# at most range(g)/2.
_PREDICTED: Final = (
    "|w'| < 5/4 |s| along a line: w' = f' (2 f - b) for w = f c, as sum c = 0; w' = (1 - <f, c>) f' - <f', 2 f - b> f "
    "for w = c - <f, c> f (the comment above)"
)
_SPREAD: Final = "width * (inner * (1 - unit[0] - unit[1]) + unit[1])"
_NEGATED: Final = "prediction(A, x) - b -> prediction(A, x) + b"

RATES: Final[dict[tuple[str, str, str], str]] = {
    ("*", "quadratic", "s.item() * s.item() -> s.item()"): (_FAMILY + ": in [1, s], and s >= 1"),
    ("*", "quadratic", "unit[0] -> unit[-1]"): (_FAMILY),
    ("*", "quadratic", "v * v + unit[0] -> unit[0]"): (_FAMILY),
    ("*", "quadratic", "v * v + unit[0] -> v * v - unit[0]"): (
        _FAMILY + "; v = e_1 divides by zero and is not decided"
    ),
    ("*", "quadratic", "v * v + unit[0] -> v * v"): (_FAMILY + "; v = 0 divides by zero and is not decided"),
    ("*", "quadratic", "unit - 2 * direction[:, None] * direction[None, :] / squa... -> unit"): (_FAMILY),
    ("*", "quadratic", "2 * direction[:, None] -> direction[:, None]"): (_PROJECTION),
    ("*", "quadratic", "2 * direction[:, None] -> 1 * direction[:, None]"): (_PROJECTION),
    ("gd-short", "quadratic", "inner * (1 - unit[0] - unit[1]) -> inner"): (
        "eigenvalues in [1, 2 s^2 - 1], where |1 - lambda / s^2| <= 1 - 1 / s^2 as before"
    ),
    ("gd-long", "_optimal", "s * s + 1 -> s * s - 1"): ("the bound becomes 1^k ||x_0||^2, which is larger"),
    **{
        ("gd-sublinear", "quadratic", change): "a matrix with eigenvalues in [0, s^2]: an instance of the lemma"
        for change in (
            "s.item() * s.item() - 1 -> -1",
            f"1 + {_SPREAD} -> {_SPREAD}",
            "Q * eigenvalues[None, :] -> Q",
        )
    },
}

SOFTMAX: Final[dict[tuple[str, str, str], str]] = {
    ("regularised", "on_simplex", f"{_MASS} -> share"): _CUBE,
    ("regularised", "loss", _NEGATED): "E[c] <= 2 and c_k >= 0 for c = f + b: E[c] - c_k <= 2 as before",
    ("smooth", "UPPER", "5 * square(scores(A, d)) -> 4 * square(scores(A, d))"): _UPPER,
    **{("smooth", "on_simplex", change): _UPPER for change in _IN_CUBE},
    ("smooth", "on_simplex", "1 - share.sum() -> 1"): (
        "b_0 <= 1 + 1/m adds at most 1/m to c_k - E[c] <= 1, so that L'' <= 2 (1/4 + 3/4) |s|^2"
    ),
    ("smooth", "loss", _NEGATED): "c = f + b too has c_k - E[c] <= 1, so that L'' <= 3/2 |s|^2",
    ("smooth", "loss", "prediction(A, x) - b -> -b"): "a constant loss: L'' = 0",
    ("gradient-lipschitz", "gradient", "f * c -> c"): _PREDICTED,
    ("gradient-lipschitz", "on_simplex", f"{_MASS} -> share - {_FIRST} * (1 - share.sum())"): (
        "b_0 in [-1, 1], b_k in [0, 1/m]: E[c] - c_k <= 5/2 and c_k - E[c] <= 3/2, so that |L''| <= 5/2 |s|^2"
    ),
    ("hessian-lipschitz", "HESSIAN_LIPSCHITZ", f"36 * {_CUBED} -> 35 * {_CUBED}"): (
        "the derivation gives (3 + 2 sqrt 2)^2 < 34"
    ),
    **{("hessian-lipschitz", "on_simplex", change): _CUBE for change in _IN_CUBE},
    ("hessian-lipschitz", "on_simplex", "1 - share.sum() -> 1"): (
        "sd(c) <= sd(f) + sd(b) <= 1 still: sd(b) <= (1 + 1/m)/2, Var(f) <= 1/16 for m = 2, else at most 27/256 < 1/9"
    ),
    ("hessian-lipschitz", "loss", _NEGATED): "range(c) <= 2, so that sd(c) <= 1 as before",
}
