"""Every verified float64 operation against Arb or exact rationals: containment, and a width that is not vacuous."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from solver.verified import ball as rounding
from solver.verified import exponential
from solver.verified.ball import Ball, ball

finite = st.floats(allow_nan=False, allow_infinity=False, width=64)
moderate = st.floats(min_value=-1e6, max_value=1e6, allow_subnormal=True)
radius = st.floats(min_value=0, max_value=1e3)


@pytest.fixture(autouse=True)
def _many_bits():
    before, ctx.prec = ctx.prec, 2400
    yield
    ctx.prec = before


def as_arb(x: Ball) -> arb:
    return arb(float(x.mid)) + arb(0, 1) * arb(float(x.rad))


def contains(enclosure: Ball, exact: Fraction) -> bool:
    if np.isinf(enclosure.rad):
        return True
    return abs(Fraction(float(enclosure.mid)) - exact) <= Fraction(float(enclosure.rad))


@given(finite, finite)
def test_sums_and_products_of_exact_numbers_contain_the_rational_result(a, b):
    x, y = ball(np.float64(a)), ball(np.float64(b))
    assert contains(x + y, Fraction(a) + Fraction(b))
    assert contains(x - y, Fraction(a) - Fraction(b))
    assert contains(x * y, Fraction(a) * Fraction(b))
    if b:
        assert contains(x / y, Fraction(a) / Fraction(b))


@given(moderate, radius, moderate, radius, st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 0, 1]))
def test_operations_contain_results_of_corner_and_inner_members(a, ra, b, rb, i, j):
    x, y = Ball(np.float64(a), np.float64(ra)), Ball(np.float64(b), np.float64(rb))
    p, q = Fraction(a) + i * Fraction(ra), Fraction(b) + j * Fraction(rb)
    assert contains(x + y, p + q)
    assert contains(x - y, p - q)
    assert contains(x * y, p * q)
    if abs(Fraction(b)) > Fraction(rb):
        assert contains(x / y, p / q)


@given(st.floats(min_value=-1e3, max_value=1e3), st.floats(min_value=-1e3, max_value=1e3))
def test_widths_stay_within_a_few_roundings(a, b):
    for result in (ball(a) + b, ball(a) * b):
        assert result.rad <= 2 * rounding.UNIT * abs(result.mid) + 4 * rounding.TINY


def test_a_divisor_that_may_vanish_gives_an_infinite_radius():
    assert np.isinf((ball(1.0) / Ball(np.float64(1e-3), np.float64(2e-3))).rad)
    assert np.isinf((ball(1.0) / ball(0.0)).rad)


@given(st.floats(min_value=-800, max_value=800))
def test_exp_contains_the_exact_value_and_is_narrow(x):
    result = exponential.exp(ball(np.float64(x)))
    if np.isinf(result.rad):
        assert x > 709
        return
    assert as_arb(result).contains(arb(x).exp())
    assert result.rad <= 2.0**-49 * result.mid + 4 * rounding.TINY


def test_exp_midpoint_error_stays_below_half_its_claimed_bound():
    xs = np.concatenate(
        [np.linspace(-700, 700, 20001), np.linspace(-1, 1, 20001), np.log(2) * (np.arange(-50, 50) + 0.5)]
    )
    mids = exponential.exp(ball(xs)).mid
    worst = max(abs(arb(m) / arb(x).exp() - 1).upper() for x, m in zip(xs.tolist(), mids.tolist(), strict=True))
    assert worst < 2.0**-51


def test_exp_near_the_published_hard_case():
    x = 3893924827815215 / 2**50
    assert as_arb(exponential.exp(ball(np.float64(x)))).contains(arb(x).exp())


@given(st.floats(min_value=-50, max_value=50), st.floats(min_value=0, max_value=1), st.sampled_from([-1, 0, 1]))
def test_exp_of_a_ball_contains_its_members(x, r, side):
    result = exponential.exp(Ball(np.float64(x), np.float64(r)))
    assert as_arb(result).contains((arb(x) + side * arb(r)).exp())


@pytest.mark.parametrize("x", [np.nan, np.inf, 1e308, 710.0])
def test_exp_overflow_and_nan_end_in_infinite_radius(x):
    assert np.isinf(exponential.exp(ball(np.array([x]))).rad).all()


@pytest.mark.parametrize("x", [-np.inf, -1e308, -746.0, -745.2])
def test_exp_underflow_contains_zero_and_the_value(x):
    result = exponential.exp(ball(np.array([x])))
    assert result.lower() <= 0 < result.upper()


@given(st.floats(min_value=0, max_value=1e300), st.floats(min_value=0, max_value=1e3), st.sampled_from([-1, 0, 1]))
def test_sqrt_contains_roots_of_nonnegative_members(x, r, side):
    member = arb(x) + side * arb(r)
    if member >= 0:
        assert as_arb(Ball(np.float64(x), np.float64(r)).sqrt()).contains(member.sqrt())


def test_sqrt_of_a_negative_ball_is_unbounded():
    assert np.isinf(ball(-1.0).sqrt().rad)


matrices = hnp.arrays(np.float64, (3, 5), elements=st.floats(-1e9, 1e9))


@given(matrices, matrices, st.floats(0, 1e-3), st.floats(0, 1e-3), st.integers(-1, 1), st.integers(-1, 1))
def test_matrix_products_contain_products_of_members(a, b, ra, rb, i, j):
    x, y = Ball(a, np.full_like(a, ra)), Ball(b.T, np.full_like(b.T, rb))
    result = x @ y
    members = arb_mat([[arb(v) + i * arb(ra) for v in row] for row in a.tolist()]) * arb_mat(
        [[arb(v) + j * arb(rb) for v in row] for row in b.T.tolist()]
    )
    for row in range(3):
        for column in range(3):
            assert as_arb(result[row, column]).contains(members[row, column])


def test_large_product_is_contained_and_narrow():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(20, 700)), rng.normal(size=(700, 20))
    result = ball(a) @ b
    exact = arb_mat(a.tolist()) * arb_mat(b.tolist())
    assert all(as_arb(result[i, j]).contains(exact[i, j]) for i in range(20) for j in range(20))
    assert result.rad.max() <= 1.1 * 700 * rounding.UNIT * (np.abs(a) @ np.abs(b)).max()


def test_matrix_product_overflow_is_an_infinite_radius():
    assert np.isinf((ball(np.array([[1e308, 1e308]])) @ np.array([[1e10], [-1e10]])).rad).all()


@given(hnp.arrays(np.float64, 9, elements=finite))
def test_sum_contains_the_rational_sum_under_cancellation(values):
    assert contains(ball(values).sum(), sum(map(Fraction, values.tolist()), Fraction(0)))


@given(hnp.arrays(np.float64, 6, elements=finite))
def test_norm_upper_bounds_the_exact_norm_at_any_scale(values):
    bound = ball(values).norm_upper()
    exact = sum((Fraction(v) ** 2 for v in values.tolist()), Fraction(0))
    assert np.isinf(bound) or Fraction(bound) ** 2 >= exact
    assert np.isinf(bound) or bound <= 1.0001 * np.abs(values).max() * np.sqrt(6) + 1e-300


@given(hnp.arrays(np.float64, (2, 4), elements=st.floats(-300, 300)))
def test_softmax_rows_contain_the_exact_rows(scores):
    result = exponential.softmax(ball(scores))
    for j, row in enumerate(scores.tolist()):
        weights = [arb(s).exp() for s in row]
        total = sum(weights, arb(0))
        for k, weight in enumerate(weights):
            assert as_arb(result[j, k]).contains(weight / total)
            assert result.rad[j, k] <= 1e-13 * result.mid[j, k] + 1e-300


def test_upper_and_lower_enclose_the_ball():
    x = Ball(np.array([1.0, -1.0, 0.0, 1e308]), np.array([1e-17, 0.5, 0.0, 1e308]))
    for low, high, mid, rad in zip(x.lower(), x.upper(), x.mid, x.rad, strict=True):
        assert np.isinf(high) or Fraction(high) >= Fraction(mid) + Fraction(rad)
        assert np.isinf(low) or Fraction(low) <= Fraction(mid) - Fraction(rad)


def test_sums_of_too_many_terms_are_bounded_by_nothing():
    assert np.isfinite(rounding.gamma(2**30))
    assert rounding.gamma(2**30 + 1) == np.inf


@pytest.mark.parametrize("inner", [1, 3, 300])
def test_products_of_huge_and_denormal_numbers_keep_their_roundings(inner):
    """gamma |b| underflows for denormal b, and a large |a| would multiply nothing; both ways to bound a product."""
    a, b = np.full((300, inner), 2.0**1000 * (1 + 2.0**-52)), np.full((inner, 300), 3 * 2.0**-1072)
    exact = Fraction(float(a[0, 0])) * Fraction(float(b[0, 0])) * inner
    assert contains((ball(a) @ b)[0, 0], exact)
    assert contains((ball(b.T) @ a.T)[0, 0], exact)
