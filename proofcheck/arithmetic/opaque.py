"""Opaque numbers: they take part in the operations of a claim and refuse everything else.

One evaluation of a side with opaque numbers shows that it never compares them, never turns them into floats and never
brings inexact numbers beside them; a refusal raises, and is recorded even where the side catches it. A side that
passes has taken a path that depends on the shapes of its arguments alone, so that it computes the same expression in
every arithmetic, on every instance of these shapes and over whole boxes.

What they do not see, types and identities asked for and integers that wrap around before they meet the numbers,
`proofcheck.arithmetic.watched` does. `guess` is the one way to floats, for what the side verifies afterwards; a side
that uses it is evaluated with values (`opaque(..., valued=True)`), instance by instance.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, NoReturn

import numpy as np
from flint import arb

from proofcheck.arithmetic.constants import LEAVES, Constant, Leaves, ball
from proofcheck.arithmetic.functions import ELEMENTARY, Array, as_array, elementwise
from proofcheck.arithmetic.guarded import GuardedBall, check_exact_operand
from proofcheck.arithmetic.refusals import ConversionError, NotRationalError, RecordedError, branch_methods, refuse
from proofcheck.arithmetic.small_integers import is_unwrapped
from proofcheck.arithmetic.watched.inquiries import INQUIRIES, refuse_inquiry, refuse_to_user

_MARKS: dict[str, bool] = {"fractions": False, "guess": False, "functions": False}


def clear_marks() -> None:
    """Forget which special operands and functions were met."""
    _MARKS.update(fractions=False, guess=False, functions=False)


def mixed_with_fractions() -> bool:
    """Whether a Fraction stood beside an opaque number since `clear_marks`."""
    return _MARKS["fractions"]


def asked_for_guess() -> bool:
    """Whether `guess` was asked for opaque numbers since `clear_marks`."""
    return _MARKS["guess"]


def left_rationals() -> bool:
    """Whether an opaque number met a function or a power that rationals do not have, since `clear_marks`."""
    return _MARKS["functions"]


class NeedsValuesError(RecordedError, TypeError):
    """`guess` of opaque numbers that have no values."""


class OpaqueArray(np.ndarray[Any, Any]):
    """An array of opaque numbers, which refuses numpy's inexact and fixed-width arrays beside it."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        for value in inputs[:1] if method in ("reduceat", "at") else inputs:  # what follows there are indices
            if not isinstance(value, OpaqueArray) and not is_unwrapped(value):
                check_exact_operand(value)
        plain = [value.view(np.ndarray) if isinstance(value, np.ndarray) else value for value in inputs]
        given = options.get("out")
        if given is not None:
            options["out"] = tuple(v.view(np.ndarray) if isinstance(v, OpaqueArray) else v for v in given)
        try:
            result = getattr(ufunc, method)(*plain, **options)
        except TypeError as error:
            raise NotRationalError(f"{error}") from error
        return _as_opaque_array(result) if given is None else given[0] if len(given) == 1 else given

    def refuse_type(self) -> None:
        """Raise BranchError for `type(x)`; `isinstance(x, np.ndarray)` holds in every arithmetic."""
        refuse_inquiry("the type")

    def mean(self, axis: Any = None, **options: Any) -> Any:  # type: ignore[override]
        """The sum over Python's count, where numpy divides by a fixed-width one."""
        if options.get("out") is not None:
            raise TypeError("mean(out=) of opaque numbers; take the value that it returns")
        total = self.sum(axis=axis, **options)
        return total / (self.size // (as_array(total).size or 1))


def _as_opaque_array(result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple(map(_as_opaque_array, result))
    return result.view(OpaqueArray) if isinstance(result, np.ndarray) and result.dtype == object else result


def _value(other: Any) -> Any:
    """An operand's value as a ball, None without one. Raises InexactOperandError; NotImplemented for other types."""
    kind: type = type(other)
    if kind is int:
        return other
    if kind is Opaque:
        return other.value
    check_exact_operand(other)
    if isinstance(other, Fraction):
        _MARKS["fractions"] = True
        return ball(other)
    if isinstance(other, GuardedBall):
        return other.ball
    return other if isinstance(other, int | arb) else NotImplemented


def _binary(operation: Callable[[Any, Any], Any], *, swapped: bool = False) -> Callable[[Opaque, Any], Any]:
    def apply(self: Opaque, other: Any) -> Any:
        value = other.value if type(other) is Opaque else _value(other)
        if value is NotImplemented:
            return NotImplemented
        if operation is operator.pow and (swapped or type(other) is not int):
            _MARKS["functions"] = True  # a power of fractions may be a float
        if self.value is None or value is None:
            return _UNKNOWN
        return Opaque(operation(value, self.value) if swapped else operation(self.value, value))

    return apply


def _function(name: str) -> Callable[[Opaque], Opaque]:
    def apply(self: Opaque) -> Opaque:
        _MARKS["functions"] = True
        return Opaque(None) if self.value is None else Opaque(getattr(self.value, name)())

    apply.__name__, apply.__doc__ = name, f"{name} of the number."
    return apply


def _leaving(way: str) -> Callable[..., NoReturn]:
    def refuse_conversion(*_: Any) -> NoReturn:
        refuse(
            ConversionError,
            f"a side takes `{way}` of the numbers it is given, which rounds them by an unknown amount",
            "stay with + - * / and the functions of proofcheck.theory, or take `guess` for a witness that is verified "
            "afterwards",
        )

    return refuse_conversion


class Opaque:
    """A number that refuses comparisons, conversions and inexact operands; `value` is a ball, or None if unknown."""

    __slots__ = ("value",)
    array_type: Final = OpaqueArray
    vars().update(INQUIRIES)  # a property `__class__` cannot be set later

    def __init__(self, value: arb | None) -> None:
        self.value = value

    def __getattr__(self, name: str) -> NoReturn:
        if not name.startswith("__"):
            refuse_to_user(f"`.{name}`", sys._getframe(1))
        raise AttributeError(f"opaque numbers have no {name!r}")

    def __deepcopy__(self, _: Any) -> Opaque:
        return self

    def refuse_type(self) -> None:
        """Raise BranchError for `type(x)`, which no instance sees by itself."""
        refuse_inquiry("the type")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """As an array without axes, so that numpy's scalars beside it are seen as what they are."""
        wrapped = [as_array(value) if isinstance(value, Opaque) else value for value in inputs]
        return getattr(ufunc, method)(*wrapped, **options)

    __add__, __radd__ = _binary(operator.add), _binary(operator.add, swapped=True)
    __sub__, __rsub__ = _binary(operator.sub), _binary(operator.sub, swapped=True)
    __mul__, __rmul__ = _binary(operator.mul), _binary(operator.mul, swapped=True)
    __truediv__, __rtruediv__ = _binary(operator.truediv), _binary(operator.truediv, swapped=True)
    __pow__, __rpow__ = _binary(operator.pow), _binary(operator.pow, swapped=True)

    def __neg__(self) -> Opaque:
        return Opaque(None if self.value is None else -self.value)

    def __pos__(self) -> Opaque:
        return self

    def __abs__(self) -> Opaque:
        return Opaque(None if self.value is None else abs(self.value))

    def max(self, other: Any) -> Any:
        """The larger number of the given arithmetic, without telling which operand it is."""
        return _combine(self, other, arb.max)

    def min(self, other: Any) -> Any:
        """The smaller number of the given arithmetic, without telling which operand it is."""
        return _combine(self, other, arb.min)

    def select(self, a: Any, b: Any) -> Any:
        """One of two numbers; both have been evaluated."""
        if any(hasattr(branch, "coefficients") for branch in (a, b)):  # Taylor series of opaque numbers
            return a.hull(b) if hasattr(a, "coefficients") else b.hull(a)
        return _combine(a, b, lambda x, y: x if self.value is not None and self.value >= 0 else y)

    def hull(self, other: Any) -> Any:
        """An enclosure of both numbers, as where a condition may hold or not."""
        return other.hull(self) if hasattr(other, "coefficients") else _combine(self, other, arb.union)

    def sign(self) -> int:
        """Some sign: which one, no path of a side depends on."""
        return -1 if self.value is not None and self.value < 0 else 1

    __float__, __int__, __complex__ = _leaving("float"), _leaving("int"), _leaving("complex")
    __index__, __round__, __trunc__ = _leaving("int"), _leaving("round"), _leaving("math.trunc")
    __floor__, __ceil__ = _leaving("math.floor"), _leaving("math.ceil")
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = _leaving("// or %")
    mid, rad, lower, upper = _leaving("mid"), _leaving("rad"), _leaving("lower"), _leaving("upper")


for _name, _method in (branch_methods() | {name: _function(name) for name in ELEMENTARY}).items():
    setattr(Opaque, _name, _method)

_UNKNOWN: Final = Opaque(None)
LEAVES[Opaque] = Leaves(
    fraction=lambda value: Opaque(ball(value)),
    pi=lambda: Opaque(arb.pi()),
    e=lambda: Opaque(arb.const_e()),
    apply=lambda name, value: getattr(value, name)(),
)


def _combine(a: Any, b: Any, operation: Callable[[arb, arb], arb]) -> Opaque:
    values = [_value(a), _value(b)]
    if any(value is NotImplemented for value in values):
        kinds = " and ".join(type(value).__name__ for value in (a, b))
        raise TypeError(f"{kinds}: numbers of the given arithmetic, ints and Fractions have an order")
    return Opaque(None) if any(value is None for value in values) else Opaque(operation(arb(values[0]), arb(values[1])))


def opaque(values: Array, *, valued: bool = False) -> Array:
    """An array of `Fraction` as opaque numbers, read-only (same shape); with values, for sides that use `guess`."""
    array = elementwise(values, lambda value: Opaque(ball(value) if valued else None))
    array = array.view(OpaqueArray)  # also without entries
    array.flags.writeable = False
    return array


def guess(values: Any) -> Array:
    """Float64 estimates of numbers of any arithmetic (same shape), for a witness that is verified afterwards.

    The double is near the number and nothing more: a claim may use it to choose what it then shows in its own
    arithmetic, an approximate inverse or eigenvector say, and must never rest on it. The witness goes back beside the
    numbers of the side as exact fractions: `rationals(witness)`. Raises NeedsValuesError for opaque
    numbers without values.
    """
    array = as_array(values)
    return np.array([_estimate(value) for value in array.flat], dtype=np.float64).reshape(array.shape)


def _estimate(value: Any) -> float:
    if isinstance(value, Opaque):
        _MARKS["guess"] = True
        if value.value is None:
            raise NeedsValuesError("guess of numbers without values")
        return float(value.value)
    if isinstance(value, GuardedBall):
        return float(value.ball)
    return float(value.value_in(LEAVES[float]) if isinstance(value, Constant) else value)
