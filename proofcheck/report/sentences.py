"""Sentences shared by the renderings: what a certificate says, what was solved, how a run came out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Final

from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.loading import DEFAULT
from proofcheck.lemmas.source import Source
from proofcheck.report.consistency import succeeded
from proofcheck.report.document import count_grades
from proofcheck.report.entries import CertificateEntry, Document, LemmaEntry, ReferenceSetEntry, SolveEntry
from proofcheck.typeset.numbers import downward, nearest, upward

_SHAPES: Final = ("n", "m", "p", "q", "r", "k")
_WEIGHTS: Final = ("wx", "wy", "lx", "ly")
_RUN: Final = re.compile(
    r"proofcheck run( (?P<theory>[^\s-]\S*))? --select (?P<select>\S+|'[^']+') "
    r"--profile (?P<profile>\w+) --seed (?P<seed>\d+)"
)
_IN_WORDS: Final = {  # of one claim, of several
    Grade.PROVED: ("is proved", "are proved"),
    Grade.FORMAL: ("is proved as stated in Coq", "are proved as stated in Coq"),
    Grade.CERTIFIED: ("is certified on a whole domain", "are certified on whole domains"),
    Grade.ARGUED: ("rests on a written argument", "rest on written arguments"),
    Grade.SUPPORTED: ("held on every instance tried, which is no proof",) * 2,
    Grade.REFUTED: ("is false as stated", "are false as stated"),
    Grade.UNDECIDED: ("is undecided", "are undecided"),
    Grade.BROKEN: ("could not be checked",) * 2,
}
_SCOPES: Final = {"LOCAL": "a strict local minimiser", "GLOBAL": "the global minimiser"}


def describe_certificate(certificate: CertificateEntry) -> list[str]:
    """What the certificate claims, and from which numbers it follows; or that it claims nothing, and why.

    Uniqueness is proved in a ball of the norm in which the theorem was applied, which the Euclidean ball may exceed.
    """
    if certificate["outcome"] != "CERTIFIED":
        return [
            f"Nothing is certified: {certificate['reason'] or 'the hypotheses of the theorem were not established'}."
        ]
    radius, gap = upward(certificate["radius_upper"]), upward(certificate["objective_gap_upper"])
    return [
        f"A stationary point of Φ lies within Euclidean distance {radius} of the computed point. It is "
        f"{_SCOPES.get(certificate['scope'], certificate['scope'])} and the only stationary point in the theorem's "
        f"ball, and Φ at the computed point exceeds its value there by at most {gap}.",
        f"This is theorem {certificate['theorem']}. Verified in the Euclidean norm: the gradient norm at the point is "
        f"at most {upward(certificate['gradient_norm_upper'])}, the smallest Hessian eigenvalue there at least "
        f"{downward(certificate['curvature_lower'])}, and the Hessian is Lipschitz with constant at most "
        f"{upward(certificate['hessian_lipschitz_upper'])} on the theorem's ball around it. "
        "The claims re-checked below name the norm in which the theorem is applied.",
    ]


def describe_theorems(certificate: CertificateEntry) -> str:
    """How many of the theorems behind a certificate a proof kernel has checked; empty where the report names none."""
    behind = certificate.get("theorems") or []
    if certificate["outcome"] != "CERTIFIED" or not behind:
        return ""
    checked = sum(theorem["checked"] for theorem in behind)
    return (
        f"{checked} of the {len(behind)} theorems behind it are kernel-checked for any data, the others as they "
        "say; that its numbers are the bounds which they ask for is what the re-check computes."
    )


def describe_weights(solve: SolveEntry) -> str:
    """Shapes and weights on one line."""
    shapes, weights = solve["shapes"], solve["weights"]
    parts = [f"{name} = {shapes[name]}" for name in _SHAPES if name in shapes]
    return ", ".join([*parts, *(f"{name} = {nearest(weights[name])}" for name in _WEIGHTS if name in weights)])


def statement_lines(lemma: LemmaEntry) -> list[str]:
    """The claim as lines of LaTeX: as its source states it, else as generated from its sides; none where neither is."""
    generated = lemma["generated"]
    return [lemma["statement"]] if lemma["statement"] else list(generated["lines"]) if generated else []


def describe_statement(lemma: LemmaEntry) -> str:
    """What the statement generated from a lemma's claim is about, or why there is none; empty without a claim."""
    found = lemma["generated"]
    if not found:
        return ""
    if found["blocked"]:
        return f"Not stated for every size: {found['blocked']}."
    return f"The claim itself, generated from its Python sides: {found['coverage']}."


def describe_source(lemma: LemmaEntry) -> str:
    """Where a paper prints the claim; empty when none does."""
    found = lemma.get("source")
    return str(Source(**found)) if found else ""


def describe_kernel(document: Document) -> str:
    """How many lemmas rest on theorems of a proof kernel, and how many of these are STALE; empty for none."""
    outcomes = [item["outcome"] for lemma in document["lemmas"] for item in lemma["evidence"] if item["proofs"]]
    stale = outcomes.count("STALE")
    linked, by_hand = len(outcomes) - stale - outcomes.count("FORMAL"), outcomes.count("FORMAL")
    if not outcomes:
        return ""
    return (
        f"{linked + by_hand} of {len(document['lemmas'])} lemmas are settled by a theorem that a proof kernel checked: "
        f"{linked} as generated from the claim, {by_hand} as stated in Coq"
        + (f"; {stale} more are STALE." if stale else ".")
    )


def summarise(document: Document) -> str:
    """What a reader should know after ten seconds: how many claims hold, and how; how many fail; what was solved."""
    counted = [(count, _IN_WORDS[Grade[name]]) for name, count in count_grades(document)]
    parts = [f"{count} {words[0] if count == 1 else words[1]}" for count, words in counted]
    sentences = [f"Of {plural(len(document['lemmas']), 'claim')}, {'; '.join(parts)}."] if parts else []
    radii = [solve["certificate"]["radius_upper"] for solve in document["solves"] if succeeded(solve)]
    worst = max((radius for radius in radii if radius is not None), default=None)
    if worst is not None:
        solved = f"{plural(len(radii), 'instance')} {'was' if len(radii) == 1 else 'were'} solved"
        sentences.append(f"{solved} with a proved error of at most {upward(worst)} in (X, Y), Euclidean norm.")
    return " ".join(sentences)


def describe_outcome(document: Document) -> str:
    """One sentence on the whole run."""
    lemmas, solves = document["lemmas"], document["solves"]
    decided = f"{document['instances_decided']:,} instances and proof steps were decided rigorously"
    if document["as_expected"]:
        ending = (
            f", and {plural(len(solves), 'solve')} {'was' if len(solves) == 1 else 'were'} certified and re-checked"
            if solves
            else ""
        )
        return f"Everything came out as expected: {plural(len(lemmas), 'lemma')}{ending}; {decided}."
    surprises = sum(not lemma["as_expected"] for lemma in lemmas)
    failed = sum(not succeeded(solve) for solve in solves)
    parts = [f"{surprises} of {plural(len(lemmas), 'lemma')}"] if surprises else []
    parts += [f"{failed} of {plural(len(solves), 'solve')}"] if failed else []
    return f"Not everything came out as expected ({' and '.join(parts)}); {decided}."


def python_call(command: str, lemma: str) -> str:
    """The Python lines that decide `lemma` as the shell command does; empty where that is of an unknown form."""
    found = _RUN.fullmatch(command)
    if found is None:
        return ""
    theory, select = found["theory"] or DEFAULT, shlex.split(found["select"])[0]
    return (
        "from proofcheck import decide\n\n"
        f"report = decide({theory!r}, select={select!r}, profile={found['profile']!r}, seed={found['seed']})\n"
        f"print(report[{lemma!r}])"
    )


def describe_reference_sets(sets: Sequence[ReferenceSetEntry]) -> str:
    """What confirming published reference data means, and the sums."""
    values = [value["confirmed"] for item in sets for value in item["values"]]
    return (
        f"NIST StRD nonlinear regression: {sum(item['confirmed'] for item in sets)} of {len(sets)} data sets, "
        f"{sum(values)} of {len(values)} printed values confirmed to the last digit. Each minimiser is proved to exist "
        "and to be unique in its box by a Krawczyk test in ball arithmetic. The command: proofcheck strd."
    )


def is_word(symbol: str) -> bool:
    """Whether an entry of a theory's notation is a word, not a symbol in LaTeX."""
    return len(symbol) > 2 and symbol.replace(" ", "").replace("-", "").isalpha()
