"""Attempts at a false certificate: points off the minimiser, saddles, wrong weights, denormal data, forged files.

Each starts from a random problem with a solution; `judge` confronts what comes out with exact values.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import forgeries
import numpy as np
from drawn_masks import drawn_mask
from judge import Judge, outcome

import solver.certificates.certifier
from proofcheck.recheck.file import CertificateFileError
from proofcheck.recheck.verification import verify
from solver import ArchiveError, AttentionProblem, Certificate, Outcome, certify, solve
from solver.instances import ill_conditioned, planted, random_instance, saturated
from solver.oracle.evaluation import evaluate

SIZES = ((4, 4, 2, 2, 1, 1), (3, 5, 2, 1, 2, 2), (6, 4, 1, 3, 2, 1), (2, 2, 1, 1, 1, 1), (5, 3, 2, 2, 2, 1))
POWERS = (-1060, -1022, -900, -500, -300, -60, 60, 300, 500, 900)
FORGED = 40  # files made of one certificate
DIGITS = 20
EDGE = 9  # halvings of the exponent of ten: the last certified point to 7 %
# The re-checker's witness for the least eigenvalue of a Gram matrix comes from float64 and is too rough beyond a
# condition of 10^10: it then shows less than the certifier, whom a Rayleigh quotient judges.
BLUNT = ("metric_lower",)
Result = tuple[str, str]


class Attempt:
    """A problem with a solution: what the attempts of one number start from."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = np.random.default_rng(seed)
        maker = (random_instance, planted, saturated, ill_conditioned)[int(rng.integers(4))]
        low, high = ((-3.0, 0.5), (-2.0, 0.5)) if rng.random() < 0.6 else ((0.0, 1.0), (0.0, 1.0))
        weights = {"wx": 10.0 ** rng.uniform(*low), "wy": 10.0 ** rng.uniform(*high)}
        if rng.random() < 0.3:
            weights |= {"lx": 10.0 ** rng.uniform(-6, 0), "ly": 10.0 ** rng.uniform(-6, 0)}
        sizes = SIZES[int(rng.integers(len(SIZES)))]
        self.problem = replace(maker(*sizes, seed=int(rng.integers(2**31)), **weights), mask=drawn_mask(sizes, seed))
        solution = solve(self.problem, tol=1e-13, step="exact")
        self.X, self.Y = solution.X, solution.Y
        self.judge = Judge(self.problem, seed)

    def moved(self, size: float) -> tuple[np.ndarray, np.ndarray]:
        """The solution moved by `size` in a random direction."""
        z = np.concatenate([self.X.ravel(), self.Y.ravel()])
        direction = self.rng.normal(size=z.size)
        return self.split(z + size * direction / np.linalg.norm(direction))

    def split(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """X and Y of [vec X; vec Y]."""
        return z[: self.X.size].reshape(self.X.shape), z[self.X.size :].reshape(self.Y.shape)

    def changed(self, **changes: Any) -> AttentionProblem:
        """The problem with other data or weights."""
        return replace(self.problem, **changes)

    def judged(self, problem: AttentionProblem, X: np.ndarray, Y: np.ndarray, **options: Any) -> Result:
        """Certify and judge; another problem has another judge."""
        judge = self.judge if problem is self.problem else Judge(problem, int(self.rng.integers(2**31)))
        return outcome(certify(problem, X, Y, **options), judge)


def moved(a: Attempt) -> Result:
    """Off the minimiser by 1 .. 1e-16."""
    return a.judged(a.problem, *a.moved(10.0 ** -a.rng.uniform(0, 16)))


def edge(a: Attempt) -> Result:
    """The last point that is certified along a ray: there no bound has room to spare."""
    return a.judged(a.problem, *last_certified(a))


def rechecked(a: Attempt) -> Result:
    """There too: what the certifier claims and the re-checker cannot re-establish is claimed without proof."""
    certificate = certify(a.problem, *last_certified(a))
    if certificate.outcome is Outcome.INCONCLUSIVE:
        return "inconclusive", ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.json"
        certificate.save(path)
        open_claims = [claim.name for claim in verify(path).claims if not claim.holds and claim.name not in BLUNT]
    return ("FALSE", f"not re-established: {', '.join(open_claims)}") if open_claims else ("true", "")


def last_certified(a: Attempt) -> tuple[np.ndarray, np.ndarray]:
    """Along a ray from the minimiser, the last point that is certified."""
    z = np.concatenate([a.X.ravel(), a.Y.ravel()])
    direction = a.rng.normal(size=z.size)
    inside, outside = -16.0, 1.0
    for _ in range(EDGE):
        middle = (inside + outside) / 2
        point = a.split(z + 10.0**middle * direction)
        if certify(a.problem, *point).outcome is Outcome.CERTIFIED:
            inside = middle
        else:
            outside = middle
    return a.split(z + 10.0**inside * direction)


def anywhere(a: Attempt) -> Result:
    """At random points, near nothing: the Hessian may be positive definite there, and no minimiser close."""
    sizes = 10.0 ** a.rng.uniform(-2, 1.5, size=2)
    return a.judged(
        a.problem, *(size * a.rng.normal(size=part.shape) for size, part in zip(sizes, (a.X, a.Y), strict=True))
    )


def without_hessian(a: Attempt) -> Result:
    """The same by the path for large instances: curvature from S1 alone, the step by conjugate gradients."""
    largest, solver.certificates.certifier.LARGEST_DENSE = solver.certificates.certifier.LARGEST_DENSE, 0
    try:
        return moved(a)
    finally:
        solver.certificates.certifier.LARGEST_DENSE = largest


def digits(a: Attempt) -> Result:
    """The same with an enclosure to 20 digits."""
    return a.judged(a.problem, *a.moved(10.0 ** -a.rng.uniform(5, 16)), digits=DIGITS)


def weights(a: Attempt) -> Result:
    """At the minimiser of other weights."""
    name = str(a.rng.choice(["wx", "wy", "lx", "ly"]))
    value = getattr(a.problem, name)
    other = value * (1 + 10.0 ** -a.rng.uniform(0, 16)) if value else 10.0 ** -a.rng.uniform(1, 16)
    return a.judged(a.changed(**{name: other}), a.X, a.Y)


def masks(a: Attempt) -> Result:
    """At the minimiser of another mask: one key of one query differs."""
    allowed = np.ones((a.problem.n, a.problem.m), dtype=bool) if a.problem.mask is None else a.problem.mask.copy()
    row, key = (int(a.rng.integers(size)) for size in allowed.shape)
    allowed[row, key] = not allowed[row, key]
    if not allowed[row].any():
        allowed[row] = True
    return a.judged(a.changed(mask=allowed), a.X, a.Y)


def data(a: Attempt) -> Result:
    """At the minimiser of other data: one entry differs."""
    name = str(a.rng.choice(["A1", "A2", "A3", "B"]))
    array = getattr(a.problem, name).copy()
    array.flat[int(a.rng.integers(array.size))] *= 1 + 10.0 ** -a.rng.uniform(0, 16)
    return a.judged(a.changed(**{name: array}), a.X, a.Y)


def flat(a: Attempt) -> Result:
    """At and next to X = 0, Y = 0 for B without mean: the gradient vanishes, and a direction goes down or is flat.

    Without a mask: the mean is then that of every query's keys.
    """
    B = a.problem.B - a.problem.B.mean(axis=0)
    problem = a.changed(B=B, wx=10.0 ** -a.rng.uniform(1, 9), wy=1e-3, lx=0.0, ly=0.0, mask=None)
    scale = 10.0 ** -a.rng.uniform(3, 300)
    return a.judged(problem, *(scale * a.rng.normal(size=part.shape) for part in (a.X, a.Y)))


def stationary(a: Attempt) -> Result:
    """Where Newton's method without safeguards ends: saddles, maxima in some directions, other minimisers."""
    z = settle(a, a.problem, a.rng.normal(size=a.X.size + a.Y.size) * 10.0 ** a.rng.uniform(-2, 1))
    off = a.rng.normal(size=z.size) * (10.0 ** -a.rng.uniform(6, 16) if a.rng.random() < 0.5 else 0.0)
    return a.judged(a.problem, *a.split(z + off))


def settle(a: Attempt, problem: AttentionProblem, z: np.ndarray) -> np.ndarray:
    """Newton's method without safeguards, with the pseudo-inverse."""
    for _ in range(40):
        gradient = np.concatenate([part.ravel() for part in evaluate(problem, *a.split(z)).gradient])
        step = np.linalg.lstsq(problem.hessian(*a.split(z)), gradient, rcond=None)[0]
        if not np.isfinite(z - step).all() or np.linalg.norm(step) <= 1e-15 * np.linalg.norm(z):
            break
        z = z - step
    return z


def degenerate(a: Attempt) -> Result:
    """Columns that are equal, or nearly: a valley of minimisers, or one of curvature near rounding."""
    name = str(a.rng.choice(["A1", "A2", "A3"]))
    array = getattr(a.problem, name).copy()
    near = 0.0 if a.rng.random() < 0.5 else 10.0 ** -a.rng.uniform(6, 17)
    array[:, -1] = array[:, 0] + near * array[:, -1] if array.shape[1] > 1 else near * array[:, 0]
    problem = a.changed(**{name: array}, lx=0.0, ly=0.0)
    z = settle(a, problem, np.concatenate([a.X.ravel(), a.Y.ravel()]))
    return a.judged(problem, *a.split(z))


def scaled(a: Attempt) -> Result:
    """The same problem in units near the ends of the range of floats: data denormal or huge, unknowns the reverse."""
    first, second, third = (2.0 ** int(a.rng.choice(POWERS)) if a.rng.random() < 0.6 else 1.0 for _ in range(3))
    X, Y = a.moved(10.0 ** -a.rng.uniform(3, 16))
    A1, A2, A3 = a.problem.A1 * first, a.problem.A2 * second, a.problem.A3 * third
    X, Y = X / first / second, Y / third
    if not all(np.isfinite(part).all() for part in (A1, A2, A3, X, Y)):
        X, Y = (np.nan_to_num(part, posinf=1.0, neginf=-1.0) for part in (X, Y))
        A1, A2, A3 = (np.nan_to_num(part, posinf=1.0, neginf=-1.0) for part in (A1, A2, A3))
    return a.judged(a.changed(A1=A1, A2=A2, A3=A3), X, Y)


def denormal(a: Attempt) -> Result:
    """Some arrays and the point multiplied by powers of two near the ends of the range, each on its own."""
    names = ("A1", "A2", "A3", "B")
    scale = {name: 2.0 ** int(a.rng.choice(POWERS)) if a.rng.random() < 0.4 else 1.0 for name in (*names, "X", "Y")}
    arrays = {name: np.nan_to_num(getattr(a.problem, name) * scale[name]) for name in names}
    X, Y = (np.nan_to_num(part * scale[name]) for name, part in (("X", a.X), ("Y", a.Y)))
    return a.judged(a.changed(**arrays, lx=1e-3, ly=1e-3), X, Y)


KINDS: dict[Callable[[Attempt], Result], int] = {
    moved: 5,
    anywhere: 2,
    edge: 1,
    rechecked: 1,
    without_hessian: 3,
    digits: 1,
    weights: 2,
    masks: 1,
    data: 2,
    flat: 1,
    stationary: 3,
    degenerate: 1,
    scaled: 2,
    denormal: 2,
}


def forge(a: Attempt) -> Iterator[tuple[str, str, Result]]:
    """(field, place, result): what is confirmed of a forged file must be true of its content."""
    certificate = certify(
        a.problem, *a.moved(10.0 ** -a.rng.uniform(7, 16)), digits=5 if a.rng.random() < 0.3 else None
    )
    if certificate.outcome is Outcome.INCONCLUSIVE:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.json"
        certificate.save(path)
        document = json.loads(path.read_text())
        for _ in range(FORGED):
            field, place, text = forgeries.forged(document, a.rng)
            path.write_text(text)
            yield field, place, recheck_file(path, a)


def undercut(a: Attempt) -> Iterator[tuple[str, str, Result]]:
    """(field, place, result): a strict minimiser that another one lies below, and a file that calls it global."""
    ends = [a.split(z) for z in a.judge.solutions()]
    ends = [solve(a.problem, *end, tol=1e-13, step="exact") for end in ends]
    highest, lowest = (pick(ends, key=lambda end: end.objective) for pick in (max, min))
    if not highest.objective > lowest.objective * (1 + 1e-6):
        return
    certificate = certify(a.problem, highest.X, highest.Y)
    yield "undercut", "", outcome(certificate, a.judge)
    if certificate.outcome is Outcome.INCONCLUSIVE:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.json"
        certificate.save(path)
        content = json.loads(path.read_text()) | {"scope": "GLOBAL", "theorem": "C1+C2+C3"}
        path.write_text(forgeries.sealed(content))
        yield "forged undercut", "label and theorem, sealed", recheck_file(path, a)


def recheck_file(path: Path, a: Attempt) -> Result:
    """refused, rejected, or what the exact values say about a confirmed file."""
    try:
        if not verify(path).confirmed:
            return "rejected", ""
        found = Certificate.load(path)
    except CertificateFileError:
        return "refused", ""
    except ArchiveError as error:
        return "FALSE", f"confirmed, but the solver refuses the file: {error}"
    if found.outcome is Outcome.INCONCLUSIVE:
        return "FALSE", "confirmed, although the file says that it claims nothing"
    same = found.problem.digest == a.problem.digest
    result = outcome(found, a.judge if same else Judge(found.problem, 0))
    return (f"confirmed, {result[0]}" if result[0] != "FALSE" else "FALSE", result[1])


def attempts(seed: int) -> Iterator[tuple[str, str, Result]]:
    """(kind, place, result) of all attempts on one problem."""
    with np.errstate(all="ignore"):  # numbers near the ends of the range are the point
        a = Attempt(seed)
        results = [(kind.__name__, "", kind(a)) for kind, repeats in KINDS.items() for _ in range(repeats)]
        results += [(f"forged {field}", place, result) for field, place, result in forge(a)]
        results += undercut(a)
    yield from results
