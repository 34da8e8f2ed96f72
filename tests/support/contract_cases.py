"""What the contract test asks of every arithmetic: operators, ufuncs, functions and indices, from numpy itself."""

import inspect
import operator
from fractions import Fraction

import numpy as np
from contract_ufuncs import BINARY, MASK, Case, apply_entrywise, call_into, list_ufuncs, real_power, to_mpmath


def list_constants():
    """Every exponent in -5..5 of every type, and some that are no integers."""
    for kind in (int, np.int64, Fraction, float):
        yield from ((f"{kind.__name__}({k})", kind(k)) for k in range(-5, 6))
    yield from (("Fraction(1, 2)", Fraction(1, 2)), ("Fraction(-3, 2)", Fraction(-3, 2)), ("float(0.5)", 0.5))


def list_operators():
    symbols = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": real_power}
    rounding = {"//": BINARY["floor_divide"], "%": BINARY["remainder"]}
    python = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}
    python |= {"//": operator.floordiv, "%": operator.mod}
    for sign, exact in (symbols | rounding).items():
        act = python[sign]
        yield Case(f"x {sign} y", act, lambda x, y, f=exact: apply_entrywise(f, x, y))
        for label, c in list_constants():
            if (sign in "/ // %" and c == 0) or (sign != "**" and c not in (-3, 0, 2, 0.5)):
                continue
            yield Case(
                f"x {sign} {label}",
                lambda x, y, f=act, c=c: f(x, c),
                lambda x, y, f=exact, c=c: apply_entrywise(lambda a: f(a, to_mpmath(c)), x),
            )
            if sign != "**" or c > 0:
                yield Case(
                    f"{label} {sign} x",
                    lambda x, y, f=act, c=c: f(c, x),
                    lambda x, y, f=exact, c=c: apply_entrywise(lambda a: f(to_mpmath(c), a), x),
                )
                yield Case(
                    f"{label} {sign} x[0, 0]",
                    lambda x, y, f=act, c=c: f(c, x[0, 0]),
                    lambda x, y, f=exact, c=c: f(to_mpmath(c), x[0, 0]),
                )
            yield Case(
                f"x[0, 0] {sign} {label}",
                lambda x, y, f=act, c=c: f(x[0, 0], c),
                lambda x, y, f=exact, c=c: f(x[0, 0], to_mpmath(c)),
            )
    yield Case("-x", operator.neg)
    yield Case("+x", operator.pos)
    yield Case("abs(x - y)", lambda x, y: abs(x - y))
    yield Case("x @ y.T", lambda x, y: x @ y.T)
    yield Case("divmod(x, y)", lambda x, y: divmod(x, y)[1], lambda x, y: apply_entrywise(BINARY["remainder"], x, y))
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        yield Case(f"{compare.__name__}(x, y)", compare)
        yield Case(f"{compare.__name__}(x[0, 0], y[0, 0])", lambda x, y, f=compare: f(x[0, 0], y[0, 0]))
        yield Case(f"{compare.__name__}(x[0, 0], 1)", lambda x, y, f=compare: f(x[0, 0], 1))
    yield Case("bool(x[0, 0])", lambda x, y: bool(x[0, 0]))
    yield Case("sorted", lambda x, y: sorted([x[0, 0], y[0, 0]])[0])
    yield Case("max", lambda x, y: max(x[0, 0], y[0, 0]))


def list_functions():
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
        yield from _list_options(name, function, parameters)


def _list_options(name, function, parameters):
    if "keepdims" in parameters:
        yield Case(f"np.{name}(keepdims)", lambda x, y, f=function: f(x, axis=1, keepdims=True))
    if "where" in parameters:
        yield Case(f"np.{name}(where=)", lambda x, y, f=function: f(x, axis=1, where=MASK))
    if "initial" in parameters:
        yield Case(f"np.{name}(initial=)", lambda x, y, f=function: f(x, axis=0, initial=2))
    if "out" in parameters and name not in ("all", "any"):  # numpy crashes on truth values in object arrays
        yield Case(f"np.{name}(out=)", lambda x, y, f=function: call_into(f, (x,), y[0], axis=0))
    if "dtype" in parameters:
        yield Case(f"np.{name}(dtype=float)", lambda x, y, f=function: f(x, axis=0, dtype=float))


def list_methods():
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


def list_indices():
    for label, index in INDICES.items():
        yield Case(f"x[{label}]", lambda x, y, i=index: x[i])
        yield Case(f"y[1][{label}]", lambda x, y, i=index: y[1][i])


CASES = [*list_operators(), *list_ufuncs(), *list_functions(), *list_methods(), *list_indices()]
