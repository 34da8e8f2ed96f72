"""A global certificate is re-established box by box, and no part of its tree can be changed unnoticed."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from proofcheck.cli import main
from proofcheck.kernel import search_foundations
from proofcheck.recheck import CertificateFileError, blocks, verify
from proofcheck.recheck.search import recheck_search, walk
from proofcheck.recheck.search_file import read_any
from solver import AttentionProblem, SearchBudget, certify_global
from solver.global_search.frame import make_frame
from solver.instances import random_instance

pytestmark = pytest.mark.slow  # searches
PROBLEM = random_instance(5, 4, 1, 1, 2, 1, seed=2, wx=0.2, wy=0.2)
MASKED = replace(random_instance(4, 4, 1, 1, 1, 1, seed=2, wx=0.3, wy=0.3), mask=np.tri(4, dtype=bool))


def make_tie():
    rng = np.random.default_rng(0)
    keys, values = rng.normal(size=(3, 1)), rng.normal(size=(3, 2))
    A2, A3 = np.concatenate([keys, -keys]), np.concatenate([values, values])
    return AttentionProblem(rng.normal(size=(5, 1)), A2, A3, 2 * rng.normal(size=(5, 1)), wx=0.1, wy=0.1)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a closed search, an open one, one with a mask and one with two minimisers."""
    folder = tmp_path_factory.mktemp("global")
    found = {
        "closed": certify_global(PROBLEM),
        "open": certify_global(PROBLEM, budget=SearchBudget(boxes=12)),
        "masked": certify_global(MASKED),
        "zero": certify_global(replace(PROBLEM, B=0 * PROBLEM.B)),
        "tie": certify_global(make_tie()),
    }
    for name, certificate in found.items():
        certificate.save(folder / name)
    return folder


@pytest.fixture(scope="module")
def stored(files):
    return {path.name: read_any(path) for path in files.iterdir()}


def failing(stored):
    return [claim.name for claim in recheck_search(stored).claims if not claim.holds]


@pytest.mark.parametrize("name", ["closed", "open", "masked", "zero", "tie"])
def test_what_the_solver_claims_is_confirmed(files, name):
    told = []
    check = verify(files / name, lambda stage, share: told.append((stage, share)))
    assert check.confirmed, [claim for claim in check.claims if not claim.holds]
    leaves = sum(letter not in "0123456789" for letter in read_any(files / name).tree)
    assert told[-1] == (f"{leaves:,} of {leaves:,} boxes", 1.0)
    assert told[0] == (f"minimiser 1 of {len(read_any(files / name).minimisers)}, rows of the queries", 0.0)
    assert [share for _, share in told] == sorted(share for _, share in told)


def test_blocks_of_one_row_confirm_the_same(files, monkeypatch):
    whole = verify(files / "masked")
    monkeypatch.setattr(blocks, "BALLS", 1)
    assert verify(files / "masked") == whole


def test_the_files_are_what_the_tests_mean(stored):
    assert [(stored[name].outcome, len(stored[name].minimisers)) for name in ("closed", "open", "masked", "tie")] == [
        ("CERTIFIED", 1),
        ("INCONCLUSIVE", 1),
        ("CERTIFIED", 1),
        ("CERTIFIED", 2),
    ]
    assert stored["open"].numbers["lower"] > 0
    assert stored["masked"].mask.sum() == 10
    assert {"v", "A", "B", "0"} == set(stored["tie"].tree)


def places_in_basin(stored):
    """Where the tree's text has a leaf that lies in the basin, whatever its letter."""
    centre, widths = make_frame(PROBLEM).from_scores(stored.minimisers[0].point["X"]).mid, stored.widths[0][0]
    leaves = [place for place, letter in enumerate(stored.tree) if letter not in "0123456789"]
    boxes = [box for _, box in walk(stored.tree, len(centre), stored.half_width)]
    reaches = [np.abs([float(c) for c in b.centre] - centre) + [float(w) for w in b.widths] for b in boxes]
    return {place for place, reach in zip(leaves, reaches, strict=True) if (reach <= widths).all()}


def test_every_leaf_given_another_letter_is_noticed(stored):
    """v for a basin, a basin for v, an axis that is not there, a basin that is not there, an open box."""
    whole = stored["closed"]
    inside = places_in_basin(whole)
    for place, letter in enumerate(whole.tree):
        for other in {"v", "A", "B", "o", "1", "0"} - {letter}:
            changed = whole.tree[:place] + other + whole.tree[place + 1 :]
            true = (letter, other) == ("v", "A") and place in inside  # such a box has both reasons
            assert bool(failing(replace(whole, tree=changed))) is not true, (place, other)


def test_a_leaf_left_out_or_added_is_noticed(stored):
    whole = stored["closed"]
    for place in range(len(whole.tree)):
        assert "leaves" in failing(replace(whole, tree=whole.tree[:place] + whole.tree[place + 1 :]))
    for tree in (whole.tree + "v", "", "v", "0", "0v", "A", "x"):
        assert "leaves" in failing(replace(whole, tree=tree))


def test_another_path_is_noticed(stored):
    """The same letters in another order belong to other boxes."""
    whole = stored["closed"]
    assert whole.tree != whole.tree[::-1]
    first = whole.tree.index("A")
    swapped = whole.tree[: first - 1] + "A" + whole.tree[first - 1] + whole.tree[first + 1 :]
    assert failing(replace(whole, tree=swapped))


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        (lambda s: {"half_width": s.half_width / 2}, "half_width"),
        (lambda s: {"numbers": {**s.numbers, "upper": s.numbers["upper"] * (1 - 1e-9)}}, "upper"),
        (lambda s: {"numbers": {**s.numbers, "upper": s.numbers["upper"] * 2}}, "leaves"),
        (lambda s: {"numbers": {**s.numbers, "lower": s.numbers["lower"] * (1 + 1e-9)}}, "lower, minimiser 0"),
        (lambda s: {"widths": tuple(widths * 4 for widths in s.widths)}, "basin 0"),
        (lambda s: {"widths": tuple(widths / 64 for widths in s.widths)}, "leaves"),
        (lambda s: {"convex_radii": (s.convex_radii[0] * 16,)}, "basin 0"),
        (lambda s: {"convex_radii": (1e-300,)}, "basin 0"),
        (lambda s: {"convex_radii": (-1.0,)}, "basin 0"),
        (lambda s: {"L1": s.L1 * 0}, "half_width"),
        (lambda s: {"L1": s.L1 / 8}, "half_width"),
        (lambda s: {"point": {**s.point, "X": s.point["X"] + 0.5}}, "upper"),
        (lambda s: {"weights": {**s.weights, "wy": s.weights["wy"] / 2}}, "leaves"),
        (lambda s: {"minimisers": (), "widths": (), "convex_radii": ()}, "outcome"),
    ],
)
def test_every_number_of_a_search_is_recomputed(stored, change, claim):
    whole = stored["closed"]
    assert claim in failing(replace(whole, **change(whole)))


def test_an_open_search_may_not_call_itself_closed(stored):
    left = stored["open"]
    assert "outcome" in failing(replace(left, outcome="CERTIFIED"))
    assert "open_share" in failing(replace(left, numbers={**left.numbers, "open_share": 0.0}))
    assert "leaves" in failing(replace(left, numbers={**left.numbers, "lower": left.numbers["upper"]}))


def test_a_minimiser_that_is_not_certified_is_noticed(stored):
    whole = stored["closed"]
    worse = replace(whole.minimisers[0], claims={**whole.minimisers[0].claims, "radius_upper": 1e-300})
    assert "minimiser 0: radius_upper" in failing(replace(whole, minimisers=(worse,)))


def test_one_of_two_minimisers_cannot_be_left_out(stored):
    tie = stored["tie"]
    alone = replace(tie, minimisers=tie.minimisers[:1], widths=tie.widths[:1], convex_radii=tie.convex_radii[:1])
    assert "leaves" in failing(alone)


def test_files_of_other_content_are_refused(files, tmp_path, resealed):
    document, path = json.loads((files / "closed").read_text()), tmp_path / "g.json"

    def refuses(**changes):
        path.write_text(resealed({**document, **changes}))
        with pytest.raises(CertificateFileError):
            verify(path)

    other = json.loads((files / "masked").read_text())
    refuses(minimisers=other["minimisers"])
    refuses(weights={**document["weights"], "wx": (0.5).hex()})
    refuses(outcome="TRUE")
    refuses(search={**document["search"], "widths": []})
    refuses(search={key: value for key, value in document["search"].items() if key != "tree"})
    refuses(search={**document["search"], "tree": 3})
    refuses(minimisers="")
    refuses(minimisers=[{}])
    refuses(upper=(np.inf).hex())
    refuses(extra=1)
    certificate = dict(document["minimisers"][0], reason="other words")
    refuses(minimisers=[certificate])
    Path(path).write_text((files / "closed").read_text() + " ")
    with pytest.raises(CertificateFileError):
        verify(path)


@pytest.mark.parametrize(
    ("name", "words"), [("closed", "GLOBAL by search over"), ("open", "Why nothing more is proved")]
)
def test_the_command_line_tells_it_rightly(files, capsys, name, words):
    assert main(["explain", str(files / name)]) == (name == "open")
    shown = capsys.readouterr().out
    assert words in shown
    assert "The minimum of Phi over all X and Y is at least" in " ".join(shown.split())
    assert main(["verify", str(files / name)]) == 0
    assert capsys.readouterr().out.endswith("confirmed\n")
    assert main(["explain", str(files / name), "--json"]) == (name == "open")
    listed = {theorem["theorem"]: theorem for theorem in json.loads(capsys.readouterr().out)["theorems"]}
    assert listed["C_recheck_holds"]["checked"]
    searched = {theorem.theorem: theorem for theorem in search_foundations()}
    assert searched
    for found, theorem in searched.items():
        assert listed[found] == asdict(theorem)
        assert theorem.checked == theorem.status.startswith("kernel-checked")
        assert found in shown


def test_the_command_line_searches(tmp_path, capsys):
    problem, certificate = str(tmp_path / "p.npz"), str(tmp_path / "g.json")
    PROBLEM.save(problem)
    command = ["solve", problem, "--certificate", certificate, "--global"]
    assert main(command) == 0
    assert "GLOBAL, the global minimiser, by search over" in capsys.readouterr().out
    assert main([*command, "--boxes", "9", "--json"]) == 1
    summary = json.loads(capsys.readouterr().out)["search"]
    assert summary["outcome"] == "INCONCLUSIVE"
    assert summary["reason"] == "the budget of boxes is spent"
    for wrong in (["--global"], ["--certificate", certificate, "--boxes", "9"], [*command[2:], "--digits", "9"]):
        assert main(["solve", problem, *wrong]) == 2


def test_leaves_cover_the_cube():
    """Volumes add up, and the boxes are halves of halves."""
    leaves = list(walk("10vv1v0vv", 2, 3.0))
    assert [letter for letter, _ in leaves] == ["v"] * 5
    volumes = [float(np.prod(2 * box.widths)) for _, box in leaves]
    assert sum(volumes) == 36.0
    assert [[float(c) for c in box.centre] for _, box in leaves][:2] == [[-1.5, -1.5], [1.5, -1.5]]
