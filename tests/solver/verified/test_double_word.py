"""Double-word arithmetic against exact rationals and Arb: containment, and about 100 bits of accuracy."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.arithmetic.functions import balls, precision
from proofcheck.attention.common.reference_minimiser import exact_problem
from solver.certificates.rows.gradient import gradient
from solver.instances import ill_conditioned, planted, random_instance, saturated
from solver.verified import double_word
from solver.verified.double_word import Wide

finite = st.floats(allow_nan=False, allow_infinity=False)
moderate = st.floats(-1e6, 1e6)
tail = st.floats(-1, 1).map(lambda v: v * 2.0**-53)


@pytest.fixture(autouse=True)
def _many_bits():
    before, ctx.prec = ctx.prec, 2400
    yield
    ctx.prec = before


def scalar(hi, fraction=0.0, rad=0.0):
    return Wide(np.float64(hi), np.float64(hi * fraction), np.float64(rad))


def exact(x):
    return Fraction(float(x.hi)) + Fraction(float(x.lo))


def contains(enclosure, value):
    return np.isinf(enclosure.rad) or abs(exact(enclosure) - value) <= Fraction(float(enclosure.rad))


@given(finite, finite)
def test_exact_operands_at_any_scale(a, b):
    x, y = double_word.as_wide(np.float64(a)), double_word.as_wide(np.float64(b))
    assert contains(x + y, Fraction(a) + Fraction(b))
    assert contains(x - y, Fraction(a) - Fraction(b))
    assert contains(x * y, Fraction(a) * Fraction(b))
    if b:
        assert contains(x / y, Fraction(a) / Fraction(b))


@given(moderate, tail, moderate, tail, st.floats(0, 1), st.floats(0, 1), st.integers(-1, 1), st.integers(-1, 1))
def test_members_of_wide_operands(a, la, b, lb, ra, rb, i, j):
    x, y = scalar(a, la, ra), scalar(b, lb, rb)
    p, q = exact(x) + i * Fraction(ra), exact(y) + j * Fraction(rb)
    assert contains(x + y, p + q)
    assert contains(x - y, p - q)
    assert contains(x * y, p * q)
    if abs(exact(y)) > Fraction(rb):
        assert contains(x / y, p / q)


@given(st.floats(1e-3, 1e3), tail, st.floats(1e-3, 1e3), tail)
def test_results_keep_a_hundred_bits(a, la, b, lb):
    for result in (scalar(a, la) + scalar(b, lb), scalar(a, la) * scalar(b, lb), scalar(a, la) / scalar(b, lb)):
        assert result.rad <= 2.0**-98 * abs(result.hi)


@given(st.floats(-740, 705), tail)
def test_exp(x, low):
    result = double_word.exp(scalar(x, low))
    true = (arb(x) + arb(float(x * low))).exp()
    assert abs(arb(float(result.hi)) + arb(float(result.lo)) - true) <= arb(float(result.rad))
    assert result.rad <= 2.0**-81 * result.hi + 2.0**-1050


@pytest.mark.parametrize("x", [709.5, 1e300])
def test_exp_refuses_what_overflows(x):
    assert np.isinf(double_word.exp(scalar(x)).rad)


def test_exp_refuses_wide_radii_and_underflows_to_zero():
    assert np.isinf(double_word.exp(scalar(0.0, 0.0, 1e-3)).rad)
    gone = double_word.exp(scalar(-1e300))
    assert gone.hi == 0
    assert 0 < gone.rad < 2.0**-1050


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [1, 7, 600])
@pytest.mark.parametrize("spread", [0, 30, 250])
def test_matrix_products(seed, k, spread):
    """Entries over many magnitudes: slices are relative to the largest entry of a row or column."""
    rng = np.random.default_rng(seed)
    a = Wide(*draws(rng, (3, k), spread))
    b = Wide(*draws(rng, (k, 2), spread))
    product = a @ b
    truth = as_matrix(a) * as_matrix(b)
    scale = arb(float(np.abs(a.hi).max() * np.abs(b.hi).max() * k))
    for i in range(3):
        for j in range(2):
            error = abs(arb(float(product.hi[i, j])) + arb(float(product.lo[i, j])) - truth[i, j])
            assert error <= arb(float(product.rad[i, j]))
            assert arb(float(product.rad[i, j])) <= scale * arb(2) ** -80


def draws(rng, shape, spread):
    hi = rng.normal(size=shape) * 10.0 ** -rng.integers(0, spread + 1, shape)
    return hi, hi * rng.uniform(-1, 1, shape) * 2.0**-53, np.zeros(shape)


def as_matrix(x):
    total = [[arb(value) for value in row] for row in x.hi.tolist()]
    low = [[arb(value) for value in row] for row in x.lo.tolist()]
    return arb_mat(total) + arb_mat(low)


def test_the_radius_of_a_product_covers_the_radii_of_its_operands():
    a = Wide(np.ones((1, 2)), np.zeros((1, 2)), np.full((1, 2), 0.25))
    product = a @ np.ones((2, 1))
    assert product.rad[0, 0] >= 0.5
    assert product.hi[0, 0] == 2


def test_overflow_ends_in_an_infinite_radius():
    assert np.isinf((np.array([[1e300]]) @ double_word.as_wide(np.array([[1e300]]))).rad).all()
    assert np.isinf((double_word.as_wide(1e308) + 1e308).rad)


@pytest.mark.parametrize("make", [random_instance, planted, ill_conditioned, saturated])
def test_gradients_contain_the_exact_gradient_and_keep_twenty_five_digits(make, monkeypatch):
    problem = make(9, 7, 3, 2, 2, 2, seed=1, lx=0.1)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(3, 2)), rng.normal(size=(2, 2))
    whole = gradient(problem, X, Y)
    monkeypatch.setattr("solver.certificates.rows.gradient._BLOCK_ENTRIES", 1)
    monkeypatch.setattr("solver.certificates.rows.gradient._SHORTEST", 2)
    by_rows = gradient(problem, X, Y)
    with precision(256):
        true = exact_problem(problem).gradient(balls(np.concatenate([X.ravel(), Y.ravel()])))
    for enclosure in (whole, by_rows):
        for value, mid, rad in zip(true, enclosure.mid.tolist(), enclosure.rad.tolist(), strict=True):
            assert abs(value - arb(mid)) <= arb(rad)
        assert (enclosure.rad <= 2.0**-52 * np.abs(enclosure.mid) + 1e-22 * np.abs(enclosure.mid).max()).all()


def test_a_divisor_that_nearly_vanishes_is_not_taken_for_twice_its_size():
    """|hi| - |lo| - rad rounds twice: the first rounding is all that is left when rad is next to |hi|."""
    divisor = Wide(np.float64(1.0), np.float64(-(2.0**-54)), np.float64(1 - 2.0**-53))
    assert contains(double_word.as_wide(np.float64(1.0)) / divisor, Fraction(2) ** 54)


@pytest.mark.parametrize("a_parts", ["hi", "lo", "rad", "hi lo rad"])
@pytest.mark.parametrize("b_parts", ["hi", "lo", "rad", "hi lo rad"])
@pytest.mark.parametrize("k", [1, 5])
def test_products_contain_members_whatever_the_words_are(a_parts, b_parts, k):
    """Words that are not normalised, alone: each cross term, and the rounding of each, is all that there is."""
    rng = np.random.default_rng(k)
    for _ in range(20):
        a, b = (
            Wide(*(rng.normal(size=shape) * (part in parts.split()) for part in ("hi", "lo")), width)
            for shape, parts, width in (
                ((2, k), a_parts, np.full((2, k), 0.75 * ("rad" in a_parts))),
                ((k, 2), b_parts, np.full((k, 2), 0.75 * ("rad" in b_parts))),
            )
        )
        product = a @ b
        for sign in (-1, 1):
            truth = members(a, sign) @ members(b, 1)
            assert all(contains(product_entry(product, i, j), truth[i, j]) for i in range(2) for j in range(2))


def members(x, sign):
    parts = zip(*(getattr(x, name).ravel().tolist() for name in ("hi", "lo", "rad")), strict=True)
    exact = [Fraction(hi) + Fraction(lo) + sign * Fraction(rad) for hi, lo, rad in parts]
    return np.array(exact, dtype=object).reshape(x.hi.shape)


def product_entry(x, i, j):
    return Wide(x.hi[i, j], x.lo[i, j], x.rad[i, j])


@given(st.floats(-30, 30), st.sampled_from([-1, 1]), st.floats(2.0**-60, 2.0**-21))
def test_exp_of_a_wide_argument_holds_its_ends(x, sign, rad):
    with precision(200):
        result = double_word.exp(Wide(np.float64(x), np.float64(0.0), np.float64(rad)))
        truth = (arb(x) + sign * arb(rad)).exp()
        assert abs(truth - arb(float(result.hi)) - arb(float(result.lo))) <= arb(float(result.rad))
