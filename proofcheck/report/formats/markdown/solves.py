"""Solves in Markdown: convergence, certificate, re-check, the truth; and the table of reference data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from proofcheck.lemmas.coverage import plural
from proofcheck.report.entries import ReferenceEntry, ReferenceSetEntry, SolveEntry
from proofcheck.report.figures.drawing import Figure
from proofcheck.report.formats.markdown.syntax import escape, render_table, show_figure
from proofcheck.report.phrases import describe_error
from proofcheck.report.quantities import slug
from proofcheck.report.sentences import (
    describe_certificate,
    describe_reference_sets,
    describe_theorems,
    describe_weights,
)
from proofcheck.typeset.numbers import downward, nearest, upward


def render_solve(solve: SolveEntry, figures: Mapping[str, Figure]) -> Iterator[str]:
    """The section of one solve: problem, result, certificate, re-checked claims, the truth, figures."""
    yield f"### {escape(solve['title'])}\n"
    yield f"{escape(solve['description'])}. {escape(describe_weights(solve))}. Source: {escape(solve['source'])}.\n"
    yield (
        f"**{solve['status']}**: {escape(solve['message'])}, after {plural(solve['iterations'], 'iteration')}; Φ = "
        f"{nearest(solve['objective'])}, L = {nearest(solve['loss'])}, gradient norm "
        f"{nearest(solve['gradient_norm'])}.\n"
    )
    yield show_figure(figures, f"convergence-{slug(solve['name'])}")
    certificate, recheck = solve["certificate"], solve["recheck"]
    certified = certificate["radius_upper"] is not None
    said = [*describe_certificate(certificate), *([f"In short: {describe_error(certificate)}."] if certified else [])]
    yield f"**{certificate['outcome']}**. {escape(' '.join(said))}\n"
    if sentence := describe_theorems(certificate):
        yield f"{sentence}\n"
        yield "".join(
            f"- `{t['theorem']}`: {escape(t['says'])} ({escape(t['status'])})\n" for t in certificate["theorems"]
        )
    yield f"Re-checked from the definitions: **{'confirmed' if recheck['confirmed'] else 'not confirmed'}**.\n"
    rows = [
        [escape(c["statement"]), "holds" if c["holds"] else "**fails**", escape(c["detail"])] for c in recheck["claims"]
    ]
    yield render_table(["claim", "status", "detail"], rows)
    if solve["reference"]:
        yield _describe_reference(solve["reference"])
    for name in ("distance", "attention"):
        yield show_figure(figures, f"{name}-{slug(solve['name'])}")


def _describe_reference(reference: ReferenceEntry) -> str:
    ratio = reference["ratio"]
    compared = f"; the certified radius is {upward(ratio)} times as large" if ratio is not None else ""
    return (
        f"Against the minimiser to {reference['digits']} digits: true error between "
        f"{downward(reference['error_lower'])} and {upward(reference['error_upper'])}{compared}. "
        f"True objective gap between {downward(reference['gap_lower'])} and {upward(reference['gap_upper'])}.\n"
    )


def tabulate_reference_sets(sets: Sequence[ReferenceSetEntry]) -> str:
    """One row a set of published data; proved radii rounded up."""
    if not sets:
        return ""
    rows = [
        [
            escape(item["name"]),
            str(len(item["values"])),
            str(sum(value["confirmed"] for value in item["values"])),
            escape(item["sum_of_squares"]),
            upward(item["relative_radius"]),
        ]
        for item in sets
    ]
    header = ("data set", "printed values", "confirmed", "sum of squares", "largest relative radius")
    return "\n".join(
        ["## Reference data\n", f"{describe_reference_sets(sets)}\n", render_table(header, rows, right=(1, 2, 3, 4))]
    )
