"""Every block of the README runs as it stands, in order and in one folder; it is short, and shows what is so now."""

import importlib.util
import re
from pathlib import Path

import pytest
from code_blocks import ROOT, bash, blocks, commands, is_long, run_page

from proofcheck.lemmas.evidence import Grade

PATH = ROOT / "README.md"
README = PATH.read_text()
FIRST = re.findall(r"^    (make .*)", README, re.MULTILINE)
PICTURE = ROOT / "docs" / "pictures" / "run.svg"


@pytest.mark.slow
def test_every_block_runs(tmp_path):
    printed = run_page(README, tmp_path)
    for expected in (
        "REFUTED",
        "Certificate: CERTIFIED",
        "2 PROVED",
        "Certificate(terms=",
        "confirmed",
        "0 regressions",
    ):
        assert expected in printed
    assert {"certificate.json", "softmax-report", "Young.v"} <= {path.name for path in tmp_path.iterdir()}


def test_every_block_has_a_language_that_is_run_or_compared():
    assert {block.kind for block in blocks(README)} == {"python", "sh", "text", "coq"}
    assert README.count("```") == 2 * len(blocks(README))


@pytest.mark.parametrize("line", FIRST)
def test_the_first_commands_are_targets(line):
    assert bash(f"make --dry-run {line.partition('#')[0].removeprefix('make ')}", ROOT).returncode == 0


def test_the_set_up_commands_are_two():
    assert [line.split()[1] for line in FIRST] == ["report", "test"]


def test_long_commands_are_few_and_marked():
    marked = [command for command, comment in commands(README) if is_long(comment)]
    assert 1 <= len(marked) <= 2
    assert all(command.startswith("proofcheck ") for command in marked)


def test_it_can_be_read_in_one_go():
    assert len(README.splitlines()) <= 150
    assert max(len(line) for line in README.splitlines() if "|" not in line and "](" not in line) <= 128
    theory, solve = (block for block in blocks(README)[:5] if block.kind == "python")
    for block in (theory, solve):
        assert sum(bool(line.strip()) and not line.startswith("#") for line in block.text.splitlines()) <= 10


def test_no_term_stands_before_the_link_to_the_glossary():
    terms = re.findall(r"^- \*\*(.*?)\*\*", (ROOT / "GLOSSARY.md").read_text(), re.MULTILINE)
    before = README.partition("(GLOSSARY.md)")[0].lower()
    assert len(terms) > 15
    assert [term for term in terms if re.search(rf"\b{re.escape(term.lower())}\b", before)] == []


def test_the_verdicts_are_those_of_the_table():
    assert re.findall(r"^\| ([A-Z]+) \|", README, re.MULTILINE) == [grade.name for grade in Grade]


def test_files_and_pages_that_it_names_exist():
    names = re.findall(r"`((?:proofcheck|solver|tests|reports|docs)/[\w./-]+|[A-Z]+\.(?:md|cff))`", README)
    links = re.findall(r"\]\(([\w./-]+)\)", README)
    assert len(links) > 6
    for name in (*names, *links):
        assert (ROOT / name).exists(), name


def words(svg):
    """The text of a picture, numbers and what depends on them left out."""
    return re.findall(r"[A-Za-z_]{2,}", " ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg)).replace("&#160;", " "))


@pytest.mark.slow
def test_the_picture_is_the_screen_of_now_and_fetches_nothing():
    """`make picture` draws it again."""
    specification = importlib.util.spec_from_file_location("screens", ROOT / "docs" / "extensions" / "screens.py")
    screens = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(screens)
    assert words(PICTURE.read_text()) == words(screens.draw_run(README))
    assert "REFUTED" in words(PICTURE.read_text())
    assert "url(http" not in PICTURE.read_text()


def test_the_picture_comes_first():
    assert README.index(str(Path(*PICTURE.parts[-3:]))) < README.index("```")
