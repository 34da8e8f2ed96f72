"""The Markdown report, for a forge: a pure function of the document.

Formulas are ```math blocks, which GitHub, GitLab and Forgejo typeset: between dollar signs Markdown would take `\\,`,
`\\|` and `_` first. Tables hold numbers and short words, what is long is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from proofcheck.report.document import Document, count_grades
from proofcheck.report.figures.drawing import Figure
from proofcheck.report.figures.overview import draw_figures
from proofcheck.report.findings import Findings, Refutation, collect_findings
from proofcheck.report.formats import Draw, Files
from proofcheck.report.phrases import counterexample_text, describe_error, describe_sharpness, instance_text
from proofcheck.report.quantities import (
    count_decided,
    group_lemmas,
    slug,
    smallest_margin,
)
from proofcheck.report.sentences import (
    describe_certificate,
    describe_kernel,
    describe_outcome,
    describe_reference_sets,
    describe_source,
    describe_statement,
    describe_theorems,
    describe_weights,
    is_word,
)
from proofcheck.typeset.numbers import MISSING, downward, nearest, plural, upward

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|$#~])")


def files(document: Document, figures: Draw) -> Files:
    """`report.md` for a forge, and the SVG files of its figures."""
    drawn = figures()
    return {f"{figure.name}.svg": figure.file() for figure in drawn.values()} | {"report.md": render(document, drawn)}


def render(document: Document, figures: Mapping[str, Figure] | None = None) -> str:
    """The whole report. `figures` are those of `draw_figures`, drawn here when not given."""
    drawn = draw_figures(document) if figures is None else figures
    found = collect_findings(document)
    parts = [
        _overview(document),
        _notation(document["theory"]),
        _figure(drawn, "verdicts"),
        _findings(found),
        _table_of_lemmas(document),
    ]
    parts += [_figure(drawn, "margins"), *_details(document)]
    if document["solves"]:
        parts += ["## Solves\n", *("\n".join(_solve(solve, drawn)) for solve in document["solves"])]
    parts.append(_reference_sets(document["reference_sets"]))
    return "\n".join([*filter(None, parts), _footer(document)])


def text(value: Any) -> str:
    """Plain text on one line, safe in a paragraph and in a table cell."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A pipe table; cells are Markdown already. `right`: columns of numbers."""
    rule = ["---:" if column in right else "---" for column in range(len(header))]
    return "\n".join("| " + " | ".join(line) + " |" for line in (header, rule, *rows)) + "\n"


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


def _notation(theory: Document) -> str:
    lines = [_fenced(theory["problem"], "math")] if theory["problem"] else []
    for symbol, meaning in theory["notation"]:
        lines.append(f"- {text(symbol) if is_word(symbol) else f'$`{symbol}`$'}: {text(meaning)}")
    return "\n".join(["## Problem and notation\n", *lines, ""]) if lines else ""


def _overview(document: Document) -> str:
    theory = document["theory"]
    counts = [(grade, str(count)) for grade, count in count_grades(document)]
    lines = [f"# {text(theory['title'])}: what holds, what fails, how sharp\n", text(describe_outcome(document)) + "\n"]
    lines += [text(words) + "\n" for words in [describe_kernel(document)] if words]
    lines.append(table(["verdict", "lemmas"], counts, right=(1,)))
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


def _refuted(item: Refutation) -> Iterator[str]:
    yield f"### {text(item.lemma['name'])} is false: {text(item.lemma['title'])}\n"
    yield _fenced(item.lemma["statement"], "math")
    if item.counterexample:
        yield "Counterexample, confirmed rigorously:\n"
        yield _fenced(counterexample_text(item.counterexample, item.lemma["statement"]))
    if item.instead:
        verdict = item.instead["verdict"]["grade"]
        yield f"What holds instead: {_link(item.instead['name'])} ({verdict}), {text(item.instead['title'])}.\n"
        yield _fenced(item.instead["statement"], "math")


def _table_of_lemmas(document: Document) -> str:
    header = ["lemma", "claim", "verdict", "decided", "smallest margin", "sharpness"]
    parts = ["## Lemmas\n"]
    for group, lemmas in group_lemmas(document).items():
        rows = [
            [
                _link(lemma["name"]),
                text(lemma["title"]),
                lemma["verdict"]["grade"] + ("" if lemma["as_expected"] else " (**unexpected**)"),
                f"{count_decided(lemma):,}",
                downward(smallest_margin(lemma)),
                text(lemma["sharpness"]["summary"]) or MISSING,
            ]
            for lemma in lemmas
        ]
        parts += [f"**{text(group)}**\n", table(header, rows, right=(3, 4))]
    return "\n".join(parts)


def _details(document: Document) -> Iterator[str]:
    names = {lemma["name"] for lemma in document["lemmas"]}
    for group, lemmas in group_lemmas(document).items():
        yield f"## {text(group)}\n" if group != "Lemmas" else "## Lemmas in detail\n"
        yield from ("\n".join(_lemma(lemma, names)) for lemma in lemmas)


def _lemma(lemma: Document, names: set[str]) -> Iterator[str]:
    verdict = lemma["verdict"]
    expected = "" if lemma["as_expected"] else f" (expected {lemma['expected'] or 'neither REFUTED nor BROKEN'})"
    yield f'### <a id="lemma-{slug(lemma["name"])}"></a>{text(lemma["name"])}: {text(lemma["title"])}\n'
    yield _fenced(lemma["statement"], "math")
    yield from _generated(lemma)
    yield f"**{verdict['grade']}**{expected}: {text(verdict['message'])}. {text(verdict['reason'])}\n"
    yield from _facts(lemma, names)
    found = [item for item in lemma["evidence"] if item["counterexample"]]
    for item in found[:1]:
        yield f"Counterexample ({text(item['checker'])}):\n"
        yield _fenced(counterexample_text(item["counterexample"], lemma["statement"]))
    if lemma["evidence"]:
        checkers = plural(len(lemma["evidence"]), "checker")
        body = "\n".join(_evidence(lemma, found[1:]))
        yield _folded(f"Evidence: {checkers}, {count_decided(lemma):,} decided", body)
    for command in sorted({item["command"] for item in lemma["evidence"] if item["command"]}):
        yield _fenced(command, "sh")


def _generated(lemma: Document) -> Iterator[str]:
    """The claim as generated from its sides, below the form in which its source states it."""
    words = describe_statement(lemma)
    if not words:
        return
    yield "*As stated in the source.*\n"
    lines = [_fenced(line, "math") for line in lemma["generated"]["lines"]]
    summary, _, coverage = words.partition(": ")
    yield _folded(summary, "\n".join([f"{text(coverage)}\n", *lines])) if lines else text(words) + "\n"


def _folded(summary: str, body: str) -> str:
    """A block that opens on a click; the blank lines make forges read Markdown inside."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n</details>\n"


def _facts(lemma: Document, names: set[str]) -> Iterator[str]:
    facts = [("Hypotheses", lemma["hypotheses"]), ("Instances from", lemma["space"]), ("Remarks", lemma["remarks"])]
    facts += [("Printed in", describe_source(lemma)), ("Reference", lemma["reference"]), *lemma["measures"].items()]
    lines = [f"- {text(label)}: {text(value)}" for label, value in facts if value]
    if lemma["requires"]:
        lines.append(f"- Requires: {', '.join(_link(name) for name in lemma['requires'])}")
    if lemma["holds_instead"]:
        instead = lemma["holds_instead"]
        lines.append(f"- What holds instead: {_link(instead) if instead in names else text(instead)}")
    lines += [f"- {text(describe_sharpness(part, lemma))}" for part in lemma["sharpness"]["parts"]]
    if lines:
        yield "\n".join(lines) + "\n"


def _evidence(lemma: Document, found: Sequence[Document]) -> Iterator[str]:
    """What each checker did: numbers as a table, words as a list, then instances and steps."""
    header = ["checker", "outcome", "decided", "of", "smallest margin", "largest lhs/rhs", "bits"]
    rows = [
        [
            text(item["checker"]),
            item["outcome"],
            f"{item['decided']:,}",
            f"{item['attempted']:,}",
            downward(item["margin_lower"]),
            downward(item["tightness"]),
            "exact" if item["precision_bits"] == 0 else nearest(item["precision_bits"]),
        ]
        for item in lemma["evidence"]
    ]
    yield table(header, rows, right=(2, 3, 4, 5, 6))
    for item in lemma["evidence"]:
        detail = f"; {text(item['detail'])}" if item["detail"] else ""
        yield f"- {text(item['checker'])}: {text(item['coverage'])}{detail}"
    yield ""
    for item in found:
        shown = counterexample_text(item["counterexample"], lemma["statement"])
        yield f"Counterexample ({text(item['checker'])}):\n\n{_fenced(shown)}"
    for part in lemma["sharpness"]["parts"]:
        name = f" of {text(part['part'])}" if part["part"] else ""
        yield f"Closest to equality{name}:\n\n{_fenced(instance_text(part, lemma['statement']))}"
    for item in lemma["evidence"]:
        for proof in item.get("proofs", ()):
            yield _proof(proof)
    for item in lemma["evidence"]:
        if item["steps"]:
            yield _steps(item["steps"])


def _proof(proof: Document) -> str:
    state = f"STALE, {proof['stale']}" if proof["stale"] else f"kernel-checked, recorded with {proof['prover']}"
    assumed = ", ".join(proof["assumptions"]) or "nothing"
    machine = "; the processor's integers and floats are among it" if proof["machine"] else ""
    place = f"proved in {proof['file']}, line {proof['line']}, assuming {assumed}{machine}"
    words = f"Theorem {proof['theorem']} ({state}), statement {proof['origin']}, {place}:"
    return f"{text(words)}\n\n{_fenced(proof['statement'])}"


def _steps(steps: Sequence[Document]) -> str:
    rows = [[text(s["label"]), _status(s), text(s["reason"]) or MISSING] for s in steps]
    body = table(["step", "status", "how"], rows)
    return f"{len(steps)} derivation steps; their formulas are in `report.json`:\n\n{body}"


def _status(step: Document) -> str:
    if not step["holds"]:
        return "**open**"
    return "cannot fail, counts for nothing" if step.get("tautology") else "holds"


def _solve(solve: Document, figures: Mapping[str, Figure]) -> Iterator[str]:
    yield f"### {text(solve['title'])}\n"
    yield f"{text(solve['description'])}. {text(describe_weights(solve))}. Source: {text(solve['source'])}.\n"
    yield (
        f"**{solve['status']}**: {text(solve['message'])}, after {solve['iterations']} iterations; Φ = "
        f"{nearest(solve['objective'])}, L = {nearest(solve['loss'])}, gradient norm "
        f"{nearest(solve['gradient_norm'])}.\n"
    )
    yield _figure(figures, f"convergence-{slug(solve['name'])}")
    certificate, recheck = solve["certificate"], solve["recheck"]
    certified = certificate["radius_upper"] is not None
    said = [*describe_certificate(certificate), *([f"In short: {describe_error(certificate)}."] if certified else [])]
    yield f"**{certificate['outcome']}**. {text(' '.join(said))}\n"
    if sentence := describe_theorems(certificate):
        yield f"{sentence}\n"
        yield "".join(f"- `{t['theorem']}`: {text(t['says'])} ({text(t['status'])})\n" for t in certificate["theorems"])
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
    compared = f"; the certified radius is {upward(ratio)} times as large" if ratio is not None else ""
    return (
        f"Against the minimiser to {reference['digits']} digits: true error between "
        f"{downward(reference['error_lower'])} and {upward(reference['error_upper'])}{compared}. "
        f"True objective gap between {downward(reference['gap_lower'])} and {upward(reference['gap_upper'])}.\n"
    )


def _reference_sets(sets: Sequence[Document]) -> str:
    """One row a set of published data; proved radii rounded up."""
    if not sets:
        return ""
    rows = [
        [
            text(item["name"]),
            str(len(item["values"])),
            str(sum(value["confirmed"] for value in item["values"])),
            text(item["sum_of_squares"]),
            upward(item["relative_radius"]),
        ]
        for item in sets
    ]
    header = ("data set", "printed values", "confirmed", "sum of squares", "largest relative radius")
    return "\n".join(
        ["## Reference data\n", f"{describe_reference_sets(sets)}\n", table(header, rows, right=(1, 2, 3, 4))]
    )


def _footer(document: Document) -> str:
    run, theory = document["run"], document["theory"]
    versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items())
    made = f"Profile {run['profile']}, seed {run['seed']}, Python {run['python']}, {versions}."
    reference = text(theory["reference"]) + "\n\n" if theory["reference"] else ""
    return f"## How this was made\n\n{reference}{text(made)}\n\n{_fenced(run['command'], 'sh')}"
