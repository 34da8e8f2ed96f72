"""Containment and width of the operations of `solver.verified` (ball, exponential, double_word, slices).

    python tests/campaigns/solver/roundings.py [--inputs 1000000] [--seed 0] [--json FILE]

Inputs are pairs of balls: ordinary, denormal, near overflow, cancelling to a few units in the last place, powers of two
and their neighbours, ties, zeros. A member of each (its ends, its middle) goes through the exact operation (rationals;
Arb at 200 bits for exp) and must lie in the enclosure. Where the operands are points, the radius must be a few units.
Exit code 1 when an enclosure misses its value or is too wide.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic.functions import precision
from solver.verified import ball, double_word, exponential, slices
from solver.verified.ball import UNIT, Ball
from solver.verified.double_word import Wide

BATCH = 2000
FLOOR = 2.0**-1040  # what underflow may add to a radius
WIDTHS = {"Ball": 16 * UNIT, "Wide": 2.0**-90}
Exact = Callable[[Fraction, Fraction], "Fraction | None"]


def ordinary(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=n), rng.normal(size=n) * 10.0 ** rng.integers(-8, 9, size=n)


def denormal(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.integers(-(2**20), 2**20, size=n) * 2.0**-1074, rng.normal(size=n) * 2.0 ** rng.integers(
        -1070, -900, size=n
    )


def huge(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.uniform(-1, 1, size=n) * 2.0**1023, rng.uniform(-1, 1, size=n) * 2.0 ** rng.integers(0, 1024, size=n)


def cancelling(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    a = rng.normal(size=n) * 10.0 ** rng.integers(-30, 31, size=n)
    return a, -a * (1 + rng.integers(-4, 5, size=n) * 2 * UNIT)


def binary(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Powers of two, their neighbours, ties 1 + u and zeros."""
    a, b = (rng.choice([1.0, 1 + 2 * UNIT, 1 - UNIT, -1.0, 3.0, 0.0], size=n) for _ in range(2))
    return a * 2.0 ** rng.integers(-60, 61, size=n), b * 2.0 ** rng.integers(-60, 61, size=n)


def mixed(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Huge beside denormal: products of ordinary size whose error bounds could underflow before they are multiplied."""
    a = rng.normal(size=n) * 2.0 ** rng.integers(900, 1020, size=n)
    return a, rng.integers(-(2**30), 2**30, size=n) * 2.0**-1074


CLASSES = (ordinary, denormal, huge, cancelling, binary, mixed)
BINARY: dict[str, tuple[Callable[[Any, Any], Any], Exact]] = {
    "add": (lambda x, y: x + y, lambda a, b: a + b),
    "subtract": (lambda x, y: x - y, lambda a, b: a - b),
    "multiply": (lambda x, y: x * y, lambda a, b: a * b),
    "divide": (lambda x, y: x / y, lambda a, b: a / b if b else None),
}


class Record:
    """Counts, and the first failures of each kind."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.failures: list[str] = []

    def note(self, name: str, *, holds: bool, shown: Any) -> None:
        """One checked enclosure."""
        self.counts[name] = self.counts.get(name, 0) + 1
        if not holds and len(self.failures) < 20:
            self.failures.append(f"{name}: {shown}")


def run(inputs: int, seed: int) -> Record:
    """Check batches of every class until `inputs` pairs are done."""
    record, rng = Record(), np.random.default_rng(seed)
    done = 0
    while done < inputs:
        make = CLASSES[done // BATCH % len(CLASSES)]
        with np.errstate(all="ignore"):
            a, b = make(rng, BATCH)
            radii = [
                np.where(rng.random(BATCH) < 0.5, 0.0, np.abs(v) * 2.0 ** -rng.integers(1, 60, size=BATCH))
                for v in (a, b)
            ]
            batch(record, rng, (a, radii[0]), (b, radii[1]))
        done += BATCH
        sys.stderr.write(f"\r{done}/{inputs}")
    sys.stderr.write("\n")
    return record


def batch(
    record: Record, rng: np.random.Generator, x: tuple[np.ndarray, np.ndarray], y: tuple[np.ndarray, np.ndarray]
) -> None:
    """All operations on one batch of balls."""
    members = [list(chosen(rng, *part)) for part in (x, y)]
    points = (x[1] == 0) & (y[1] == 0)
    for kind, lift in (("Ball", Ball), ("Wide", lambda mid, rad: Wide(mid, np.zeros_like(mid), rad))):
        left, right = lift(*x), lift(*y)
        for name, (operation, exact) in BINARY.items():
            truths = [exact(a, b) for a, b in zip(*members, strict=True)]
            compare(record, kind, name, operation(left, right), truths, points & usable(name, kind, x[0], y[0]))
    roots(record, Ball(np.abs(x[0]), x[1]), members[0])
    exponentials(record, x, members[0])
    weights(record, x[0], y[0])
    products(record, x[0], y[0])


def usable(name: str, kind: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where a narrow result is promised: double words lose their error terms near underflow and overflow."""
    if kind == "Ball":
        return np.ones(len(a), dtype=bool)
    sizes = [(np.abs(v) > 2.0**-400) & (np.abs(v) < 2.0**400) for v in (a, b)]
    return sizes[0] & sizes[1] if name in ("multiply", "divide") else (np.abs(a) < 2.0**900) & (np.abs(b) < 2.0**900)


def chosen(rng: np.random.Generator, mid: np.ndarray, rad: np.ndarray) -> Iterator[Fraction]:
    """An end or the middle of each ball."""
    for m, r, side in zip(mid.tolist(), rad.tolist(), rng.integers(-1, 2, size=len(mid)).tolist(), strict=True):
        yield Fraction(m) + side * Fraction(r)


def compare(
    record: Record, kind: str, name: str, found: Any, truths: list[Fraction | None], narrow: np.ndarray
) -> None:
    """Containment of every truth; width where both operands were points."""
    low = found.lo if isinstance(found, Wide) else np.zeros_like(found.rad)
    middle = found.hi if isinstance(found, Wide) else found.mid
    for i, truth in enumerate(truths):
        rad = float(found.rad[i])
        if truth is None or not np.isfinite(rad):
            fine = truth is None or not narrow[i] or abs(truth) > Fraction(2) ** 1022 or not np.isfinite(middle[i])
            record.note(f"{kind} {name}", holds=np.isinf(rad) and fine, shown=(middle[i], rad, truth))
            continue
        error = abs(Fraction(float(middle[i])) + Fraction(float(low[i])) - truth)
        sharp = not narrow[i] or rad <= WIDTHS[kind] * abs(middle[i]) + cancelled(kind, name, found, i) + FLOOR
        record.note(f"{kind} {name}", holds=error <= Fraction(rad) and sharp, shown=(middle[i], rad, truth))


def cancelled(kind: str, name: str, found: Any, i: int) -> float:
    """A double-word sum may round its low words once more: 2^-100 of the larger operand, not of the result."""
    return 2.0**-90 * max(1.0, abs(float(found.hi[i]))) if kind == "Wide" and name in ("add", "subtract") else 0.0


def roots(record: Record, x: Ball, members: list[Fraction]) -> None:
    """Square roots: the square of a bound is compared."""
    found = x.sqrt()
    for mid, rad, member in zip(found.mid.tolist(), found.rad.tolist(), members, strict=True):
        truth = abs(member)
        if np.isinf(rad):
            record.note("Ball sqrt", holds=abs(truth) > Fraction(2) ** 1020, shown=(mid, rad))
            continue
        low, high = max(Fraction(mid) - Fraction(rad), Fraction(0)), Fraction(mid) + Fraction(rad)
        record.note("Ball sqrt", holds=low * low <= truth <= high * high, shown=(mid, rad, truth))


def exponentials(record: Record, x: tuple[np.ndarray, np.ndarray], members: list[Fraction]) -> None:
    """Against Arb, for both arithmetics."""
    balls = exponential.exp(Ball(*x))
    words = double_word.exp(Wide(x[0], np.zeros_like(x[0]), x[1]))
    with precision(200):
        for i, member in enumerate(members):
            if abs(member) > 2000:
                continue
            truth = (arb(member.numerator) / member.denominator).exp()
            for kind, parts, rad in (
                ("Ball", (balls.mid[i],), balls.rad[i]),
                ("Wide", (words.hi[i], words.lo[i]), words.rad[i]),
            ):
                if np.isfinite(rad):
                    error = abs(truth - sum((arb(float(part)) for part in parts), arb(0)))
                    record.note(f"{kind} exp", holds=not error > arb(float(rad)), shown=(x[0][i], x[1][i], rad))


def weights(record: Record, head: np.ndarray, tail: np.ndarray) -> None:
    """Two slices of exp(head + tail), rows of ten, against Arb; scores up to 700, tails up to 2^-16."""
    shape = (len(head) // 10, 10)
    head = np.where(np.abs(head) < 700.0, head, 0.0).reshape(shape)
    tail = np.clip(tail, -(2.0**-16), 2.0**-16).reshape(shape)
    steps = slices.steps_of(head.max(axis=1))
    bound = slices.weight_error(np.abs(tail).max(axis=1), 22)
    first, rest = head.copy(), tail.copy()
    slices.weigh(first, rest, steps, 22)
    with precision(200):
        for j, key in np.ndindex(shape):
            exact = (arb(head[j, key]) + arb(tail[j, key])).exp() * arb(2) ** int(-steps[j, 0] // 4096)
            error = abs(arb(first[j, key]) + arb(rest[j, key]) - exact)
            record.note("slices exp", holds=bool(error < float(bound[j])), shown=(head[j, key], tail[j, key]))


def products(record: Record, a: np.ndarray, b: np.ndarray) -> None:
    """Products (8 x 5)(5 x 8) and sums against rationals, on the first entries of the batch."""
    left, right = a[:40].reshape(8, 5), b[:40].reshape(5, 8)
    exact = np.array([Fraction(v) for v in left.ravel()], dtype=object).reshape(8, 5) @ np.array(
        [Fraction(v) for v in right.ravel()], dtype=object
    ).reshape(5, 8)
    for kind, found in (("Ball", ball.ball(left) @ right), ("Wide", double_word.as_wide(left) @ right)):
        middles = found.mid if isinstance(found, Ball) else found.hi
        lows = np.zeros((8, 8)) if isinstance(found, Ball) else found.lo
        for index, truth in np.ndenumerate(exact):
            rad = float(found.rad[index])
            fine = np.isinf(rad) or abs(
                Fraction(float(middles[index])) + Fraction(float(lows[index])) - truth
            ) <= Fraction(rad)
            record.note(f"{kind} product", holds=fine, shown=(middles[index], rad, truth))


def main(arguments: list[str] | None = None) -> int:
    """Print counts by operation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    record = run(options.inputs, options.seed)
    for name, count in record.counts.items():
        sys.stdout.write(f"{name:>14}  {count:9d}\n")
    sys.stdout.write(
        f"{options.inputs} inputs, {sum(record.counts.values())} enclosures, {len(record.failures)} failures\n"
    )
    sys.stdout.write("".join(f"  {failure}\n" for failure in record.failures))
    if options.json:
        options.json.write_text(json.dumps({"counts": record.counts, "failures": record.failures}, indent=1))
    return int(bool(record.failures))


if __name__ == "__main__":
    sys.exit(main())
