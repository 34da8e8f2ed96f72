"""Evidence from decided instances, the same for every checker that decides instances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from proofcheck.checkers.instances.decision import LADDER, Finding, InstanceDecision, counterexample
from proofcheck.checkers.instances.sampling import describe_drawn
from proofcheck.checkers.instances.second_opinion import unsteadiness
from proofcheck.checkers.instances.sharpness import sharpest
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Claim, Instance, Space
from proofcheck.lemmas.coverage import describe_coverage, plural
from proofcheck.lemmas.evidence import UNMET, Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

HISTOGRAM: Final = 400
MINIMUM: Final = 30  # decided instances of a sample below which it is called thin
_ADMITTED: Final = 0.01  # the share of draws that must satisfy the hypotheses
_CONFIRMING: Final = LADDER[3:]


def record(
    checker: str,
    lemma: Lemma,
    settings: Settings,
    decisions: Sequence[InstanceDecision],
    noun: str,
    *,
    given: Sequence[InstanceDecision] = (),
    **more: Any,
) -> Evidence:
    """Counts, smallest margin and largest ratio of `decisions`; `more` overrides fields (outcome, detail, ...).

    `given`: instances that the lemma names. They refute and attain as others do, but count apart.
    """
    counted = _select_decided(decisions)
    every = [*_select_decided(given), *counted]
    margins = [d.margin for d in every if d.margin is not None]
    fields: dict[str, Any] = {
        "outcome": Outcome.HOLDS if any(d.finding is Finding.HOLDS for d in every) else Outcome.UNDECIDED,
        "detail": describe(decisions),
        "margins": tuple(margins[:HISTOGRAM]),
        "seed": settings.seed,
        "drawn": describe_drawn(lemma.space) if lemma.space else "",
    }
    return Evidence(
        checker=checker,
        coverage=describe_coverage(len(counted), noun, len(every) - len(counted)),
        attempted=len(decisions),
        decided=len(counted),
        given=len(every) - len(counted),
        margin_lower=min(margins, default=None),
        tightness=max((d.tightness for d in every if d.tightness is not None), default=None),
        precision_bits=max((d.bits for d in every), default=None),
        sharpness=sharpest(checker, lemma.claim, [*given, *decisions]),
        command=settings.command_for(lemma.name),
        **fields | more,
    )


def _select_decided(decisions: Sequence[InstanceDecision]) -> list[InstanceDecision]:
    return [d for d in decisions if d.finding in (Finding.HOLDS, Finding.FAILS)]


def thinness(decisions: Sequence[InstanceDecision], wanted: int) -> str:
    """Why the instances drawn say little, with the remedy; "" when they are enough."""
    drawn, decided = len(decisions), len(_select_decided(decisions))
    admitted = drawn - sum(d.finding is Finding.EXCLUDED for d in decisions)
    if admitted < drawn * _ADMITTED:
        share = f"the hypotheses hold on {admitted:,} of" if admitted else UNMET
        return f"{share} {drawn:,} draws; give ranges or a structure of the variables for which they hold, or a witness"
    least = min(MINIMUM, wanted)
    if decided < least:
        return f"{decided:,} of {drawn:,} drawn instances were decided, fewer than {least}; widen the space"
    return ""


def describe(decisions: Sequence[InstanceDecision]) -> str:
    """Agreement of identities, ties and excluded instances, in one line."""
    counts = Counter(decision.finding for decision in decisions)
    widths = [decision.width for decision in decisions if decision.width is not None]
    agreement = f"both sides agree to a relative {max(widths):.2g}; " if widths else ""
    ties = plural(counts[Finding.UNDECIDED], "tie")
    return f"{agreement}{ties} undecided, {counts[Finding.EXCLUDED]} outside the hypotheses"


def refutation(claim: Claim, space: Space, failing: Instance) -> dict[str, Any]:
    """Outcome and counterexample of an instance that failed, confirmed from 512 bits on."""
    found = counterexample(claim, space, failing, _CONFIRMING)
    if found is None:
        return {"outcome": Outcome.ERROR, "detail": "a failure vanished at higher precision"}
    contradiction = unsteadiness(claim, failing)
    if contradiction:
        return {"outcome": Outcome.ERROR, "detail": contradiction}
    return {"outcome": Outcome.FAILS, "detail": "", "counterexample": found}
