"""The theorems behind a certificate: all recorded, for every scope and norm, and none that counts when stale."""

from dataclasses import replace
from pathlib import Path

import pytest

import proofcheck
from proofcheck.kernel import foundations, search_foundations
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
    assert {"C1", "C2", "Objective_traced", "Rows_curvature", "Rows_bounds", "Rows_weights"} <= names
    assert ("C3" in names) == (scope == "GLOBAL")
    assert ("Natural_norm" in names) == (norm == "NATURAL")


@pytest.mark.parametrize("scope", [scope.name for scope in Scope])
def test_of_a_masked_problem_theorems_about_every_key_are_argued_and_others_stand_in_for_three(scope):
    """C1, C2, C3 and the norms are about any smooth function, Masked_* and Rows_* about the objective with a mask."""
    found = {t.theorem: t for t in foundations(scope=scope, norm="NATURAL", decimals=True, masked=True)}
    argued = {name for name, theorem in found.items() if theorem.status.startswith("ARGUED for a mask")}
    regional = {"Attention_global", "S3_general", "S3_sublevel", "S3_stationary", "S3_balance", "S3_peak"}
    assert argued == {f"{name}_holds" for name in (regional if scope == "GLOBAL" else set())}
    assert not any(found[name].checked for name in argued)
    assert all(theorem.checked for name, theorem in found.items() if name not in argued)
    assert {"Masked_traced_holds", "Masked_smooth_holds", "Masked_constant_holds", "C1_holds"} <= found.keys()
    assert {"Rows_curvature_holds", "Rows_bounds_holds", "Rows_weights_holds"} <= found.keys()
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
    narrow = [replace(t, coverage=coverage) if t.module == "S3_sublevel" else t for t in record.theorems]
    stated = [replace(t, origin=Origin.COQ) for t in narrow]
    sublevel, any_number = (
        next(t for t in foundations(scope="GLOBAL", norm="EUCLIDEAN", record=given) if t.theorem == "S3_sublevel_holds")
        for given in (replace(record, theorems=tuple(narrow)), replace(record, theorems=tuple(stated)))
    )
    assert not sublevel.checked
    assert f"kernel-checked for {coverage}, " in sublevel.status
    assert any_number.checked, "what Coq states is about every number that it quantifies"


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


def without_search(record):
    return replace(record, theorems=tuple(t for t in record.theorems if not t.module.startswith("Search_")))


def test_what_a_search_rests_on_is_argued_where_no_kernel_checked_it_and_says_where_it_is_derived():
    found = search_foundations(record=without_search(shipped_record()))
    assert len({theorem.theorem for theorem in found}) == len(found) > 0
    for theorem in found:
        said, place = theorem.status.split(": the derivation is in ")
        assert (theorem.checked, said) == (False, "ARGUED, not kernel-checked")
        assert (Path(proofcheck.__file__).parents[1] / place).is_file()


def test_of_a_search_what_the_kernel_checked_counts_until_it_is_stale():
    record = shipped_record()
    names = {theorem.theorem.removesuffix("_holds"): theorem.checked for theorem in search_foundations(record=record)}
    assert names == {name: any(t.module == name for t in record.theorems) for name in names}
    (projected,) = (t for t in record.theorems if t.module == "C1")
    entry = replace(projected, theorem="Search_rows_holds", module="Search_rows")
    known = replace(record, theorems=(*without_search(record).theorems, entry))
    for given, checked in ((known, True), (replace(known, sources="0" * 64), False)):
        found = {t.theorem: t for t in search_foundations(record=given)}
        assert {name for name, t in found.items() if not t.status.startswith("ARGUED")} == {"Search_rows_holds"}
        assert found["Search_rows_holds"].checked is checked
