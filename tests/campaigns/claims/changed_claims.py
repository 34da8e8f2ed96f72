"""Every claim that a theorem is about, changed in every way: does Coq still take the theorem for the claim?

    python tests/campaigns/claims/changed_claims.py --folder /tmp/kernel --json out.json

For each lemma whose statement was generated from its claim, every mutant of `proofcheck mutants` is traced and, where
its statement differs, Coq is asked whether the recorded theorem has the changed statement for its type. A change is
REJECTED (Coq says no), SAME (its statement has the digest of the original, or Coq takes one for the other: the values
of both sides must then agree at random instances), BLOCKED (the changed claim does not trace, so that no theorem can be
about it) or NOT A CLAIM (the changed source raises, or tracing did not end within its seconds). Exit code 1 for a
changed claim that Coq accepts although its values differ, or for one whose evidence in the record is not STALE.
`--folder` keeps what was compiled.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from proofcheck.attention.theory import ATTENTION
from proofcheck.engine.time_limit import BudgetExceededError, limit
from proofcheck.kernel.build import Prover, compile_sources, prover_version, write_sources
from proofcheck.kernel.evidence import kernel_evidence
from proofcheck.kernel.prove import fresh_sources
from proofcheck.kernel.record import Origin, shipped_record
from proofcheck.kernel.sources import theorems
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.loading import DEFAULT, load_module
from proofcheck.mutants import equivalence
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import list_mutants, plant
from proofcheck.statements import NotTraceableError, trace
from proofcheck.statements.printing.coq import module_name

SECONDS = 20  # to plant, trace and compare one mutant
COQ_SECONDS = 60  # for the conversion of one type
ROUNDED = 1e-12  # a mutant may turn an exact constant into the float 1 / 2
HEADER = """From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums Extrema.
Require {proofs}.
Local Open Scope R_scope.
Unset Implicit Arguments.
"""
ASKED = """Module Changed{index}.
{statement}End Changed{index}.
Goal True.
tryif (timeout {seconds} (let proof := constr:({theorem} : Changed{index}.{module}.statement) in idtac))
  then idtac "ACCEPTED {index}" else idtac "REJECTED {index}".
Abort.
"""


def change_statements(name: str) -> list[dict[str, object]]:
    """One entry a mutant of a lemma: its label, what it is, and its statement where that differs."""
    original, home = ATTENTION[name], find_home(ATTENTION[name], load_module(DEFAULT))
    digest = trace(original).digest
    found: list[dict[str, object]] = []
    for mutant in [] if home is None else list_mutants(original, home):
        entry: dict[str, object] = {"label": mutant.label, "kind": "NOT A CLAIM", "statement": "", "equal": None}
        found.append(entry)
        try:
            with limit(SECONDS):
                changed = plant(mutant)
                traced = trace(changed)
                entry["equal"] = all(abs(move) < ROUNDED for move in equivalence._measure_changes(changed, original))
                evidence = kernel_evidence(changed)
                entry["stale"] = (evidence.outcome, evidence.decided) == (Outcome.STALE, 0)
                entry |= {"kind": "SAME"} if traced.digest == digest else {"kind": "?", "statement": traced.coq()}
        except NotTraceableError:
            entry["kind"] = "BLOCKED"
        except (Exception, BudgetExceededError) as error:  # noqa: BLE001 - a changed source may raise anything
            entry["raised"] = type(error).__name__
    return found


def ask(name: str, entries: list[dict[str, object]], theorem: str, prover: Prover) -> None:
    """Complete the entries whose statement differs by Coq's answer."""
    open_ones = [(index, entry) for index, entry in enumerate(entries) if entry["kind"] == "?"]
    if not open_ones:
        return
    text = HEADER.format(proofs=theorem.rpartition(".")[0])
    for index, entry in open_ones:
        text += ASKED.format(
            index=index, statement=entry["statement"], theorem=theorem, module=module_name(name), seconds=COQ_SECONDS
        )
    file = prover.folder / f"Changed_{module_name(name)}.v"
    file.write_text(text, "utf-8")
    done = prover.run("coqc", "-q", "-w", "none", "-Q", "PC", "PC", file.name)
    if done.returncode:
        raise SystemExit(f"{file}: {done.stderr.strip()}")
    answers = {int(index): word for word, index in re.findall(r"^(ACCEPTED|REJECTED) (\d+)$", done.stdout, re.M)}
    for index, entry in open_ones:
        entry["kind"] = "REJECTED" if answers[index] == "REJECTED" else "SAME"


def is_wrong(entry: dict[str, object]) -> bool:
    """An accepted claim with other values, or a rejected one that the record still vouches for."""
    if entry["kind"] == "SAME":
        return entry["equal"] is not True
    return entry["kind"] == "REJECTED" and not entry["stale"]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where to build; kept")
    parser.add_argument("--select", nargs="*", help="lemmas; all that are linked by default")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    record = shipped_record()
    linked = {found.lemma for found in record.theorems if found.origin is Origin.CLAIM} if record else set()
    sources = fresh_sources(ATTENTION)
    proved = {theorem.module: theorem.qualified for theorem in theorems(sources)}
    options.folder.mkdir(parents=True, exist_ok=True)
    table = {}
    with Prover(folder=options.folder) as prover:
        write_sources(sources, options.folder, prover_version())
        compile_sources(sources, prover)
        for name in sorted(set(options.select or linked) & linked):
            with ProcessPoolExecutor(1, mp_context=get_context("fork")) as alone:  # what a mutant breaks stays there
                entries = alone.submit(change_statements, name).result()
            ask(name, entries, proved[module_name(name)], prover)
            table[name] = entries
            if options.json:  # a run that is stopped keeps what it has
                options.json.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
            counts = Counter(str(entry["kind"]) for entry in entries)
            say(f"{name:18} " + ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    everything = [entry for entries in table.values() for entry in entries]
    total, wrong = Counter(str(entry["kind"]) for entry in everything), [e for e in everything if is_wrong(e)]
    say(f"{len(table)} lemmas, {len(everything)} changes: {dict(total)}; {len(wrong)} wrong")
    for entry in wrong:
        say(f"WRONG: {entry['kind']}: {entry['label']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
