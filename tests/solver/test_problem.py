"""AttentionProblem: validation, exact conversion, files."""

import pickle
import zipfile

import numpy as np
import pytest

from solver import ArchiveError, AttentionProblem, InputError, RankDeficientError, solve
from solver.instances import random_instance

A1, A2, A3, B = np.ones((3, 2)), np.ones((4, 2)), np.ones((4, 1)), np.ones((3, 2))


def with_entry(value):
    bad = A1.copy()
    bad[1, 0] = value
    return bad


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ((with_entry(np.nan), A2, A3, B), r"A1\[1,0\]=nan"),
        ((A1, A2, A3, B * np.inf), r"B\[0,0\]=inf"),
        ((A1, A2, np.ones((3, 1)), B), "as many rows as A2, 4"),
        ((A1, A2, A3, np.ones((2, 2))), "as many rows as A1, 3"),
        ((np.ones((0, 2)), A2, A3, B), "at least one row"),
        ((np.ones(3), A2, A3, B), "a matrix"),
        ((A1 + 0j, A2, A3, B), "dtype=complex128"),
        ((A1.astype(str), A2, A3, B), "dtype=<U"),
        (([[1, 2], [3]], A2, A3, B), "rectangular"),
        ((np.full((3, 2), 2**53 + 1), A2, A3, B), "beyond 2\\^53"),
        ((np.full((3, 2), 2**64 - 1, dtype=np.uint64), A2, A3, B), "beyond 2\\^53"),
    ],
)
def test_bad_arrays_are_refused_by_name(arrays, message):
    with pytest.raises(InputError, match=message):
        AttentionProblem(*arrays)


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf, "much", None])
def test_bad_weights_are_refused(weight):
    with pytest.raises(InputError, match="wx="):
        AttentionProblem(A1, A2, A3, B, wx=weight)


def test_integers_and_float32_are_converted_exactly():
    single = np.float32(0.1) * np.ones((3, 2), dtype=np.float32)
    problem = AttentionProblem(single, A2.astype(np.int64), A3.astype(np.uint8), B.astype(np.float16))
    assert problem.A1.dtype == np.float64
    assert problem.A1[0, 0] == float(np.float32(0.1)) != 0.1
    assert (problem.A2 == 1).all()


def test_data_are_copied_and_read_only():
    data = A1.copy()
    problem = AttentionProblem(data, A2, A3, B)
    data[0, 0] = 7
    assert problem.A1[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        problem.A1[0, 0] = 7


def test_points_of_the_wrong_shape_name_the_shape_needed():
    problem = AttentionProblem(A1, A2, A3, B)
    with pytest.raises(InputError, match=r"X.shape=\(3, 2\): the data require \(2, 2\)"):
        problem.loss(np.ones((3, 2)), np.ones((1, 2)))
    with pytest.raises(InputError, match="dY"):
        problem.hvp(np.ones((2, 2)), np.ones((1, 2)), np.ones((2, 2)), np.ones((2, 2)))


def test_save_and_load_keep_every_bit(tmp_path):
    problem = random_instance(4, 3, 2, 2, 2, 2, seed=1, wx=0.1, wy=0.2, lx=0.3, ly=0.4)
    problem.save(tmp_path / "p.npz")
    loaded = AttentionProblem.load(tmp_path / "p.npz")
    assert loaded.digest == problem.digest
    assert loaded.wy == problem.wy


def test_digest_sees_every_part():
    base = random_instance(4, 3, 2, 2, 2, 2, seed=1)
    parts = {name: getattr(base, name) for name in ("A1", "A2", "A3", "B", "wx", "wy", "lx", "ly")}
    for name, value in parts.items():
        changed = value + 1 if np.isscalar(value) else np.nextafter(value, 9)
        assert AttentionProblem(**{**parts, name: changed}).digest != base.digest


def test_truncated_foreign_and_pickled_files_are_refused(tmp_path):
    path = tmp_path / "p.npz"
    random_instance(4, 3, 2, 2, 2, 2, seed=1).save(path)
    whole = path.read_bytes()
    for content in (whole[:-30], whole[: len(whole) // 2], b"", b"not a zip", pickle.dumps({"A1": 1})):
        path.write_bytes(content)
        with pytest.raises(ArchiveError, match="npz"):
            AttentionProblem.load(path)
    with pytest.raises(ArchiveError):
        AttentionProblem.load(tmp_path / "missing.npz")


def test_a_pickle_inside_an_archive_is_refused(tmp_path):
    path = tmp_path / "p.npz"
    np.savez(path, A1=np.array([{"x": 1}], dtype=object), A2=A2, A3=A3, B=B, wx=0.1, wy=0.1, lx=0.0, ly=0.0)
    with pytest.raises(ArchiveError, match="pickle"):
        AttentionProblem.load(path)


def test_missing_and_extra_keys_are_named(tmp_path):
    path = tmp_path / "p.npz"
    np.savez(path, A1=A1, A2=A2, A3=A3, wx=0.1, wy=0.1, lx=0.0, ly=0.0, extra=1)
    with pytest.raises(ArchiveError, match=r"misses B; has besides extra; its arrays must be A1, A2, A3, B, "):
        AttentionProblem.load(path)


def test_a_changed_byte_in_the_data_is_refused(tmp_path):
    path = tmp_path / "p.npz"
    random_instance(4, 3, 2, 2, 2, 2, seed=1).save(path)
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("B.npy").header_offset + 200
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(ArchiveError):
        AttentionProblem.load(path)


def test_rank_deficiency_without_a_ridge_is_an_error_that_names_the_remedy():
    with pytest.raises(RankDeficientError, match=r"A1 has numerical rank 1 for 2 columns and lx=0.*set lx > 0"):
        solve(AttentionProblem(A1, A2, A3, B))
    assert solve(AttentionProblem(A1, A2, A3, B, lx=0.1)).gradient_norm < 1e-6
