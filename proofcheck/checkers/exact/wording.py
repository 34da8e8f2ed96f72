"""The sentence beside a verdict: what kind of proof it is, at how many sizes, and what ended there.

Nothing here is trusted: outcome, coverage and premises of the evidence are the checker's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from proofcheck.lemmas.lemma import Certificate, Lemma


def describe_attempt(lemma: Lemma, decided: int, reasons: Mapping[str, str]) -> str:
    """`the certificate mean in exact_terms.py, decided at 4 choices of sizes; n = 3: more work than ...`."""
    why = "; ".join(f"{words}: {reason}" for words, reason in reasons.items())
    kind = "an identity" if lemma.certificate is None else f"the certificate {_place(lemma.certificate)}"
    detail = f"{kind}, decided at {decided} choice{'' if decided == 1 else 's'} of sizes" if decided else "not decided"
    return f"{detail}; {why}" if why else detail


def _place(certificate: Certificate) -> str:
    """Where its terms are: `mean in exact_terms.py`."""
    code = getattr(certificate.terms, "__code__", None)
    name = "" if code is None or "<" in code.co_name else f"{code.co_name} "
    return f"{name}in {Path(code.co_filename).name}" if code else "of its own"
