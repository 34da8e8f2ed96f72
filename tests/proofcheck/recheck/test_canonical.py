"""One text for each certificate: every changed byte, and every other way of writing the same content, is refused."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest

from proofcheck.recheck import CertificateFileError, verify
from proofcheck.recheck.file import read
from solver import ArchiveError, Certificate, certify, solve
from solver.instances import random_instance

SIZES = (3, 2, 1, 1, 1, 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Bytes of four certificates: a local one, a global one, one with proved decimals, one with a mask."""
    folder, found = tmp_path_factory.mktemp("certificates"), {}
    kinds = (("local", 0.5, {}), ("global", 3.0, {}), ("decimals", 1.0, {"digits": 20}), ("masked", 1.0, {}))
    for name, weight, more in kinds:
        mask = np.array([[True, True], [True, False], [False, True]]) if name == "masked" else None
        problem = replace(random_instance(*SIZES, seed=1, wx=weight, wy=weight), mask=mask)
        solution = solve(problem, tol=1e-12)
        certify(problem, solution.X, solution.Y, **more).save(folder / f"{name}.json")
        found[name] = (folder / f"{name}.json").read_bytes()
        assert (b'"enclosure":null' in found[name]) == (not more)
        assert verify(folder / f"{name}.json").confirmed
    return found


def is_refused(path, content):
    """By the re-checker and by the solver, whose readers share no code."""
    path.write_bytes(content)
    return raises(CertificateFileError, read, path) and raises(ArchiveError, Certificate.load, path)


def raises(kind, function, path):
    try:
        function(path)
    except kind:
        return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("name", ["local", "global", "decimals", "masked"])
def test_no_byte_can_be_changed_dropped_or_doubled(files, tmp_path, name):
    content, path = files[name], tmp_path / "c.json"
    assert len(content) > 1500
    accepted = []
    for place, byte in enumerate(content):
        others = {byte ^ 1, byte ^ 32, ord("0"), ord(" "), ord("\r"), ord("\n")} - {byte}
        changed = [content[:place] + bytes([other]) + content[place + 1 :] for other in others]
        changed += [content[:place] + content[place + 1 :], content[:place] + bytes([byte]) + content[place:]]
        accepted += [(place, text) for text in changed if text != content and not is_refused(path, text)]
    assert accepted == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text[:-1] + b"\r\n",
        lambda text: text[:-1] + b"\r",
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: b" " + text,
        lambda text: text + b"\x00",
        lambda text: text.replace(b",", b", ", 1),
        lambda text: text.replace(b'"claims"', b'"claim\\u0073"'),
        lambda text: text[: len(text) // 2],
        lambda text: b"",
    ],
)
def test_the_borders_of_the_file_are_fixed(files, tmp_path, change):
    for content in files.values():
        assert is_refused(tmp_path / "c.json", change(content))


def spell(text):
    """Other ways to write the double that `text` writes."""
    value = float.fromhex(text)
    yield from (text.upper(), f" {text}", f"{text} ", f"+{text}", text.replace("p", "P"), text.replace("0x", "0X", 1))
    yield from (repr(value), f"{value:.17e}", text.removeprefix("0x"), text.replace("p+", "p"), text.replace(".", "_"))


def doubles(document):
    """(container, key) of every stored double."""
    for part in ("claims", "hypotheses", "region", "weights"):
        yield from ((document[part], key) for key in document[part] if key != "norm")
    for part in ("data", "point", "step"):
        for entry in document[part].values():
            yield from ((entry["values"], index) for index in range(len(entry["values"])))


@pytest.mark.slow
def test_a_double_has_one_spelling_even_under_a_fresh_digest(files, tmp_path, resealed):
    tried = 0
    for content in files.values():
        count = len(list(doubles(json.loads(content))))
        for place in range(count):
            document = json.loads(content)
            container, key = list(doubles(document))[place]
            original = container[key]
            for other in spell(original):
                if other != original:
                    container[key] = other
                    assert is_refused(tmp_path / "c.json", resealed(document).encode()), (key, other)
                    tried += 1
    assert tried > 500


def mappings(node, path=()):
    """(path, mapping) of every mapping in a document."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from mappings(value, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def test_no_key_is_free_at_any_depth(files, tmp_path, resealed):
    for content in files.values():
        for path, mapping in mappings(json.loads(content)):
            for change in ("extra", *mapping):
                document = json.loads(content)
                place = at(document, path)
                if change == "extra":
                    place["extra"] = "0x0.0p+0"
                elif (*path, change) != ("digest",):
                    del place[change]
                else:
                    continue
                assert is_refused(tmp_path / "c.json", resealed(document).encode()), (path, change)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("data", "A1", "shape"), [3.0, 1]),
        (("data", "A1", "shape"), [True, 3]),
        (("data", "A1", "shape"), [-1, 1]),
        (("data", "A1", "shape"), [3, 1, 1]),
        (("data", "A1", "shape"), "31"),
        (("reason",), 5),
        (("reason",), None),
        (("outcome",), ["CERTIFIED"]),
        (("hypotheses", "norm"), 1),
        (("hypotheses", "norm"), ["EUCLIDEAN"]),
        (("claims", "radius_upper"), 1.0),
        (("claims", "radius_upper"), None),
        (("claims",), []),
        (("enclosure",), {}),
        (("enclosure",), False),
        (("enclosure", "digits"), True),
        (("enclosure", "digits"), 5.0),
        (("enclosure", "digits"), 0),
        (("enclosure", "radius"), "1E5"),
        (("enclosure", "radius"), "01"),
        (("enclosure", "radius"), "nan"),
        (("enclosure", "radius"), 1),
    ],
)
def test_no_type_is_free(files, tmp_path, resealed, path, value):
    document = copy.deepcopy(json.loads(files["decimals"]))
    at(document, path[:-1])[path[-1]] = value
    assert is_refused(tmp_path / "c.json", resealed(document).encode())
