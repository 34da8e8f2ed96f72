"""Upper bounds of square roots and lengths: what is nonnegative may have a ball that dips below zero.

In Arb x * x of a ball around zero is a ball around zero, whose square root is NaN, and a NaN confirms nothing. The
number itself is nonnegative, so that the root of the ball's upper end bounds its root. Every use needs an upper bound.
"""

from __future__ import annotations

from typing import Any

from flint import arb

from proofcheck.arithmetic.functions import Array, as_array, elementwise


def root_upper(square: arb) -> arb:
    """Upper bound (an exact ball) of the root of a nonnegative number in the ball; NaN stays NaN."""
    return square.upper().max(arb(0)).sqrt().upper()


def roots_upper(squares: Array) -> Array:
    """`root_upper` of every entry."""
    return elementwise(squares, root_upper)


def length_upper(values: Any) -> arb:
    """Upper bound of the Euclidean (Frobenius) norm of an array of any shape."""
    entries = as_array(values).ravel()
    return root_upper((entries * entries).sum())


def row_lengths_upper(matrix: Array) -> Array:
    """Upper bounds of the Euclidean norms of the rows of an n x m array, shape (n,)."""
    return roots_upper((matrix * matrix).sum(axis=1))
