"""No branch on an enclosure, no inexact number in a side: whichever way it is written, with the line that does it."""

import math
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.refusals import BranchError, InexactOperandError, RefusalError
from proofcheck.checkers import Settings, domain, rigorous
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.decision import Finding
from proofcheck.checkers.instances.decision import decide as decide_in
from proofcheck.lemmas.evidence import Outcome
from proofcheck.theory import (
    Domain,
    Inequality,
    Lemma,
    Space,
    Variable,
    absolute,
    as_array,
    clip,
    cos,
    derivatives,
    e,
    exp,
    expm1,
    guess,
    log,
    log1p,
    maximum,
    minimum,
    pi,
    power,
    rational,
    sin,
    sqrt,
    tanh,
    where,
)

AT = {"x": rationals(["1/3", "-5/4", "2"])}
ANYWHERE = Space(sizes={"n": (1, 9)}, variables={"x": Variable(shape=("n",), unbounded=True)})
BOX = Space(variables={"x": Variable(shape=(3,), low=-2, high=2)})


def decide(claim, instance):
    return decide_in(claim, ANYWHERE, instance)


def caught(x):
    try:
        return x[0] if x[0] > 0 else -x[0]
    except ValueError:
        return x[0]


BRANCHING = {
    "if": lambda x: 1 if x[0] * x[0] < 2 else 0,
    "if of a derivative": lambda x: derivatives(lambda z: z["x"] if z["x"][0] > 0 else -z["x"], {"x": x}, {"x": x}, 1)[
        1
    ],
    "an exception caught": caught,
    "and": lambda x: (x[0] and x[1]) * 1,
    "not": lambda x: int(not x[0]),
    "bool": lambda x: int(bool(x[0])),
    "equality": lambda x: int(x[0] == 0),
    "in": lambda x: int(x[0] in [x[1], x[2]]),
    "sorted": lambda x: sorted(x)[0],
    "max": lambda x: max(x),
    "min": lambda x: min(x[0], 0),
    "x.max()": lambda x: x.max(),
    "x.sort()": lambda x: x.copy().sort(),
    "argmax": lambda x: x[x.argmax()],
    "argmax, where numpy goes on after a refusal": lambda x: x[x[None].argmax(axis=1)],
    "any": lambda x: int(x.any()),
    "abs by its sign": lambda x: x[0] if x[0] >= 0 else -x[0],
    "a mask": lambda x: x[x > 0].sum(),
    "truth of an array": lambda x: int((x == x).all()),
    **{
        f"np.{name}": (lambda x, n=name: getattr(np, n)(x))
        for name in ("sort", "argsort", "max", "median", "ptp", "sign", "nonzero", "unique", "argmin", "count_nonzero")
    },
    "np.where": lambda x: np.where(x > 0, x, -x),
    "np.clip": lambda x: np.clip(x, -1, 1),
    "np.maximum": lambda x: np.maximum(x, 0),
    "np.fmin": lambda x: np.fmin(x, 0),
    "np.array_equal": lambda x: int(np.array_equal(x, x)),
    "np.searchsorted": lambda x: np.searchsorted(x, 0) * 1,
    "np.piecewise": lambda x: np.piecewise(x, [x > 0], [1, 0]),
    "np.heaviside": lambda x: np.heaviside(x, 0),
}


def factorial(n):
    return int(np.arange(1, n + 1).prod())


INEXACT = {
    "float": lambda x: 0.3 * x,
    "float on the right": lambda x: x + 0.3,
    "float power": lambda x: x**0.5,
    "np.float64": lambda x: np.float64(0.3) * x,
    "np.float32": lambda x: x * np.float32(0.5),
    "float beside an entry": lambda x: x[0] * 0.3,
    "array of floats": lambda x: x * np.ones(3),
    "np.pi": lambda x: np.pi * x,
    "math": lambda x: math.sqrt(2) * x,
    "wrapped product": lambda x: x * np.arange(1, 25).prod(),
    "wrapped product beside an entry": lambda x: np.arange(1, 25).prod() * x[0],
    "wrapped product returned": lambda x: np.arange(1, 25).prod(),
    "wrapped product converted": lambda x: int(np.arange(1, 25).prod()) * x,
    "wrapped product converted in a helper": lambda x: x * factorial(24),
    "wrapped product as an item": lambda x: x * np.arange(1, 25).prod().item(),
    "wrapped product in a list": lambda x: x * np.arange(1, 25).cumprod().tolist()[-1],
    "wrapped product as a fraction": lambda x: Fraction(np.arange(1, 25).prod()) * x,
    "wrapped product returned as a fraction": lambda x: Fraction(np.arange(1, 25).prod()),
    "wrapped power converted": lambda x: x + int(np.int64(10) ** 20),
    "wrapped sum of an array converted": lambda x: x + int((np.full(3, 2**62) * 4)[0]),
    "wrapped float converted": lambda x: x * int(np.int32(2**31 - 1) * np.ones(1, dtype=np.int32)[0]),
    "wrapped product, then another type": lambda x: x * np.arange(1, 25).prod(keepdims=True).astype(object),
    "array of integers": lambda x: x * np.arange(3),
    "fixed-width exponent": lambda x: x ** np.int64(3),
    "truth value": lambda x: x * (len(x) > 2),
    "float in a dot product": lambda x: np.multiply(x, 0.5),
    "float to a numpy function": lambda x: np.add(x, 1.0),
}


def claim(side, **more):
    return Inequality(lhs=side, rhs=lambda x: 0 * x[0] + 10**30, **more)


@pytest.mark.parametrize("name", BRANCHING)
def test_no_side_takes_a_branch(name):
    with pytest.raises((RefusalError, TypeError)) as caught_error:
        decide(claim(BRANCHING[name]), AT)
    if isinstance(caught_error.value, BranchError):
        assert "test_exact_sides.py, line " in str(caught_error.value)
        assert "where(condition, a, b)" in str(caught_error.value)


@pytest.mark.parametrize("name", INEXACT)
def test_no_inexact_number_enters_a_side(name):
    with pytest.raises(InexactOperandError, match=r"test_exact_sides\.py, line "):
        decide(claim(INEXACT[name]), AT)


@pytest.mark.parametrize("name", BRANCHING)
def test_no_box_is_certified_by_a_branch(name):
    lemma = Lemma(
        name="L", title="", statement="", claim=claim(BRANCHING[name]), space=BOX, domain=Domain(space=BOX, boxes=3)
    )
    with pytest.raises((RefusalError, TypeError)):
        domain.check(lemma, Settings())


def test_a_branch_that_only_some_sizes_take_is_met_at_those_sizes():
    side = lambda x: max(x) if len(x) > 2 else x[0]  # noqa: E731
    assert decide(claim(side), {"x": rationals([1, 2])}).finding is Finding.HOLDS
    with pytest.raises(BranchError):
        decide(claim(side), AT)


def test_a_guess_may_choose_but_not_over_a_box():
    side = lambda x: x[0] if guess(x)[0] > 0 else -x[0]  # noqa: E731
    assert examine_sides(claim(side), AT).guess
    lemma = Lemma(name="L", title="", statement="", claim=claim(side), space=BOX, domain=Domain(space=BOX, boxes=3))
    with pytest.raises(ValueError, match="stands for no box"):
        domain.check(lemma, Settings())


@pytest.mark.parametrize("where", [lambda x: x >= 0, lambda x: np.array([len(x) > 2]), lambda x: x[0] > 1])
def test_a_hypothesis_that_looks_boolean_is_told_what_to_write(where):
    with pytest.raises(BranchError, match="where=lambda x: x - 1"):
        decide(claim(lambda x: x, where=where), AT)


PIECEWISE = {
    "absolute": (lambda x: absolute(x), [Fraction(1, 3), Fraction(5, 4), Fraction(2)]),
    "abs": (lambda x: abs(x), [Fraction(1, 3), Fraction(5, 4), Fraction(2)]),
    "clip": (lambda x: clip(x, -1, rational("0.5")), [Fraction(1, 3), Fraction(-1), Fraction(1, 2)]),
    "maximum": (lambda x: maximum(x, 0), [Fraction(1, 3), Fraction(0), Fraction(2)]),
    "minimum": (lambda x: as_array([minimum(x)]), [Fraction(-5, 4)]),
    "where": (lambda x: where(x - Fraction(1, 4), x, 7), [Fraction(1, 3), Fraction(7), Fraction(2)]),
}


@pytest.mark.parametrize("name", PIECEWISE)
@pytest.mark.parametrize("factor", [lambda x: 1, lambda x: exp(x[0] - x[0])])
def test_piecewise_functions_decide_in_rationals_and_in_balls(name, factor):
    side, values = PIECEWISE[name]
    above = Inequality(lhs=lambda x: factor(x) * side(x), rhs=lambda x: as_array(values) + rational("1e-9"))
    below = Inequality(lhs=lambda x: as_array(values) - rational("1e-9"), rhs=lambda x: factor(x) * side(x))
    assert decide(above, AT).finding is decide(below, AT).finding is Finding.HOLDS


LINE = Space(variables={"x": Variable(low=-2, high=2)})
ON_BOXES = {
    "absolute": (lambda x: absolute(x), 2),
    "clip": (lambda x: clip(3 * x, -1, 1), 1),
    "maximum": (lambda x: maximum(x, -x), 2),
    "minimum": (lambda x: minimum(x, 1), 1),
    "where": (lambda x: where(x, x, -x), 2),
    "tanh": (lambda x: tanh(x), 1),
    "sin": (lambda x: sin(pi * x), 1),
    "cos": (lambda x: cos(pi * x), 1),
    "log": (lambda x: log(x * x + 1), Fraction(17, 10)),
    "log1p": (lambda x: log1p(x * x), Fraction(17, 10)),
    "expm1": (lambda x: expm1(x) / e, 3),
    "power": (lambda x: power(x + 3, -3), 1),
    "**": (lambda x: (x + 3) ** -3, 1),
    "sqrt of a constant": (lambda x: sqrt(2) * x, 3),
    "a fraction beside exp": (lambda x: Fraction(3, 10) * exp(x), 3),
}


@pytest.mark.parametrize("name", ON_BOXES)
def test_what_a_side_may_use_is_sound_on_boxes(name):
    """Certified a little above the true maximum, refuted a little below it."""
    side, peak = ON_BOXES[name]
    true = Lemma(
        name="L",
        title="",
        statement="",
        claim=Inequality(lhs=side, rhs=lambda x: 0 * x + peak + rational("0.2")),
        space=LINE,
        domain=Domain(space=LINE, boxes=2000),
    )
    assert domain.check(true, Settings()).outcome is Outcome.CERTIFIED
    low = {"log": 1.6, "log1p": 1.6, "expm1": 2.3, "sqrt of a constant": 2.8, "a fraction beside exp": 2.2}
    least = rationals(low.get(name, float(peak) - 0.05)).item()
    false = Lemma(name="L", title="", statement="", claim=Inequality(lhs=side, rhs=lambda x: 0 * x + least), space=LINE)
    assert rigorous.check(false, Settings()).outcome is Outcome.FAILS


@pytest.mark.parametrize(("side", "words"), [(lambda: 0, "unexpected.*'x'"), (lambda x, y: 0, "missing.*'y'")])
def test_a_side_of_other_variables_is_told_which_it_is_given(side, words):
    with pytest.raises(TypeError, match=rf"the side at .*line \d+: .*{words}; .*every variable .* by name: x"):
        examine_sides(Inequality(lhs=lambda x: x, rhs=side), AT)


def test_a_strict_inequality_is_refuted_by_equality():
    equal = {"lhs": lambda x: x * 2, "rhs": lambda x: x + x}
    assert decide(Inequality(**equal), AT).finding is Finding.HOLDS
    assert decide(Inequality(**equal, strict=True), AT).finding is Finding.FAILS
    assert decide(Inequality(lhs=lambda x: x, rhs=lambda x: x + 1, strict=True), AT).finding is Finding.HOLDS
    rounded = Inequality(lhs=lambda x: exp(x), rhs=lambda x: exp(x), strict=True)
    assert decide(rounded, AT).finding is Finding.UNDECIDED


@pytest.mark.parametrize("value", [0.1, np.float64(0.1), True])
def test_rational_takes_what_is_written_not_what_is_rounded(value):
    assert rational("0.1") == Fraction(1, 10)
    with pytest.raises(TypeError, match="as text"):
        rational(value)
