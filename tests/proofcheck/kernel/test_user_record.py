"""A theory that is not shipped names its proofs and their record: PROVED while nothing has changed, STALE else."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from proofcheck.checkers import Settings
from proofcheck.cli import main
from proofcheck.engine.runner import examine
from proofcheck.kernel import KernelError, RecordError, kernel_evidence, read_record, write_record
from proofcheck.kernel.prove import handwritten_sources, sources_about, statement_digest, user_sources, words_digest
from proofcheck.kernel.record import Checked, Origin, Record
from proofcheck.kernel.sources import definitions_digest, sources_digest, statements
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.evidence import Grade, Outcome, derive_verdict
from proofcheck.lemmas.loading import load_theory
from proofcheck.statements import trace
from proofcheck.theory import Inequality, KernelProof, Lemma, Rate, Space, Variable

PROGRAM = ("-c", "import sys; from proofcheck.cli.app import main; sys.exit(main())")
THEORY = """
from pathlib import Path
from proofcheck.theory import *
HERE = Path(__file__).parent
PROOF = KernelProof(record=HERE / "squares.json", files=(HERE / "Squares.v",))
SPACE = Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",), unbounded=True)})
def squares(x):
    return (x * x).sum()
THEORY = Theory(name="squares", title="Squares", lemmas=(
    Lemma(name="square", title="a sum of squares", space=SPACE, kernel=PROOF,
          claim=Inequality(lhs=lambda x: 0, rhs=squares)),
    Lemma(name="wrong", title="a false one", space=SPACE, expected=Grade.REFUTED, kernel=PROOF,
          claim=Inequality(lhs=squares, rhs=lambda x: 0)),
))
"""
PROOFS = """From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
From PC Require Import Generated.
Local Open Scope R_scope.
Theorem square_holds : square.statement.
Proof. by move=> n x; apply: sum_ge0 => i; exact: Rle_0_sqr. Qed.
Theorem wrong_fails : ~ wrong.statement.
Proof. move=> H; have := H 0%N (fun _ => 1); rewrite /wrong.claim sum_ord_recl sum_ord0; lra. Qed.
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "theory_squares.py").write_text(THEORY)
    (tmp_path / "Squares.v").write_text(PROOFS)
    return tmp_path


def load(folder):
    return load_theory(str(folder / "theory_squares.py"))


def record(folder, **more):
    """What Coq's acceptance of both theorems would leave."""
    theory = load(folder)
    sources = user_sources(theory, [folder / "Squares.v"])
    entries = []
    for name, holds in (("square", True), ("wrong", False)):
        traced = trace(theory[name])
        fields = {"theorem": f"{name}_{'holds' if holds else 'fails'}", "module": name, "holds": holds, "line": 6}
        about = {"lemma": name, "title": theory[name].title, "origin": Origin.CLAIM, "file": "proofs/Squares.v"}
        digests = {"statement": traced.digest, "words": statement_digest(traced.coq()), "coverage": traced.coverage}
        entries.append(Checked(**fields, **about, **digests, assumptions=()))
    digests = {"sources": sources_digest(handwritten_sources(sources)), "definitions": definitions_digest(sources)}
    made = Record(theory="squares", prover="Coq 8.16.1", axioms=(), theorems=tuple(entries), **digests)
    write_record(replace(made, **more), folder / "squares.json")
    return made


def grade(folder, name="square"):
    lemma = load(folder)[name]
    return derive_verdict(name, examine(lemma, Settings()).evidence, {}).grade


def test_a_recorded_theorem_proves_the_lemma_for_the_sizes_of_its_statement(folder):
    record(folder)
    found = kernel_evidence(load(folder)["square"])
    assert (found.outcome, found.coverage) == (Outcome.PROVED, "every n >= 1 (Coq 8.16.1)")
    assert (grade(folder), grade(folder, "wrong")) == (Grade.PROVED, Grade.REFUTED)


def test_one_lemma_of_the_theory_suffices_to_judge_its_record(folder):
    theory = load(folder)
    whole = user_sources(theory, [folder / "Squares.v"])
    for lemma in theory.lemmas:
        alone = sources_about(lemma, [folder / "Squares.v"])
        assert sources_digest(handwritten_sources(alone)) == sources_digest(handwritten_sources(whole))
        assert definitions_digest(alone) == definitions_digest(whole)


CHANGES = {
    "the claim": ("theory_squares.py", "return (x * x).sum()", "return 2 * (x * x).sum()"),
    "the least size": ("theory_squares.py", '"n": (1, 4)', '"n": (2, 4)'),
    "the numbers": ("theory_squares.py", "unbounded=True", "unbounded=False"),
    "the title": ("theory_squares.py", "a sum of squares", "another sum of squares"),
    "a proof": ("Squares.v", "exact: Rle_0_sqr", "exact:  Rle_0_sqr"),
    "a comment of the proofs": ("Squares.v", "Local Open", "(* changed *) Local Open"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_makes_it_stale(folder, change):
    record(folder)
    name, old, new = CHANGES[change]
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))
    os.utime(folder / name, (1, 1))
    found = kernel_evidence(load(folder)["square"])
    assert found.outcome is Outcome.STALE
    assert grade(folder) is Grade.SUPPORTED


@pytest.mark.parametrize("field", ["sources", "definitions"])
def test_another_library_or_other_definitions_make_it_stale(folder, field):
    record(folder, **{field: "0" * 64})
    assert kernel_evidence(load(folder)["square"]).outcome is Outcome.STALE


def test_a_statement_printed_in_another_way_is_stale(folder):
    made = record(folder)
    other = replace(made, theorems=tuple(replace(entry, words="0" * 64) for entry in made.theorems))
    write_record(other, folder / "squares.json")
    found = kernel_evidence(load(folder)["square"])
    assert (found.outcome, "printed" in found.coverage) == (Outcome.STALE, True)


HAND = """From Coq Require Import Reals.
Local Open Scope R_scope.
Module wrong.
Definition statement : Prop := exists x : R, 0 < x.
End wrong.
"""


def test_a_statement_by_hand_lies_in_a_folder_of_its_own(folder):
    file = folder / "statements" / "ByHand.v"
    file.parent.mkdir()
    file.write_text(HAND)
    theory = load(folder)
    found = {source.path for source in user_sources(theory, [folder / "Squares.v", file])}
    assert {"proofs/Squares.v", "statements/ByHand.v"} < found


@pytest.mark.parametrize("name", ["ByHand.v", "Simplex.v"])
def test_two_statements_of_one_name_are_refused(folder, name):
    files = [folder / part / "statements" / name for part in ("one", "other")]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text(HAND)
    given = files if name == "ByHand.v" else files[:1]  # the library has Simplex.v
    with pytest.raises(KernelError, match="rename one"):
        user_sources(load(folder), given)


def test_a_changed_statement_by_hand_is_stale_and_a_lemma_that_it_proves_is_formal(folder):
    made = record(folder)
    file = folder / "statements" / "ByHand.v"
    file.parent.mkdir()
    file.write_text(HAND.replace("Module wrong", "Module square").replace("End wrong", "End square"))
    lemma = load(folder)["square"]
    lemma = replace(lemma, kernel=replace(lemma.kernel, files=(*lemma.kernel.files, file)))
    sources = sources_about(lemma, lemma.kernel.files)
    entry = replace(
        made.theorems[0],
        origin=Origin.COQ,
        statement=statement_digest(statements(sources)["square"]),
        words=words_digest(lemma),
        coverage="as stated in Coq",
    )
    digests = {"sources": sources_digest(handwritten_sources(sources)), "definitions": definitions_digest(sources)}
    write_record(replace(made, theorems=(entry,), **digests), folder / "squares.json")
    assert kernel_evidence(lemma).outcome is Outcome.FORMAL
    file.write_text(file.read_text().replace("0 < x", "0 <= x"))
    assert kernel_evidence(lemma).outcome is Outcome.STALE


def test_without_a_record_nothing_is_proved_and_a_damaged_one_is_an_error(folder):
    found = kernel_evidence(load(folder)["square"])
    assert (found.outcome, "not recorded yet" in found.detail) == (Outcome.STALE, True)
    assert grade(folder) is Grade.SUPPORTED
    record(folder)
    path = folder / "squares.json"
    path.write_text(path.read_text().replace("every n >= 1", "every n >= 0"))
    with pytest.raises(RecordError, match="seal"):
        kernel_evidence(load(folder)["square"])
    assert grade(folder) is Grade.BROKEN
    assert examine(load(folder)["square"], Settings()).generated.coverage == "every n >= 1"


def test_a_lemma_of_the_same_name_in_the_shipped_record_is_not_asked(folder):
    record(folder)
    text = (
        (folder / "theory_squares.py")
        .read_text()
        .replace('"square"', '"I1"')
        .replace("a sum of squares", "Tensor trick")
    )
    (folder / "theory_squares.py").write_text(text)
    found = kernel_evidence(load(folder)["I1"])
    assert (found.outcome, "no theorem about it" in found.detail) == (Outcome.STALE, True)


def test_lemmas_that_name_different_proofs_are_told_so_before_a_build(folder, capsys):
    text = (folder / "theory_squares.py").read_text()
    other = text.replace("expected=Grade.REFUTED, kernel=PROOF", "expected=Grade.REFUTED, kernel=OTHER").replace(
        "SPACE =", 'OTHER = KernelProof(record=HERE / "other.json", files=(HERE / "Squares.v",))\nSPACE =', 1
    )
    (folder / "theory_squares.py").write_text(other)
    assert main(["kernel", str(folder / "theory_squares.py")]) == 2
    assert "several proofs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"record": "r.json", "files": (Path("A.v"),)}, "give a Path"),
        ({"record": Path("r.txt"), "files": (Path("A.v"),)}, "ends with .json"),
        ({"record": Path("r.json"), "files": ()}, "at least one"),
        ({"record": Path("r.json"), "files": [Path("A.v")]}, "give a tuple"),
        ({"record": Path("r.json"), "files": (Path("a b.v"),)}, "named like a module"),
        ({"record": Path("r.json"), "files": ("A.v",)}, "named like a module"),
    ],
)
def test_what_is_no_proof_is_refused(fields, words):
    with pytest.raises(TheoryError, match=re.escape(words)):
        KernelProof(**fields)


def test_a_theorem_is_about_a_claim():
    proof = KernelProof(record=Path("r.json"), files=(Path("A.v"),))
    rate = Rate(observe=lambda *_: iter(()), coverage="none")
    with pytest.raises(TheoryError, match="is about a claim"):
        Lemma(name="L", title="T", rate=rate, kernel=proof)
    claim = Inequality(lhs=lambda x: 0, rhs=lambda x: x * x)
    assert (
        "kernel"
        in Lemma(name="L", title="T", claim=claim, space=Space(variables={"x": Variable()}), kernel=proof).parts()
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no Coq here")
def test_coq_accepts_records_and_then_the_run_says_proved_without_coq(folder):
    command = [sys.executable, *PROGRAM]
    done = subprocess.run(
        [*command, "kernel", "theory_squares.py", "--quiet"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    made = read_record(folder / "squares.json")
    assert {entry.theorem for entry in made.theorems} == {"square_holds", "wrong_fails"}
    environment = {**os.environ, "PATH": ""}
    done = subprocess.run(
        [*command, "run", "theory_squares.py", "--quiet", "--json", "-"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    verdicts = {lemma["name"]: lemma["verdict"]["grade"] for lemma in json.loads(done.stdout)["lemmas"]}
    assert (done.returncode, verdicts) == (0, {"square": "PROVED", "wrong": "REFUTED"})
