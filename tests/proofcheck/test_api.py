"""Deciding from Python: what comes out, how it reads, what it draws, and that options without sense are refused."""

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
import report_sample
import sympy
from rich.console import Console

from proofcheck import Report, decide
from proofcheck.checkers import Settings
from proofcheck.cli.screens import print_results
from proofcheck.engine.runner import run
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.loading import LoadError
from proofcheck.report import ReportError
from proofcheck.report.document import Invocation, build_document
from proofcheck.report.figures.drawing import COLOURS
from proofcheck.report.formats import html, markdown
from proofcheck.theory import Derivation, Grade, Inequality, Lemma, Space, Step, Theory, Variable, exp
from proofcheck.typeset.card import Card

SPACE = Space(variables={"x": Variable()})
TRUE = Lemma(
    name="true",
    title="tangent of exp",
    statement=r"1 + x \le e^x",
    claim=Inequality(lhs=lambda x: 1 + x, rhs=lambda x: exp(x)),
    space=SPACE,
)
FALSE = Lemma(
    name="false",
    title="steeper than the tangent",
    statement=r"1 + 2x \le e^x",
    claim=Inequality(lhs=lambda x: 1 + 2 * x, rhs=lambda x: exp(x)),
    space=SPACE,
    expected=Grade.REFUTED,
    holds_instead="true",
)
X = sympy.Symbol("x")
ARGUED = Lemma(
    name="argued",
    title="a square",
    statement="(x + 1)^2 = x^2 + 2 x + 1",
    derivation=Derivation(
        steps=lambda: [Step(label="1", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1)], coverage="all sizes"
    ),
)
THEORY = Theory(name="exponential", title="Exponential & <b>tangents</b>", lemmas=(TRUE, FALSE))


@pytest.fixture(scope="module")
def report():
    return decide(THEORY, seed=3)


@pytest.fixture(scope="module")
def sample():
    return Report(document=report_sample.document())


def test_a_theory_of_this_session_is_decided_as_its_file_would_be(report, tmp_path):
    path = tmp_path / "theory.py"
    source = f"""from proofcheck.theory import *
def lemma(name, slope, **more):
    claim = Inequality(lhs=lambda x: 1 + slope * x, rhs=lambda x: exp(x))
    return Lemma(name=name, title="t", statement="s", claim=claim, space=Space(variables={{"x": Variable()}}), **more)
THEORY = Theory(name="exponential", title="t", lemmas=(
    lemma("true", 1), lemma("false", 2, expected=Grade.{FALSE.expected.name}, holds_instead="true")))
"""
    path.write_text(source)
    again = decide(path, seed=3)
    for name in ("true", "false"):
        here, there = report[name], again[name]
        assert (here.grade, here.margins, here.counterexample) == (there.grade, there.margins, there.counterexample)
    assert again["false"].entry["evidence"][0]["command"].startswith(f"proofcheck run {path} --select false")


def test_verdicts_counterexample_and_expectation(report):
    assert report.counts == {Grade.SUPPORTED: 1, Grade.REFUTED: 1}
    assert report.as_expected
    assert [decision.grade for decision in report] == [Grade.SUPPORTED, Grade.REFUTED]
    assert min(report["true"].margins) >= 0 > min(report["false"].margins)
    x = float(re.search(r"x = (\S+)", str(report["false"].counterexample))[1].partition("/")[0])
    assert x != 0
    assert report["true"].counterexample is None


def test_it_is_the_document_of_the_command_line(report):
    results = run(THEORY, Settings(seed=3, command="proofcheck run exponential.py"))
    command = "proofcheck run exponential.py --profile ci --seed 3"
    assert report.document == build_document(THEORY, results, Invocation(profile="ci", seed=3, command=command))


def test_save_and_load(report, tmp_path):
    paths = report.save(tmp_path / "out")
    assert {"index.html", "report.md", "report.json"} <= {path.name for path in paths}
    assert Report.load(tmp_path / "out" / "report.json") == report


def test_a_selection_brings_its_premises():
    needing = Lemma(name="b", title="t", statement="s", claim=TRUE.claim, space=SPACE, requires=("true",))
    theory = Theory(name="n", title="t", lemmas=(needing, TRUE, FALSE))
    assert [decision.entry["name"] for decision in decide(theory, select="b")] == ["true", "b"]
    assert [decision.entry["name"] for decision in decide(theory, select=["fal*", "b"])] == ["true", "b", "false"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "quick"}, "profile='quick': unknown; use one of ci, thorough"),
        ({"seed": -1}, "seed=-1: a seed is a whole number between"),
        ({"seed": 1.5}, "seed=1.5: a seed is a whole number"),
        ({"seed": True}, "seed=True: a seed is a whole number"),
        ({"select": None}, "select=None: a glob of lemma names"),
        ({"select": [1]}, "select=[1]: a glob of lemma names"),
        ({"select": ["true", "none"]}, "no lemma matches 'none'"),
        ({"jobs": 0}, "jobs=0: a whole number of processes is needed, at least 1"),
        ({"jobs": True}, "jobs=True: a whole number of processes"),
        ({"jobs": 1.0}, "jobs=1.0: a whole number of processes"),
        ({"budget": True}, "budget=True: a budget is more than 0"),
        ({"budget": "1"}, "budget='1': a budget is more than 0"),
        ({"budget": 0.0}, "budget=0.0: a budget is more than 0"),
        ({"select": "none"}, "no lemma matches 'none'"),
        ({"jobs": 2}, "name it, or jobs=1"),
    ],
)
def test_options_without_sense_are_refused_with_the_rule(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        decide(THEORY, **options)


def test_what_cannot_be_found_is_named(report):
    with pytest.raises(LoadError, match="theory=3: a Theory, the name of a module or a path"):
        decide(3)
    with pytest.raises(LoadError, match=r"missing\.py"):
        decide("missing.py")
    with pytest.raises(ReportError, match="no lemma 'B4' in this report; it has true, false"):
        report["B4"]
    for name in ("B4", 0, None):  # a loop over a theory asks for the first, though its lemmas are `theory.lemmas`
        with pytest.raises(TheoryError, match=f"unknown lemma {name!r} .* has true, false"):
            THEORY[name]


def _everything(report, sample):
    return [THEORY, TRUE, FALSE, report, sample, *report, *sample]


def test_everything_reads_in_80_columns(report, sample):
    for shown in _everything(report, sample):
        assert len(repr(shown)) <= 80
        assert max(map(len, str(shown).splitlines())) <= 80


def test_fragments_for_notebooks_are_well_formed_and_colour_borders_alone(report, sample):
    for shown in _everything(report, sample):
        html = shown._repr_html_()
        assert ET.fromstring(html).tag == "div"
        html = re.sub(r"border:2px solid #[0-9a-f]{6}", "", html)  # of a verdict; both pages show it
        assert not re.search(r"(?<!-)color:|background:(?!none)|#[0-9a-f]{3}|<style|<script|https?:", html)


def test_every_text_is_escaped(sample):
    card = Card(
        headline="<b>", formula="<b>", sentences=("<b>",), rows=(("<b>", "<b>"),), header=("<b>",), table=(("<b>",),)
    )
    assert "<b>" not in card.html()
    assert "Exponential &amp; &lt;b&gt;" in THEORY._repr_html_()
    assert not any("<script" in decision._repr_html_() for decision in sample)


def test_a_formula_is_mathml_and_a_counterexample_keeps_its_lines(report):
    html = report["false"]._repr_html_()
    assert "<msup>" in html
    assert "white-space:pre-wrap" in html
    assert re.search(r"x = \S+\nlhs = ", html)
    assert re.search(r"counterexample +x = \S+\n +lhs = ", str(report["false"]))


def test_a_verdict_has_its_colour_and_parts_of_a_formula_stand_in_a_row(report):
    html = report["false"]._repr_html_()
    assert f'solid {COLOURS["REFUTED"]}">REFUTED</span>' in html
    assert report._repr_html_().count("border:2px solid") == 2
    assert re.search(r'<div style="display:flex;[^"]*flex-wrap:wrap[^"]*"><math', html)
    assert "font-weight:bold" not in TRUE._repr_html_()  # a lemma has no verdict yet
    assert str(report["false"]).startswith("REFUTED  false: steeper")


def test_a_surprise_is_told():
    surprising = Theory(
        name="n", title="t", lemmas=(Lemma(name="wrong", title="t", statement="s", claim=FALSE.claim, space=SPACE),)
    )
    report = decide(surprising)
    assert not report.as_expected
    assert "REFUTED !" in str(report)
    assert "not the verdict that the theory declares" in " ".join(str(report["wrong"]).split())


def test_the_plot_of_a_report_shows_counts_and_every_margin(report):
    figure = report.plot()
    bars, margins = figure.axes
    assert [bar.get_width() for bar in bars.patches] == [1, 1]
    assert [label.get_text() for label in bars.get_yticklabels()] == ["SUPPORTED", "REFUTED"]
    shown = sorted(x for line in margins.lines if line.get_marker() == "o" for x in line.get_xdata())
    assert shown[0] == min(report["false"].margins)
    assert margins.get_xlabel() == "relative margin"
    assert [label.get_text() for label in margins.get_yticklabels()] == ["true", "false"]
    assert figure.get_suptitle().startswith("Exponential")
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_the_plot_of_a_decision_counts_its_instances(report):
    axes = report["true"].plot().axes[0]
    assert sum(bar.get_height() for bar in axes.patches) == len(report["true"].margins)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("relative margin", "instances")


def test_nothing_to_plot_is_said():
    decision = decide(Theory(name="n", title="t", lemmas=(ARGUED,)))["argued"]
    assert decision.grade is Grade.ARGUED
    with pytest.raises(ReportError, match="no two sides were compared"):
        decision.plot()


@pytest.mark.slow
def test_importing_the_package_brings_no_checker():
    brought = "[n for n in ('numpy', 'sympy', 'flint') if n in sys.modules]"
    code = f"import sys, proofcheck; print({brought}, proofcheck.decide.__name__)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "[] decide\n"
    with pytest.raises(ImportError, match="cannot import name 'nothing'"):
        from proofcheck import nothing  # noqa: F401


def test_one_of_a_kind_is_named_in_the_singular(capsys):
    """In page, Markdown, cards and terminal, of a theory of one lemma."""
    report = decide(Theory(name="one", title="One", lemmas=(TRUE,)))
    print_results(Console(), report.document)
    texts = [capsys.readouterr().out, str(report), str(report["true"]), html.render(report.document, {})]
    texts += markdown.files(report.document, dict).values()
    for text in texts:
        assert not re.search(r"\b(?<![.,/\d])1 (?:lemmas|claims|solves|premises|instances|evaluations|points)\b", text)
    assert "1 lemma" in texts[0]
    assert "Of 1 claim, 1 held on every instance tried" in texts[3]
