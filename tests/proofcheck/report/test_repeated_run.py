"""A report has no times in it: run again, by another number of processes, it is the same files byte for byte."""

from pathlib import Path

import pytest

from proofcheck import decide

THEORY = Path(__file__).parents[2] / "wheel" / "theory_means.py"


@pytest.mark.slow
def test_a_report_made_again_is_the_same_bytes(tmp_path):
    for jobs in (1, 2):
        decide(THEORY, jobs=jobs).save(tmp_path / f"by-{jobs}")
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / f"by-{jobs}").iterdir()} for jobs in (1, 2))
    assert first.keys() == second.keys() >= {"index.html", "report.json", "report.md", "margins.svg"}
    assert [name for name in first if first[name] != second[name]] == []
