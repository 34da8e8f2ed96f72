"""`proofcheck strd`: the table of the NIST data sets, confirmed value by value."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from proofcheck.strd.confirm import Confirmation, confirm_all


def strd(options: argparse.Namespace) -> int:
    """Certify all data sets and compare; exit code 1 when a printed value is not confirmed."""
    progress = Console(stderr=True)
    found = []
    with progress.status("certifying") as status:
        for confirmation in confirm_all():
            found.append(confirmation)
            status.update(f"{len(found)} of 27: {confirmation.name}")
    if options.json:
        sys.stdout.write(json.dumps([_record(item) for item in found], indent=1) + "\n")
    else:
        _print(Console(), found)
    return 0 if all(item.confirmed for item in found) else 1


def _print(console: Console, found: list[Confirmation]) -> None:
    table = Table(title="NIST StRD nonlinear regression", caption="radius: largest relative radius of a parameter")
    for name in ("data set", "values", "confirmed", "sum of squares", "radius"):
        table.add_column(name, justify="left" if name == "data set" else "right")
    for item in found:
        confirmed = sum(value.confirmed for value in item.values)
        squares = f"{item.certificate.sum_of_squares:.10E}"
        table.add_row(item.name, str(len(item.values)), str(confirmed), squares, f"{_relative_radius(item):.0e}")
    console.print(table)
    values = [value for item in found for value in item.values]
    sets = sum(item.confirmed for item in found)
    console.print(f"{sets} of {len(found)} data sets, {sum(v.confirmed for v in values)} of {len(values)} values")


def _relative_radius(item: Confirmation) -> float:
    pairs = zip(item.certificate.parameters, item.certificate.radii, strict=True)
    return max((float(radius / abs(value)) for value, radius in pairs if value), default=float("inf"))


def _record(item: Confirmation) -> dict[str, Any]:
    return {
        "name": item.name,
        "confirmed": item.confirmed,
        "start": item.start,
        "reason": item.certificate.reason,
        "values": [
            {
                "name": value.name,
                "printed": str(value.printed),
                "proved": str(value.proved),
                "radius": str(value.radius),
                "confirmed": value.confirmed,
            }
            for value in item.values
        ],
    }
