"""A theory file in text, and what is read off a run of it."""

import json
from dataclasses import replace

from proofcheck.checkers import CHECKERS

HEADER = """
import sympy
from proofcheck.theory import *
S = Space(variables={"x": Variable()})
SAME = lambda x: x
def L(name, lhs, rhs, **more):
    return Lemma(name=name, title=name, statement="", claim=Inequality(lhs=lhs, rhs=rhs), space=S, **more)
X = sympy.Symbol("x")
STEP = Step(label="square", lhs=(X + 1) ** 2, rhs=X**2 + 2 * X + 1)
QUICK = Lemma(name="a", title="", statement="", derivation=Derivation(steps=lambda: [STEP], coverage="1"))
"""
BODY = """
def helper(x):
    return x + 1
def other(x):
    return x + 2
T = Theory(name="t", title="t", lemmas=(
    L("a", lambda x: x, lambda x: helper(x), measures=lambda: {"number": "1"}),
    L("b", lambda x: x, lambda x: other(x)),
    L("false", lambda x: other(x), lambda x: helper(x)),
))
"""


def read_grades(results):
    return {result.lemma.name: result.verdict.grade.name for result in results}


def to_plain(results):
    return json.loads(json.dumps([[r.verdict.grade.name, r.verdict.reason, str(r.measures)] for r in results]))


def count_calls(monkeypatch):
    counted = []
    original = CHECKERS["rigorous"]

    def counting(lemma, settings):
        counted.append(lemma.name)
        return original.check(lemma, settings)

    monkeypatch.setitem(CHECKERS, "rigorous", replace(original, check=counting))
    return counted
