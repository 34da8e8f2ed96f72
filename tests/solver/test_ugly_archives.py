"""Archives that lie about their content, and names that are none: a typed error before anything is read."""

import io
import zipfile

import numpy as np
import pytest

from solver import (
    ArchiveError,
    AttentionProblem,
    Certificate,
    InputError,
    certify,
    solve,
)
from solver.archive import load_arrays
from solver.instances import random_instance

PROBLEM = random_instance(6, 5, 2, 2, 2, 1, seed=0)
SOLUTION = solve(PROBLEM)
A = np.ones((2, 2))


@pytest.mark.parametrize("path", [None, 3, b"p.npz", ""])
def test_a_path_is_the_name_of_a_file(path):
    for call in (PROBLEM.save, AttentionProblem.load, certify(PROBLEM, SOLUTION).save, Certificate.load):
        with pytest.raises(InputError, match="path="):
            call(path)


def write_archive(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)


def to_npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def write_header(shape, dtype="<f8"):
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": dtype, "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def test_a_small_archive_that_expands_to_gigabytes_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("A1.npy", "w", force_zip64=True) as member:
        member.write(write_header((2**27, 1)))
        for _ in range(2**6):
            member.write(bytes(2**21))
    assert path.stat().st_size < 2**20
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("expanded"))
    with pytest.raises(ArchiveError, match=r"expand to .* more than 20 times"):
        load_arrays(path, frozenset({"A1"}))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (write_header((2**40, 2**10)) + bytes(64), "announces"),
        (write_header((-8, 1)) + bytes(64), "announces|cannot be read"),
        (write_header((2, 2)) + bytes(64), "announces"),
        (write_header((2, 2), "|O") + bytes(32), "pickle"),
        (to_npy(A)[:60], "cannot be read"),
        (b"\x93NUMPY\x03\x00" + bytes(100), "version"),
        (b"", "cannot be read"),
    ],
)
def test_a_header_that_does_not_fit_its_bytes_is_refused(content, message, tmp_path):
    path = tmp_path / "a.npz"
    write_archive(path, {"A1": content})
    with pytest.raises(ArchiveError, match=message):
        load_arrays(path, frozenset({"A1"}))


@pytest.mark.parametrize(
    "array", [A, np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.array("text"), np.empty((0, 2))]
)
def test_arrays_come_back_as_they_were_saved(array, tmp_path):
    write_archive(tmp_path / "a.npz", {"A1": to_npy(array)})
    found = load_arrays(tmp_path / "a.npz", frozenset({"A1"}))["A1"]
    assert (found.shape, found.dtype) == (array.shape, array.dtype)
    assert np.array_equal(found, array)
