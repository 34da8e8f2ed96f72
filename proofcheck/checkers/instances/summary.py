"""Evidence from decided instances, the same for every checker that decides instances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from proofcheck.checkers.instances.decision import LADDER, Decision, Finding, counterexample
from proofcheck.checkers.instances.sharpness import sharpest
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Claim, Instance
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

HISTOGRAM: Final = 400
_CONFIRMING: Final = LADDER[3:]


def record(
    checker: str, lemma: Lemma, settings: Settings, decisions: Sequence[Decision], noun: str, **more: Any
) -> Evidence:
    """Counts, smallest margin and largest ratio of `decisions`; `more` overrides fields (outcome, detail, ...)."""
    counted = [d for d in decisions if d.finding in (Finding.HOLDS, Finding.FAILS)]
    margins = [d.margin for d in counted if d.margin is not None]
    fields: dict[str, Any] = {
        "outcome": Outcome.HOLDS if any(d.finding is Finding.HOLDS for d in counted) else Outcome.UNDECIDED,
        "detail": described(decisions),
        "margins": tuple(margins[:HISTOGRAM]),
        "seed": settings.seed,
    }
    return Evidence(
        checker=checker,
        coverage=f"{len(counted)} {noun}",
        attempted=len(decisions),
        decided=len(counted),
        margin_lower=min(margins, default=None),
        tightness=max((d.tightness for d in counted if d.tightness is not None), default=None),
        precision_bits=max((d.bits for d in counted), default=None),
        sharpness=sharpest(checker, lemma.claim, decisions),
        command=settings.command_for(lemma.name),
        **fields | more,
    )


def described(decisions: Sequence[Decision]) -> str:
    """Agreement of identities, ties and excluded instances, in one line."""
    counts = Counter(decision.finding for decision in decisions)
    widths = [decision.width for decision in decisions if decision.width is not None]
    agreement = f"both sides agree to a relative {max(widths):.2g}; " if widths else ""
    ties, excluded = counts[Finding.UNDECIDED], counts[Finding.EXCLUDED]
    return f"{agreement}{ties} ties undecided, {excluded} outside the hypotheses"


def refutation(claim: Claim, failing: Instance) -> dict[str, Any]:
    """Outcome and counterexample of an instance that failed, confirmed from 512 bits on."""
    found = counterexample(claim, failing, _CONFIRMING)
    if found is None:
        return {"outcome": Outcome.ERROR, "detail": "a failure vanished at higher precision"}
    return {"outcome": Outcome.FAILS, "detail": "", "counterexample": found}
