"""What no schema can say of a report document: its parts agree, and no verdict says more than the evidence beside it.

A document that was merged, edited or written by another hand is rendered as it stands, so its verdicts are held to what
`proofcheck.lemmas.evidence` could have derived from its own evidence. The rules are those that every version kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from proofcheck.lemmas.evidence import BY_STRENGTH, SHOWN, TIGHT, UNUSABLE, Grade, Outcome
from proofcheck.report.entries import Document, LemmaEntry, ReferenceSetEntry, SolveEntry

_NEVER_EXPECTED: Final = ("REFUTED", "BROKEN")  # where nothing is declared


def succeeded(solve: Mapping[str, Any]) -> bool:
    """Whether a solve entry converged, was certified, and its certificate was confirmed."""
    converged, certified = solve["status"] == "CONVERGED", solve["certificate"]["outcome"] == "CERTIFIED"
    return bool(converged and certified and solve["recheck"]["confirmed"])


def find_disagreements(document: Document) -> Iterator[str]:
    """Each place where parts of a document of the schema contradict each other, and how."""
    yield from _find_doubles(document)
    yield from _find_ragged(document)
    grades = {lemma["name"]: Grade[lemma["verdict"]["grade"]] for lemma in document["lemmas"]}
    for lemma in document["lemmas"]:
        for problem in (*_unsupported(lemma, grades), *_unexpected(lemma), *_not_tight(lemma)):
            yield f"lemma {lemma['name']!r}: {problem}"
    for solve in document["solves"]:
        yield from (f"solve {solve['name']!r}: {problem}" for problem in _unconfirmed(solve))
    for item in document.get("reference_sets", []):
        yield from (f"reference set {item['name']!r}: {problem}" for problem in _unconfirmed_values(item))
    yield from _find_wrong_sums(document)


def _find_doubles(document: Document) -> Iterator[str]:
    names = {
        "lemmas": [lemma["name"] for lemma in document["lemmas"]],
        "solves": [solve["name"] for solve in document["solves"]],
        "reference_sets": [item["name"] for item in document.get("reference_sets", [])],
    }
    for kind, found in names.items():
        for name, times in Counter(found).items():
            if times > 1:
                yield f"{kind}: the name {name!r} appears {times} times; names must be unique"


def _find_ragged(document: Document) -> Iterator[str]:
    for index, solve in enumerate(document["solves"]):
        for when in ("before", "after"):
            if len({len(row) for row in solve["attention"][when]}) > 1:
                yield f"solves[{index}].attention.{when}: rows of different lengths; a matrix is rectangular"


def _unsupported(lemma: LemmaEntry, grades: Mapping[str, Grade]) -> Iterator[str]:
    """A grade that the evidence beside it, or that of its premises, does not allow."""
    grade = Grade[lemma["verdict"]["grade"]]
    outcomes = [Outcome[item["outcome"]] for item in lemma["evidence"]]
    for name in lemma["requires"]:
        if name not in grades:
            yield f"it requires {name!r}, which is not in the document"
        elif grades[name] in UNUSABLE and grade is not Grade.BROKEN:
            yield f"it is {grade.name} but requires {name!r}, which is {grades[name].name}"
    failed = [outcome for outcome in (Outcome.ERROR, Outcome.FAILS) if outcome in outcomes]
    if failed and grade is not Grade.BROKEN and (failed[0], grade) != (Outcome.FAILS, Grade.REFUTED):
        yield f"it is {grade.name} but a checker found {failed[0].name}"
    if grade is Grade.REFUTED and not failed:
        yield "it is REFUTED but no checker found FAILS"
    shown = min((SHOWN[o] for o in outcomes if o in SHOWN), key=BY_STRENGTH.index, default=Grade.UNDECIDED)
    if grade in BY_STRENGTH and BY_STRENGTH.index(grade) < BY_STRENGTH.index(shown):
        yield f"it is {grade.name} but its evidence shows {shown.name} at most"


def _unexpected(lemma: LemmaEntry) -> Iterator[str]:
    grade, expected = lemma["verdict"]["grade"], lemma["expected"]
    fits = grade == expected if expected else grade not in _NEVER_EXPECTED
    if lemma["as_expected"] and not fits:
        yield f"as_expected but {grade}, where {expected or 'neither REFUTED nor BROKEN'} is expected"


def _not_tight(lemma: LemmaEntry) -> Iterator[str]:
    for part in lemma.get("sharpness", {"parts": []})["parts"]:
        share = part["share_lower"]
        if part["label"] == "TIGHT" and (share is None or share < TIGHT):
            yield f"TIGHT but the best instance attains {share} of the bound"


def _unconfirmed(solve: SolveEntry) -> Iterator[str]:
    claims = solve["recheck"]["claims"]
    if solve["recheck"]["confirmed"] and not (claims and all(claim["holds"] for claim in claims)):
        yield "the certificate is confirmed but not every claim of it holds"
    for name in ("radius_upper", "objective_gap_upper", "gradient_norm_upper"):
        value = solve["certificate"].get(name)
        if isinstance(value, int | float) and value < 0:
            yield f"certificate.{name}: {value} is negative"


def _unconfirmed_values(item: ReferenceSetEntry) -> Iterator[str]:
    if item["confirmed"] and not all(value["confirmed"] for value in item["values"]):
        yield "confirmed but not every value of it is"


def _find_wrong_sums(document: Document) -> Iterator[str]:
    grades = Counter(lemma["verdict"]["grade"] for lemma in document["lemmas"])
    for grade in Grade.__members__:
        if document["counts"].get(grade, 0) != grades[grade]:
            yield f"counts.{grade}: {document['counts'].get(grade, 0)} but {grades[grade]} lemmas are {grade}"
    decided = sum(item["decided"] for lemma in document["lemmas"] for item in lemma["evidence"])
    if document["instances_decided"] != decided:
        yield f"instances_decided: {document['instances_decided']} but the evidence adds up to {decided}"
    parts = (
        all(lemma["as_expected"] for lemma in document["lemmas"]),
        all(map(succeeded, document["solves"])),
        all(item["confirmed"] for item in document.get("reference_sets", [])),
    )
    if document["as_expected"] != all(parts):
        yield f"as_expected: {document['as_expected']} but lemmas, solves and reference sets say {all(parts)}"
