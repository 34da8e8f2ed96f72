"""A residual, evaluated on balls and held to be a function of its argument alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from flint import arb

from solver.certificates.high_precision import working_precision
from solver.least_squares.errors import NotSmoothError, ParameterError, Refusal, UnsupportedError, held_to_refusals
from solver.least_squares.residual import as_expansions, variables
from solver.least_squares.taylor import Taylor
from solver.least_squares.values import Values, apply_each, exact_ball

Residual: TypeAlias = Callable[[list[Any]], Any]

_DOUBLE_BITS: Final = 53
_OFFSETS: Final = (0.0, 2.0**-8, -(2.0**-7))  # relative: where floats are compared; 0 is the point itself
_ROUNDINGS: Final = arb(2) ** 20  # a float64 result has this many times the error bound of 53-bit balls, at most
_RELATIVE: Final = arb(2) ** -30
_SUMMATION: Final = arb(2) ** -40


class Evaluations:
    """All evaluations of one residual."""

    def __init__(self, residual: Residual) -> None:
        self._residual = residual
        # Kept alive, so that no two arguments have one address: a memory by `id` never takes one for another.
        self._arguments: list[list[Any]] = []

    def at(self, z: list[arb]) -> tuple[Values, Values, Values]:
        """Residuals (n), gradients (n x p) and Hessians (n x p x p) at balls.

        Raises NotSmoothError where one is not finite, ParameterError or UnsupportedError for what the residual does
        with its parameters, and what the residual raises of floats, too.
        """
        value, gradient, hessian = (apply_each(exact_ball, part, balls=True) for part in self._expand(z).parts())
        if not value.size:
            raise UnsupportedError("the residual returns no numbers; return at least one")
        if not all(entry.is_finite() for part in (value, gradient, hessian) for entry in part.flat):
            raise NotSmoothError("a residual or a derivative of it is NaN or infinite")
        return value, gradient, hessian

    def _expand(self, z: list[arb]) -> Taylor:
        first, *others = variables(z)
        try:
            with held_to_refusals():
                return first.lift(as_expansions(self._call([first, *others])))
        except Refusal:
            raise
        except Exception as error:
            if not self._takes_floats(z):
                raise
            raise UnsupportedError(
                f"the residual takes floats, but on expansions it raises {type(error).__name__}: {error}; see "
                "solver.least_squares.taylor for what they support"
            ) from error

    def _call(self, argument: list[Any]) -> Any:
        self._arguments.append(argument)
        return self._residual(argument)

    def check_floats(self, z: list[arb]) -> None:
        """Raise ParameterError where the residual computes of floats, near z, what its expansions exclude.

        Balls of 53 bits bound the rounding of the same operations. Where floats overflow, or the residual does not
        take them, nothing is compared.
        """
        for offset in _OFFSETS:
            point = [float(entry.mid()) * (1.0 + offset) or offset for entry in z]
            found = self._at_floats(point)
            if found is None or not np.isfinite(point).all():
                continue
            try:
                with working_precision(0, _DOUBLE_BITS):
                    value, gradient, _ = self.at([arb(entry) for entry in point])
            except NotSmoothError:
                continue
            self._compare(point, found, value, gradient)

    @staticmethod
    def _compare(point: list[float], found: list[float], value: Values, gradient: Values) -> None:
        if len(found) != len(value):
            raise ParameterError(f"the residual returns {len(found)} numbers of floats and {len(value)} of expansions")
        for i, (plain, ball, slopes) in enumerate(zip(found, value, gradient, strict=True)):
            size = sum((abs(slope) * abs(arb(entry)) for slope, entry in zip(slopes, point, strict=True)), arb(0))
            slack = _ROUNDINGS * ball.rad() + _RELATIVE * (abs(arb(plain)) + abs(ball)) + _SUMMATION * size
            if abs(ball - arb(plain)) > slack:
                raise ParameterError(
                    f"residual {i} is {plain} of floats and {ball.mid().str(17, radius=False)} of expansions, at "
                    f"{point}; it must compute one function of both: no branch on a type, an attribute or a text"
                )

    def _takes_floats(self, z: list[arb]) -> bool:
        try:
            with np.errstate(all="ignore"):
                self._call([np.float64(entry.mid()) for entry in z])
        except Exception:  # noqa: BLE001 - the residual's own
            return False
        return True

    def _at_floats(self, z: list[float]) -> list[float] | None:
        """None where the residual does not take floats, or they leave their range."""
        try:
            with np.errstate(all="raise"):
                found = [float(entry) for entry in _leaves(self._call([np.float64(entry) for entry in z]))]
        except Exception:  # noqa: BLE001 - whatever it is, floats say nothing then
            return None
        return found if np.isfinite(found).all() else None


def _leaves(result: Any) -> Iterator[Any]:
    entries = result.ravel().tolist() if isinstance(result, np.ndarray) else result
    if isinstance(entries, list | tuple):
        for entry in entries:
            yield from _leaves(entry)
    else:
        yield entries
