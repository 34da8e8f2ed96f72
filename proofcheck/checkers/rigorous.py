"""Rigorous instances: a witness, extremes and seeded samples, each decided exactly or in balls; failures simplified."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.refusals import RefusalError
from proofcheck.checkers.checker import Checker, Method, claim_and_space
from proofcheck.checkers.instances.decision import LADDER, Finding, InstanceDecision, decide
from proofcheck.checkers.instances.membership import check_space
from proofcheck.checkers.instances.sampling import sample
from proofcheck.checkers.instances.second_opinion import inconsistency, second_opinion
from proofcheck.checkers.instances.simplify import simplify
from proofcheck.checkers.instances.summary import describe, record, refutation, thinness
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Identity, Instance
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME = "rigorous"
_NOUN: Final = "sampled instance"
_SECOND_OPINIONS: Final = 3
_PATIENCE: Final = 4
_LARGE: Final = 1 / 64  # of the instances at large sizes, where a space has them
_DEEP: Final = 3  # the rung of 512 bits


class _Stop(Exception):  # noqa: N818 - the end of a check, not an error
    """What ends the check at once: a refutation, or an error of the lemma."""

    def __init__(self, **found: Any) -> None:
        super().__init__("the check ends")
        self.found = found


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from decided instances, 160 in the ci profile and 10,000 in the thorough one, given ones apart.

    Ties and instances outside the hypotheses are replaced by others, up to `_PATIENCE` drawn for each one asked for.
    """
    run = _Run(lemma, settings)
    try:
        run.decide_given()
        run.decide_samples()
    except _Stop as stop:
        return run.evidence(**stop.found)
    return run.evidence(detail=run.describe(), thin=thinness(run.sampled, run.wanted))


class _Run:
    """The instances decided so far."""

    def __init__(self, lemma: Lemma, settings: Settings) -> None:
        self._claim, self._space = claim_and_space(lemma)
        check_space(self._space)
        self._lemma, self._settings = lemma, settings
        self.wanted = settings.share(ci=160, thorough=10_000)
        self.given: list[InstanceDecision] = []
        self.sampled: list[InstanceDecision] = []
        self._agreed = self._asked = 0

    def decide_given(self) -> None:
        """The witness, which was chosen to be read and is not simplified, and the extremes; in the first part alone."""
        if self._settings.part[0] > 0:
            return
        if self._lemma.witness is not None:
            self._decide(_exact(self._lemma.witness()), self.given, simple=True)
        for instance in () if self._lemma.extremes is None else self._lemma.extremes():
            self._decide(_exact(instance), self.given)

    def decide_samples(self) -> None:
        """Draw until enough are decided, or patience ends."""
        held = 0
        for instance in self._draws():
            self._decide(instance, self.sampled)
            held += self.sampled[-1].finding is Finding.HOLDS
            if held == self.wanted:
                return

    def describe(self) -> str:
        """Agreement, ties, and what mpmath thinks."""
        silent = self._asked - self._agreed  # a disagreement stops the checker
        opinions = [f"mpmath agrees on {self._agreed} of {self._agreed}"] if self._agreed else []
        opinions += [f"mpmath has no opinion on {silent}"] if silent else []
        return "; ".join([describe(self.sampled), *(opinions or ["mpmath was not asked"])])

    def evidence(self, **found: Any) -> Evidence:
        """Evidence from what was decided; `found` overrides fields."""
        return record(NAME, self._lemma, self._settings, self.sampled, _NOUN, given=self.given, **found)

    def _draws(self) -> Iterator[Instance]:
        rng = self._settings.generator(self._lemma.name, NAME)
        large = self._settings.choose(ci=0.0, thorough=_LARGE)
        for _ in range(_PATIENCE * self.wanted):
            yield sample(self._space, rng, large)

    def _decide(self, instance: Instance, decided: list[InstanceDecision], *, simple: bool = False) -> None:
        index = len(self.given) + len(self.sampled)
        try:
            decision = decide(self._claim, self._space, instance, self._ladder(index))
        except RefusalError as error:
            raise _Stop(outcome=Outcome.ERROR, detail=str(error)) from error
        decided.append(decision)
        if decision.finding is Finding.OUTSIDE:
            detail = f"a given instance lies outside its space: {decision.note}; correct it or widen the space"
            raise _Stop(outcome=Outcome.ERROR, detail=detail)
        if index < _SECOND_OPINIONS:
            self._ask(instance)
        if decision.finding is Finding.UNDEFINED:
            detail = f"{decision.note}; restrict the space or exclude it by `where`"
            raise _Stop(outcome=Outcome.ERROR, detail=detail)
        if decision.finding is Finding.FAILS:
            shown = instance if simple else simplify(self._claim, self._space, instance)
            raise _Stop(**refutation(self._claim, self._space, shown))

    def _ask(self, instance: Instance) -> None:
        """Stop when mpmath disagrees with the balls, or the sides with themselves."""
        opinion = second_opinion(self._claim, instance)
        if opinion:
            raise _Stop(outcome=Outcome.ERROR, detail=f"second opinion: {opinion}")
        contradiction = inconsistency(self._claim, instance)
        if contradiction:
            raise _Stop(outcome=Outcome.ERROR, detail=contradiction)
        self._asked += 1
        self._agreed += opinion is not None

    def _ladder(self, index: int) -> tuple[int, ...]:
        """Balls show only how closely an identity holds: on the first instances, to more than 100 digits."""
        return LADDER[_DEEP:] if isinstance(self._claim, Identity) and index < _SECOND_OPINIONS else LADDER


def _exact(instance: Instance) -> Instance:
    """Integers, doubles and `p/q` texts of a given instance as the rationals that they are."""
    return {name: rationals(value) for name, value in instance.items()}


CHECKER = Checker(
    name=NAME,
    reads="claim",
    method=Method.INSTANCES,
    applies=lambda lemma: lemma.claim is not None,
    check=check,
    parts=20,
    weight=2,
)
