"""A lemma may leave its LaTeX out: every form then shows the claim as generated from its sides, and nothing empty."""

import re

import pytest

from proofcheck import decide
from proofcheck.cli import screens
from proofcheck.report import FORMS, write_report
from proofcheck.report.sentences import statement_lines
from proofcheck.theory import Grade, Inequality, Lemma, Space, Theory, Variable

SPACE = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=("n",))})


def lemma(name, factor, **more):
    claim = Inequality(lhs=lambda x: x.sum() * x.sum(), rhs=lambda x: factor * (x * x).sum())
    return Lemma(name=name, title="Square of a sum", claim=claim, space=SPACE, **more)


THEORY = Theory(
    name="sums",
    title="Sums",
    lemmas=(lemma("three", 3), lemma("two", 2, expected=Grade.REFUTED, holds_instead="three")),
)


@pytest.fixture(scope="module")
def report():
    return decide(THEORY)


@pytest.fixture(scope="module")
def forms(report, tmp_path_factory):
    out = tmp_path_factory.mktemp("forms")
    write_report(report.document, out, FORMS)
    return {path.name: path.read_text() for path in out.iterdir()}


def test_the_generated_lines_stand_in(report):
    lines = statement_lines(report["two"].entry)
    assert lines == report["two"].entry["generated"]["lines"]
    assert r"\le" in lines[-1]


def test_no_form_shows_an_empty_formula_or_names_a_source(report, forms):
    assert "```math\n\n```" not in forms["report.md"]
    assert not re.search(r'class="scroll formula"[^>]*></div>', forms["index.html"])
    assert not re.search(r"<math[^>]*></math>", forms["index.html"])
    for name, text in forms.items():
        assert "As stated in the source" not in text, name
    assert r"\newline  \newline" not in forms["lemmas.tex"]
    comparison = report["two"].entry["generated"]["lines"][-1]
    assert forms["report.md"].count(comparison) == 2  # in the findings and with the lemma


def test_the_screen_shows_one_statement(report, capsys):
    screens.print_lemma(screens.make_console(), report["two"].entry)
    shown = capsys.readouterr().out
    assert "As stated in the source" not in shown
    assert "≤" in shown


def test_a_stated_one_is_shown_as_its_source_has_it():
    stated = decide(Theory(name="s", title="S", lemmas=(lemma("stated", 3, statement=r"x^2 \le 3"),)))
    assert statement_lines(stated["stated"].entry) == [r"x^2 \le 3"]
