"""What the contract test asks of every arithmetic: operators, ufuncs, functions and indices, from numpy itself.

A case is a function of two arrays and the same function in plain mpmath numbers, or None where numpy itself evaluates
it on arrays of mpmath numbers.
"""

import inspect
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


def entrywise(function, *arrays):
    arrays = np.broadcast_arrays(*arrays)
    out = np.empty(arrays[0].shape, dtype=object)
    for index in np.ndindex(out.shape):
        out[index] = function(*(array[index] for array in arrays))
    return out


def mp(value):
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


def constants():
    """Every exponent in -5..5 of every type, and some that are no integers."""
    for kind in (int, np.int64, Fraction, float):
        yield from ((f"{kind.__name__}({k})", kind(k)) for k in range(-5, 6))
    yield from (("Fraction(1, 2)", Fraction(1, 2)), ("Fraction(-3, 2)", Fraction(-3, 2)), ("float(0.5)", 0.5))


def operators():
    symbols = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": real_power}
    rounding = {"//": BINARY["floor_divide"], "%": BINARY["remainder"]}
    python = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}
    python |= {"//": operator.floordiv, "%": operator.mod}
    for sign, exact in (symbols | rounding).items():
        act = python[sign]
        yield Case(f"x {sign} y", act, lambda x, y, f=exact: entrywise(f, x, y))
        for label, c in constants():
            if (sign in "/ // %" and c == 0) or (sign != "**" and c not in (-3, 0, 2, 0.5)):
                continue
            yield Case(
                f"x {sign} {label}",
                lambda x, y, f=act, c=c: f(x, c),
                lambda x, y, f=exact, c=c: entrywise(lambda a: f(a, mp(c)), x),
            )
            if sign != "**" or c > 0:
                yield Case(
                    f"{label} {sign} x",
                    lambda x, y, f=act, c=c: f(c, x),
                    lambda x, y, f=exact, c=c: entrywise(lambda a: f(mp(c), a), x),
                )
                yield Case(
                    f"{label} {sign} x[0, 0]",
                    lambda x, y, f=act, c=c: f(c, x[0, 0]),
                    lambda x, y, f=exact, c=c: f(mp(c), x[0, 0]),
                )
            yield Case(
                f"x[0, 0] {sign} {label}",
                lambda x, y, f=act, c=c: f(x[0, 0], c),
                lambda x, y, f=exact, c=c: f(x[0, 0], mp(c)),
            )
    yield Case("-x", operator.neg)
    yield Case("+x", operator.pos)
    yield Case("abs(x - y)", lambda x, y: abs(x - y))
    yield Case("x @ y.T", lambda x, y: x @ y.T)
    yield Case("divmod(x, y)", lambda x, y: divmod(x, y)[1], lambda x, y: entrywise(BINARY["remainder"], x, y))
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        yield Case(f"{compare.__name__}(x, y)", compare)
        yield Case(f"{compare.__name__}(x[0, 0], y[0, 0])", lambda x, y, f=compare: f(x[0, 0], y[0, 0]))
        yield Case(f"{compare.__name__}(x[0, 0], 1)", lambda x, y, f=compare: f(x[0, 0], 1))
    yield Case("bool(x[0, 0])", lambda x, y: bool(x[0, 0]))
    yield Case("sorted", lambda x, y: sorted([x[0, 0], y[0, 0]])[0])
    yield Case("max", lambda x, y: max(x[0, 0], y[0, 0]))


def ufuncs():
    by_name = {
        getattr(np, name).__name__: getattr(np, name) for name in dir(np) if isinstance(getattr(np, name), np.ufunc)
    }
    for name, ufunc in sorted(by_name.items()):
        if name in ("gcd", "lcm"):
            continue  # of integers alone
        if ufunc.signature is not None or ufunc.nout != 1:
            yield Case(f"{name}(x, y)", lambda x, y, u=ufunc: u(*(x, y)[: u.nin]))
        elif ufunc.nin == 1:
            yield from _called(name, ufunc, UNARY.get(ufunc.__name__), lambda x, y: (x,))
        elif ufunc.nin == 2:
            yield from _called(name, ufunc, BINARY.get(ufunc.__name__), lambda x, y: (x, y))
            if ufunc.__name__ in BINARY:  # numpy crashes on folds of comparisons over object arrays
                yield from _methods(name, ufunc, BINARY[ufunc.__name__])


def _called(name, ufunc, exact, pick):
    def plain(x, y):
        return entrywise(exact, *pick(x, y)) if exact else ufunc(*pick(x, y))

    def replaced(x, y):
        return np.where(MASK, plain(x, y), y)

    yield Case(f"{name}(x)", lambda x, y: ufunc(*pick(x, y)), plain)
    if exact:  # numpy crashes on truth values written into object arrays
        yield Case(f"{name}(out=)", lambda x, y: _into(ufunc, pick(x, y), y), plain)
        yield Case(f"{name}(out=, where=)", lambda x, y: _into(ufunc, pick(x, y), y, where=MASK), replaced)
    yield Case(f"{name}(where=all)", lambda x, y: ufunc(*pick(x, y), where=True), plain)
    yield Case(f"{name}(dtype=float)", lambda x, y: ufunc(*pick(x, y), dtype=float), plain)
    yield Case(f"{name}(dtype=object)", lambda x, y: ufunc(*pick(x, y), dtype=object), plain)
    yield Case(f"{name}(casting=)", lambda x, y: ufunc(*pick(x, y), casting="unsafe", dtype=float), plain)


def _into(function, arguments, y, **options):
    out = +y  # a copy in the same arithmetic
    found = function(*arguments, out=out, **options)
    if found is not out:
        raise AssertionError("out= is not what is returned")
    return out


def _methods(name, ufunc, exact):
    fold = exact or (lambda a, b: ufunc(a, b))

    def folded(x, axis=0):
        return entrywise_columns(fold, x if axis == 0 else x.T)

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
        lambda x, y: entrywise_columns(fold, np.vstack([entrywise(lambda a: mpmath.mpf(2), x[:1]), x])),
    )
    yield Case(f"{name}.reduce(dtype=float)", lambda x, y: ufunc.reduce(x, dtype=float), lambda x, y: folded(x))
    yield Case(f"{name}.reduce(out=)", lambda x, y: _into(ufunc.reduce, (x,), y[0]), lambda x, y: folded(x))
    if name in ("add", "multiply"):
        unit = {"add": 0, "multiply": 1}[name]
        yield Case(
            f"{name}.reduce(where=)",
            lambda x, y: ufunc.reduce(x, where=MASK),
            lambda x, y: folded(np.where(MASK, x, mpmath.mpf(unit))),
        )
    yield Case(f"{name}.accumulate", lambda x, y: ufunc.accumulate(x, axis=1), lambda x, y: _accumulated(fold, x))
    yield Case(
        f"{name}.outer",
        lambda x, y: ufunc.outer(x[0], y[0]),
        lambda x, y: entrywise(fold, x[0][:, None], y[0][None, :]),
    )
    yield Case(
        f"{name}.reduceat",
        lambda x, y: ufunc.reduceat(x, [0, 1], axis=1),
        lambda x, y: np.stack([x[:, 0], [fold(b, c) for b, c in x[:, 1:]]], axis=1),
    )
    yield Case(
        f"{name}.at",
        lambda x, y: _at(ufunc, x, y),
        lambda x, y: np.vstack([entrywise(fold, x[:1], y[:1]), x[1:]]),
    )


def _at(ufunc, x, y):
    target = +x
    ufunc.at(target, 0, y[0])
    return target


def entrywise_columns(fold, x):
    out = np.empty(x.shape[1], dtype=object)
    out[:] = [reduce(fold, list(column)) for column in x.T]
    return out


def _accumulated(fold, x):
    rows = [[reduce(fold, list(row[: k + 1])) for k in range(len(row))] for row in x]
    out = np.empty(x.shape, dtype=object)
    out[:] = rows
    return out


def functions():
    """Every function of numpy with an `axis`, at its variants; those that need more arguments fall out later."""
    for name in sorted(np.__all__):
        function = getattr(np, name)
        try:
            parameters = set(inspect.signature(function).parameters)
        except (TypeError, ValueError):
            continue
        if isinstance(function, np.ufunc | type) or "axis" not in parameters or name == "apply_over_axes":
            continue
        yield Case(f"np.{name}(x)", lambda x, y, f=function: f(x))
        yield Case(f"np.{name}(x, axis=0)", lambda x, y, f=function: f(x, axis=0))
        yield Case(f"np.{name}([x, y])", lambda x, y, f=function: f([x, y]))
        yield Case(f"np.{name}(x, y)", lambda x, y, f=function: f(x, y))
        yield from _options(name, function, parameters)


def _options(name, function, parameters):
    if "keepdims" in parameters:
        yield Case(f"np.{name}(keepdims)", lambda x, y, f=function: f(x, axis=1, keepdims=True))
    if "where" in parameters:
        yield Case(f"np.{name}(where=)", lambda x, y, f=function: f(x, axis=1, where=MASK))
    if "initial" in parameters:
        yield Case(f"np.{name}(initial=)", lambda x, y, f=function: f(x, axis=0, initial=2))
    if "out" in parameters and name not in ("all", "any"):  # numpy crashes on truth values in object arrays
        yield Case(f"np.{name}(out=)", lambda x, y, f=function: _into(f, (x,), y[0], axis=0))
    if "dtype" in parameters:
        yield Case(f"np.{name}(dtype=float)", lambda x, y, f=function: f(x, axis=0, dtype=float))


def methods():
    yield Case("np.where(MASK, x, y)", lambda x, y: np.where(MASK, x, y))
    yield Case("np.where(x > 1, x, y)", lambda x, y: np.where(x > 1, x, y))
    yield Case("np.clip", lambda x, y: np.clip(x, 1, 2))
    yield Case("np.array([x, y])", lambda x, y: np.array([x, y]))
    for name in ("dot", "inner", "outer", "vdot", "kron", "convolve"):
        yield Case(f"np.{name}(x[0], y[0])", lambda x, y, n=name: getattr(np, n)(x[0], y[0]))
    yield Case("np.einsum", lambda x, y: np.einsum("ij,kj->ik", x, y))
    for name in (
        "sum",
        "prod",
        "mean",
        "cumsum",
        "cumprod",
        "var",
        "std",
        "max",
        "min",
        "argmax",
        "any",
        "all",
        "trace",
    ):
        yield Case(f"x.{name}()", lambda x, y, n=name: getattr(x, n)())
        yield Case(f"x.{name}(axis=1)", lambda x, y, n=name: getattr(x, n)(axis=1))
    for name in ("sum", "prod", "mean", "max", "min"):
        yield Case(f"x.{name}(axis=1, keepdims)", lambda x, y, n=name: getattr(x, n)(axis=1, keepdims=True))
    for name in ("ravel", "transpose", "copy", "flatten", "round", "argsort", "conj", "squeeze", "tolist"):
        yield Case(f"x.{name}()", lambda x, y, n=name: getattr(x, n)())
    yield Case("x.reshape(3, 2)", lambda x, y: x.reshape(3, 2))
    yield Case("x.T", lambda x, y: x.T)
    yield Case("x.astype(float)", lambda x, y: x.astype(float))
    yield Case("len(x)", lambda x, y: len(x))
    yield Case("list(x)", lambda x, y: list(x)[1])
    yield Case("x in a loop", lambda x, y: sum(entry for row in x for entry in row))


INDICES = {
    **{str(i): i for i in (0, -1, np.int64(1), True, False, None, ...)},
    "1:": slice(1, None),
    "::-1": slice(None, None, -1),
    "mask": MASK,
    "mask of rows": np.array([True, False]),
    "integers": np.array([1, 0, 0]),
    "list": [0, 1],
    "0, 1": (0, 1),
    "(0, -1)": (0, -1),
    "..., 0": (..., 0),
    "0, ...": (0, ...),
    "None, ..., 0": (None, ..., 0),
    "..., None": (..., None),
    ":, None": (slice(None), None),
    ":, None, 0": (slice(None), None, 0),
    "integers, integers": (np.array([0, 1]), np.array([2, 0])),
    "integers, :": (np.array([1, 1]), slice(None)),
    ":, integers": (slice(None), np.array([2, 0])),
    "0, mask": (0, np.array([True, False, True])),
    "integers, None, integers": (np.array([0, 1]), None, np.array([2, 0])),
    "()": (),
    "too many": (0, 0, 0),
    "too many with None": (None, 0, 0, 0),
    "beyond": 2,
    "float": 1.0,
    "..., ...": (..., ...),
    "negative step": (slice(None, None, -1), slice(0, 2)),
    "text": "0",
}


def indexing():
    for label, index in INDICES.items():
        yield Case(f"x[{label}]", lambda x, y, i=index: x[i])
        yield Case(f"y[1][{label}]", lambda x, y, i=index: y[1][i])


CASES = [*operators(), *ufuncs(), *functions(), *methods(), *indexing()]
