"""The examples run as notebooks do, and the files for continuous integration are valid and do what they say."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "examples"
WORKFLOW = yaml.safe_load((EXAMPLES / "continuous_integration" / "github-actions.yml").read_text())
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
THEORY = EXAMPLES / "continuous_integration" / "theory_softmax.py"
FALSE = THEORY.read_text().replace('"half", 4', '"half", 8')


def cells(path):
    """The code cells of a script in the percent format, markdown cells left out."""
    blocks = re.split(r"^# %%(.*)\n", path.read_text(), flags=re.MULTILINE)
    assert not blocks[0].strip()
    return [code for label, code in zip(blocks[1::2], blocks[2::2], strict=True) if "[markdown]" not in label]


def show(code, namespace):
    """Run a cell; its last expression, which a notebook shows."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), namespace)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "cell", "eval"), namespace) if last else None  # noqa: S307


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def all_cells(name):
        namespace = {}
        return [show(code, namespace) for code in cells(EXAMPLES / name)]

    return all_cells


def kinds(results):
    return [type(result).__name__ for result in results if result is not None]


def test_check_a_lemma(run, tmp_path):
    results = run("check_a_lemma.py")
    assert kinds(results) == ["Lemma", "Report", "Decision", "Plot", "Plot", "list"]
    first = next(result for result in results if type(result).__name__ == "Report")
    assert {decision.entry["name"]: decision.grade.name for decision in first} == {
        "half": "SUPPORTED",
        "third": "REFUTED",
    }
    assert not first.as_expected
    assert (tmp_path / "softmax-report" / "index.html").exists()


def test_solve_with_a_certificate(run, tmp_path):
    results = run("solve_with_a_certificate.py")
    assert kinds(results) == ["AttentionProblem", "Solution", "Plot", "Certificate", "Plot", "tuple", "list"]
    assert (tmp_path / "layer.cert.json").exists()
    for result in results[1:5]:
        assert result._repr_png_() if type(result).__name__ == "Plot" else result._repr_html_()


@pytest.mark.slow
def test_report_and_diff(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    results = run("report_and_diff.py")
    assert kinds(results) == ["Report", "Decision", "FailingInstance", "Plot", "tuple", "tuple", "dict", "list"]
    same, weaker, difference = (result for result in results if isinstance(result, tuple | dict))
    assert same == (0, {"tolerance": 0.1, "regressions": 0, "changes": []})
    assert {change["aspect"] for change in weaker[1]["changes"]} >= {"sharpness"}
    assert any(change["regression"] and change["old"] == "SUPPORTED" for change in difference["changes"])
    assert (tmp_path / "main-report" / "index.html").exists()


def test_the_workflow_has_the_keys_that_the_forge_asks_for():
    assert WORKFLOW[True] == ["push", "pull_request"]  # `on` is a boolean to YAML 1.1
    for job in WORKFLOW["jobs"].values():
        assert job["runs-on"]
        assert all(("uses" in step) != ("run" in step) for step in job["steps"])
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]) for step in STEPS if "uses" in step)


def test_what_the_workflow_and_the_hook_install_has_the_extras_of_their_commands():
    assert re.search(r"\[(.+)\]$", WORKFLOW["env"]["PROOFCHECK"])[1].split(",") == ["check", "report"]
    assert ".[check]" in HOOK["additional_dependencies"]


def shell(command, folder, **variables):
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(folder), **variables}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.mark.slow
def test_the_steps_of_the_workflow_run_beside_a_theory(tmp_path):
    shutil.copy(THEORY, tmp_path)
    summary = tmp_path / "summary.md"
    commands = [step["run"] for step in STEPS if "run" in step]
    assert commands.pop(0) == 'python -m pip install "$PROOFCHECK" pytest'
    for command in commands:
        done = shell(command, tmp_path, GITHUB_STEP_SUMMARY=str(summary))
        assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in shell(commands[0], tmp_path).stdout
    assert "# Softmax" in summary.read_text()
    artifact = next(step["with"]["path"] for step in STEPS if "upload-artifact" in step.get("uses", ""))
    assert (tmp_path / artifact / "index.html").exists()


@pytest.mark.slow
def test_a_false_lemma_fails_the_workflow(tmp_path):
    (tmp_path / THEORY.name).write_text(FALSE)
    commands = [step["run"] for step in STEPS if "run" in step][1:]
    assert [shell(c, tmp_path, GITHUB_STEP_SUMMARY="s.md").returncode for c in commands] == [1, 1]


def test_the_hook_has_what_pre_commit_asks_for_and_finds_theory_files():
    assert {"id", "name", "entry", "language"} <= set(HOOK)
    assert HOOK["language"] == "python"
    assert re.search(HOOK["files"], "lemmas/theory_softmax.py")
    assert not re.search(HOOK["files"], "tests/test_theory.py")


@pytest.mark.slow
@pytest.mark.parametrize(("text", "code"), [(THEORY.read_text(), 0), (FALSE, 1)])
def test_the_hook_passes_true_files_and_fails_false_ones(tmp_path, text, code):
    for name in ("theory_a.py", "theory_b.py"):
        (tmp_path / name).write_text(text)
    done = shell(f"{HOOK['entry']} theory_a.py theory_b.py", tmp_path)
    assert done.returncode == code, done.stdout
    assert ("6 passed" if code == 0 else "2 failed") in done.stdout
