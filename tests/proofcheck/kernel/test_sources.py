"""The Coq sources: found, not listed; what leaves a proof open is found, comments and strings are not."""

import pytest

from proofcheck.kernel.errors import ProofError
from proofcheck.kernel.prove import shipped_sources
from proofcheck.kernel.sources import (
    COQ,
    CoqSource,
    check_complete,
    definitions_digest,
    normalise,
    sources_digest,
    statements,
    theorems,
)

OPEN = {
    "admitted": "Lemma a : True. Admitted.",
    "admit": "Lemma a : True. Proof. admit. Qed.",
    "give_up": "Goal True. give_up. Qed.",
    "axiom": "Axiom a : False.",
    "axioms": "Axioms (a : False) (b : False).",
    "local axiom": "Local Axiom a : False.",
    "indented": "Module M.\n  Axiom a : False.\nEnd M.",
    "attribute": "#[local] Axiom a : False.",
    "two attributes": '#[local, deprecated(note="x")] #[global] Axiom a : False.',
    "parameter": "Parameter a : False.",
    "parameters in a module type": "Module Type T. Parameters a b : nat. End T.",
    "conjecture": "Conjecture a : False.",
    "hypothesis outside a section": "Hypothesis a : False.",
    "variable after a section": "Section S. Variable b : nat. End S.\nVariable a : False.",
    "context outside a section": "Context (a : False).",
    "bypass_check": "#[bypass_check(guard)] Fixpoint f (n : nat) : False := f n.",
    "guard": "Unset Guard Checking.",
    "positivity": "Unset  Positivity\n Checking.",
    "universes": "Unset Universe Checking.",
    "native": "Goal True. native_compute. Qed.",
    "plugin": 'Declare ML Module "evil".',
    "primitive": "Primitive add := #int63_add.",
    "obligations": "Admit Obligations.",
    "load": 'Load "other".',
    "after a bullet": "Goal True. - admit. Qed.",
    "after a comment": "(* fine *) Axiom a : False.",
    "after a nested comment": "(* (* *) *) Axiom a : False.",
    "after a string with a comment sign": 'Definition s := "(*". Axiom a : False.',
}
CLOSED = {
    "comment": "(* Admitted. Axiom a : False. *)",
    "nested comment": "(* (* x *) Axiom a : False. *)",
    "string": 'Definition s := "Admitted. Axiom a.".',
    "identifier": "Lemma admitted_not : True. Proof. exact I. Qed. Definition Axiom_of_choice' := 0.",
    "in a section": "Section S.\nVariables a b : nat.\nHypothesis h : a = b.\nContext (c : nat).\nEnd S.",
    "nested sections": "Section S. Section T. Variable a : nat. End T. Variable b : nat. End S.",
}


def source(text, path="proofs/A.v"):
    return CoqSource(path=path, text=text)


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_what_leaves_a_proof_open_is_refused(text):
    with pytest.raises(ProofError):
        check_complete([source(text)])


@pytest.mark.parametrize("text", CLOSED.values(), ids=CLOSED)
def test_what_only_looks_open_is_not(text):
    check_complete([source(text)])


def test_the_place_of_a_gap_is_its_line():
    with pytest.raises(ProofError) as caught:
        check_complete([source("(* one\n two *)\nLemma a : True.\nProof. exact I. Qed.\n\n Axiom b : False.\n")])
    assert (caught.value.file, caught.value.line) == ("proofs/A.v", 6)


def test_theorems_are_found_with_their_lines_and_only_in_proofs():
    text = "(* Theorem no_holds : x. *)\nTheorem a_holds : a.statement.\nProof. Qed.\nLemma b_fails : ~ b.statement."
    found = theorems([source(text), source("Lemma c_holds : d.", "library/L.v")])
    assert [(t.module, t.holds, t.line, t.qualified) for t in found] == [
        ("a", True, 2, "PC.proofs.A.a_holds"),
        ("b", False, 4, "PC.proofs.A.b_fails"),
    ]


def test_a_statement_settled_twice_is_refused():
    with pytest.raises(ProofError, match="a_holds settles a already"):
        theorems([source("Lemma a_holds : a.statement.\nLemma a_fails : ~ a.statement.\n")])


def test_statements_written_by_hand_are_shown_as_they_stand():
    text = "(* C1 *)\nModule C1.\n(* why *)\nDefinition statement : Prop := True.\nEnd C1.\n"
    found = statements([source(text, "statements/A.v"), source(text)])
    assert found == {"C1": text[text.index("Module") : -1]}


def test_digests_see_every_change_that_can_matter():
    library = source("Definition sum := 0.\nLemma l : True. Proof. exact I. Qed.\n", "library/Sums.v")
    other = source("Definition far := 0.\n", "library/Far.v")
    stated = source("From PC.library Require Import Sums.\nDefinition x := sum.\n", "Generated.v")
    before = definitions_digest([library, other, stated])
    assert definitions_digest([source(library.text.replace("0", "1"), library.path), other, stated]) != before
    assert definitions_digest([source(library.text.replace("exact I", "by []"), library.path), other, stated]) == before
    assert definitions_digest([library, source("", other.path), stated]) == before
    every = sources_digest([library, other, stated])
    assert sources_digest([other, stated, library]) == every
    assert sources_digest([library, source(other.text + " ", other.path), stated]) != every
    assert sources_digest([library, source(other.text, "library/G.v"), stated]) != every


def test_layout_and_comments_do_not_enter_the_meaning():
    assert normalise("Definition a (* b *)\n := 0.") == "Definition a := 0."


def test_the_shipped_sources_are_complete_and_short():
    shipped = shipped_sources()
    check_complete(shipped)
    assert {file.relative_to(COQ).as_posix() for file in COQ.rglob("*.v")} == {item.path for item in shipped}
    assert [item.path for item in shipped if item.path != "Generated.v" and item.text.count("\n") >= 300] == []
