"""The curvature of L_exp as a weighted graph: four inequalities between numbers that bound it for every number of keys.

By D.44, with s = A d, F = ||f||^2 and b a unit vector, say e_1 with p = f_1 (L'' is linear in b),

    L_exp'' = sum over pairs of c_ij (s_i - s_j)^2,   c_1j = p f_j (4 p - 1 + 2 f_j - 3 F),
                                                            c_ij = f_i f_j (2 f_i + 2 f_j + 2 p - 3 F).

The Laplacian of nonnegative weights has no eigenvalue above the largest c_i + c_j over edges, c_i the sum of the
weights at i (Anderson and Morley 1985), so that L_exp'' <= that number of the positive parts of c times ||s||^2, and
>= minus that of the negative parts. With x, y the masses at the ends of an edge and m what is left, the other masses
f_k enter

    upward     F >= p^2 + x^2 (+ y^2) + f_k^2, so that each sum of f_k g(f_k) is at most m max g(t), 0 <= t <= m;
    downward   F = p^2 + x^2 (+ y^2) + r^2, r^2 = sum f_k^2, r <= m, and the sum of f_k (a - 2 f_k)_+ is at most
               m a_+ - min(2 r^2, a_+ r) by convexity, since f_k <= r.

A positive part is the larger of a number and zero; a sum of them is the largest of all partial sums, which are
polynomials.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Final

from proofcheck.theory import Array, Domain, Inequality, Lemma, Space, Variable, as_array

_GROUP = "Curvature for every number of keys"
UPWARD: Final = Fraction(1, 3)
DOWNWARD: Final = Fraction(1, 4)
_SHARE: Final = Variable(low=0, high=1)
_NEAR: Final = Space(variables={"p": _SHARE, "x": _SHARE, "z": _SHARE})
_FAR: Final = Space(variables={"p": _SHARE, "x": _SHARE, "y": _SHARE, "z": _SHARE})


def partial_sums(terms: Sequence[tuple[Any, ...]]) -> Array:
    """Every sum of one alternative, or nothing, from each term: the largest is that of their positive parts."""
    return as_array([sum(choice) for choice in product(*((0, *term) for term in terms))])


def near_upward(p: Any, x: Any, z: Any) -> Array:
    """c_1 + c_j for the edge from key 1 to one of mass x; t = m z."""
    m = 1 - p - x
    t, F = m * z, p * p + x * x
    return partial_sums(
        [
            (2 * p * x * (4 * p - 1 + 2 * x - 3 * F),),
            (m * p * (4 * p - 1 + 2 * t - 3 * F - 3 * t * t),),
            (m * x * (2 * x + 2 * t + 2 * p - 3 * F - 3 * t * t),),
        ]
    )


def far_upward(p: Any, x: Any, y: Any, z: Any) -> Array:
    """c_i + c_j for an edge between keys of masses x and y."""
    m = 1 - p - x - y
    t, F = m * z, p * p + x * x + y * y
    return partial_sums(
        [
            (2 * x * y * (2 * x + 2 * y + 2 * p - 3 * F),),
            (p * x * (4 * p - 1 + 2 * x - 3 * F),),
            (p * y * (4 * p - 1 + 2 * y - 3 * F),),
            (m * x * (2 * x + 2 * t + 2 * p - 3 * F - 3 * t * t),),
            (m * y * (2 * y + 2 * t + 2 * p - 3 * F - 3 * t * t),),
        ]
    )


def _rest(m: Any, a: Any, r: Any) -> tuple[Any, Any]:
    """m a - min(2 r^2, a r), the larger of two."""
    return m * a - 2 * r * r, m * a - a * r


def _times(factor: Any, term: tuple[Any, Any]) -> tuple[Any, Any]:
    return factor * term[0], factor * term[1]


def near_downward(p: Any, x: Any, z: Any) -> Array:
    """The same for the negative parts; r = m z."""
    m = 1 - p - x
    r = m * z
    F = p * p + x * x + r * r
    return partial_sums(
        [
            (2 * p * x * (1 + 3 * F - 4 * p - 2 * x),),
            _times(p, _rest(m, 1 + 3 * F - 4 * p, r)),
            _times(x, _rest(m, 3 * F - 2 * p - 2 * x, r)),
        ]
    )


def far_downward(p: Any, x: Any, y: Any, z: Any) -> Array:
    """The same for an edge between keys of masses x and y."""
    m = 1 - p - x - y
    r = m * z
    F = p * p + x * x + y * y + r * r
    return partial_sums(
        [
            (2 * x * y * (3 * F - 2 * x - 2 * y - 2 * p),),
            (p * x * (1 + 3 * F - 4 * p - 2 * x),),
            (p * y * (1 + 3 * F - 4 * p - 2 * y),),
            _times(x, _rest(m, 3 * F - 2 * p - 2 * x, r)),
            _times(y, _rest(m, 3 * F - 2 * p - 2 * y, r)),
        ]
    )


NEAR_UPWARD = Lemma(
    name="edge-near-upward",
    title="Edges at the key of b, from above",
    statement=r"\sum (\ldots)_+ \le \tfrac13 \quad (p + x \le 1)",
    group=_GROUP,
    hypotheses="The sums of this module's `near_upward`, with the masses p, x of both ends.",
    reference="new here; Anderson and Morley (1985) for the graph",
    claim=Inequality(
        lhs=lambda p, x, z: near_upward(p.item(), x.item(), z.item()),
        rhs=lambda p, x, z: UPWARD,
        where=lambda p, x, z: 1 - p - x,
    ),
    space=_NEAR,
    domain=Domain(space=_NEAR),
)

FAR_UPWARD = Lemma(
    name="edge-far-upward",
    title="Edges between other keys, from above",
    statement=r"\sum (\ldots)_+ \le \tfrac13 \quad (p + x + y \le 1,\ y \le x)",
    group=_GROUP,
    hypotheses="The sums of this module's `far_upward`.",
    reference="new here",
    claim=Inequality(
        lhs=lambda p, x, y, z: far_upward(p.item(), x.item(), y.item(), z.item()),
        rhs=lambda p, x, y, z: UPWARD,
        where=lambda p, x, y, z: as_array([1 - p - x - y, x - y]),
    ),
    space=_FAR,
    domain=Domain(space=_FAR, boxes=8000),
)

NEAR_DOWNWARD = Lemma(
    name="edge-near-downward",
    title="Edges at the key of b, from below",
    statement=r"\sum (\ldots)_+ \le \tfrac14 \quad (p + x \le 1)",
    group=_GROUP,
    hypotheses="The sums of this module's `near_downward`.",
    reference="new here",
    claim=Inequality(
        lhs=lambda p, x, z: near_downward(p.item(), x.item(), z.item()),
        rhs=lambda p, x, z: DOWNWARD,
        where=lambda p, x, z: 1 - p - x,
    ),
    space=_NEAR,
    domain=Domain(space=_NEAR),
)

FAR_DOWNWARD = Lemma(
    name="edge-far-downward",
    title="Edges between other keys, from below",
    statement=r"\sum (\ldots)_+ \le \tfrac14 \quad (p + x + y \le 1,\ y \le x)",
    group=_GROUP,
    hypotheses="The sums of this module's `far_downward`.",
    reference="new here",
    claim=Inequality(
        lhs=lambda p, x, y, z: far_downward(p.item(), x.item(), y.item(), z.item()),
        rhs=lambda p, x, y, z: DOWNWARD,
        where=lambda p, x, y, z: as_array([1 - p - x - y, x - y]),
    ),
    space=_FAR,
    domain=Domain(space=_FAR, boxes=8000),
)

LEMMAS = (NEAR_UPWARD, FAR_UPWARD, NEAR_DOWNWARD, FAR_DOWNWARD)
