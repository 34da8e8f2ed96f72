"""Documents damaged at random places in random ways: refused, or, by the schema, rendered in every form."""

from __future__ import annotations

import copy
import io
import json
import random
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import report_sample
from rich.console import Console

from proofcheck.cli import app, screens
from proofcheck.report import FORMS, ReportError, formats
from proofcheck.report.difference import compare_documents
from proofcheck.report.document import validate

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e300, 10**400, "", "x", "\x00\x1b[2J", "../x", "1/0", "-inf", "nan"),
    *([], {}, [[]], [None], {"": None}, ["x"] * 3, {"name": "x"}, "\u202e", "<script>", "$\\input{x}$", "PROVED"),
)


def list_places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, long lists shortened."""
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    return [path, *(place for step, entry in steps for place in list_places(entry, (*path, step)))]


def damage(document: Any, rng: random.Random) -> Any:
    """A copy with one value replaced, removed or doubled."""
    out = copy.deepcopy(document)
    place = rng.choice(list_places(document)[1:])
    parent = out
    for step in place[:-1]:
        parent = parent[step]
    what = rng.random()
    if what < 0.2:
        del parent[place[-1]]
    elif what < 0.3 and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[place[-1]]))
    else:
        parent[place[-1]] = rng.choice(ODD)
    return out


def render_everywhere(document: Any) -> None:
    """Every form and screen, without figures."""
    for form in FORMS:
        import_module(f"{formats.__name__}.{form}").files(document, dict)
    console = Console(file=io.StringIO(), width=80)
    screens.print_results(console, document)
    screens.print_solves(console, document["solves"])
    for lemma in document["lemmas"]:
        screens.print_lemma(console, lemma)
    screens.print_difference(console, compare_documents(document, report_sample.document()))


def shorten_sample() -> Any:
    document = report_sample.document()
    for lemma in document["lemmas"]:
        for item in lemma["evidence"]:
            item["steps"], item["margins"] = item["steps"][:2], item["margins"][:3]
    return document


@pytest.mark.slow
def test_damaged_reports_are_refused_or_render() -> None:
    rng, sample = random.Random(0), shorten_sample()  # noqa: S311
    refusals, message = 0, ""
    for _ in range(100):
        document = damage(sample, rng)
        try:
            document = validate(document)
        except ReportError as error:
            refusals += 1
            message = str(error)
        else:
            render_everywhere(document)
        assert len(message) < 600
    assert 30 < refusals < 100


@pytest.mark.slow
@pytest.mark.parametrize("name", ["c.json", "inconclusive.json"])
def test_damaged_certificates_are_refused_or_told(
    name: str,
    made: Path,
    here: Path,
    capsys: pytest.CaptureFixture[str],
    resealed: Callable[[Any], str],
) -> None:
    document, rng = json.loads((made / name).read_text()), random.Random(1)  # noqa: S311
    for _ in range(150):
        (here / "bad.json").write_text(resealed(damage(document, rng)))
        for command in ("explain", "verify"):
            code = app.main([command, "bad.json", "--quiet"])
            printed = capsys.readouterr()
            assert code in (0, 1, 2)
            assert len(printed.err.splitlines()) == (1 if code == 2 else 0)
            assert len(printed.err) < 800
