"""Costs: operations counted by instrumented arithmetic equal a closed form, at every size tried."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

import numpy as np

from proofcheck.arithmetic.counting import Tally, as_counted
from proofcheck.checkers.checker import Checker, Method, require_part
from proofcheck.checkers.instances.membership import check_space
from proofcheck.checkers.instances.sampling import Sizes, draw
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Cost, Space
from proofcheck.lemmas.evidence import Counterexample, Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "cost"


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from all choices of sizes, or 160 of them (10,000 in the thorough profile)."""
    cost = require_part(lemma.cost)
    check_space(cost.space)
    rng = settings.generator(lemma.name, NAME)
    checked = 0
    for sizes in islice(_choices(cost.space, rng), settings.share(ci=160, thorough=10_000)):
        found, claimed = count(cost, sizes, rng), cost.formula(**sizes)
        checked += 1
        if found != claimed:
            return _evidence(lemma, settings, cost, checked, _counterexample(sizes, found, claimed))
    return _evidence(lemma, settings, cost, checked, None)


def count(cost: Cost, sizes: Sizes, rng: np.random.Generator) -> int:
    """Operations of one evaluation at the given sizes."""
    tally = Tally()
    cost.compute(**{name: as_counted(value, tally) for name, value in draw(cost.space, sizes, rng).items()})
    return int(getattr(tally, cost.operation))


def _choices(space: Space, rng: np.random.Generator) -> Iterator[Sizes]:
    """Every combination of sizes, in random order."""
    ranges = [range(low, high + 1) for low, high in space.sizes.values()]
    choices = list(product(*ranges))
    for index in rng.permutation(len(choices)):
        yield dict(zip(space.sizes, choices[index], strict=True))


def _counterexample(sizes: Sizes, found: int, claimed: int) -> Counterexample:
    return Counterexample(
        data=dict(sizes), lhs=str(found), rhs=str(claimed), slack=str(-abs(claimed - found)), exact=True
    )


def _evidence(lemma: Lemma, settings: Settings, cost: Cost, checked: int, found: Counterexample | None) -> Evidence:
    return Evidence(
        checker=NAME,
        outcome=Outcome.HOLDS if found is None else Outcome.FAILS,
        coverage=f"{cost.operation} counted at {checked} choices of sizes; {cost.space.describe()}",
        detail="" if found is None else f"the count (lhs) differs from the formula (rhs) at {dict(found.data)}",
        attempted=checked,
        decided=checked,
        seed=settings.seed,
        command=settings.command_for(lemma.name),
        counterexample=found,
    )


CHECKER = Checker(
    name=NAME,
    reads="cost",
    method=Method.INSTANCES,
    applies=lambda lemma: lemma.cost is not None,
    check=check,
    weight=1,
)
