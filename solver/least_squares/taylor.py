"""Second-order forward differentiation in p variables, over arrays of floats or of balls: value, gradient, Hessian.

A `Taylor` holds functions of p variables: values of shape s, gradients s + (p,), Hessians s + (p, p). Written with
numpy's functions (`np.exp(-b * x)`), a model is evaluated in float64 and, rigorously, in python-flint's `arb`.
Constants may be ints, floats (exact doubles), `Fraction` (for decimal data) or arrays of these. Functions of numpy that
are not supported raise UnsupportedError; what depends on the value of a parameter (a comparison, `float`, `.value`) or
mixes several evaluations raises ParameterError, and a function of balls outside its domain or at a kink NotSmoothError.

(The module of this name in `proofcheck.arithmetic` is the other kind: series in one variable, of any order, for one
number of any arithmetic.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from solver.least_squares.elementary import Elementary
from solver.least_squares.errors import (
    NotSmoothError,
    ParameterError,
    UnsupportedError,
    is_evaluating,
    refuse_value,
)
from solver.least_squares.numpy_functions import apply
from solver.least_squares.sealed import Sealed
from solver.least_squares.ufuncs import apply_ufunc
from solver.least_squares.values import (
    Values,
    as_values,
    outer,
    plain_array,
    read_constant,
    whole_number,
    with_axis,
    zero_like,
)


class Taylor(Sealed, Elementary):
    """Array of second-order Taylor expansions; supports + - * / **, indexing and numpy's smooth functions.

    `origin` is the evaluation that it belongs to: expansions of several are never mixed.
    """

    def __init__(self, value: Any, gradient: Values, hessian: Values, origin: object = None) -> None:
        self._value, self._gradient, self._hessian = as_values(value), gradient, hessian
        self._origin = origin

    def _make(self, value: Any, gradient: Values, hessian: Values) -> Taylor:
        return Taylor(value, gradient, hessian, self._origin)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the values; gradients and Hessians have one and two more axes of length p."""
        return self._value.shape

    @property
    def ndim(self) -> int:
        """Number of axes of the values."""
        return self._value.ndim

    @property
    def size(self) -> int:
        """Number of values, each with its gradient and Hessian."""
        return self._value.size

    @property
    def T(self) -> Taylor:
        """The axes in reverse order."""
        return self.rearrange(lambda positions: positions.T)

    def parts(self) -> tuple[Values, Values, Values]:
        """Values, gradients and Hessians: for what certifies. Raises ParameterError within a residual."""
        if is_evaluating():
            refuse_value("the `.parts()`")()
        return self._parts()

    def _parts(self) -> tuple[Values, Values, Values]:
        return self._value, self._gradient, self._hessian

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a single expansion")
        return self.shape[0]

    def __iter__(self) -> Iterator[Taylor]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Taylor:
        return self.rearrange(lambda positions: positions[index])

    def rearrange(self, function: Callable[[Values], Any]) -> Taylor:
        """The expansions at the positions that `function` makes of the array of all positions."""
        positions = np.asarray(function(np.arange(self.size).reshape(self.shape)))
        p = self._gradient.shape[-1]
        gradient = np.broadcast_to(self._gradient, (*self.shape, p)).reshape(-1, p)
        hessian = np.broadcast_to(self._hessian, (*self.shape, p, p)).reshape(-1, p, p)
        return self._make(self._value.ravel()[positions], gradient[positions], hessian[positions])

    def join(self, others: list[Taylor]) -> Taylor:
        """The entries of this and of the others in one row."""
        rows = [one.rearrange(np.ravel)._parts() for one in (self, *others)]
        return self._make(*(np.concatenate(parts) for parts in zip(*rows, strict=True)))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Numpy's universal functions, on whichever side the expansion stands; others raise UnsupportedError."""
        return apply_ufunc(ufunc, method, inputs, options, Taylor)

    def __array_function__(self, function: Any, _: Any, arguments: Any, options: Any) -> Any:
        """Numpy's functions that rearrange or add entries. Raises UnsupportedError for any other."""
        return apply(function, arguments, options, Taylor)

    def __neg__(self) -> Taylor:
        return self._make(-self._value, -self._gradient, -self._hessian)

    def __pos__(self) -> Taylor:
        return self

    def __abs__(self) -> Taylor:
        return _by_sign("abs", self, self, -self)

    def maximum(self, other: Any) -> Taylor:
        """The larger one, entry by entry. Raises NotSmoothError where both may be."""
        b = self.lift(other)
        return _by_sign("maximum", self - b, self, b)

    def minimum(self, other: Any) -> Taylor:
        """The smaller one, entry by entry. Raises NotSmoothError where both may be."""
        b = self.lift(other)
        return _by_sign("minimum", self - b, b, self)

    def __add__(self, other: Any) -> Taylor:
        b = self.lift(other)
        return self._make(self._value + b._value, self._gradient + b._gradient, self._hessian + b._hessian)

    def __sub__(self, other: Any) -> Taylor:
        difference: Taylor = self + (-self.lift(other))
        return difference

    def __mul__(self, other: Any) -> Taylor:
        b = self.lift(other)
        # (f g)'' = f g'' + f'' g + f' g'^T + g' f'^T.
        mixed = outer(self._gradient, b._gradient)
        return self._make(
            self._value * b._value,
            with_axis(self._value) * b._gradient + with_axis(b._value) * self._gradient,
            with_axis(with_axis(self._value)) * b._hessian
            + with_axis(with_axis(b._value)) * self._hessian
            + mixed
            + np.swapaxes(mixed, -1, -2),
        )

    def __truediv__(self, other: Any) -> Taylor:
        quotient: Taylor = self * self.lift(other).reciprocal()
        return quotient

    def __pow__(self, exponent: Any) -> Taylor:
        """Whole powers by multiplication (x^-k = 1 / x^k); any other as exp(exponent log x)."""
        whole = whole_number(exponent)
        if whole is None:
            power: Taylor = (self.log() * exponent).exp()
            return power
        # Not by exp and log: the base may be zero or negative. The product with 0 gives 1 its axes.
        result: Taylor = self.lift(1) + 0 * self
        for bit in f"{abs(whole):b}":
            result = result * result * self if bit == "1" else result * result
        inverse: Taylor = result.reciprocal() if whole < 0 else result
        return inverse

    def __radd__(self, other: Any) -> Taylor:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Taylor:
        return self.lift(other) - self

    def __rmul__(self, other: Any) -> Taylor:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Taylor:
        return self.lift(other) / self

    def __rpow__(self, base: Any) -> Taylor:
        # Python rounds the base of Fraction(1, 3) ** x to a float before it asks here.
        if type(base) is float:
            raise UnsupportedError(
                f"{base!r} ** parameter: a Fraction may have been rounded to this float; use np.power(base, parameter)"
            )
        return self.exponent_of(base)

    def exponent_of(self, base: Any) -> Taylor:
        """base ** self for a positive constant. Raises NotSmoothError for one that is not positive."""
        power: Taylor = (self.lift(base).log() * self).exp()
        return power

    def chain(self, value: Values, first: Values, second: Values) -> Taylor:
        """f of the expansion, from f, f' and f'' at its value."""
        curved = with_axis(with_axis(second)) * outer(self._gradient, self._gradient)
        return self._make(
            value, with_axis(first) * self._gradient, with_axis(with_axis(first)) * self._hessian + curved
        )

    def sum(self, axis: int | tuple[int, ...] | None = None, *, keepdims: bool = False) -> Taylor:
        """Sum over `axis` (None: all axes). Raises AxisError or ValueError as numpy does."""
        # Counted from the front: derivatives have further axes behind.
        down = tuple(range(self.ndim)) if axis is None else normalize_axis_tuple(axis, self.ndim)
        whole = self.rearrange(lambda positions: positions)
        # From a zero of the arithmetic: the sum of no balls is one, too.
        value, gradient, hessian = (
            part.sum(axis=down, keepdims=keepdims, initial=zero_like(self._value)) for part in whole._parts()
        )
        return self._make(value, np.asarray(gradient), np.asarray(hessian))

    def lift(self, other: Any) -> Taylor:
        """A constant as expansions without derivatives; expansions of this evaluation as they are.

        Raises ParameterError for those of another evaluation, UnsupportedError for other things.
        """
        if isinstance(other, Taylor):
            if other._origin is not self._origin:
                raise ParameterError(
                    "the residual uses a parameter, or what it computed from one, of an earlier evaluation; it must "
                    "compute its values from its argument each time: no kept results"
                )
            return other
        array = plain_array(other)
        if array.dtype == object and any(isinstance(entry, Taylor) for entry in array.flat):
            return stack(array)
        value = read_constant(array, balls=self._value.dtype == object)
        p = self._gradient.shape[-1]
        zeros = np.zeros((*value.shape, p, p), dtype=self._value.dtype)
        return self._make(value, zeros[..., 0], zeros)


def stack(entries: Values) -> Taylor:
    """An object array of single expansions and constants as one expansion of its shape.

    Raises UnsupportedError for entries that are no single expansions or numbers.
    """
    flat = list(entries.flat)
    like = next(entry for entry in flat if isinstance(entry, Taylor))
    lifted = [like.lift(entry) for entry in flat]
    if any(entry.shape for entry in lifted):
        raise UnsupportedError("a list of expansions of several shapes; give arrays of one shape, or np.concatenate")
    value = np.empty(len(flat), dtype=like._value.dtype)
    value[:] = [entry._value.item() for entry in lifted]
    gradient, hessian = (np.array([entry._parts()[k] for entry in lifted]) for k in (1, 2))
    p = like._gradient.shape[-1]
    return like._make(
        value.reshape(entries.shape), gradient.reshape(*entries.shape, p), hessian.reshape(*entries.shape, p, p)
    )


def _by_sign(name: str, decider: Taylor, above: Taylor, below: Taylor) -> Taylor:
    """`above` where the decider is positive, `below` where it is negative."""
    # Balls that hold zero are neither; the test is so put that they, and NaN, are refused.
    if any(not (value > 0 or value < 0) for value in decider._value.ravel()):
        raise NotSmoothError(f"{name} may have a kink here: its argument is not certainly nonzero")
    positive = np.array([bool(value > 0) for value in decider._value.ravel()], dtype=bool).reshape(decider.shape)
    parts = [np.broadcast_arrays(a, b) for a, b in zip(above._parts(), below._parts(), strict=True)]
    masks = (positive, positive[..., None], positive[..., None, None])
    value, gradient, hessian = (np.where(mask, a, b) for mask, (a, b) in zip(masks, parts, strict=True))
    return decider._make(value, gradient, hessian)
