"""Hypothesis properties: examples that shrink, over exactly representable data; failures are confirmed rigorously."""

from __future__ import annotations

import warnings
from functools import lru_cache
from math import prod
from typing import Any

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.errors import HypothesisDeprecationWarning, Unsatisfiable

from proofcheck.arithmetic.functions import Array
from proofcheck.checkers.checker import Checker, Method, claim_and_space
from proofcheck.checkers.instances.decision import Finding, InstanceDecision, decide
from proofcheck.checkers.instances.membership import check_space
from proofcheck.checkers.instances.sampling import build, grid, rational, shape_of
from proofcheck.checkers.instances.summary import record, refutation
from proofcheck.checkers.settings import Profile, Settings
from proofcheck.lemmas.claims import Claim, Instance, Space, Variable
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "property"
_PART_STRIDE = 2**64  # seeds lie below it, so that no two parts share theirs
_NOUN = "hypothesis example"


class Falsified(Exception):  # noqa: N818 - the outcome of a search, not an error
    """An instance on which the claim fails rigorously, or has no value; hypothesis shrinks it, and raises it again for
    the smallest.
    """

    def __init__(self, decision: InstanceDecision) -> None:
        super().__init__("the claim fails")
        self.decision = decision


def strategy(space: Space) -> st.SearchStrategy[Instance]:
    """Instances of a space: sizes first, then integer numerators, which shrink towards zero."""

    @st.composite
    def instances(draw: st.DrawFn) -> Instance:
        sizes = {name: draw(st.integers(low, high)) for name, (low, high) in space.sizes.items()}
        shapes = {name: shape_of(variable, sizes) for name, variable in space.variables.items()}
        return build(space, {name: draw(_entries(space.variables[name], shape)) for name, shape in shapes.items()})

    return instances()


@lru_cache(maxsize=4096)  # hypothesis validates a strategy once, which costs more than to draw from it
def _entries(variable: Variable, shape: tuple[int, ...]) -> st.SearchStrategy[Array]:
    """Entries drawn one by one, or one row repeated (ties)."""
    independent = _array(variable, shape)
    if not shape or shape[0] == 1:
        return independent
    tied = _array(variable, shape[1:]).map(lambda row: np.broadcast_to(row, shape).copy())
    return independent | tied


def _array(variable: Variable, shape: tuple[int, ...]) -> st.SearchStrategy[Array]:
    return _numerators(variable, prod(shape)).map(
        lambda values: rational(variable, np.array(values, dtype=object).reshape(shape))
    )


def _numerators(variable: Variable, count: int) -> st.SearchStrategy[list[int]]:
    """Whole numbers of the range if it has any (they shrink best), any grid points, or some of both.

    A number that may be one of two kinds takes three times as long to draw.
    """
    low, high, unit = *grid(variable), variable.denominator
    least, most = -(-low // unit), high // unit
    points, whole = st.integers(low, high), st.integers(least, most)
    if most < least or unit == 1:
        return _several(points, count)
    wholes = _several(whole, count).map(lambda values: [value * unit for value in values])
    if count < 2:
        return wholes | _several(points, count)
    return wholes | _several(points, count) | _several(whole.map(lambda value: value * unit) | points, count)


def _several(entries: st.SearchStrategy[int], count: int) -> st.SearchStrategy[list[int]]:
    return st.lists(entries, min_size=count, max_size=count)


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from hypothesis examples, 50 in the ci profile and 2,000 in the thorough one."""
    claim, space = claim_and_space(lemma)
    check_space(space)
    search, seed = _Search(claim, space), None if settings.profile is Profile.CI else settings.seed
    found: dict[str, Any] = {"detail": "", "margins": (), "seed": seed}
    try:
        search.run(settings)
    except Falsified as falsified:
        found |= _end(claim, space, falsified)
    except Unsatisfiable:
        found |= {"outcome": Outcome.ERROR, "detail": "hypothesis found no instance in the space"}
    return record(NAME, lemma, settings, search.decisions, _NOUN, **found)


def _end(claim: Claim, space: Space, falsified: Falsified) -> dict[str, Any]:
    found = falsified.decision
    if found.finding is Finding.FAILS:
        return refutation(claim, space, found.instance)
    return {"outcome": Outcome.ERROR, "detail": f"{found.note}; restrict the space or exclude it by `where`"}


class _Search:
    """Collects the decisions of a hypothesis run."""

    def __init__(self, claim: Claim, space: Space) -> None:
        self._claim, self._space = claim, space
        self.decisions: list[InstanceDecision] = []

    def run(self, settings: Settings) -> None:
        configured = hypothesis.settings(
            max_examples=settings.share(ci=50, thorough=2_000),
            derandomize=settings.profile is Profile.CI,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=hypothesis.Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate, Phase.target, Phase.shrink],
        )
        test: Any = hypothesis.given(strategy(self._space))(self._one)
        test = configured(test)
        if settings.profile is not Profile.CI:
            test = hypothesis.seed(settings.seed + settings.part[0] * _PART_STRIDE)(test)
        with warnings.catch_warnings():
            # Other threads (a Dask worker's) may use the global `random`, which hypothesis blames on the strategy.
            warnings.filterwarnings("ignore", "Do not use the `random` module", HypothesisDeprecationWarning)
            test()

    def _one(self, instance: Instance) -> None:
        decision = decide(self._claim, self._space, instance)
        self.decisions.append(decision)
        if decision.finding in (Finding.FAILS, Finding.UNDEFINED):
            raise Falsified(decision)
        if decision.finding is Finding.HOLDS and decision.margin is not None:
            hypothesis.target(-decision.margin)


CHECKER = Checker(
    name=NAME,
    reads="claim",
    method=Method.SEARCH,
    applies=lambda lemma: lemma.claim is not None,
    check=check,
    parts=8,
    weight=6,
)
