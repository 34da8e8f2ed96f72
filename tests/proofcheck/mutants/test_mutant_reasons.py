"""The arguments by hand for mutants that are true, step by step in exact or ball arithmetic."""

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from flint import arb

from proofcheck.arithmetic.functions import precision
from proofcheck.attention.rates.tensor_sketch import all_sketches

Q = Fraction


def mean(f, values):
    return sum(w * v for w, v in zip(f, values, strict=True))


def test_the_decomposition_of_the_sextic_moment():
    """h - a b k = m s - w (s + k), and v - m^2 v = D T, for range 1."""
    s, a, v = sympy.symbols("s a v")
    b = 1 - a
    k, w, D = b - a, (s + a) * (b - s), a * b - v
    m = 1 - 3 * D
    assert sympy.expand(s**3 + 3 * v * s - a * b * k - (m * s - w * (s + k))) == 0
    assert sympy.expand(v - m**2 * v - D * 3 * (2 - 3 * D) * v) == 0


def test_the_sextic_bound_on_a_grid():
    """G <= T for 0 <= a <= b, 0 <= D <= a k / 3 and -a <= s <= b."""
    steps = [Q(i, 24) for i in range(25)]
    for half, share, place in product(steps, repeat=3):
        a = half / 2
        b, k = 1 - a, 1 - 2 * a
        D, s = a * k / 3 * share, place - a
        m, w = 1 - 3 * D, (s + a) * (b - s)
        assert (s + k) * (w * (s + k) - 2 * m * s) <= 3 * (2 - 3 * D) * (a * b - D)


def test_the_sextic_moment_itself():
    rng, ratios = random.Random(0), []  # noqa: S311
    for _ in range(3000):
        m = rng.choice([2, 3, 4, 5])
        f = [Q(rng.randint(1, 40) ** rng.choice([1, 3])) for _ in range(m)]
        f, s = [w / sum(f) for w in f], [Q(rng.randint(-30, 30)) for _ in range(m)]
        centred = [x - mean(f, s) for x in s]
        v, span = mean(f, [x * x for x in centred]), max(s) - min(s)
        h = [x**3 + 3 * v * x for x in centred]
        variance = mean(f, [x * x for x in h]) - mean(f, h) ** 2
        assert variance <= span**4 * v
        ratios.append(variance / (span**4 * v) if v else Q(0))
    assert max(ratios) == 1


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_classical_constant_with_half_of_the_norm(n):
    """n^3 e^(6 r) >= r/2 (n - 1 + e^q + (sqrt n - 1) q)^4 on intervals over (0, 16]; e^(6 r - 4 q) wins beyond."""
    with precision(64):
        for i in range(16 * 256):
            low, high = arb(i) / 256, arb(i + 1) / 256
            q = (2 * arb(high) * high).sqrt()
            beta = n - 1 + q.exp() + (arb(n).sqrt() - 1) * q
            assert n**3 * (6 * low).exp() > high / 2 * beta * beta * beta * beta


def second_moments(sketches):
    """The quadratic form (x, y) -> mean (<Sx, Sy> - <x, y>)^2 as a matrix on pairs x (x) y."""
    gaps = [np.array(S.T @ S - np.eye(4, dtype=int), dtype=float).ravel() for S in sketches]
    return sum(np.outer(g, g) for g in gaps) / len(gaps)


def changed(columns, bucket, signed):
    """The sketches of `all_sketches` with a change."""
    buckets, signs = [(0, 0), (0, 1)], [(1, 1), (1, -1)] if signed else [(1, 1), (1, 1)]
    for h1, h2, g1, g2 in product(buckets, buckets, signs, signs):
        sketch = np.zeros((2, 4), dtype=int)
        for i, j in product(range(2), repeat=2):
            sketch[bucket(h1[i], h2[j]) % 2, columns(i, j)] = g1[i] * g2[j]
        yield sketch


CHANGES = {
    "unsigned": (lambda i, j: 2 * i + j, lambda a, b: a + b, False, 3),
    "h1 alone": (lambda i, j: 2 * i + j, lambda a, _b: a, True, 4),
    "j dropped": (lambda i, _j: 2 * i, lambda a, b: a + b, True, 4),
    "i dropped": (lambda _i, j: 2 + j, lambda a, b: a + b, True, 4),
}


def test_the_unchanged_sketches_are_those_of_the_lemma():
    mine = {S.tobytes() for S in changed(lambda i, j: 2 * i + j, lambda a, b: a + b, signed=True)}
    assert mine == {np.array(S, dtype=int).tobytes() for S in all_sketches()}


@pytest.mark.parametrize("name", CHANGES)
def test_changed_sketches_keep_the_second_moment(name):
    """max over x, y by alternating eigenvectors from random starts: at most what the reason says."""
    columns, bucket, signed, most = CHANGES[name]
    form = second_moments(list(changed(columns, bucket, signed))).reshape(4, 4, 4, 4)
    rng, worst = np.random.default_rng(0), 0.0
    for _ in range(200):
        y = rng.normal(size=4)
        y /= np.linalg.norm(y)
        for _ in range(30):
            x = np.linalg.eigh(np.einsum("abcd,b,d->ac", form, y, y))[1][:, -1]
            y = np.linalg.eigh(np.einsum("abcd,a,c->bd", form, x, x))[1][:, -1]
        worst = max(worst, float(np.einsum("abcd,a,b,c,d", form, x, y, x, y)))
    assert 1 < worst <= most + 1e-9


def test_the_changed_gradient_stays_lipschitz():
    """(1 + P - P^2) j + (2 P + 1) |f| / sqrt 8 < 1.17 on intervals of P; |f|^2 <= P^2 + (1 - P)^2, or P below 1/2."""
    with precision(64):
        for i in range(4096):
            low, high = arb(i) / 4096, arb(i + 1) / 4096
            P = low.union(high)
            j = (2 * P * (1 - P)).min(arb(1) / 2) if i >= 2048 else arb(1) / 2
            size = P * P + (1 - P) * (1 - P) if i >= 2048 else high
            total = (1 + P - P * P) * j + (2 * P + 1) * size.sqrt() / arb(8).sqrt()
            assert total.upper() < 1.17


def test_the_variance_of_the_weights_under_themselves():
    """At most 27/256, for two keys at most 1/16."""
    rng = np.random.default_rng(1)
    for m in (2, 3, 4, 8, 64):
        f = rng.dirichlet(np.full(m, 0.3), size=20_000)
        variance = (f**3).sum(axis=1) - (f**2).sum(axis=1) ** 2
        assert variance.max() <= (1 / 16 if m == 2 else 27 / 256) + 1e-12
