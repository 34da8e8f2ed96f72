"""What is proved of a least-squares minimiser: the record, in decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from solver.certificates.certificate import Outcome
from solver.display.card import Card, ShownAsCard, upward


@dataclass(frozen=True, kw_only=True)
class LeastSquaresCertificate(ShownAsCard):
    """What is proved about ||r||^2 near the given point; the tuples are empty when `outcome` is INCONCLUSIVE.

    CERTIFIED: exactly one stationary point z* has |z*_i - parameters_i| <= radii_i, and it is a strict local minimiser;
    `sum_of_squares` is ||r(z*)||^2 to within `sum_of_squares_radius`.
    """

    outcome: Outcome
    reason: str
    parameters: tuple[Decimal, ...] = ()
    radii: tuple[Decimal, ...] = ()
    sum_of_squares: Decimal = Decimal("NaN")
    sum_of_squares_radius: Decimal = Decimal("Infinity")

    def __bool__(self) -> bool:
        """Whether anything is certified."""
        return self.outcome is Outcome.CERTIFIED

    def __repr__(self) -> str:
        return f"LeastSquaresCertificate({self.outcome.name}, {len(self.parameters)} parameters)"

    def _card(self) -> Card:
        pairs = zip(self.parameters, self.radii, strict=True)
        rows = [(f"parameter {i}", f"{value} +/- {upward(radius)}") for i, (value, radius) in enumerate(pairs)]
        if self.outcome is Outcome.CERTIFIED:
            rows.append(("sum of squares", f"{self.sum_of_squares} +/- {upward(self.sum_of_squares_radius)}"))
        return Card(headline=f"Certificate: {self.outcome.name}", sentence=f"{self.reason}.", rows=tuple(rows))
