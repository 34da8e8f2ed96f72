"""Minimisers found by descent from many starts, certified, told apart, and the basins around the lowest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from solver.certificates.certificate import Certificate
from solver.certificates.certifier import certify
from solver.certificates.comparison import Relation, relation
from solver.certificates.enclosure import enclose, objective
from solver.global_search.basin import Basin, find_basin
from solver.global_search.moments import Sampler
from solver.global_search.tree import BASINS
from solver.minimise.driver import random_start, solve
from solver.problem import AttentionProblem
from solver.verified.ball import Ball, Floats, ball

TIE: Final = 2.0**-30  # relative to 1 + Phi: values as close are a tie, and both minimisers get a basin
_TOLERANCE: Final = 1e-12
_ITERATIONS: Final = 500
_POLISHES: Final = 2
_NEAR: Final = 1e-6
_SCALES: Final = (0.3, 1.0, 3.0)  # root mean square of the scores at a start


@dataclass
class Candidates:
    """The certified minimisers of ties for the lowest value, `best` the lowest point of all."""

    sampler: Sampler
    X: Floats
    Y: Floats
    value: Ball
    minimisers: list[Certificate] = field(default_factory=list)
    basins: list[Basin] = field(default_factory=list)

    @property
    def upper(self) -> float:
        """An upper bound of min Phi: Phi at the best point."""
        return float(self.value.upper())

    def descend(self, X: Floats) -> bool:
        """Minimise from X; whether the lowest value fell by more than a tie, so that a search has to start again."""
        problem = self.sampler.frame.problem
        found = solve(problem, X, tol=_TOLERANCE, max_iterations=_ITERATIONS)
        if found.objective > self.value.mid + self._room or self._is_known(found.X):
            return False
        return self.offer(found.X, found.Y)

    @property
    def _room(self) -> float:
        return TIE * (1.0 + abs(float(self.value.mid)))

    def _is_known(self, X: Floats) -> bool:
        """Whether a minimiser is as near as descents end; another one as near would leave its box open."""
        return any(np.abs(X - c.X).max() <= _NEAR * (1.0 + np.abs(c.X).max()) for c in self.minimisers)

    def offer(self, X: Floats, Y: Floats) -> bool:
        """Take the point where it is lower than the best, or as low and another minimiser."""
        certificate = _polish(self.sampler.frame.problem, X, Y)
        value = objective(enclose(certificate.problem, certificate.X, certificate.Y))
        room = self._room
        fell = bool(value.mid < self.value.mid - room)
        if fell:
            self.minimisers.clear()
            self.basins.clear()
        if value.mid < self.value.mid:
            self.X, self.Y, self.value = certificate.X, certificate.Y, value
        tied = value.mid <= self.value.mid + room and len(self.basins) < len(BASINS)
        if certificate and tied and all(relation(certificate, other) is Relation.DISTINCT for other in self.minimisers):
            self._add(certificate)
        return fell

    def _add(self, certificate: Certificate) -> None:
        basin = find_basin(self.sampler, certificate)
        if basin is not None and not any(_meet(basin, other) for other in self.basins):
            self.minimisers.append(certificate)
            self.basins.append(basin)


def first_candidates(sampler: Sampler, points: list[tuple[Floats, Floats]], starts: int, seed: int) -> Candidates:
    """From the points given, the default start and `starts` further ones with random scores."""
    problem, rng = sampler.frame.problem, np.random.default_rng(seed)
    default = solve(problem, tol=_TOLERANCE, max_iterations=_ITERATIONS)
    found = Candidates(sampler, default.X, default.Y, objective(enclose(problem, default.X, default.Y)))
    for X, Y in [(default.X, default.Y), *points]:
        found.offer(X, Y)
    for start in range(starts):
        found.descend(random_start(problem, rng) * _SCALES[start % len(_SCALES)])
    return found


def _polish(problem: AttentionProblem, X: Floats, Y: Floats) -> Certificate:
    """The certificate at the point, moved by its Newton steps: basins need a point as good as its doubles allow."""
    certificate = certify(problem, X, Y)
    for _ in range(_POLISHES):
        if not certificate:
            return certificate
        moved = certify(problem, certificate.X - certificate.step[0], certificate.Y - certificate.step[1])
        if not moved or moved.radius_upper >= certificate.radius_upper:
            return certificate
        certificate = moved
    return certificate


def _meet(first: Basin, second: Basin) -> bool:
    """Whether one's centre lies in the other: they would be two names of one minimiser."""
    apart = (first.centre - second.centre).magnitude()
    return bool((apart <= (ball(first.widths) + second.widths).upper()).all())
