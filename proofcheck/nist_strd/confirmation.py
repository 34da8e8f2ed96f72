"""Confirm NIST's certified values: solve from its starts in float64, certify, compare to the last printed digit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
import scipy.optimize
from flint import arb

from proofcheck.nist_strd.dataset import Dataset, load
from proofcheck.nist_strd.models import LOGARITHMIC, MODELS
from solver import LeastSquaresCertificate, Outcome, certify_least_squares
from solver.least_squares.residual import variables
from solver.least_squares.taylor import Taylor

_DIGITS: Final = 30
_EVALUATIONS: Final = 5000
_HALF: Final = arb(1) / 2


@dataclass(frozen=True, kw_only=True)
class Value:
    """One printed value and what was proved about it; `confirmed`: it is the proved value, rounded."""

    name: str
    printed: Decimal
    proved: Decimal
    radius: Decimal
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """One data set: the start that led there, the certificate and its values."""

    name: str
    start: int
    certificate: LeastSquaresCertificate
    values: tuple[Value, ...]

    @property
    def confirmed(self) -> bool:
        """Whether a minimiser is certified and every printed value is confirmed."""
        return self.certificate.outcome is Outcome.CERTIFIED and all(value.confirmed for value in self.values)

    @property
    def relative_radius(self) -> float:
        """The largest proved radius of a parameter relative to it; infinite without a certificate."""
        pairs = zip(self.certificate.parameters, self.certificate.radii, strict=True)
        return max((float(radius / abs(value)) for value, radius in pairs if value), default=float("inf"))

    def record(self) -> dict[str, Any]:
        """As plain data: decimals as text, each value with what is printed, what is proved and within which radius."""
        return {
            "name": self.name,
            "confirmed": self.confirmed,
            "start": self.start,
            "reason": self.certificate.reason,
            "sum_of_squares": f"{self.certificate.sum_of_squares:.10E}",
            "relative_radius": self.relative_radius,
            "values": [
                {
                    "name": value.name,
                    "printed": str(value.printed),
                    "proved": str(value.proved),
                    "radius": str(value.radius),
                    "confirmed": value.confirmed,
                }
                for value in self.values
            ],
        }


def confirm_all() -> Iterator[Confirmation]:
    """All 27 data sets, in the order of their names."""
    return (confirm(load(name)) for name in sorted(MODELS))


def confirm(data: Dataset) -> Confirmation:
    """Certify the minimiser that the second, else the first start leads to, and compare."""
    found = _confirm_from(data, 2)
    return found if found.certificate.outcome is Outcome.CERTIFIED else _confirm_from(data, 1)


def residual(data: Dataset) -> Callable[[list[Taylor]], Taylor]:
    """The residuals as `certify_least_squares` takes them."""

    def difference(b: list[Taylor]) -> Taylor:
        y: Any = 0 * b[0] + data.y
        found: Taylor = MODELS[data.name](b, *data.x) - (np.log(y) if data.name in LOGARITHMIC else y)
        return found

    return difference


def _confirm_from(data: Dataset, start: int) -> Confirmation:
    function = residual(data)
    point = _float_solution(function, data.starts[start - 1])
    certificate = certify_least_squares(function, point, digits=_DIGITS)
    return Confirmation(name=data.name, start=start, certificate=certificate, values=tuple(_values(data, certificate)))


def _float_solution(function: Callable[[list[Taylor]], Taylor], start: tuple[float, ...]) -> Any:
    """Levenberg-Marquardt in float64: where Newton's iteration begins."""

    def value(z: Any) -> Any:
        return np.nan_to_num(function(variables(z)).parts()[0], nan=1e150, posinf=1e150, neginf=-1e150)

    def jacobian(z: Any) -> Any:
        return np.nan_to_num(function(variables(z)).parts()[1])

    with np.errstate(all="ignore"):
        found = scipy.optimize.least_squares(
            value,
            start,
            jac=jacobian,
            method="lm",
            x_scale="jac",
            xtol=1e-15,
            ftol=1e-15,
            gtol=1e-15,
            max_nfev=_EVALUATIONS,
        )
    return found.x


def _values(data: Dataset, certificate: LeastSquaresCertificate) -> Iterator[Value]:
    if certificate.outcome is not Outcome.CERTIFIED:
        return
    for i, printed in enumerate(data.parameters):
        yield _value(f"b{i + 1}", printed, certificate.parameters[i], certificate.radii[i])
    yield _value("sum of squares", data.sum_of_squares, certificate.sum_of_squares, certificate.sum_of_squares_radius)


def _value(name: str, printed: Decimal, proved: Decimal, radius: Decimal) -> Value:
    """Confirmed when every value within the radius is at most half a unit of the last printed digit away."""
    exponent = printed.as_tuple().exponent
    distance = abs(arb(str(printed)) - arb(str(proved))) + arb(str(radius))
    confirmed = bool(distance <= _HALF * arb(10) ** int(exponent))
    return Value(name=name, printed=printed, proved=proved, radius=radius, confirmed=confirmed)
