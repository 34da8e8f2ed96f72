"""Identities decided from the claim's own two functions, at stated sizes, with no proof by an author.

Both sides are evaluated on exact numbers (`proofcheck.arithmetic.exact`), where a claim is one polynomial identity a
size. What is not shown is not decided: only an exact instance refutes, which is the business of other checkers.
"""

from __future__ import annotations

from typing import Final

from proofcheck.arithmetic.atoms import Ring
from proofcheck.checkers.checker import Checker, Method, claim_and_space, given
from proofcheck.checkers.exact.evaluation import assume_hypothesis, examine, in_ring, sides, variables
from proofcheck.checkers.exact.sizes import Growth, describe, grow
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.settings import Settings
from proofcheck.lemmas.claims import Claim, Identity, Space
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Lemma

NAME: Final = "exact"
_EVALUATION: Final = 10_000  # what an evaluation costs at least, in products of terms
_UNSUITABLE: Final = (ValueError, TypeError, AttributeError, ArithmeticError, NotImplementedError)


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from the largest box of sizes that the work of the profile decides. Raises RefusalError."""
    claim, space = claim_and_space(lemma)
    claim = given(claim if isinstance(claim, Identity) else None)
    left = settings.choose(ci=2_000_000, thorough=200_000_000)

    def decide(sizes: Sizes) -> str:
        nonlocal left
        reason, spent = _decided(claim, space, sizes, left)
        left -= spent + _EVALUATION
        return reason

    return _evidence(lemma, settings, grow(space, decide))


def _decided(claim: Claim, space: Space, sizes: Sizes, limit: int) -> tuple[str, int]:
    """Why the claim is not decided at these sizes, "" where it is, and the work."""
    examine(claim, space, sizes)
    try:
        return in_ring(lambda ring: _identity(claim, space, sizes, ring), limit)
    except _UNSUITABLE as error:
        return f"{error}", limit


def _identity(claim: Claim, space: Space, sizes: Sizes, ring: Ring) -> tuple[str, int]:
    before = ring.left
    values = variables(space, sizes, ring)
    assume_hypothesis(claim, values, ring)
    pairs = sides(claim, values, ring)
    open_ = [i for i, (lhs, rhs) in enumerate(pairs) if not ring.vanishes((rhs - lhs).poly)]
    reason = f"entries {open_} of {len(pairs)} are not shown to be equal" if open_ else ""
    return reason, before - ring.left


def _evidence(lemma: Lemma, settings: Settings, found: Growth) -> Evidence:
    why = "; ".join(f"{words}: {reason}" for words, reason in found.reasons.items())
    shown = "undecided" if found.box is None else f"{describe(found.box) or 'as claimed'} (exact)"
    noun = "choice of sizes" if found.decided == 1 else "choices of sizes"
    detail = f"an identity, decided at {found.decided} {noun}" if found.box is not None else "not decided"
    return Evidence(
        checker=NAME,
        outcome=Outcome.UNDECIDED if found.box is None else Outcome.PROVED,
        coverage=shown,
        detail=f"{detail}; {why}" if why else detail,
        attempted=found.attempted,
        decided=found.decided,
        command=settings.command_for(lemma.name),
    )


CHECKER = Checker(
    name=NAME,
    reads="claim",
    method=Method.PROOF,
    applies=lambda lemma: isinstance(lemma.claim, Identity),
    check=check,
    weight=6,
)
