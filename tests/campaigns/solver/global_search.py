"""Is a global certificate ever wrong? Confront it with descents from many starts and with the re-checker.

    python tests/campaigns/solver/global_search.py [--problems 10000] [--seed 0] [--verify 50] [--json FILE]

Problems of at most 8 rows with p q = 1, 2 or 4: random and planted data, keys in pairs that make two minimisers of one
value, masks, ridge, dependent columns with ridge, targets of zero, weights from 0.01 to 3. Wrong is

- a point below the certified lower bound of min Phi, whatever the outcome;
- a certified minimiser, distinct from all those of a CERTIFIED search, that is as low as its upper bound;
- a certificate that the re-checker does not confirm (one problem in `--verify`).

With --json the campaign can be interrupted: it goes on from the file. Exit code 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from proofcheck.recheck import verify
from solver import (
    AttentionProblem,
    GlobalCertificate,
    RankDeficientError,
    Relation,
    SearchBudget,
    certify,
    certify_global,
    relation,
    solve,
)
from solver.certificates.enclosure import enclose, objective
from solver.instances import planted, random_instance
from solver.minimise.driver import random_start
from solver.oracle.variable_projection import project

KINDS = ("random", "planted", "noise on planted", "tie", "mask", "ridge", "dependent", "zero target", "wide")
BUDGET = SearchBudget(boxes=3000)
RESTARTS, POINTS, ROUNDING = 6, 40, 1e-11
SAVED_EVERY = 20


def make_problem(number: int) -> tuple[str, AttentionProblem]:
    """The problem of this number, and its kind."""
    rng = np.random.default_rng(number)
    kind = KINDS[number % len(KINDS)]
    n, m = (int(size) for size in rng.integers(2, 9, 2))
    p, q = ((1, 1), (1, 1), (1, 2), (2, 1), (1, 2), (2, 1), (2, 2))[int(rng.integers(7))]
    r, k = (int(size) for size in rng.integers(1, 3, 2))
    n, m = max(n, p), max(m, q, r)
    wx, wy = (float(10.0 ** rng.uniform(-2, 0.5)) for _ in range(2))
    make = planted if kind in ("planted", "noise on planted") else random_instance
    noise = {"noise": 0.3} if kind == "noise on planted" else {}
    problem = make(n, m, p, q, r, k, seed=number, wx=wx, wy=wy, **noise)
    return kind, change(kind, problem, rng)


def change(kind: str, problem: AttentionProblem, rng: np.random.Generator) -> AttentionProblem:
    """What the kind asks for."""
    if kind == "tie":
        return replace(problem, A2=np.concatenate([problem.A2, -problem.A2]), A3=np.concatenate([problem.A3] * 2))
    if kind == "mask" and problem.m > 1:
        mask = rng.random((problem.n, problem.m)) < 0.6
        mask[:, 0] = True
        return replace(problem, mask=mask)
    if kind == "ridge":
        return replace(problem, wx=0.0, wy=0.0, lx=problem.wx, ly=problem.wy)
    if kind == "dependent":
        return replace(problem, A1=np.repeat(problem.A1[:, :1], problem.p, axis=1), lx=0.1, ly=0.1)
    if kind == "zero target":
        return replace(problem, B=0.0 * problem.B)
    if kind == "wide":
        return replace(problem, A1=problem.A1 * 10.0 ** rng.uniform(-3, 3), B=problem.B * 10.0 ** rng.uniform(-3, 3))
    return problem


def judge(problem: AttentionProblem, found: GlobalCertificate, number: int) -> list[str]:
    """What is wrong about the certificate."""
    wrong, rng = [], np.random.default_rng([number, 1])
    points = [random_start(problem, rng) * 10.0 ** rng.uniform(-2, 1) for _ in range(RESTARTS + POINTS)]
    ends = [solve(problem, X, tol=1e-10) for X in points[:RESTARTS]]
    values = [end.objective for end in ends] + [project(problem, X).objective for X in points]
    if min(values) < found.lower - ROUNDING * (1 + found.lower):
        wrong.append(f"a point has {min(values)!r}, below {found.lower!r}")
    low = [end for end in ends if found and end.objective <= found.upper + ROUNDING * (1 + found.upper)]
    return wrong + [f"the minimiser of {end.objective!r} is missing" for end in low if is_missed(problem, found, end)]


def is_missed(problem: AttentionProblem, found: GlobalCertificate, end: Any) -> bool:
    """Whether it is certified, as low as the upper bound, and none of the minimisers."""
    local = certify(problem, end)
    if not local or any(relation(local, known) is not Relation.DISTINCT for known in found.minimisers):
        return False
    return bool(objective(enclose(problem, local.X, local.Y)).upper() <= found.upper)


def attempt(number: int, *, recheck: bool) -> tuple[str, str, list[str]]:
    """Kind, outcome and what is wrong of one problem."""
    kind, problem = make_problem(number)
    try:
        found = certify_global(problem, starts=3, budget=BUDGET)
    except RankDeficientError:
        return kind, "refused", []
    wrong = judge(problem, found, number)
    outcome = f"{found.outcome.name} {len(found.minimisers)}"
    if recheck:
        with tempfile.TemporaryDirectory() as folder:
            found.save(Path(folder) / "g.json")
            failed = [claim.name for claim in verify(Path(folder) / "g.json").claims if not claim.holds]
        wrong += [f"not confirmed: {failed}"] if failed else []
        outcome += ", re-checked"
    return kind, outcome, wrong


def run(wanted: int, seed: int, every: int, saved: Path | None) -> dict[str, Any]:
    """Counts by kind and outcome, and what was wrong; Ctrl-C ends it and keeps what is done."""
    state: dict[str, Any] = {"seed": seed, "next": 0, "counts": {}, "wrong": []}
    if saved is not None and saved.exists():
        state = json.loads(saved.read_text())
    try:
        while state["next"] < wanted:
            number = seed * 10_000_000 + state["next"]
            kind, outcome, wrong = attempt(number, recheck=state["next"] % every == 0)
            counts = Counter(state["counts"].get(kind, {}))
            state["counts"][kind] = dict(counts + Counter([outcome]))
            state["wrong"] += [{"problem": number, "what": what} for what in wrong]
            state["next"] += 1
            if saved is not None and (state["next"] % SAVED_EVERY == 0 or state["next"] >= wanted):
                saved.write_text(json.dumps(state, indent=1))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
    return state


def main(arguments: list[str] | None = None) -> int:
    """Print the counts; exit code 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verify", type=int, default=50, metavar="N", help="re-check one problem in N")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    state = run(options.problems, options.seed, options.verify, options.json)
    for kind, counts in sorted(state["counts"].items()):
        sys.stdout.write(f"{kind:>18}: {', '.join(f'{name} {count}' for name, count in sorted(counts.items()))}\n")
    sys.stdout.write(f"{state['next']} problems, {len(state['wrong'])} wrong\n")
    for entry in state["wrong"]:
        sys.stdout.write(f"problem {entry['problem']}: {entry['what']}\n")
    return int(bool(state["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
