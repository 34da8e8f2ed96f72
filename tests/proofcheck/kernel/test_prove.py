"""With Coq: types against statements, assumptions, rejections with file and line, interruption."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import keyboard
import pytest

from proofcheck.kernel import KernelError, ProofError, ProverMissingError, prove
from proofcheck.kernel.build import Prover, compile_sources, write_sources
from proofcheck.kernel.check import CLASSICAL, check_types
from proofcheck.kernel.prove import generate, shipped_sources, user_sources
from proofcheck.kernel.sources import CoqSource, theorems
from proofcheck.lemmas.loading import DEFAULT, load_theory

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="no Coq here")

PROGRAM = ("-c", "import sys; from proofcheck.cli.app import main; sys.exit(main())")
THEORY = """
from proofcheck.theory import *
SPACE = Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",))})
def squares(x):
    return (x * x).sum()
THEORY = Theory(name="squares", title="Squares", lemmas=(
    Lemma(name="square", title="a sum of squares", statement="0 \\\\le |x|^2", space=SPACE,
          claim=Inequality(lhs=lambda x: 0, rhs=squares)),
    Lemma(name="wrong", title="a false one", statement="|x|^2 \\\\le 0", space=SPACE, expected=Grade.REFUTED,
          claim=Inequality(lhs=squares, rhs=lambda x: 0)),
))
"""
HEAD = """From Coq Require Import Reals Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype.
From PC.library Require Import Sums.
From PC Require Import Generated.
Local Open Scope R_scope.
"""
GOOD = (
    HEAD
    + """Theorem square_holds : square.statement.
Proof. by move=> n x _; apply: sum_ge0 => i; exact: Rle_0_sqr. Qed.
Theorem wrong_fails : ~ wrong.statement.
Proof. move=> H; have := H 0%N (fun _ => 1) (fun _ => ltac:(lra)); rewrite /wrong.claim sum_ord_recl sum_ord0; lra. Qed.
"""
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "theory_squares.py").write_text(THEORY)
    return tmp_path


def run(folder, proofs, *options, timeout=300):
    (folder / "Squares.v").write_text(proofs)
    command = [sys.executable, *PROGRAM, "kernel", "theory_squares.py", "--proofs", "Squares.v"]
    return subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, timeout=timeout, check=False
    )


def small(proofs, statement="x = x"):
    """Sources without the library: fast to compile."""
    stated = f"Module a.\nDefinition statement : Prop := forall x : nat, {statement}.\nEnd a.\n"
    return (
        CoqSource(path="Generated.v", text=stated),
        CoqSource(path="proofs/A.v", text=f"From PC Require Import Generated.\n{proofs}\n"),
    )


def check_with(sources, folder, stated=None):
    with Prover(folder=folder) as prover:
        write_sources(sources, folder)
        compile_sources(sources, prover)
        return check_types(theorems(sources), stated or {"a": "Generated.v"}, prover)


@needs_coq
def test_a_theorem_of_its_statement_is_closed(tmp_path):
    found = check_with(small("Theorem a_holds : a.statement. Proof. intro x; reflexivity. Qed."), tmp_path)
    assert found["a"].names == ()


WRONG = {
    "another type": "Theorem a_holds : True. Proof. exact I. Qed.",
    "the negation": "Theorem a_fails : a.statement. Proof. intro x; reflexivity. Qed.",
    "a weaker one": "Theorem a_holds : forall x : nat, x = 0 -> x = x. Proof. reflexivity. Qed.",
    "a statement of its own": "Module a. Definition statement := True. End a.\n"
    "Theorem a_holds : a.statement. Proof. exact I. Qed.",
    "a local notation": "Notation nothing := True.\nTheorem a_holds : nothing. Proof. exact I. Qed.",
}


@needs_coq
@pytest.mark.parametrize("proofs", WRONG.values(), ids=WRONG)
def test_the_type_is_checked_and_not_the_name(tmp_path, proofs):
    with pytest.raises(ProofError, match=r"a_(holds|fails) is not of type") as caught:
        check_with(small(proofs), tmp_path)
    assert caught.value.file == "proofs/A.v"
    assert "Theorem" in small(proofs)[1].text.splitlines()[caught.value.line - 1]


@needs_coq
def test_an_assumption_that_is_not_allowed_is_found_even_under_an_allowed_short_name(tmp_path):
    hidden = "Module Type T. Parameter p : False. End T. Declare Module Classical : T.\n"
    with pytest.raises(ProofError, match=r"assumes A\.Classical\.p"):
        check_with(small(hidden + "Theorem a_holds : a.statement. Proof. destruct Classical.p. Qed."), tmp_path)


@needs_coq
def test_a_theorem_without_a_statement_is_refused(tmp_path):
    with pytest.raises(ProofError, match=r"no statement b\.statement"):
        check_with(small("Theorem b_holds : True. Proof. exact I. Qed."), tmp_path)


@needs_coq
@pytest.mark.parametrize(
    ("proofs", "said"),
    [
        ("Theorem a_holds : a.statement. Proof. intro x.\nlra. Qed.", "Error"),
        ("Theorem a_holds : a.statement", "Error"),
        ("From PC Require Import Nowhere.", "Nowhere"),
        ("From PC.proofs Require Import A.", "cycle"),
    ],
)
def test_what_coq_rejects_is_an_error_with_its_file(tmp_path, proofs, said):
    with pytest.raises(ProofError, match=said) as caught:
        check_with(small(proofs), tmp_path)
    assert caught.value.file == "proofs/A.v"


def test_a_folder_that_no_build_made_is_refused(tmp_path):
    (tmp_path / "PC").mkdir()
    (tmp_path / "PC" / "Old.v").write_text("")
    with pytest.raises(KernelError, match="no build made"):
        write_sources(small(""), tmp_path)
    assert (tmp_path / "PC" / "Old.v").exists()


@needs_coq
def test_a_later_build_compiles_what_has_changed_and_what_requires_it(tmp_path):
    def compile_source(sources):
        told = []
        with Prover(folder=tmp_path) as prover:
            write_sources(sources, tmp_path, "v")
            compile_sources(sources, prover, on_progress=lambda file, _done, _total: told.append(file))
        return told

    first = small("Theorem a_holds : a.statement. Proof. intro x; reflexivity. Qed.")
    alone = CoqSource(path="library/B.v", text="Definition b := 0.\n")
    assert set(compile_source([*first, alone])) == {"Generated.v", "proofs/A.v", "library/B.v"}
    assert compile_source([*first, alone]) == []
    other = small("Theorem a_holds : a.statement. Proof. intro x; exact eq_refl. Qed.")
    assert compile_source([*other, alone]) == ["proofs/A.v"]
    changed = CoqSource(path="Generated.v", text=first[0].text.replace("x = x", "x = x + 0"))
    with pytest.raises(ProofError):
        compile_source([changed, other[1], alone])
    assert compile_source([*other, alone]) == ["Generated.v", "proofs/A.v"]
    assert compile_source(other) == []
    assert not (tmp_path / "PC/library/B.vo").exists()


def test_without_coq_the_message_says_what_to_install(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))
    theory = load_theory(str(folder / "theory_squares.py"))
    with pytest.raises(ProverMissingError, match="apt-get install coq"):
        prove(theory, user_sources(theory, []))


@pytest.mark.parametrize("name", ["a-b.v", "proofs.txt", "1.v"])
def test_a_file_of_proofs_has_the_name_of_a_module(folder, name):
    theory = load_theory(str(folder / "theory_squares.py"))
    with pytest.raises(KernelError, match="name it like a module"):
        user_sources(theory, [folder / name])


@pytest.mark.slow
@needs_coq
def test_a_user_proves_the_claims_of_a_theory_on_the_command_line(folder):
    done = run(folder, GOOD, "--quiet", "--json", "--record", "kernel.json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["accepted"]
    found = {entry["theorem"]: entry for entry in told["theorems"]}
    assert {name: (e["holds"], e["lemma"], e["origin"]) for name, e in found.items()} == {
        "square_holds": (True, "square", "CLAIM"),
        "wrong_fails": (False, "wrong", "CLAIM"),
    }
    assert set(found["square_holds"]["assumptions"]) <= CLASSICAL
    assert json.loads((folder / "kernel.json").read_text())["seal"] == told["seal"]


@pytest.mark.slow
@needs_coq
def test_a_rejected_proof_ends_with_one_and_its_place(folder):
    done = run(folder, GOOD.replace("exact: Rle_0_sqr", "exact: Rle_refl"))
    assert done.returncode == 1
    assert "proofs/Squares.v:7: Error:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_open_proof_ends_with_one_before_anything_is_compiled(folder):
    done = run(folder, HEAD + "Theorem square_holds : square.statement. Admitted.\n", "--json")
    assert done.returncode == (1 if shutil.which("coqc") else 2)
    if done.returncode == 1:
        assert json.loads(done.stdout)["line"] == 6


@pytest.mark.slow
@pytest.mark.parametrize(
    "options", [["theory_squares.py"], ["--proofs", "x.v"], ["theory_squares.py", "--proofs", "no.v"]]
)
def test_misuse_ends_with_two_and_one_line(folder, options):
    command = [sys.executable, *PROGRAM, "kernel", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
@needs_coq
def test_an_interrupted_build_ends_at_once_with_its_compilers(folder):
    (folder / "Squares.v").write_text(GOOD)
    command = [sys.executable, *PROGRAM, "kernel", "theory_squares.py", "--proofs", "Squares.v"]
    options = {"cwd": folder, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with (
        keyboard.handling(signal.default_int_handler),
        subprocess.Popen([*command, "--folder", "build"], **options) as process,
    ):
        while not list(folder.glob("build/PC/library/*.vo")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.splitlines()[-1] == "proofcheck: interrupted"
    assert "Traceback" not in told
    assert _compilers(folder) == []


def _compilers(folder):
    """Processes that still run in the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd").startswith(str(folder)):
                found.append(process.name)
        except OSError:
            continue
    return found


def test_the_committed_statements_are_those_of_the_claims():
    committed = next(source for source in shipped_sources() if source.path == "Generated.v")
    assert generate(load_theory(DEFAULT)).text == committed.text
