"""Errors of residuals, and the methods that raise them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from solver.validation import InputError


class ParameterError(InputError):
    """A residual that asks for the value of a parameter, or does what has no derivative in exact terms."""


class NotSmoothError(ArithmeticError):
    """A function evaluated outside its domain, or at a kink, where it has no derivatives."""


def refuse_value(what: str) -> Callable[..., NoReturn]:
    """A method that raises ParameterError: `what` is what the residual would learn of a parameter by it."""

    def refuse(*_: Any) -> NoReturn:
        raise ParameterError(
            f"the residual takes {what} of its parameters: it is evaluated on boxes of them, where no single answer is "
            "right; write it with + - * / ** and numpy's functions, np.maximum, np.minimum and np.abs among them"
        )

    return refuse
