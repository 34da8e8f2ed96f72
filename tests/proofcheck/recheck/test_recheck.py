"""The re-checker: confirms what is true, refuses every change, and asks nobody but the definitions."""

import copy
import json
import subprocess
import sys

import numpy as np
import pytest

from proofcheck.recheck import CertificateFileError, verify
from solver import Scope, certify, solve
from solver.instances import ill_conditioned, planted, random_instance

SIZES = (10, 8, 3, 2, 2, 2)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("certificates") / "c.json"
    problem = random_instance(*SIZES, seed=0)
    solution = solve(problem, tol=1e-12)
    certify(problem, solution.X, solution.Y).save(path)
    return path.read_text()


@pytest.fixture
def certificate(tmp_path, saved):
    path = tmp_path / "c.json"
    path.write_text(saved)
    return path


MAKERS = {
    "random": random_instance,
    "planted": planted,
    "ill-conditioned": lambda *sizes, seed: ill_conditioned(*sizes, seed=seed, condition=100.0),
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("seed", range(3))
def test_certificates_of_the_solver_are_confirmed(tmp_path, kind, seed):
    problem = MAKERS[kind](*SIZES, seed=seed)
    solution = solve(problem, tol=1e-12)
    certify(problem, solution.X, solution.Y).save(tmp_path / "c.json")
    check = verify(tmp_path / "c.json")
    assert [claim.name for claim in check.claims if not claim.holds] == []
    assert check.confirmed


def digits(text):
    """Positions of characters inside stored numbers, one of every kind of place."""
    places = [i for i, c in enumerate(text) if c in "0123456789abcdef" and text[i - 1] in "0123456789abcdef.px+-"]
    return places[:: max(1, len(places) // 400)]


def test_one_changed_character_in_any_number_is_rejected(certificate, saved):
    for place in digits(saved):
        changed = saved[:place] + ("1" if saved[place] != "1" else "2") + saved[place + 1 :]
        certificate.write_text(changed)
        with pytest.raises(CertificateFileError):
            verify(certificate)


def test_a_resealed_change_of_the_data_is_not_confirmed(certificate, saved, resealed):
    """Even with a fresh digest: moved data or a moved point no longer have that small a gradient."""
    document = json.loads(saved)
    for part, name in (("data", "A1"), ("data", "B"), ("point", "X"), ("point", "Y")):
        forged = copy.deepcopy(document)
        values = forged[part][name]["values"]
        values[0] = (float.fromhex(values[0]) + 1e-3).hex()
        certificate.write_text(resealed(forged))
        failed = [claim.name for claim in verify(certificate).claims if not claim.holds]
        assert "gradient_upper" in failed


@pytest.mark.parametrize("factor", [0.5, 0.99])
@pytest.mark.parametrize(
    ("part", "name", "stronger"),
    [
        ("hypotheses", "gradient_upper", 1e-6),
        ("hypotheses", "curvature_lower", None),
        ("hypotheses", "lipschitz_upper", None),
        ("hypotheses", "radius_upper", None),
        ("hypotheses", "gap_upper", None),
        ("hypotheses", "metric_lower", None),
        ("claims", "gradient_norm_upper", 1e-6),
        ("claims", "curvature_lower", None),
        ("claims", "hessian_lipschitz_upper", None),
        ("claims", "radius_upper", None),
        ("claims", "objective_gap_upper", None),
    ],
)
def test_a_resealed_stronger_claim_is_not_confirmed(certificate, saved, part, name, stronger, factor, resealed):
    """Upper bounds made smaller and lower bounds larger; the gradient bound has rounding to give, so far below it."""
    forged = json.loads(saved)
    change = stronger or factor
    value = float.fromhex(forged[part][name])
    forged[part][name] = (value / change if name in ("curvature_lower", "metric_lower") else value * change).hex()
    certificate.write_text(resealed(forged))
    assert not verify(certificate).confirmed


@pytest.mark.parametrize(
    "change", [{"scope": "GLOBAL"}, {"theorem": "C1+C2+C3"}, {"scope": "GLOBAL", "theorem": "C1+C2+C3"}]
)
def test_a_resealed_global_scope_is_not_confirmed(certificate, saved, change, resealed):
    certificate.write_text(resealed({**json.loads(saved), **change}))
    assert not verify(certificate).confirmed


def test_a_global_certificate_is_confirmed_and_its_region_cannot_be_improved_by_hand(tmp_path, resealed):
    path = tmp_path / "c.json"
    problem = random_instance(*SIZES, seed=0, wx=3.0, wy=3.0)
    solution = solve(problem, tol=1e-12)
    assert certify(problem, solution.X, solution.Y).scope is Scope.GLOBAL
    certify(problem, solution.X, solution.Y).save(path)
    assert verify(path).confirmed
    document = json.loads(path.read_text())
    for name, factor in {"scores": 0.9, "values": 0.9, "curvature_lower": 1.1}.items():
        region = {**document["region"], name: (float.fromhex(document["region"][name]) * factor).hex()}
        path.write_text(resealed({**document, "region": region}))
        assert [claim.name for claim in verify(path).claims if not claim.holds] == [f"region.{name}"]
    path.write_text(resealed({**document, "theorem": "C1+C2"}))
    assert [claim.name for claim in verify(path).claims if not claim.holds] == ["scope"]


@pytest.mark.parametrize("weight", [0.5, 3.0])
def test_the_region_is_re_checked_whatever_the_scope(tmp_path, resealed, weight):
    """A larger region contains every global minimiser too, but it does not have the curvature stored for a smaller."""
    path = tmp_path / "c.json"
    problem = random_instance(*SIZES, seed=0, wx=weight, wy=weight)
    solution = solve(problem, tol=1e-12)
    certificate = certify(problem, solution.X, solution.Y)
    certificate.save(path)
    assert verify(path).confirmed
    document = json.loads(path.read_text())
    for name, factor, failed in (("scores", 0.9, "scores"), ("values", 2.0, "curvature_lower")):
        region = {**document["region"], name: (float.fromhex(document["region"][name]) * factor).hex()}
        path.write_text(resealed({**document, "region": region}))
        assert [claim.name for claim in verify(path).claims if not claim.holds] == [f"region.{failed}"]


def test_beyond_the_dense_size_the_curvature_is_re_checked_by_s1(tmp_path, monkeypatch, resealed):
    path = tmp_path / "c.json"
    problem = random_instance(*SIZES, seed=0, wx=3.0, wy=3.0)
    solution = solve(problem, tol=1e-12)
    monkeypatch.setattr("solver.certificates.certifier.LARGEST_DENSE", 0)
    monkeypatch.setattr("proofcheck.recheck.blocks.LARGEST_DENSE_SIZE", 0)
    certify(problem, solution.X, solution.Y).save(path)
    check = verify(path)
    assert check.confirmed
    assert any("by bounds of rows" in claim.statement for claim in check.claims)
    document = json.loads(path.read_text())
    mu = float.fromhex(document["hypotheses"]["curvature_lower"]) * 1.1
    path.write_text(resealed({**document, "hypotheses": {**document["hypotheses"], "curvature_lower": mu.hex()}}))
    assert not verify(path).confirmed


@pytest.mark.parametrize("value", ["nan", "inf", "-0x1.0000000000000p+0", "0x0.0p+0"])
def test_resealed_bounds_that_are_no_numbers_are_not_confirmed(certificate, saved, value, resealed):
    forged = json.loads(saved)
    forged["hypotheses"]["gradient_upper"] = value
    certificate.write_text(resealed(forged))
    assert not verify(certificate).confirmed


def test_inconsistent_or_foreign_files_are_refused(certificate, saved, resealed):
    document = json.loads(saved)
    changes = [
        {"weights": {**document["weights"], "wx": "-0x1.0000000000000p+0"}},
        {"weights": {}},
        {"data": {**document["data"], "B": {"shape": [1, 1], "values": ["0x1.0p+0"]}}},
        {"data": {**document["data"], "B": {"shape": [10, 2], "values": ["nan"] * 20}}},
        {"data": {**document["data"], "B": {"shape": [20], "values": ["0x1.0p+0"] * 20}}},
        {"schema": "attention-proofcheck/certificate/1"},
        {"claims": {**document["claims"], "extra": "0x1.0p+0"}},
        {"claims": [1]},
    ]
    for change in changes:
        certificate.write_text(resealed({**document, **change}))
        with pytest.raises(CertificateFileError):
            verify(certificate)
    for text in ("", "{}", "[]", saved[:-3], saved.replace(":", ": ", 1), "\x00", "[" * 100_000):
        certificate.write_text(text)
        with pytest.raises(CertificateFileError):
            verify(certificate)


def test_a_foreign_file_is_told_every_schema_that_is_read(certificate, saved, resealed):
    certificate.write_text(resealed({**json.loads(saved), "schema": "attention-proofcheck/certificate/1"}))
    with pytest.raises(CertificateFileError) as refusal:
        verify(certificate)
    for kind in ("certificate/3", "certificate/4", "global/1", "global/2"):
        assert f"attention-proofcheck/{kind}" in str(refusal.value)


def test_an_inconclusive_certificate_confirms_nothing(tmp_path):
    problem = random_instance(*SIZES, seed=0)
    certify(problem, np.ones((3, 2)), np.ones((2, 2))).save(tmp_path / "c.json")
    check = verify(tmp_path / "c.json")
    assert not check.confirmed
    assert "INCONCLUSIVE" in check.claims[0].detail


def test_the_re_checker_never_imports_the_solver():
    code = "import sys, proofcheck.recheck; sys.exit(any(name.split('.')[0] == 'solver' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
