"""How much smaller the region of scope GLOBAL is than the plain sublevel set (theory S3), and what that buys.

    python tests/campaigns/solver/global_regions.py [--instances 12] [--json FILE]

For each instance: by which factor `solver.certificates.global_region.region` shrinks the bounds sqrt(Phi_0) / w of
||A1 X A2^T||_F and ||A3 Y||_F at w = 1, and the smallest weight w = wx = wy (by bisection) from which Phi is shown
convex on either region.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import precision
from proofcheck.attention.common.reference_minimiser import exact_problem
from proofcheck.recheck.global_region import regional_curvature
from solver import AttentionProblem, solve
from solver.certificates.enclosure import EnclosedPoint, enclose, objective
from solver.certificates.global_region import effective_weights, region
from solver.instances import planted, random_instance, real_layer

BITS, HALVINGS, RANGE = 128, 10, (-2.0, 3.0)
Region = Callable[[EnclosedPoint], tuple[float, float]]


def instances(count: int) -> Iterator[tuple[str, Callable[[float], AttentionProblem]]]:
    """Names and problems as functions of the weight; the last is the real layer."""
    for seed in range(count - 1):
        rng = np.random.default_rng(seed)
        sizes = [int(size) for size in (*rng.integers(5, 60, 2), *rng.integers(1, 5, 4))]
        make = (random_instance, planted)[seed % 2]
        name = f"{make.__name__} {'x'.join(map(str, sizes))}"
        yield name, lambda w, make=make, sizes=sizes, seed=seed: make(*sizes, seed=seed, wx=w, wy=w)
    yield "real layer 512x16", lambda w: real_layer(wx=w, wy=w)


def improve(at: EnclosedPoint) -> tuple[float, float]:
    """The region of the certificates."""
    found = region(at)
    return found.scores, found.values


def solved(problem: AttentionProblem) -> EnclosedPoint:
    """The enclosed quantities at the solution."""
    solution = solve(problem, tol=1e-6)
    return enclose(problem, solution.X, solution.Y)


def convex(at: EnclosedPoint, bounds: Region) -> bool:
    """Whether Phi is shown strictly convex on the region."""
    with precision(BITS):
        exact = exact_problem(at.problem)
        return bool(regional_curvature(exact.arrays, exact.weights, *(arb(bound) for bound in bounds(at))) > 0)


def threshold(make: Callable[[float], AttentionProblem], bounds: Region) -> float:
    """The smallest weight that is enough, to a few per cent."""
    low, high = RANGE
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if convex(solved(make(10.0**middle)), bounds):
            high = middle
        else:
            low = middle
    return float(10.0**high)


def sublevel_region(at: EnclosedPoint) -> tuple[float, float]:
    """The plain region sqrt(Phi_0 / Wx), sqrt(Phi_0 / Wy) of theory S3, which `region` improves."""
    value = objective(at)
    scores, values = ((value / weight).sqrt().upper() for weight in effective_weights(at.problem))
    return float(scores), float(values)


def run(count: int) -> Iterator[dict]:
    """One record an instance."""
    for name, make in instances(count):
        at = solved(make(1.0))
        factors = [float(plain / sharp) for plain, sharp in zip(sublevel_region(at), improve(at), strict=True)]
        weights = [threshold(make, bounds) for bounds in (sublevel_region, improve)]
        yield {"name": name, "scores": factors[0], "values": factors[1], "plain": weights[0], "improved": weights[1]}


def main(arguments: list[str] | None = None) -> int:
    """Print one line an instance and the medians; exit code 1 if a region is larger than the sublevel set's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=12)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    records = list(run(options.instances))
    middle = {key: float(np.median([r[key] for r in records])) for key in ("scores", "values", "plain", "improved")}
    for record in [*records, {"name": "median"} | middle]:
        line = (
            "||S|| {scores:.3g} and ||V|| {values:.3g} times smaller; GLOBAL from w = {improved:.3g}, plain {plain:.3g}"
        )
        sys.stdout.write(f"{record['name']:>28}  {line.format(**record)}\n")
    if options.json:
        options.json.write_text(json.dumps(records, indent=1))
    return int(any(min(r["scores"], r["values"]) < 1 or r["improved"] > r["plain"] for r in records))


if __name__ == "__main__":
    sys.exit(main())
