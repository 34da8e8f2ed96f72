"""Screens: tables of verdicts, one lemma in full, solutions, re-checks. Everything fits 80 columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from math import isfinite
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from proofcheck.engine import Result
from proofcheck.evidence import Evidence, Grade, Sharpness, sharpness_words
from proofcheck.lemma import Theory
from proofcheck.mutants import FALSE, Fate, Judgement
from proofcheck.recheck import Recheck
from solver.solution import TraceRecord

_STYLE = {
    Grade.PROVED: "green",
    Grade.CERTIFIED: "green",
    Grade.SUPPORTED: "cyan",
    Grade.REFUTED: "red",
    Grade.UNDECIDED: "yellow",
    Grade.BROKEN: "bold red",
}


def print_results(console: Console, results: Sequence[Result]) -> None:
    """One row a lemma, then the counts."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("lemma", "claim", "verdict", "decided", "sharpness"):
        wraps = name in ("claim", "sharpness")
        table.add_column(name, no_wrap=not wraps, justify="right" if name == "decided" else "left")
    for result in results:
        grade, evidence = result.verdict.grade, result.verdict.evidence
        mark = "" if result.as_expected else " !"
        table.add_row(
            escape(result.lemma.name),
            escape(result.lemma.title),
            f"[{_STYLE[grade]}]{grade.name}{mark}[/]",
            f"{sum(e.decided for e in evidence):,}",
            sharpness_words(result.verdict.sharpness),
        )
    console.print(table)
    counts = {grade: sum(r.verdict.grade is grade for r in results) for grade in Grade}
    words = ", ".join(f"{count} {grade.name}" for grade, count in counts.items() if count)
    decided = sum(e.decided for r in results for e in r.verdict.evidence)
    unexpected = sum(not r.as_expected for r in results)
    console.print(f"{len(results)} lemmas: {words}; {decided:,} instances and steps decided rigorously")
    console.print("all as expected" if not unexpected else f"[bold red]{unexpected} not as expected (marked !)[/]")


def print_timing(console: Console, timing: Mapping[str, float]) -> None:
    """How long it took, on its own line."""
    console.print(f"{timing['seconds']:.1f} s, {timing['decided_per_second']:,.0f} decided a second", highlight=False)


def print_list(console: Console, theory: Theory) -> None:
    """Names, titles and premises."""
    console.print(f"[bold]{escape(theory.title)}[/]")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("lemma", "claim", "group", "requires"):
        table.add_column(name, no_wrap=name == "lemma")
    for lemma in theory.lemmas:
        table.add_row(*map(escape, (lemma.name, lemma.title, lemma.group, ", ".join(lemma.requires))))
    console.print(table)


def print_lemma(console: Console, result: Result) -> None:
    """Statement, verdict, evidence, counterexample, measurements."""
    lemma, verdict = result.lemma, result.verdict
    console.print(f"[bold]{escape(lemma.name)}  {escape(lemma.title)}[/]")
    console.print(f"  {escape(lemma.statement)}", highlight=False)
    for label, text in (("hypotheses", lemma.hypotheses), ("remarks", lemma.remarks), ("reference", lemma.reference)):
        if text:
            console.print(f"[dim]{label}:[/] {escape(text)}", highlight=False)
    grade = f"[{_STYLE[verdict.grade]}]{verdict.grade.name}[/]"
    console.print(f"verdict: {grade} ({verdict.grade.value})\n  {escape(verdict.reason)}", highlight=False)
    if lemma.holds_instead:
        console.print(f"what holds instead: {lemma.holds_instead}")
    for found in verdict.sharpness:
        _print_sharpness(console, found)
    for evidence in verdict.evidence:
        _print_evidence(console, evidence)
    for label, text in result.measures.items():
        console.print(f"  {escape(label)}: {escape(text)}", highlight=False)


def _print_sharpness(console: Console, found: Sharpness) -> None:
    name = f" of {found.part}" if found.part else ""
    factor = f" {above(found.factor_upper)}" if found.label.name == "FACTOR" and found.factor_upper else ""
    console.print(f"sharpness{escape(name)}: {found.label.name}{factor} ({found.label.value})", highlight=False)
    console.print(f"    lhs {found.lhs}, rhs {found.rhs} at {escape(json.dumps(found.data))}", highlight=False)


def _print_evidence(console: Console, evidence: Evidence) -> None:
    sizes = f"{evidence.decided} of {evidence.attempted} decided"
    if evidence.margin_lower is not None:
        sizes += f", smallest margin {evidence.margin_lower:.3g}"
    if evidence.tightness is not None:
        sizes += f", largest lhs/rhs {evidence.tightness:.6g}"
    console.print(f"  {evidence.checker}: {evidence.outcome.name}, {sizes}", highlight=False)
    for text in filter(None, (evidence.detail, f"repeat: {evidence.command}")):
        console.print(f"    {escape(text)}", highlight=False)
    found = evidence.counterexample
    if found is not None:
        console.print(f"    counterexample: {escape(json.dumps(found.data))}", highlight=False)
        kind = "exact" if found.exact else "enclosed"
        console.print(f"    lhs {found.lhs}, rhs {found.rhs}, slack {found.slack} ({kind})", highlight=False)


def above(bound: float) -> str:
    """An upper bound in three digits, rounded up: what is printed is still a bound."""
    digits = Decimal(bound)
    return f"{float(digits.quantize(Decimal((0, (1,), digits.adjusted() - 2)), rounding=ROUND_CEILING)):.3g}"


def print_solution(console: Console, summary: Mapping[str, Any]) -> None:
    """Status and sizes of a solve, and what its certificate proves."""
    console.print(f"{summary['status']}: {summary['message']}", highlight=False)
    console.print(f"  {summary['iterations']} iterations of the {summary['step']} step")
    console.print(f"  Phi = {summary['objective']:.15g}   L = {summary['loss']:.15g}", highlight=False)
    console.print(f"  ||grad Phi|| = {summary['gradient_norm']:.3g}", highlight=False)
    certificate = summary.get("certificate")
    if certificate is None:
        return
    console.print(f"{certificate['outcome']}: {escape(certificate['reason'])}", highlight=False)
    if certificate["radius_upper"] is not None:
        console.print(f"  a {certificate['scope'].lower()} minimiser lies within {above(certificate['radius_upper'])}")
        console.print(f"  Phi exceeds its value there by at most {above(certificate['objective_gap_upper'])}")


def print_solves(console: Console, solves: Sequence[Mapping[str, Any]]) -> None:
    """One line a solve of the report."""
    for case in solves:
        certificate = case["certificate"]
        confirmed = "confirmed" if case["recheck"]["confirmed"] else "NOT confirmed"
        radius = finite(certificate["radius_upper"])
        size = "" if radius is None else f", minimiser within {above(radius)}"
        console.print(
            f"{case['title']}: {case['status']} in {case['iterations']} iterations; "
            f"{certificate['outcome']}{size}; re-check {confirmed}",
            highlight=False,
        )


def print_mutants(console: Console, judgements: Sequence[Judgement]) -> None:
    """Fates by number, the living ones with their reasons, and the score."""
    living = [x for x in judgements if x.fate not in (*FALSE, Fate.UNUSABLE)]
    for judgement in living:
        console.print(f"{judgement.fate.name}: {escape(judgement.label)}", highlight=False, soft_wrap=True)
        console.print(f"    {escape(judgement.reason)}", highlight=False, soft_wrap=True)
    for fate in Fate:
        console.print(f"{sum(x.fate is fate for x in judgements):5} {fate.name}: {fate.value}", highlight=False)
    killed = sum(x.fate in FALSE for x in judgements)
    survived = sum(x.fate is Fate.SURVIVED for x in judgements)
    share = 100 * killed / (killed + survived) if killed + survived else 0.0
    console.print(f"score: {killed} of {killed + survived} false mutants refuted ({share:.4g}%)", highlight=False)


def print_recheck(console: Console, check: Recheck) -> None:
    """Every claim with its sizes, then the outcome."""
    for claim in check.claims:
        mark = "[green]holds[/]    " if claim.holds else "[red]not shown[/]"
        console.print(f"{mark} {escape(claim.statement)}\n            {escape(claim.detail)}", highlight=False)
    console.print("[green]confirmed[/]" if check.confirmed else "[red]not confirmed[/]")


def iteration_line(record: TraceRecord) -> str:
    """Live progress of a solve."""
    return f"iteration {record.iteration}: Phi = {record.objective:.10g}, ||grad|| = {record.gradient_norm:.2e}"


def finite(value: float) -> float | None:
    """None for infinities: JSON has no word for them."""
    return value if isfinite(value) else None
