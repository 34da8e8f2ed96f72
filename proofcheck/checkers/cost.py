"""Costs: operations counted by instrumented arithmetic equal a closed form, at every size tried.

A path that compares no numbers costs the same for all data of its sizes; one that does is counted on several of them.
What could hide operations is refused: results that are computed later, a state, and what `arithmetic.counting` refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import prod
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.constants import Constant
from proofcheck.arithmetic.counting import Counted, Tally, as_counted
from proofcheck.arithmetic.refusals import record_refusals
from proofcheck.checkers.checker import Checker, Method, require_part
from proofcheck.checkers.instances.decision import exact_text
from proofcheck.checkers.instances.membership import check_space
from proofcheck.checkers.instances.sampling import Sizes, draw
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Cost, Instance, Space, TheoryError
from proofcheck.lemmas.evidence import Counterexample, Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.raising import find_definition

NAME = "cost"
_REPEATED: Final = 3  # choices of sizes at which the same data are counted twice
_DRAWS: Final = 9  # data at each choice of sizes where the path compares numbers
_LISTED: Final = 100_000  # choices of sizes that are put in order; of more, some are drawn
_NUMBERS: Final = (Counted, int, float, Fraction, Constant, np.number)


@dataclass(kw_only=True)
class _Tried:
    """How many choices of sizes were counted, of how many, and whether a path compared numbers."""

    choices: int = 0
    of: int
    compares: bool = False


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from all choices of sizes, or 160 of them (10,000 in the thorough profile).

    Raises TheoryError for a formula that is no exact number and for a computation whose operations cannot be counted.
    """
    cost = require_part(lemma.cost)
    check_space(cost.space)
    rng = settings.generator(lemma.name, NAME)
    tried = _Tried(of=prod(high - low + 1 for low, high in cost.space.sizes.values()))
    for sizes in islice(_choices(cost.space, rng), settings.share(ci=160, thorough=10_000)):
        claimed = _claimed(cost, sizes)
        tried.choices += 1
        for data, tally in _tallies(cost, sizes, rng, repeat=tried.choices <= _REPEATED):
            tried.compares |= tally.comparisons > 0
            found = getattr(tally, cost.operation)
            if found != claimed:
                return _evidence(lemma, settings, tried, _counterexample(sizes, data, found, claimed))
    return _evidence(lemma, settings, tried, None)


def _tallies(
    cost: Cost, sizes: Sizes, rng: np.random.Generator, *, repeat: bool
) -> Iterator[tuple[Instance | None, Tally]]:
    """The operations at these sizes, with the data where they may depend on them. `repeat`: count the first twice."""
    data = draw(cost.space, sizes, rng)
    tally = _count(cost, data)
    if repeat and _count(cost, data) != tally:
        raise TheoryError(
            f"{find_definition(cost.compute)}: counts other operations when it is called again with the same numbers; "
            "give a function of the numbers alone, without a state"
        )
    yield (data if tally.comparisons else None), tally
    for _ in range(_DRAWS - 1 if tally.comparisons else 0):
        data = draw(cost.space, sizes, rng)
        yield data, _count(cost, data)


def _count(cost: Cost, data: Instance) -> Tally:
    """The operations of one evaluation. Raises RefusalError, TheoryError for a result that is not there yet."""
    tally = Tally()
    with record_refusals():
        result = cost.compute(**{name: as_counted(value, tally) for name, value in data.items()})
    _check_result(result, cost.compute)
    return tally


def _check_result(result: Any, compute: Callable[..., Any]) -> None:
    """Raise TheoryError for anything that is not made of numbers: a generator computes later, beside the tally."""
    if isinstance(result, _NUMBERS):
        return
    if isinstance(result, list | tuple | np.ndarray | Mapping):
        for entry in _entries(result):
            _check_result(entry, compute)
        return
    raise TheoryError(
        f"{find_definition(compute)}: returns {result!r} ({type(result).__name__}), whose operations are done later or "
        "never; give numbers: an array, or lists, tuples and dictionaries of them"
    )


def _entries(result: Any) -> Iterator[Any]:
    if isinstance(result, Mapping):
        return iter(result.values())
    return iter(result.flat) if isinstance(result, np.ndarray) else iter(result)


def _claimed(cost: Cost, sizes: Sizes) -> int | Fraction:
    """The formula's value. Raises TheoryError for one that may be rounded or wrap around."""
    claimed = cost.formula(**sizes)
    if isinstance(claimed, int | Fraction) and not isinstance(claimed, bool):
        return claimed
    raise TheoryError(
        f"{find_definition(cost.formula)}: the formula is {claimed!r} ({type(claimed).__name__}) at {sizes}, no exact "
        "number; give Python ints (// in place of /, math.prod in place of numpy's) or a Fraction"
    )


def _choices(space: Space, rng: np.random.Generator) -> Iterator[Sizes]:
    """Every combination of sizes, in random order; where they are many, random ones without end."""
    lengths = [high - low + 1 for low, high in space.sizes.values()]
    if prod(lengths) > _LISTED:
        while True:
            yield {name: int(rng.integers(low, high + 1)) for name, (low, high) in space.sizes.items()}
    for index in rng.permutation(prod(lengths)):
        steps = np.unravel_index(int(index), lengths) if lengths else ()
        yield {name: low + int(step) for (name, (low, _)), step in zip(space.sizes.items(), steps, strict=True)}


def _counterexample(sizes: Sizes, data: Instance | None, found: int, claimed: int | Fraction) -> Counterexample:
    shown = {name: exact_text(value) for name, value in (data or {}).items()}
    slack = -abs(Fraction(claimed) - found)
    return Counterexample(data={**sizes, **shown}, lhs=str(found), rhs=str(claimed), slack=str(slack), exact=True)


def _evidence(lemma: Lemma, settings: Settings, tried: _Tried, found: Counterexample | None) -> Evidence:
    cost = require_part(lemma.cost)
    number = f"{tried.choices:,}" if tried.choices == tried.of else f"{tried.choices:,} of {tried.of:,}"
    choices = f"{number} choice{'' if tried.of == 1 else 's'} of sizes"
    draws = f" on {_DRAWS} draws each, for its path compares numbers" if tried.compares and found is None else ""
    return Evidence(
        checker=NAME,
        outcome=Outcome.HOLDS if found is None else Outcome.FAILS,
        coverage=f"{cost.operation} counted at {choices}{draws}; {cost.space.describe()}",
        detail="" if found is None else f"the count (lhs) differs from the formula (rhs) at {dict(found.data)}",
        attempted=tried.choices,
        decided=tried.choices,
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
