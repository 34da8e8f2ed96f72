"""Costs: no operation happens beside the tally, and a count is about every datum of its sizes."""

import copy
import math
import pickle

import numpy as np
import pytest

from proofcheck.arithmetic.counting import Counted, Tally
from proofcheck.arithmetic.refusals import ConversionError
from proofcheck.checkers import Settings, cost
from proofcheck.lemmas.claims import Cost, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma

VECTORS = Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",))})
NOTHING = {"operation": "multiplications", "formula": lambda n: 0}


def check_with(compute, *, space=VECTORS, **claimed):
    claim = Cost(compute=compute, space=space, **NOTHING | claimed)
    return cost.check(Lemma(name="L", title="", cost=claim), Settings())


def swallow(x):
    try:
        return float(x[0]) ** 2
    except ValueError:
        return x


BESIDE = {
    "float": lambda x: [float(v) ** 2 for v in x],
    "complex": lambda x: [complex(v) ** 2 for v in x],
    "astype": lambda x: x.astype(float) ** 2,
    "asarray": lambda x: np.asarray(x, dtype=float) ** 2,
    "array": lambda x: np.array(list(x), dtype=np.float32) ** 2,
    "float64": lambda x: [np.float64(v) ** 2 for v in x],
    "fromiter": lambda x: np.fromiter(x, float) ** 2,
    "assigned": lambda x: np.put(np.zeros(len(x)), range(len(x)), x),
    "into a float array": lambda x: np.zeros(len(x)).__setitem__(0, x[0]),
    "norm": lambda x: np.linalg.norm(x.astype(float)),
    "exp": lambda x: math.exp(x[0]),
    "hypot": lambda x: math.hypot(*x),
    "fsum": lambda x: math.fsum(x),
    "fma by sumprod": lambda x: math.dist(x, x),
    "floor": lambda x: math.floor(x[0]) ** 2,
    "fft": lambda x: np.fft.fft(x.astype(complex)),
    "cast": lambda x: np.multiply(x, x, dtype=float, casting="unsafe"),
    "pickled": lambda x: pickle.dumps(x[0]),
    "caught": swallow,
}
COUNTED = {
    "copied": lambda x: copy.copy(x[0]) * x[0] * np.ones(1, dtype=int),
    "deep": lambda x: copy.deepcopy(list(x))[0] * 2 + copy.deepcopy(x)[0] * 3,
    "array": lambda x: x.copy()[0] ** 3,
    "wrapped": lambda x: np.array([x[0]]) ** 3,
}


@pytest.mark.parametrize("name", BESIDE)
def test_an_operation_beside_the_tally_is_refused_with_the_line(name):
    with pytest.raises(ConversionError, match=r"test_uncounted\.py, line \d+: .*are given"):
        check_with(BESIDE[name])


@pytest.mark.parametrize("name", COUNTED)
def test_copies_count_in_the_same_tally(name):
    assert check_with(COUNTED[name], formula=lambda n: 2).outcome is Outcome.HOLDS


def test_a_counted_number_shows_neither_its_value_nor_its_tally():
    number = Counted(0.625, Tally())
    assert "625" not in f"{number} {number!r}"
    assert not {"value", "tally"} & set(dir(number))


@pytest.mark.parametrize(
    "late",
    [
        lambda x: (v * v for v in x),
        lambda x: map(abs, x),
        lambda x: [1, (v * v for v in x)],
        lambda x: {"squares": iter(x)},
        lambda x: lambda: x * x,
        lambda x: None,
        lambda x: np.array([None], dtype=object),
    ],
)
def test_what_is_computed_later_or_never_is_refused(late):
    with pytest.raises(TheoryError, match=r"test_uncounted\.py, line \d+: returns .*give numbers"):
        check_with(late)


@pytest.mark.parametrize("value", [0.0, True, np.int64(0), None, np.zeros(1, dtype=int), "0"])
def test_a_formula_is_an_exact_number(value):
    with pytest.raises(TheoryError, match=r"formula.*at \{'n': \d\}.*//"):
        check_with(lambda x: x, formula=lambda n: value)


def test_a_path_that_compares_is_counted_on_several_data():
    lazy = check_with(
        lambda x: x if x[0] > -1 else x * x, space=Space(variables={"x": Variable(shape=(3,))}), formula=lambda: 0
    )
    assert lazy.outcome is Outcome.FAILS
    assert (lazy.counterexample.lhs, lazy.counterexample.rhs) == ("3", "0")
    assert "x" in lazy.counterexample.data


def test_how_many_data_a_comparing_path_was_counted_on_is_said():
    found = check_with(lambda x: max(x) - min(x), operation="additions", formula=lambda n: 1)
    assert found.outcome is Outcome.HOLDS
    assert "on 9 draws each, for its path compares numbers" in found.coverage


def test_a_computation_that_remembers_is_refused():
    known = {}

    def remember(x):
        return known[len(x)] if len(x) in known else known.setdefault(len(x), x * x)

    with pytest.raises(TheoryError, match=r"counts .* without a state"):
        check_with(remember, formula=lambda n: n)


def test_choices_of_sizes_are_not_listed_when_they_are_many():
    wide = Space(sizes=dict.fromkeys("abcd", (1, 10**6)), variables={"x": Variable()})
    found = check_with(lambda x: x * x, space=wide, formula=lambda a, b, c, d: 1)
    assert found.outcome is Outcome.HOLDS
    assert f"160 of {10**24:,} choices of sizes" in found.coverage
