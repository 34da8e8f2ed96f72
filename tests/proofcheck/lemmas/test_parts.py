"""What a lemma is made of is looked at where it is made: a part of another kind is named with the remedy."""

import pytest

from proofcheck.lemmas.claims import Cost, Derivation, Domain, Identity, Inequality, Space, TheoryError, Variable
from proofcheck.lemmas.lemma import Lemma

SPACE = Space(variables={"x": Variable()})
STRANGE = [3, "x", (), [], 1.5, object()]
FUNCTIONS = [(Inequality, "lhs"), (Inequality, "rhs"), (Identity, "lhs"), (Identity, "rhs"), (Inequality, "where")]


def same(x):
    return x


def make(kind, **fields):
    given = {"lhs": same, "rhs": same} | fields
    return Lemma(name="a", title="", claim=kind(**given), space=SPACE)


@pytest.mark.parametrize(("kind", "name"), FUNCTIONS)
@pytest.mark.parametrize("value", STRANGE)
def test_a_side_is_a_function(kind, name, value):
    with pytest.raises(TheoryError, match=rf"lemma 'a': {kind.__name__}\({name}=.*; give a function"):
        make(kind, **{name: value})


@pytest.mark.parametrize(("name", "value"), [("strict", "no"), ("strict", 1), ("parts", "ab"), ("parts", ["a"])])
def test_flags_and_names_are_of_their_kind(name, value):
    with pytest.raises(TheoryError, match=rf"Inequality\({name}="):
        make(Inequality, **{name: value})


@pytest.mark.parametrize(("name", "value"), [("boxes", b) for b in (0, -1, True, "9", 1.5)] + [("space", {"x": 1})])
def test_a_domain_has_a_space_and_boxes(name, value):
    domain = Domain(**{"space": SPACE} | {name: value})
    with pytest.raises(TheoryError, match=rf"Domain\({name}="):
        Lemma(name="a", title="", claim=Inequality(lhs=same, rhs=same), space=SPACE, domain=domain)


@pytest.mark.parametrize("name", ["compute", "formula", "space"])
@pytest.mark.parametrize("value", STRANGE)
def test_a_cost_has_functions_and_a_space(name, value):
    with pytest.raises(TheoryError, match=rf"Cost\({name}="):
        Lemma(name="a", title="", cost=Cost(**{"compute": same, "formula": same, "space": SPACE} | {name: value}))


@pytest.mark.parametrize(("name", "value"), [("steps", []), ("steps", None), ("coverage", None), ("coverage", 3)])
def test_a_derivation_has_a_function_and_words(name, value):
    with pytest.raises(TheoryError, match=rf"Derivation\({name}="):
        Lemma(name="a", title="", derivation=Derivation(**{"steps": list, "coverage": ""} | {name: value}))
