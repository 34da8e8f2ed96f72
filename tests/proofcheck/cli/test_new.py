"""The starter theory: written once, never over a file, and all that it says of itself is so."""

import json
import re

import pytest

from proofcheck.cli import app


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_starter_comes_out_as_its_comments_say(here, capsys):
    assert app.main(["new", "first.py"]) == 0
    assert capsys.readouterr().out.endswith("decide them: proofcheck run first.py\n")
    text = (here / "first.py").read_text()
    assert "NAME" not in text
    assert "THIS" not in text
    assert app.main(["run", "first.py", "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["theory"]["name"] == "first"
    grades = {lemma["name"]: lemma["verdict"]["grade"] for lemma in document["lemmas"]}
    assert grades == {
        "parallelogram": "PROVED",
        "young": "PROVED",
        "tangent": "SUPPORTED",
        "secant": "SUPPORTED",
        "steeper": "REFUTED",
    }
    assert set(re.findall(r"\b(PROVED|SUPPORTED|REFUTED)\b", text)) == set(grades.values())


def test_the_starter_names_commands_that_exist(here):
    app.main(["new", "first.py", "--quiet"])
    for line in re.findall(r"^    proofcheck (.*?)   ", (here / "first.py").read_text(), re.MULTILINE):
        assert app.build_parser().parse_args(line.split()).name == line.split()[0]


def test_a_file_that_exists_is_left_as_it_is(here, capsys):
    (here / "mine.py").write_text("mine")
    assert app.main(["new", "mine.py"]) == 2
    assert "mine.py: exists already; name a new file" in capsys.readouterr().err
    assert (here / "mine.py").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("my-theory.py", "name it like mytheory.py"),
        ("theory", "name it like mytheory.py"),
        ("none/a.py", "the folder none does not exist"),
    ],
)
def test_a_name_that_is_no_module_is_refused(capsys, name, message):
    assert app.main(["new", name]) == 2
    assert message in capsys.readouterr().err
