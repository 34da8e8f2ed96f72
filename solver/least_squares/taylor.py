"""Second-order forward differentiation over arrays of floats or of balls: value, gradient, Hessian.

A `Taylor` holds functions of p variables: values of shape s, gradients s + (p,), Hessians s + (p, p). Written with
numpy's functions (`np.exp(-b * x)`), a model is evaluated in float64 and, rigorously, in python-flint's `arb`.
Constants may be ints, floats (exact doubles), `Fraction` (for decimal data) or arrays of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

Values = NDArray[Any]


class Taylor:
    """Array of second-order Taylor expansions; supports + - * / **, exp, log, sqrt, sin, cos, arctan of numpy."""

    def __init__(self, value: Any, gradient: Values, hessian: Values) -> None:
        self.value, self.gradient, self.hessian = _array(value), gradient, hessian

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the values."""
        return self.value.shape

    def __getitem__(self, index: Any) -> Taylor:
        return Taylor(self.value[index], self.gradient[index], self.hessian[index])

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **_: Any) -> Any:
        """Numpy's functions, on whichever side the expansion stands."""
        if method != "__call__" or ufunc.__name__ not in _UFUNCS:
            return NotImplemented
        return _UFUNCS[ufunc.__name__](*inputs)

    def __neg__(self) -> Taylor:
        return Taylor(-self.value, -self.gradient, -self.hessian)

    def __add__(self, other: Any) -> Taylor:
        b = self._lifted(other)
        return Taylor(self.value + b.value, self.gradient + b.gradient, self.hessian + b.hessian)

    def __sub__(self, other: Any) -> Taylor:
        return self + (-self._lifted(other))

    def __mul__(self, other: Any) -> Taylor:
        b = self._lifted(other)
        mixed = _outer(self.gradient, b.gradient)
        return Taylor(
            self.value * b.value,
            _up(self.value) * b.gradient + _up(b.value) * self.gradient,
            _up(_up(self.value)) * b.hessian + _up(_up(b.value)) * self.hessian + mixed + np.swapaxes(mixed, -1, -2),
        )

    def __truediv__(self, other: Any) -> Taylor:
        b = self._lifted(other)
        inverse = 1 / b.value
        square = inverse * inverse
        reciprocal: Taylor = b.chain(inverse, -square, 2 * square * inverse)
        return self * reciprocal

    def __pow__(self, exponent: Any) -> Taylor:
        """Whole powers by multiplication; any other as exp(exponent log)."""
        if not isinstance(exponent, int):
            power: Taylor = self.log() * exponent
            return power.exp()
        if exponent < 0:
            return self._lifted(1) / self ** (-exponent)
        result: Taylor = self._lifted(1)
        for _ in range(exponent):
            result = result * self
        return result

    def __radd__(self, other: Any) -> Taylor:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Taylor:
        return self._lifted(other) - self

    def __rmul__(self, other: Any) -> Taylor:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Taylor:
        return self._lifted(other) / self

    def __rpow__(self, base: Any) -> Taylor:
        return (self._lifted(base).log() * self).exp()

    def exp(self) -> Taylor:
        """Exponential."""
        value = _mapped("exp", self.value)
        return self.chain(value, value, value)

    def log(self) -> Taylor:
        """Natural logarithm."""
        inverse = 1 / self.value
        return self.chain(_mapped("log", self.value), inverse, -inverse * inverse)

    def sqrt(self) -> Taylor:
        """Square root."""
        value = _mapped("sqrt", self.value)
        return self.chain(value, 1 / (2 * value), -1 / (4 * value * self.value))

    def sin(self) -> Taylor:
        """Sine."""
        value = _mapped("sin", self.value)
        return self.chain(value, _mapped("cos", self.value), -value)

    def cos(self) -> Taylor:
        """Cosine."""
        value = _mapped("cos", self.value)
        return self.chain(value, -_mapped("sin", self.value), -value)

    def arctan(self) -> Taylor:
        """Inverse tangent."""
        slope = 1 / (1 + self.value * self.value)
        return self.chain(_mapped("arctan", self.value), slope, -2 * self.value * slope * slope)

    def chain(self, value: Values, first: Values, second: Values) -> Taylor:
        """f of the expansion, from f, f' and f'' at its value."""
        curved = _up(_up(second)) * _outer(self.gradient, self.gradient)
        return Taylor(value, _up(first) * self.gradient, _up(_up(first)) * self.hessian + curved)

    def _lifted(self, other: Any) -> Taylor:
        if isinstance(other, Taylor):
            return other
        value = _constant(other, balls=self.value.dtype == object)
        p = self.gradient.shape[-1]
        zeros = np.zeros((*value.shape, p, p), dtype=int)
        return Taylor(value, zeros[..., 0], zeros)


def variables(z: Sequence[Any] | Values) -> list[Taylor]:
    """The coordinates z_i as expansions in z: floats, or balls."""
    eye = np.eye(len(z), dtype=int)
    return [Taylor(entry, eye[i], 0 * eye) for i, entry in enumerate(z)]


def _array(entry: Any) -> Values:
    """Arrays as they are; what numpy returns in place of a 0-d array as one again."""
    if isinstance(entry, np.ndarray):
        return entry
    value = np.empty((), dtype=object if isinstance(entry, arb) else np.float64)
    value[()] = entry
    return value


def _constant(other: Any, *, balls: bool) -> Values:
    array = np.asarray(other)
    if array.dtype == object or balls:
        return _each(array, _ball if balls else float)
    return array.astype(np.float64)


def _ball(entry: Any) -> arb:
    return arb(fmpq(entry.numerator, entry.denominator)) if isinstance(entry, Fraction) else arb(entry)


def _up(values: Any) -> Values:
    return _array(values)[..., None]


def _outer(left: Values, right: Values) -> Values:
    product: Values = left[..., :, None] * right[..., None, :]
    return product


_BALL_NAMES: Final = {"arctan": "atan"}


def _mapped(name: str, values: Values) -> Values:
    if values.dtype == object:
        return _each(values, lambda entry: getattr(entry, _BALL_NAMES.get(name, name))())
    result: Values = getattr(np, name)(values)
    return result


def _each(values: Values, function: Callable[[Any], Any]) -> Values:
    results = [function(entry) for entry in values.ravel().tolist()]
    out = np.empty(len(results), dtype=object if results and isinstance(results[0], arb) else np.float64)
    out[:] = results
    return out.reshape(values.shape)


def _binary(forward: str, reflected: str) -> Callable[[Any, Any], Any]:
    def apply(left: Any, right: Any) -> Any:
        return getattr(left, forward)(right) if isinstance(left, Taylor) else getattr(right, reflected)(left)

    return apply


_UFUNCS: Final[dict[str, Callable[..., Any]]] = {
    "add": _binary("__add__", "__radd__"),
    "subtract": _binary("__sub__", "__rsub__"),
    "multiply": _binary("__mul__", "__rmul__"),
    "divide": _binary("__truediv__", "__rtruediv__"),
    "power": _binary("__pow__", "__rpow__"),
    "negative": Taylor.__neg__,
    **{name: getattr(Taylor, name) for name in ("exp", "log", "sqrt", "sin", "cos", "arctan")},
}
