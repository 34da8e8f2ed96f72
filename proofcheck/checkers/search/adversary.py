"""The adversary: maximise the violation of an inequality in float64, then decide the best points rigorously.

Float64 only proposes. A point that it calls a violation is decided at once in ball arithmetic, so that rounding noise
near ties neither refutes nor leads the search astray; what is reported comes from rigorous decisions alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from proofcheck.checkers.checker import Checker, Method, claim_and_space
from proofcheck.checkers.instances.decision import InstanceDecision, decide
from proofcheck.checkers.instances.membership import check_space
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.instances.simplify import simplify
from proofcheck.checkers.instances.summary import record, refutation
from proofcheck.checkers.search.hunt import Found, Hunt
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Inequality, Space
from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "adversary"
_NOUN = "point of a search for the worst case"
_CI: Final = 120  # evaluations of one hunt, about, besides those at its starts
_THOROUGH: Final = 4_000
_NOT_FLOAT: Final = (TypeError, AttributeError, ValueError, ArithmeticError)


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from searches at chosen sizes, two in the ci profile and 60 in the thorough one.

    Raises TypeError for a claim that is no inequality.
    """
    claim, space = claim_and_space(lemma)
    if not isinstance(claim, Inequality):
        raise TypeError(f"lemma {lemma.name!r}: an identity has no worst case; the adversary takes inequalities")
    check_space(space)
    rng = settings.generator(lemma.name, NAME)
    decisions: list[InstanceDecision] = []
    evaluated = 0
    for sizes in _sizes(space, settings, rng):
        hunt = Hunt(claim, space, sizes)
        try:
            hunt.run(settings.choose(ci=_CI, thorough=_THOROUGH), rng)
            decisions += hunt.settle()
        except Found as found:
            decisions.append(decide(claim, space, found.instance))
            shown = simplify(claim, space, found.instance)
            return record(NAME, lemma, settings, decisions, _NOUN, **refutation(claim, space, shown))
        except _NOT_FLOAT as error:
            detail = f"float64 cannot evaluate the claim ({type(error).__name__}: {error})"
            return record(NAME, lemma, settings, decisions, _NOUN, outcome=Outcome.UNDECIDED, detail=detail)
        evaluated += hunt.evaluated
    searched = ", ".join(f"{name} <= {high}" for name, (_, high) in space.sizes.items())
    return record(
        NAME,
        lemma,
        settings,
        decisions,
        _NOUN,
        margins=(),
        detail=plural(evaluated, "float64 evaluation"),
        evaluations=evaluated,
        searched=searched,
    )


def _sizes(space: Space, settings: Settings, rng: np.random.Generator) -> Iterator[Sizes]:
    """The largest sizes, the smallest above one, then random ones (in later parts of a campaign: all random)."""
    largest = {name: high for name, (_, high) in space.sizes.items()}
    smallest = {name: min(max(low, 2), high) for name, (low, high) in space.sizes.items()}
    named = [largest, smallest] if smallest != largest else [largest]
    named = named if settings.part[0] == 0 else []
    wanted = settings.share(ci=len(named), thorough=60)
    for index in range(wanted):
        drawn = {name: int(rng.integers(low, high + 1)) for name, (low, high) in space.sizes.items()}
        yield named[index] if index < len(named) else drawn


def _fits(lemma: Lemma) -> bool:
    """Whether the ranges fit float64, in which the search moves; wider ones are left to the other checkers."""
    variables = lemma.space.variables.values() if lemma.space else ()
    return all(-(2**960) < end * v.denominator < 2**960 for v in variables for end in (v.low, v.high))


CHECKER = Checker(
    name=NAME,
    reads="claim",
    method=Method.SEARCH,
    applies=lambda lemma: isinstance(lemma.claim, Inequality) and _fits(lemma),
    check=check,
    parts=12,
    weight=3,
)
