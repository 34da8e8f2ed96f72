"""Digits: the decimals enclose the minimiser that a Krawczyk test of other formulas finds, and survive the file."""

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic.functions import elementwise, norm, precision
from proofcheck.attention.common.reference_minimiser import exact_problem, minimiser
from proofcheck.model.definitions import objective
from proofcheck.recheck import CertificateFileError, verify
from solver import AttentionProblem, Certificate, InputError, certify, solve
from solver.certificates.high_precision import enclose_minimiser
from solver.instances import ill_conditioned, planted, random_instance

SIZES = (12, 10, 3, 3, 2, 2)


def badly_scaled():
    base = planted(*SIZES, seed=4, noise=0.1)
    return AttentionProblem(1e3 * base.A1, 1e3 * base.A2, base.A3, base.B, wx=0.1, wy=0.1)


PROBLEMS = {
    "random": random_instance(*SIZES, seed=0, wx=0.1, wy=0.1),
    "global": random_instance(*SIZES, seed=1, wx=3.0, wy=3.0),
    "ill-conditioned": ill_conditioned(*SIZES, seed=0, condition=1e3, lx=1e-3, ly=1e-3),
    "natural norm": badly_scaled(),
}


@pytest.fixture(scope="module")
def certificates():
    found = {}
    for name, problem in PROBLEMS.items():
        solution = solve(problem, tol=1e-13)
        found[name] = certify(problem, solution.X, solution.Y, digits=50)
    return found


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_decimals_enclose_the_verified_minimiser(certificates, name):
    certificate = certificates[name]
    found, z = certificate.enclosure, np.concatenate([certificate.X.ravel(), certificate.Y.ravel()])
    with precision(512):
        exact = exact_problem(certificate.problem)
        best = minimiser(exact, z, 80)
        decimals = elementwise(np.concatenate([found.X.ravel(), found.Y.ravel()]), lambda entry: arb(str(entry)))
        assert norm(decimals - best) <= arb(str(found.radius))
        lowest = objective(**exact.arrays, **exact.split(best), **exact.weights)
        assert abs(lowest - arb(str(found.objective))) <= arb(str(found.objective_radius))
    assert found.radius <= Decimal("1e-50") * Decimal(1 + float(np.abs(z).max()))
    assert found.radius > 0


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_file_keeps_every_digit_and_the_re_checker_confirms_them(tmp_path, certificates, name):
    path = tmp_path / "c.json"
    certificates[name].save(path)
    Certificate.load(path).save(tmp_path / "again.json")
    assert path.read_bytes() == (tmp_path / "again.json").read_bytes()
    check = verify(path)
    assert [claim.name for claim in check.claims if not claim.holds] == []
    assert sum(claim.name.startswith("enclosure") for claim in check.claims) == 4


def change_digit(text, place):
    i = next(i for i in range(place, len(text)) if text[i].isdigit())
    return text[:i] + str((int(text[i]) + 5) % 10) + text[i + 1 :]


@pytest.mark.parametrize("place", [2, 10, 30, 45])
def test_a_changed_digit_is_not_confirmed(tmp_path, certificates, resealed, place):
    path = tmp_path / "c.json"
    certificates["random"].save(path)
    document = json.loads(path.read_text())
    for part in ("X", "Y"):
        forged = json.loads(path.read_text())
        forged["enclosure"][part]["values"][0] = change_digit(forged["enclosure"][part]["values"][0], place)
        path.write_text(resealed(forged))
        assert not verify(path).confirmed
        path.write_text(resealed(document))
    for name in ("radius", "objective_radius"):
        forged = json.loads(path.read_text())
        forged["enclosure"][name] = str(Decimal(forged["enclosure"][name]) / 2)
        path.write_text(resealed(forged))
        assert not verify(path).confirmed
        path.write_text(resealed(document))
    assert verify(path).confirmed


@pytest.mark.parametrize("value", ["nan", "1 +/- 5", "inf", "0x1p3", "1e99999999", 7, None])
def test_decimals_that_are_no_numbers_are_refused(tmp_path, certificates, resealed, value):
    path = tmp_path / "c.json"
    certificates["random"].save(path)
    for change in ({"radius": value}, {"X": {"shape": [3, 3], "values": [value] * 9}}, {"digits": 10**6}):
        document = json.loads(path.read_text())
        path.write_text(resealed({**document, "enclosure": {**document["enclosure"], **change}}))
        with pytest.raises(CertificateFileError):
            verify(path)
        path.write_text(resealed(document))


def test_without_a_certificate_there_are_no_digits():
    problem = PROBLEMS["random"]
    assert certify(problem, np.ones((3, 3)), np.ones((2, 2)), digits=30).enclosure is None


@pytest.mark.parametrize("digits", [0, -3, 1001, 2.5, "50"])
def test_senseless_digits_are_refused(digits):
    with pytest.raises(InputError, match="digits="):
        certify(PROBLEMS["random"], np.zeros((3, 3)), np.zeros((2, 2)), digits=digits)


@pytest.mark.parametrize("change", [{"lipschitz_upper": 1e30}, {"ball_radius": 1e-20}, {"radius_upper": 1.0}])
def test_digits_need_the_decimals_inside_a_ball_with_positive_curvature(certificates, change):
    found = certificates["random"]
    weaker = replace(found.hypotheses, **change)
    assert enclose_minimiser(found.problem, found.X, found.Y, found.hypotheses, 20) is not None
    assert enclose_minimiser(found.problem, found.X, found.Y, weaker, 20) is None
