"""Identities decided from the claim's own two functions, inequalities by a certificate, at stated sizes.

Both sides are evaluated on exact numbers (`proofcheck.arithmetic.exact`), where an identity is one of polynomials, with
no proof by an author, and so is rhs - lhs = the sum of a certificate's terms. What is not shown is not decided: only an
exact instance refutes, which is the business of other checkers. A certificate that uses the slack of a premise rests on
it, at sizes at which that premise is proved. One that nothing proves lends its word only where its instances are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

from proofcheck.arithmetic.exact.atoms import Ring, Sign
from proofcheck.arithmetic.exact.numbers import Exact, within
from proofcheck.arithmetic.exact.undecided import UndecidedError, Work
from proofcheck.checkers.checker import Checker, Method, claim_and_space, require_part
from proofcheck.checkers.exact.evaluation import enlarge, examine, hypothesis, sides, variables
from proofcheck.checkers.exact.growth import grow
from proofcheck.checkers.exact.rules import Case, Rules, Use, total
from proofcheck.checkers.exact.sizes import choices, describe, used_sizes
from proofcheck.checkers.exact.wording import describe_attempt
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.settings import Settings
from proofcheck.kernel import is_recorded, kernel_evidence
from proofcheck.lemmas.claims import Claim, Identity
from proofcheck.lemmas.evidence import Evidence, Outcome
from proofcheck.lemmas.lemma import Certificate, Lemma

NAME: Final = "exact"
_EVALUATION: Final = 30_000  # what an evaluation costs at least, in products of terms
_UNSUITABLE: Final = (ValueError, TypeError, AttributeError, ArithmeticError, LookupError, NotImplementedError)
_NOTHING: Final = Certificate(terms=lambda rules, **z: ())  # noqa: ARG005 - an identity's


def applies(lemma: Lemma) -> bool:
    """Whether the claim is an identity, or has a certificate."""
    return isinstance(lemma.claim, Identity) or lemma.certificate is not None


def check(lemma: Lemma, settings: Settings) -> Evidence:
    """Evidence from the largest box of sizes that the work of the profile decides. Raises RefusalError."""
    _, space = claim_and_space(lemma)
    require_part(lemma if applies(lemma) else None)
    work = Work(settings.choose(ci=2_500_000, thorough=200_000_000))
    shown: dict[frozenset[tuple[str, int]], set[str]] = {}

    def decide(sizes: Sizes) -> str:
        try:
            shown[frozenset(sizes.items())] = decide_at(lemma, sizes, work)
        except UndecidedError as error:
            return f"{error}"
        return ""

    growth = grow(space, decide)
    asked = [] if growth.box is None else [frozenset(sizes.items()) for sizes in choices(growth.box)]
    box = growth.box if asked and shown.keys() >= set(asked) else None
    return Evidence(
        checker=NAME,
        outcome=Outcome.UNDECIDED if box is None else Outcome.PROVED,
        coverage="undecided" if box is None else f"{describe(box) or 'as claimed'} (exact)",
        detail=describe_attempt(lemma, len(shown), growth.reasons),
        attempted=growth.attempted,
        decided=len(shown),
        command=settings.command_for(lemma.name),
        premises=tuple(sorted(set().union(*shown.values()))),
        partial=box is not None and box != used_sizes(space),
    )


def decide_at(lemma: Lemma, sizes: Sizes, work: Work) -> set[str]:
    """The premises that a lemma rests on, which is decided at these sizes. Raises UndecidedError, RefusalError."""
    used = _attempt(lemma, sizes, work)
    for premise, at in used:
        if not _is_known(premise, at, work):
            raise UndecidedError(f"its premise {premise.name} is not decided there")
    return {premise.name for premise, _ in used}


def _attempt(lemma: Lemma, sizes: Sizes, work: Work) -> list[Use]:
    """The premises of what is shown at these sizes. Raises UndecidedError where nothing is, and RefusalError."""
    examine(*claim_and_space(lemma), sizes)
    try:
        work.spend(_EVALUATION)
        return enlarge(lambda size: _prove(lemma, sizes, size, work))
    except _UNSUITABLE as error:
        raise UndecidedError(f"{error}" or type(error).__name__) from error


def _is_known(premise: Lemma, sizes: Sizes, work: Work) -> bool:
    """Whether the premise's grade is about these sizes: it is proved there, or has nothing but instances there.

    One that is certified on a box, or of which Coq proved a statement of its own, has its grade for other things.
    """
    if is_recorded(premise) or applies(premise):
        return _is_proved(premise, sizes, work)
    _, space = claim_and_space(premise)
    return premise.domain is None and all(sizes[name] <= high for name, (_, high) in used_sizes(space).items())


def _is_proved(lemma: Lemma, sizes: Sizes, work: Work) -> bool:
    """Whether a theorem for all sizes, or this checker at these, proves it with all that the proof rests on."""
    if is_recorded(lemma) and kernel_evidence(lemma).outcome is Outcome.PROVED:
        return True
    with suppress(UndecidedError):
        return applies(lemma) and all(_is_proved(used, at, work) for used, at in _attempt(lemma, sizes, work))
    return False


def _prove(lemma: Lemma, sizes: Sizes, size: int, work: Work) -> list[Use]:
    """The premises used, with sizes; every case in a ring of its own. Raises NotExactError where nothing is shown."""
    claim, space = claim_and_space(lemma)
    certificate = lemma.certificate or _NOTHING
    cases: list[Case] = [[]]
    used: list[Use] = []
    while cases:
        ring = Ring(size, work)
        rules = Rules(ring, cases.pop(), certificate.premises, used, cases)
        with within(ring):
            values = variables(space, sizes, ring)
            for condition in hypothesis(claim, values, ring):
                ring.assume(condition.poly)
            terms = certificate.terms(rules, **values)
            _compare(claim, sides(claim, values, ring), terms)
    return used


def _compare(claim: Claim, pairs: Iterable[tuple[Exact, Exact]], terms: Sequence[Sequence[Any]]) -> None:
    """Raise UndecidedError unless both sides of an identity agree, or the terms of an inequality add up."""
    gaps = [rhs - lhs for lhs, rhs in pairs]
    if isinstance(claim, Identity):
        if not all(gap.ring.vanishes(gap.poly) for gap in gaps):
            raise UndecidedError("the sides are not shown to be equal")
        return
    if len(terms) != len(gaps):
        raise UndecidedError(f"terms for {len(terms)} entries of a claim that has {len(gaps)}")
    signs = [total(gap, own) for gap, own in zip(gaps, terms, strict=True)]
    if claim.strict and not all(sign is Sign.POSITIVE for sign in signs):
        raise UndecidedError("no term of a strict inequality is known to be positive")


CHECKER = Checker(name=NAME, reads="claim", method=Method.PROOF, applies=applies, check=check, weight=6)
