"""The pytest plugin, in pytest processes of its own."""

import subprocess
import sys
import textwrap
from xml.etree import ElementTree as ET

import pytest

from proofcheck.pytest_plugin.hooks import theory_path

THEORY = """
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
def L(name, lhs, rhs, **more):
    return Lemma(name=name, title=name, statement="s(x)", claim=Inequality(lhs=lhs, rhs=rhs), space=S, **more)
T = Theory(name="mine", title="Mine", lemmas=(
    L("true", lambda x: x, lambda x: x + 1),
    L("false", lambda x: x + 1, lambda x: x),
    L("declared", lambda x: x + 1, lambda x: x, expected=Grade.REFUTED),
))
"""
THREE_LINES = """
from pathlib import Path
from proofcheck.pytest_plugin import lemma_tests
test_lemma = lemma_tests(Path(__file__).with_name("mine.py"))
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.py").write_text(THEORY)
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n")
    return tmp_path


def pytest_in(folder, *arguments):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "proofcheck.pytest_plugin",
        "-p",
        "no:cacheprovider",
        *arguments,
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_theory_named_by_option_is_collected_alone_with_readable_failures(folder):
    done = pytest_in(folder, "--theory", "mine.py", "--junit-xml", "j.xml")
    assert done.returncode == 1
    assert "1 failed, 2 passed" in done.stdout
    for text in ("statement:  s(x)", "x = 0", "slack = -1", "smallest margin", "proofcheck run", "--select false"):
        assert text in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    cases = {case.get("name"): case for case in ET.parse(folder / "j.xml").iter("testcase")}
    assert set(cases) == {"true", "false", "declared"}
    assert "REFUTED" in cases["false"].find("failure").get("message")
    assert cases["true"].find("properties/property[@name='verdict']").get("value") == "SUPPORTED"


@pytest.mark.slow
def test_selection_and_workers(folder):
    done = pytest_in(folder, "--theory", "mine.py", "-k", "true or declared", "-n", "2")
    assert done.returncode == 0
    assert "2 passed" in done.stdout


@pytest.mark.slow
def test_theory_files_are_collected_beside_tests(folder):
    (folder / "mine.py").rename(folder / "theory_mine.py")
    done = pytest_in(folder, "--collect-only", "-q")
    assert {"test_other.py::test_other", "theory_mine.py::true", "theory_mine.py::false"} <= set(done.stdout.split())


@pytest.mark.slow
def test_three_lines_run_a_theory(folder):
    (folder / "test_mine.py").write_text(THREE_LINES)
    assert len(textwrap.dedent(THREE_LINES).strip().splitlines()) == 3
    done = pytest_in(folder, "test_mine.py")
    assert "1 failed, 2 passed" in done.stdout
    assert "slack = -1" in done.stdout


@pytest.mark.slow
def test_a_broken_theory_file_is_one_message(folder):
    (folder / "mine.py").write_text("T = (")
    done = pytest_in(folder, "--theory", "mine.py")
    assert done.returncode == 2
    assert "correct the syntax" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_without_the_checkers_dependencies_the_extra_is_named(folder):
    (folder / "mine.py").rename(folder / "theory_mine.py")
    (folder / "without.py").write_text("import sys\nsys.modules['mpmath'] = None\n")
    done = pytest_in(folder, "-p", "without")
    assert done.returncode == 2
    assert "mpmath is not installed; pip install 'attention-proofcheck[check]'" in done.stdout
    assert "ERROR theory_mine.py" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(("reference", "message"), [("none.py", "no such file"), ("no.such.module", "no such module")])
def test_theories_that_do_not_exist_are_one_message(reference, message):
    with pytest.raises(pytest.UsageError, match=message):
        theory_path(reference)


def test_a_module_is_a_theory_too():
    assert theory_path("proofcheck.theories.first_order_rates").name == "first_order_rates.py"
