"""What a verdict takes from the record: a theorem while every digest matches, STALE after any change."""

from dataclasses import replace

import pytest

from proofcheck.kernel import evidence
from proofcheck.kernel.evidence import kernel_evidence
from proofcheck.kernel.prove import shipped_sources, statement_digest, words_digest
from proofcheck.kernel.record import Checked, Origin, Record
from proofcheck.kernel.sources import definitions_digest, sources_digest
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.lemma import Lemma
from proofcheck.statements import trace

SPACE = Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",))})
BY_HAND = "Module L_general.\nDefinition statement : Prop := True.\nEnd L_general."


def lemma(rhs=lambda x: (x * x).sum(), name="L", space=SPACE, **more):
    return Lemma(
        **{"name": name, "title": "squares", "statement": "0 <= x^2", "hypotheses": "none"} | more,
        claim=Inequality(lhs=lambda x: 0 * x.sum(), rhs=rhs),
        space=space,
    )


def record(*entries, **more):
    sources = shipped_sources()
    digests = {"sources": sources_digest(sources), "definitions": definitions_digest(sources)}
    fields = {"theory": "t", "prover": "Coq 8.16.1", "axioms": (), "theorems": entries} | digests | more
    return Record(**fields)


def generate(about, **more):
    fields = {
        "theorem": "L_holds",
        "module": "L",
        "holds": True,
        "origin": Origin.CLAIM,
        "lemma": about.name,
        "title": about.title,
        "statement": trace(about).digest,
        "words": "",
        "coverage": trace(about).coverage,
        "file": "proofs/L.v",
        "line": 1,
        "assumptions": ("Classical_Prop.classic",),
    }
    return Checked(**fields | more)


def by_hand(about, **more):
    fields = {"theorem": "L_general_holds", "module": "L_general", "origin": Origin.COQ, "coverage": "as stated in Coq"}
    digests = {"statement": statement_digest(BY_HAND), "words": words_digest(about)}
    return generate(about, **fields | digests | more)


def replace_statements(monkeypatch, by_hand):
    shipped = evidence._shipped_hand()
    monkeypatch.setattr(evidence, "_shipped_hand", lambda: replace(shipped, by_hand=by_hand))


@pytest.fixture
def stated(monkeypatch):
    """A statement written by hand."""
    replace_statements(monkeypatch, {"L_general": BY_HAND})


def grade(about, found):
    return derive_verdict(about.name, [found], {}).grade


def test_a_theorem_about_the_traced_claim_proves_it_for_the_sizes_of_the_trace():
    about = lemma()
    found = kernel_evidence(about, record(generate(about)))
    assert (found.outcome, grade(about, found)) == (Outcome.PROVED, Grade.PROVED)
    assert found.coverage == "every n >= 1; x in [-2, 2] (Coq 8.16.1)"
    assert found.proofs[0].statement == trace(about).coq()
    assert found.premises == ()


def test_a_theorem_of_the_negation_refutes():
    about = lemma()
    found = kernel_evidence(about, record(generate(about, theorem="L_fails", holds=False)))
    assert (found.outcome, grade(about, found)) == (Outcome.FAILS, Grade.REFUTED)


def test_names_of_variables_in_python_do_not_matter():
    about = lemma()
    renamed = Space(sizes={"m": (1, 9)}, variables={"y": Variable(shape=("m",))})
    claim = Inequality(lhs=lambda y: 0 * y.sum(), rhs=lambda y: (y * y).sum())
    same = replace(about, claim=claim, space=renamed)
    assert kernel_evidence(same, record(generate(about))).outcome is Outcome.PROVED


CHANGES = {
    "a side": {"rhs": lambda x: (x * x * x).sum()},
    "a constant": {"rhs": lambda x: 2 * (x * x).sum()},
    "a range": {"space": Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",), low=-3)})},
    "a least size": {"space": Space(sizes={"n": (2, 4)}, variables={"x": Variable(shape=("n",))})},
    "a shape": {"space": Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n", "n"))})},
    "no trace": {"rhs": lambda x: max(x[0], x[0])},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_claim_is_stale(change):
    about = lemma()
    changed = lemma(**change)
    found = kernel_evidence(changed, record(generate(about)))
    assert (found.outcome, found.decided) == (Outcome.STALE, 0)
    assert "the statement differs" in found.coverage
    assert grade(changed, found) is Grade.UNDECIDED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sources": "0" * 64}, "the proofs have changed"),
        ({"definitions": "0" * 64}, "the definitions that statements rest on have changed"),
    ],
)
@pytest.mark.parametrize("entry", [generate, by_hand])
def test_changed_sources_are_stale(stated, change, said, entry):
    about = lemma()
    found = kernel_evidence(about, record(entry(about), **change))
    assert found.outcome is Outcome.STALE
    assert said in found.coverage
    assert said in found.proofs[0].stale


def test_a_statement_written_by_hand_is_formal_and_shown_verbatim(stated):
    about = lemma()
    found = kernel_evidence(about, record(by_hand(about)))
    assert (found.outcome, grade(about, found)) == (Outcome.FORMAL, Grade.FORMAL)
    assert found.proofs[0].statement == BY_HAND
    assert found.proofs[0].origin == "stated in Coq"


@pytest.mark.parametrize("words", [{"statement": "0 < x^2"}, {"hypotheses": "x > 0"}])
def test_a_statement_written_by_hand_is_stale_when_the_words_change(stated, words):
    found = kernel_evidence(lemma(**words), record(by_hand(lemma())))
    assert found.outcome is Outcome.STALE
    assert "words differ" in found.coverage


def test_a_statement_written_by_hand_is_stale_when_it_is_gone_or_changed(monkeypatch):
    about = lemma()
    for kept in ({}, {"L_general": BY_HAND.replace("True", "False")}):
        replace_statements(monkeypatch, kept)
        assert kernel_evidence(about, record(by_hand(about))).outcome is Outcome.STALE


def test_beside_a_theorem_about_the_claim_a_statement_by_hand_decides_nothing(stated):
    about, changed = lemma(), lemma(rhs=lambda x: x.sum())
    both = record(by_hand(about), generate(about))
    found = kernel_evidence(about, both)
    assert (found.outcome, [p.theorem for p in found.proofs]) == (Outcome.PROVED, ["L_holds", "L_general_holds"])
    assert kernel_evidence(changed, both).outcome is Outcome.STALE


def test_a_lemma_of_another_title_or_name_has_no_theorem():
    known = record(generate(lemma()))
    assert known.theorems_about("L", "squares") == known.theorems
    for other in (lemma(title="cubes"), lemma(name="M")):
        assert known.theorems_about(other.name, other.title) == ()
        with pytest.raises(ValueError, match="no theorem about it"):
            kernel_evidence(other, known)


def test_machine_numbers_are_a_class_of_their_own():
    about = lemma()
    found = kernel_evidence(about, record(generate(about, assumptions=("PrimFloat.add", "Classical_Prop.classic"))))
    assert found.proofs[0].machine
    assert not kernel_evidence(about, record(generate(about))).proofs[0].machine
