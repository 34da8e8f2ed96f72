"""Blocks of rows: the sums over blocks of every size are the definitions on all rows, and so are the claims."""

from dataclasses import fields, replace

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import balls, precision
from proofcheck.model import definitions, derivatives
from proofcheck.recheck import blocks, read, recheck
from proofcheck.recheck.hessian_lipschitz import RowSizes, row_sizes
from solver import Scope, certify, solve
from solver.instances import random_instance

N, M = 10, 9
SIZES = (N, M, 3, 2, 2, 2)
RANDOM = np.random.default_rng(5).random((N, M)) < 0.6
RANDOM[:, 0] |= ~RANDOM.any(axis=1)
MASKS = {"all keys": None, "a mask": RANDOM, "causal": np.tri(N, M, dtype=bool)}
EACH = {name: {name: 0.7} for name in ("wx", "wy", "lx", "ly")}
WEIGHTS = {"none": {}, **EACH, "all": {"wx": 2.0, "wy": 3.0, "lx": 4.0, "ly": 5.0}}
ROWS = (1, 3, 9)
FULL = {"wx": 3.0, "wy": 3.0, "lx": 0.5, "ly": 0.25}


@pytest.fixture
def rows_a_block(monkeypatch):
    return lambda rows: monkeypatch.setattr(blocks, "BALLS", rows * M + 1)


def overlap(left, right):
    """Whether the balls have a point in common each, and are narrow enough for that to say something."""
    pairs = list(zip(np.ravel(left), np.ravel(right), strict=True))
    return bool(pairs) and all(a.overlaps(b) and a.rad() < 1e-30 and b.rad() < 1e-30 for a, b in pairs)


def arguments(mask, weights):
    problem = replace(random_instance(*SIZES, seed=3, **weights), mask=mask)
    data = {name: balls(getattr(problem, name)) for name in ("A1", "A2", "A3", "B")}
    data |= {} if mask is None else {"mask": mask.astype(int)}
    draw = np.random.default_rng(4)
    point, step = ([balls(draw.normal(size=shape)) for shape in ((3, 2), (2, 2))] for _ in range(2))
    weights = {name: arb(getattr(problem, name)) for name in ("wx", "wy", "lx", "ly")}
    return data, dict(zip(("X", "Y"), point, strict=True)), weights, tuple(step)


@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_the_sums_over_blocks_are_the_definitions_on_all_rows(rows_a_block, mask, weights):
    with precision(128):
        data, point, w, step = arguments(mask, weights)
        whole = {**data, **point, **w}
        at = derivatives.state(**data, **point)
        for rows in ROWS:
            rows_a_block(rows)
            told = []
            found = blocks.quantities(data, point, w, step, dense=True, tell=told.append)
            assert told == pytest.approx([min(i * rows, N) / N for i in range(1, -(-N // rows) + 1)])
            assert overlap(found.objective, definitions.objective(**whole))
            assert overlap(blocks.objective(data, point, w), definitions.objective(**whole))
            slope, product = derivatives.gradient(**whole), derivatives.hessian_product(**whole, dX=step[0], dY=step[1])
            value, alone = blocks.value_and_gradient(data, point, w, told.append)
            assert overlap(value, definitions.objective(**whole))
            for i in range(2):
                assert overlap(found.gradient[i], slope[i])
                assert overlap(alone[i], slope[i])
                assert overlap(found.product[i], product[i])
            assert overlap(found.hessian, derivatives.hessian(**whole))
            for field in fields(RowSizes):
                joined, once = (getattr(rows, field.name) for rows in (found.rows, row_sizes(at)))
                assert joined.shape == (N,)
                assert overlap(joined, once)
                assert overlap(getattr(blocks.sizes(data, point), field.name), once)


def test_every_row_is_in_one_block_and_the_regularisers_in_the_first(rows_a_block):
    data, _, weights, _ = arguments(RANDOM, WEIGHTS["all"])
    for rows in (*ROWS, N, N + 1):
        rows_a_block(rows)
        parts = list(blocks.blocks(data, weights))
        assert [len(part["A1"]) for part, _ in parts] == [min(rows, N - i) for i in range(0, N, rows)]
        for name in ("A1", "B", "mask"):
            assert (np.concatenate([part[name] for part, _ in parts]) == data[name]).all()
        assert all(part["A2"] is data["A2"] and part["A3"] is data["A3"] for part, _ in parts)
        assert parts[0][1] == weights
        zero = dict.fromkeys(("wy", "lx", "ly"), arb(0))
        assert all(w == {"wx": weights["wx"], **zero} for _, w in parts[1:])


CERTIFIED = {
    "LOCAL, Euclidean": ({}, None, {}),
    "LOCAL, masked": ({"wx": 0.7}, RANDOM, {}),
    "LOCAL, causal": ({"wx": 0.7, "ly": 0.3}, MASKS["causal"], {}),
    "GLOBAL": (FULL, None, {}),
    "GLOBAL, causal, decimals": (FULL, MASKS["causal"], {"digits": 20}),
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Read certificates by name; the last is by S1, in the natural norm."""
    folder, found = tmp_path_factory.mktemp("certificates"), {}
    for name, (weights, mask, more) in CERTIFIED.items():
        problem = replace(random_instance(*SIZES, seed=0, **weights), mask=mask)
        certificate = certify(problem, solve(problem, tol=1e-12), **more)
        assert certificate.scope is Scope[name[: name.find(",")] if "," in name else name]
        certificate.save(folder / name)
        found[name] = read(folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.certificates.certifier.LARGEST_DENSE", 0)
        problem = random_instance(*SIZES, seed=0, **FULL)
        certify(problem, solve(problem, tol=1e-12)).save(folder / "S1")
    found["S1"] = read(folder / "S1")
    assert {one.norm for one in found.values()} == {"NATURAL", "EUCLIDEAN"}
    return found


@pytest.mark.parametrize("name", [*CERTIFIED, "S1"])
def test_the_claims_are_those_of_one_block(rows_a_block, monkeypatch, stored, name):
    monkeypatch.setattr("proofcheck.recheck.blocks.LARGEST_DENSE_SIZE", 0 if name == "S1" else 1000)
    whole = recheck(stored[name])
    assert whole.confirmed
    for rows in ROWS:
        rows_a_block(rows)
        assert recheck(stored[name]) == whole


@pytest.mark.parametrize("name", CERTIFIED)
def test_what_is_forged_in_the_last_row_alone_is_noticed(rows_a_block, stored, name):
    """In blocks of one row, of which the last is as much a part of the sums as the first."""
    honest = stored[name]
    for rows in (1, 3, N):
        rows_a_block(rows)
        for part in ("A1", "B"):
            moved = honest.data[part].copy()
            moved[-1, 0] += 1e-3
            forged = recheck(replace(honest, data={**honest.data, part: moved}))
            assert "gradient_upper" in [claim.name for claim in forged.claims if not claim.holds]


def test_arrays_stay_within_a_block(rows_a_block, monkeypatch, stored):
    """No array that the definitions see has more than a block's rows."""
    seen, right = [], derivatives.softmax
    monkeypatch.setattr(derivatives, "softmax", lambda S, mask: seen.append(S.shape) or right(S, mask))
    rows_a_block(3)
    recheck(stored["GLOBAL, causal, decimals"])
    assert set(seen) == {(3, M), (1, M)}


def test_a_block_is_smaller_where_the_hessian_has_many_columns(monkeypatch):
    data, point, weights, step = arguments(None, {})
    assert M == 3 * 3
    data = {**data, "A1": np.tile(data["A1"], (1, 2))}  # six columns, 36 products of them
    point, step = ({**point, "X": np.tile(point["X"], (2, 1))}, (np.tile(step[0], (2, 1)), step[1]))
    for dense, rows in ((True, 1), (False, 4)):
        told = []
        monkeypatch.setattr(blocks, "BALLS", 4 * M)
        blocks.quantities(data, point, weights, step, dense=dense, tell=told.append)
        assert len(told) == -(-N // rows)


def test_the_hessian_is_dense_only_where_what_it_takes_is_bounded(monkeypatch):
    data = arguments(None, {})[0]
    assert blocks.has_small_hessian(data, 1000)
    assert not blocks.has_small_hessian(data, 1001)
    monkeypatch.setattr(blocks, "LARGEST_OUTER", M * 2 * 2)
    assert blocks.has_small_hessian(data, 10)
    monkeypatch.setattr(blocks, "LARGEST_OUTER", M * 2 * 2 - 1)
    assert not blocks.has_small_hessian(data, 10)


def test_progress_is_told_in_shares_that_rise_to_one(rows_a_block, stored):
    rows_a_block(1)
    for name, last in (("GLOBAL", 0.9), ("GLOBAL, causal, decimals", 1.0)):
        told = []
        recheck(stored[name], lambda stage, share, told=told: told.append((stage, share)))
        shares = [share for _, share in told]
        assert shares == sorted(shares)
        assert shares[0] == 0 < shares[1] < 0.1
        assert shares[-1] == pytest.approx(last)
        assert len(shares) > N
        assert all(isinstance(stage, str) for stage, _ in told)


def test_an_interruption_ends_the_re_check(rows_a_block, stored, tmp_path):
    def interrupt(_stage, share):
        if share > 0.3:
            raise KeyboardInterrupt

    rows_a_block(1)
    with pytest.raises(KeyboardInterrupt):
        recheck(stored["GLOBAL"], interrupt)
