"""Errors of residuals."""

from __future__ import annotations

from solver.validation import InputError


class ParameterError(InputError):
    """A residual that asks for the value of a parameter, or does what has no derivative in exact terms."""
