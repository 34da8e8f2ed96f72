"""How much the composed constants lose at (n, d) = (8, 2), by a long search (`attention.lipschitz.attained_share`).

    python tests/campaigns/claims/sharpness.py [--seconds 60] [--seed 0]

Every factor is evaluated in ball arithmetic at the best point found, and rounded up.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from proofcheck.attention.lipschitz.attained_share import Target, climb_from, factor_left, random_starts, targets

_ITERATIONS = 100


def best(target: Target, seconds: float, rng: np.random.Generator) -> str:
    """The smallest factor left that starts within `seconds` lead to."""
    share, where, end = -np.inf, None, time.monotonic() + seconds
    for start in random_starts(rng):
        found, point = climb_from(target.share, start, _ITERATIONS)
        if found > share:
            share, where = found, point
        if time.monotonic() > end and where is not None:
            return str(factor_left(target, where).upper().str(5, radius=False))
    raise AssertionError("starts never end")


def main() -> None:
    """Print the factor between each bound and the largest value found."""
    parser = argparse.ArgumentParser(description="Sharpness of the composed constants at (n, d) = (8, 2).")
    parser.add_argument("--seconds", type=float, default=60.0, help="search time for each constant")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    for target in targets():
        sys.stdout.write(f"{target.title}: factor left {best(target, arguments.seconds, rng)}\n")


if __name__ == "__main__":
    main()
