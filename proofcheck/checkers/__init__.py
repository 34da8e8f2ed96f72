"""Checkers: each gives `Evidence` for the lemmas that it applies to. A new one is a file here and a line below."""

from typing import Final

from proofcheck.checkers import cost, domain, exact, kernel, property, rate, rigorous, symbolic  # noqa: A004
from proofcheck.checkers.checker import Checker, Method
from proofcheck.checkers.search import adversary
from proofcheck.checkers.settings import Profile, Settings
from proofcheck.lemmas.lemma import Lemma

CHECKERS: Final[dict[str, Checker]] = {
    checker.name: checker
    for checker in (
        kernel.CHECKER,
        exact.CHECKER,
        symbolic.CHECKER,
        rigorous.CHECKER,
        property.CHECKER,
        adversary.CHECKER,
        domain.CHECKER,
        rate.CHECKER,
        cost.CHECKER,
    )
}
"""By name, in the order in which evidence is listed."""


def checkers_of(lemma: Lemma) -> list[Checker]:
    """The checkers that have something to do for a lemma."""
    return [checker for checker in CHECKERS.values() if checker.applies(lemma)]


__all__ = ["CHECKERS", "Checker", "Method", "Profile", "Settings", "checkers_of"]
