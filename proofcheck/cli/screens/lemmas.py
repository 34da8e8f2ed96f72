"""Screens about lemmas, from entries of the report document: verdicts, a list, one lemma in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table

from proofcheck.cli.screens import style
from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.lemma import Theory
from proofcheck.mutants import FALSE, Judgement, MutantOutcome
from proofcheck.report.document import count_grades
from proofcheck.report.entries import Document, EvidenceEntry, LemmaEntry, ProofEntry, SharpnessEntry
from proofcheck.report.phrases import (
    describe_margin,
    describe_part,
    describe_sharpness,
    instance_text,
    thorough_command,
)
from proofcheck.report.quantities import count_decided
from proofcheck.report.sentences import describe_source, describe_statement
from proofcheck.typeset.numbers import downward
from proofcheck.typeset.unicode_math import to_unicode


def print_results(console: Console, document: Document, *, quiet: bool = False, interrupted: bool = False) -> None:
    """One row a lemma, the reasons of those not as expected, what of a claim a PROVED leaves out, the counts.

    `quiet`: only lemmas that are not as expected, nothing when all are. `interrupted`: the others are not known.
    """
    lemmas = [lemma for lemma in document["lemmas"] if not (quiet and lemma["as_expected"])]
    if lemmas or not quiet:
        console.print(_tabulate(lemmas))
    for lemma in lemmas:
        if not lemma["as_expected"]:
            _print_surprise(console, lemma)
        elif part := describe_part(lemma):
            style.print_indented(console, f"{lemma['name']}: {part}", 0)
    if not quiet:
        _print_counts(console, document, interrupted=interrupted)


def _print_surprise(console: Console, lemma: LemmaEntry) -> None:
    """Why a lemma is not as expected, and what says more."""
    style.print_indented(console, f"{lemma['name']}: {lemma['verdict']['reason']}", 0)
    if command := thorough_command(lemma):
        console.print(f"    more instances: {style.clean(command)}", soft_wrap=True)


def _tabulate(lemmas: Sequence[LemmaEntry]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("lemma", "claim", "verdict", "decided", "sharpness"):
        wraps = name in ("claim", "sharpness")
        table.add_column(name, no_wrap=not wraps, justify="right" if name == "decided" else "left")
    for lemma in lemmas:
        table.add_row(
            style.clean(lemma["name"]),
            style.clean(lemma["title"]),
            style.colour_grade(lemma["verdict"]["grade"], "" if lemma["as_expected"] else " !"),
            f"{count_decided(lemma):,}",
            style.clean(lemma["sharpness"]["summary"]),
        )
    return table


def _print_counts(console: Console, document: Document, *, interrupted: bool) -> None:
    lemmas = document["lemmas"]
    words = ", ".join(f"{count} {grade}" for grade, count in count_grades(document))
    unexpected = sum(not lemma["as_expected"] for lemma in lemmas)
    steps = f"{document['instances_decided']:,} instances and steps decided rigorously"
    console.print("; ".join(filter(None, [f"{plural(len(lemmas), 'lemma')}: {words}" if words else "0 lemmas", steps])))
    if unexpected:
        console.print(f"[bold red]{unexpected} not as expected (marked !)[/]")
    elif not interrupted:
        console.print("all as expected")


def print_timing(console: Console, timing: Mapping[str, float]) -> None:
    """How long it took, on its own line."""
    console.print(f"{timing['seconds']:.1f} s, {timing['decided_per_second']:,.0f} decided a second")


def print_list(console: Console, theory: Theory) -> None:
    """Names, titles and premises, by group."""
    console.print(f"[bold]{style.clean(theory.title)}[/]")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("lemma", "claim", "requires"):
        table.add_column(name, no_wrap=name == "lemma")
    for group, lemmas in groupby(theory.lemmas, key=lambda lemma: lemma.group):
        if group:
            table.add_row("", f"[dim]{style.clean(group)}[/]")
        for lemma in lemmas:
            table.add_row(*map(style.clean, (lemma.name, lemma.title, ", ".join(lemma.requires))))
    console.print(table)


def print_lemma(console: Console, lemma: LemmaEntry) -> None:
    """Statement, verdict, sharpness, evidence, counterexample, measurements, and the command that repeats it."""
    verdict = lemma["verdict"]
    console.print(f"[bold]{style.clean(lemma['name'])}  {style.clean(lemma['title'])}[/]\n")
    _print_statement(console, lemma)
    console.print()
    _print_facts(console, lemma)
    mark = (
        "" if lemma["as_expected"] else f" [bold red](expected {lemma['expected'] or 'neither REFUTED nor BROKEN'})[/]"
    )
    console.print(f"\nverdict: {style.colour_grade(verdict['grade'])}{mark}, {style.clean(verdict['message'])}")
    style.print_indented(console, verdict["reason"])
    if command := thorough_command(lemma):
        console.print(f"more instances: {style.clean(command)}", soft_wrap=True)
    if lemma["holds_instead"]:
        console.print(f"what holds instead: {style.clean(lemma['holds_instead'])}")
    for part in lemma["sharpness"]["parts"]:
        _print_sharpness(console, part, lemma)
    for item in lemma["evidence"]:
        _print_evidence(console, item, lemma["statement"])
    for label, text in lemma["measures"].items():
        console.print(f"{style.clean(label)}: {style.clean(text)}")
    for command in sorted({item["command"] for item in lemma["evidence"] if item["command"]}):
        console.print(f"repeat: {style.clean(command)}", soft_wrap=True)


def print_terms(console: Console, lines: Sequence[str]) -> None:
    """What an exact certificate consists of, at small sizes."""
    console.print("terms of the certificate, each nonnegative:")
    for line in lines:
        style.print_indented(console, line)


def _print_statement(console: Console, lemma: LemmaEntry) -> None:
    """The claim as generated from its sides, and as its source states it."""
    generated = lemma["generated"]
    if generated:
        console.print(style.clean(describe_statement(lemma)))
        for line in generated["lines"]:
            style.print_indented(console, to_unicode(line))
    if generated and lemma["statement"]:
        console.print("\n[dim]As stated in the source:[/]")
    if lemma["statement"]:
        style.print_indented(console, to_unicode(lemma["statement"]))


def _print_facts(console: Console, lemma: LemmaEntry) -> None:
    premises = ", ".join(lemma["requires"])
    facts = [("hypotheses", lemma["hypotheses"]), ("remarks", lemma["remarks"]), ("instances", lemma["space"])]
    facts += [("printed in", describe_source(lemma)), ("reference", lemma["reference"]), ("requires", premises)]
    for label, text in facts:
        if text:
            console.print(f"[dim]{label}:[/] {style.clean(text)}")


def _print_sharpness(console: Console, part: SharpnessEntry, lemma: LemmaEntry) -> None:
    console.print(style.clean(describe_sharpness(part, lemma)))
    for line in instance_text(part, lemma["statement"]).splitlines():
        style.print_indented(console, line, 4)


def _print_evidence(console: Console, item: EvidenceEntry, statement: str) -> None:
    sampled = f"{item['decided']:,} of {item['attempted']:,} decided" if item["attempted"] else ""
    given = plural(item.get("given", 0), "given instance") if item.get("given") else ""
    sizes = (" and ".join(filter(None, (sampled, given))) or "0 decided") + describe_margin(item["margin_lower"])
    if item["tightness"] is not None:
        sizes += f", largest lhs/rhs {downward(item['tightness'], 6)}"
    console.print(f"{style.clean(item['checker'])}: {item['outcome']}, {sizes}")
    if item["detail"]:
        style.print_indented(console, item["detail"], 4)
    if item["counterexample"] is not None:
        kind = "exact" if item["counterexample"]["exact"] else "enclosed"
        console.print(f"  counterexample ({kind}):")
        style.print_instance(console, item["counterexample"], statement)
    for proof in item["proofs"]:
        _print_proof(console, proof)


def _print_proof(console: Console, proof: ProofEntry) -> None:
    """The theorem, where it is proved, what it assumes, and the statement in Coq as it stands."""
    state = f"STALE, {proof['stale']}" if proof["stale"] else f"kernel-checked, recorded with {proof['prover']}"
    console.print(f"  theorem {style.clean(proof['theorem'])}: {style.clean(state)}", soft_wrap=True)
    style.print_indented(console, f"proved in {proof['file']}, line {proof['line']}; {proof['origin']}", 4)
    style.print_indented(console, f"assumes {', '.join(proof['assumptions']) or 'nothing'}", 4)
    for line in proof["statement"].splitlines():
        style.print_indented(console, line, 6)


def print_mutants(
    console: Console, judgements: Sequence[Judgement], unmutated: Sequence[str] = (), *, quiet: bool = False
) -> None:
    """Counts by outcome, every mutant that was not refuted with its reason, the score; `quiet`: only survivors.

    `unmutated`: lemmas that have no mutant, about which the score says nothing.
    """
    hidden = (*FALSE, MutantOutcome.UNUSABLE)
    listed = [x for x in judgements if (x.outcome is MutantOutcome.SURVIVED if quiet else x.outcome not in hidden)]
    for judgement in listed:
        console.print(f"{judgement.outcome.name}: {style.clean(judgement.label)}", soft_wrap=True)
        console.print(f"    {style.clean(judgement.source)}", soft_wrap=True)
        console.print(f"    {style.clean(judgement.reason)}", soft_wrap=True)
    if quiet:
        return
    for outcome in MutantOutcome:
        same = [x for x in judgements if x.outcome is outcome]
        proved = sum(x.proved for x in same)
        how = f" ({proved} by proof, {len(same) - proved} not)" if proved else ""
        console.print(f"{len(same):5} {outcome.name}: {outcome.value}{how}")
    killed = sum(x.outcome in FALSE for x in judgements)
    survived = sum(x.outcome is MutantOutcome.SURVIVED for x in judgements)
    share = 100 * killed / (killed + survived) if killed + survived else 0.0
    open_ = sum(x.outcome is MutantOutcome.NOT_SHOWN for x in judgements)
    score = f"score: {killed} of {killed + survived} false mutants refuted ({share:.4g}%)"
    console.print(f"{score}; {open_} not shown to be true or false", soft_wrap=True)
    if unmutated:
        console.print(f"says nothing about what has no mutant: {style.clean(', '.join(unmutated))}", soft_wrap=True)
