"""One set of phrases: what is said of a verdict, a counterexample, a factor or an error is said alike in every form."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pytest
import report_sample
from rich.console import Console

import proofcheck
from proofcheck import Report
from proofcheck.checkers import CHECKERS, Settings
from proofcheck.cli.screens import lemmas as lemma_screens
from proofcheck.cli.screens import solves as solve_screens
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.coverage import describe_coverage, plural
from proofcheck.lemmas.lemma import Lemma
from proofcheck.report import dump
from proofcheck.report.formats import html as page
from proofcheck.report.formats import markdown
from proofcheck.report.phrases import counterexample_text, describe_error, describe_sharpness
from proofcheck.theory import as_array

DOCUMENT = report_sample.document()
LEMMAS = {lemma["name"]: lemma for lemma in DOCUMENT["lemmas"]}


def flat(text):
    """Words alone: escapes, table rules and line breaks differ between forms."""
    text = text.replace("\\", "")
    return " ".join(re.sub(r"[│|*`]", " ", text).split())


def show(page):
    """The text that a browser shows."""
    return flat(html.unescape(re.sub(r"<[^>]*>", " ", page)))


def terminal(print_what, *arguments):
    out = io.StringIO()
    print_what(Console(file=out, width=100_000), *arguments)
    return flat(out.getvalue())


PAGE, MARKDOWN = show(page.render(DOCUMENT, {})), flat(markdown.render(DOCUMENT, {}))
REPORT = Report(document=DOCUMENT)


def forms(name):
    """One lemma in the terminal, on the page, in Markdown and in a notebook."""
    return {
        "terminal": terminal(lemma_screens.print_lemma, LEMMAS[name]),
        "page": PAGE,
        "Markdown": MARKDOWN,
        "notebook": flat(str(REPORT[name])),
        "notebook's HTML": show(REPORT[name]._repr_html_()),
    }


def spoken(lemma):
    """Every phrase about a lemma that is made from its entry."""
    yield lemma["verdict"]["reason"]
    for item in lemma["evidence"]:
        if item["counterexample"]:
            yield from counterexample_text(item["counterexample"], lemma["statement"]).splitlines()
    for part in lemma["sharpness"]["parts"]:
        yield describe_sharpness(part, lemma)


@pytest.mark.parametrize("name", LEMMAS)
def test_every_form_says_the_same_of_a_lemma(name):
    lemma = LEMMAS[name]
    phrases = [flat(phrase) for phrase in spoken(lemma)]
    assert phrases
    for form, text in forms(name).items():
        assert [phrase for phrase in phrases if phrase.lower() not in text.lower()] == [], form
        assert lemma["verdict"]["message"].lower() in text.lower(), form
    stored = dump(DOCUMENT)
    for item in lemma["evidence"]:
        assert dump(item["coverage"]).strip() in stored


def test_the_sample_has_every_grade_and_what_is_said_of_it():
    assert {lemma["verdict"]["grade"] for lemma in LEMMAS.values()} >= {"FORMAL", "SUPPORTED", "REFUTED", "BROKEN"}
    assert any(lemma["sharpness"]["parts"] for lemma in LEMMAS.values())


@pytest.mark.parametrize("solve", [s for s in DOCUMENT["solves"] if s["certificate"]["radius_upper"] is not None])
def test_every_form_says_of_what_the_error_is(solve):
    words = describe_error(solve["certificate"])
    assert re.fullmatch(r"error at most \S+ in \(X, Y\), Euclidean norm", words)
    assert words in terminal(solve_screens.print_solves, [solve])
    assert words in PAGE
    assert words in MARKDOWN


FOUND = {"data": {"x": "1"}, "lhs": "2", "rhs": "1", "slack": "-1", "exact": True, "entry": ""}
ORDERS = {
    r"a \le b": ("lhs = 2", "rhs = 1"),
    r"a = b": ("lhs = 2", "rhs = 1"),
    r"\alpha \ge n e^{r}": ("rhs, left in the statement = 1", "lhs, right in the statement = 2"),
    r"a > b": ("rhs, left in the statement = 1", "lhs, right in the statement = 2"),
    r"M \succeq N": ("rhs, left in the statement = 1", "lhs, right in the statement = 2"),
    r"a \le b \quad (x \ge 0)": ("lhs = 2", "rhs = 1"),
    "plain words": ("lhs = 2", "rhs = 1"),
}


@pytest.mark.parametrize("statement", ORDERS)
def test_sides_stand_in_the_order_of_the_statement(statement):
    assert tuple(counterexample_text(FOUND, statement).splitlines()[1:3]) == ORDERS[statement]


def failing(lhs, rhs, shape=("n",)):
    space = Space(sizes={"n": (3, 3)}, variables={"x": Variable(shape=shape, low=1, high=2)})
    lemma = Lemma(name="L", title="", statement="", claim=Inequality(lhs=lhs, rhs=rhs), space=space)
    return CHECKERS["rigorous"].check(lemma, Settings()).counterexample


def test_a_vector_claim_says_which_entry_fails():
    found = failing(lambda x: as_array([x[0] - x[0], x[1], 0 * x[2]]), lambda x: 0 * x)
    assert found.entry == "2 of 3"
    text = counterexample_text({**FOUND, "entry": found.entry}, "")
    assert "at entry 2 of 3, counted row by row" in text
    assert failing(lambda x: x.sum(), lambda x: 0 * x.sum()).entry == ""


def test_one_formula_for_plurals():
    assert [plural(count, "tie") for count in (0, 1, 2, 1000)] == ["0 ties", "1 tie", "2 ties", "1,000 ties"]
    assert plural(1, "point of a search") == "1 point of a search"
    assert plural(3, "point of a search") == "3 points of a search"
    assert describe_coverage(1, "sampled instance", 0) == "1 sampled instance"
    assert describe_coverage(0, "sampled instance", 1) == "1 given instance"
    assert describe_coverage(160, "sampled instance", 2) == "160 sampled instances and 2 given"


def test_no_opinion_is_not_disagreement():
    space = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=("n",))})
    seen = CHECKERS["rigorous"].check(
        Lemma(
            name="L", title="", statement="", claim=Inequality(lhs=lambda x: 0 * x, rhs=lambda x: x * x), space=space
        ),
        Settings(),
    )
    assert re.search(r"mpmath agrees on (\d+) of \1$", seen.detail)


def test_singular_and_plural_are_written_nowhere_else():
    """No rendering appends an s by itself."""
    folder = Path(proofcheck.__file__).parent
    sources = [p for p in folder.rglob("*") if p.suffix in (".py", ".j2")]
    own = [p.name for p in sources if re.search(r"""["']s["'] if """, p.read_text()) and p.name != "numbers.py"]
    assert own == ["moments.py"]  # a power of s
