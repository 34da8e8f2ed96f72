"""Checkers: each gives `Evidence` for a lemma, or None when the lemma gives it nothing to do."""

from collections.abc import Callable

from proofcheck.checkers import adversary, cost, domain, property, rate, rigorous, symbolic  # noqa: A004
from proofcheck.checkers.settings import Profile, Settings
from proofcheck.evidence import Evidence
from proofcheck.lemma import Lemma

Checker = Callable[[Lemma, Settings], Evidence | None]

CHECKERS: dict[str, Checker] = {
    symbolic.NAME: symbolic.check,
    rigorous.NAME: rigorous.check,
    property.NAME: property.check,
    adversary.NAME: adversary.check,
    domain.NAME: domain.check,
    rate.NAME: rate.check,
    cost.NAME: cost.check,
}

__all__ = ["CHECKERS", "Checker", "Profile", "Settings"]
