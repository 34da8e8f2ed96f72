"""How many minimisers are certified, and how sharply: 200 instances against 50-digit references.

    python tests/campaigns/solver/certified_set.py [--instances 200] [--json FILE]

Each instance is solved to the attainable accuracy, each family by all three steps in turn, and certified. The reference
is a Krawczyk-verified minimiser in ball arithmetic (`proofcheck.attention.common.reference_minimiser`); an instance
without one has no true strict minimiser at float64 resolution.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from proofcheck.arithmetic.functions import balls, norm, precision
from proofcheck.attention.common.reference_minimiser import RefinementError, exact_problem, minimiser
from solver import AttentionProblem, Certificate, Outcome, certify, solve
from solver.instances import full_layer, ill_conditioned, planted, random_instance, saturated

BITS, DIGITS = 256, 50
SIZES = ((12, 10, 3, 3, 2, 2), (20, 15, 4, 3, 3, 2), (5, 30, 2, 2, 4, 1), (9, 9, 3, 3, 3, 3), (1, 6, 1, 3, 2, 2))
STEPS = ("exact", "kronecker", "sketched")
WIDTHS = (8, 16, 8, 16, 8, 16, 8, 16, 8, 32)


def random(seed: int) -> AttentionProblem:
    return random_instance(*SIZES[seed % 4], seed=seed, wx=0.1, wy=0.1)


def weighted(seed: int) -> AttentionProblem:
    return random_instance(*SIZES[seed % 5], seed=seed, wx=2.0, wy=2.0)


def known(seed: int) -> AttentionProblem:
    return planted(*SIZES[seed % 4], seed=seed, noise=0.05, wx=0.1, wy=0.1)


def conditioned(seed: int) -> AttentionProblem:
    return ill_conditioned(*SIZES[seed % 4], seed=seed, condition=10.0 ** (1 + seed % 4), lx=1e-3, ly=1e-3)


def one_hot(seed: int) -> AttentionProblem:
    return saturated(*SIZES[seed % 4], seed=seed, wx=1e-3, wy=1e-2)


def scaled(seed: int) -> AttentionProblem:
    """Scores and values scaled by 1e-3 to 1e3, weights in the same units."""
    base, scale = random(seed), 10.0 ** (seed % 7 - 3)
    return AttentionProblem(scale * base.A1, base.A2, scale * base.A3, scale * base.B, wx=0.3 / scale, wy=0.1)


def real(seed: int) -> AttentionProblem:
    """A head of all-MiniLM-L6-v2 at d = 8, 16, 32: principal components and a column of ones, on some of its rows."""
    layer, d, rows = full_layer(2, 0), WIDTHS[seed % len(WIDTHS)], 48 + 8 * (seed % 7)
    hidden = layer.A1[:, :-1] - layer.A1[:, :-1].mean(axis=0)
    components = np.linalg.svd(hidden, full_matrices=False)[2][: d - 1]
    A = np.column_stack([(hidden @ components.T)[:rows], np.ones(rows)])
    return AttentionProblem(A, A, A, layer.B[:rows, : 1 + seed % 2], wx=0.3, wy=0.3)


FAMILIES = {f.__name__: f for f in (random, weighted, known, conditioned, one_hot, scaled, real)}


def main(arguments: list[str] | None = None) -> int:
    """Print one line a family and the totals; exit code 1 when a certificate is false."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    records = []
    for record in run(options.instances):
        records.append(record)
        sys.stderr.write(f"\r{len(records)}/{options.instances}")
    summary = summarise(records)
    sys.stdout.write("\n" + "\n".join(f"{name:>12}  {text}" for name, text in summary.items()) + "\n")
    for record in records:
        if record["reference"] and not record["certified"]:
            sys.stdout.write(f"inconclusive {record['family']} {record['seed']}: {record['reason']}\n")
    if options.json:
        options.json.write_text(json.dumps(records, indent=1))
    return int(any(record["false"] for record in records))


def run(instances: int) -> Iterator[dict]:
    """One record an instance: certified or not, radius over true error, scope."""
    for number, family in enumerate(islice(cycle(FAMILIES), instances)):
        seed, step = number // len(FAMILIES), STEPS[number % len(STEPS)]
        problem = FAMILIES[family](seed)
        solution = solve(problem, tol=1e-15, step=step)
        certificate = certify(problem, solution.X, solution.Y)
        record = {"family": family, "seed": seed, "step": step, "d": problem.p, "status": solution.status.name}
        yield record | judged(problem, certificate)


def judged(problem: AttentionProblem, certificate: Certificate) -> dict:
    """The certificate against the reference minimiser."""
    z = np.concatenate([certificate.X.ravel(), certificate.Y.ravel()])
    certified = certificate.outcome is Outcome.CERTIFIED
    record = {"certified": certified, "scope": certificate.scope.name, "norm": certificate.hypotheses.norm.name}
    record |= {"reason": certificate.reason, "reference": False, "ratio": None, "false": False}
    with precision(BITS):
        try:
            distance = norm(balls(z) - minimiser(exact_problem(problem), z, DIGITS))
        except (RefinementError, ZeroDivisionError):
            return record
        ratio = float((certificate.radius_upper / distance).lower()) if distance > 0 and certified else None
        return record | {
            "reference": True,
            "ratio": ratio,
            "false": bool(certified and not distance <= certificate.radius_upper),
        }


def summarise(records: list[dict]) -> dict[str, str]:
    """Share certified and quantiles of radius over true error, by family, step and width, and in total."""
    groups = {name: [r for r in records if r["family"] == name] for name in FAMILIES}
    groups |= {name: [r for r in records if r["step"] == name] for name in STEPS}
    groups |= {
        f"real d={d}": [r for r in records if r["family"] == "real" and r["d"] == d] for d in sorted(set(WIDTHS))
    }
    groups |= {"all": records}
    return {name: line(group) for name, group in groups.items() if group}


def line(group: list[dict]) -> str:
    known_minimisers = [r for r in group if r["reference"]]
    certified = [r for r in known_minimisers if r["certified"]]
    ratios = [r["ratio"] for r in certified if r["ratio"]] or [np.nan]
    low, half, most, high = np.quantile(ratios, (0, 0.5, 0.95, 1))
    scopes = sum(r["scope"] == "GLOBAL" for r in certified)
    return (
        f"{len(group):4d} solved  {len(known_minimisers):4d} with a reference  {len(certified):4d} certified "
        f"({scopes} global)  radius/error min {low:.3g} median {half:.3g} 95% {most:.3g} max {high:.3g}"
    )


if __name__ == "__main__":
    sys.exit(main())
