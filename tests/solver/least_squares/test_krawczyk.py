"""Least-squares certificates: what is true is proved to many digits, what other tools got wrong is not claimed."""

import re
from dataclasses import replace
from decimal import Context, Decimal, localcontext

import numpy as np
import pytest

from solver import InputError, Outcome, Relation, certify, certify_least_squares, relation, solve
from solver.certificates.norms import Norm
from solver.instances import planted, random_instance
from solver.least_squares.errors import ParameterError

SQRT2 = Decimal(2).sqrt(Context(prec=120))


def certified(residual, z, **options):
    found = certify_least_squares(residual, z, **options)
    assert found.outcome is Outcome.CERTIFIED, found.reason
    return found


@pytest.mark.parametrize("digits", [5, 30, 60])
def test_a_known_minimiser_is_enclosed_to_the_digits_asked_for(digits):
    found = certified(lambda z: z[0] ** 2 - 2, [1.4], digits=digits)
    with localcontext(prec=120):
        assert abs(found.parameters[0] - SQRT2) <= found.radii[0]
    assert found.radii[0] <= Decimal(10) ** -digits * 2
    assert abs(found.sum_of_squares) <= found.sum_of_squares_radius


def test_a_minimum_with_a_residual_is_not_a_root():
    """x^2 + 1 has no real zero (HomotopyContinuation.jl 563 reported one as real): the sum of squares says so."""
    found = certified(lambda z: z[0] ** 2 + 1, [0.3])
    assert found.sum_of_squares - found.sum_of_squares_radius > Decimal("0.99")


@pytest.mark.parametrize("start", [1.4, 1.41, 1.4142, 1.41421356, 1.5, 2.0, 3.0])
def test_without_any_newton_step_the_truth_is_enclosed_or_nothing_is_claimed(monkeypatch, start):
    monkeypatch.setattr("solver.least_squares.krawczyk._STEPS", 0)
    found = certify_least_squares(lambda z: z[0] ** 2 - 2, [start])
    assert (found.outcome is Outcome.CERTIFIED) == (start < 2)
    if found.outcome is Outcome.CERTIFIED:
        with localcontext(prec=120):
            assert abs(found.parameters[0] - SQRT2) <= found.radii[0]


MULTIPLE = {
    "triple root (IntervalRootFinding.jl 48)": (lambda z: np.sin(z[0]) - z[0], [0.0]),
    "triple root, from nearby": (lambda z: np.sin(z[0]) - z[0], [1e-3]),
    "double root": (lambda z: (z[0] - 1) ** 2, [1.0]),
    "line of minimisers": (lambda z: z[0] * z[1] - 1, [2.0, 0.5]),
    "constant": (lambda z: 0 * z[0] + 3, [1.0]),
    "no stationary point": (lambda z: np.exp(z[0]), [0.0]),
    "maximum": (lambda z: 2 + np.cos(z[0]), [0.0]),
    "saddle": (lambda z: 3 + z[0] ** 2 - z[1] ** 2, [0.0, 0.0]),
    "two roots a hair apart": (lambda z: (z[0] - 1) * (z[0] - 1 - 2.0**-52) * 1e-30 + 0 * z[0], [1.0 + 2.0**-53]),
}


@pytest.mark.parametrize("name", MULTIPLE)
def test_what_is_no_strict_minimiser_is_inconclusive_with_a_reason(name):
    residual, z = MULTIPLE[name]
    if name == "two roots a hair apart":
        found = certify_least_squares(residual, z)
        assert found.outcome is Outcome.INCONCLUSIVE or found.radii[0] < Decimal("1e-16")
        return
    found = certify_least_squares(residual, z)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.reason
    assert found.parameters == ()


def test_roots_at_the_start_itself_and_at_zero_are_not_lost():
    """IntervalRootFinding.jl 102: a root on a boundary was lost."""
    for root in (0.0, 1.0, -1.0):
        found = certified(lambda z: z[0] * (z[0] - 1) * (z[0] + 1), [root])
        assert abs(found.parameters[0] - Decimal(root)) <= found.radii[0]


def test_all_roots_of_a_polynomial_are_certified_and_pairwise_distinct():
    boxes = [certified(lambda z: (z[0] - 1) * (z[0] - 2) * (z[0] - 3), [start]) for start in (0.9, 2.1, 3.2)]
    with localcontext(prec=60):
        for i, first in enumerate(boxes):
            for second in boxes[i + 1 :]:
                distance = abs(first.parameters[0] - second.parameters[0])
                assert distance > first.radii[0] + second.radii[0]


def test_parameters_of_very_different_size():
    def residual(z):
        return (z[0] / 1e9 - 1) * np.array([1.0, 0.5]) + (z[1] * 1e9 - 2) * np.array([0.0, 1.0])

    found = certified(residual, [1.1e9, 2.1e-9], digits=20)
    assert abs(found.parameters[0] - 10**9) <= found.radii[0]
    assert found.radii[1] <= Decimal("1e-28")


@pytest.mark.parametrize("z", [[], [[1.0]], [float("nan")], [float("inf")]])
def test_senseless_starts_are_refused(z):
    with pytest.raises(InputError, match="z="):
        certify_least_squares(lambda b: b[0] - 1, z)


def test_certificates_of_the_same_minimiser_are_never_called_distinct():
    """HomotopyContinuation.jl 635 called overlapping boxes distinct."""
    problem = random_instance(12, 10, 3, 3, 2, 2, seed=2, wx=0.3, wy=0.3)
    solution, rng = solve(problem, tol=1e-13), np.random.default_rng(0)
    first = certify(problem, solution.X, solution.Y)
    seen = set()
    for exponent in range(-15, -3):
        X = solution.X + 10.0**exponent * rng.normal(size=solution.X.shape)
        second = certify(problem, X, solution.Y)
        if second.outcome is Outcome.CERTIFIED:
            seen.add(relation(first, second))
            assert relation(first, second) is relation(second, first)
    assert Relation.DISTINCT not in seen
    assert Relation.SAME in seen


@pytest.mark.slow
def test_distinct_minimisers_are_told_apart_and_other_problems_refused():
    problem = planted(12, 10, 3, 3, 2, 2, seed=1, noise=0.3, wx=0.02, wy=0.02)
    rng, found = np.random.default_rng(0), []
    for _ in range(30):
        solution = solve(problem, rng.normal(size=(3, 3)), rng.normal(size=(2, 2)), tol=1e-12)
        certificate = certify(problem, solution.X, solution.Y)
        if certificate.outcome is Outcome.CERTIFIED:
            found.append((solution.objective, certificate))
    lowest, highest = min(found, key=lambda pair: pair[0]), max(found, key=lambda pair: pair[0])
    assert highest[0] > lowest[0] * 1.001
    assert relation(lowest[1], highest[1]) is Relation.DISTINCT
    assert relation(lowest[1], lowest[1]) is Relation.SAME
    other = random_instance(12, 10, 3, 3, 2, 2, seed=2)
    with pytest.raises(InputError, match="different problems"):
        relation(lowest[1], certify(other, np.zeros((3, 3)), np.zeros((2, 2))))
    with pytest.raises(InputError, match="INCONCLUSIVE"):
        relation(lowest[1], certify(problem, np.ones((3, 3)), np.ones((2, 2))))


@pytest.mark.parametrize("kind", ["EUCLIDEAN", "NATURAL"])
def test_balls_that_meet_outside_the_ball_of_uniqueness_are_undecided(kind):
    problem = random_instance(12, 10, 3, 3, 2, 2, seed=2, wx=0.3, wy=0.3)
    solution = solve(problem, tol=1e-13)
    first = certify(problem, solution.X, solution.Y)
    hypotheses = replace(first.hypotheses, norm=Norm[kind], ball_radius=1e-10, lipschitz_upper=1.0)
    stretch = np.sqrt(np.linalg.norm(np.kron(problem.A1, problem.A2), 2) ** 2) if kind == "NATURAL" else 1.0
    near, wide = (replace(first, hypotheses=hypotheses, radius_upper=f * 1e-10 / stretch) for f in (0.9, 1.1))
    assert relation(near, near) is Relation.SAME
    assert relation(wide, wide) is Relation.UNDECIDED
    assert relation(near, replace(near, hypotheses=replace(hypotheses, lipschitz_upper=1e30))) is Relation.SAME
    bent = replace(near, hypotheses=replace(hypotheses, lipschitz_upper=1e30))
    assert relation(bent, bent) is Relation.UNDECIDED


def test_it_prints_every_parameter_with_a_radius_that_is_not_smaller():
    found = certify_least_squares(lambda z: z[0] * np.array([1.0, 2.0, 3.0]) - np.array([1.0, 2.1, 2.9]), [1.0])
    value, radius = re.search(r"parameter 0 +(\S+) \+/- (\S+)", str(found)).groups()
    assert Decimal(value) == found.parameters[0]
    assert Decimal(radius) >= found.radii[0] > 0
    assert len(repr(found)) <= 80
    assert max(map(len, str(found).splitlines())) <= 80
    assert "parameter 0" in found._repr_html_()


SHAPES = {
    "a list": lambda z: [z[0] - 1, z[1] * z[0] - 2],
    "a tuple": lambda z: (z[0] - 1, z[1] * z[0] - 2),
    "np.array": lambda z: np.array([z[0] - 1, z[1] * z[0] - 2]),
    "np.stack": lambda z: np.stack([z[0] - 1, z[1] * z[0] - 2]),
    "np.concatenate": lambda z: np.concatenate([z[0] - np.ones(1), z[1] * z[0] - 2 * np.ones(2)]),
    "a number among them": lambda z: [z[0] - 1, z[1] * z[0] - 2, 0.5],
    "lists of arrays": lambda z: [z[0] - np.ones(2), [z[1] * z[0] - 2]],
    "a matrix": lambda z: np.array([[z[0] - 1, z[1] * z[0] - 2], [z[0] - 1, z[1] * z[0] - 2]]),
    "a linear map": lambda z: np.array([[1.0, 0.0], [0.0, 1.0]]) @ np.array(z) - np.array([1.0, 2.0]),
    "np.sum of terms": lambda z: [np.sum(z[0] * np.ones(2)) - 2, np.mean(z[1] * z[0] * np.ones(3)) - 2],
}


@pytest.mark.parametrize("name", SHAPES)
def test_residuals_in_every_shape_that_numpy_gives_them(name):
    found = certified(SHAPES[name], [1.1, 1.9])
    assert abs(found.parameters[0] - 1) <= found.radii[0]
    assert abs(found.parameters[1] - 2) <= found.radii[1]


def remembering():
    seen = []

    def residual(z):
        if not seen:
            seen.append(z[0] ** 2 - 2)
        return seen[0]

    return residual


def counting(size):
    calls = []

    def residual(z):
        calls.append(1)
        return z[0] ** 2 - 2 + len(calls) * size

    return residual


def drawing():
    rng = np.random.default_rng(0)
    return lambda z: z[0] ** 2 - 2 + rng.normal() * 1e-30


def remembering_slopes():
    seen = []

    def residual(z):
        seen.append(z[0])
        return seen[0] * z[0] - 2  # the first argument ever, in place of this one

    return residual


NOT_FUNCTIONS = {
    "memory": remembering(),
    "memory of a factor": remembering_slopes(),
    "a count of calls": counting(1e-40),
    "a count that shows late": counting(2.0**-200),
    "random numbers": drawing(),
    "its value": lambda z: z[0] - z[0].value.item(),
    "a float": lambda z: z[0] ** 2 - float(z[0]),
    "a comparison": lambda z: z[0] - 1 if z[0] > 0 else z[0] + 1,
    "an equality": lambda z: z[0] - (z[0] == 1),
    "a truth value": lambda z: z[0] if z[0] else z[0] - 1,
    "max": lambda z: max(z[0], 0) - 1,
    "np.where of a comparison": lambda z: np.where(z[0] > 0, z[0], -z[0]) - 1,
    "np.sign": lambda z: np.sign(z[0]) * z[0] - 1,
    "no parameter": lambda z: np.array([1.0, 2.0]),
    "nothing": lambda z: None,
}


@pytest.mark.parametrize("name", NOT_FUNCTIONS)
def test_a_residual_that_is_no_function_is_refused_with_the_reason(name):
    with pytest.raises((ParameterError, TypeError), match=r"residual|supported"):
        certify_least_squares(NOT_FUNCTIONS[name], [1.4])


NOT_SMOOTH = {
    "|x| at its kink": (lambda z: np.abs(z[0]) + 1, [0.0], "kink"),
    "a maximum where its arguments tie": (lambda z: np.maximum(z[0], z[0] ** 2) + 1, [1.0], "kink"),
    "a root at 0": (lambda z: np.sqrt(z[0]), [0.0], "square root of"),
    "a logarithm below 0": (lambda z: np.log(z[0]) - 1, [-1.0], "logarithm of"),
    "a power of a negative number": (lambda z: z[0] ** 0.5, [-1.0], "logarithm of"),
    "a division by 0": (lambda z: 1 / z[0], [0.0], "division by"),
    "a negative power of 0": (lambda z: z[0] ** -1, [0.0], "division by"),
}


@pytest.mark.parametrize("name", NOT_SMOOTH)
def test_what_is_not_smooth_is_named_as_such(name):
    residual, z, reason = NOT_SMOOTH[name]
    found = certify_least_squares(residual, z)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "not smooth, or not defined" in found.reason
    assert reason in found.reason


def test_piecewise_residuals_are_certified_away_from_their_kinks():
    found = certified(lambda z: [np.abs(z[0]) - 2, np.maximum(z[0], 1.0) - 2, np.minimum(z[0], 9) - 2], [1.9])
    assert abs(found.parameters[0] - 2) <= found.radii[0]
