"""A report has no times in it: run again, by another number of processes, it is the same files byte for byte."""

from pathlib import Path

import pytest

from proofcheck import decide
from proofcheck.cli import app

THEORY = Path(__file__).parents[2] / "wheel" / "theory_means.py"


@pytest.mark.slow
def test_a_report_made_again_is_the_same_bytes(tmp_path):
    for jobs in (1, 2):
        decide(THEORY, jobs=jobs).save(tmp_path / f"by-{jobs}")
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / f"by-{jobs}").iterdir()} for jobs in (1, 2))
    assert first.keys() == second.keys() >= {"index.html", "report.json", "report.md", "margins.svg"}
    assert [name for name in first if first[name] != second[name]] == []


SHOWN = """
import json
def showcase(folder, *, seed, small, on_progress):
    on_progress("solving")
    with open(folder / "shown.json", "a") as file:
        file.write(json.dumps([seed, small]))
    return []
"""


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_solves_are_shown_once_by_any_number_of_processes(tmp_path, jobs):
    theory, out = tmp_path / "theory.py", tmp_path / "out"
    theory.write_text(THEORY.read_text() + SHOWN)
    app.main(["report", str(theory), "--quiet", "--small", "--seed", "5", "--jobs", str(jobs), "--out", str(out)])
    assert (out / "shown.json").read_text() == "[5, true]"
    assert (out / "report.json").exists()
