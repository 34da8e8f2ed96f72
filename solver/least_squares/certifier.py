"""`certify_least_squares`: what is asked for, checked before python-flint is imported.

The test is Krawczyk's (1969); `solver.least_squares.krawczyk` derives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from solver.certificates.decimals import check_digits
from solver.least_squares.certificate import LeastSquaresCertificate
from solver.validation import InputError, read_vector

if TYPE_CHECKING:
    from solver.least_squares.evaluation import Residual


def certify_least_squares(residual: Residual, z: Sequence[float], *, digits: int = 30) -> LeastSquaresCertificate:
    """Certify a minimiser of ||residual||^2 near z to about `digits` digits relative to each parameter.

    `residual` takes the list of p parameters and returns the n residuals, as an expansion, or a list or array of them;
    see `solver.least_squares.taylor` for what it may use. z only has to be near enough for Newton's iteration. Raises
    InputError when z or `digits` makes no sense; ParameterError, an InputError, for a residual that asks for the values
    of its parameters, computes something else of floats, or is no function of them alone (it keeps results, counts its
    calls, draws random numbers); UnsupportedError, an InputError and TypeError, for a function or a number that is not
    supported. A residual that catches one of these is held to it. What it raises of floats, too, comes through.
    """
    check_digits(digits)
    if not callable(residual):
        raise InputError(f"residual={residual!r}: a function of the list of parameters is needed")
    start = read_vector("z", z)
    from solver.least_squares.krawczyk import certify_near  # python-flint, which nothing else here needs

    return certify_near(residual, start.tolist(), digits)
