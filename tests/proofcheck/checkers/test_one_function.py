"""A side is one function in every arithmetic: what answers one thing here and another there decides nothing."""

import functools
import inspect
import itertools
import operator
import pickle
import random
import sys
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.refusals import BranchError, InexactOperandError, RecordedError, RefusalError
from proofcheck.checkers import Settings, exact, rigorous
from proofcheck.checkers.instances.conduct import examine_sides
from proofcheck.checkers.instances.decision import Finding, decide
from proofcheck.lemmas.evidence import Outcome
from proofcheck.theory import Identity, Inequality, Lemma, Space, Variable, as_array, exp, log, maximum, sqrt, where

LINE = Space(variables={"x": Variable(low=1, open_low=True)})
AT = {"x": rationals(["1/3", "-5/4"])}


def instead(function, otherwise, errors=Exception):
    """`function`, or where it has no value `otherwise`."""

    def side(x):
        try:
            return function(x)
        except errors:
            return otherwise(x)

    return side


# name: (a side that goes on in another way where an arithmetic has no value, that other way)
CAUGHT = {
    "exp": (exp, lambda x: 1 + x),
    "log": (log, lambda x: x - 1),
    "sqrt": (sqrt, lambda x: 0 * x),
    "sqrt, of an unknown sign": (lambda x: sqrt(x * x - 1), lambda x: 0 * x),
    "a root in the numbers' own notation": (lambda x: x ** Fraction(1, 2), lambda x: 0 * x),
    "np.exp": (np.exp, lambda x: 1 + x),
    "np.log": (np.log, lambda x: x - 1),
    "np.sqrt": (np.sqrt, lambda x: x),
    "np.arctan": (np.arctan, lambda x: x),
    "a quotient of unknown sign": (lambda x: 1 / (x * x - 2), lambda x: 0 * x),
    "a choice of unknown sign": (lambda x: where(x * x - 2, x, 1), lambda x: 0 * x),
    "a constant": (lambda x: x * sqrt(2), lambda x: x),
}


@pytest.mark.parametrize("errors", [Exception, (TypeError, ValueError)])
@pytest.mark.parametrize("name", CAUGHT)
def test_a_caught_error_does_not_make_another_function(name, errors):
    function, otherwise = CAUGHT[name]
    claim = Identity(lhs=instead(function, otherwise, errors), rhs=lambda x: as_array(otherwise(x)))
    lemma = Lemma(name="L", title="", claim=claim, space=LINE)
    with suppress(RecordedError):
        assert rigorous.check(lemma, Settings()).outcome in (Outcome.FAILS, Outcome.ERROR)
    with suppress(RecordedError):
        assert exact.CHECKER.check(lemma, Settings()).outcome is Outcome.UNDECIDED


def patterned(x):
    match x[0]:
        case Fraction(numerator=n):
            return n
        case _:
            return 0


@functools.singledispatch
def dispatched(value):
    return value


ASKING = {
    "isinstance": lambda x: 1 if isinstance(x[0], Fraction) else 0,
    "__class__": lambda x: 1 if x[0].__class__ is Fraction else 0,
    "type": lambda x: 1 if type(x[0]) is Fraction else 0,
    "type of the array": lambda x: 1 if type(x) is np.ndarray else 0,
    "match": patterned,
    "singledispatch": lambda x: dispatched(x[0]),
    "hasattr": lambda x: 1 if hasattr(x[0], "numerator") else 0,
    "getattr": lambda x: getattr(x[0], "denominator", 1),
    "str": lambda x: len(str(x[0])),
    "repr": lambda x: len(repr(x[0])),
    "format": lambda x: len(f"{x[0]:}"),
    "%s": lambda x: len("%s" % x[0]),  # noqa: UP031 - one more way
    "text of an array": lambda x: len(str(x)),
    "np.array2string": lambda x: len(np.array2string(x)),
    "astype(str)": lambda x: len(str(x.astype(str))),
    "sorted by text": lambda x: sorted(x, key=str)[0],
    "set": lambda x: len(set(x.tolist())),
    "dict": lambda x: len(dict.fromkeys(x.tolist())),
    "hash": lambda x: hash(x[0]) % 2,
    "lru_cache": lambda x: functools.lru_cache(lambda v: v)(x[0]),
    "pickle": lambda x: len(pickle.dumps(x)),
}


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("side", [lambda f: f, lambda f: instead(f, lambda x: 0)])
def test_no_side_asks_for_what_differs_between_arithmetics(name, side):
    with pytest.raises((BranchError, InexactOperandError), match=r"asks for|becomes a text"):
        examine_sides(Identity(lhs=side(ASKING[name]), rhs=lambda x: 0), AT)


STORE = {}
NUMBERS = itertools.count()


def put(x):
    STORE["x"] = x
    return x


def counting():
    count = itertools.count()
    return lambda x: 0 * x + next(count)


def marked(x):
    marked.count = getattr(marked, "count", 0) + 1
    return 0 * x + marked.count


STATEFUL = {
    "what the other side stored": (put, lambda x: STORE["x"]),
    "a counter": (counting(), lambda x: 0 * x),
    "two counters": (counting(), counting()),
    "random": (lambda x: 0 * x + random.randrange(10**9), lambda x: 0 * x),  # noqa: S311
    "numpy's random": (lambda x: 0 * x + rationals(np.random.rand()).item(), lambda x: 0 * x),  # noqa: NPY002
    "a generator": (lambda x: 0 * x + next(NUMBERS), lambda x: 0 * x),
    "an attribute": (marked, lambda x: 0 * x),
    "a default argument": (lambda x, seen=[]: seen.append(0) or 0 * x + len(seen), lambda x: 0 * x),
}


@pytest.mark.parametrize("name", STATEFUL)
def test_a_side_with_a_state_decides_nothing(name):
    lhs, rhs = STATEFUL[name]
    found = rigorous.check(Lemma(name="L", title="", claim=Identity(lhs=lhs, rhs=rhs), space=LINE), Settings())
    assert found.outcome is Outcome.ERROR, found


# 2^64 = 0 again, where the side sees that it is examined
WATCHING = {
    "np.full(dtype=int)": lambda x: np.full(2, 2**62, dtype=int) * 4,
    "np.zeros(dtype=int)": lambda x: (np.zeros(2, dtype=int) + 2**62) * 4,
    "np.arange(dtype=int)": lambda x: (np.arange(2, dtype=int) + 2**62) * 4,
    "np.prod(dtype=int)": lambda x: np.prod([2**62, 4], dtype=int),
    "rationals of an array": lambda x: rationals(np.full(2, 2**62) * 4),
    "rationals of a number": lambda x: rationals((np.full(2, 2**62) * 4)[0]),
    "astype(int)": lambda x: x.astype(int),
    "sum(dtype=int)": lambda x: x.sum(dtype=int),
    "type(n) is int": lambda x: np.full(2, 2**62) * 4 if type(len(x)) is int else 0,
    "a profile": lambda x: 0 if sys.getprofile() else np.full(2, 2**62) * 4,
    "a name": lambda x: 0 if "int" in globals() else np.full(2, 2**62) * 4,
}


@pytest.mark.parametrize("name", WATCHING)
def test_no_side_gets_by_because_it_is_watched(name):
    with pytest.raises((InexactOperandError, RefusalError)):
        examine_sides(Identity(lhs=WATCHING[name], rhs=lambda x: x - x), AT)


@pytest.mark.parametrize(
    "side",
    [
        lambda x: maximum(3 + 0 * x, x ** Fraction(1, 2)),
        lambda x: where(3 - x ** Fraction(1, 2), 3 + 0 * x, 4 + 0 * x),
        lambda x: maximum(3 + 0 * x, x ** (x - x + Fraction(1, 2))),
    ],
)
def test_a_power_that_is_a_float_for_fractions_decides_nothing_there(side):
    nine = {"x": as_array(9 + Fraction(1, 10**40))}
    space = Space(variables={"x": Variable(unbounded=True)})
    assert decide(Inequality(lhs=side, rhs=lambda x: 3 + 0 * x), space, nine).finding is Finding.FAILS


TOLD_APART = {
    "is": lambda x: 1 if x is AT["x"] else 0,
    "is not": lambda x: 1 if x[0] is not x[1] else 0,
    "id": lambda x: id(x) % 2,
    "operator.is_": lambda x: 1 if operator.is_(x, AT) else 0,
    "type by another name": lambda x, kind=type: 1 if kind(x[0]) is Fraction else 0,
    "a frame": lambda x: len(sys._getframe(1).f_code.co_name),
    "frames": lambda x: len(inspect.stack()),
}


@pytest.mark.parametrize("name", TOLD_APART)
def test_no_side_tells_its_numbers_or_callers_apart(name):
    with pytest.raises(BranchError, match="asks for"):
        examine_sides(Identity(lhs=TOLD_APART[name], rhs=lambda x: 0), AT)
