"""Is the arithmetic what the bounds assume? Probes of this process, run before every certificate.

Assumed in `solver.verified.ball`: IEEE 754 binary64, round to nearest, gradual underflow, matrix products whose every
entry is a sum of its own products. What breaks it in practice: a library loaded with -ffast-math, which sets
flush-to-zero for the process; a rounding mode left behind in one BLAS thread; a product routed to float32, to
bfloat16 or through a Strassen recursion. Each probe has an exactly known answer. The products are as large as a
threaded BLAS needs to use all its threads; a recursion that starts beyond that size stays undetected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from solver.verified.ball import LEAST, UNIT, Floats

Product = Callable[[Floats, Floats], Any]

_ROWS: Final = 256
_INNER: Final = 64
_SMALL: Final = 2.0**-60
_TERMS: Final = (0.75, 1.25)  # 1 + 0.75 u rounds to 1, 1 + 1.25 u to 1 + 2 u; every other mode fails one of them
_ROUNDED: Final = (1.0, 1.0 + 2.0 * UNIT)


class UnsafeArithmeticError(ArithmeticError):
    """The floating-point environment breaks what every bound assumes; nothing can be certified in this process."""


def check_arithmetic(product: Product = np.matmul) -> None:
    """Raise UnsafeArithmeticError unless elementwise arithmetic and `product` pass every probe."""
    check_elementwise()
    for product_probe in (_product_underflow, _product_rounding, _product_locality):
        _require(product_probe(product))


def check_elementwise() -> None:
    """The probes of elementwise arithmetic alone, which holds for the calling thread.

    Raises UnsafeArithmeticError unless they pass.
    """
    for probe in (_underflow, _rounding):
        _require(probe())


def _require(failure: str) -> None:
    if failure:
        raise UnsafeArithmeticError(f"{failure}; certify in a fresh process without the library that changed it")


def _underflow() -> str:
    """Subnormal results (flush to zero) and subnormal operands (denormals are zero)."""
    normal, least = np.full(64, 2.0**-1022), np.full(64, LEAST)
    flushed = (normal * 0.5 != 2.0**-1023).any() or (least * 2.0**60 != 2.0**-1014).any() or (least + least == 0).any()
    return "2^-1022 / 2 or 2^-1074 is flushed to zero: gradual underflow is needed" if flushed else ""


def _rounding() -> str:
    """Sums, products and quotients whose nearest float no other rounding mode returns, in both signs."""
    ones = np.ones(64)
    right = [
        (s * ones + s * t * UNIT == s * r).all() for s in (1.0, -1.0) for t, r in zip(_TERMS, _ROUNDED, strict=True)
    ]
    third = ones / 3.0  # below 1/3: 1 - 3 fl(1/3) = 2^-54
    right.append((third == float.fromhex("0x1.5555555555555p-2")).all())
    right.append((2.0 * ones / 3.0 == 2.0 * third).all() and (-ones / 3.0 == -third).all())
    return "" if all(right) else "the rounding mode is not round to nearest"


def _product_underflow(product: Product) -> str:
    """Every fourth row and column, since subnormal sums are slow."""
    left, right = np.zeros((_ROWS, _INNER)), np.zeros((_INNER, _ROWS))
    left[::4, 0], right[0, ::4] = 2.0**-530, 2.0**-530
    left[::4, 1], right[1, ::4] = LEAST, 2.0**30
    exact = 2.0**-1060 + 2.0**-1044
    return (
        "" if (product(left, right)[::4, ::4] == exact).all() else "a matrix product flushes subnormal numbers to zero"
    )


def _product_rounding(product: Product) -> str:
    """Entry (i, j) is s_i (1 + t_j u), the other products are zero: any order, with or without FMA."""
    signs = np.where(np.arange(_ROWS) % 2 == 0, 1.0, -1.0)
    odd = np.arange(_ROWS) % 2
    left, right = np.zeros((_ROWS, _INNER)), np.zeros((_INNER, _ROWS))
    left[:, 0], right[0] = signs, 1.0
    left[:, 1], right[1] = signs * 2.0**-27, np.take(_TERMS, odd) * 2.0**-26
    exact = signs[:, None] * np.take(_ROUNDED, odd)
    if (product(left, right) == exact).all():
        return ""
    return "a matrix product does not round to nearest in float64 (a BLAS thread in another mode, or lower precision)"


def _product_locality(product: Product) -> str:
    """Blocks of very different size: sums across blocks, as in Strassen's algorithm, drown the small ones."""
    scale = np.where(np.arange(_ROWS) < _ROWS // 2, 1.0, _SMALL)
    computed = product(scale[:, None] * np.ones(_INNER), np.ones((_INNER, 1)) * scale)
    exact = float(_INNER) * scale[:, None] * scale
    return "" if (computed == exact).all() else "a matrix product mixes entries of other rows or columns (Strassen)"
