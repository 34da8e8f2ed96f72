"""A certificate of a claim that is about nothing is found, and it is said that no instance meets the hypotheses."""

import json

import pytest

from proofcheck.cli import app

pytest.importorskip("clarabel")

THEORY = """
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
def claim(where):
    return Inequality(lhs=lambda x: x, rhs=lambda x: x - 1, where=where)
T = Theory(name="t", title="t", lemmas=(
    Lemma(name="never", title="", space=S, claim=claim(lambda x: -1 - x * x)),
    Lemma(name="outside", title="", space=S, claim=claim(lambda x: x - 3)),
    Lemma(name="against-itself", title="", space=S, claim=claim(lambda x: as_array([x - 1, -x]))),
    Lemma(name="beyond", title="", space=Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",))}),
        claim=Inequality(lhs=lambda x: x.sum() * x.sum(), rhs=lambda x: 2 * (x * x).sum())),
    Lemma(name="square", title="", space=S, claim=Inequality(lhs=lambda x: 2 * x, rhs=lambda x: 1 + x * x)),
))
"""


@pytest.fixture
def theory(tmp_path):
    path = tmp_path / "t.py"
    path.write_text(THEORY)
    return str(path)


@pytest.mark.parametrize("name", ["never", "outside", "against-itself"])
def test_it_is_said_that_no_instance_meets_the_hypotheses(theory, name, capsys):
    assert app.main(["prove", name, theory, "--quiet"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Certificate(")
    assert f"proofcheck: {name}: THIN: the hypotheses hold on none of 640 draws" in said.err
    assert app.main(["prove", name, theory, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["note"].startswith("THIN: ")


def test_nothing_is_said_of_others(theory, capsys):
    assert app.main(["prove", "square", theory, "--quiet"]) == 0
    assert not capsys.readouterr().err


def test_it_is_said_that_the_claim_is_false_at_other_sizes(theory, capsys):
    assert app.main(["prove", "beyond", theory, "--quiet", "--sizes", "n=2"]) == 0
    assert "a drawn instance refutes the claim, at sizes that the certificate does not cover" in capsys.readouterr().err
