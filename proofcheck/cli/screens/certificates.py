"""Screens of `explain` and `diff`: a certificate in plain words, and the changes between two reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from proofcheck.cli.screens import style
from proofcheck.report.difference import Change, Difference
from proofcheck.typeset.numbers import downward, upward
from proofcheck.typeset.unicode_math import to_unicode

_LONGEST: Final = 60  # characters of a value in a difference


def print_explanation(console: Console, explanation: Mapping[str, Any]) -> None:
    """Outcome, what is proved, the theorem with every hypothesis and number, and what it does not say."""
    colour = "green" if explanation["outcome"] == "CERTIFIED" else "yellow"
    scope = f", scope {explanation['scope']}" if explanation["scope"] else ""
    console.print(f"[bold]{style.clean(explanation['file'])}[/]: [{colour}]{explanation['outcome']}[/]{scope}")
    console.print(style.clean(explanation["point"]))
    _print_items(console, "What it says is proved", explanation["proved"])
    if explanation["outcome"] != "CERTIFIED":
        nothing = "nothing more" if explanation["proved"] else "nothing"
        _print_items(console, f"Why {nothing} is proved", [explanation["reason"]])
        _print_items(console, "What would help", explanation["would_help"])
    console.print(f"\n[bold]Theorem {style.clean(explanation['theorem'])}[/], in {explanation['norm']}")
    console.print(_tabulate_hypotheses(explanation["hypotheses"]))
    _print_items(console, "What it rests on", explanation["rests_on"])
    _print_items(
        console, "Theorems behind it", [f"{t['theorem']}: {t['says']} ({t['status']})" for t in explanation["theorems"]]
    )
    _print_items(console, "What it does not claim", explanation["not_claimed"])
    console.print("\n[bold]How to check it[/]")
    console.print(f"  {style.clean(explanation['verify'])}", soft_wrap=True)


def _tabulate_hypotheses(entries: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for entry in entries:
        met = "[green]met[/]" if entry["met"] else "[red]not met[/]"
        table.add_row(f"  {entry['symbol']} = {entry['shown']}", entry["meaning"], met)
    return table


def _print_items(console: Console, title: str, items: Sequence[str]) -> None:
    if not items:
        return
    console.print(f"\n[bold]{title}[/]")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    for item in items:
        table.add_row("  -", style.clean(item))
    console.print(table)


def print_difference(console: Console, found: Difference, *, quiet: bool = False) -> None:
    """One row a change, regressions marked, then the counts; `quiet`: only regressions."""
    shown = found.regressions if quiet else found.changes
    if shown:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("", "subject", "aspect", "old", "new"):
            table.add_column(name)
        for change in shown:
            table.add_row(*_format_change(change))
        console.print(table)
    if not quiet:
        console.print(f"{len(found.changes)} changes, {len(found.regressions)} regressions")


def _format_change(change: Change) -> tuple[str, str, str, str, str]:
    mark = "[red]worse[/]" if change.regression else ""
    values = [change.old, change.new]
    if change.aspect == "statement":
        values = [to_unicode(value) for value in values]
    shown = downward if change.aspect == "margin" else upward  # of floats: sizes are upper bounds
    old, new = (shown(value, 4) if isinstance(value, float) else _format_value(value) for value in values)
    return mark, style.clean(change.subject), change.aspect, old, new


def _format_value(value: Any) -> str:
    text = (
        "-" if value is None else f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    )
    return style.clean(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
