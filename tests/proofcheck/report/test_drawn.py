"""A SUPPORTED claim without bounds says, in every form alike, how far it was looked at."""

import dataclasses
import html
import io
import json
import re

import pytest
from rich.console import Console

from proofcheck import decide
from proofcheck.checkers.instances.sampling import describe_drawn
from proofcheck.cli.screens import lemmas as screens
from proofcheck.report import dump
from proofcheck.report.answer import answer_of
from proofcheck.report.formats import html as page
from proofcheck.report.formats import junit, markdown
from proofcheck.theory import Grade, Identity, Inequality, Lemma, Space, Structure, Theory, Variable

FREE = Space(
    variables={
        "x": Variable(low=-8, high=8, unbounded=True),
        "y": Variable(low=1, high=3, open_low=True, unbounded="above"),
        "z": Variable(),
    }
)
FALSE_FAR = Inequality(lhs=lambda x, y, z: x * x + 0 * z, rhs=lambda x, y, z: 64 + y)
SAID = "sampled x on [-8, 8], y on (1, 3] alone, though the claim has no such bounds"


def lemma(**more):
    return Lemma(**{"name": "a", "title": "a", "claim": FALSE_FAR, "space": FREE} | more)


@pytest.fixture(scope="module")
def report():
    return decide(Theory(name="t", title="t", lemmas=(lemma(),)))


def flat(text):
    text = re.sub(r"<[^>]*>", " ", text).replace("\\", "").replace("{[}", "[").replace("{]}", "]")
    return " ".join(html.unescape(text).split())


def print_lemma(entry):
    out = io.StringIO()
    screens.print_lemma(Console(file=out, width=10_000), entry)
    return out.getvalue()


def print_results(document):
    out = io.StringIO()
    screens.print_results(Console(file=out, width=10_000), document)
    return out.getvalue()


FORMS = {
    "terminal's table": lambda report: print_results(report.document),
    "terminal": lambda report: print_lemma(report["a"].entry),
    "page": lambda report: page.render(report.document, {}),
    "Markdown": lambda report: markdown.render(report.document),
    "JUnit": lambda report: junit.render(report.document),
    "notebook": lambda report: str(report["a"]),
    "notebook's HTML": lambda report: report["a"]._repr_html_(),
    "JSON": lambda report: json.loads(dump(report.document))["lemmas"][0]["verdict"]["reason"],
    "answer": lambda report: answer_of(report.document, report["a"].entry)["covers"],
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_where_the_numbers_were_drawn(report, form):
    assert report["a"].grade is Grade.SUPPORTED
    assert SAID in flat(FORMS[form](report))


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        ({"claim": Identity(lhs=lambda x, y, z: x + y, rhs=lambda x, y, z: y + x)}, Grade.PROVED),
        ({"claim": Inequality(lhs=lambda x, y, z: 100 + y, rhs=lambda x, y, z: x)}, Grade.REFUTED),
        ({"space": dataclasses.replace(FREE, variables=dict.fromkeys("xyz", Variable()))}, Grade.SUPPORTED),
    ],
)
def test_nothing_is_said_where_it_does_not_matter(changed, grade):
    found = decide(Theory(name="t", title="t", lemmas=(lemma(**changed),)))["a"]
    assert found.grade is grade
    assert "sampled x" not in found.entry["verdict"]["reason"]


@pytest.mark.parametrize(
    ("structure", "said"),
    [
        (None, "A on [-2, 2]"),
        (Structure.SYMMETRIC, "A on [-2, 2]"),
        (Structure.SORTED, "A on [-2, 2]"),
        (Structure.SEMIDEFINITE, "A from parameters on [-2, 2]"),
        (Structure.DEFINITE, "A from parameters on [-2, 2]"),
        (Structure.ORTHOGONAL, ""),
        (Structure.SIMPLEX, ""),
        (Structure.SPHERE, ""),
    ],
)
def test_of_a_structure_the_range_is_said_where_its_members_have_no_bounds(structure, said):
    variable = Variable(shape=("n", "n"), unbounded=True, structure=structure)
    assert describe_drawn(Space(sizes={"n": (1, 2)}, variables={"A": variable})) == said
