"""The re-checker and masks: whatever is done to a mask in a file, nothing is confirmed that does not hold."""

import json
import subprocess
import sys

import pytest
from masked import masked

from proofcheck.cli.app import main
from proofcheck.cli.explain_search import explain
from proofcheck.recheck import CertificateFileError, verify
from proofcheck.recheck.file import read
from proofcheck.report.schema import find_violation
from solver import ArchiveError, Certificate, certify, solve

PLAIN, MASKED = "attention-proofcheck/certificate/3", "attention-proofcheck/certificate/4"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("certificates") / "c.json"
    problem = masked(wx=0.7, wy=0.7)
    certify(problem, solve(problem, tol=1e-12), digits=20).save(path)
    return path.read_text()


def changed(saved, **content):
    document = json.loads(saved) | content
    return {key: value for key, value in document.items() if value is not None}


def refused(path, text):
    """By the re-checker and by the solver, whose readers share no code."""
    path.write_text(text)
    with pytest.raises(CertificateFileError):
        verify(path)
    with pytest.raises(ArchiveError):
        Certificate.load(path)


def test_the_file_is_of_version_4_and_of_the_schema(saved):
    document = json.loads(saved)
    assert document["schema"] == MASKED
    assert document["mask"] == ["".join("01"[key] for key in row) for row in masked().mask.tolist()]
    assert find_violation(document, "certificate") is None
    assert "schema" in find_violation(document | {"schema": PLAIN}, "certificate")
    assert find_violation(changed(saved, mask=None), "certificate") == "document: " + quote_missing(
        changed(saved, mask=None)
    )


def quote_missing(document):
    return f"{json.dumps(document)[:60]}... lacks mask"


def flips(mask):
    """Every mask that differs in one key of one query, and still allows each query a key."""
    for j, row in enumerate(mask):
        for k, key in enumerate(row):
            other = [*mask[:j], f"{row[:k]}{1 - int(key)}{row[k + 1 :]}", *mask[j + 1 :]]
            if "1" in other[j]:
                yield other


def test_a_flipped_key_is_refused_without_a_digest_and_not_confirmed_with_one(saved, tmp_path, resealed):
    path, tried = tmp_path / "c.json", 0
    for mask in flips(json.loads(saved)["mask"]):
        refused(path, json.dumps(changed(saved, mask=mask), sort_keys=True, separators=(",", ":")) + "\n")
        path.write_text(resealed(changed(saved, mask=mask)))
        assert not verify(path).confirmed
        tried += 1
    assert tried > 20


def test_a_mask_cannot_be_dropped_nor_brought_along(saved, tmp_path, resealed):
    path = tmp_path / "c.json"
    refused(path, resealed(changed(saved, mask=None)))
    refused(path, resealed(changed(saved, schema=PLAIN)))
    path.write_text(resealed(changed(saved, mask=None, schema=PLAIN)))  # the certificate of another problem
    assert not verify(path).confirmed
    assert Certificate.load(path).problem.mask is None


MASKS = {
    "all allowed": ["11111"] * 6,
    "a query without keys": ["00000", *["10111"] * 5],
    "a query too few": ["10111"] * 5,
    "a query too many": ["10111"] * 7,
    "a key too few": ["1011"] * 6,
    "rows of two lengths": ["10111"] * 5 + ["1011"],
    "an empty row": ["10111"] * 5 + [""],
    "another character": ["10211"] * 6,
    "another digit one": ["10\u066111"] * 6,
    "numbers": [[1, 0, 1, 1, 1]] * 6,
    "truth values": [[True, False, True, True, True]] * 6,
    "one text": "101111",
    "a word": "causal",
    "no rows": [],
    "a mapping": {"0": "10111"},
    "nothing": False,
}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_what_is_no_mask_of_the_problem_is_refused(saved, tmp_path, resealed, mask):
    refused(tmp_path / "c.json", resealed(changed(saved, mask=mask)))


def test_the_explanation_names_the_mask_and_says_what_is_argued(saved, tmp_path, capsys):
    path = tmp_path / "c.json"
    path.write_text(saved)
    allowed = int(read(path).mask.sum())
    assert f"a mask: {allowed} of 30 pairs of a query and a key are allowed" in explain(path)["point"]
    assert any("allowed keys alone" in line and "argued" in line for line in explain(path)["rests_on"])
    assert main(["explain", str(path), "--json"]) == 0
    theorems = {t["theorem"]: t for t in json.loads(capsys.readouterr().out)["theorems"]}
    assert theorems["C1_holds"]["checked"]
    assert theorems["Masked_constant_holds"]["checked"]
    assert theorems["Rows_curvature_holds"]["checked"]
    assert "S1_holds" not in theorems, "it is about queries that see every key"


@pytest.mark.slow
def test_solve_explain_and_verify_from_files(tmp_path):
    masked(wx=0.7, wy=0.7).save(tmp_path / "p.npz")
    certificate = str(tmp_path / "c.json")
    for arguments in (["solve", str(tmp_path / "p.npz"), "--certificate", certificate], ["verify", certificate]):
        command = [sys.executable, "-m", "proofcheck", *arguments, "--quiet"]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (finished.returncode, finished.stdout) == (0, ""), finished.stderr
    assert json.loads((tmp_path / "c.json").read_text())["schema"] == MASKED
