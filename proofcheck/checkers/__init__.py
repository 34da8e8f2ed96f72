"""Checkers: each gives `Evidence` for a lemma, or None when the lemma gives it nothing to do."""

from collections.abc import Callable

from proofcheck.checkers import adversary, cost, domain, property, rate, rigorous, symbolic  # noqa: A004
from proofcheck.checkers.settings import Profile, Settings
from proofcheck.lemmas.evidence import Evidence
from proofcheck.lemmas.lemma import Inequality, Lemma

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

NEEDS: dict[str, Callable[[Lemma], bool]] = {
    symbolic.NAME: lambda lemma: lemma.derivation is not None,
    rigorous.NAME: lambda lemma: lemma.claim is not None,
    property.NAME: lambda lemma: lemma.claim is not None,
    adversary.NAME: lambda lemma: isinstance(lemma.claim, Inequality),
    domain.NAME: lambda lemma: lemma.domain is not None,
    rate.NAME: lambda lemma: lemma.rate is not None,
    cost.NAME: lambda lemma: lemma.cost is not None,
}
"""Whether a checker has something to do; the engine sends no task otherwise."""

__all__ = ["CHECKERS", "NEEDS", "Checker", "Profile", "Settings"]
