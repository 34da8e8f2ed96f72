"""The theorems behind a certificate: all recorded, for every scope and norm, and none that counts when stale."""

from dataclasses import replace

import pytest

from proofcheck.kernel import foundations
from proofcheck.kernel.record import Origin, shipped_record
from solver.certificates.certificate import Scope
from solver.certificates.newton_kantorovich import Norm


@pytest.mark.parametrize("scope", [scope.name for scope in Scope])
@pytest.mark.parametrize("norm", [norm.name for norm in Norm])
def test_every_theorem_behind_a_certificate_is_kernel_checked_and_counts_if_it_is_about_any_data(scope, norm):
    found = foundations(scope=scope, norm=norm, decimals=True)
    assert {theorem.theorem for theorem in found if not theorem.checked} <= {"S3_peak_holds"}  # one key needs none
    assert all(theorem.status.startswith("kernel-checked") for theorem in found)
    names = {theorem.theorem.removesuffix("_holds") for theorem in found}
    assert {"C1", "C2", "Objective_traced"} <= names
    assert ("C3" in names) == (scope == "GLOBAL")
    assert ("Natural_norm" in names) == (norm == "NATURAL")


@pytest.mark.parametrize("scope", [scope.name for scope in Scope])
def test_of_a_masked_problem_theorems_about_every_key_are_argued_and_others_stand_in_for_three(scope):
    """C1, C2, C3 and the norms are about any smooth function, the Masked_* about the objective with a mask."""
    found = {t.theorem: t for t in foundations(scope=scope, norm="NATURAL", decimals=True, masked=True)}
    argued = {name for name, theorem in found.items() if theorem.status.startswith("ARGUED for a mask")}
    regional = {"Attention_global", "S3_general", "S3_sublevel", "S3_stationary", "S3_balance", "S3_peak"}
    assert argued == {f"{name}_holds" for name in {"S1"} | (regional if scope == "GLOBAL" else set())}
    assert not any(found[name].checked for name in argued)
    assert all(theorem.checked for name, theorem in found.items() if name not in argued)
    assert {"Masked_traced_holds", "Masked_smooth_holds", "Masked_constant_holds", "C1_holds"} <= found.keys()
    assert not {"Objective_traced_holds", "Attention_smooth_holds", "Hessian_constant_holds"} & found.keys()


@pytest.mark.parametrize(
    "coverage",
    [
        "every n, m, k >= 1; wx, wy in [0, 4]",
        "every n, m, k >= 1; wx, wy > 0",
        "every n, m, k >= 1; wx, wy >= 1",
        "every n, m, k >= 1; S >= 0",
        "every m >= 1; x, y >= 0",
        "every m >= 1; w >= 0",
        "every n, m, k >= 1; wx, y >= 0",
        "every n, k >= 1, every m >= 2",
        "every n, k >= 1, m = 1",
        "wx, wy >= 0",
        "one size",
        "",
    ],
)
def test_a_theorem_about_fewer_data_says_so_and_does_not_count(coverage):
    record = shipped_record()
    narrow = [replace(t, coverage=coverage) if t.module == "S1" else t for t in record.theorems]
    given = replace(record, theorems=tuple(narrow))
    (curvature,) = (t for t in foundations(scope="LOCAL", norm="EUCLIDEAN", record=given) if t.theorem == "S1_holds")
    assert not curvature.checked
    assert f"kernel-checked for {coverage}, " in curvature.status
    stated = [replace(t, origin=Origin.COQ) for t in narrow]
    (curvature,) = (
        t
        for t in foundations(scope="LOCAL", norm="EUCLIDEAN", record=replace(record, theorems=tuple(stated)))
        if t.theorem == "S1_holds"
    )
    assert curvature.checked, "what Coq states is about every number that it quantifies"


def test_theorems_that_are_missing_refuted_or_stale_do_not_count():
    record = shipped_record()
    changed = {
        "not kernel-checked": [
            replace(record, theorems=tuple(t for t in record.theorems if t.module != "C1")),
            replace(record, theorems=tuple(replace(t, holds=t.module != "C1") for t in record.theorems)),
        ],
        "STALE: the proofs have changed since": [replace(record, sources="0" * 64)],
    }
    for status, records in changed.items():
        for given in records:
            found = {t.theorem: t for t in foundations(scope="LOCAL", norm="EUCLIDEAN", record=given)}
            behind = found.get("C1") or found["C1_holds"]
            assert (behind.checked, behind.status) == (False, status)
