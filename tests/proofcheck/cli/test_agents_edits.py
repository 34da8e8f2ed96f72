"""A server that stays up while files are edited answers about the files as they are."""

import json
import sys

import pytest

from proofcheck.cli.agent_server import Tools

HELPER = "def bound(x):\n    return x {} 1\n"
THEORY = """
from proofcheck.theory import *
from {helper} import bound
T = Theory(name="edited", title="", lemmas=(
    Lemma(name="a", title="", claim=Inequality(lhs=lambda x: x, rhs=bound), space=Space(variables={{"x": Variable()}})),
))
"""
LAYOUTS = {"beside": "edited_helper", "in a package": "edited_package.inner.helper"}


@pytest.fixture(params=LAYOUTS)
def edited(request, tmp_path, monkeypatch):
    """A theory and the file that it imports from, gone from memory afterwards."""
    helper = LAYOUTS[request.param]
    path = tmp_path.joinpath(*helper.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "edited_theory.py").write_text(THEORY.format(helper=helper))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield tmp_path / "edited_theory.py", path
    for name in [name for name in sys.modules if name.startswith("edited_")]:
        del sys.modules[name]


def decide(tools):
    return json.loads(tools.decide_lemma("a"))


@pytest.mark.parametrize("by", ["file", "module"])
def test_an_edit_of_what_a_theory_imports_is_seen(edited, by):
    theory, helper = edited
    helper.write_text(HELPER.format("+"))
    tools = Tools([str(theory) if by == "file" else theory.stem])
    before = decide(tools)
    helper.write_text(HELPER.format("-"))
    after = decide(tools)
    assert (before["verdict"], after["verdict"]) == ("SUPPORTED", "REFUTED")
    assert before["statement_digest"] != json.loads(tools.show_lemma("a"))["statement_digest"]


def test_an_edit_of_the_theory_is_seen_by_its_module(edited):
    theory, helper = edited
    helper.write_text(HELPER.format("+"))
    tools = Tools([theory.stem])
    assert decide(tools)["verdict"] == "SUPPORTED"
    theory.write_text(theory.read_text().replace("lhs=lambda x: x,", "lhs=lambda x: x + 5,"))
    assert decide(tools)["verdict"] == "REFUTED"
    theory.write_text(theory.read_text().replace('name="a"', 'name="b"'))
    assert json.loads(tools.list_lemmas())["lemmas"][0]["lemma"] == "b"


def test_modules_that_others_have_imported_stay():
    tools = Tools(["proofcheck.theories.first_order_rates"])
    before = dict(sys.modules)
    tools.list_lemmas()
    assert all(sys.modules[name] is module for name, module in before.items())
