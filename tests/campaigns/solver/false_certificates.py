"""Try to obtain a false certificate: points off the minimiser, saddles, wrong weights, denormal data, forged files.

    python tests/campaigns/solver/false_certificates.py [--attempts 100000] [--seed 0] [--json FILE] [--problem NUMBER]

The attempts are those of `attempts.py`; `judge.py` confronts each statement of each certificate with verified
minimisers and exact values. With --json the campaign can be interrupted: it goes on from the file. Exit code 1 if one
attempt succeeds; --problem repeats one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from attempts import Result, attempts

from solver import InputError

SAVED_EVERY = 20  # problems


def run(wanted: int, seed: int, saved: Path | None) -> dict[str, Any]:
    """Counts by kind and result, by place of a forgery, and what was false; Ctrl-C ends it and keeps what is done."""
    state: dict[str, Any] = {
        "seed": seed,
        "next": 0,
        "attempts": 0,
        "kinds": {},
        "places": {},
        "false": [],
        "errors": [],
    }
    if saved is not None and saved.exists():
        state = json.loads(saved.read_text())
    try:
        while state["attempts"] < wanted:
            number = seed * 10_000_000 + state["next"]
            for kind, place, (result, detail) in find_survivors(number, state["errors"]):
                note(state["kinds"], kind, result)
                if place:
                    note(state["places"], place, result)
                state["attempts"] += 1
                if result == "FALSE":
                    state["false"].append({"problem": number, "kind": kind, "place": place, "detail": detail})
            state["next"] += 1
            if state["next"] % SAVED_EVERY == 0 or state["attempts"] >= wanted:
                save(state, saved)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted")
    save(state, saved)
    return state


def find_survivors(number: int, errors: list[Any]) -> list[tuple[str, str, Result]]:
    """The attempts on a problem; an exception ends them, is kept, and fails the campaign.

    Data that the solver refuses by a typed error, such as numbers whose products overflow, are one attempt.
    """
    try:
        return list(attempts(number))
    except InputError as error:
        return [("data out of range", "", ("refused", str(error)))]
    except Exception as error:  # noqa: BLE001 - a crash of what is attacked is a finding
        errors.append({"problem": number, "error": f"{type(error).__name__}: {error}"})
        return []


def note(table: dict[str, Counter[str]], row: str, result: str) -> None:
    """One more."""
    table.setdefault(row, {})
    table[row][result] = table[row].get(result, 0) + 1


def save(state: dict[str, Any], saved: Path | None) -> None:
    """In one step, so that an interruption leaves the last state."""
    sys.stderr.write(f"\r{state['attempts']} attempts, {len(state['false'])} false")
    if saved is not None:
        partial = saved.with_suffix(".part")
        partial.write_text(json.dumps(state, indent=1))
        os.replace(partial, saved)


def table(rows: dict[str, dict[str, int]]) -> str:
    """Rows and their results, fields of arrays and of forged files apart."""
    columns = sorted({result for counts in rows.values() for result in counts})
    width = max(map(len, rows))
    lines = [" ".join([" " * width, "attempts", *(f"{name:>21}" for name in columns)])]
    for name, counts in sorted(rows.items()):
        cells = [f"{counts.get(column, 0):>21}" for column in columns]
        lines.append(" ".join([f"{name:>{width}}", f"{sum(counts.values()):>8}", *cells]))
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Print tables of outcomes by kind and by place."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--problem", type=int)
    options = parser.parse_args(arguments)
    if options.problem is not None:
        for kind, place, (result, detail) in attempts(options.problem):
            sys.stdout.write(f"{kind:>40}  {place:>30}  {result}  {detail}\n")
        return 0
    state = run(options.attempts, options.seed, options.json)
    sys.stdout.write("\n" + table(state["kinds"]) + (table(state["places"]) if state["places"] else ""))
    sys.stdout.write("".join(f"FALSE: {entry}\n" for entry in state["false"]))
    sys.stdout.write("".join(f"ERROR: {entry}\n" for entry in state["errors"]))
    counts = f"{len(state['false'])} false, {len(state['errors'])} errors"
    sys.stdout.write(f"{state['attempts']} attempts on {state['next']} problems, {counts}\n")
    return int(bool(state["false"] or state["errors"]))


if __name__ == "__main__":
    sys.exit(main())
