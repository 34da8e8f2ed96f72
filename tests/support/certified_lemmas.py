"""Lemmas with a certificate, and what the exact checker says of them."""

from proofcheck.checkers import Settings, exact
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Certificate, Lemma


def find_outcome(lemma):
    return exact.CHECKER.check(lemma, Settings()).outcome


def make_lemma(terms, rhs, *, name="L", lhs=lambda **z: 0, premises=(), where=None, strict=False, **variables):
    sizes = {"m": (1, 2)} if any("m" in v.shape for v in variables.values()) else {}
    return Lemma(
        name=name,
        title="",
        statement="",
        claim=Inequality(lhs=lhs, rhs=rhs, where=where, strict=strict),
        space=Space(sizes=sizes, variables=variables),
        certificate=Certificate(terms=terms, premises=tuple(premises)),
        requires=tuple(p.name for p in premises),
    )


X, NONNEGATIVE, ROW = Variable(), Variable(low=0), Variable(shape=("m",))


def is_proved(*args, **options):
    return find_outcome(make_lemma(*args, **options)) is Outcome.PROVED
