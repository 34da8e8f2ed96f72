"""Second-order forward differentiation in p variables, over arrays of floats or of balls: value, gradient, Hessian.

A `Taylor` holds functions of p variables: values of shape s, gradients s + (p,), Hessians s + (p, p). Written with
numpy's functions (`np.exp(-b * x)`), a model is evaluated in float64 and, rigorously, in python-flint's `arb`.
Constants may be ints, floats (exact doubles), `Fraction` (for decimal data) or arrays of these. Functions of numpy that
are not supported raise TypeError; what depends on the value of a parameter (a comparison, `float`, `.value`) raises
ParameterError, and a function of balls outside its domain or at a kink NotSmoothError.

(The module of this name in `proofcheck.arithmetic` is the other kind: series in one variable, of any order, for one
number of any arithmetic.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from solver.least_squares.errors import NotSmoothError, refuse_value
from solver.least_squares.numpy_functions import apply
from solver.least_squares.ufuncs import apply_ufunc
from solver.least_squares.values import (
    Values,
    apply_named,
    as_values,
    outer,
    read_constant,
    require,
    whole_number,
    with_axis,
)


class Taylor:
    """Array of second-order Taylor expansions; supports + - * / **, indexing and numpy's smooth functions."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any, gradient: Values, hessian: Values) -> None:
        self._value, self._gradient, self._hessian = as_values(value), gradient, hessian

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

    value = property(refuse_value("the `.value`"))
    __float__ = __int__ = __complex__ = __index__ = refuse_value("a float or an integer")
    __round__ = __trunc__ = __floor__ = __ceil__ = refuse_value("a rounded value")
    __lt__ = __le__ = __gt__ = __ge__ = refuse_value("a comparison")
    __eq__ = __ne__ = refuse_value("an equality")
    __bool__ = refuse_value("a truth value")
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = refuse_value("`//` or `%`")

    def parts(self) -> tuple[Values, Values, Values]:
        """Values, gradients and Hessians: for what certifies, not for a residual."""
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
        return Taylor(self._value.ravel()[positions], gradient[positions], hessian[positions])

    def join(self, others: list[Taylor]) -> Taylor:
        """The entries of this and of the others in one row."""
        rows = [one.rearrange(np.ravel).parts() for one in (self, *others)]
        return Taylor(*(np.concatenate(parts) for parts in zip(*rows, strict=True)))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Numpy's universal functions, on whichever side the expansion stands. Raises TypeError for any other."""
        return apply_ufunc(ufunc, method, inputs, options, Taylor)

    def __array_function__(self, function: Any, _: Any, arguments: Any, options: Any) -> Any:
        """Numpy's functions that rearrange or add entries. Raises TypeError for any other."""
        return apply(function, arguments, options, Taylor)

    def __neg__(self) -> Taylor:
        return Taylor(-self._value, -self._gradient, -self._hessian)

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
        return Taylor(self._value + b._value, self._gradient + b._gradient, self._hessian + b._hessian)

    def __sub__(self, other: Any) -> Taylor:
        difference: Taylor = self + (-self.lift(other))
        return difference

    def __mul__(self, other: Any) -> Taylor:
        b = self.lift(other)
        # (f g)'' = f g'' + f'' g + f' g'^T + g' f'^T.
        mixed = outer(self._gradient, b._gradient)
        return Taylor(
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
            power: Taylor = self.log() * exponent
            return power.exp()
        # Not by exp and log: the base may be zero or negative. The product with 0 gives 1 its axes.
        result: Taylor = self.lift(1) + 0 * self
        for _ in range(abs(whole)):
            result = result * self
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
        return (self.lift(base).log() * self).exp()

    def reciprocal(self) -> Taylor:
        """1 / x. Raises NotSmoothError where x may vanish."""
        require("a division by", self._value, lambda v: v > 0 or v < 0, "nonzero")
        inverse = 1 / self._value
        # (1/x)' = -1/x^2 and (1/x)'' = 2/x^3; x keeps its sign on the whole ball, as required above.
        square = inverse * inverse
        return self.chain(inverse, -square, 2 * square * inverse)

    def exp(self) -> Taylor:
        """Exponential, its own first and second derivative."""
        value = apply_named("exp", self._value)
        return self.chain(value, value, value)

    def expm1(self) -> Taylor:
        """exp(x) - 1, without loss of digits near 0."""
        slope = apply_named("exp", self._value)
        return self.chain(apply_named("expm1", self._value), slope, slope)

    def log(self) -> Taylor:
        """Natural logarithm. Raises NotSmoothError where x may be 0 or below."""
        require("the logarithm of", self._value, lambda v: v > 0, "positive")
        inverse = 1 / self._value
        return self.chain(apply_named("log", self._value), inverse, -inverse * inverse)

    def log1p(self) -> Taylor:
        """log(1 + x). Raises NotSmoothError where 1 + x may be 0 or below."""
        require("the logarithm of 1 plus", self._value, lambda v: v > -1, "above -1")
        inverse = 1 / (1 + self._value)
        return self.chain(apply_named("log1p", self._value), inverse, -inverse * inverse)

    def sqrt(self) -> Taylor:
        """Square root. Raises NotSmoothError where x may be 0 or below."""
        require("the square root of", self._value, lambda v: v > 0, "positive")
        value = apply_named("sqrt", self._value)
        return self.chain(value, 1 / (2 * value), -1 / (4 * value * self._value))

    def sin(self) -> Taylor:
        """Sine of an angle in radians, defined and smooth everywhere."""
        value = apply_named("sin", self._value)
        return self.chain(value, apply_named("cos", self._value), -value)

    def cos(self) -> Taylor:
        """Cosine of an angle in radians, defined and smooth everywhere."""
        value = apply_named("cos", self._value)
        return self.chain(value, -apply_named("sin", self._value), -value)

    def tanh(self) -> Taylor:
        """Hyperbolic tangent, with first derivative 1 - tanh^2."""
        value = apply_named("tanh", self._value)
        slope = 1 - value * value
        return self.chain(value, slope, -2 * value * slope)

    def arctan(self) -> Taylor:
        """Inverse tangent in radians, with first derivative 1 / (1 + x^2)."""
        slope = 1 / (1 + self._value * self._value)
        return self.chain(apply_named("arctan", self._value), slope, -2 * self._value * slope * slope)

    def chain(self, value: Values, first: Values, second: Values) -> Taylor:
        """f of the expansion, from f, f' and f'' at its value."""
        curved = with_axis(with_axis(second)) * outer(self._gradient, self._gradient)
        return Taylor(value, with_axis(first) * self._gradient, with_axis(with_axis(first)) * self._hessian + curved)

    def sum(self, axis: int | tuple[int, ...] | None = None, *, keepdims: bool = False) -> Taylor:
        """Sum over `axis` (None: all axes)."""
        axes = range(self.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        down = tuple(sorted(np.arange(self.ndim)[i] for i in axes))
        if len(set(down)) < len(down):
            raise ValueError(f"axis={axis}: an axis is named twice")
        whole = self.rearrange(lambda positions: positions)
        value, gradient, hessian = (
            part.sum(axis=down, keepdims=keepdims) for part in (whole._value, whole._gradient, whole._hessian)
        )
        return Taylor(value, np.asarray(gradient), np.asarray(hessian))

    def lift(self, other: Any) -> Taylor:
        """A constant as expansions without derivatives; expansions as they are. Raises TypeError for other things."""
        if isinstance(other, Taylor):
            return other
        array = np.asarray(other)
        if array.dtype == object and any(isinstance(entry, Taylor) for entry in array.flat):
            return stack(array)
        value = read_constant(other, balls=self._value.dtype == object)
        p = self._gradient.shape[-1]
        zeros = np.zeros((*value.shape, p, p), dtype=int)
        return Taylor(value, zeros[..., 0], zeros)


def stack(entries: Values) -> Taylor:
    """An object array of single expansions and constants as one expansion of its shape.

    Raises TypeError for entries that are no single expansions or numbers.
    """
    flat = list(entries.flat)
    like = next(entry for entry in flat if isinstance(entry, Taylor))
    lifted = [like.lift(entry) for entry in flat]
    if any(entry.shape for entry in lifted):
        raise TypeError("a list of expansions of several shapes; give arrays of one shape, or np.concatenate")
    value = np.empty(len(flat), dtype=like._value.dtype)
    value[:] = [entry._value.item() for entry in lifted]
    gradient, hessian = (np.array([entry.parts()[k] for entry in lifted]) for k in (1, 2))
    p = like._gradient.shape[-1]
    return Taylor(
        value.reshape(entries.shape), gradient.reshape(*entries.shape, p), hessian.reshape(*entries.shape, p, p)
    )


def _by_sign(name: str, decider: Taylor, above: Taylor, below: Taylor) -> Taylor:
    """`above` where the decider is positive, `below` where it is negative."""
    # Balls that hold zero are neither; the test is so put that they, and NaN, are refused.
    if any(not (value > 0 or value < 0) for value in decider._value.ravel()):
        raise NotSmoothError(f"{name} may have a kink here: its argument is not certainly nonzero")
    positive = np.array([bool(value > 0) for value in decider._value.ravel()], dtype=bool).reshape(decider.shape)
    parts = [np.broadcast_arrays(a, b) for a, b in zip(above.parts(), below.parts(), strict=True)]
    masks = (positive, positive[..., None], positive[..., None, None])
    value, gradient, hessian = (np.where(mask, a, b) for mask, (a, b) in zip(masks, parts, strict=True))
    return Taylor(value, gradient, hessian)
