"""One page in Markdown for a rebuttal, or for the appendix of an artifact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import Grade
from proofcheck.report.entries import Document
from proofcheck.report.formats.markdown.syntax import escape, fence
from proofcheck.report.formats.paper.rows import Row, group_by_paper, place_in_paper

_UNSETTLED = ("SUPPORTED", "UNDECIDED", "BROKEN")


def render(document: Document, rows: Sequence[Row]) -> str:
    """What was checked, what holds, what fails and what holds instead, what is open, and how to repeat it."""
    return "\n".join(
        [
            f"# {escape(document['theory']['title'])}: summary\n",
            *(line for paper, group in group_by_paper(rows).items() for line in _summarise(paper, group)),
            *_say_how(document, rows),
        ]
    )


def describe_row(row: Row) -> str:
    """What came out and for which sizes, in the words of its grade; and what holds instead of a false claim."""
    first, _, rest = Grade[row.grade].value.partition(": ")
    words = rest or first  # the name of the grade stands beside it
    if row.grade != Grade.REFUTED.name:
        return f"{row.lemma['verdict']['reason']} ({words})"
    if row.instead is None:
        return words
    return f"{words}; instead holds {row.instead['name']} ({row.instead['verdict']['grade']}), {row.instead['title']}"


def _summarise(paper: str, rows: Sequence[Row]) -> Iterator[str]:
    yield f"## {escape(paper)}\n"
    yield f"{plural(len(rows), 'printed claim')} checked.\n"
    for grade in Grade:
        found = [row for row in rows if row.grade == grade.name]
        if found and grade is not Grade.REFUTED:
            places = "; ".join(f"{place_in_paper(row.source)}: {row.lemma['verdict']['reason']}" for row in found)
            yield f"- **{grade.name}** ({len(found)}): {escape(places)}"
    yield from (_render_refutation(row) for row in rows if row.grade == Grade.REFUTED.name)
    yield ""


def _render_refutation(row: Row) -> str:
    instead = row.instead
    fails = f"- **{escape(place_in_paper(row.source))} is false as printed**: {escape(row.lemma['title'])}."
    holds = f" Instead: {escape(instead['title'])} ({instead['verdict']['grade']})." if instead else ""
    found = row.counterexample
    sides = f" At an instance in the table lhs = {escape(found['lhs'])}, rhs = {escape(found['rhs'])}." if found else ""
    return fails + sides + holds


def _say_how(document: Document, rows: Sequence[Row]) -> Iterator[str]:
    run = document["run"]
    used = dict.fromkeys(row.grade for row in rows)
    yield "## What the words say\n"
    yield from (f"- {grade.name}: {escape(grade.value)}" for grade in Grade if grade.name in used)
    if any(grade in _UNSETTLED for grade in used):
        yield "\nA claim that is not shown is not thereby false."
    versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items())
    yield "\n## How to repeat it\n"
    yield fence(run["command"], "sh")
    yield escape(f"Profile {run['profile']}, seed {run['seed']}, Python {run['python']}, {versions}.") + "\n"
