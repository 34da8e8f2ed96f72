"""Lemmas in Markdown: the table of all of them, then each in detail with its evidence folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofcheck.lemmas.coverage import plural
from proofcheck.report.entries import CounterexampleEntry, Document, EvidenceEntry, LemmaEntry, ProofEntry, StepEntry
from proofcheck.report.formats.markdown.syntax import escape, fence, fold, link, render_table
from proofcheck.report.phrases import counterexample_text, describe_sharpness, instance_text
from proofcheck.report.quantities import count_decided, group_lemmas, slug, smallest_margin
from proofcheck.report.sentences import describe_source, describe_statement
from proofcheck.typeset.numbers import MISSING, downward, nearest


def tabulate_lemmas(document: Document) -> str:
    """One table a group, one row a lemma, each linked to its details; margins rounded down."""
    header = ["lemma", "claim", "verdict", "decided", "smallest margin", "sharpness"]
    parts = ["## Lemmas\n"]
    for group, lemmas in group_lemmas(document).items():
        rows = [
            [
                link(lemma["name"]),
                escape(lemma["title"]),
                lemma["verdict"]["grade"] + ("" if lemma["as_expected"] else " (**unexpected**)"),
                f"{count_decided(lemma):,}",
                downward(smallest_margin(lemma)),
                escape(lemma["sharpness"]["summary"]) or MISSING,
            ]
            for lemma in lemmas
        ]
        parts += [f"**{escape(group)}**\n", render_table(header, rows, right=(3, 4))]
    return "\n".join(parts)


def render_details(document: Document) -> Iterator[str]:
    """A section for each lemma, under the heading of its group: statement, verdict, facts, evidence, commands."""
    names = {lemma["name"] for lemma in document["lemmas"]}
    for group, lemmas in group_lemmas(document).items():
        yield f"## {escape(group)}\n" if group != "Lemmas" else "## Lemmas in detail\n"
        yield from ("\n".join(_render_lemma(lemma, names)) for lemma in lemmas)


def _render_lemma(lemma: LemmaEntry, names: set[str]) -> Iterator[str]:
    verdict = lemma["verdict"]
    expected = "" if lemma["as_expected"] else f" (expected {lemma['expected'] or 'neither REFUTED nor BROKEN'})"
    yield f'### <a id="lemma-{slug(lemma["name"])}"></a>{escape(lemma["name"])}: {escape(lemma["title"])}\n'
    if lemma["statement"]:
        yield fence(lemma["statement"], "math")
    yield from _render_generated(lemma)
    yield f"**{verdict['grade']}**{expected}: {escape(verdict['message'])}. {escape(verdict['reason'])}\n"
    yield from _list_facts(lemma, names)
    found = [(item["checker"], item["counterexample"]) for item in lemma["evidence"] if item["counterexample"]]
    for checker, counterexample in found[:1]:
        yield f"Counterexample ({escape(checker)}):\n"
        yield fence(counterexample_text(counterexample, lemma["statement"]))
    if lemma["evidence"]:
        checkers = plural(len(lemma["evidence"]), "checker")
        body = "\n".join(_render_evidence(lemma, found[1:]))
        yield fold(f"Evidence: {checkers}, {count_decided(lemma):,} decided", body)
    for command in sorted({item["command"] for item in lemma["evidence"] if item["command"]}):
        yield fence(command, "sh")


def _render_generated(lemma: LemmaEntry) -> Iterator[str]:
    """The claim as generated from its sides, below the form in which its source states it."""
    words, generated = describe_statement(lemma), lemma["generated"]
    if not generated:
        return
    if lemma["statement"]:
        yield "*As stated in the source.*\n"
    lines = [fence(line, "math") for line in generated["lines"]]
    summary, _, coverage = words.partition(": ")
    yield fold(summary, "\n".join([f"{escape(coverage)}\n", *lines])) if lines else escape(words) + "\n"


def _list_facts(lemma: LemmaEntry, names: set[str]) -> Iterator[str]:
    facts = [("Hypotheses", lemma["hypotheses"]), ("Instances from", lemma["space"]), ("Remarks", lemma["remarks"])]
    facts += [("Printed in", describe_source(lemma)), ("Reference", lemma["reference"]), *lemma["measures"].items()]
    lines = [f"- {escape(label)}: {escape(value)}" for label, value in facts if value]
    if lemma["requires"]:
        lines.append(f"- Requires: {', '.join(link(name) for name in lemma['requires'])}")
    if lemma["holds_instead"]:
        instead = lemma["holds_instead"]
        lines.append(f"- What holds instead: {link(instead) if instead in names else escape(instead)}")
    lines += [f"- {escape(describe_sharpness(part, lemma))}" for part in lemma["sharpness"]["parts"]]
    if lines:
        yield "\n".join(lines) + "\n"


def _render_evidence(lemma: LemmaEntry, found: Sequence[tuple[str, CounterexampleEntry]]) -> Iterator[str]:
    """What each checker did: numbers as a table, words as a list, then instances, proofs and steps.

    `found`: further counterexamples, each with its checker; the first one stands before what is folded.
    """
    yield _tabulate_evidence(lemma["evidence"])
    for item in lemma["evidence"]:
        detail = f"; {escape(item['detail'])}" if item["detail"] else ""
        yield f"- {escape(item['checker'])}: {escape(item['coverage'])}{detail}"
    yield ""
    for checker, counterexample in found:
        shown = counterexample_text(counterexample, lemma["statement"])
        yield f"Counterexample ({escape(checker)}):\n\n{fence(shown)}"
    for part in lemma["sharpness"]["parts"]:
        name = f" of {escape(part['part'])}" if part["part"] else ""
        yield f"Closest to equality{name}:\n\n{fence(instance_text(part, lemma['statement']))}"
    yield from (_render_proof(proof) for item in lemma["evidence"] for proof in item["proofs"])
    yield from (_tabulate_steps(item["steps"]) for item in lemma["evidence"] if item["steps"])


def _tabulate_evidence(evidence: Sequence[EvidenceEntry]) -> str:
    header = ["checker", "outcome", "decided", "of", "smallest margin", "largest lhs/rhs", "bits"]
    rows = [
        [
            escape(item["checker"]),
            item["outcome"],
            f"{item['decided']:,}",
            f"{item['attempted']:,}",
            downward(item["margin_lower"]),
            downward(item["tightness"]),
            "exact" if item["precision_bits"] == 0 else nearest(item["precision_bits"]),
        ]
        for item in evidence
    ]
    return render_table(header, rows, right=(2, 3, 4, 5, 6))


def _render_proof(proof: ProofEntry) -> str:
    state = f"STALE, {proof['stale']}" if proof["stale"] else f"kernel-checked, recorded with {proof['prover']}"
    assumed = ", ".join(proof["assumptions"]) or "nothing"
    machine = "; the processor's integers and floats are among it" if proof["machine"] else ""
    place = f"proved in {proof['file']}, line {proof['line']}, assuming {assumed}{machine}"
    words = f"Theorem {proof['theorem']} ({state}), statement {proof['origin']}, {place}:"
    return f"{escape(words)}\n\n{fence(proof['statement'])}"


def _tabulate_steps(steps: Sequence[StepEntry]) -> str:
    rows = [[escape(s["label"]), _describe_status(s), escape(s["reason"]) or MISSING] for s in steps]
    body = render_table(["step", "status", "how"], rows)
    return f"{len(steps)} derivation steps; their formulas are in `report.json`:\n\n{body}"


def _describe_status(step: StepEntry) -> str:
    if not step["holds"]:
        return "**open**"
    return "shows nothing, counts for nothing" if step["tautology"] else "holds"
