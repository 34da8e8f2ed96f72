"""Of which kind a value that an author gives is, and how a shape is written."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TypeGuard


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is an int that is no truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_exact(value: object) -> bool:
    """Whether it is a Fraction or such an int."""
    return isinstance(value, Fraction) or is_whole(value)


@lru_cache(maxsize=4096)  # ends of ranges are asked for with every entry of every instance
def as_fraction(value: int | Fraction) -> Fraction:
    """An exact number as a fraction."""
    return Fraction(value)


def is_extent(value: object) -> bool:
    """Whether an axis may have it: the name of a size, or a whole number from 1 on."""
    return isinstance(value, str) or (is_whole(value) and value >= 1)


def power(shape: tuple[str | int, ...]) -> str:
    """`^(n x d)`; "" of a scalar."""
    return "^(" + " x ".join(map(str, shape)) + ")" if shape else ""
