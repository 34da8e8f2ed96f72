"""The bound of arXiv 2510.23012 in the norms l_1, l_4 and l_inf, and the word "strictly" of its abstract.

The claims are about the Jacobian J = diag(f) - f f^T at f = softmax(x): a map is L-Lipschitz in a norm when |J h| <=
L |h| for every x and h. Strict inequality for every h is what "the local constant is below" says in finitely many
dimensions, where it is attained.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import (
    Array,
    Grade,
    Inequality,
    Instance,
    Lemma,
    Source,
    Space,
    Theory,
    Variable,
    absolute,
    exp,
    maximum,
    power,
    rationals,
)

_PAPER: Final = "P. Nair, Softmax is 1/2-Lipschitz: A tight bound across all l_p norms"
_ABSTRACT: Final = Source(paper=_PAPER, number="abstract", page="1", version="arXiv 2510.23012v1 (the abstract)")
_PROOF: Final = proofs_beside(__file__)
_VECTORS: Final = {name: Variable(shape=("m",), low=-4, high=4, unbounded=True) for name in ("x", "h")}
_FROM_ONE: Final = Space(sizes={"m": (1, 4)}, variables=_VECTORS, large={"m": 32})
_FROM_TWO: Final = Space(sizes={"m": (2, 4)}, variables=_VECTORS, large={"m": 32})
_FROM_THREE: Final = Space(sizes={"m": (3, 5)}, variables=_VECTORS, large={"m": 32})


def moved(x: Array, h: Array) -> Array:
    """J h."""
    f = exp(x) / exp(x).sum()
    image: Array = f * (h - (f * h).sum())
    return image


def _fourth(values: Array) -> Any:
    return power(values, 4).sum()


def _size(values: Array) -> Any:
    return absolute(values).sum()


def _largest(values: Array) -> Any:
    return maximum(absolute(values))


def _equal_weights() -> Instance:
    return {"x": rationals([0, 0]), "h": rationals([1, -1])}


def _half(name: str, norm: str, measure: Callable[[Array], Any], factor: int, remarks: str = "") -> Lemma:
    """measure(J h) <= measure(h) / factor, which is |J h| <= |h| / 2 in that norm."""
    index = r"\infty" if norm == "inf" else norm
    return Lemma(
        name=name,
        title=f"1/2-Lipschitz in the norm l_{norm}",
        statement=rf"\|J h\|_{index} \le \tfrac12 \|h\|_{index}",
        source=_ABSTRACT,
        claim=Inequality(lhs=lambda x, h: measure(moved(x, h)), rhs=lambda x, h: measure(h) / factor),
        space=_FROM_ONE,
        extremes=lambda: [_equal_weights()],
        remarks=remarks,
        kernel=_PROOF,
    )


ONE = _half("l1", "1", _size, 2)
FOUR = _half(
    *("l4", "4", _fourth, 16),
    "The fourth powers of both sides. The paper states it for every p; l_2 is B4 of the attention theory.",
)
LARGEST = _half("l-inf", "inf", _largest, 2)
_STRICTLY: Final = Inequality(
    lhs=lambda x, h: _fourth(moved(x, h)),
    rhs=lambda x, h: _fourth(h) / 16,
    where=lambda x, h: _fourth(h) - 1,
    strict=True,
)
STRICT = Lemma(
    name="strict",
    title="The local constant is below 1/2 at every point, p = 4",
    statement=r"\|J h\|_4 < \tfrac12 \|h\|_4, \quad h \ne 0",
    hypotheses="As the abstract says it, of no number of entries; two at least. |h|_4 >= 1, as both sides scale.",
    source=_ABSTRACT,
    claim=_STRICTLY,
    space=_FROM_TWO,
    witness=_equal_weights,
    expected=Grade.REFUTED,
    holds_instead="strict-three",
    remarks="By hand: x = (0, 0), f = (1/2, 1/2), h = (1, -1): J h = (1/2, -1/2), in every norm half of h. With three "
    "entries or more no finite x has two weights 1/2. The bounds of the paper survive: they are not strict.",
)
STRICT_THREE = Lemma(
    name="strict-three",
    title="The local constant is below 1/2, three entries or more, p = 4",
    statement=r"\|J h\|_4 < \tfrac12 \|h\|_4, \quad h \ne 0, \quad m \ge 3",
    hypotheses="|h|_4 >= 1, as both sides scale.",
    claim=_STRICTLY,
    space=_FROM_THREE,
    reference="new here: the same claim without two entries",
    kernel=_PROOF,
    remarks="Of three positive weights at most one is 1/2; the row of J of another has a sum of absolute values below "
    "1/2, and so each column counts for less than 1/16 in the sum of fourth powers.",
)

THEORY = Theory(
    name="softmax-lipschitz",
    title="Softmax in every norm l_p",
    problem=r"f = \mathrm{softmax}(x), \quad J = \mathrm{diag}(f) - f f^\top",
    notation=((r"x, h", "scores and a direction, m entries"), (r"J", "the Jacobian of softmax at x")),
    lemmas=(ONE, FOUR, LARGEST, STRICT, STRICT_THREE),
    reference=f"{_PAPER}, arXiv 2510.23012v1",
)
