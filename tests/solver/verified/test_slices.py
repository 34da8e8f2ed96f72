"""Slices and their exponentials against exact rationals and Arb: containment, few bits, units, and narrow bounds."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import precision
from solver.verified import slices
from solver.verified.double_word import Wide
from solver.verified.outer_product import OuterProduct, lengths_upper
from solver.verified.slices import cut, relative_weights, slice_whole, steps_of, weigh, weight_error


def fraction(*parts):
    return sum((Fraction(float(part)) for part in parts), Fraction(0))


def test_the_table_holds_powers_of_two_with_heads_of_22_bits():
    with precision(200):
        step = arb(2).log() / 4096
        for j in range(4096):
            assert abs(arb(slices._HEADS[j]) + arb(slices._RESTS[j]) - (step * j).exp()) < 2.0**-75
        assert abs(arb(slices._H) + arb(slices._H_REST) - step) < 2.0**-98
    assert (slices._HEADS * 2.0**21 % 1.0 == 0).all()
    assert slices._H * 2.0**43 % 1.0 == 0
    assert slices._H * 2.0**43 < 2**31


@pytest.mark.parametrize("bits", [1, 12, 22, 26])
def test_a_cut_is_a_multiple_of_its_unit_next_to_the_number(bits):
    rng = np.random.default_rng(bits)
    for largest in (1.0, 1.5, 2.0**-150, 2.0**190 * 1.999):
        values = np.concatenate([rng.uniform(-1, 1, 200) * largest, [largest, -largest, 0.0, largest * 2.0**-60]])
        head, unit = cut(values, largest, bits), 2.0 ** (np.frexp(largest)[1] - bits)
        assert (head / unit % 1.0 == 0).all()
        assert (np.abs(head) <= unit * 2.0**bits).all()
        for value, part in zip(values, head, strict=True):
            assert abs(fraction(value, -part)) <= Fraction(unit) / 2
            assert fraction(value - part) == fraction(value, -part)


def test_slices_sum_to_the_number_within_the_error():
    rng = np.random.default_rng(0)
    hi = rng.normal(size=(6, 5)) * 10.0 ** rng.integers(-6, 3, size=(6, 5))
    x = Wide(hi, hi * 2.0**-54, np.abs(hi) * 2.0**-90)
    parts = slice_whole(x, 20, 19)
    for index in np.ndindex(hi.shape):
        left = fraction(*(part[index] for part in (parts.first, parts.second, parts.third)))
        assert abs(left - fraction(x.hi[index], x.lo[index])) + Fraction(x.rad[index]) <= Fraction(parts.error)
    assert parts.error <= 2.0**-85 * np.abs(hi).max()


SCORES = {
    "small": lambda rng, shape: rng.normal(size=shape),
    "large": lambda rng, shape: rng.normal(size=shape) * 100.0,
    "one key": lambda rng, shape: np.where(np.arange(shape[1]) == 3, 690.0, -690.0) + rng.normal(size=shape),
    "halves": lambda rng, shape: (rng.integers(-4000, 4000, size=shape) + 0.5) * (slices._H + slices._H_REST),
    "zeros": lambda _rng, shape: np.zeros(shape),
    "tiny": lambda rng, shape: rng.normal(size=shape) * 2.0 ** rng.integers(-80, -10, size=shape),
}


@pytest.mark.parametrize("kind", SCORES)
@pytest.mark.parametrize("bits", [12, 20, 22])
@pytest.mark.parametrize("tail", [2.0**-16, 2.0**-24, 0.0])
def test_weights_are_exponentials_in_two_slices(kind, bits, tail):
    rng = np.random.default_rng(bits)
    head = SCORES[kind](rng, (4, 60))
    rest = rng.uniform(-1, 1, size=head.shape) * tail
    steps, bound = steps_of(head.max(axis=1)), float(weight_error(np.asarray(tail), bits))
    first, second = head.copy(), rest.copy()
    weigh(first, second, steps, bits)
    assert (first * 2.0 ** (bits - 1) % 1.0 == 0).all()
    assert (first <= 2.0).all()
    assert (first.max(axis=1) >= 0.99).all()
    assert (np.abs(second) <= 2.0**-bits * (1 + 2.0**-20)).all()
    with precision(200):
        for j, key in np.ndindex(head.shape):
            exact = (arb(head[j, key]) + arb(rest[j, key])).exp() * arb(2) ** int(-steps[j, 0] // 4096)
            assert abs(arb(first[j, key]) + arb(second[j, key]) - exact) < bound
    assert bound <= 2.0**-53 * (17.0 * tail + 2.0 ** (2 - bits)) + 2.0**-70


@pytest.mark.parametrize("kind", ["small", "large", "halves", "zeros", "tiny"])
def test_plain_weights_are_exponentials_to_their_relative_error(kind):
    scores = -np.minimum(np.abs(SCORES[kind](np.random.default_rng(1), (4, 200))), 690.0)
    found = relative_weights(scores.copy())
    with precision(200):
        for index in np.ndindex(scores.shape):
            exact = arb(scores[index]).exp()
            assert abs(arb(found[index]) - exact) < exact * 2.0**-49


@pytest.mark.parametrize("inner", [1, 3, 33, 400])
def test_an_outer_product_is_exact_but_for_its_error(inner):
    rng = np.random.default_rng(inner)
    drawn = (rng.normal(size=(size, inner)) for size in (3, 4))
    x, y = (Wide(hi, hi * 2.0**-55, np.abs(hi) * 2.0**-100) for hi in drawn)
    product = OuterProduct(y)
    left = product.left(x)
    head, tail = np.empty((3, 4)), np.empty((3, 4))
    product.fill(left, slice(0, 4), head, tail)
    for i, j in np.ndindex(3, 4):
        exact = sum(fraction(x.hi[i, a], x.lo[i, a]) * fraction(y.hi[j, a], y.lo[j, a]) for a in range(inner))
        assert abs(fraction(head[i, j], tail[i, j]) - exact) <= Fraction(left.error[i, 0])
        first = sum(fraction(left.first[i, a]) * fraction(product._first[a, j]) for a in range(inner))
        assert fraction(head[i, j]) == first
        assert abs(head[i, j]) <= left.head[i, 0]
        assert abs(tail[i, j]) <= left.tail[i, 0]
    assert (left.error <= 2.0**-53 * inner * 8 * left.tail + 2.0**-88 * inner).all()


def test_lengths_are_bounded_where_squares_vanish():
    assert lengths_upper(np.array([[2.0**-600, 2.0**-600], [3.0, 4.0]])) == pytest.approx([2.0**-500, 5.0], rel=1e-12)
