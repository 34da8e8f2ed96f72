"""Masks of allowed keys: what is read, what is refused, and that a mask that allows everything is none."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest
from masked import masked, point

from solver import ArchiveError, AttentionProblem, InputError, certify, relation, solve
from solver.instances import causal, random_instance

BARE = random_instance(4, 3, 2, 2, 2, 1, seed=0, wx=0.5, wy=0.5)
SOME = np.array([[1, 0, 1], [0, 1, 0], [1, 1, 1], [1, 1, 0]], dtype=bool)
REFUSED = {
    "ints": (SOME.astype(int), "mask.dtype=int64: truth values are needed"),
    "floats": (SOME.astype(float), "mask.dtype=float64"),
    "NaN": (np.full((4, 3), np.nan), "mask.dtype=float64"),
    "None inside": ([[True, None, True]] * 4, "mask.dtype=object"),
    "texts": ([["True"] * 3] * 4, "mask.dtype=<U4"),
    "one row too few": (SOME[:3], r"mask.shape=\(3, 3\): a row a query and a column a key are needed, \(4, 3\)"),
    "transposed": (SOME.T, r"mask.shape=\(3, 4\)"),
    "a vector": (SOME[0], r"mask.shape=\(3,\)"),
    "a number": (True, r"mask.shape=\(\)"),
    "ragged": ([[True], [True, False]], "mask: not a rectangular array"),
    "a query without keys": (SOME & (np.arange(4) != 1)[:, None], r"mask\[1\]: no key is allowed"),
    "masked": (np.ma.MaskedArray(SOME, mask=~SOME), "mask: a masked entry would lose its mask"),
    "another word": ("padding", "mask='padding': 'causal' or an n x m matrix"),
    "causal, n != m": ("causal", r"n=4 and m=3; pass np.tri\(4, 3, dtype=bool\).*np.tri\(4, 3, -1, dtype=bool\)"),
}


@pytest.mark.parametrize(("value", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_mask_is_refused_by_name(value, message):
    with pytest.raises(InputError, match=message):
        replace(BARE, mask=value)


@pytest.mark.parametrize(
    "value", [SOME, SOME.tolist(), np.asfortranarray(SOME), np.repeat(SOME, 2, axis=1)[:, ::2]], ids=str
)
def test_a_mask_is_read_as_a_copy_that_cannot_change(value):
    problem = replace(BARE, mask=value)
    assert problem.mask.dtype == np.bool_
    assert np.array_equal(problem.mask, SOME)
    assert not np.shares_memory(problem.mask, np.asarray(value))
    with pytest.raises(ValueError, match="WRITEABLE"):
        problem.mask.flags.writeable = True
    assert repr(problem).endswith("mask allows 8 of 12)")


def test_causal_allows_each_query_the_keys_up_to_its_own():
    square = random_instance(4, 4, 2, 2, 2, 1, seed=0)
    assert np.array_equal(replace(square, mask="causal").mask, [[k <= j for k in range(4)] for j in range(4)])
    assert (
        replace(square, A1=square.A1[:1], A2=square.A2[:1], A3=square.A3[:1], B=square.B[:1], mask="causal").mask
        is None
    )
    assert np.array_equal(causal(5, 2, 2, 2, 1, seed=0).mask, np.tri(5, dtype=bool))


def test_a_mask_that_allows_everything_is_none_to_the_last_bit(tmp_path):
    full = replace(BARE, mask=np.ones((4, 3), dtype=bool))
    assert full.mask is None
    assert full.digest == BARE.digest
    X, Y = point(BARE)
    first, second = (solve(problem, tol=1e-10) for problem in (BARE, full))
    assert first.trace == second.trace
    assert np.array_equal(first.X, second.X)
    for name, problem in (("bare", BARE), ("full", full)):
        certify(problem, first).save(tmp_path / f"{name}.json")
        problem.save(tmp_path / f"{name}.npz")
        assert np.array_equal(problem.hessian(X, Y), BARE.hessian(X, Y))
    for suffix in ("json", "npz"):
        assert (tmp_path / f"full.{suffix}").read_bytes() == (tmp_path / f"bare.{suffix}").read_bytes()


def test_copies_files_and_digests_know_the_mask(tmp_path):
    problem = replace(BARE, mask=SOME)
    problem.save(tmp_path / "p.npz")
    for other in (
        AttentionProblem.load(tmp_path / "p.npz"),
        pickle.loads(pickle.dumps(problem)),  # noqa: S301
        copy.deepcopy(problem),
    ):
        assert np.array_equal(other.mask, SOME)
        assert other.digest == problem.digest
    assert np.array_equal(replace(problem, wx=1.0).mask, SOME)
    flipped = SOME.copy()
    flipped[0, 1] = True
    assert len({BARE.digest, problem.digest, replace(BARE, mask=flipped).digest}) == 3


def test_files_without_a_mask_load_and_files_with_a_bad_one_do_not(tmp_path):
    path = tmp_path / "p.npz"
    BARE.save(path)
    with np.load(path) as stored:
        content = dict(stored)
    assert "mask" not in content
    assert AttentionProblem.load(path).mask is None
    for bad in (SOME.astype(float), SOME.T, SOME & False):
        np.savez(path, **content, mask=bad)
        with pytest.raises(InputError, match="mask"):
            AttentionProblem.load(path)
    np.savez(path, **content, masks=SOME)
    with pytest.raises(ArchiveError, match="has besides masks"):
        AttentionProblem.load(path)
    np.savez(path, **content, mask=(2 * SOME.astype(np.uint8)).view(np.bool_))  # True, spelt otherwise
    assert AttentionProblem.load(path).digest == replace(BARE, mask=SOME).digest


def test_certificates_of_different_masks_are_of_different_problems():
    problem = masked()
    solution = solve(problem, tol=1e-10)
    certificates = [certify(problem, solution), certify(replace(problem, mask=None), solution)]
    with pytest.raises(InputError, match="different problems"):
        relation(*certificates)


def test_a_checkpoint_of_another_mask_is_refused(tmp_path):
    solve(masked(), max_iterations=1, checkpoint=tmp_path / "run.npz")
    with pytest.raises(InputError, match="another problem"):
        solve(replace(masked(), mask=None), checkpoint=tmp_path / "run.npz")
