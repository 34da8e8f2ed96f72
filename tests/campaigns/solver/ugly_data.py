"""What a solve and its certificate come to on ugly data: every status counted, by kind.

    python tests/campaigns/solver/ugly_data.py [--problems 10000] [--first 0] [--json FILE]

Nearly equal columns, scales from 1e-150 to 1e150, one query, one key, one value column, no weight on scores or on
values with ridge in its place, float32 and Fortran order, masks of padding, and once in a hundred a problem of up to
a million queries and 16 keys. Each is solved, certified, and, where it is small, re-checked from its file. Warnings are
errors. Exit code 1 for anything but a result or a typed error, for an objective below zero or a convergence that the
point returned does not show, and for a certificate that the re-checker does not confirm; values above that of the start
are counted. `--problem N` repeats one.
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
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proofcheck.recheck.verification import verify
from solver import AttentionProblem, InputError, Status, certify, solve

Arrays = dict[str, NDArray[np.floating[Any]]]
_RECHECKED = 4000  # entries of n x m up to which a certificate is re-checked
_TOL = 1e-8
_LARGE = 0.01  # the share of tall problems


def draw(rng: np.random.Generator) -> Arrays:
    """A1, A2, A3, B of up to 24 queries and keys, standard normal."""
    n, m, p, q, r, k = (int(rng.integers(1, most)) for most in (25, 25, 5, 5, 5, 4))
    shapes = {"A1": (n, p), "A2": (m, q), "A3": (m, r), "B": (n, k)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def nearly_equal_columns(rng: np.random.Generator) -> dict[str, Any]:
    """Two columns that differ by 1e-4 to 1e-14 of their size."""
    data = draw(rng)
    for name in ("A1", "A2", "A3"):
        if data[name].shape[1] > 1 and rng.random() < 0.7:
            gap = 10.0 ** rng.uniform(-14, -4)
            data[name][:, 1] = data[name][:, 0] * (1 + gap * rng.normal(size=len(data[name])))
    return {**data, **weights(rng), "lx": 10.0 ** rng.uniform(-12, 0), "ly": 10.0 ** rng.uniform(-12, 0)}


def scales(rng: np.random.Generator) -> dict[str, Any]:
    """Every array in units of its own, 1e-150 to 1e150, or all moderate but one."""
    data = draw(rng)
    exponents = rng.uniform(-150, 150, size=4) if rng.random() < 0.5 else rng.uniform(-3, 3, size=4)
    exponents[rng.integers(4)] = rng.uniform(-150, 150)
    return {name: 10.0**e * values for (name, values), e in zip(data.items(), exponents, strict=True)} | weights(rng)


def one_query(rng: np.random.Generator) -> dict[str, Any]:
    data = draw(rng)
    return {**data, "A1": data["A1"][:1], "B": data["B"][:1], **weights(rng)}


def one_key(rng: np.random.Generator) -> dict[str, Any]:
    data = draw(rng)
    return {**data, "A2": data["A2"][:1], "A3": data["A3"][:1], **weights(rng)}


def one_value_column(rng: np.random.Generator) -> dict[str, Any]:
    data = draw(rng)
    return {**data, "B": data["B"][:, :1], **weights(rng)}


def ridge_alone(rng: np.random.Generator) -> dict[str, Any]:
    """No natural weight on scores, on values, or on both; a ridge stands in."""
    chosen = weights(rng) | {"lx": 10.0 ** rng.uniform(-6, 1), "ly": 10.0 ** rng.uniform(-6, 1)}
    return {**draw(rng), **chosen, **dict.fromkeys(("wx", "wy")[int(rng.integers(2)) :], 0.0)}


def other_memory(rng: np.random.Generator) -> dict[str, Any]:
    """float32, Fortran order, or every second row of a larger array."""
    data = draw(rng)
    forms: tuple[Callable[[Any], Any], ...] = (np.float32, np.asfortranarray, lambda a: np.repeat(a, 2, axis=0)[::2])
    return {name: forms[int(rng.integers(3))](values) for name, values in data.items()} | weights(rng)


def padded(rng: np.random.Generator) -> dict[str, Any]:
    """Query j sees the first keys alone, at least one."""
    data = draw(rng)
    n, m = len(data["A1"]), len(data["A2"])
    lengths = rng.integers(1, m + 1, size=n)
    return {**data, **weights(rng), "mask": np.arange(m)[None, :] < lengths[:, None]}


def tall(rng: np.random.Generator) -> dict[str, Any]:
    """Up to a million queries and 16 keys."""
    n, m = int(10.0 ** rng.uniform(4, 6)), 16
    shapes = {"A1": (n, 4), "A2": (m, 3), "A3": (m, 3), "B": (n, 2)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()} | weights(rng)


def weights(rng: np.random.Generator) -> dict[str, float]:
    """wx and wy from 1e-3 to 10."""
    return {name: float(10.0 ** rng.uniform(-3, 1)) for name in ("wx", "wy")}


KINDS: tuple[Callable[[np.random.Generator], dict[str, Any]], ...] = (
    *(nearly_equal_columns, scales, one_query, one_key, one_value_column, ridge_alone, other_memory, padded),
)


def run_one(number: int, folder: Path) -> tuple[str, str, str]:
    """(kind, what came out, a traceback or a sentence where something is wrong)."""
    rng = np.random.default_rng([2, number])
    kind = tall if rng.random() < _LARGE else KINDS[number % len(KINDS)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return kind.__name__, *_judge(AttentionProblem(**kind(rng)), number, folder)
    except InputError as error:
        return kind.__name__, type(error).__name__, ""
    except Exception:  # noqa: BLE001 - whatever else it is, is what the campaign looks for
        return kind.__name__, "NOT TYPED", traceback.format_exc()


def _judge(problem: AttentionProblem, number: int, folder: Path) -> tuple[str, str]:
    solution = solve(problem, tol=_TOL, seed=number % 7, max_iterations=60)
    certificate = certify(problem, solution)
    found = f"{solution.status.name}, {certificate.outcome.name}" + f" {certificate.scope.name}" * bool(certificate)
    first = solution.trace[0].objective
    if not solution.objective <= first * (1 + 1e-12):
        found += ", above its start"  # where a flat direction costs digits on the way back from the eigenbases
    if not solution.objective >= 0:
        return found, f"a sum of squares is {solution.objective}"
    if solution.status is Status.CONVERGED and not solution.gradient_norm <= _TOL * (
        1 + solution.trace[0].gradient_norm
    ):
        return found, f"the gradient norm {solution.gradient_norm} has not reached the tolerance"
    if certificate and problem.n * problem.m <= _RECHECKED:
        path = folder / "c.json"
        certificate.save(path)
        check = verify(path)
        failing = [claim.name for claim in check.claims if not claim.holds]
        return found, "" if check.confirmed else f"not confirmed: {failing}"
    return found, ""


def main(arguments: list[str] | None = None) -> int:
    """Print what came out by kind, and whatever is wrong; exit code 1 if something was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first problem")
    parser.add_argument("--problem", type=int, help="repeat this one")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    numbers = [chosen.problem] if chosen.problem is not None else range(chosen.first, chosen.first + chosen.problems)
    counts: dict[str, Counter[str]] = {}
    wrong: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            kind, found, what = run_one(number, Path(folder))
            counts.setdefault(kind, Counter())[found] += 1
            wrong += [{"problem": number, "kind": kind, "found": found, "what": what}] if what else []
            if number % 100 == 0:
                sys.stderr.write(f"\r{number} problems, {len(wrong)} wrong")
    for kind, found_counts in counts.items():
        sys.stdout.write(f"{kind}: {', '.join(f'{name} {count:,}' for name, count in found_counts.most_common())}\n")
    sys.stdout.write("".join(f"WRONG: {entry}\n" for entry in wrong))
    sys.stdout.write(f"{len(numbers)} problems, {len(wrong)} wrong\n")
    if chosen.json is not None:
        chosen.json.write_text(json.dumps({"counts": counts, "wrong": wrong}, indent=1))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
