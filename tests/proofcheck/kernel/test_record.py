"""Recorded evidence: read back as written; cut short or changed in any way it is refused with a typed error."""

import json
from dataclasses import fields, replace

import pytest

from proofcheck.kernel.errors import RecordError
from proofcheck.kernel.record import Checked, Origin, Record, read_record, write_record

CHECKED = Checked(
    theorem="A_holds",
    module="A",
    holds=True,
    origin=Origin.CLAIM,
    lemma="A",
    title="a title — π",
    statement="0" * 64,
    words="",
    coverage="every n >= 1",
    file="proofs/A.v",
    line=3,
    assumptions=("Classical_Prop.classic",),
)
RECORD = Record(
    theory="t",
    prover="Coq 8.16.1",
    sources="1" * 64,
    definitions="2" * 64,
    axioms=("Coq.Logic.Classical_Prop.classic",),
    theorems=(CHECKED, replace(CHECKED, theorem="B_fails", module="B", holds=False, origin=Origin.COQ, lemma="")),
)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "kernel.json"
    write_record(RECORD, path)
    return path


def test_a_record_is_read_back_as_it_was_written(written):
    assert read_record(written) == RECORD


def test_a_record_cut_short_anywhere_is_refused(written):
    whole = written.read_bytes()
    for length in range(0, len(whole.rstrip()), 7):
        written.write_bytes(whole[:length])
        with pytest.raises(RecordError):
            read_record(written)


def _leaves(value, path=()):
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from _leaves(entry, (*path, key))
    if not isinstance(value, dict | list):
        yield path


@pytest.mark.parametrize("path", list(_leaves(json.loads(json.dumps(RECORD.document())))), ids=str)
def test_a_record_changed_anywhere_is_refused(written, path):
    document = json.loads(written.read_text())
    place = document
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    place[path[-1]] = (not old) if isinstance(old, bool) else old + 1 if isinstance(old, int) else old + "x"
    written.write_text(json.dumps(document))
    with pytest.raises(RecordError):
        read_record(written)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"form": "other"}', "\x00", '{"form": 1}'])
def test_another_file_is_refused(written, text):
    written.write_text(text)
    with pytest.raises(RecordError, match=r"kernel\.json"):
        read_record(written)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(RecordError, match="not readable"):
        read_record(tmp_path / "kernel.json")


@pytest.mark.parametrize("name", [field.name for field in fields(Checked)])
def test_a_theorem_without_one_of_its_fields_is_refused(written, name):
    from proofcheck.kernel import record

    document = json.loads(written.read_text())
    del document["seal"], document["theorems"][0][name]
    written.write_text(json.dumps({**document, "seal": record._seal(document)}))
    with pytest.raises(RecordError, match="does not have the fields"):
        read_record(written)
