"""What an exact verdict rests on beside FLINT and the arithmetics of every checker: counted, and told from the rest.

Counted is every module of the two packages of the exact checker but those of `UNTRUSTED`. These are never asked whether
something holds: `growth` says in which order sizes are tried, `undecided` ends attempts and counts work, `wording`
makes the sentence beside a verdict. Wrong ones in their place, below, prove nothing false.
"""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from certified_lemmas import ROW, X, make_lemma

import proofcheck
from proofcheck.arithmetic.exact import undecided
from proofcheck.arithmetic.functions import exp
from proofcheck.checkers import Settings
from proofcheck.checkers.exact import check, rules
from proofcheck.checkers.exact.growth import Growth, grow
from proofcheck.lemmas.claims import Identity
from proofcheck.lemmas.evidence import Outcome
from tests.proofcheck.recheck.test_trusted_base import code_lines

UNTRUSTED = {"undecided", "growth", "wording"}


def working_lines(source):
    """Code lines, as the trusted base of the re-checker is counted, without the import statements."""
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return code_lines(source) - sum(node.end_lineno - node.lineno + 1 for node in imports)


def list_modules():
    root = Path(proofcheck.__file__).parent
    return [path for place in ("arithmetic", "checkers") for path in sorted((root / place / "exact").rglob("*.py"))]


def test_the_trusted_part_stays_small(record_property):
    """What computes with exact numbers, evaluates claims on them, checks certificates, and draws the verdict."""
    counts = {path: working_lines(path.read_text()) for path in list_modules() if path.stem not in UNTRUSTED}
    record_property("lines", {path.stem: count for path, count in counts.items()})
    assert sum(counts.values()) < 500, counts


def test_each_untrusted_module_says_why():
    untrusted = [path for path in list_modules() if path.stem in UNTRUSTED]
    assert len(untrusted) == len(UNTRUSTED)
    assert all("Nothing here is trusted" in ast.get_docstring(ast.parse(path.read_text())) for path in untrusted)


FALSE = {
    "no term": make_lemma(lambda r, x: [[]], lambda x: -1 - x * x, x=X),
    "a wrong term": make_lemma(lambda r, x: [[x]], lambda x: x, x=X),
    "an exception": make_lemma(lambda r, x: [[1 / x]], lambda x: x - 1, x=X),
    "a wrong fact": make_lemma(lambda r, x: [[r.fact(x)]], lambda x: x, x=X),
    "a wrong case": make_lemma(lambda r, x: [[r.fact(x)] if r.split(x) else []], lambda x: x, x=X),
    "two rows": make_lemma(lambda r, x: [[]], lambda x: x[0] * x[0], lhs=lambda x: (x * x).sum(), x=ROW),
    "an identity": replace(
        make_lemma(lambda r, x: [[]], lambda x: x, x=X),
        claim=Identity(lhs=lambda x: exp(x) * exp(x), rhs=lambda x: exp(x)),
        certificate=None,
    ),
}


def grow_without_asking(space, decide):
    return Growth(box=dict(space.sizes), attempted=9)


def grow_against_the_answers(space, decide):
    return replace(grow(space, lambda sizes: decide(sizes) and ""), reasons={})


def grow_to_nothing(space, decide):
    return Growth(box={name: (high + 1, high) for name, (_, high) in space.sizes.items()} or {"m": (2, 1)})


def grow_elsewhere(space, decide):
    decide({name: low for name, (low, _) in space.sizes.items()})
    return Growth(box={name: (low, 10**3) for name, (low, _) in space.sizes.items()})


@pytest.mark.parametrize("name", FALSE)
@pytest.mark.parametrize("walk", [grow_without_asking, grow_against_the_answers, grow_to_nothing, grow_elsewhere])
def test_a_wrong_walk_proves_nothing(name, walk, monkeypatch):
    """`two rows` holds at m = 1, whatever else a walk says of it."""
    monkeypatch.setattr(check, "grow", walk)
    evidence = check.check(FALSE[name], Settings())
    assert (evidence.outcome, evidence.coverage) == (Outcome.UNDECIDED, "undecided")


@pytest.mark.parametrize("name", FALSE)
def test_wrong_errors_limits_and_words_prove_nothing(name, monkeypatch):
    monkeypatch.setattr(undecided.Work, "spend", lambda self, amount: None)
    monkeypatch.setattr(undecided.UndecidedError, "__str__", lambda self: "")
    monkeypatch.setattr(rules, "text", lambda p: "")
    monkeypatch.setattr(check, "describe_attempt", lambda lemma, decided, reasons: "proved at all sizes")
    evidence = check.check(FALSE[name], Settings())
    proved = evidence.outcome is Outcome.PROVED
    assert evidence.coverage == ("m = 1 (exact)" if name == "two rows" and proved else "undecided")
