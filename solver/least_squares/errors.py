"""Errors of residuals; each is noted when it is made, so that a residual that catches one is held to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NoReturn

from solver.validation import InputError


class Refusal(Exception):  # noqa: N818 - never raised itself
    """What expansions do not answer, with the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        noted = _NOTED.get()
        if noted is not None:
            noted.append(self)


class ParameterError(Refusal, InputError):
    """A residual that asks for the value of a parameter, or is no function of its parameters alone."""


class NotSmoothError(Refusal, ArithmeticError):
    """A function evaluated outside its domain, or at a kink, where it has no derivatives."""


class UnsupportedError(Refusal, InputError, TypeError):
    """A function of numpy, or a number, that expansions do not know."""


class UnsupportedAttributeError(UnsupportedError, AttributeError):
    """An attribute that numbers or arrays have, and expansions do not."""


_NOTED: Final[ContextVar[list[Refusal] | None]] = ContextVar("refusals of the evaluation in progress", default=None)


@contextmanager
def held_to_refusals() -> Iterator[None]:
    """Raise, at the end, the first refusal within: what a residual does instead is a branch on what it is given."""
    noted: list[Refusal] = []
    token = _NOTED.set(noted)
    try:
        yield
    except Exception as error:
        if noted and noted[0] is not error:  # numpy's own error about what was refused
            raise noted[0] from error
        raise
    finally:
        _NOTED.reset(token)
    if noted:
        raise noted[0]


def is_evaluating() -> bool:
    """Whether a residual is being evaluated."""
    return _NOTED.get() is not None


def refuse_value(what: str) -> Callable[..., NoReturn]:
    """A method that raises ParameterError: `what` is what the residual would learn of a parameter by it."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise ParameterError(
            f"the residual takes {what} of its parameters: it is evaluated on boxes of them, where no single answer is "
            "right; write it with + - * / ** and numpy's functions, np.maximum, np.minimum and np.abs of parameters or "
            "of np.stack of them (not np.array) among them"
        )

    return refuse
