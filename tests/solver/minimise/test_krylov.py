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
    w, predicted = path.cut(1e6)
    assert np.allclose(H @ w, -g, atol=1e-9)
    assert predicted == pytest.approx(decrease(H, g, w), rel=1e-12)
    assert not path.negative
    assert path.products <= 14  # conjugate directions: about as many as dimensions


@pytest.mark.parametrize("shift", [10, 0])
@pytest.mark.parametrize("radius", [3.0, 0.5, 0.1, 1e-3])
def test_a_cut_has_the_length_asked_for_and_the_decrease_it_states(radius, shift):
    H, g = quadratic(1, shift)
    path = conjugate_gradients(lambda v: H @ v, g, 3.0, 1e-10, 50)
    w, predicted = path.cut(radius)
    assert np.linalg.norm(w) <= radius * (1 + 1e-12)
    assert predicted == pytest.approx(decrease(H, g, w), rel=1e-9)
    cauchy = -g * min(radius / np.linalg.norm(g), g @ g / (g @ H @ g) if g @ H @ g > 0 else np.inf)
    assert predicted >= decrease(H, g, cauchy) * (1 - 1e-9)


def test_negative_curvature_leads_to_the_boundary():
    H, g = np.diag([-1.0, 2.0]), np.array([1e-3, 1.0])
    path = conjugate_gradients(lambda v: H @ v, g, 5.0, 1e-10, 50)
    w, predicted = path.cut(5.0)
    assert path.negative
    assert np.linalg.norm(w) == pytest.approx(5.0)
    assert predicted > 0


def test_products_are_counted_and_limited():
    H, g = quadratic(2, 10)
    used = []
    path = conjugate_gradients(lambda v: used.append(1) or H @ v, g, 1e6, 0.0, 4)
    assert path.products == len(used) == 4


def test_a_straight_path_goes_downhill():
    H, g = np.diag([-1.0, 2.0]), np.array([0.5, 0.0])
    w, predicted = straight_path(lambda v: H @ v, g, np.array([1.0, 0.0]), 2.0).cut(2.0)
    assert w.tolist() == [-2.0, 0.0]
    assert predicted == pytest.approx(decrease(H, g, w))


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
