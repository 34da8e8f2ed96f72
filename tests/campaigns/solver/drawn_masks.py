"""Masks for the problems of `attempts.py`, from random numbers of their own: the other problems stay what they were."""

import numpy as np

STREAM = 1


def drawn_mask(sizes: tuple[int, ...], seed: int) -> np.ndarray | None:
    """None for two problems of three; else at least one key a query: the first ones, as in a causal layer, or any."""
    rng, (n, m) = np.random.default_rng((seed, STREAM)), sizes[:2]
    if rng.random() > 1 / 3:
        return None
    allowed = np.tri(n, m, int(rng.integers(m)), dtype=bool) if rng.random() < 1 / 3 else rng.random((n, m)) < 0.6
    allowed[np.arange(n), rng.integers(m, size=n)] = True
    return allowed
