"""A result with a status or a typed error, whatever goes in; the campaign `ugly_input` draws what is listed here."""

import re

import numpy as np
import pytest

from solver import (
    ArchiveError,
    AttentionProblem,
    InputError,
    Outcome,
    Status,
    certify,
    certify_least_squares,
    iterate,
    relation,
    solve,
)
from solver.instances import random_instance
from solver.minimise.krylov import conjugate_gradients, lanczos_smallest
from solver.minimise.steps.exact import trust_region_step

PROBLEM = random_instance(6, 5, 2, 2, 2, 1, seed=0)
SOLUTION = solve(PROBLEM)
A = np.ones((2, 2))


class Quantity:
    """As in pint: an array protocol that drops the unit."""

    units = "metre"

    def __array__(self, dtype=None, copy=None):
        return np.ones((2, 2))


class QuantityOfAnInstance:
    """A unit set in __init__."""

    def __init__(self):
        self.unit = "m"

    def __array__(self, dtype=None, copy=None):
        return np.ones((2, 2))


def test_matrices_whose_factors_overflow_are_left_open():
    """The least float and tiny numbers: their triangular factor is NaN, and with ridge the natural norm is none."""
    ugly = np.array([[-4e-85, -5e-85, -1.7e308], [-7e-85, -1.7e308, -3e-85], [5e-85, -1.7e308, -1.7e308]])
    for A1, A2, A3 in ((ugly, A, A), (A, ugly, np.ones((3, 1))), (A, A, ugly[:2])):
        problem = AttentionProblem(A1, A2, A3, np.ones((len(A1), 1)), wx=1.0, wy=1.0, lx=1.0, ly=1.0)
        found = certify(problem, np.zeros((problem.p, problem.q)), np.zeros((problem.r, 1)))
        assert found.outcome is Outcome.INCONCLUSIVE


def test_the_hard_case_survives_an_internal_error_of_lapack(monkeypatch):
    """As at call 86,399 of the campaign: its routine for some eigenvectors alone may end in one on graded matrices."""
    H, g = np.diag([2.0, -1.0, 3.0]), np.array([1.0, 0.0, 1.0])
    expected = trust_region_step(H, g, 4.0)

    def fail(*_, **__):
        raise np.linalg.LinAlgError("Internal Error.")

    monkeypatch.setattr("scipy.linalg.eigh", fail)
    found = trust_region_step(H, g, 4.0)
    assert np.linalg.norm(found[0]) == pytest.approx(4.0)
    assert np.abs(found[0]) == pytest.approx(np.abs(expected[0]))


STRIPPED = {
    "masked": np.ma.masked_array(A, mask=[[1, 0], [0, 0]]),
    "masked in a list": [np.ma.masked_array([1.0, 2.0], mask=[0, 1]), [1.0, 2.0]],
    "masked constant": [[1.0, np.ma.masked], [1.0, 2.0]],
    "unit": Quantity(),
    "unit of an instance": QuantityOfAnInstance(),
    "units in a list": [[Quantity(), 1.0], [1.0, 1.0]],
    "longdouble": A.astype(np.longdouble),
    "longdouble in a list": [[np.longdouble(1), 1.0], [1.0, 1.0]],
    "integer beyond 2^53": np.full((2, 2), 2**53 + 1),
    "integer beyond 2^53 beside floats": [[2**53 + 1, 0.5], [1.0, 2.0]],
    "np.int64 beyond 2^53 beside floats": [[np.int64(2**53 + 1), 0.5], [1.0, 2.0]],
    "rows beyond 2^53 beside floats": [np.array([2**53 + 1, 1]), np.array([0.5, 1.0])],
    "integer beyond int64": [[2**70 + 1, 1], [1, 1]],
    "truth values": A.astype(bool),
    "text": [["1", "2"], ["3", "4"]],
    "objects": [[object(), 1], [1, 1]],
    "none": None,
    "nan": [[np.nan, 1.0], [1.0, 1.0]],
    "mask of -inf": [[-np.inf, 1.0], [1.0, 1.0]],
}


@pytest.mark.parametrize("name", STRIPPED)
@pytest.mark.parametrize("place", ["A1", "B", "X"])
def test_what_float64_would_lose_is_refused_by_name(name, place):
    content = {"A1": A, "A2": A, "A3": A, "B": A} | {place: STRIPPED[name]}
    if place == "X":
        with pytest.raises(InputError, match="X"):
            PROBLEM.loss(STRIPPED[name], np.ones((2, 1)))
    else:
        with pytest.raises(InputError, match=place):
            AttentionProblem(**content)


def test_what_loses_nothing_is_taken():
    exact = np.ma.masked_array(A, mask=False), [[2**53, 0.5], [1, 2]], A.astype(np.float32), np.full((2, 2), 2**60)
    for value in exact:
        assert np.array_equal(AttentionProblem(value, A, A, A).A1, np.asarray(value, dtype=np.float64))


@pytest.mark.parametrize(
    "weight", ["0.1", True, None, 1j, [0.1], np.longdouble("0.1"), 2**53 + 1, 10**400, np.nan, -0.5, Quantity()]
)
def test_a_weight_is_a_number_that_float64_holds(weight):
    with pytest.raises(InputError, match=r"wx="):
        AttentionProblem(A, A, A, A, wx=weight)


NONSENSE = {
    "tol": (-1.0, np.nan, np.inf, "1e-8", None, True, [1e-8], 1j),
    "max_iterations": (0, -3, 2.5, 2.0, "9", None, True, [3]),
    "seed": (-1, 0.5, "0", None, True),
    "restarts": (-1, 1.5, None, False, "2"),
    "memory": (-1, 1e9, None, "1"),
    "step": ("magic", None, 3, ["exact"], True),
    "callback": (3, "print", [print]),
    "checkpoint": (7, b"name", ["run.npz"]),
    "X0": ("x", [[1, 2], [3]], np.zeros((9, 9)), 1j),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NONSENSE.items() for value in values])
def test_the_truth_of_every_option_is_checked(name, value):
    with pytest.raises(InputError, match=name):
        solve(PROBLEM, **{name: value})


def find_outcome(problem, *start, **options):
    """The status of a solve whose value is finite, or the message of its InputError."""
    try:
        found = solve(problem, *start, max_iterations=20, **options)
    except InputError as error:
        return str(error)
    return found.status.name if np.isfinite(found.objective) else "not finite"


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1e-308, 1e-200, 1e-160, 1e160, 1e200, 1e308])
@pytest.mark.parametrize("name", ["A1", "A2", "A3", "B", "wx", "wy", "lx", "ly", "X"])
@pytest.mark.parametrize("how", ["warn", "raise"])
def test_any_scale_gives_a_status_or_blames_the_scale(scale, name, how):
    content = {field: getattr(PROBLEM, field) for field in ("A1", "A2", "A3", "B")} | {"lx": 0.1, "ly": 0.1}
    X, Y = np.ones((2, 2)), np.ones((2, 1))
    if name == "X":
        X = scale * X
    else:
        values = content.get(name, 1.0)
        content[name] = values / np.abs(values).max() * scale if name in ("A1", "A2", "A3", "B") else scale
    problem = AttentionProblem(**content)
    with np.errstate(all=how):
        assert certify(problem, X, Y).outcome in Outcome
        for step in ("exact", "projected", "kronecker"):
            said = find_outcome(problem, X, Y, step=step)
            assert said in Status.__members__ or re.search("overflow.*scale|isolated", said)


@pytest.mark.parametrize("mask", [-1e30, -1e200, -np.finfo(np.float64).max])
def test_masks_give_a_status_or_blame_the_scale(mask):
    A2 = PROBLEM.A2.copy()
    A2[0, 0] = mask
    problem = AttentionProblem(PROBLEM.A1, A2, PROBLEM.A3, PROBLEM.B, lx=0.1)
    certify(problem, np.ones((2, 2)), np.ones((2, 1)))
    said = find_outcome(problem)
    assert said in Status.__members__ or re.search("overflow.*scale", said)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(300))
def test_dense_steps_on_two_by_two_data_of_whole_numbers(seed):
    """Exact zeros of gradient and curvature are common here: one in 500 ended in a division by zero."""
    rng = np.random.default_rng(seed)
    arrays = [rng.integers(-1, 2, size=(2, 2)) for _ in range(4)]
    problem = AttentionProblem(*arrays, wx=0.0, wy=0.0, lx=1e-3, ly=1e-3)
    for step in ("exact", "projected"):
        assert solve(problem, step=step, max_iterations=20).status in Status


@np.errstate(all="ignore")
def test_models_of_no_use_end_in_no_step():
    zero, bad = np.zeros(2), np.array([np.nan, 1.0])
    indefinite = np.diag([-1.0, 1.0])
    assert np.linalg.norm(trust_region_step(indefinite, zero, 1.0)[0]) == pytest.approx(1.0)  # the hard case itself
    for H, g, radius in (
        (np.zeros((2, 2)), zero, 1.0),
        (np.diag(bad), zero, 1.0),
        (indefinite, bad, 1.0),
        (indefinite, np.ones(2), 0.0),
        (indefinite, 1e300 * np.ones(2), 1e-300),
    ):
        w, shift = trust_region_step(H, g, radius)
        assert np.isfinite(w).all()
        assert np.linalg.norm(w) <= radius * (1 + 1e-12)
        assert np.isfinite(shift)
    for g in (zero, bad, np.full(2, 1e-200)):
        assert not conjugate_gradients(lambda v: v, g, 1.0, 0.1, 5).cut(1.0).w.any()
    assert not conjugate_gradients(lambda v: v * np.nan, np.ones(2), 1.0, 0.1, 5).cut(1.0).w.any()
    assert np.isnan(lanczos_smallest(lambda v: v * np.nan, np.ones(2), 5)[:2]).all()


WRONG = (None, 3, "problem", A, SOLUTION)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: type(value).__name__)
def test_wrong_objects_get_a_typed_error(wrong):
    certificate = certify(PROBLEM, SOLUTION)
    for call in (
        lambda: solve(wrong),
        lambda: iterate(wrong),
        lambda: certify(wrong, SOLUTION),
        lambda: certify(PROBLEM, A, wrong),
        lambda: certify(PROBLEM, SOLUTION, SOLUTION.Y),
        lambda: certify(PROBLEM, SOLUTION, on_progress=3),
        lambda: bool(relation(certificate, certificate)),
        lambda: relation(certificate, wrong),
        lambda: relation(wrong, certificate),
        lambda: certify_least_squares(lambda z: z[0], wrong),
        lambda: certify(PROBLEM, SOLUTION, digits=2.5),
    ):
        with pytest.raises(InputError):
            call()
    if wrong is not SOLUTION:
        with pytest.raises(InputError, match="a solution in place of X"):
            certify(PROBLEM, wrong)


def test_a_missing_folder_is_named_before_anything_is_computed(tmp_path):
    missing = tmp_path / "none" / "file"
    for call in (
        lambda: PROBLEM.save(missing),
        lambda: certify(PROBLEM, SOLUTION).save(missing),
        lambda: solve(PROBLEM, checkpoint=missing, callback=lambda it: pytest.fail("it ran")),
    ):
        with pytest.raises(ArchiveError, match=r"none does not exist; create it"):
            call()
    with pytest.raises(ArchiveError, match="is a folder"):
        PROBLEM.save(tmp_path)


def test_a_solution_an_iterate_and_a_certificate_stand_for_their_points():
    certificate = certify(PROBLEM, SOLUTION.X, SOLUTION.Y)
    for point in (SOLUTION, certificate, next(iter(iterate(PROBLEM, SOLUTION.X, SOLUTION.Y)))):
        assert certify(PROBLEM, point).radius_upper == certificate.radius_upper
