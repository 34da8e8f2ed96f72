"""What makes no sense is refused when it is made: the message names the value, the rule and the remedy."""

from fractions import Fraction

import numpy as np
import pytest

from proofcheck import theory
from proofcheck.lemmas.claims import Cost, Derivation, Domain, Inequality, Rate, Space, TheoryError, Variable
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import _TYPES, Lemma, Theory
from proofcheck.lemmas.source import Source

CLAIM = Inequality(lhs=lambda x: x, rhs=lambda x: x)
SPACE = Space(variables={"x": Variable()})
WHOLE = {"claim": CLAIM, "space": SPACE}


def lemma(name="L", **parts):
    return Lemma(**({"name": name, "title": "", "statement": ""} | parts))


def test_a_theory_file_can_make_every_part_of_a_lemma():
    parts = {kind.__name__ for kinds in _TYPES.values() for kind in kinds if kind.__module__ != "builtins"}
    assert parts - set(theory.__all__) == set()


VARIABLES = {
    "low above high": ({"low": 1, "high": 0}, "low=1 above high=0"),
    "float low": ({"low": 0.1}, r"low=0\.1: not an exact number; give an int or Fraction\(1, 10\)"),
    "float high": ({"high": np.float64(0.5)}, "not an exact number"),
    "text": ({"high": "1"}, "not an exact number"),
    "truth value": ({"low": True}, "low=True: not an exact number"),
    "no denominator": ({"denominator": 0}, "denominator=0: give a whole number"),
    "fractional denominator": ({"denominator": Fraction(1, 2)}, "denominator="),
    "shape of letters": ({"shape": "nm"}, "shape='nm': give a tuple"),
    "shape zero": ({"shape": (0,)}, "whole numbers from 1 on"),
    "shape of floats": ({"shape": (2.0,)}, "whole numbers from 1 on"),
}


@pytest.mark.parametrize("case", VARIABLES)
def test_variables(case):
    fields, message = VARIABLES[case]
    with pytest.raises(TheoryError, match=message):
        Variable(**fields)


SPACES = {
    "unknown size": ({"variables": {"x": Variable(shape=("n",))}}, "variable x has the size 'n', which `sizes` lacks"),
    "unknown large size": ({"variables": {"x": Variable()}, "large": {"n": 9}}, "large names the size 'n'"),
    "sizes reversed": ({"sizes": {"n": (3, 2)}, "variables": {}}, "give 1 <= least <= most"),
    "size zero": ({"sizes": {"n": (0, 2)}, "variables": {}}, "give 1 <= least <= most"),
    "size of floats": ({"sizes": {"n": (1.0, 2.0)}, "variables": {}}, "two whole numbers"),
    "one number": ({"sizes": {"n": 3}, "variables": {}}, "two whole numbers"),
    "three numbers": ({"sizes": {"n": (1, 2, 3)}, "variables": {}}, "two whole numbers"),
}


@pytest.mark.parametrize("case", SPACES)
def test_spaces(case):
    fields, message = SPACES[case]
    with pytest.raises(TheoryError, match=message):
        Space(**fields)


LEMMAS = {
    "expected a text": (WHOLE | {"expected": "REFUTED"}, r"expected='REFUTED' is of type str; give Grade"),
    "expected a number": (WHOLE | {"expected": 1}, "give Grade"),
    "requires a text": (WHOLE | {"requires": "B1"}, r"requires='B1' is not a tuple of names; give \('B1',\)"),
    "requires a lemma": (WHOLE | {"requires": (lemma(**WHOLE),)}, "not a tuple of names"),
    "holds_instead a lemma": (WHOLE | {"holds_instead": lemma(**WHOLE)}, "holds_instead=.* is of type Lemma; give str"),
    "no name": (WHOLE | {"name": ""}, "give a short name"),
    "a name that is no text": (WHOLE | {"name": None}, "give a short name"),
    "claim a function": ({"claim": abs, "space": SPACE}, "claim=.* give Inequality or Identity"),
    "space a dictionary": ({"claim": CLAIM, "space": {"x": 1}}, "space=.* give Space"),
    "domain a space": (WHOLE | {"domain": SPACE}, "domain=.* give Domain"),
    "derivation a list": (WHOLE | {"derivation": []}, "derivation=.* give Derivation"),
    "rate a function": ({"rate": abs}, "rate=.* give Rate"),
    "cost a function": ({"cost": abs}, "cost=.* give Cost"),
    "witness an instance": (WHOLE | {"witness": {"x": 1}}, "witness is no function"),
    "extremes a list": (WHOLE | {"extremes": []}, "extremes is no function"),
    "measures a dictionary": (WHOLE | {"measures": {}}, "measures is no function"),
    "source a text": (WHOLE | {"source": "C.7"}, "source='C.7' is of type str; give Source"),
    "nothing": ({}, "nothing to check"),
    "claim without space": ({"claim": CLAIM}, "give both or neither"),
}


@pytest.mark.parametrize("case", LEMMAS)
def test_lemmas(case):
    fields, message = LEMMAS[case]
    with pytest.raises(TheoryError, match=message):
        lemma(**fields)


SOURCES = {
    "no number": ({"number": ""}, "number=''; give both"),
    "no paper": ({"paper": ""}, "paper=''.*give both"),
    "page a number": ({"page": 21}, "page=21 is of type int; give a text"),
}


@pytest.mark.parametrize("case", SOURCES)
def test_sources(case):
    fields, message = SOURCES[case]
    with pytest.raises(TheoryError, match=message):
        Source(**({"paper": "P", "number": "C.7"} | fields))


def test_a_source_reads_as_one_line_and_leaves_out_what_is_not_known():
    assert str(Source(paper="P", number="C.7")) == "P, C.7"
    assert str(Source(paper="P", number="C.7", page="21", version="v2")) == "P, C.7, page 21, as printed in v2"


def test_a_part_that_some_checker_decides_is_enough():
    parts = {
        "claim": CLAIM,
        "derivation": Derivation(steps=list, coverage=""),
        "rate": Rate(observe=lambda rng, runs: iter(()), coverage="none"),
        "cost": Cost(compute=abs, space=SPACE, formula=abs),
    }
    for name, part in parts.items():
        assert list(lemma(**{name: part}, **({"space": SPACE} if name == "claim" else {})).parts()) == [name]
    assert list(lemma(**WHOLE, domain=Domain(space=SPACE)).parts()) == ["claim", "domain"]


ONE = lemma("a", **WHOLE)
THEORIES = {
    "one lemma": (ONE, "not a tuple"),
    "a number": (3, "not a tuple"),
    "text": ("abc", "not a tuple"),
    "a name": (("a",), "'a' among its lemmas is no Lemma"),
    "twice": ((ONE, ONE), "appears 2 times"),
    "unknown premise": ((lemma("b", **WHOLE, requires=("a",)),), "'b' requires 'a'"),
    "its own premise": ((lemma("b", **WHOLE, requires=("b",)),), "cycle: b -> b"),
    "a circle": (
        (ONE, lemma("b", **WHOLE, requires=("a", "d")), *(lemma(x, **WHOLE, requires=(y,)) for x, y in ("cb", "dc"))),
        "cycle: b -> d -> c -> b",
    ),
    "holds nowhere": (
        (ONE, lemma("b", **WHOLE, expected=Grade.REFUTED, holds_instead="c")),
        "lemma 'b' names holds_instead='c': unknown lemma 'c'",
    ),
}


@pytest.mark.parametrize("case", THEORIES)
def test_theories(case):
    lemmas, message = THEORIES[case]
    with pytest.raises(TheoryError, match=message):
        Theory(name="t", title="t", lemmas=lemmas)
