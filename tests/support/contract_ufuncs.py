"""What the contract test asks of every arithmetic about numpy's ufuncs: calls, `out`, `where`, folds.

A case is a function of two arrays and the same function in plain mpmath numbers, or None where numpy itself evaluates
it on arrays of mpmath numbers.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import mpmath
import numpy as np

MASK = np.array([[True, False, True], [False, True, True]])


@dataclass(frozen=True)
class Case:
    name: str
    apply: Callable[[Any, Any], Any]
    reference: Callable[[Any, Any], Any] | None = None


def apply_entrywise(function, *arrays):
    arrays = np.broadcast_arrays(*arrays)
    out = np.empty(arrays[0].shape, dtype=object)
    for index in np.ndindex(out.shape):
        out[index] = function(*(array[index] for array in arrays))
    return out


def to_mpmath(value):
    if isinstance(value, Fraction):
        return mpmath.mpf(int(value.numerator)) / int(value.denominator)
    return mpmath.mpf(value.item() if isinstance(value, np.generic) else value)


def real_power(a, b):
    return a ** (int(b) if b == int(b) else b)


BINARY = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": real_power,
    "float_power": real_power,
    "floor_divide": lambda a, b: mpmath.floor(a / b),
    "remainder": lambda a, b: a - b * mpmath.floor(a / b),
    "fmod": lambda a, b: a - b * mpmath.floor(a / b),
    "maximum": max,
    "minimum": min,
    "fmax": max,
    "fmin": min,
    "hypot": mpmath.hypot,
    "arctan2": mpmath.atan2,
    "copysign": lambda a, b: abs(a) * mpmath.sign(b),
    "heaviside": lambda a, b: mpmath.mpf(a > 0),
    "logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)),
    "logaddexp2": lambda a, b: mpmath.log(2**a + 2**b, 2),
}
UNARY = {
    **{name: getattr(mpmath, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: getattr(mpmath, name) for name in ("expm1", "log1p", "cbrt", "floor", "ceil", "sign", "log10")},
    **{f"arc{name[1:]}": getattr(mpmath, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    "exp2": lambda a: 2**a,
    "log2": lambda a: mpmath.log(a, 2),
    "square": lambda a: a * a,
    "reciprocal": lambda a: 1 / a,
    "negative": operator.neg,
    "positive": operator.pos,
    "absolute": abs,
    "fabs": abs,
    "conjugate": operator.pos,
    "trunc": mpmath.floor,
    "rint": mpmath.nint,
    **dict.fromkeys(("deg2rad", "radians"), mpmath.radians),
    **dict.fromkeys(("rad2deg", "degrees"), mpmath.degrees),
}


def list_ufuncs():
    by_name = {
        getattr(np, name).__name__: getattr(np, name) for name in dir(np) if isinstance(getattr(np, name), np.ufunc)
    }
    for name, ufunc in sorted(by_name.items()):
        if name in ("gcd", "lcm"):
            continue  # of integers alone
        if ufunc.signature is not None or ufunc.nout != 1:
            yield Case(f"{name}(x, y)", lambda x, y, u=ufunc: u(*(x, y)[: u.nin]))
        elif ufunc.nin == 1:
            yield from _list_calls(name, ufunc, UNARY.get(ufunc.__name__), lambda x, y: (x,))
        elif ufunc.nin == 2:
            yield from _list_calls(name, ufunc, BINARY.get(ufunc.__name__), lambda x, y: (x, y))
            if ufunc.__name__ in BINARY:  # numpy crashes on folds of comparisons over object arrays
                yield from _list_methods(name, ufunc, BINARY[ufunc.__name__])


def _list_calls(name, ufunc, exact, pick):
    def plain(x, y):
        return apply_entrywise(exact, *pick(x, y)) if exact else ufunc(*pick(x, y))

    def replace_masked(x, y):
        return np.where(MASK, plain(x, y), y)

    yield Case(f"{name}(x)", lambda x, y: ufunc(*pick(x, y)), plain)
    if exact:  # numpy crashes on truth values written into object arrays
        yield Case(f"{name}(out=)", lambda x, y: call_into(ufunc, pick(x, y), y), plain)
        yield Case(f"{name}(out=, where=)", lambda x, y: call_into(ufunc, pick(x, y), y, where=MASK), replace_masked)
    yield Case(f"{name}(where=all)", lambda x, y: ufunc(*pick(x, y), where=True), plain)
    yield Case(f"{name}(dtype=float)", lambda x, y: ufunc(*pick(x, y), dtype=float), plain)
    yield Case(f"{name}(dtype=object)", lambda x, y: ufunc(*pick(x, y), dtype=object), plain)
    yield Case(f"{name}(casting=)", lambda x, y: ufunc(*pick(x, y), casting="unsafe", dtype=float), plain)


def call_into(function, arguments, y, **options):
    out = +y  # a copy in the same arithmetic
    found = function(*arguments, out=out, **options)
    if found is not out:
        raise AssertionError("out= is not what is returned")
    return out


def _list_methods(name, ufunc, exact):
    fold = exact or (lambda a, b: ufunc(a, b))

    def folded(x, axis=0):
        return fold_columns(fold, x if axis == 0 else x.T)

    yield Case(f"{name}.reduce", lambda x, y: ufunc.reduce(x), lambda x, y: folded(x))
    yield Case(f"{name}.reduce(axis=1)", lambda x, y: ufunc.reduce(x, axis=1), lambda x, y: folded(x, 1))
    yield Case(
        f"{name}.reduce(axis=1, keepdims)",
        lambda x, y: ufunc.reduce(x, axis=1, keepdims=True),
        lambda x, y: folded(x, 1)[:, None],
    )
    yield Case(
        f"{name}.reduce(initial=2)",
        lambda x, y: ufunc.reduce(x, initial=2),
        lambda x, y: fold_columns(fold, np.vstack([apply_entrywise(lambda a: mpmath.mpf(2), x[:1]), x])),
    )
    yield Case(f"{name}.reduce(dtype=float)", lambda x, y: ufunc.reduce(x, dtype=float), lambda x, y: folded(x))
    yield Case(f"{name}.reduce(out=)", lambda x, y: call_into(ufunc.reduce, (x,), y[0]), lambda x, y: folded(x))
    if name in ("add", "multiply"):
        unit = {"add": 0, "multiply": 1}[name]
        yield Case(
            f"{name}.reduce(where=)",
            lambda x, y: ufunc.reduce(x, where=MASK),
            lambda x, y: folded(np.where(MASK, x, mpmath.mpf(unit))),
        )
    yield Case(f"{name}.accumulate", lambda x, y: ufunc.accumulate(x, axis=1), lambda x, y: _accumulate(fold, x))
    yield Case(
        f"{name}.outer",
        lambda x, y: ufunc.outer(x[0], y[0]),
        lambda x, y: apply_entrywise(fold, x[0][:, None], y[0][None, :]),
    )
    yield Case(
        f"{name}.reduceat",
        lambda x, y: ufunc.reduceat(x, [0, 1], axis=1),
        lambda x, y: np.stack([x[:, 0], [fold(b, c) for b, c in x[:, 1:]]], axis=1),
    )
    yield Case(
        f"{name}.at",
        lambda x, y: _call_at(ufunc, x, y),
        lambda x, y: np.vstack([apply_entrywise(fold, x[:1], y[:1]), x[1:]]),
    )


def _call_at(ufunc, x, y):
    target = +x
    ufunc.at(target, 0, y[0])
    return target


def fold_columns(fold, x):
    out = np.empty(x.shape[1], dtype=object)
    out[:] = [reduce(fold, list(column)) for column in x.T]
    return out


def _accumulate(fold, x):
    rows = [[reduce(fold, list(row[: k + 1])) for k in range(len(row))] for row in x]
    out = np.empty(x.shape, dtype=object)
    out[:] = rows
    return out
