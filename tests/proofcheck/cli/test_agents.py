"""Small answers: what they cover, below 2 kB, from the command line and over the protocol with a real client."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import anyio
import pytest
import report_sample
from mcp import Client, StdioServerParameters

from proofcheck.cli import main
from proofcheck.cli.agent_server import Tools
from proofcheck.lemmas.loading import DEFAULT, list_shipped_theories, load_theory
from proofcheck.report import load
from proofcheck.report.answer import MOST, Answer, answer_of, encode, fit
from proofcheck.statements import trace
from solver import InputError, certify, solve
from solver.instances import random_instance

COMMITTED = Path(__file__).parents[3] / "reports" / "attention" / "report.json"
THEORY = """
from proofcheck.theory import *
S = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=("n",), unbounded=True)})
C = lambda factor: Inequality(lhs=lambda x: x.sum() * x.sum(), rhs=lambda x: factor * x.shape[0] * (x * x).sum())
T = Theory(name="mine", title="Mine", lemmas=(
    Lemma(name="sums", title="Cauchy-Schwarz", claim=C(1), space=S),
    Lemma(name="none", title="Nothing", claim=C(0), space=S, expected=Grade.REFUTED, holds_instead="sums"),
    Lemma(name="wrong", title="Nothing", claim=C(0), space=S),
))
"""


@pytest.fixture
def theory(tmp_path: Path) -> str:
    path = tmp_path / "mine.py"
    path.write_text(THEORY)
    return str(path)


@pytest.mark.parametrize("document", [report_sample.document(), load(COMMITTED)], ids=["sample", "committed"])
def test_an_answer_is_small_has_every_field_and_never_leaves_out_what_it_covers(document: Any) -> None:
    for lemma in document["lemmas"]:
        answer = answer_of(document, lemma)
        assert set(answer) == set(Answer.__annotations__)
        assert len(encode(answer).encode()) <= MOST, lemma["name"]
        assert (answer["verdict"], answer["covers"]) == (lemma["verdict"]["grade"], lemma["verdict"]["reason"])
        assert answer["means"] == lemma["verdict"]["message"]
        assert all(answer[name] is None for name in answer["left_out"])  # type: ignore[literal-required]
        assert answer_of(document, lemma, full=True)["left_out"] == []


def test_fields_are_left_out_whole_in_order_and_only_while_needed() -> None:
    long = {"a": "x" * 900, "b": "y" * 900, "c": "z" * 900, "d": ""}
    found = fit(long, ("d", "b", "a"))
    assert found == {**long, "b": None, "left_out": ["b"]}
    assert fit({"a": "x" * 100}, ("a",)) == {"a": "x" * 100, "left_out": []}


def test_decide_answers_with_verdict_digest_sizes_and_command(theory: str, capsys: Any) -> None:
    assert main(["decide", "sums", "--theory", theory, "--json"]) == 0
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    answer = json.loads(line)
    assert (answer["verdict"], answer["counterexample"]) == ("SUPPORTED", None)
    assert answer["statement_digest"] == trace(load_theory(theory)["sums"]).digest
    assert answer["claim_is_about"] == "every n >= 1"
    assert "instances" in answer["covers"]
    assert answer["command"].startswith("proofcheck run ")


def test_decide_gives_the_counterexample_and_the_exit_code_of_the_declaration(theory: str, capsys: Any) -> None:
    assert main(["decide", "none", "--theory", theory, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "REFUTED"
    assert answer["holds_instead"] == "sums"
    x = [Fraction(entry) for entry in answer["counterexample"]["data"]["x"]]
    assert sum(x) ** 2 == Fraction(answer["counterexample"]["lhs"]) > 0
    assert main(["decide", "wrong", "--theory", theory]) == 1
    assert "wrong of mine: REFUTED" in capsys.readouterr().out
    assert main(["decide", "sum", "--theory", theory]) == 2
    assert "did you mean" in capsys.readouterr().err.lower()


def test_the_list_of_every_shipped_theory_comes_in_small_pages_without_a_gap() -> None:
    for reference in list_shipped_theories():
        names, first = [], 0
        while first is not None:
            page = Tools([reference]).list_lemmas(first=first)
            assert len(page.encode()) <= MOST
            found = json.loads(page)
            names += [row["lemma"] for row in found["lemmas"]]
            first = found["next"]
        assert names == [lemma.name for lemma in load_theory(reference).lemmas]


def test_what_a_lemma_states_is_small_and_carries_the_digest_of_its_claim() -> None:
    tools = Tools([DEFAULT])
    for lemma in load_theory(DEFAULT).lemmas[::6]:
        text = tools.show_lemma(lemma.name)
        assert len(text.encode()) <= MOST
        shown = json.loads(text)
        assert bool(shown["statement_digest"]) is (shown["blocked"] == "")


@pytest.mark.slow
def test_an_agent_lists_shows_decides_and_explains_over_standard_input_and_output(theory: str, tmp_path: Path) -> None:
    problem = random_instance(6, 5, 2, 2, 2, 1, seed=0)
    solution = solve(problem)
    certify(problem, solution.X, solution.Y).save(tmp_path / "c.json")
    server = StdioServerParameters(command=sys.executable, args=["-m", "proofcheck", "mcp", theory])

    async def ask() -> dict[str, Any]:
        async with Client(server) as client:
            tools = await client.list_tools()
            asked = {
                "list": await client.call_tool("list_lemmas", {}),
                "show": await client.call_tool("show_lemma", {"lemma": "sums"}),
                "decide": await client.call_tool("decide_lemma", {"lemma": "none"}),
                "explain": await client.call_tool("explain_certificate", {"path": str(tmp_path / "c.json")}),
                "unknown": await client.call_tool("decide_lemma", {"lemma": "nothing"}),
                "theory": await client.call_tool("decide_lemma", {"lemma": "sums", "theory": "os"}),
                "missing": await client.call_tool("explain_certificate", {"path": str(tmp_path / "no.json")}),
            }
            return {"tools": {tool.name for tool in tools.tools}, **asked}

    found = anyio.run(ask)
    assert found.pop("tools") == {"list_lemmas", "show_lemma", "decide_lemma", "explain_certificate"}
    text = {name: result.content[0].text for name, result in found.items()}
    assert all(len(answer.encode()) <= MOST for answer in text.values())
    errors = {name for name, result in found.items() if result.is_error}
    assert errors == {"unknown", "theory", "missing"}
    assert json.loads(text["list"])["lemmas"][0] == {"lemma": "sums", "title": "Cauchy-Schwarz"}
    assert json.loads(text["decide"])["verdict"] == "REFUTED"
    assert json.loads(text["explain"])["checked"] is False
    assert "is not served" in text["theory"]
    assert "no.json" in text["missing"]


def test_two_theories_of_one_name_are_refused(theory: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.py"
    copy.write_text(THEORY)
    with pytest.raises(InputError, match="of one name"):
        Tools([theory, str(copy)])
    assert json.loads(Tools([theory, theory]).list_lemmas())["served"] == ["mine"]


def test_without_the_distribution_the_command_says_what_to_install(
    theory: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    assert main(["mcp", theory]) == 2
    assert "attention-proofcheck[mcp]" in capsys.readouterr().err
