"""Screens: formulas as one line, 80 columns, no control characters, colours on terminals only."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import report_sample
from rich.console import Console

from proofcheck.api import decide
from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.functions import power
from proofcheck.cli import screens
from proofcheck.cli.screens.style import clean
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.lemma import Certificate, Lemma, Theory
from proofcheck.lemmas.loading import list_shipped_theories, load_theory
from proofcheck.report.difference import compare_documents
from proofcheck.typeset.unicode_math import to_unicode


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"\|f(x)\|_2 \le \tfrac12\, \|A_j\|", "‖f(x)‖₂ ≤ ½ ‖Aⱼ‖"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"\frac{a}{b c}", "a/(bc)"),
        (r"\frac{M}{2\,(\ell - M r)}\, r^2", "(M/(2 (ℓ − Mr))) r²"),
        (r"\frac{a}{b} \le c", "a/b ≤ c"),
        (r"\frac{\sqrt2}{3\sqrt3}", "√2/(3√3)"),
        (r"A_1 X A_2^\top", "A₁ X A₂ᵀ"),
        (r"e^{2\delta}", "e^(2δ)"),
        (r"x_{i+1}^{n}", "xᵢ₊₁ⁿ"),
        (r"\nabla^2_{XX} L", "∇²_XX L"),
        (r"\max_{t \le r} g", "max_(t ≤ r) g"),
        (r"\tilde s^2", "s̃²"),
        (r"-x < 0", "−x < 0"),
        (r"f(-x, y) = (a, b)", "f(−x, y) = (a, b)"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
        (r"a\quad b", "a   b"),
        (r"\text{every } x\in\{1, 2\}", "every x ∈ {1, 2}"),
        (r"\foo{x}", r"\foo{x}"),
        (r"\frac{1", r"\frac{1"),
    ],
)
def test_formulas_are_one_readable_line(latex: str, line: str) -> None:
    assert to_unicode(latex) == line


@pytest.mark.parametrize("reference", list_shipped_theories())
def test_no_shipped_statement_is_left_as_latex(reference: str) -> None:
    assert [
        x.name for x in load_theory(reference).lemmas if re.search(r"\\|[{}]\w*[\^_]", to_unicode(x.statement))
    ] == []


def print_text(show: Callable[[Console], None], **options: Any) -> str:
    buffer = io.StringIO()
    show(Console(file=buffer, width=80, emoji=False, highlight=False, **options))
    return buffer.getvalue()


DOCUMENT = report_sample.document()
OTHER = report_sample.document(seed=1)
SCREENS: dict[str, Callable[[Console], None]] = {
    "results": lambda console: screens.print_results(console, DOCUMENT),
    "solves": lambda console: screens.print_solves(console, DOCUMENT["solves"]),
    "list": lambda console: screens.print_list(console, report_sample.THEORY),
    "difference": lambda console: screens.print_difference(console, compare_documents(DOCUMENT, OTHER)),
    **{lemma["name"]: lambda console, lemma=lemma: screens.print_lemma(console, lemma) for lemma in DOCUMENT["lemmas"]},
}


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_fits_80_columns(name: str) -> None:
    lines = print_text(SCREENS[name]).splitlines()
    assert lines
    assert max(len(line) for line in lines if not line.startswith("repeat:")) <= 80


@pytest.mark.parametrize("name", SCREENS)
def test_colours_only_on_terminals(name: str) -> None:
    assert "\x1b" not in print_text(SCREENS[name])
    assert "\x1b" in print_text(SCREENS[name], force_terminal=True)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", print_text(SCREENS[name], force_terminal=True, no_color=True))


def test_text_of_a_file_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\rc\x07d\u202ee [bold]") == r"a [2Jb c d e \[bold]"


def test_quiet_screens_say_only_what_is_wrong() -> None:
    loud = print_text(lambda console: screens.print_results(console, DOCUMENT, quiet=True))
    assert "S6 | odd name" in loud
    assert "I3" not in loud
    good = {**DOCUMENT, "lemmas": DOCUMENT["lemmas"][:3]}
    assert print_text(lambda console: screens.print_results(console, good, quiet=True)) == ""
    failed = print_text(lambda console: screens.print_solves(console, DOCUMENT["solves"], quiet=True))
    assert "hard" in failed
    assert "random" not in failed


@pytest.mark.parametrize(("sizes", "said"), [(2, True), (1, False)])
def test_a_proof_at_some_of_the_sizes_says_which_and_why_not_at_the_others(sizes: int, said: bool) -> None:
    """The square is forgotten from n = 2 on: the lemma is PROVED at n = 1, and not BROKEN."""
    lemma = Lemma(
        name="sums",
        title="",
        claim=Inequality(lhs=lambda x: 0, rhs=lambda x: (x * x).sum()),
        space=Space(sizes={"n": (1, sizes)}, variables={"x": Variable(shape=("n",))}),
        certificate=Certificate(terms=lambda rules, x: [[power(x[0], 2)]]),
    )
    document = decide(Theory(name="t", title="T", lemmas=(lemma,))).document
    text = " ".join(print_text(lambda console: screens.print_results(console, document)).split())
    assert "1 PROVED" in text
    assert "all as expected" in text
    assert ("sums: PROVED at n = 1 (exact) only: the certificate" in text) is said
    assert ("n = 2: the terms do not add up" in text) is said


def test_a_given_counterexample_is_counted_as_what_it_is() -> None:
    lemma = Lemma(
        name="signs",
        title="",
        claim=Inequality(lhs=lambda x: 0, rhs=lambda x: x),
        space=Space(variables={"x": Variable()}),
        witness=lambda: {"x": rationals(-1)},
    )
    entry = decide(Theory(name="t", title="T", lemmas=(lemma,))).document["lemmas"][0]
    text = print_text(lambda console: screens.print_lemma(console, entry))
    assert "rigorous: FAILS, 1 given instance, smallest margin" in text
    assert "0 of 0" not in text


def test_a_lemma_is_told_with_its_counterexample_and_command() -> None:
    shown = print_text(SCREENS["R2"])
    assert "‖z₊ − z*‖₂ ≤ 2(e₀ + Mr/(ℓ − Mr))r" in shown
    for fact in (
        "verdict: REFUTED",
        "e0 = 1/10",
        "slack = -240224/245025",
        "what holds instead: R3",
        "repeat: proofcheck",
    ):
        assert fact in shown
