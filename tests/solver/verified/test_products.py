"""Products by blocks of rows against exact rationals, small and large ways, at every scale."""

from fractions import Fraction

import numpy as np
import pytest

from solver.verified import products
from solver.verified.ball import UNIT, Ball, ball
from solver.verified.products import ProductSum, multiply_alone, right_factor, sum_products_upper, unset_ball

SCALES = (1.0, 2.0**-540, 2.0**-1070, 2.0**500, 2.0**1010)
ROWS, INNER, COLUMNS = 7, 5, 4


@pytest.fixture(params=["by norms", "entry by entry", "in pieces"])
def way(request, monkeypatch):
    """Both ways to bound a radius, whatever the size; `lengths` of one row are never exact norms by luck."""
    if request.param == "in pieces":
        monkeypatch.setattr(products, "_ALONE", 8)
    monkeypatch.setattr(products, "LARGE_PRODUCT", 2**60 if request.param == "entry by entry" else 0)
    return request.param


def drawn(shape, seed, scale, width):
    """Entries of very different size, zeros and cancellation among them, with radii; one row is denormal."""
    rng = np.random.default_rng(seed)
    mid = rng.normal(size=shape) * 10.0 ** rng.integers(-12, 1, size=shape) * scale
    mid[0], mid[1], mid[-1, 0] = rng.integers(-9, 9, size=shape[1]) * 2.0**-1074, -mid[2], 0.0
    return Ball(mid, width * np.abs(mid) * rng.random(shape))


def member(x, seed):
    """A member, exact: midpoint plus or minus radius, or between them."""
    signs = np.random.default_rng(seed).integers(-1, 2, size=x.shape)
    flat = zip(x.mid.ravel().tolist(), x.rad.ravel().tolist(), signs.ravel().tolist(), strict=True)
    return np.array([Fraction(a) + s * Fraction(r) for a, r, s in flat], dtype=object).reshape(x.shape)


def holds(enclosure, exact):
    pairs = zip(enclosure.mid.ravel().tolist(), enclosure.rad.ravel().tolist(), exact.ravel().tolist(), strict=True)
    return all(r == np.inf or abs(Fraction(a) - e) <= Fraction(r) for a, r, e in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("width", [0.0, 1e-15, 1e-3])
def test_blocks_times_a_right_factor_contain_the_products_of_members(way, scale, width):
    for seed in range(20):
        a, b = (
            drawn((ROWS, INNER), seed, scale, width),
            drawn((COLUMNS, INNER), seed + 99, min(1 / scale, 2.0**1000), width).T,
        )
        factor, whole = right_factor(b, ROWS), unset_ball(ROWS, COLUMNS)
        for rows in (slice(0, 3), slice(3, ROWS)):
            whole.put(rows, a[rows] @ factor)
        assert holds(whole, member(a, seed) @ member(b, seed + 1))
        assert holds(a.mid @ factor, member(ball(a.mid), seed) @ member(b, seed))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("width", [0.0, 1e-15, 1e-3])
def test_sums_of_products_over_blocks_contain_those_of_members(way, scale, width):
    for seed in range(20):
        a, b = (
            drawn((ROWS, INNER), seed, scale, width),
            drawn((ROWS, COLUMNS), seed + 99, min(1 / scale, 2.0**1000), width),
        )
        total = ProductSum((INNER, COLUMNS), ROWS)
        for rows in (slice(0, 3), slice(3, 6), slice(6, ROWS)):
            total.add(a[rows], b[rows])
        assert holds(total.total(), member(a, seed).T @ member(b, seed + 1))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("width", [0.0, 1e-15, 1e-3])
def test_products_of_rows_contain_those_of_members(scale, width):
    for seed in range(20):
        a, b = (
            drawn((ROWS, INNER), seed, scale, width),
            drawn((ROWS, INNER), seed + 99, min(1 / scale, 2.0**1000), width),
        )
        exact = (member(a, seed) * member(b, seed + 1)).sum(axis=1)
        assert holds(a.row_products(b), exact)
        left, right = np.abs(a.mid), np.abs(b.mid)
        above = zip(
            sum_products_upper(left, right), (member(ball(left), 0) * member(ball(right), 0)).sum(1), strict=True
        )
        assert all(bound == np.inf or Fraction(float(bound)) >= value for bound, value in above)


def test_radii_are_a_few_roundings_of_norms(way):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(300, 40)), rng.normal(size=(300, 30))
    total = ProductSum((40, 30), 300)
    for start in range(0, 300, 50):
        total.add(ball(a[start : start + 50]), ball(b[start : start + 50]))
    largest = 300 * UNIT * np.linalg.norm(a, axis=0).max() * np.linalg.norm(b, axis=0).max()
    assert 0 < total.total().rad.max() <= 1.1 * largest * (1 if way == "by norms" else 6)
    assert (a.T @ b == pytest.approx(total.total().mid, rel=1e-12, abs=1e-12)) is True


def test_overflow_is_an_infinite_radius(way):
    huge = ball(np.full((2, 2), 1e308))
    total = ProductSum((2, 2), 2)
    total.add(huge, huge)
    assert np.isinf(total.total().rad).all()
    assert np.isinf((huge @ right_factor(huge, 2)).rad).all()
    assert np.isinf(huge.row_products(huge).rad).all()


SHAPES = ((7, 5, 4), (4, 9, 5), (3, 4, 11), (128, 3, 2), (2, 200, 3), (2, 3, 150), (1, 1, 1), (0, 3, 2), (2, 0, 3))


@pytest.mark.parametrize("most", [1, 2, 40, 60, 2**19])
@pytest.mark.parametrize("shape", SHAPES)
def test_pieces_of_every_dimension_make_the_product(shape, most, monkeypatch):
    """Of integers exactly, into strided views too; every piece is below what is allowed, or as thin as can be."""
    rows, k, columns = shape
    rng = np.random.default_rng(rows + k)
    a, b = rng.integers(-99, 99, size=(rows, k)), rng.integers(-99, 99, size=(k, columns))
    seen, right = [], np.matmul
    monkeypatch.setattr(products, "_ALONE", most)
    monkeypatch.setattr(
        "numpy.matmul", lambda x, y, out: seen.append(x.shape[0] * x.shape[1] * y.shape[1]) or right(x, y, out=out)
    )
    room = np.full((rows, 2 * columns), np.nan)
    whole = multiply_alone(a.astype(float), b.astype(float))
    assert multiply_alone(a.astype(float), np.asfortranarray(b, dtype=float), out=room[:, ::2]) is not whole
    assert (whole == right(a, b)).all()
    assert (room[:, ::2] == whole).all()
    assert np.isnan(room[:, 1::2]).all()
    others = rows * k * columns // max(shape)
    assert all(size < most or size == others for size in seen)
