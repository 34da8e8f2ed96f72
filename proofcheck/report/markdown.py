"""The Markdown report, for a forge: a pure function of the document. Formulas are ```math blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from proofcheck.report.document import Document, graded
from proofcheck.report.drawing import Figure
from proofcheck.report.figures import report_figures
from proofcheck.report.findings import Findings, Refuted, findings
from proofcheck.report.numbers import (
    MISSING,
    counterexample_text,
    decided,
    downward,
    instance_text,
    nearest,
    slug,
    smallest_margin,
    upward,
)
from proofcheck.report.words import certificate_words, outcome_words, weights_words

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|$#~])")


def render(document: Document, figures: Mapping[str, Figure] | None = None) -> str:
    """The whole report. `figures` are those of `report_figures`, drawn here when not given."""
    drawn = report_figures(document) if figures is None else figures
    found = findings(document)
    parts = [_overview(document), _figure(drawn, "verdicts"), _findings(found), _table_of_lemmas(document)]
    parts += [_figure(drawn, "margins"), "## Lemmas in detail\n"]
    parts += ["\n".join(_lemma(lemma)) for lemma in document["lemmas"]]
    if document["solves"]:
        parts += ["## Solves\n", *("\n".join(_solve(solve, drawn)) for solve in document["solves"])]
    return "\n".join([*filter(None, parts), _footer(document)])


def text(value: Any) -> str:
    """Plain text on one line, safe in a paragraph and in a table cell."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A pipe table; cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _fenced(content: str, language: str = "") -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", content)), 3)
    return f"{fence}{language}\n{content}\n{fence}\n"


def _link(lemma: str) -> str:
    return f"[{text(lemma)}](#lemma-{slug(lemma)})"


def _figure(figures: Mapping[str, Figure], name: str) -> str:
    if name not in figures:
        return ""
    figure = figures[name]
    return f"![{text(figure.alt)}]({name}.svg)\n\n*{text(figure.caption)}*\n"


def _overview(document: Document) -> str:
    theory = document["theory"]
    counts = [(grade, str(count)) for grade, count in graded(document)]
    lines = [f"# {text(theory['title'])}: what holds, what fails, how sharp\n", text(outcome_words(document)) + "\n"]
    lines.append(table(["verdict", "lemmas"], counts))
    return "\n".join(lines)


def _findings(found: Findings) -> str:
    lines = ["## Findings\n", *(line for item in found.refuted for line in _refuted(item))]
    lines += [
        f"- **Not as expected**: {_link(lemma['name'])} {text(lemma['title'])} is {lemma['verdict']['grade']}: "
        f"{text(lemma['verdict']['reason'])}"
        for lemma in found.unexpected
    ]
    lines += [
        f"- Open: {_link(lemma['name'])} is {lemma['verdict']['grade']}: {text(lemma['verdict']['reason'])}"
        for lemma in found.open
    ]
    lines += [f"- Not solved, certified and confirmed: {text(solve['title'])}" for solve in found.unsolved]
    lines += [
        f"- Loose: {_link(lemma['name'])} {text(lemma['title'])}: {text(lemma['sharpness']['summary'])}"
        for lemma in found.loose
    ]
    if found.tight:
        lines.append("- Tight, attained to 1e-6: " + ", ".join(_link(lemma["name"]) for lemma in found.tight))
    return "\n".join(lines if len(lines) > 1 else [*lines, "Nothing failed, and nothing is open."]) + "\n"


def _refuted(item: Refuted) -> Iterator[str]:
    yield f"### {text(item.lemma['name'])} is false: {text(item.lemma['title'])}\n"
    yield _fenced(item.lemma["statement"], "math")
    if item.counterexample:
        yield "Counterexample, confirmed rigorously:\n"
        yield _fenced(counterexample_text(item.counterexample))
    if item.instead:
        verdict = item.instead["verdict"]["grade"]
        yield f"What holds instead: {_link(item.instead['name'])} ({verdict}), {text(item.instead['title'])}.\n"
        yield _fenced(item.instead["statement"], "math")


def _table_of_lemmas(document: Document) -> str:
    header = ["lemma", "claim", "verdict", "decided", "smallest margin", "sharpness"]
    rows = [
        [
            _link(lemma["name"]),
            text(lemma["title"]),
            lemma["verdict"]["grade"] + ("" if lemma["as_expected"] else " (**unexpected**)"),
            f"{decided(lemma):,}",
            downward(smallest_margin(lemma)),
            text(lemma["sharpness"]["summary"]) or MISSING,
        ]
        for lemma in document["lemmas"]
    ]
    return "## Lemmas\n\n" + table(header, rows)


def _lemma(lemma: Document) -> Iterator[str]:
    verdict = lemma["verdict"]
    yield f'<a id="lemma-{slug(lemma["name"])}"></a>\n'
    yield f"### {text(lemma['name'])}: {text(lemma['title'])}\n"
    yield _fenced(lemma["statement"], "math")
    yield f"**{verdict['grade']}**: {text(verdict['message'])}. {text(verdict['reason'])}\n"
    yield from _facts(lemma)
    yield from _sharpness(lemma["sharpness"]["parts"])
    if lemma["evidence"]:
        yield _evidence(lemma["evidence"])
    for item in lemma["evidence"]:
        if item["counterexample"]:
            yield f"Counterexample ({text(item['checker'])}):\n"
            yield _fenced(counterexample_text(item["counterexample"]))
        if item["steps"]:
            yield _steps(item["steps"])
    for command in sorted({item["command"] for item in lemma["evidence"] if item["command"]}):
        yield _fenced(command, "sh")


def _facts(lemma: Document) -> Iterator[str]:
    facts = [("Hypotheses", lemma["hypotheses"]), ("Instances from", lemma["space"]), ("Remarks", lemma["remarks"])]
    facts += [("Reference", lemma["reference"]), *lemma["measures"].items()]
    lines = [f"- {text(label)}: {text(value)}" for label, value in facts if value]
    if lemma["requires"]:
        lines.append(f"- Requires: {', '.join(_link(name) for name in lemma['requires'])}")
    if lines:
        yield "\n".join(lines) + "\n"


def _sharpness(parts: Sequence[Document]) -> Iterator[str]:
    """For each inequality the label, the share and the instance."""
    for part in parts:
        name = f" of {text(part['part'])}" if part["part"] else ""
        factor = "" if part["label"] != "FACTOR" else f", factor left {upward(part['factor_upper'])}"
        share = f"the best instance attains {downward(part['share_lower'])} of the bound"
        yield f"Sharpness{name}: **{part['label']}**{factor}; {share} ({text(part['checker'])}).\n"
        yield f"<details><summary>instance</summary>\n\n{_fenced(instance_text(part))}\n</details>\n"


def _evidence(evidence: Sequence[Document]) -> str:
    header = ["checker", "outcome", "coverage", "decided", "smallest margin", "largest lhs/rhs", "bits", "detail"]
    rows = [
        [
            text(item["checker"]),
            item["outcome"],
            text(item["coverage"]),
            f"{item['decided']:,} of {item['attempted']:,}",
            downward(item["margin_lower"]),
            downward(item["tightness"]),
            "exact" if item["precision_bits"] == 0 else nearest(item["precision_bits"]),
            text(item["detail"]) or MISSING,
        ]
        for item in evidence
    ]
    return table(header, rows)


def _steps(steps: Sequence[Document]) -> str:
    rows = [[text(s["label"]), "holds" if s["holds"] else "**open**", text(s["reason"]) or MISSING] for s in steps]
    body = table(["step", "status", "how"], rows)
    return f"<details><summary>{len(steps)} derivation steps</summary>\n\n{body}\n</details>\n"


def _solve(solve: Document, figures: Mapping[str, Figure]) -> Iterator[str]:
    yield f"### {text(solve['title'])}\n"
    yield f"{text(solve['description'])}. {text(weights_words(solve))}. Source: {text(solve['source'])}.\n"
    yield (
        f"**{solve['status']}**: {text(solve['message'])}, after {solve['iterations']} iterations; Φ = "
        f"{nearest(solve['objective'])}, L = {nearest(solve['loss'])}, gradient norm "
        f"{nearest(solve['gradient_norm'])}.\n"
    )
    yield _figure(figures, f"convergence-{slug(solve['name'])}")
    certificate, recheck = solve["certificate"], solve["recheck"]
    yield f"**{certificate['outcome']}**. {text(' '.join(certificate_words(certificate)))}\n"
    yield f"Re-checked from the definitions: **{'confirmed' if recheck['confirmed'] else 'not confirmed'}**.\n"
    rows = [
        [text(c["statement"]), "holds" if c["holds"] else "**fails**", text(c["detail"])] for c in recheck["claims"]
    ]
    yield table(["claim", "status", "detail"], rows)
    if solve["reference"]:
        yield _reference(solve["reference"])
    for name in ("distance", "attention"):
        yield _figure(figures, f"{name}-{slug(solve['name'])}")


def _reference(reference: Document) -> str:
    ratio = reference["ratio"]
    compared = f"; the certified radius is {nearest(ratio)} times as large" if ratio is not None else ""
    return (
        f"Against the minimiser to {reference['digits']} digits: true error between "
        f"{downward(reference['error_lower'])} and {upward(reference['error_upper'])}{compared}. "
        f"True objective gap between {downward(reference['gap_lower'])} and {upward(reference['gap_upper'])}.\n"
    )


def _footer(document: Document) -> str:
    run, theory = document["run"], document["theory"]
    versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items())
    made = f"Profile {run['profile']}, seed {run['seed']}, Python {run['python']}, {versions}."
    reference = text(theory["reference"]) + "\n\n" if theory["reference"] else ""
    return f"## How this was made\n\n{reference}{text(made)}\n\n{_fenced(run['command'], 'sh')}"
