"""What a row of the paper report says, for all of its forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proofcheck.report.entries import CounterexampleEntry, Document, EvidenceEntry, LemmaEntry, SourceEntry

_SETTLING = {"PROVED": "PROVED", "FORMAL": "FORMAL", "CERTIFIED": "CERTIFIED", "ARGUED": "ARGUED", "REFUTED": "FAILS"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One printed claim: where it stands, how it is printed, what was checked, under what, and what came out.

    `printed` and `checked` are lines of LaTeX; `assumptions`, `evidence` and `places` are plain text. `instead`: the
    lemma that holds where the printed one fails.
    """

    lemma: LemmaEntry
    source: SourceEntry
    printed: str
    checked: tuple[str, ...]
    assumptions: tuple[str, ...]
    evidence: tuple[str, ...]
    places: tuple[str, ...]
    counterexample: CounterexampleEntry | None
    instead: LemmaEntry | None

    @property
    def grade(self) -> str:
        """The name of the verdict."""
        return self.lemma["verdict"]["grade"]


def collect_rows(document: Document) -> list[Row]:
    """The lemmas with a source, in the order of the document."""
    by_name = {lemma["name"]: lemma for lemma in document["lemmas"]}
    return [
        Row(
            lemma=lemma,
            source=source,
            printed=lemma["statement"],
            checked=tuple(lemma["generated"]["lines"]) if lemma["generated"] else (),
            assumptions=tuple(_list_assumptions(lemma)),
            evidence=tuple(_describe(item) for item in _settling(lemma)),
            places=tuple(dict.fromkeys(_list_places(lemma))),
            counterexample=next((e["counterexample"] for e in lemma["evidence"] if e["counterexample"]), None),
            instead=by_name.get(lemma["holds_instead"] or ""),
        )
        for lemma in document["lemmas"]
        if (source := lemma["source"]) is not None
    ]


def group_by_paper(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each paper, papers in the order of their first row; each named with its version."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        version = row.source["version"]
        found.setdefault(row.source["paper"] + (f" ({version})" if version else ""), []).append(row)
    return found


def place_in_paper(source: SourceEntry) -> str:
    """`C.7, page 21`."""
    return source["number"] + (f", page {source['page']}" if source["page"] else "")


def _list_assumptions(lemma: LemmaEntry) -> Iterator[str]:
    """Hypotheses, the numbers and sizes that the claim is about, premises, and what a theorem assumes."""
    if lemma["hypotheses"]:
        yield lemma["hypotheses"]
    generated = lemma["generated"]
    if generated and generated["coverage"]:
        yield f"the claim is about {generated['coverage']}"
    elif generated and generated["blocked"]:
        yield f"not stated for every size: {generated['blocked']}"
    if lemma["requires"]:
        yield f"rests on {', '.join(lemma['requires'])}"
    axioms = sorted({name for item in lemma["evidence"] for proof in item["proofs"] for name in proof["assumptions"]})
    if axioms:
        yield f"axioms of the kernel's library: {', '.join(axioms)}"


def _settling(lemma: LemmaEntry) -> list[EvidenceEntry]:
    """The evidence that decides the verdict; where nothing settles it, all that decided something."""
    outcome = _SETTLING.get(lemma["verdict"]["grade"])
    found = [item for item in lemma["evidence"] if item["outcome"] == outcome]
    return found or [item for item in lemma["evidence"] if item["decided"]]


def _describe(item: EvidenceEntry) -> str:
    return f"{item['checker']}: {item['coverage']}"


def _list_places(lemma: LemmaEntry) -> Iterator[str]:
    """Where proofs stand, and the commands that repeat the evidence."""
    for item in lemma["evidence"]:
        yield from (f"{proof['file']}, line {proof['line']}, {proof['theorem']}" for proof in item["proofs"])
    yield from sorted({item["command"] for item in lemma["evidence"] if item["command"]})
