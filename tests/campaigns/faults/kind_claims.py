"""Instances of the kinds of faults that are about claims: each says whether what came out is right.

Written against names that every version of the packages has, so that an older tree can be asked too; a name that it
lacks counts as not right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from proofcheck import decide
from proofcheck import theory as t
from proofcheck.theory import Domain, Grade, Identity, Inequality, Lemma, Space, Theory, Variable, exp, power, sqrt

Instances = dict[str, Callable[[], bool]]
SCALAR = Space(variables={"x": Variable(low=1, high=2)})
SIGNED = Space(variables={"x": Variable()})
WHOLE = Space(variables={"x": Variable(low=-4, high=6, denominator=1)})
ENTRY = Space(variables={"x": Variable(shape=(1,), low=1, high=2)})
TRIPLE = Space(variables={"x": Variable(shape=(3,))})
SHOWN = ("PROVED", "FORMAL", "CERTIFIED", "ARGUED", "SUPPORTED")


def decide_one(claim: Any, space: Space, **more: Any) -> Any:
    """The decision on one lemma."""
    fields = {"title": "t", "statement": r"a \le b"} | more
    return decide(Theory(name="kinds", title="kinds", lemmas=(Lemma(name="L", claim=claim, space=space, **fields),)))[
        "L"
    ]


def false(lhs: Any, rhs: Any = 0, space: Space = SCALAR, *, box: bool = True, **more: Any) -> Callable[[], bool]:
    """A falsehood: right unless it is shown. On a box too, where an enclosure would take one branch."""
    return lambda: _grade(lhs, rhs, space, box, more) not in SHOWN


def true(lhs: Any, rhs: Any = 0, space: Space = SCALAR, *, box: bool = False, **more: Any) -> Callable[[], bool]:
    """A truth: right unless it is refuted."""
    return lambda: _grade(lhs, rhs, space, box, more) != "REFUTED"


def refuse(lhs: Any, rhs: Any = 0, space: Space = SCALAR, **more: Any) -> Callable[[], bool]:
    """What has no exact meaning: right when the lemma is BROKEN."""
    return lambda: _grade(lhs, rhs, space, False, more) == "BROKEN"


def _grade(lhs: Any, rhs: Any, space: Space, box: bool, more: dict[str, Any]) -> str:
    kind = more.pop("kind", Inequality) if "kind" in more else Inequality
    options = {"where": more.pop("where")} if "where" in more else {}
    if box:
        more = {**more, "domain": Domain(space=space)}
    side = rhs if callable(rhs) else lambda x: 0 * x + rhs
    return str(decide_one(kind(lhs=lhs, rhs=side, **options), space, **more).grade.name)


def said(lhs: Any, rhs: Any, space: Space, **options: Any) -> Callable[[], bool]:
    """Thin evidence or a side without values: right when it is not expected, or the verdict says that it is thin."""

    def right() -> bool:
        found = decide_one(Inequality(lhs=lhs, rhs=rhs, **options), space)
        reason = found.entry["verdict"]["reason"]
        return not found.as_expected or "THIN" in reason

    return right


ARITHMETIC: Instances = {
    "x**-3": false(lambda x: x**-3, Fraction(1, 2)),
    "x**-1": false(lambda x: 1 - x**-1, 0),
    "x**0": false(lambda x: x**0, Fraction(1, 2)),
    "power(x, 0) = 1": true(lambda x: power(x, 0), 1, kind=Identity),
    "power(x, -2) x^2 = 1": true(lambda x: power(x, -2) * x * x, 1, kind=Identity),
    "(-x)**3": false(lambda x: -((-x) ** 3), 1),
    "derivative of x**-3": true(
        lambda x: t.derivatives(lambda z: z["x"] ** -3, {"x": x}, {"x": 0 * x + 1}, 1)[1] * x * x * x * x,
        -3,
        kind=Identity,
    ),
}


def _near(x: Any) -> Any:
    """Positive within 2^-22 of 4/3 alone: no sample falls there, and a box must not take the branch of the others."""
    return 1 - (3 * x - 4) * (3 * x - 4) * 2**40


BRANCHES: Instances = {
    "1 if x > 0 else 0": false(lambda x: 0 * x + (1 if _near(x) > 0 else 0), 0),
    "sorted": false(lambda x: sorted([0 * x, _near(x)])[1], 0),
    "np.where": false(lambda x: np.where(_near(x) > 0, 1, 0) + 0 * x, 0),
    "np.clip": false(lambda x: np.clip(_near(x), 0, 1), 0),
    "max(x, y)": false(lambda x: max(0 * x, _near(x)), 0),
    "abs by its sign": false(lambda x: _near(x) if _near(x) >= 0 else 0 * x, 0),
    "a mask": false(lambda x: x[_near(x) > 0].sum(), lambda x: 0 * x.sum(), ENTRY),
    "truth of a comparison": false(lambda x: 0 * x + int(_near(x) > 0), 0),
}
EXACT: Instances = {
    "0.3 x <= 3 x / 10": true(lambda x: 0.3 * x, lambda x: 3 * x / 10),
    "np.float64(0.1) 10 = 1": true(lambda x: np.float64(0.1) * 10 * x, lambda x: x, kind=Identity),
    "math.sqrt(2)": refuse(lambda x: math.sqrt(2) * x, lambda x: 2 * x),
    "a wrapped factorial": false(lambda x: x * np.arange(1, 25).prod(), 0, box=False),
    "int(a wrapped factorial)": false(lambda x: x * int(np.arange(1, 25).prod()), 0, box=False),
    "a wrapped power": false(
        lambda x: x * np.int64(-(10**10)) * np.int64(10**10), lambda x: -(10**21) * x + 10**21, box=False
    ),
    "a wrapped sum as an item": false(lambda x: x * np.full(4, 2**62).sum().item(), 0, box=False),
    "strict, attained at 1/3": lambda: (
        decide_one(
            Inequality(lhs=lambda x: 0 * x, rhs=lambda x: (3 * x - 1) * (3 * x - 1), strict=True),
            SIGNED,  # type: ignore[call-arg]
        ).grade
        is Grade.REFUTED
    ),
}
SPACES: Instances = {
    "a box for integers": true(lambda x: 0 * x + 1, lambda x: (2 * x - 5) * (2 * x - 5), WHOLE, box=True),
    "a witness at 4 for [1, 2]": true(lambda x: x, 2, witness=lambda: {"x": np.array(4, dtype=object)}),
    "an extreme at -1": true(lambda x: -x, 0, extremes=lambda: iter([{"x": np.array(-1, dtype=object)}])),
    "a witness that is no integer": true(
        lambda x: x - x * x, 0, WHOLE, witness=lambda: {"x": np.array(Fraction(1, 2), dtype=object)}
    ),
    "a witness of another shape": lambda: (
        decide_one(
            Inequality(lhs=lambda x: -(x * x).sum(), rhs=lambda x: 0 * x.sum()),
            TRIPLE,
            witness=lambda: {"x": np.array([0, 0], dtype=object)},
        ).grade
        is Grade.BROKEN
    ),
}
THIN: Instances = {
    "a hypothesis that never holds": said(lambda x: x, lambda x: 0 * x, SIGNED, where=lambda x: -1 - x * x),
    "a hypothesis that hardly holds": said(
        lambda x: x - 3, lambda x: 0 * x, SIGNED, where=lambda x: -(64 * x - 37) * (64 * x - 37)
    ),
    "a hypothesis on three entries": said(
        lambda x: x[0], lambda x: 3 + 0 * x[0], TRIPLE, where=lambda x: -((x * x - x - Fraction(3, 4)) ** 2).sum()
    ),
    "a root without values": said(lambda x: sqrt(x), lambda x: 0 * x + 9, SIGNED),
    "a division by zero": said(lambda x: -1 / (x * x - x * x), lambda x: 0 * x, SIGNED),
}


def _lse(x: Any) -> Any:
    return t.log(exp(x).sum())  # type: ignore[attr-defined, unused-ignore]


def _softmax(x: Any) -> Any:
    return exp(x) / exp(x).sum()


def _square(v: Any) -> Any:
    return (v * v).sum()


def _curvature(x: Any, y: Any) -> Any:
    return (_softmax(x) * y * y).sum() - (_softmax(x) * y).sum() * (_softmax(x) * y).sum()


PAIR = Space(sizes={"n": (1, 10)}, variables={"x": Variable(shape=("n",)), "y": Variable(shape=("n",))})
SEARCH: Instances = {
    name: (lambda lhs=lhs, rhs=rhs: decide_one(Inequality(lhs=lhs, rhs=rhs), PAIR).grade is Grade.REFUTED)
    for name, lhs, rhs in (
        ("Hessian at 0.49", _curvature, lambda x, y: 49 * _square(y) / 100),
        (
            "gradient at 0.49",
            lambda x, y: _square(_softmax(x) - _softmax(y)),
            lambda x, y: 49 * 49 * _square(x - y) / 10**4,
        ),
        (
            "inner product at 0.49",
            lambda x, y: ((_softmax(x) - _softmax(y)) * (x - y)).sum(),
            lambda x, y: 49 * _square(x - y) / 100,
        ),
        (
            "upper bound at 0.49",
            lambda x, y: _lse(y),
            lambda x, y: _lse(x) + (_softmax(x) * (y - x)).sum() + 49 * _square(y - x) / 200,
        ),
        (
            "Hessian at 0.499",
            _curvature,
            lambda x, y: 499 * _square(y) / 1000,
        ),
    )
}


def _tight() -> bool:
    space = Space(sizes={"m": (1, 4)}, variables={"x": Variable(shape=("m",)), "y": Variable(shape=("m",))})
    claim = Inequality(lhs=lambda x, y: _square(_softmax(x) - _softmax(y)), rhs=lambda x, y: _square(x - y) / 4)
    return bool(decide_one(claim, space).entry["sharpness"]["summary"] == "TIGHT")


def _loose() -> Any:
    return decide_one(Inequality(lhs=lambda x: x, rhs=lambda x: 3 + 0 * x), SCALAR)


def _refute(statement: str) -> str:
    claim = Inequality(lhs=lambda x: 0 * x + 2, rhs=lambda x: 0 * x + 1)
    return str(decide_one(claim, SCALAR, statement=statement).counterexample)


SEARCH["the README's half is TIGHT"] = _tight
WORDS: Instances = {
    "a factor says how far it searched": lambda: "evaluations" in str(_loose()),
    "sides of a >= b in its order": lambda: _refute(r"a \ge b").index("rhs") < _refute(r"a \ge b").index("lhs"),
    "sides of a <= b in its order": lambda: _refute(r"a \le b").index("lhs") < _refute(r"a \le b").index("rhs"),
    "which entry fails": lambda: (
        "entry 2 of 3"
        in str(
            decide_one(
                Inequality(lhs=lambda x: t.as_array([0 * x[0], 0 * x[0] + 1, 0 * x[0]]), rhs=lambda x: 0 * x), TRIPLE
            ).counterexample
        )
    ),
    "no opinion apart": lambda: (
        "agrees on 0 of"
        not in str(decide_one(Inequality(lhs=lambda x: 0 * x, rhs=lambda x: x * x), SCALAR).entry["evidence"])
    ),
    "one given instance": lambda: (
        "1 given instances"
        not in str(
            decide_one(
                Inequality(lhs=lambda x: x - x, rhs=lambda x: x), SCALAR, witness=lambda: {"x": np.array(1)}
            ).entry
        )
    ),
}
KINDS: dict[int, tuple[str, Instances]] = {
    1: ("silent defaults of an arithmetic", ARITHMETIC),
    3: ("branches on enclosures", BRANCHES),
    4: ("inexact numbers in exact sides", EXACT),
    5: ("evidence from outside the space", SPACES),
    6: ("thin or vacuous evidence", THIN),
    11: ("a search too weak for its words", SEARCH),
    12: ("words that mislead", WORDS),
}
