"""One theory file with every kind of lemma that cannot be decided, between good and false ones, on the command line."""

import json
import subprocess
import sys

import pytest

THEORY = '''
from fractions import Fraction

import sympy

from proofcheck.theory import *

ONE = Space(variables={"x": Variable()})


def lemma(name, rhs, space=ONE, **more):
    """x <= rhs(x)."""
    return Lemma(name=name, title=name, statement="x", space=space, claim=Inequality(lhs=lambda x: x, rhs=rhs), **more)


def observed(name, observe):
    return Lemma(name=name, title=name, statement="x", rate=Rate(observe=observe, coverage="runs"))


def raises(x):
    raise RuntimeError("no value\\nhere")


def never_ends(x):
    while True:
        x = -x


def above(x):
    return x + 1


def nothing(rng, runs):
    return iter(())


X = sympy.Symbol("x")
SQUARE = Step(label="square", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1)
ARGUMENT = Derivation(steps=lambda: [SQUARE], coverage="all")
HUGE = Space(variables={"x": Variable(low=-10**400, high=10**400)})

THEORY = Theory(name="broken", title="Broken", lemmas=(
    lemma("good", above),
    lemma("raises", raises),
    lemma("never-ends", never_ends),
    lemma("nan", lambda x: x - x + float("nan")),
    lemma("nan-in-balls", lambda x: exp(x) / (exp(x) - exp(x))),
    lemma("needs-raises", above, requires=("raises",)),
    Lemma(name="argued", title="argued", statement="0", derivation=ARGUMENT),
    observed("no-observation", nothing),
    lemma("no-value", above, Space(variables={"x": Variable(low=Fraction(1, 3), high=Fraction(2, 5), denominator=2)})),
    lemma("no-entry", lambda x: x[:0], Space(sizes={"m": (1, 2)}, variables={"x": Variable(shape=("m",))})),
    lemma("huge-size", above, Space(sizes={"m": (10**14, 10**14)}, variables={"x": Variable(shape=("m",))})),
    lemma("huge-gap", lambda x: x + 10**400),
    lemma("huge-entries", above, HUGE),
    lemma("huge-false", lambda x: x - 10**400),
    lemma("false", lambda x: x - 1, expected=Grade.REFUTED, holds_instead="good"),
    lemma("needs-good", above, requires=("good", "argued")),
))
'''
BROKEN = {
    "raises": "RuntimeError: no value",
    "never-ends": "exceeded its budget of 2 s",
    "nan": "nan (float) is a rounded number",
    "nan-in-balls": "a side has no value: rhs divides by zero at x = ",
    "needs-raises": "premise raises is BROKEN",
    "no-observation": "the runs yielded no observation",
    "no-value": "no multiple of 1/2 lies there",
    "no-entry": "both sides are empty arrays",
    "huge-size": "MemoryError",
}
DECIDED = {
    "good": "SUPPORTED",
    "argued": "ARGUED",
    "huge-gap": "SUPPORTED",
    "huge-entries": "SUPPORTED",
    "huge-false": "REFUTED",
    "false": "REFUTED",
    "needs-good": "SUPPORTED",
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The finished process and the report's lemmas by name."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "theory.py").write_text(THEORY)
    options = ["--jobs", "2", "--budget", "2", "--json", "report.json", "--junit", "junit.xml"]
    command = [sys.executable, "-m", "proofcheck", "run", "theory.py", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    document = json.loads((folder / "report.json").read_text())
    return done, {entry["name"]: entry for entry in document["lemmas"]}


@pytest.mark.slow
def test_each_lemma_gets_its_own_verdict(ran):
    grades = {name: entry["verdict"]["grade"] for name, entry in ran[1].items()}
    assert grades == DECIDED | dict.fromkeys(BROKEN, "BROKEN")


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_the_reason_says_what_is_wrong(ran, name):
    assert BROKEN[name] in ran[1][name]["verdict"]["reason"]


@pytest.mark.slow
def test_the_command_ends_with_one_and_prints_verdicts_without_a_traceback(ran):
    done, lemmas = ran
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    surprising = {name for name, entry in lemmas.items() if not entry["as_expected"]}
    assert surprising == {*BROKEN, "huge-false"}
    assert all(name in done.stdout for name in lemmas)
