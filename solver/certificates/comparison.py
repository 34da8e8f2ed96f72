"""Do two certificates speak of the same minimiser? Overlapping balls prove neither sameness nor difference."""

from __future__ import annotations

from enum import Enum
from typing import NoReturn

import numpy as np

from solver.certificates.certificate import Certificate
from solver.certificates.norms import Norm, data_norms_upper
from solver.validation import InputError
from solver.verified.ball import Ball, ball


class Relation(Enum):
    """What two certificates of one problem prove about their minimisers; three answers, so that it is not a truth."""

    SAME = "one minimiser: it lies in a ball that holds a single stationary point"
    DISTINCT = "two minimisers: their balls are disjoint"
    UNDECIDED = "the balls meet, and neither lies where the other's minimiser is unique"

    def __bool__(self) -> NoReturn:
        """Refused: all members would be true. Raises InputError."""
        raise InputError(f"{self}: neither true nor false; ask `relation(a, b) is Relation.SAME`")


@np.errstate(all="ignore")
def relation(first: Certificate, second: Certificate) -> Relation:
    """SAME, DISTINCT or UNDECIDED. Raises InputError for different problems or a certificate without a minimiser."""
    for certificate in (first, second):
        if not isinstance(certificate, Certificate):
            raise InputError(f"{type(certificate).__name__}: two certificates are needed, as `certify` returns them")
    if first.problem.digest != second.problem.digest:
        raise InputError("the certificates are of different problems; compare certificates of one problem")
    if not (first and second):
        raise InputError("an INCONCLUSIVE certificate has no minimiser; certify both points first")
    difference = np.concatenate([(first.X - second.X).ravel(), (first.Y - second.Y).ravel()])
    gap = ball(difference) * Ball(np.ones_like(difference), np.full_like(difference, 2.0**-52))  # one rounding each
    distance = (gap * gap).sum().sqrt()
    if distance.lower() > (ball(first.radius_upper) + second.radius_upper).upper():
        return Relation.DISTINCT
    inside = (distance + second.radius_upper).upper() <= _unique_within(first)
    outside = (distance + first.radius_upper).upper() <= _unique_within(second)
    return Relation.SAME if inside or outside else Relation.UNDECIDED


def _unique_within(certificate: Certificate) -> float:
    """A Euclidean radius of a ball inside the theorem's, on which Phi is strictly convex: there mu - M rho > 0."""
    found = certificate.hypotheses
    slack = ball(found.curvature_lower) - ball(found.lipschitz_upper) * found.ball_radius
    return euclidean_within(certificate, found.ball_radius) if slack.lower() > 0 else 0.0


def euclidean_within(certificate: Certificate, radius: float) -> float:
    """The radius of a Euclidean ball that lies within a ball of `radius` in the certificate's norm."""
    found, data = certificate.hypotheses, certificate.problem
    if found.norm is Norm.EUCLIDEAN:
        return radius
    n1, n2, n3 = (ball(value) for value in data_norms_upper(data))
    squares = (n1 * n1 * n2 * n2 + found.ridge_scores).upper(), (n3 * n3 + found.ridge_values).upper()
    return float((radius / ball(float(max(squares))).sqrt()).lower())
