"""Smooth functions of one expansion: value, first and second derivative of each, by the chain rule."""

from __future__ import annotations

from typing import Any

from solver.least_squares.values import Values, apply_named, require


class Elementary:
    """numpy's smooth functions of one argument, for `solver.least_squares.taylor`."""

    _value: Values

    def chain(self, value: Values, first: Values, second: Values) -> Any:
        """f of the expansion, from f, f' and f'' at its value."""
        raise NotImplementedError

    def reciprocal(self) -> Any:
        """1 / x. Raises NotSmoothError where x may vanish."""
        require("a division by", self._value, lambda v: v > 0 or v < 0, "nonzero")
        inverse = 1 / self._value
        # (1/x)' = -1/x^2 and (1/x)'' = 2/x^3; x keeps its sign on the whole ball, as required above.
        square = inverse * inverse
        return self.chain(inverse, -square, 2 * square * inverse)

    def exp(self) -> Any:
        """Exponential, its own first and second derivative."""
        value = apply_named("exp", self._value)
        return self.chain(value, value, value)

    def expm1(self) -> Any:
        """exp(x) - 1, without loss of digits near 0."""
        slope = apply_named("exp", self._value)
        return self.chain(apply_named("expm1", self._value), slope, slope)

    def log(self) -> Any:
        """Natural logarithm. Raises NotSmoothError where x may be 0 or below."""
        require("the logarithm of", self._value, lambda v: v > 0, "positive")
        inverse = 1 / self._value
        return self.chain(apply_named("log", self._value), inverse, -inverse * inverse)

    def log1p(self) -> Any:
        """log(1 + x). Raises NotSmoothError where 1 + x may be 0 or below."""
        require("the logarithm of 1 plus", self._value, lambda v: v > -1, "above -1")
        inverse = 1 / (1 + self._value)
        return self.chain(apply_named("log1p", self._value), inverse, -inverse * inverse)

    def sqrt(self) -> Any:
        """Square root. Raises NotSmoothError where x may be 0 or below."""
        require("the square root of", self._value, lambda v: v > 0, "positive")
        value = apply_named("sqrt", self._value)
        return self.chain(value, 1 / (2 * value), -1 / (4 * value * self._value))

    def sin(self) -> Any:
        """Sine of an angle in radians, defined and smooth everywhere."""
        value = apply_named("sin", self._value)
        return self.chain(value, apply_named("cos", self._value), -value)

    def cos(self) -> Any:
        """Cosine of an angle in radians, defined and smooth everywhere."""
        value = apply_named("cos", self._value)
        return self.chain(value, -apply_named("sin", self._value), -value)

    def tanh(self) -> Any:
        """Hyperbolic tangent, with first derivative 1 - tanh^2."""
        value = apply_named("tanh", self._value)
        slope = 1 - value * value
        return self.chain(value, slope, -2 * value * slope)

    def arctan(self) -> Any:
        """Inverse tangent in radians, with first derivative 1 / (1 + x^2)."""
        slope = 1 / (1 + self._value * self._value)
        return self.chain(apply_named("arctan", self._value), slope, -2 * self._value * slope * slope)
