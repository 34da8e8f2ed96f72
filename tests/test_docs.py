"""The pages of `docs`: every block runs, every public name is in the reference, the build warns of nothing."""

import re
import shutil
import subprocess
import sys

import pytest
import sphinx.util.inventory
from code_blocks import ROOT, blocks, is_long, run_page, split

import solver
from proofcheck import api, theory
from proofcheck.attention.softmax.lipschitz import B5
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers import CHECKERS
from proofcheck.cli.groups import SUMMARIES
from proofcheck.lemmas.evidence import Grade
from proofcheck.theories.gallery.theory import THEORY as GALLERY

DOCS = ROOT / "docs"
MADE = ("gallery", "commands")  # by the build
PAGES = {
    str(path.relative_to(DOCS)): path.read_text()
    for path in sorted(DOCS.rglob("*.md"))
    if path.relative_to(DOCS).parts[0] not in MADE
}
WITH_CODE = [name for name, text in PAGES.items() if any(block.kind in ("python", "sh") for block in blocks(text))]


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_CODE)
def test_every_block_runs(name, tmp_path):
    run_page(PAGES[name], tmp_path)


def test_the_four_parts_have_pages_and_code():
    for part, least in (("tutorials", 3), ("how-to", 6), ("explanation", 5), ("reference", 5)):
        assert sum(name.startswith(part) for name in PAGES) >= least
    assert all(name in WITH_CODE for name in PAGES if name.startswith("tutorials"))


def test_long_commands_are_of_this_project():
    for name, text in PAGES.items():
        lines = [
            split(line) for block in blocks(text) if block.kind == "sh" for line in block.text.splitlines() if line
        ]
        assert all(command.startswith("proofcheck ") for command, comment in lines if is_long(comment)), name


def test_files_that_the_pages_name_exist():
    for name, text in PAGES.items():
        for named in re.findall(r"`((?:proofcheck|solver|tests|reports)/[\w./-]+)`", text):
            assert (ROOT / named).exists(), f"{name}: {named}"


def test_the_verdicts_and_checkers_are_those_of_the_engine():
    text = PAGES["explanation/verdicts.md"]
    assert re.findall(r"^\| ([A-Z]+) \|", text, re.MULTILINE) == [grade.name for grade in Grade]
    assert set(re.findall(r"^\| \*(\w+)\* \|", text, re.MULTILINE)) == set(CHECKERS)


@pytest.mark.slow
def test_the_orders_of_magnitude_are_those_of_the_theory():
    table = dict(
        re.findall(r"^\| ([a-zA-Z ]+) \| ([\d.]+ \| [\d.]+) \|$", PAGES["explanation/attention.md"], re.MULTILINE)
    )
    found = ATTENTION["B6"].measures()
    at = [f"(n, d, R) = {point}" for point in ("(64, 4, 1)", "(1024, 64, 4)")]
    for row, name in (("residual c", "c"), ("gradient", "gradient"), ("Hessian", "Hessian")):
        expected = [found[f"orders of magnitude the classical form loses, {name}, at {point}"] for point in at]
        assert table[row].split(" | ") == expected
    assert table["softmax row"].split(" | ") == [
        B5.measures()[f"orders of magnitude lost against B4 at {point}"] for point in at
    ]


@pytest.mark.slow
def test_the_findings_are_verdicts_of_the_committed_report():
    entries = {
        lemma["name"]: lemma for lemma in api.Report.load(ROOT / "reports/attention/report.json").document["lemmas"]
    }
    text = PAGES["explanation/attention.md"]
    for name in ("R2", "S3-convex", "C4-naive", "B1-queries"):
        assert name in text
        assert entries[name]["verdict"]["grade"] == "REFUTED"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no Coq here")
def test_coq_accepts_the_theorem_of_the_page(tmp_path):
    for block in blocks(PAGES["how-to/get-proved.md"]):
        named = re.match(r"(?:# |\(\* )(\w+\.(?:py|v))", block.text)
        if named:
            (tmp_path / named[1]).write_text(block.text)
    command = [sys.executable, "-m", "proofcheck", "kernel", "theory_cauchy.py", "--proofs", "Young.v", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, '"young_holds"' in done.stdout) == (0, True), done.stderr


@pytest.mark.slow
def test_the_build_warns_of_nothing_and_the_reference_has_every_public_name(built_docs):
    folder, message = built_docs
    assert message == ""
    with (folder / "objects.inv").open("rb") as file:
        known = sphinx.util.inventory.InventoryFile.load(file, "", lambda base, uri: uri)
    names = {name.rpartition(".")[2] for kind, found in known.items() if kind.startswith("py:") for name in found}
    public = {*solver.__all__, *theory.__all__, "decide", "Report", "Decision", "verify"}
    assert public - names == set()


@pytest.mark.slow
def test_the_gallery_has_every_claim_with_its_verdict_and_the_commands_are_all_there(built_docs):
    folder, _ = built_docs
    index = (folder / "gallery" / "index.html").read_text()
    pages = "".join(path.read_text() for path in (folder / "gallery").glob("*.html"))
    for lemma in GALLERY.lemmas:
        assert f"proofcheck show {lemma.name} --theory" in re.sub(r"<[^>]*>", "", pages), lemma.name
    declared = sum(lemma.expected is Grade.REFUTED for lemma in GALLERY.lemmas)
    assert index.count(">REFUTED<") == declared
    commands = (folder / "commands" / "index.html").read_text()
    assert all(f"usage: proofcheck {name}" in commands for name in SUMMARIES)
