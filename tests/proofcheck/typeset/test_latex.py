"""The LaTeX table: what a compiler must not trip over, and a real compilation where there is one."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest
import report_sample

from proofcheck.attention.theory import ATTENTION
from proofcheck.engine.generated import trace_claim
from proofcheck.lemmas.loading import list_shipped_theories, load_theory
from proofcheck.report import load
from proofcheck.report.formats import latex
from proofcheck.typeset.latex_grammar import is_safe

WRAPPER = r"\documentclass{article}\usepackage{amsmath,amssymb,longtable}\begin{document}\input{lemmas}\end{document}"
COMMITTED = Path(__file__).parents[3] / "reports" / "attention" / "report.json"


@pytest.mark.parametrize(
    ("statement", "set_as"),
    [
        (r"x \le y,\quad z", r"$x \le y,$\quad $z$"),
        (r"\left(a\quad b\right)\qquad c", r"$\left(a\quad b\right)$\quad $c$"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$"),
        (r"\text{a quad} \quadratic", None),
        (r"a & b", None),
        (r"a \\ b", None),
        (r"x^^41", None),
        (r"\input{/etc/passwd}", None),
        (r"\write18{rm}", None),
        (r"50% of $x$", None),
        (r"{x", None),
        ("φ", None),
        (r"\begin{verbatim}x\end{verbatim}", None),
        (r"\frac{1", None),
        (r"\left( x", None),
        (r"\left( {x \right) }", None),
        (r"\text{a_b}", None),
        (r"\text{\alpha}", None),
        (r"x^2^3", None),
        (r"\begin{cases} a & b & c \end{cases}", None),
        (r"\begin{pmatrix} a \\ [b] \end{pmatrix}", None),
        (r"\begin{pmatrix} a \end{bmatrix}", None),
        (r"\sqrt[3]{x}", None),
        ("{" * 40 + "x" + "}" * 40, None),
        (r"x^2'", None),
        (r"\text{a\_b} \mathtt{c\_d}", r"$\text{a\_b} \mathtt{c\_d}$"),
    ],
)
def test_only_safe_statements_are_set_as_mathematics(statement: str, set_as: str | None) -> None:
    if set_as is None:
        assert latex.render_formula(statement) == rf"\texttt{{{latex.escape(statement)}}}"
    else:
        assert latex.render_formula(statement) == set_as


def test_text_is_escaped() -> None:
    escaped = latex.escape("50% of $x_1$ & {#~^\\} \n Φ ≤")
    assert not re.search(r"(?<!\\)[%$&#]", escaped.replace(r"\ensuremath", ""))
    assert "\n" not in escaped
    assert r"\Phi" in escaped


@pytest.mark.parametrize("reference", list_shipped_theories())
def test_every_shipped_statement_is_set_as_mathematics(reference: str) -> None:
    assert [x.name for x in load_theory(reference).lemmas if r"\texttt" in latex.render_formula(x.statement)[:8]] == []


def test_the_table_has_a_row_a_lemma_with_four_cells() -> None:
    document = report_sample.document()
    body = latex.render(document).split(r"\hline\endfoot")[1].split(r"\end{longtable}")[0]
    rows = [row for row in body.split(r"\tabularnewline\hline") if row.strip()]
    assert len(rows) == len(document["lemmas"])
    assert all(row.count(" &\n") == 3 for row in rows)
    verdicts = [lemma["verdict"]["grade"].lower() for lemma in document["lemmas"]]
    assert all(f"\\raggedright {verdict}" in row for verdict, row in zip(verdicts, rows, strict=True))
    assert "Instead holds R3." in body
    assert body.count("unexpected") == 1


NO_LATEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
_TOKENS = r"""
\alpha x 1 + \le { } ^ _ ' \frac \sqrt \left( \right) \text{a\_b} \quad \begin{pmatrix} \end{pmatrix} & \\ \| | \sum
\max \mathrm {a} \tilde {b} [ ] \big \bigl \binom \{ \} \operatorname \displaystyle \begin{cases} \end{cases} \bar
\prime \left \right ( \vdots \mathbb \begin{aligned} \end{aligned} \% \! \underline < / * " '' '^ \dots
"""
TOKENS = _TOKENS.split()


@NO_LATEX
def test_every_formula_of_the_grammar_compiles(tmp_path: Path) -> None:
    rng = random.Random(0)  # noqa: S311
    drawn = (" ".join(rng.choices(TOKENS, k=rng.randint(1, 7))) for _ in range(12_000))
    safe = [formula for formula in drawn if is_safe(formula)]
    assert len(safe) > 1000
    body = "\n\n".join(map(latex.render_formula, safe))
    done = compile_source(tmp_path, WRAPPER.replace(r"\input{lemmas}", body))
    assert done.returncode == 0, done.stdout[-2000:]


def compile_source(folder: Path, source: str) -> subprocess.CompletedProcess[bytes]:
    (folder / "paper.tex").write_text(source)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)


@pytest.mark.slow
@NO_LATEX
@pytest.mark.parametrize("which", ["sample", "committed"])
def test_the_table_compiles(tmp_path: Path, which: str) -> None:
    document = report_sample.document() if which == "sample" else load(COMMITTED)
    (tmp_path / "lemmas.tex").write_text(latex.render(document), encoding="utf-8")
    done = compile_source(tmp_path, WRAPPER)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "paper.pdf").stat().st_size > 20_000


@pytest.mark.slow
@NO_LATEX
def test_the_generated_statements_of_the_catalogue_compile(tmp_path: Path) -> None:
    traced = [(lemma, trace_claim(lemma)) for lemma in ATTENTION.lemmas]
    lemmas = [
        {"name": x.name, "title": x.title, "statement": x.statement, "generated": found and asdict(found)}
        for x, found in traced
    ]
    (tmp_path / "lemmas.tex").write_text(latex.render_statements({"lemmas": lemmas}), encoding="utf-8")
    done = compile_source(tmp_path, WRAPPER)
    assert done.returncode == 0, done.stdout[-2000:]
    assert all(is_safe(line) for lemma in lemmas if lemma["generated"] for line in lemma["generated"]["lines"])
