"""Identities decided from the claim's own two functions, inequalities by a certificate, at stated sizes.

Both sides are evaluated on exact numbers (`proofcheck.arithmetic.exact`), where an identity is one of polynomials, with
no proof by an author, and so is rhs - lhs = the sum of a certificate's terms. What is not shown is not decided: only an
exact instance refutes, which is the business of other checkers. A certificate that uses the slack of a premise rests on
it, at sizes at which that premise is proved. One that nothing proves lends its word only where its instances are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from proofcheck.arithmetic.exact.atoms import Ring, Sign
from proofcheck.arithmetic.exact.numbers import Exact, within
from proofcheck.arithmetic.exact.polynomial_ring import Work
from proofcheck.checkers.checker import Checker, Method, claim_and_space, require_part
from proofcheck.checkers.exact.evaluation import assume_hypothesis, enlarge, examine, sides, variables
from proofcheck.checkers.exact.rules import Cases, CertificateError, Rules, Use
from proofcheck.checkers.exact.sizes import Growth, describe, grow, used_sizes
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.settings import Settings
from proofcheck.kernel import is_recorded, kernel_evidence
from proofcheck.lemmas.claims import Claim, Identity, Space
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
    work, rests = Work(settings.choose(ci=2_500_000, thorough=200_000_000)), set[str]()

    def decide(sizes: Sizes) -> str:
        reason, used = decide_at(lemma, sizes, work)
        rests.update(() if reason else used)
        return reason

    return _evidence(lemma, settings, grow(space, decide), sorted(rests))


def decide_at(lemma: Lemma, sizes: Sizes, work: Work) -> tuple[str, set[str]]:
    """Why a lemma is not decided at these sizes, "" where it is; and the premises it rests on. Raises RefusalError."""
    reason, used = _attempt(lemma, sizes, work)
    open_ = [premise.name for premise, at in used if not _is_known(premise, at, work)]
    return (f"its premise {open_[0]} is not decided there" if open_ else reason), {premise.name for premise, _ in used}


def _attempt(lemma: Lemma, sizes: Sizes, work: Work) -> tuple[str, list[Use]]:
    """Why nothing is shown at these sizes, "" where it is; and the premises used. Raises RefusalError."""
    claim, space = claim_and_space(lemma)
    examine(claim, space, sizes)
    certificate = lemma.certificate or _NOTHING
    try:
        work.spend(_EVALUATION)
        return "", enlarge(lambda size: _prove(claim, space, certificate, sizes, size, work))
    except _UNSUITABLE as error:
        return f"{error}" or type(error).__name__, []


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
    reason, used = _attempt(lemma, sizes, work) if applies(lemma) else ("nothing to try", [])
    return not reason and all(_is_proved(premise, at, work) for premise, at in used)


def _prove(claim: Claim, space: Space, certificate: Certificate, sizes: Sizes, size: int, work: Work) -> list[Use]:
    """The premises used, with sizes; every case in a ring of its own. Raises NotExactError where nothing is shown."""
    cases, used, more = Cases(), list[Use](), True
    while more:
        ring = Ring(size, work)
        with within(ring):
            rules = Rules(ring, cases, certificate.premises)
            values = variables(space, sizes, ring)
            assume_hypothesis(claim, values, ring)
            terms = certificate.terms(rules, **values)
            _compare(claim, rules, sides(claim, values, ring), terms)
        used += [use for use in rules.used if use not in used]
        more = cases.advance()
    return used


def _compare(claim: Claim, rules: Rules, pairs: Sequence[tuple[Exact, Exact]], terms: Sequence[Sequence[Any]]) -> None:
    """Raise CertificateError unless both sides of an identity agree, or the terms of an inequality add up."""
    gaps = [rhs - lhs for lhs, rhs in pairs]
    if isinstance(claim, Identity):
        if not all(gap.ring.vanishes(gap.poly) for gap in gaps):
            raise CertificateError("the sides are not shown to be equal")
        return
    if len(terms) != len(gaps):
        raise CertificateError(f"terms for {len(terms)} entries of a claim that has {len(gaps)}")
    signs = [rules.total(gap, own) for gap, own in zip(gaps, terms, strict=True)]
    if claim.strict and not all(sign is Sign.POSITIVE for sign in signs):
        raise CertificateError("no term of a strict inequality is known to be positive")


def _place(certificate: Certificate) -> str:
    """Where its terms are: `mean in exact_terms.py`."""
    code = getattr(certificate.terms, "__code__", None)
    name = "" if code is None or "<" in code.co_name else f"{code.co_name} "
    return f"{name}in {Path(code.co_filename).name}" if code else "of its own"


def _evidence(lemma: Lemma, settings: Settings, found: Growth, rests: Sequence[str]) -> Evidence:
    why = "; ".join(f"{words}: {reason}" for words, reason in found.reasons.items())
    shown = "undecided" if found.box is None else f"{describe(found.box) or 'as claimed'} (exact)"
    kind = "an identity" if lemma.certificate is None else f"the certificate {_place(lemma.certificate)}"
    plural = "" if found.decided == 1 else "s"
    detail = f"{kind}, decided at {found.decided} choice{plural} of sizes" if found.box is not None else "not decided"
    return Evidence(
        checker=NAME,
        outcome=Outcome.UNDECIDED if found.box is None else Outcome.PROVED,
        coverage=shown,
        detail=f"{detail}; {why}" if why else detail,
        attempted=found.attempted,
        decided=found.decided,
        command=settings.command_for(lemma.name),
        premises=tuple(rests),
        partial=found.box is not None and lemma.space is not None and found.box != used_sizes(lemma.space),
    )


CHECKER = Checker(name=NAME, reads="claim", method=Method.PROOF, applies=applies, check=check, weight=6)
