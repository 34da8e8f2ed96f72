"""The sketched step (theory R6): 2 weight (S A)^T (S A) + 2 lx I for A = A1 (x) A2, with S A never from A itself.

TensorSRHT (Ahle et al., SODA 2020): rows of (H E1 A1) (x) (H E2 A2), H a Walsh-Hadamard transform and E_i random signs,
sampled uniformly: row (i, j) is a Kronecker product of two rows. TensorSketch (Pham and Pagh, KDD 2013): the count
sketches of A1 and A2 convolved, column pair by column pair, by FFT. Both cost about (n + m) d log + s d^2 for s rows,
and the factorisation d^6 / 3 once: the paper's d^{2 omega}.

A^T A = G1 (x) G2 is known exactly, so the sketch's error is not left to a probability: `distortion` measures it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import scipy.fft
import scipy.linalg

from solver.minimise.coordinates import DiagonalProblem
from solver.minimise.steps.costs import SKETCH_ROWS
from solver.minimise.steps.curvature import mean_curvature
from solver.minimise.steps.preconditioned import PreconditionedStep
from solver.minimise.steps.protocols import GreedyStep, Setup, StepKind, Uncorrected
from solver.oracle.augmented import Floats
from solver.oracle.evaluation import Evaluation
from solver.validation import InputError
from solver.verified.factor import factor

_JITTER: Final = 1e-10  # keeps rank-deficient data factorable; far below any distortion


class SketchedApproximation:
    """R = L^{-T} scaled, with L L^T = (S A)^T (S A) + (lx / weight) I, weight = wx^2 + tau."""

    def __init__(self, problem: DiagonalProblem, at: Evaluation, sketch: str, seed: int) -> None:
        self.weight = float(problem.wx * problem.wx + mean_curvature(at)) or 1.0
        self._shape = problem.p, problem.q
        rng = np.random.default_rng(seed)
        scale = problem.scales[0].ravel()
        SA = SKETCHES[sketch](problem.A1, problem.A2, SKETCH_ROWS * problem.p * problem.q, rng)
        gram = SA.T @ SA
        self.distortion = distortion(gram, scale)
        gram[np.diag_indices(len(gram))] += problem.lx / self.weight + _JITTER * scale**2
        L = factor(gram)
        if L is None:
            raise InputError(
                f"step={sketch!r}: the Gram matrix of the sketch is not positive definite in float64; scale the data, "
                "or use step='kronecker' or 'auto'"
            )
        self._L = L

    def whiten(self, gX: Floats) -> Floats:
        """R^T gX, from a p x q table to a vector of pq numbers."""
        return np.asarray(scipy.linalg.solve_triangular(self._L, gX.ravel(), lower=True, check_finite=False))

    def expand(self, w: Floats) -> Floats:
        """R w, from a vector of pq numbers to a p x q table."""
        w = scipy.linalg.solve_triangular(self._L, w, lower=True, trans=1, check_finite=False)
        return np.asarray(w).reshape(self._shape)  # NaN stays NaN: the search rejects it

    def correct(self, _at: Evaluation) -> Uncorrected:
        """Nothing: the sketch stands for the data alone."""
        return Uncorrected()


def distortion(gram: Floats, scale: Floats) -> float:
    """|| D^{-1} (S A)^T (S A) D^{-1} - I ||_2 with D^2 = A^T A: e0 of the sketch, measured."""
    whitened = gram / scale / scale[:, None]
    if not np.isfinite(whitened).all():
        return np.inf
    values = scipy.linalg.eigvalsh(whitened)
    return float(max(abs(values[0] - 1), abs(values[-1] - 1)))


def tensor_srht(A1: Floats, A2: Floats, rows: int, rng: np.random.Generator) -> Floats:
    """TensorSRHT of A1 (x) A2: (n x p), (m x q) -> (rows x pq)."""
    left, right = _hadamard(A1, rng), _hadamard(A2, rng)
    i, j = rng.integers(len(left), size=rows), rng.integers(len(right), size=rows)
    pairs = left[i][:, :, None] * right[j][:, None, :]
    return np.asarray(pairs.reshape(rows, -1) * np.sqrt(len(left) * len(right) / rows))


def tensor_sketch(A1: Floats, A2: Floats, rows: int, rng: np.random.Generator) -> Floats:
    """TensorSketch of A1 (x) A2: (n x p), (m x q) -> (rows x pq)."""
    left, right = (scipy.fft.rfft(_count_sketch(A, rows, rng), axis=0) for A in (A1, A2))
    pairs = (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)
    return np.asarray(scipy.fft.irfft(pairs, n=rows, axis=0))


SKETCHES: Final = {"srht": tensor_srht, "tensorsketch": tensor_sketch}


def _hadamard(A: Floats, rng: np.random.Generator) -> Floats:
    """H E A with H the orthogonal Walsh-Hadamard transform of the next power of two and random signs E."""
    length = 1 << (len(A) - 1).bit_length()
    x = np.zeros((length, A.shape[1]))
    x[: len(A)] = A * rng.choice((-1.0, 1.0), size=(len(A), 1))
    half = 1
    while half < length:
        pairs = x.reshape(-1, 2, half, A.shape[1])
        x = np.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], axis=1).reshape(length, -1)
        half *= 2
    return np.asarray(x / np.sqrt(length))


def _count_sketch(A: Floats, rows: int, rng: np.random.Generator) -> Floats:
    """Count sketch: each row of A, with a random sign, added to a random row of the result."""
    out = np.zeros((rows, A.shape[1]))
    np.add.at(out, rng.integers(rows, size=len(A)), A * rng.choice((-1.0, 1.0), size=(len(A), 1)))
    return out


def _kind(name: str, sketch: str, numbers: int) -> StepKind:
    def build(problem: DiagonalProblem, at: Evaluation, setup: Setup) -> GreedyStep:
        approximation = SketchedApproximation(problem, at, sketch, setup.seed)
        reason = f"{setup.reason}; measured distortion of the sketch {approximation.distortion:.2g}"
        return PreconditionedStep(problem, approximation, replace(setup, reason=reason), name=name, error_bound=None)

    return StepKind(name=name, build=build, dense_numbers=lambda columns, _unknowns: numbers * columns**2)


SRHT: Final = _kind("sketched", "srht", SKETCH_ROWS + 2)  # the sketch, its Gram matrix and factor
TENSORSKETCH: Final = _kind("tensorsketch", "tensorsketch", 2 * SKETCH_ROWS + 2)  # complex in between
