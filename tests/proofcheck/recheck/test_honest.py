"""Certificates that are honest are confirmed, at the border of what can be certified: zeros, exact fits, conditions."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import mpmath
import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import balls, matmul, precision
from proofcheck.recheck import verify
from proofcheck.recheck.eigenvalues import exceeds, smallest_eigenvalue_lower
from proofcheck.recheck.global_region import _modulus
from proofcheck.recheck.roots import length_upper, root_upper
from solver import AttentionProblem, Outcome, certify, solve

RIDGE = {"wx": 1.0, "wy": 1.0, "lx": 0.5, "ly": 0.5}
ONE = np.ones((1, 1))


def draw(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape)


A1, A2, A3, B = draw(12, 2), draw(10, 2), draw(10, 3), draw(12, 1)
CASES = {
    "A1 = 0": ((0 * A1, A2, A3, B), RIDGE),
    "A2 = 0": ((A1, 0 * A2, A3, B), RIDGE),
    "A3 = 0": ((A1, A2, 0 * A3, B), RIDGE),
    "all data zero": ((0 * A1, 0 * A2, 0 * A3, 0 * B), {"wx": 0.0, "wy": 0.0, "lx": 0.5, "ly": 0.5}),
    "exact fit, B = 0": ((A1, A2, A3, 0 * B), {"wx": 1.0, "wy": 1.0}),
    "exact fit, ridge only": ((A1, A2, A3, 0 * B), {"wx": 0.0, "wy": 0.0, "lx": 0.5, "ly": 0.5}),
    "exact fit, one key": ((ONE, ONE, ONE, ONE), {"wx": 1.0, "wy": 0.0, "lx": 0.1, "ly": 0.0}),
    "one query": ((draw(1, 2), A2, A3, draw(1, 1)), RIDGE),
    "one key": ((A1, draw(1, 2), draw(1, 1), B), RIDGE),
    "denormal targets": ((A1, A2, A3, 1e-310 * B), {"wx": 1.0, "wy": 1.0}),
    "tiny targets": ((A1, A2, A3, 1e-150 * B), {"wx": 1.0, "wy": 1.0}),
    "small values": ((A1, A2, 1e-8 * A3, B), {"wx": 1.0, "wy": 1.0}),
    "large values": ((A1, A2, 1e8 * A3, B), {"wx": 1.0, "wy": 1.0}),
    "large scores": ((1e8 * A1, A2, A3, B), {"wx": 1.0, "wy": 1.0}),
}
UNRIDGED = {"wx": 1.0, "wy": 1.0}
CONDITIONS = tuple(10.0**power for power in range(16))


def conditioned(A, condition):
    """The last column is the first and a normal one, scaled: a Gram matrix of about this condition."""
    out = A.copy()
    out[:, -1] = A[:, 0] + draw(len(A), 1, seed=1)[:, 0] / np.sqrt(condition)
    return out


@pytest.mark.parametrize("name", CASES)
def test_what_the_solver_certifies_is_confirmed(name, tmp_path):
    data, weights = CASES[name]
    problem = AttentionProblem(*data, **weights)
    solution = solve(problem)
    certificate = certify(problem, solution.X, solution.Y)
    assert certificate.outcome is Outcome.CERTIFIED, certificate.reason
    certificate.save(tmp_path / "c.json")
    check = verify(tmp_path / "c.json")
    assert [(claim.name, claim.detail) for claim in check.claims if not claim.holds] == []
    assert check.confirmed


@pytest.mark.slow
@pytest.mark.parametrize("which", ["A1", "A2", "A3", "all"])
@pytest.mark.parametrize("condition", CONDITIONS)
def test_unridged_problems_of_any_condition_are_certified_and_confirmed_or_left_open(which, condition, tmp_path):
    """The Gram matrices have this condition, the Hessian their product: S1 does without it."""
    data = {"A1": A1, "A2": A2, "A3": A3}
    data = {name: conditioned(A, condition) if which in (name, "all") else A for name, A in data.items()}
    problem = AttentionProblem(**data, B=B, **UNRIDGED)
    certificate = certify(problem, solve(problem))
    if condition > (1e8 if which == "all" else 1e12) and certificate.outcome is Outcome.INCONCLUSIVE:
        return  # what float64 resolves of the gradient is too large for the theorem; nothing is claimed
    assert certificate.outcome is Outcome.CERTIFIED, certificate.reason
    certificate.save(tmp_path / "c.json")
    assert [(claim.name, claim.detail) for claim in verify(tmp_path / "c.json").claims if not claim.holds] == []


@pytest.mark.slow
@pytest.mark.parametrize("which", ["A1", "A2", "A3"])
@pytest.mark.parametrize("gap", [1e-6, 1e-9, 1e-11, 1e-12, 1e-13, 1e-14])
@pytest.mark.parametrize("ridge", [1e-12, 1e-9])
def test_columns_that_are_nearly_equal_are_told_apart_beside_a_ridge(which, gap, ridge, tmp_path):
    """The metric is ridge + sigma^2, of which the solver resolves sigma^2 far below the ridge's last digits."""
    data = {"A1": A1, "A2": A2, "A3": A3}
    close = data[which].copy()
    close[:, 1] = close[:, 0] * (1 + gap * draw(len(close), 1, seed=3)[:, 0])
    problem = AttentionProblem(**{**data, which: close}, B=B, wx=2.0, wy=2.0, lx=ridge, ly=ridge)
    certificate = certify(problem, solve(problem))
    certificate.save(tmp_path / "c.json")
    assert [(claim.name, claim.detail) for claim in verify(tmp_path / "c.json").claims if not claim.holds] == []


def fitted(B, *, A1=ONE, A3=ONE, **weights):
    """Scores weighted, values free: X = 0 and A3 Y = B is an exact fit and the minimiser."""
    return AttentionProblem(A1, np.ones((len(A3), 1)), A3, B, **{"wx": 1.0, "wy": 0.0, **weights})


THREE = np.ones((3, 1))
POINTS = {
    "exact fit": (fitted(2 * THREE, A1=THREE, A3=THREE), 2.0),
    "exact fit, unequal data": (fitted(2 * THREE, A1=draw(3, 1), A3=THREE), 2.0),
    "one key": (fitted(2 * ONE, lx=0.1), 2.0),
    "a third": (fitted(ONE, A3=3 * ONE), 1 / 3),
    "zero": (fitted(0 * ONE), 0.0),
    "zero, weighted values": (fitted(0 * ONE, wy=1.0), 0.0),
    "denormal": (fitted(2.0**-1070 * ONE), 2.0**-1070),
    "far below one": (fitted(1e-200 * ONE), 1e-200),
    "far above one": (fitted(1e5 * ONE, lx=1.0), 1e5),
    "a natural norm": (fitted(ONE, A1=1e-9 * ONE, A3=1e6 * ONE), 1e-6),
}


@pytest.mark.slow
@pytest.mark.parametrize("digits", [1, 5, 15, 17, 50, 330])
@pytest.mark.parametrize("name", POINTS)
def test_digits_of_minimisers_that_are_met_exactly_are_confirmed(name, digits, tmp_path):
    """The radius is far below 10^-digits, down to denormal: the decimals have as many places as it needs."""
    problem, y = POINTS[name]
    certificate = certify(problem, 0 * ONE, y * ONE, digits=digits)
    assert certificate.outcome is Outcome.CERTIFIED, certificate.reason
    assert certificate.enclosure is not None
    certificate.save(tmp_path / "c.json")
    assert [(claim.name, claim.detail) for claim in verify(tmp_path / "c.json").claims if not claim.holds] == []
    assert 0 < certificate.enclosure.radius <= Decimal(10) ** -digits * Decimal(1 + abs(y))


@pytest.mark.parametrize("condition", [1e6, 1e10, 1e12, 1e15, 1e18, 1e22, 1e25, 1e28])
@pytest.mark.parametrize("size", [1, 2, 3, 8, 24])
def test_the_least_eigenvalue_is_known_as_far_as_two_columns_of_doubles_can_be_told_apart(size, condition):
    A = draw(3 * size, size)
    if size > 1:
        A[:, -1] = A[:, 0] + draw(3 * size, 1, seed=1)[:, 0] / np.sqrt(condition)
    with precision(128):
        gram = matmul(balls(A).T, balls(A))
        lower = smallest_eigenvalue_lower(gram)
        assert not exceeds(gram, float(lower.mid()) * (1 + 2.0**-10))
    with mpmath.workdps(60):
        exact = mpmath.matrix(A.tolist())
        least = min(mpmath.eigsy(exact.T * exact, eigvals_only=True))
        share = mpmath.mpf(str(lower.mid().str(40, radius=False))) / least
    assert 1 - 2.0**-12 < share <= 1


def test_indefinite_and_singular_matrices_are_never_shown_to_be_positive():
    with precision(128):
        for size in (1, 2, 5, 24):
            A = balls(draw(size + 3, size))
            gram = matmul(A.T, A)
            gram[-1, :] = gram[0, :]
            gram[:, -1] = gram[:, 0]
            gram[-1, -1] = gram[0, 0]  # the first and the last column coincide
            assert size == 1 or smallest_eigenvalue_lower(gram) == 0
            assert size == 1 or not exceeds(gram, 0.0)
            assert not exceeds(-gram, -1e-300)


def test_the_modulus_bounds_the_eigenvalue_from_below_and_is_sharp():
    """Entries of every size, equal ones and zeros among them; the eigenvalue to 300 digits."""
    rng = Random(0)  # noqa: S311
    pick = [lambda: 0.0, lambda: 1.0, lambda: rng.uniform(0, 3), lambda: 10.0 ** rng.randint(-30, 30), lambda: 2.0**400]
    with precision(128), mpmath.workdps(300):
        for _ in range(3000):
            Wx, Wy, loss, mixed = (rng.choice(pick)() for _ in range(4))
            found = _modulus(arb(Wx), arb(Wy), arb(loss), arb(mixed))
            s = mpmath.mpf(Wx) - loss
            exact = (s + Wy) - mpmath.sqrt((s - Wy) ** 2 + 4 * mpmath.mpf(mixed) ** 2)
            room = (abs(s) + Wy + mixed) * mpmath.mpf(2) ** -100
            assert found.is_finite()
            assert exact - room - abs(exact) * 1e-9 <= mpmath.mpf(found.str(60, radius=False)) <= exact + room


def test_roots_of_balls_that_dip_below_zero_are_upper_bounds_and_nan_stays_nan():
    assert root_upper(arb(0, 4)) >= 2
    assert root_upper(arb(-1, "1e-20")) == 0
    assert root_upper(arb(2)) >= arb(2).sqrt().lower()
    assert length_upper(np.array([arb(0, 3), arb(0, 4)], dtype=object)) >= 5
    for bad in (arb("nan"), arb(0, "inf")):
        assert not root_upper(bad) <= arb(10) ** 300
    exact = [Fraction(3), Fraction(4)]
    assert length_upper(np.array([arb(3), arb(4)], dtype=object)) >= arb(sum(x * x for x in exact).numerator).sqrt()
