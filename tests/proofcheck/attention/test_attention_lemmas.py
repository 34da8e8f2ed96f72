"""Lemmas whose constants are lowered, or whose formulas are off by one, do not hold: the checks have teeth."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.functions import as_array, precision
from proofcheck.attention.certificates import floating_point, positive_definiteness
from proofcheck.attention.convexity import boxes, pointwise
from proofcheck.attention.costs import counted_runs, counts, instrumented
from proofcheck.attention.derivatives import variable_projection
from proofcheck.attention.lipschitz import attained_share, ball, bounded_values
from proofcheck.attention.rates import kronecker, observed_runs, tensor_sketch
from proofcheck.attention.softmax import third_cumulants
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import Settings, rate, rigorous, symbolic
from proofcheck.lemmas.claims import Inequality, Rate
from proofcheck.lemmas.evidence import Outcome
from solver import AttentionProblem
from solver.oracle import evaluation, state


def rigorous_outcome(name):
    return rigorous.check(ATTENTION[name], Settings()).outcome


def scale(function, **factors):
    """The tuple that `function` returns, some entries multiplied."""

    def change(*arguments, **named):
        values = list(function(*arguments, **named))
        for index, factor in factors.items():
            values[int(index[1:])] = values[int(index[1:])] * factor.numerator / factor.denominator
        return tuple(values)

    return change


HALF, QUARTER, TENTH = Fraction(1, 2), Fraction(1, 4), Fraction(1, 10)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "module", "function", "factors"),
    [
        ("S1", pointwise, "curvature_loss", {"_0": QUARTER}),
        ("S1", pointwise, "curvature_loss", {"_1": HALF}),
        ("S2", pointwise, "curvature_loss", {"_1": HALF}),
        ("S1-upper", pointwise, "curvature_gain", {"_0": TENTH}),
        ("S1-upper", pointwise, "curvature_gain", {"_1": HALF}),
        ("S1-upper", pointwise, "curvature_gain", {"_2": HALF}),
        ("R5", kronecker, "relative_range", {"_1": HALF}),
        ("S3", boxes, "region_constants", {"_0": TENTH, "_1": TENTH}),
    ],
)
def test_a_smaller_constant_is_refuted(monkeypatch, name, module, function, factors):
    assert rigorous_outcome(name) is Outcome.HOLDS
    monkeypatch.setattr(module, function, scale(getattr(module, function), **factors))
    assert rigorous_outcome(name) is Outcome.FAILS


@pytest.mark.parametrize(
    "name", ["B1-mean", "B2-covariance", "B2-one-hot", "B3-third", "B3-skew", "B3-polar", "S3-peak"]
)
def test_rules_with_nine_tenths_of_their_bound_are_refuted(name):
    """These rules are attained, so a tenth less is false."""
    lemma = ATTENTION[name]
    claim = Inequality(lhs=lemma.claim.lhs, rhs=lambda **z: as_array(lemma.claim.rhs(**z)) * 9 / 10)
    weaker = dataclasses.replace(lemma, claim=claim)
    assert rigorous.check(weaker, Settings()).outcome is Outcome.FAILS


@pytest.mark.parametrize("name", counts.SUBJECTS)
def test_counts_are_exact_and_an_off_by_one_formula_is_refuted(name):
    subject = counts.SUBJECTS[name]
    lemma = ATTENTION[name]
    assert rate.check(lemma, Settings()).outcome is Outcome.HOLDS
    off = dataclasses.replace(subject, formula=lambda **sizes: subject.formula(**sizes) + 1)
    assert rate.check(dataclasses.replace(lemma, rate=counted_runs.observing(off)), Settings()).outcome is Outcome.FAILS


def test_a_product_that_the_formula_does_not_know_is_counted(monkeypatch):
    dots = state.row_dots
    monkeypatch.setattr(state, "row_dots", lambda left, right: dots(1 * left, right))
    assert rate.check(ATTENTION["R7"], Settings()).outcome is Outcome.FAILS


def test_the_solver_computes_the_same_while_it_is_counted():
    sizes = {"n": 7, "m": 6, "p": 2, "q": 3, "r": 2, "k": 2}
    with instrumented.instrument_solver():
        case = counted_runs.case(sizes, np.random.default_rng(3))
        X, Y = case.evaluation().hvp(*case.direction)
    assert evaluation.np is np
    problem, point, direction = (
        AttentionProblem(*(np.asarray(getattr(case.problem, name)) for name in ("A1", "A2", "A3", "B")), 4, 4, 8, 8),
        [np.asarray(part) for part in case.point],
        [np.asarray(part) for part in case.direction],
    )
    plain = problem.hvp(*point, *direction)
    np.testing.assert_allclose(np.asarray(X), plain[0], rtol=1e-12)
    np.testing.assert_allclose(np.asarray(Y), plain[1], rtol=1e-12)


def test_a_power_without_a_rule_is_refused():
    with instrumented.instrument_solver(), pytest.raises(NotImplementedError, match="only squares"):
        _ = instrumented.counting(np.ones(3)) ** 3


@pytest.mark.slow
def test_the_composed_constants_lose_little_at_eight_rows():
    found = [float(value) for value in attained_share.factors().values()]
    assert all(value > 1 for value in found)
    assert [value < target for value, target in zip(found, (10, 10, 4), strict=True)] == [True] * 3


def test_the_textbook_algorithms_that_are_counted_solve_their_systems():
    A, right = np.random.default_rng(1).normal(size=(2, 5, 5))
    R = counts.cholesky(A.T @ A)
    np.testing.assert_allclose((R.T @ R).astype(float), A.T @ A, atol=1e-9)
    np.testing.assert_allclose((R.T @ counts.forward(R, right)).astype(float), right, atol=1e-9)


def test_sketches_average_to_the_identity():
    every = tensor_sketch.all_sketches().astype(float)
    np.testing.assert_allclose(np.mean([S.T @ S for S in every], axis=0), np.eye(4), atol=1e-12)


def test_seven_pairs_of_pairings_do_not_cover_the_signs(monkeypatch):
    assert symbolic.check(ATTENTION["R6-moment"], Settings()).outcome is Outcome.ARGUED
    monkeypatch.setattr(tensor_sketch, "_PAIRINGS", tensor_sketch._PAIRINGS[:2])
    assert symbolic.check(ATTENTION["R6-moment"], Settings()).outcome is Outcome.UNDECIDED


def test_too_few_rows_fail_more_often_than_the_bound(monkeypatch):
    monkeypatch.setattr(tensor_sketch, "sketch_rows", lambda dimension, error, failure: 2 * dimension)
    assert rate.check(ATTENTION["R6"], Settings()).outcome is Outcome.FAILS


def test_a_shift_that_is_too_small_lets_an_indefinite_matrix_pass(monkeypatch):
    monkeypatch.setattr(positive_definiteness, "rump_shift", lambda A: 0)
    assert rate.check(ATTENTION["C4-cholesky"], Settings()).outcome is Outcome.FAILS


def test_a_tenth_of_gamma_is_too_little_for_products(monkeypatch):
    monkeypatch.setattr(floating_point, "gamma", lambda k: k * floating_point.UNIT / 10)
    assert rate.check(ATTENTION["C4-product"], Settings()).outcome is Outcome.FAILS


def test_runs_that_claim_cubic_convergence_are_refuted():
    def observe(rng, count):
        for seen in observed_runs.newton_runs(rng, count):
            yield dataclasses.replace(seen, rhs=seen.rhs * seen.rhs)

    lemma = dataclasses.replace(ATTENTION["R1-run"], rate=Rate(observe=observe, coverage="runs", precision_bits=1024))
    assert rate.check(lemma, Settings()).outcome is Outcome.FAILS


def test_normal_equations_with_twice_the_ridge_are_not_those_of_the_gradient(monkeypatch):
    original = variable_projection.normal_residual
    monkeypatch.setattr(variable_projection, "normal_residual", lambda *a, ly, **z: original(*a, ly=ly * 2, **z))
    assert rigorous_outcome("I6") is Outcome.FAILS
    assert rigorous_outcome("I6-optimal") is Outcome.FAILS


def test_growth_without_the_score_radius_is_refuted(monkeypatch):
    original = ball.bounds_after_move
    monkeypatch.setattr(ball, "bounds_after_move", lambda rows, delta, eps: original(rows, delta / 4, eps))
    assert rigorous_outcome("B7-growth") is Outcome.FAILS


def test_classical_constants_lose_many_orders_of_magnitude():
    lost = {label: float(value) for label, value in bounded_values.classical_factors().items()}
    assert all(value > 1 for value in lost.values())
    assert max(lost.values()) > 60


def test_the_skew_witness_attains_its_bound():
    with precision(128):
        evidence = rigorous.check(third_cumulants.SKEW, Settings())
    assert evidence.tightness > 1 - 1e-6
