"""Mutants that follow from the original, or hold by themselves, by the exact checker at all sizes of the space.

A side that equals the original's is an identity, and one that only moves in the direction that keeps the inequality
true is an inequality with one term, the change itself, whose sign the exact arithmetic has to know. Hypotheses must be
equal too. What is not shown here is compared on instances (`proofcheck.mutants.equivalence`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from proofcheck.checkers import Settings
from proofcheck.checkers.exact import check as exact
from proofcheck.lemmas.claims import Identity, Inequality, Side, Space
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Certificate, Lemma
from proofcheck.mutants.equivalence import Entailment

PROVED: Final = {
    Entailment.EQUIVALENT: "both sides equal the original's: proved by the exact checker, at all sizes of the space",
    Entailment.IMPLIED: "implied by the original, each side being equal or moved in its favour: proved by the exact "
    "checker, at all sizes of the space",
}
TRUE: Final = "true: proved by the exact checker, at all sizes of the space"


def prove_entailment(lemma: Lemma, original: Lemma, settings: Settings) -> Entailment | None:
    """How the mutant is proved to follow from the original; None where that is not shown. Raises what a side raises."""
    after, before, space = lemma.claim, original.claim, original.space
    if after is None or before is None or space is None or type(after) is not type(before):
        return None
    if not _same_hypotheses(after, before, space, settings):
        return None
    left = _equal(after.lhs, before.lhs, space, settings)
    right = _equal(after.rhs, before.rhs, space, settings)
    if left and right:
        return Entailment.EQUIVALENT
    if not isinstance(before, Inequality):
        return None
    falls = left or _below(after.lhs, before.lhs, before.where, space, settings)
    rises = falls and (right or _below(before.rhs, after.rhs, before.where, space, settings))
    return Entailment.IMPLIED if rises else None


def is_proved(lemma: Lemma, settings: Settings) -> bool:
    """Whether the exact checker proves the claim at all sizes, resting on no other lemma.

    By the lemma's own certificate, or by rhs - lhs as a single term.
    """
    claim, space = lemma.claim, lemma.space
    if claim is None or space is None:
        return False
    attempts = [lemma] if exact.applies(lemma) else []
    if isinstance(claim, Inequality):
        attempts.append(_make_lemma(claim, space, Certificate(terms=_make_terms(claim.lhs, claim.rhs))))
    return any(_holds(exact.check(attempt, settings)) for attempt in attempts)


def _holds(found: Evidence) -> bool:
    return found.outcome is Outcome.PROVED and not found.partial and not found.premises


def _same_hypotheses(after: Any, before: Any, space: Space, settings: Settings) -> bool:
    """Equal conditions, and no strict claim where the original made none."""
    if getattr(after, "strict", False) and not before.strict:
        return False
    new, old = getattr(after, "where", None), getattr(before, "where", None)
    if new is None or old is None:
        return new is old
    return _equal(new, old, space, settings)


def _equal(new: Side, old: Side, space: Space, settings: Settings) -> bool:
    return is_proved(_make_lemma(Identity(lhs=new, rhs=old), space), settings)


def _below(low: Side, high: Side, where: Side | None, space: Space, settings: Settings) -> bool:
    """low <= high where the hypothesis holds, the gap being of a sign that the exact arithmetic knows."""
    return is_proved(_make_lemma(Inequality(lhs=low, rhs=high, where=where), space), settings)


def _make_terms(low: Side, high: Side) -> Callable[..., Sequence[Sequence[Any]]]:
    def terms(_rules: object, **variables: Any) -> Sequence[Sequence[Any]]:
        gaps = np.asarray(high(**variables) - low(**variables), dtype=object)
        return [[gap] for gap in gaps.ravel()]

    return terms


def _make_lemma(claim: Identity | Inequality, space: Space, certificate: Certificate | None = None) -> Lemma:
    return Lemma(name="change", title="", statement="", claim=claim, space=space, certificate=certificate)
