"""Screens about solves: a solution, the solves of a report, re-checks, and the NIST table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from rich.console import Console
from rich.table import Table

from proofcheck.cli.screens import style
from proofcheck.lemmas.coverage import plural
from proofcheck.nist_strd import Confirmation
from proofcheck.recheck.rechecker import Recheck
from proofcheck.report.consistency import succeeded
from proofcheck.report.entries import ReferenceSetEntry, SolveEntry
from proofcheck.report.phrases import describe_error
from proofcheck.typeset.numbers import upward
from solver.minimise.solution import TraceRecord


def print_solution(console: Console, summary: Mapping[str, Any]) -> None:
    """Status and sizes of a solve, and what its certificate proves."""
    console.print(f"{summary['status']}: {summary['message']}")
    console.print(f"  {plural(summary['iterations'], 'iteration')} of the {summary['step']} step")
    console.print(f"  Phi = {summary['objective']:.15g}   L = {summary['loss']:.15g}")
    console.print(f"  ||grad Phi|| = {summary['gradient_norm']:.3g}")
    if (search := summary.get("search")) is not None:
        _print_search(console, search)
    certificate = summary.get("certificate")
    if certificate is None:
        return
    console.print(f"{certificate['outcome']}: {style.clean(certificate['reason'])}")
    if certificate["radius_upper"] is not None:
        console.print(f"  a {certificate['scope'].lower()} minimiser exists: {describe_error(certificate)}")
        console.print(f"  Phi exceeds its value there by at most {upward(certificate['objective_gap_upper'])}")


def _print_search(console: Console, search: Mapping[str, Any]) -> None:
    console.print(style.clean(search["headline"]))
    console.print(f"  {search['lower']!r} <= min Phi <= {search['upper']!r}")
    for radius in search["radii"]:
        console.print(f"  a certified minimiser within {upward(radius)} of its point")
    if search["outcome"] != "CERTIFIED":
        console.print(
            f"  {style.clean(search['reason'])}; {upward(100 * search['open_share'])} % of the volume is open"
        )


def print_solves(console: Console, solves: Sequence[SolveEntry], *, quiet: bool = False) -> None:
    """One line a solve of the report; `quiet`: only those that failed."""
    for case in solves:
        if quiet and succeeded(case):
            continue
        certificate = case["certificate"]
        confirmed = "[green]confirmed[/]" if case["recheck"]["confirmed"] else "[red]NOT confirmed[/]"
        size = f", {error}" if (error := describe_error(certificate)) else ""
        console.print(
            f"{style.clean(case['title'])}: {style.clean(case['status'])} in "
            f"{plural(case['iterations'], 'iteration')}; "
            f"{certificate['outcome']}{size}; re-check {confirmed}"
        )


def print_reference_sets(console: Console, sets: Sequence[ReferenceSetEntry], *, quiet: bool = False) -> None:
    """One line for all of them, and one for each that was not confirmed."""
    for item in sets:
        if not item["confirmed"]:
            console.print(f"{style.clean(item['name'])}: [red]NOT confirmed[/] {style.clean(item['reason'])}")
    if sets and not quiet:
        console.print(f"{sum(item['confirmed'] for item in sets)} of {len(sets)} reference data sets confirmed")


def print_recheck(console: Console, check: Recheck, *, quiet: bool = False) -> None:
    """Every claim with its sizes, then the outcome; `quiet`: only claims that were not shown."""
    for claim in check.claims:
        if quiet and claim.holds:
            continue
        mark = "[green]holds[/]    " if claim.holds else "[red]not shown[/]"
        console.print(f"{mark} {style.clean(claim.statement)}")
        style.print_indented(console, claim.detail, 10)
    if not (quiet and check.confirmed):
        console.print("[green]confirmed[/]" if check.confirmed else "[red]not confirmed[/]")


def print_strd(console: Console, found: Sequence[Confirmation], *, quiet: bool = False) -> None:
    """One row a data set, then the sums; `quiet`: only data sets with a value that was not confirmed."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("data set", "values", "confirmed", "sum of squares", "largest relative radius"):
        table.add_column(name, justify="left" if name == "data set" else "right")
    for item in found:
        if quiet and item.confirmed:
            continue
        confirmed = sum(value.confirmed for value in item.values)
        squares = f"{item.certificate.sum_of_squares:.10E}"
        table.add_row(item.name, str(len(item.values)), str(confirmed), squares, upward(item.relative_radius, 1))
    if table.row_count:
        console.print(table)
    if not quiet:
        values = [value for item in found for value in item.values]
        sets = sum(item.confirmed for item in found)
        console.print(f"{sets} of {len(found)} data sets, {sum(v.confirmed for v in values)} of {len(values)} values")


def describe_iteration(record: TraceRecord) -> str:
    """One line on an iteration of a running solve, for the live status."""
    return f"iteration {record.iteration}: Phi = {record.objective:.10g}, ||grad|| = {record.gradient_norm:.2e}"


def describe_stage(doing: str, stage: str, share: float, seconds: float) -> str:
    """One line on a running certificate or re-check: stage, share of the work done, how long the rest may take."""
    left = f", about {seconds * (1 - share) / share:.0f} s left" if 0 < share < 1 else ""
    return f"{doing}, {share:.0%}{left}: {stage}"


def drop_infinity(value: float) -> float | None:
    """A number that JSON can hold: None in place of infinities and NaN."""
    return value if isfinite(value) else None
