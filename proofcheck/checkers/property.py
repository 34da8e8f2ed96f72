"""Hypothesis properties: examples that shrink, over exactly representable data; failures are confirmed rigorously."""

from __future__ import annotations

import warnings
from typing import Any

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.errors import NonInteractiveExampleWarning, Unsatisfiable

from proofcheck.arithmetic import Array
from proofcheck.checkers.decide import LADDER, Decision, Finding, counterexample, decide
from proofcheck.checkers.instances import grid, rational, shape_of
from proofcheck.checkers.settings import Profile, Settings
from proofcheck.evidence import Evidence, Outcome
from proofcheck.lemma import Instance, Lemma, Space, Variable

NAME = "property"
_CONFIRMING = LADDER[2:]


class Falsified(Exception):  # noqa: N818 - the outcome of a search, not an error
    """An instance on which the claim fails rigorously; hypothesis shrinks it."""


def strategy(space: Space) -> st.SearchStrategy[Instance]:
    """Instances of a space: sizes first, then integer numerators, which shrink towards zero."""

    @st.composite
    def instances(draw: st.DrawFn) -> Instance:
        sizes = {name: draw(st.integers(low, high)) for name, (low, high) in space.sizes.items()}
        return {name: draw(_entries(variable, sizes)) for name, variable in space.variables.items()}

    return instances()


def _entries(variable: Variable, sizes: dict[str, int]) -> st.SearchStrategy[Array]:
    shape = shape_of(variable, sizes)
    low, high = grid(variable)
    count = int(np.prod(shape, dtype=int))
    whole = st.integers(-(-low // variable.denominator), high // variable.denominator).map(
        lambda value: value * variable.denominator
    )
    number = (
        st.integers(low, high)
        if high // variable.denominator < -(-low // variable.denominator)
        else whole | (st.integers(low, high))
    )
    numerators = st.lists(number, min_size=count, max_size=count)
    return numerators.map(lambda values: rational(variable, np.array(values, dtype=object).reshape(shape)))


def check(lemma: Lemma, settings: Settings) -> Evidence | None:
    """Evidence from `settings.examples` hypothesis examples; None without a claim."""
    if lemma.claim is None or lemma.space is None:
        return None
    search = _Search(lemma)
    try:
        search.run(settings)
    except Falsified:
        return _falsified(lemma, settings, search)
    except Unsatisfiable:
        return _evidence(lemma, settings, search, Outcome.ERROR, detail="the space yields no instance")
    decided = any(decision.finding is Finding.HOLDS for decision in search.decisions)
    return _evidence(lemma, settings, search, Outcome.HOLDS if decided else Outcome.UNDECIDED)


class _Search:
    """Collects the decisions of a hypothesis run and the last (smallest) failing instance."""

    def __init__(self, lemma: Lemma) -> None:
        self._lemma = lemma
        self.decisions: list[Decision] = []
        self.failing: Instance | None = None

    def run(self, settings: Settings) -> None:
        space = self._lemma.space
        assert space is not None  # noqa: S101 - narrowed by `check`
        configured = hypothesis.settings(
            max_examples=settings.examples,
            derandomize=settings.profile is Profile.CI,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=hypothesis.Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate, Phase.target, Phase.shrink],
        )
        test: Any = hypothesis.given(strategy(space))(self._one)
        test = configured(test)
        if settings.profile is not Profile.CI:
            test = hypothesis.seed(settings.seed)(test)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NonInteractiveExampleWarning)
            test()

    def _one(self, instance: Instance) -> None:
        claim = self._lemma.claim
        assert claim is not None  # noqa: S101 - narrowed by `check`
        decision = decide(claim, instance)
        self.decisions.append(decision)
        if decision.finding is Finding.FAILS:
            self.failing = instance
            raise Falsified
        if decision.margin is not None:
            hypothesis.target(-decision.margin)


def _falsified(lemma: Lemma, settings: Settings, search: _Search) -> Evidence:
    found = None
    if search.failing is not None and lemma.claim is not None:
        found = counterexample(lemma.claim, search.failing, _CONFIRMING)
    if found is None:
        return _evidence(lemma, settings, search, Outcome.ERROR, detail="a failure vanished at higher precision")
    return _evidence(lemma, settings, search, Outcome.FAILS, counterexample=found)


def _evidence(lemma: Lemma, settings: Settings, search: _Search, outcome: Outcome, **more: Any) -> Evidence:
    counted = [d for d in search.decisions if d.finding in (Finding.HOLDS, Finding.FAILS)]
    margins = [d.margin for d in counted if d.margin is not None]
    return Evidence(
        checker=NAME,
        outcome=outcome,
        coverage=f"{len(counted)} hypothesis examples",
        attempted=len(search.decisions),
        decided=len(counted),
        margin_lower=min(margins, default=None),
        tightness=max((d.tightness for d in counted if d.tightness is not None), default=None),
        seed=None if settings.profile is Profile.CI else settings.seed,
        precision_bits=max((d.bits for d in counted), default=None),
        command=settings.command_for(lemma.name),
        **more,
    )
