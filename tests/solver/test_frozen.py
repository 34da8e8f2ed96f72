"""What was computed of a problem cannot outlive a change of it: problems and certificates do not change."""

import copy
import dataclasses
import pickle

import numpy as np
import pytest

from solver import certify, solve
from solver.certificates.global_region import key_counts
from solver.certificates.norms import data_norms_upper
from solver.instances import random_instance
from solver.minimise.coordinates import coordinates
from solver.oracle.data import centring2, grams, longest2, roots, summing3
from solver.oracle.masks import allowed_runs

PROBLEM = dataclasses.replace(
    random_instance(8, 7, 2, 2, 2, 1, seed=0, wx=1.0, wy=1.0), mask=np.tri(8, 7, 1, dtype=bool)
)
FIELDS = [field.name for field in dataclasses.fields(PROBLEM)]
TABLES = (grams, roots, centring2, summing3, longest2, data_norms_upper, allowed_runs, key_counts)
SOLUTION = solve(PROBLEM)


def certificate():
    return certify(PROBLEM, SOLUTION)


@pytest.mark.parametrize("name", [*FIELDS, "n", "size", "digest", "anything", "_remembered"])
def test_assignment_and_deletion_name_the_remedy(name):
    for change in (lambda: setattr(PROBLEM, name, 1.0), lambda: delattr(PROBLEM, name)):
        with pytest.raises(dataclasses.FrozenInstanceError, match=rf"{name}.*dataclasses\.replace"):
            change()


@pytest.mark.parametrize("name", ["A1", "A2", "A3", "B", "mask"])
def test_no_array_of_a_problem_can_be_written_to(name):
    array = getattr(PROBLEM, name)
    for how in (PROBLEM, copy.copy(PROBLEM), copy.deepcopy(PROBLEM), pickle.loads(pickle.dumps(PROBLEM))):  # noqa: S301
        array = getattr(how, name)
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1.0
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


def test_no_array_of_a_certificate_can_be_written_to(tmp_path):
    certificate().save(tmp_path / "c.json")
    for found in (certificate(), type(certificate()).load(tmp_path / "c.json")):
        for array in (found.X, found.Y, *found.step):
            with pytest.raises(ValueError, match="read-only"):
                array[0, 0] = 1.0
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.flags.writeable = True
        with pytest.raises(dataclasses.FrozenInstanceError):
            found.radius_upper = 0.0


@pytest.mark.slow
@pytest.mark.parametrize("name", FIELDS)
def test_a_replaced_problem_computes_everything_anew(name):
    """Every table, norm, digest and certificate of the changed problem is that of one made from its data."""
    for table in TABLES:
        table(PROBLEM)
    value = getattr(PROBLEM, name)
    other = value[::-1] if name == "mask" else 2 * value + 0.5
    before, changed = certificate(), dataclasses.replace(PROBLEM, **{name: other})
    made = type(PROBLEM)(**{field: np.array(getattr(changed, field)) for field in FIELDS})
    assert changed.digest == made.digest != PROBLEM.digest
    for table in TABLES:
        for one, two in zip(np.atleast_1d(table(changed)), np.atleast_1d(table(made)), strict=True):
            assert np.array_equal(one, two)
    X, Y = np.ones((2, 2)), np.ones((2, 1))
    assert changed.objective(X, Y) == made.objective(X, Y) != PROBLEM.objective(X, Y)
    after, fresh = certify(changed, SOLUTION), certify(made, SOLUTION)
    assert after.gradient_norm_upper == fresh.gradient_norm_upper != before.gradient_norm_upper
    assert after.region == fresh.region


def test_the_callers_arrays_are_copied():
    A = np.ones((3, 2))
    problem = type(PROBLEM)(A, np.eye(3, 2), np.eye(3, 2), np.ones((3, 1)))
    A[0, 0] = 9.0
    assert problem.A1[0, 0] == 1.0


def test_a_problem_in_other_coordinates_is_frozen_and_replaced_like_any_other():
    frame = coordinates(PROBLEM).problem
    with pytest.raises(dataclasses.FrozenInstanceError):
        frame.singular = ()
    assert dataclasses.replace(frame, wx=2.0).wx == 2.0
    assert pickle.loads(pickle.dumps(frame)).digest == frame.digest  # noqa: S301


def test_a_certificate_is_true_only_when_certified():
    assert certificate()
    assert not certify(PROBLEM, SOLUTION.X + 3.0, SOLUTION.Y)
