"""Universal functions of numpy on arrays of expansions, each by the method that computes it; others are refused."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from solver.least_squares.errors import UnsupportedError

_BINARY: Final = {
    "add": ("__add__", "__radd__"),
    "subtract": ("__sub__", "__rsub__"),
    "multiply": ("__mul__", "__rmul__"),
    "divide": ("__truediv__", "__rtruediv__"),
    "power": ("__pow__", "exponent_of"),
    "maximum": ("maximum", "maximum"),
    "minimum": ("minimum", "minimum"),
}
_UNARY: Final = {
    "negative": "__neg__",
    "positive": "__pos__",
    "absolute": "__abs__",
    **{name: name for name in ("reciprocal", "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "arctan")},
}
_SQUARE: Final = "square"
UFUNCS: Final = frozenset({*_BINARY, *_UNARY, _SQUARE})


def apply_ufunc(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], options: dict[str, Any], kind: type[Any]) -> Any:
    """`ufunc` of inputs among which, on whichever side, are expansions of type `kind`. Raises UnsupportedError."""
    name = ufunc.__name__
    # By identity: other packages have functions of these names, too.
    of_numpy = ufunc is getattr(np, name, None)
    if method != "__call__" or name not in UFUNCS or not of_numpy or options:
        given = "".join(f", {option}=" for option in options)
        whose = "np." if of_numpy else "another package's "
        raise UnsupportedError(
            f"{whose}{name}{'' if method == '__call__' else '.' + method}(...{given}) is not supported on "
            f"parameters; use numpy's {', '.join(sorted(UFUNCS))} without options, and np.where(mask, a, b)"
        )
    if name == _SQUARE:
        return inputs[0] * inputs[0]
    if name in _UNARY:
        return getattr(inputs[0], _UNARY[name])()
    left, right = inputs
    forward, reflected = _BINARY[name]
    return getattr(left, forward)(right) if isinstance(left, kind) else getattr(right, reflected)(left)
