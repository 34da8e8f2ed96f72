"""The Markdown report, for a forge: a pure function of the document.

Formulas are ```math blocks, which GitHub, GitLab and Forgejo typeset: between dollar signs Markdown would take `\\,`,
`\\|` and `_` first. Tables hold numbers and short words, what is long is folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proofcheck.report.document import count_grades
from proofcheck.report.entries import Document, TheoryEntry
from proofcheck.report.figures.drawing import Figure
from proofcheck.report.figures.overview import draw_figures
from proofcheck.report.findings import Findings, Refutation, collect_findings
from proofcheck.report.formats import Draw, Files
from proofcheck.report.formats.markdown.lemmas import render_details, tabulate_lemmas
from proofcheck.report.formats.markdown.solves import render_solve, tabulate_reference_sets
from proofcheck.report.formats.markdown.syntax import escape, fence, link, render_table, show_figure
from proofcheck.report.phrases import counterexample_text
from proofcheck.report.sentences import describe_kernel, describe_outcome, is_word, statement_lines


def files(document: Document, figures: Draw) -> Files:
    """`report.md` for a forge, and the SVG files of its figures."""
    drawn = figures()
    return {f"{figure.name}.svg": figure.file() for figure in drawn.values()} | {"report.md": render(document, drawn)}


def render(document: Document, figures: Mapping[str, Figure] | None = None) -> str:
    """The whole report. `figures` are those of `draw_figures`, drawn here when not given."""
    drawn = draw_figures(document) if figures is None else figures
    found = collect_findings(document)
    parts = [
        _render_overview(document),
        _render_notation(document["theory"]),
        show_figure(drawn, "verdicts"),
        _render_findings(found),
        tabulate_lemmas(document),
    ]
    parts += [show_figure(drawn, "margins"), *render_details(document)]
    if document["solves"]:
        parts += ["## Solves\n", *("\n".join(render_solve(solve, drawn)) for solve in document["solves"])]
    parts.append(tabulate_reference_sets(document["reference_sets"]))
    return "\n".join([*filter(None, parts), _render_footer(document)])


def _render_overview(document: Document) -> str:
    theory = document["theory"]
    counts = [(grade, str(count)) for grade, count in count_grades(document)]
    lines = [
        f"# {escape(theory['title'])}: what holds, what fails, how sharp\n",
        escape(describe_outcome(document)) + "\n",
    ]
    lines += [escape(words) + "\n" for words in [describe_kernel(document)] if words]
    lines.append(render_table(["verdict", "lemmas"], counts, right=(1,)))
    return "\n".join(lines)


def _render_notation(theory: TheoryEntry) -> str:
    lines = [fence(theory["problem"], "math")] if theory["problem"] else []
    for symbol, meaning in theory["notation"]:
        lines.append(f"- {escape(symbol) if is_word(symbol) else f'$`{symbol}`$'}: {escape(meaning)}")
    return "\n".join(["## Problem and notation\n", *lines, ""]) if lines else ""


def _render_findings(found: Findings) -> str:
    lines = ["## Findings\n", *(line for item in found.refuted for line in _render_refutation(item))]
    lines += [
        f"- **Not as expected**: {link(lemma['name'])} {escape(lemma['title'])} is {lemma['verdict']['grade']}: "
        f"{escape(lemma['verdict']['reason'])}"
        for lemma in found.unexpected
    ]
    lines += [
        f"- Open: {link(lemma['name'])} is {lemma['verdict']['grade']}: {escape(lemma['verdict']['reason'])}"
        for lemma in found.open
    ]
    lines += [f"- Not solved, certified and confirmed: {escape(solve['title'])}" for solve in found.unsolved]
    lines += [
        f"- Loose: {link(lemma['name'])} {escape(lemma['title'])}: {escape(lemma['sharpness']['summary'])}"
        for lemma in found.loose
    ]
    if found.tight:
        lines.append("- Tight, attained to 1e-6: " + ", ".join(link(lemma["name"]) for lemma in found.tight))
    return "\n".join(lines if len(lines) > 1 else [*lines, "Nothing failed, and nothing is open."]) + "\n"


def _render_refutation(item: Refutation) -> Iterator[str]:
    yield f"### {escape(item.lemma['name'])} is false: {escape(item.lemma['title'])}\n"
    yield from (fence(line, "math") for line in statement_lines(item.lemma))
    if item.counterexample:
        yield "Counterexample, confirmed rigorously:\n"
        yield fence(counterexample_text(item.counterexample, item.lemma["statement"]))
    if item.instead:
        verdict = item.instead["verdict"]["grade"]
        yield f"What holds instead: {link(item.instead['name'])} ({verdict}), {escape(item.instead['title'])}.\n"
        yield from (fence(line, "math") for line in statement_lines(item.instead))


def _render_footer(document: Document) -> str:
    run, theory = document["run"], document["theory"]
    versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items())
    made = f"Profile {run['profile']}, seed {run['seed']}, Python {run['python']}, {versions}."
    reference = escape(theory["reference"]) + "\n\n" if theory["reference"] else ""
    return f"## How this was made\n\n{reference}{escape(made)}\n\n{fence(run['command'], 'sh')}"
