"""The long campaigns, at a size for every change; the full ones are run by hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CAMPAIGNS = Path(__file__).parent / "campaigns"


def run(name, tmp_path, *arguments):
    output = tmp_path / "out.json"
    command = [sys.executable, "-W", "error", CAMPAIGNS / f"{name}.py", *arguments, "--json", output]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return json.loads(output.read_text())


def test_no_attempt_at_a_false_certificate_succeeds(tmp_path):
    counts = run("false_certificates", tmp_path, "--attempts", "150")
    assert sum(outcomes.get("FALSE", 0) for outcomes in counts.values()) == 0
    assert counts["forged"]["rejected"] > 0
    assert counts["forged"]["refused"] > 0
    assert counts["saddle"].keys() == {"inconclusive"}
    assert counts["moved"]["true"] > 0


def test_minimisers_are_certified_sharply(tmp_path):
    records = run("certified_set", tmp_path, "--instances", "14")
    known = [record for record in records if record["reference"]]
    assert len(known) == 14
    assert sum(record["certified"] for record in known) >= 13
    assert sorted(record["ratio"] for record in known if record["certified"])[6] <= 1.1
    assert {record["scope"] for record in known} == {"LOCAL", "GLOBAL"}


@pytest.mark.parametrize("seed", ["0", "1"])
def test_every_rounding_is_enclosed(tmp_path, seed):
    found = run("roundings", tmp_path, "--inputs", "10000", "--seed", seed)
    assert found["failures"] == []
    assert sum(found["counts"].values()) >= 90_000
