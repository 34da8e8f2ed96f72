"""Nothing but a result with a status or a typed error, whatever goes in.

    python tests/campaigns/solver/ugly_input.py --calls 100000 --seed 0 --json out.json

Every call draws small data with scales from 1e-308 to 1e308, masks as -1e30, -1e200, the least float and -inf, sizes
from 0, zero and repeated columns, options that make sense or not, and calls `solve`, `iterate`, `certify`, `relation`,
`certify_least_squares` or a reader of damaged archives, a third of the calls under np.errstate(all="raise"). Warnings
are errors. Exit code 1 if anything else than a result or a typed error came back. `--call N` repeats one call.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import numpy as np

from solver import (
    ArchiveError,
    AttentionProblem,
    Certificate,
    InputError,
    Outcome,
    Solution,
    certify,
    certify_least_squares,
    iterate,
    relation,
    solve,
)
from solver.instances import random_instance
from solver.minimise.steps.registry import StepName

TYPED = (InputError, ArchiveError)  # RankDeficientError is an InputError
MASKS = (-1e30, -1e200, -np.finfo(np.float64).max, -np.inf, np.nan, 0.0, 5e-324)
STEPS = get_args(StepName)
NONSENSE: dict[str, tuple[Any, ...]] = {
    "step": ("magic", None, ["exact"], 3),
    "tol": (-1.0, np.nan, "small", None, 1e400, True),
    "max_iterations": (0, -1, 2.5, "many", None, True),
    "seed": (-1, 0.5, "seed", None),
    "restarts": (-1, 1.5, None, False),
    "memory": (-1, 1e9, None),
    "callback": (3, "call"),
    "checkpoint": (7, "", b"name", "no such folder/run.npz", "."),
    "X0": ("x", [[1, 2], [3]], np.zeros((9, 9)), 1j),
}


def scale(rng: np.random.Generator) -> float:
    """Mostly moderate; else anything that float64 has."""
    kind = rng.integers(5)
    exponent = (0.0, rng.uniform(-3, 3), rng.uniform(-20, 20), rng.uniform(-160, 160), rng.uniform(-308, 308))[kind]
    return float(10.0**exponent)


@np.errstate(all="ignore")
def matrix(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Normal entries at some scale, or few whole numbers; masked, with zero or repeated columns."""
    whole = rng.random() < 0.3
    values = rng.integers(-2, 3, size=(rows, columns)) if whole else rng.normal(size=(rows, columns))
    A = values * scale(rng)
    if A.size and rng.random() < 0.15:
        A[rng.random(A.shape) < 0.3] = MASKS[rng.integers(len(MASKS))]
    if columns > 1 and rng.random() < 0.15:
        A[:, 0] = A[:, 1] * rng.choice((0.0, 1.0, 1.0 + 1e-15))
    return A


def problem(rng: np.random.Generator) -> AttentionProblem:
    """Small sizes, 0 included; weights from 0 to huge, a ridge more often than not."""
    n, m, p, q, r, k = (int(size) for size in rng.integers(1, 4, size=6))
    if rng.random() < 0.02:
        n, p, k = (int(size) for size in rng.integers(0, 2, size=3))
    weights = {name: float(rng.choice((0.0, 0.1, 1.0, scale(rng)))) for name in ("wx", "wy")}
    weights |= {name: float(rng.choice((0.0, 1e-3, 1.0, scale(rng)))) for name in ("lx", "ly")}
    shapes = ((n, p), (m, q), (m, r), (n, k))
    return AttentionProblem(*(matrix(rng, *shape) for shape in shapes), **weights)


def point(rng: np.random.Generator, data: AttentionProblem) -> tuple[np.ndarray, np.ndarray]:
    """X and Y at some scale."""
    return matrix(rng, data.p, data.q), matrix(rng, data.r, data.k)


def options(rng: np.random.Generator, data: AttentionProblem) -> dict[str, Any]:
    """A step, few iterations, perhaps a start; one in twenty has an option that makes no sense."""
    found: dict[str, Any] = {"step": STEPS[rng.integers(len(STEPS))], "max_iterations": int(rng.integers(1, 30))}
    found["tol"] = float(rng.choice((0.0, 1e-8, 1e-3)))
    if rng.random() < 0.3:
        found["X0"], found["Y0"] = point(rng, data)
    if rng.random() < 0.1:
        found["memory"] = 0
    if rng.random() < 0.05:
        name = list(NONSENSE)[rng.integers(len(NONSENSE))]
        found[name] = NONSENSE[name][rng.integers(len(NONSENSE[name]))]
    return found


def a_solve(rng: np.random.Generator, _folder: Path) -> str:
    """`solve`: a status and a finite objective; "above its start" where rounding between coordinates left it there."""
    data = problem(rng)
    found = solve(data, **options(rng, data))
    assert isinstance(found, Solution)
    assert np.isfinite(found.objective)
    rounding = 1e-9 * (found.trace[0].objective + float(np.vdot(data.B, data.B))) + 1e-300
    above = found.objective > found.trace[0].objective + rounding
    return f"{found.status.name}{', above its start' * above}"


def some_iterations(rng: np.random.Generator, _folder: Path) -> str:
    """`iterate`, whether the point is convex asked for each time."""
    data = problem(rng)
    seen = [(it.record.accepted, it.convex()) for it in islice(iterate(data, step=STEPS[rng.integers(6)]), 6)]
    return f"{len(seen)} iterations"


def a_certificate(rng: np.random.Generator, folder: Path) -> str:
    """`certify` of a solution or of any point, saved and read."""
    data = problem(rng)
    if rng.random() < 0.5:
        found = certify(data, *point(rng, data), digits=5 if rng.random() < 0.1 else None)
    else:
        data.check_identifiable()
        found = certify(data, solve(data, max_iterations=50))
    check_with(found)
    found.save(folder / "c.json")
    assert Certificate.load(folder / "c.json").radius_upper == found.radius_upper
    return found.outcome.name


def check_with(found: Certificate) -> None:
    """What the words of a certificate promise of its numbers."""
    if not found:
        assert found.outcome is Outcome.INCONCLUSIVE
        assert found.reason
        return
    assert np.isfinite([found.radius_upper, found.objective_gap_upper]).all()
    assert 0 < found.hypotheses.radius_upper <= found.hypotheses.ball_radius
    assert found.hypotheses.curvature_lower > 0


def a_relation(rng: np.random.Generator, _folder: Path) -> str:
    """`relation` of two certificates, of one problem or not."""
    data = problem(rng) if rng.random() < 0.5 else random_instance(4, 3, 2, 2, 2, 1, seed=int(rng.integers(3)))
    first = certify(data, solve(data, max_iterations=30))
    other = problem(rng) if rng.random() < 0.2 else data
    second = certify(other, *point(rng, other)) if rng.random() < 0.7 else certify(other, solve(other, step="exact"))
    return relation(first, second if rng.random() < 0.95 else None).name  # type: ignore[arg-type]


def a_least_squares_certificate(rng: np.random.Generator, _folder: Path) -> str:
    """A line, a curve with a quotient, or a constant, at ugly points."""
    x, y = matrix(rng, 4, 1).ravel(), matrix(rng, 4, 1).ravel()
    residuals: tuple[Callable[[Any], Any], ...] = (
        lambda z: z[0] + z[1] * x - y,
        lambda z: z[0] * x / (z[1] + x) - y,
        lambda z: z[0] * x - y + 0 * z[1],
    )
    z = [float(value) for value in matrix(rng, 2, 1).ravel()]
    if rng.random() < 0.05:
        z = [[], [1.0, "a"], None, [np.nan, 1.0]][rng.integers(4)]  # type: ignore[assignment,list-item]
    digits = int(rng.integers(-1, 40))
    return certify_least_squares(residuals[rng.integers(3)], z, digits=digits).outcome.name


@cache
def archives(folder: Path) -> dict[str, bytes]:
    """Files that are read back, whole."""
    data = random_instance(4, 3, 2, 2, 2, 1, seed=0)
    data.save(folder / "p.npz")
    certify(data, solve(data)).save(folder / "c.json")
    solve(data, checkpoint=folder / "run.npz", max_iterations=3, step="kronecker")
    return {name: (folder / name).read_bytes() for name in ("p.npz", "c.json", "run.npz")}


def a_damaged_archive(rng: np.random.Generator, folder: Path) -> str:
    """One of the files with bytes changed, cut, repeated or replaced."""
    names = list(archives(folder))
    name = names[rng.integers(3)]
    content = bytearray(archives(folder)[name])
    for _ in range(int(rng.integers(1, 4))):
        place, kind = int(rng.integers(len(content))), rng.integers(4)
        if kind == 0:
            content[place] = int(rng.integers(256))
        elif kind == 1:
            del content[place : place + int(rng.integers(1, 60))]
        elif kind == 2:
            content[place:place] = content[place : place + int(rng.integers(1, 60))]
        else:
            content[place : place + 8] = bytes(rng.integers(256, size=8, dtype=np.uint8))
    path = folder / f"damaged {name}"
    path.write_bytes(bytes(content))
    if name == "p.npz":
        return type(AttentionProblem.load(path)).__name__
    if name == "c.json":
        return type(Certificate.load(path)).__name__
    data = random_instance(4, 3, 2, 2, 2, 1, seed=0)
    return solve(data, checkpoint=path, max_iterations=5, step="kronecker").status.name


KINDS: dict[Callable[[np.random.Generator, Path], str], float] = {
    a_solve: 0.45,
    some_iterations: 0.05,
    a_certificate: 0.2,
    a_relation: 0.05,
    a_least_squares_certificate: 0.05,
    a_damaged_archive: 0.2,
}


def call(number: int, seed: int, folder: Path) -> tuple[str, str, str]:
    """(kind, what came back, the traceback of what must not)."""
    rng = np.random.default_rng([seed, number])
    kind = list(KINDS)[rng.choice(len(KINDS), p=list(KINDS.values()))]
    how = "raise" if rng.random() < 1 / 3 else "warn"
    try:
        with warnings.catch_warnings(), np.errstate(all=how):  # type: ignore[call-overload]
            warnings.simplefilter("error")
            return kind.__name__, kind(rng, folder), ""
    except TYPED as error:
        return kind.__name__, type(error).__name__, ""
    except Exception:  # noqa: BLE001 - whatever else it is, is what the campaign looks for
        return kind.__name__, "NOT TYPED", traceback.format_exc()


def main(arguments: list[str] | None = None) -> int:
    """Print what came back by kind, and every traceback; exit code 1 if there was one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first call")
    parser.add_argument("--call", type=int, help="repeat this one call")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    numbers = range(chosen.first, chosen.first + chosen.calls) if chosen.call is None else [chosen.call]
    counts: dict[str, Counter[str]] = {}
    untyped: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            kind, what, trace = call(number, chosen.seed, Path(folder))
            counts.setdefault(kind, Counter())[what] += 1
            if trace:
                untyped.append({"call": number, "kind": kind, "trace": trace})
                sys.stdout.write(f"call {number}: {kind}\n{trace}\n")
    for kind, results in counts.items():
        sys.stdout.write(f"{kind}: {', '.join(f'{name} {count:,}' for name, count in results.most_common())}\n")
    if chosen.json:
        chosen.json.write_text(json.dumps({"calls": len(numbers), "counts": counts, "untyped": untyped}, indent=1))
    return int(bool(untyped))


if __name__ == "__main__":
    sys.exit(main())
