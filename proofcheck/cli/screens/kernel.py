"""The screen of `kernel`: every theorem with its lemma, then what all of them rest on."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from proofcheck.cli.screens import style
from proofcheck.kernel import Checked, Record
from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.lemma import Theory


def print_kernel(console: Console, theory: Theory, record: Record) -> None:
    """One row a theorem; the counts; the assumptions."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("lemma", "theorem", "", "statement"):
        table.add_column(name, overflow="fold")
    for found in record.theorems:
        sign = "[green]holds[/]" if found.holds else "[red]is false[/]"
        table.add_row(style.clean(found.lemma or "-"), style.clean(found.theorem), sign, found.origin.value)
    console.print(table)
    lemmas = {found.lemma for found in record.theorems} - {""}
    theorems = plural(len(record.theorems), "theorem")
    console.print(f"{theorems} about {len(lemmas)} of {plural(len(theory.lemmas), 'lemma')}, by {record.prover}")
    console.print(f"they assume: {', '.join(_list_assumptions(record.theorems)) or 'nothing'}", soft_wrap=True)


def _list_assumptions(theorems: tuple[Checked, ...]) -> list[str]:
    return sorted({name for found in theorems for name in found.assumptions})
