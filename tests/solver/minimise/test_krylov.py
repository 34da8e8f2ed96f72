"""The conjugate-gradient path and Lanczos against dense linear algebra."""

import numpy as np
import pytest

from solver.minimise.krylov import conjugate_gradients, lanczos_smallest, straight_path


def quadratic(seed, shift, size=12):
    rng = np.random.default_rng(seed)
    H = rng.normal(size=(size, size))
    H = (H + H.T) / 2 + shift * np.eye(size)
    return H, rng.normal(size=size)


def decrease(H, g, w):
    return -(g @ w + 0.5 * w @ H @ w)


def test_inside_a_large_region_it_solves_the_system():
    H, g = quadratic(0, 10)
    path = conjugate_gradients(lambda v: H @ v, g, 1e6, 1e-12, 50)
    cut = path.cut(1e6)
    w, predicted = cut.w, cut.decrease
    assert np.allclose(H @ w, -g, atol=1e-9)
    assert predicted == pytest.approx(decrease(H, g, w), rel=1e-12)
    assert not path.negative
    assert path.products <= 14  # conjugate directions: about as many as dimensions


@pytest.mark.parametrize("shift", [10, 0])
@pytest.mark.parametrize("radius", [3.0, 0.5, 0.1, 1e-3])
def test_a_cut_has_the_length_asked_for_and_the_decrease_it_states(radius, shift):
    H, g = quadratic(1, shift)
    path = conjugate_gradients(lambda v: H @ v, g, 3.0, 1e-10, 50)
    cut = path.cut(radius)
    w, predicted = cut.w, cut.decrease
    assert np.linalg.norm(w) == pytest.approx(cut.length, rel=1e-12)
    assert cut.length <= radius * (1 + 1e-12)
    assert predicted == pytest.approx(decrease(H, g, w), rel=1e-9)
    cauchy = -g * min(radius / np.linalg.norm(g), g @ g / (g @ H @ g) if g @ H @ g > 0 else np.inf)
    assert predicted >= decrease(H, g, cauchy) * (1 - 1e-9)


def test_negative_curvature_leads_to_the_boundary():
    H, g = np.diag([-1.0, 2.0]), np.array([1e-3, 1.0])
    path = conjugate_gradients(lambda v: H @ v, g, 5.0, 1e-10, 50)
    cut = path.cut(5.0)
    assert path.negative
    assert np.linalg.norm(cut.w) == pytest.approx(5.0)
    assert cut.decrease > 0


def test_products_are_counted_and_limited():
    H, g = quadratic(2, 10)
    used = []
    path = conjugate_gradients(lambda v: used.append(1) or H @ v, g, 1e6, 0.0, 4)
    assert path.products == len(used) == 4


def test_a_straight_path_goes_downhill():
    H, g = np.diag([-1.0, 2.0]), np.array([0.5, 0.0])
    v = np.array([1.0, 0.0])
    cut = straight_path(lambda v: H @ v, g, v, v, 2.0).cut(2.0)
    assert cut.w.tolist() == [-2.0, 0.0]
    assert cut.decrease == pytest.approx(decrease(H, g, cut.w))


@pytest.mark.parametrize("shift", [10, 0, -10])
@pytest.mark.parametrize("radius", [1e6, 2.0, 0.1])
def test_a_preconditioned_path_is_the_plain_one_in_the_preconditioner_s_coordinates(radius, shift):
    H, g = quadratic(4, shift)
    root = np.random.default_rng(5).normal(size=H.shape) + 3 * np.eye(len(H))  # w = root u, M^-1 = root root^T
    plain = conjugate_gradients(lambda u: root.T @ (H @ (root @ u)), root.T @ g, radius, 1e-8, 50)
    path = conjugate_gradients(lambda w: H @ w, g, radius, 1e-8, 50, lambda r: root @ (root.T @ r))
    assert (path.products, path.negative) == (plain.products, plain.negative)
    assert path.negative == (shift < 10)
    for shorter in (1.0, 0.3):
        cut, expected = path.cut(shorter * radius), plain.cut(shorter * radius)
        assert np.allclose(cut.w, root @ expected.w, rtol=1e-6, atol=1e-9)
        assert cut.length == pytest.approx(expected.length, rel=1e-6)
        assert cut.decrease == pytest.approx(expected.decrease, rel=1e-6)


def test_a_straight_path_is_as_long_as_the_metric_says():
    H, M, v = np.diag([-1.0, 2.0]), np.array([[4.0, 1.0], [1.0, 2.0]]), np.array([1.0, 1.0])
    cut = straight_path(lambda w: H @ w, np.zeros(2), v, M @ v, 3.0).cut(1.5)
    assert cut.length == pytest.approx(1.5)
    assert cut.w @ M @ cut.w == pytest.approx(1.5**2)


@pytest.mark.parametrize("radius", [1e6, 0.05])
def test_an_observer_is_told_of_each_direction_inside_the_region(radius):
    H, g = quadratic(2, 10)
    seen = []
    path = conjugate_gradients(
        lambda v: H @ v, g, radius, 1e-8, 50, lambda r: 2 * r, lambda z, square, curvature: seen.append((z, square))
    )
    assert len(seen) == path.products - (radius < 1)
    assert all(square == pytest.approx(z @ z / 2) for z, square in seen)


def test_lanczos_finds_the_lowest_eigenpair():
    H, start = quadratic(3, 0)
    smallest, largest, vector = lanczos_smallest(lambda v: H @ v, start, 12)
    values = np.linalg.eigvalsh(H)
    assert smallest == pytest.approx(values[0])
    assert largest == pytest.approx(values[-1])
    assert np.allclose(H @ vector, smallest * vector, atol=1e-8)


def test_lanczos_stops_at_an_invariant_subspace():
    smallest, largest, _ = lanczos_smallest(lambda v: 2 * v, np.ones(5), 5)
    assert smallest == largest == pytest.approx(2.0)
