"""Checkers: each gives `Evidence` for a lemma, or None when the lemma gives it nothing to do."""

from collections.abc import Callable

from proofcheck.checkers import property, rate, rigorous, symbolic  # noqa: A004 - the field's word
from proofcheck.checkers.settings import Profile, Settings
from proofcheck.evidence import Evidence
from proofcheck.lemma import Lemma

Checker = Callable[[Lemma, Settings], Evidence | None]

CHECKERS: dict[str, Checker] = {
    symbolic.NAME: symbolic.check,
    rigorous.NAME: rigorous.check,
    property.NAME: property.check,
    rate.NAME: rate.check,
}

__all__ = ["CHECKERS", "Checker", "Profile", "Settings"]
