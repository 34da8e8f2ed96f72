"""The kinds of faults: for each, instances tried, and how many come out right here and, if wanted, on another tree.

    python tests/campaigns/faults/kinds.py [--against PATH] [--json FILE]

A kind has the instance by which it was found and siblings of it. Right means: caught, refused with a typed error, or
true. `--against` asks the same of the packages in another checkout, with this interpreter; what it cannot express, an
argument or function that it lacks, does not come out right. Exit code 1 if an instance does not come out right here.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

Results = dict[str, dict[str, Any]]


def ask() -> Results:
    """What each instance does in the packages that are imported: true, false or the name of an exception."""
    import kind_claims
    import kind_solver

    found: Results = {}
    for kind, (title, instances) in sorted((kind_claims.KINDS | kind_solver.KINDS).items()):
        answers: dict[str, Any] = {}
        for name, instance in instances.items():
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    answers[name] = bool(instance())
            except Exception as error:  # noqa: BLE001 - it is what came out
                answers[name] = f"{type(error).__name__}: {error}"
        found[str(kind)] = {"title": title, "answers": answers}
    return found


def ask_in(tree: Path) -> Results:
    """The same in another checkout."""
    command = [sys.executable, __file__, "--raw"]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tree, env=environment)
    found: Results = json.loads(done.stdout)
    return found


def count_right(entry: dict[str, Any]) -> int:
    """How many instances came out right."""
    return sum(answer is True for answer in entry["answers"].values())


def main() -> int:
    """Print the table and what did not come out right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="a checkout to compare with")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--raw", action="store_true", help="only the answers, as JSON")
    options = parser.parse_args()
    here = ask()
    if options.raw:
        sys.stdout.write(json.dumps(here))
        return 0
    before = ask_in(options.against.resolve()) if options.against else {}
    sys.stdout.write(f"{'kind':>4}  {'':36} {'tried':>6} {'before':>7} {'now':>5}\n")
    for kind, entry in here.items():
        old = str(count_right(before[kind])) if before else "-"
        tried, now = len(entry["answers"]), count_right(entry)
        sys.stdout.write(f"{kind:>4}  {entry['title']:36} {tried:6} {old:>7} {now:5}\n")
    wrong = [(kind, name, a) for kind, e in here.items() for name, a in e["answers"].items() if a is not True]
    for kind, name, answer in wrong:
        sys.stdout.write(f"kind {kind}, {name}: {answer}\n")
    if options.json:
        options.json.write_text(json.dumps({"here": here, "before": before}, indent=1))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
