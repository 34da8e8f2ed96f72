"""A line of a journal that is not as it was written decides nothing: its task is done anew."""

import json
import random

import pytest

from proofcheck.checkers import Settings
from proofcheck.engine.cache import Records
from proofcheck.engine.runner import RunOptions, run

THEORY = """
T = Theory(name="t", title="t", lemmas=(
    L("a", lambda x: x, lambda x: x + 1),
    L("false", lambda x: x + 2, lambda x: x + 1),
))
"""
FALSE_WORDS = [("HOLDS", "PROVED"), ("FAILS", "HOLDS"), ('"decided": 160', '"decided": 9999'), ('"false"', '"true"')]


@pytest.fixture
def decided(theory_file, tmp_path):
    path, journal = theory_file(THEORY), tmp_path / "j.jsonl"
    results = run(path, Settings(), options=RunOptions(journal=journal))
    return path, journal, [result.verdict for result in results]


@pytest.mark.parametrize(("before", "after"), FALSE_WORDS)
def test_an_altered_line_is_decided_anew(decided, before, after):
    path, journal, verdicts = decided
    text = journal.read_text()
    assert before in text
    journal.write_text(text.replace(before, after))
    assert [r.verdict for r in run(path, Settings(), options=RunOptions(journal=journal))] == verdicts


def test_reports_under_the_keys_of_others_are_decided_anew(decided):
    path, journal, verdicts = decided
    head, *lines = journal.read_text().splitlines()
    records = [json.loads(line) for line in lines]
    keys = [record["key"] for record in records]
    moved = [json.dumps(record | {"key": key}) for record, key in zip(records, keys[::-1], strict=True)]
    journal.write_text("\n".join([head, *moved, ""]))
    assert [r.verdict for r in run(path, Settings(), options=RunOptions(journal=journal))] == verdicts


def test_one_character_anywhere_is_noticed(tmp_path):
    path = tmp_path / "records"
    kept = {f"k{i}": {"outcome": "HOLDS", "decided": i, "detail": "\u00e9 \n"} for i in range(5)}
    records = Records(path, "f")
    for key, value in kept.items():
        records.put(key, value)
    text, rng = path.read_text(), random.Random(0)  # noqa: S311
    start = text.index("\n") + 1
    for place in range(start, len(text) - 1):
        other = rng.choice([c for c in 'x0"}{ ,' if c != text[place]])
        path.write_text(text[:place] + other + text[place + 1 :])
        found = Records(path, "f")
        assert all(found.get(key) in (None, value) for key, value in kept.items())
