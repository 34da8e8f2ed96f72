"""The README's examples run as they stand, and its numbers are those of the theory."""

import re
from pathlib import Path

from proofcheck.attention.softmax_lipschitz import B5
from proofcheck.checkers import Settings
from proofcheck.engine import run

README = (Path(__file__).parents[1] / "README.md").read_text()
SOLVE, THEORY = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_solve_example(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(SOLVE, "README.md", "exec"), {})  # noqa: S102
    assert re.match(r"CONVERGED \S+ \S+\nCERTIFIED \S+ \S+\n", capsys.readouterr().out)
    assert (tmp_path / "c.json").exists()
    assert len(SOLVE.strip().splitlines()) <= 15


def test_the_theory_example(tmp_path):
    path = tmp_path / "mytheory.py"
    path.write_text(THEORY)
    results = run(str(path), Settings())
    assert [result.verdict.grade.name for result in results] == ["SUPPORTED", "REFUTED"]
    assert all(result.as_expected for result in results)
    assert len(THEORY.strip().splitlines()) <= 30


def test_the_numbers_quoted():
    quoted = re.search(r"loses (\S+) orders.*?and (\S+) at \(1024", README, re.DOTALL).groups()
    assert list(quoted) == list(B5.measures().values())
