"""What the renderings share: LaTeX to MathML, margins of counterexamples, slugs, calls, rates."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import report_sample
import sympy

from proofcheck.attention.calculus import moments
from proofcheck.lemmas.evidence import Grade
from proofcheck.report import ReportError, document, quantities, sentences
from proofcheck.report.figures import solves
from proofcheck.report.findings import collect_findings
from proofcheck.typeset import mathml
from proofcheck.typeset.numbers import upward


@pytest.mark.parametrize("lemma", report_sample.LEMMAS[:-1], ids=lambda lemma: lemma.name)
def test_statements_of_the_field_convert(lemma: Any) -> None:
    pieces = mathml.convert(lemma.statement)
    assert ET.fromstring(f"<div>{pieces}</div>").find("math") is not None
    assert "\\" not in pieces


@pytest.mark.parametrize("latex", [r"\foo{x}", r"\frac{1", "x_{", "x" * (mathml.LONGEST + 1)])
def test_latex_without_mathml_form_is_refused(latex: str) -> None:
    with pytest.raises(mathml.LatexError):
        mathml.convert(latex)


@pytest.mark.parametrize(
    ("latex", "pieces"),
    [
        (r"a \le b + c - d", ["a", "≤b", "+c", "−d"]),
        (r"(a + b)^2 \le [c - d]", ["(a+b)2", "≤[c−d]"]),
        (r"\|x + y\|_2 = |x - y|", ["‖x+y‖2", "=|x−y|"]),
        (r"x = -1", ["x", "=−1"]),
        (r"-x", ["−x"]),
        (r"a = f(x, y), b", ["a", "=f(x,y),", "b"]),
        (r"a_{i+1} = \frac{b + c}{d}", ["ai+1", "=b+cd"]),
        (r"\left(a + b\right) + c", ["(a+b)", "+c"]),
    ],
)
def test_a_formula_is_parted_where_it_may_wrap(latex: str, pieces: list[str]) -> None:
    parts = ET.fromstring(f"<div>{mathml.convert(latex)}</div>")
    assert ["".join(part.itertext()) for part in parts] == pieces
    assert len(mathml.convert(latex, display=False).split("<math")) == 2


def test_parts_after_a_quad_stand_apart_and_operators_stay_between_terms() -> None:
    formula = mathml.convert(r"a, \quad b = c")
    first, second, third = ET.fromstring(f"<div>{formula}</div>")
    assert [part.get("class") for part in (first, second, third)] == [None, "apart", None]
    assert third[0].get("form") == "infix"


def test_a_polynomial_in_moments_may_wrap_between_its_terms() -> None:
    """A bracket that closed in an exponent would hold the whole line together."""
    cubic = moments.derivatives(moments.output(), 3)[3]
    parts = ET.fromstring(f"<div>{mathml.convert(sympy.latex(cubic + moments.inner('S', 's')))}</div>")
    assert len(parts) == len(cubic.args) + 1
    assert max(len("".join(part.itertext())) for part in parts) < 30


def test_what_cannot_wrap_and_is_wider_than_paper_says_how_wide() -> None:
    numerator = " + ".join(f"x_{{{i}}}" for i in range(40))
    long, short = (
        ET.fromstring(f"<div>{mathml.convert(rf'{n} {{y}}')}</div>")[0] for n in (rf"\frac{{{numerator}}}", "x")
    )
    assert 40 < float(long.get("style", "").removeprefix("--width: ")) < 100
    assert short.get("style") is None


def test_latex_cannot_smuggle_markup() -> None:
    out = mathml.convert(r"\text{<img src=x onerror=y> &lt;b&gt; &} \href{javascript:z}{u} \style{color:red}{v}")
    assert not re.search(r"<img|<b>|href|javascript|style=", out)
    ET.fromstring(f"<div>{out}</div>")


def test_mathml_limits_and_words() -> None:
    out = mathml.convert(r"\max_{j} \mathtt{radius\_upper} \preceq \mathbf{1}")
    assert "<munder><mo" in out
    assert ">radius_upper</mi>" in out
    assert '<mo form="infix">⪯</mo>' in out


def test_a_counterexample_counts_as_the_worst_instance() -> None:
    sample = report_sample.document()
    refuted = next(lemma for lemma in sample["lemmas"] if lemma["name"] == "R2")
    assert [item["margin_lower"] for item in refuted["evidence"]] == [0.2]
    assert quantities.smallest_margin(refuted) == pytest.approx(-240224 / 245025 * 9801 / 10001)
    assert quantities.tightness(refuted) == pytest.approx(10001 / 9801 * 25)
    assert quantities.margins(refuted)[0] == quantities.smallest_margin(refuted)


@pytest.mark.parametrize(
    ("lhs", "rhs", "slack", "margin", "ratio"),
    [
        ("[1.5 +/- 1e-9]", "[0.5 +/- 1e-9]", "[-1.0 +/- 2e-9]", -2 / 3, 3.0),
        ("[2e-3 +/- 1e-12]", "[-1e-3 +/- 3e-12]", "[-3e-3 +/- 4e-12]", -1.5, None),
        ("1", "0", "-1", -1.0, None),
    ],
)
def test_counterexamples_in_balls_are_measured_too(
    lhs: str, rhs: str, slack: str, margin: float, ratio: float | None
) -> None:
    found = {"lhs": lhs, "rhs": rhs, "slack": slack}
    lemma: dict[str, Any] = {
        "evidence": [{"counterexample": found, "margin_lower": None, "tightness": None, "margins": []}]
    }
    assert quantities.smallest_margin(lemma) == pytest.approx(margin)
    assert quantities.tightness(lemma) == (None if ratio is None else pytest.approx(ratio))


def test_different_names_have_different_slugs() -> None:
    names = ["a b", "a-b", "a_b", "a/b", "a_2f_b", "a_20_b", "../x"]
    assert len({quantities.slug(name) for name in names}) == len(names)
    assert not any("/" in quantities.slug(name) for name in names)


def test_a_value_without_json_form_is_refused() -> None:
    with pytest.raises(ReportError, match="object"):
        document.to_json_types({"x": object()})


def test_the_python_call_decides_the_lemma_as_the_shell_command_does(capsys: pytest.CaptureFixture[str]) -> None:
    call = sentences.python_call("proofcheck run --select R3-quadratic --profile ci --seed 3", "R3-quadratic")
    exec(call, namespace := {})  # noqa: S102
    assert namespace["report"]["R3-quadratic"].grade is Grade.PROVED
    assert namespace["report"].document["run"]["seed"] == 3
    assert "PROVED  R3-quadratic" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "theory", "select"),
    [
        ("proofcheck run my.py --select 'S6 [|] x' --profile thorough --seed 0", "my.py", "S6 [|] x"),
        ("proofcheck run --select I1 --profile ci --seed 0", "proofcheck.attention.theory", "I1"),
    ],
)
def test_the_python_call_names_theory_and_lemma(command: str, theory: str, select: str) -> None:
    assert f"decide({theory!r}, select={select!r}, profile=" in sentences.python_call(command, "S6 | x")


@pytest.mark.parametrize("command", ["", "rm -rf x", "proofcheck run --select A --profile ci --seed 0; ls"])
def test_a_command_of_another_form_gives_no_python(command: str) -> None:
    assert sentences.python_call(command, "A") == ""


def test_certified_radii_and_the_proved_rate_are_drawn_and_told() -> None:
    figure = next(
        f
        for f in solves.draw_solve_figures(document.to_json_types(report_sample.solve()))
        if f.name == "distance-random"
    )
    assert "certified radius" in figure.svg
    assert "proved by R1" in figure.svg
    assert "at iterate 6, one exact Newton step from there ends within 2e-12" in figure.caption


def test_a_solve_without_certificate_shows_no_radius_and_no_rate() -> None:
    solve = report_sample.solve(certified=False)
    solve["reference"]["certified"] = []
    figure = next(f for f in solves.draw_solve_figures(document.to_json_types(solve)) if f.name == "distance-random")
    assert "certified radius" not in figure.svg
    assert "R1" not in figure.caption


def test_the_page_says_how_many_lemmas_a_kernel_settled() -> None:
    words = sentences.describe_kernel(report_sample.document())
    assert words.startswith("1 of 8 lemmas are settled by a theorem that a proof kernel checked: 0 as generated")
    assert words.endswith("1 as stated in Coq.")
    plain = report_sample.document()
    for lemma in plain["lemmas"]:
        lemma["evidence"] = [{**item, "proofs": []} for item in lemma["evidence"]]
    assert sentences.describe_kernel(plain) == ""


def test_the_summary_counts_every_verdict_in_words_and_bounds_every_error() -> None:
    document = report_sample.document()
    words = sentences.summarise(document)
    assert words.startswith("Of 8 claims, ")
    assert "1 is false as stated" in words
    assert sum(map(int, re.findall(r"(\d+) (?:is|are|rest|rests|held|could)", words))) == 8
    radius = max(solve["certificate"]["radius_upper"] or 0 for solve in document["solves"])
    assert f"a proved error of at most {upward(radius)} in (X, Y), Euclidean norm." in words
    assert sentences.summarise({**document, "lemmas": [], "solves": [], "counts": {}}) == ""


def test_a_start_at_a_saddle_is_explained_and_another_is_not() -> None:
    solve = report_sample.document()["solves"][0]
    sizes = [entry["gradient_norm"] for entry in solve["trace"]]
    (plain,) = (f for f in solves.draw_solve_figures(solve) if f.name.startswith("convergence"))
    assert "saddle" not in plain.caption
    solve["trace"][0]["gradient_norm"] = 1e-12 * max(sizes)
    (told,) = (f for f in solves.draw_solve_figures(solve) if f.name.startswith("convergence"))
    assert "The start X = 0 is a saddle: its gradient, " in told.caption


def test_an_internal_check_is_not_among_the_loosest_bounds() -> None:
    document = report_sample.document()
    loose = collect_findings(document).loose[0]["name"]
    for lemma in document["lemmas"]:
        lemma["internal"] = lemma["name"] == loose
    found = collect_findings(document)
    assert loose not in [lemma["name"] for lemma in found.loose]
    assert loose in [lemma["name"] for lemma in found.bounds]
