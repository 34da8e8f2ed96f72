"""A certificate computes with numbers whose signs the checker knows, and writes nothing into them."""

import functools

import pytest
from certified_lemmas import NONNEGATIVE, X, find_outcome, make_lemma

from proofcheck.arithmetic.exact.atoms import Sign
from proofcheck.arithmetic.exact.numbers import Exact, made
from proofcheck.checkers import Settings, exact
from proofcheck.lemmas.evidence import Outcome
from proofcheck.theory import as_array


def entry(x):
    return as_array(x).item()


def known(x):
    entry(x).known = Sign.POSITIVE
    return x


def changed(x, **attributes):
    for name, value in attributes.items():
        setattr(entry(x), name, value)
    return x


def assumed(x):
    entry(x).ring.assume(entry(x).poly, Sign.POSITIVE)
    return x


def without(rules, number, *lists):
    """The number in the first case only, and the others forgotten."""
    found = number if rules.split(number) else 0
    for name in lists:
        getattr(rules, name).clear()
    return found


# name: a term for 0 <= x, which is false, of the rules and x
FORGED = {
    "known": lambda r, x: known(x),
    "known no longer": lambda r, x: delattr(entry(x), "known") or known(x),
    "known of a new number": lambda r, x: Exact(entry(x).ring, entry(x).poly, Sign.POSITIVE),
    "known of a number of its type": lambda r, x: type(entry(x))(entry(x).ring, entry(x).poly, Sign.POSITIVE),
    "known by keyword": lambda r, x: functools.partial(Exact, known=Sign.POSITIVE)(entry(x).ring, entry(x).poly),
    "initialised again": lambda r, x: entry(x).__init__(entry(x).ring, entry(x).poly, Sign.POSITIVE) or x,
    "another polynomial": lambda r, x: changed(r.fact(x * x), poly=entry(x).poly),
    "a method": lambda r, x: changed(x, strength=lambda: Sign.POSITIVE),
    "a fact of the ring": lambda r, x: assumed(x) and made(entry(x).ring, entry(x).poly),
    "a range of the ring": lambda r, x: entry(x).ring.variable(((0, True), (None, True))),
    "a method of the ring": lambda r, x: setattr(entry(x).ring, "sign", lambda p: Sign.POSITIVE) or x,
    "what vanishes": lambda r, x: setattr(entry(x).ring, "vanishes", lambda p: True) or x * x,
    "the other case forgotten": lambda r, x: without(r, x, "open"),
    "no cases": lambda r, x: setattr(r, "open", []) or (x if r.split(x) else 0),
    "a method of the rules": lambda r, x: setattr(r, "_number", lambda _: r.fact(0)) or r.fact(x),
    "rules made anew": lambda r, x: r.__init__(entry(x).ring, [("x", True)], ()) or r.fact(x),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_certificate_gives_itself_no_sign(name):
    false = make_lemma(lambda r, x: [[FORGED[name](r, x)]], lambda x: x, x=X)
    assert find_outcome(false) is Outcome.UNDECIDED


PREMISE = make_lemma(lambda r, x: [[x]], lambda x: x, name="P", x=NONNEGATIVE)


def forget(rules, name):
    term = rules.slack("P", x=1)
    with_attribute = getattr(rules, name)
    with_attribute.clear() if isinstance(with_attribute, list) else setattr(rules, name, ())
    return term


@pytest.mark.parametrize("name", ["used"])
def test_a_certificate_forgets_no_premise(name):
    resting = make_lemma(lambda r, x: [[forget(r, name)]], lambda x: x - x + 1, premises=(PREMISE,), x=X)
    assert exact.CHECKER.check(resting, Settings()).outcome is Outcome.UNDECIDED
    honest = make_lemma(lambda r, x: [[r.slack("P", x=1)]], lambda x: x - x + 1, premises=(PREMISE,), x=X)
    assert exact.CHECKER.check(honest, Settings()).premises == ("P",)


def test_the_refusal_names_what_was_set():
    false = make_lemma(lambda r, x: [[known(x)]], lambda x: x, x=X)
    assert "known is set by the checker alone" in exact.CHECKER.check(false, Settings()).detail
