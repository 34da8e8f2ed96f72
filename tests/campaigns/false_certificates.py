"""Try to obtain a false certificate: points off the minimiser, saddles, wrong weights, denormal data, forged files.

    python tests/campaigns/false_certificates.py [--attempts 100000] [--seed 0] [--json FILE]

A certificate is false when no Krawczyk-verified minimiser lies within its radius, or its gap is below the true gap. A
forged file is false when `recheck` confirms a number that the exact values contradict. Exit code 1 if one succeeds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from flint import arb

from proofcheck.arithmetic import balls, precision
from proofcheck.attention.definitions import objective
from proofcheck.attention.refine import ExactProblem, RefinementError, exact_problem, minimiser
from proofcheck.recheck import CertificateFileError, verify
from solver import AttentionProblem, Certificate, Outcome, certify, solve
from solver.instances import planted, random_instance, saturated

BITS, DIGITS = 256, 50
SIZES = (4, 4, 2, 2, 1, 1)
NUMBERS = 40  # forged files that share one certificate


class Attempt:
    """A seeded attempt: what was tried and whether a false claim came out."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        makers = (random_instance, planted, saturated)
        weights = {"wx": 10.0 ** self.rng.uniform(-3, 0.5), "wy": 10.0 ** self.rng.uniform(-2, 0.5)}
        self.problem = makers[int(self.rng.integers(3))](*SIZES, seed=int(self.rng.integers(50)), **weights)
        self.solution = solve(self.problem, tol=1e-13)

    def certificate(self, problem: AttentionProblem, move: float) -> Certificate:
        """At the solution moved by `move` in a random direction."""
        z = np.concatenate([self.solution.X.ravel(), self.solution.Y.ravel()])
        direction = self.rng.normal(size=z.size)
        z = z + move * direction / np.linalg.norm(direction)
        return certify(problem, z[:4].reshape(2, 2), z[4:].reshape(1, 1))


def moved(attempt: Attempt) -> str:
    """Off the minimiser by 1e-1 .. 1e-16."""
    return judged(attempt.certificate(attempt.problem, 10.0 ** -attempt.rng.uniform(1, 16)))


def weights(attempt: Attempt) -> str:
    """At the minimiser of other weights."""
    old, factor = attempt.problem, 1 + 10.0 ** -attempt.rng.uniform(0, 16)
    other = AttentionProblem(old.A1, old.A2, old.A3, old.B, wx=old.wx * factor, wy=old.wy, lx=old.lx, ly=old.ly)
    return judged(attempt.certificate(other, 0.0))


def saddle(attempt: Attempt) -> str:
    """Where the gradient vanishes but a direction goes down: B without mean, X = 0, Y = 0 and their neighbourhood."""
    old = attempt.problem
    B = old.B - old.B.mean()
    flat = AttentionProblem(old.A1, old.A2, old.A3, B, wx=10.0 ** -attempt.rng.uniform(1, 9), wy=1e-3)
    scale = 10.0 ** -attempt.rng.uniform(3, 300)
    X, Y = scale * attempt.rng.normal(size=(2, 2)), scale * attempt.rng.normal(size=(1, 1))
    return judged(certify(flat, X, Y))


def denormal(attempt: Attempt) -> str:
    """Data or points near the ends of the range of floats."""
    old, scale = attempt.problem, 2.0 ** int(attempt.rng.choice([-1060, -1000, -500, -300, 300, 500, 900]))
    names = [name for name in ("A1", "A2", "A3", "B") if attempt.rng.random() < 0.5]
    arrays = {name: getattr(old, name) * (scale if name in names else 1.0) for name in ("A1", "A2", "A3", "B")}
    with np.errstate(all="ignore"):
        scaled = AttentionProblem(**arrays, wx=old.wx, wy=old.wy, lx=1e-3, ly=1e-3)
        return judged(certify(scaled, attempt.solution.X, attempt.solution.Y))


def judged(certificate: Certificate) -> str:
    """inconclusive, true, FALSE or `unresolved`: certified, but beyond what the reference minimiser resolves."""
    if certificate.outcome is Outcome.INCONCLUSIVE:
        return "inconclusive"
    with precision(BITS):
        try:
            exact, z, best = reference(certificate)
        except (RefinementError, ZeroDivisionError):
            return "unresolved"
        off, gap = balls(z) - best, value(exact, balls(z)) - value(exact, best)
        square, radius = (off * off).sum(), arb(certificate.radius_upper)
        if square > radius * radius or gap > certificate.objective_gap_upper:
            return "FALSE"
        true = square <= radius * radius and gap <= certificate.objective_gap_upper
    return "true" if true else "unresolved"


def reference(certificate: Certificate) -> tuple[ExactProblem, np.ndarray, np.ndarray]:
    """Exact data, the point and the verified minimiser next to it."""
    exact = exact_problem(certificate.problem)
    z = np.concatenate([certificate.X.ravel(), certificate.Y.ravel()])
    return exact, z, minimiser(exact, z, DIGITS)


def value(exact: ExactProblem, z: np.ndarray) -> arb:
    """Phi."""
    return objective(**exact.arrays, **exact.split(z), **exact.weights)


def forged(attempt: Attempt) -> Iterator[str]:
    """Digits of every field changed, with a digest that fits: what is confirmed must be true of the file's content."""
    certificate = attempt.certificate(attempt.problem, 10.0 ** -attempt.rng.uniform(7, 16))
    if certificate.outcome is Outcome.INCONCLUSIVE:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.json"
        certificate.save(path)
        text = path.read_text()
        places = [i for i, character in enumerate(text[: text.index('"digest"')]) if character in "0123456789abcdef"]
        for _ in range(NUMBERS):
            i = int(attempt.rng.choice(places))
            path.write_text(changed(attempt, text, i))
            yield confirmed(path)


def changed(attempt: Attempt, text: str, i: int) -> str:
    """Another hexadecimal digit at place i; in half of the cases with the digest that fits."""
    new = text[:i] + attempt.rng.choice(sorted(set("0123456789abcdef") - {text[i]})) + text[i + 1 :]
    if attempt.rng.random() < 0.5:
        return new
    try:
        document = json.loads(new)
    except ValueError:
        return new
    content = {key: entry for key, entry in document.items() if key != "digest"}
    return canonical({**content, "digest": hashlib.sha256(canonical(content).encode()).hexdigest()})


def canonical(document: dict) -> str:
    """As the writer does it."""
    return json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n"


def confirmed(path: Path) -> str:
    """refused, rejected, or what the exact values say about a confirmed file."""
    try:
        check = verify(path)
    except CertificateFileError:
        return "refused"
    if not check.confirmed:
        return "rejected"
    found = Certificate.load(path)
    return judged(replace(found, outcome=Outcome.CERTIFIED))


KINDS: dict[str, Callable[[Attempt], str]] = {f.__name__: f for f in (moved, moved, weights, saddle, denormal)}


def main(arguments: list[str] | None = None) -> int:
    """Print a table of outcomes by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    counts = run(options.attempts, options.seed)
    for kind, outcomes in counts.items():
        sys.stdout.write(f"{kind:>10}  {sum(outcomes.values()):7d}  {dict(sorted(outcomes.items()))}\n")
    false = sum(outcomes["FALSE"] for outcomes in counts.values())
    sys.stdout.write(f"{sum(map(Counter.total, counts.values()))} attempts, {false} false certificates\n")
    if options.json:
        options.json.write_text(json.dumps(counts, indent=1))
    return int(false > 0)


def run(attempts: int, seed: int) -> dict[str, Counter]:
    """Outcomes by kind; Ctrl-C ends the campaign and keeps what was counted."""
    counts: dict[str, Counter] = {kind: Counter() for kind in (*KINDS, "forged")}
    try:
        count(counts, attempts, seed)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted")
    sys.stderr.write("\n")
    return counts


def count(counts: dict[str, Counter], attempts: int, seed: int) -> None:
    """One problem serves three attempts of each kind and a batch of forged files."""
    done = 0
    for i in range(attempts):
        attempt = Attempt(seed * 10_000_000 + i)
        outcomes = [(kind, KINDS[kind](attempt)) for kind in islice(cycle(KINDS), 3 * len(KINDS))]
        outcomes += [("forged", outcome) for outcome in forged(attempt)]
        for kind, outcome in outcomes:
            counts[kind][outcome] += 1
        done += len(outcomes)
        sys.stderr.write(f"\r{done}/{attempts}")
        if done >= attempts:
            break


if __name__ == "__main__":
    sys.exit(main())
