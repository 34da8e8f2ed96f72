"""The phrases that the terminal, the page, Markdown and notebooks share: instances, sharpness, what an error is of."""

from __future__ import annotations

import re
from typing import Final

from proofcheck.lemmas.coverage import describe_limits, plural
from proofcheck.report.entries import CertificateEntry, CounterexampleEntry, Exact, LemmaEntry, SharpnessEntry
from proofcheck.typeset.numbers import downward, upward

_RELATIONS: Final = re.compile(r"\\(?:[gln]eq?|neq|[lg]t|succeq|preceq|gg|ll|approx|to)(?![a-zA-Z])|[<>=]")
_FALLING: Final = frozenset((r"\ge", r"\geq", r"\gt", r"\gg", r"\succeq", ">"))


def counterexample_text(found: CounterexampleEntry, statement: str = "") -> str:
    """A counterexample as text to copy: one variable a line, matrices row by row, then both sides and the slack."""
    return f"{instance_text(found, statement)}\nslack = {found['slack']}"


def instance_text(found: CounterexampleEntry | SharpnessEntry, statement: str = "") -> str:
    """An instance as text to copy: one variable a line, which entry of several it is about, then both sides.

    The sides stand in the order of the LaTeX statement: where that says a >= b, its left side is the claim's rhs.
    """
    lines = [f"{name} = {_format_nested(value)}" for name, value in found["data"].items()]
    if entry := found.get("entry"):
        lines.append(f"at entry {entry}, counted row by row")
    relations = set(_RELATIONS.findall(statement))
    lhs, rhs = found["lhs"], found["rhs"]
    if relations and relations <= _FALLING:
        return "\n".join([*lines, f"rhs, left in the statement = {rhs}", f"lhs, right in the statement = {lhs}"])
    return "\n".join([*lines, f"lhs = {lhs}", f"rhs = {rhs}"])


def _format_nested(value: Exact) -> str:
    if not isinstance(value, list):
        return str(value)
    separator = ",\n     " if value and isinstance(value[0], list) else ", "
    return "[" + separator.join(map(_format_nested, value)) + "]"


def describe_margin(margin_lower: float | None) -> str:
    """What follows a count of instances: the smallest margin, rounded down; "" without one."""
    return "" if margin_lower is None else f", smallest margin {downward(margin_lower)}"


def describe_sharpness(part: SharpnessEntry, lemma: LemmaEntry) -> str:
    """How sharp one inequality of a lemma is, what its best instance attains, and how far was searched."""
    name = f" of {part['part']}" if part["part"] else ""
    factor = f", factor left {upward(part['factor_upper'])}" if part["label"] == "FACTOR" else ""
    effort = f", {describe_effort(lemma)}" if part["label"] != "TIGHT" and describe_effort(lemma) else ""
    share = f"the best instance attains {downward(part['share_lower'])} of the bound ({part['checker']})"
    return f"Sharpness{name}: {part['label']}{factor}{effort}; {part['message']}; {share}"


def describe_part(lemma: LemmaEntry) -> str:
    """What of a claim its verdict is about; "" where about all of it.

    The sizes at which it is PROVED and why not at others, or the numbers that were sampled of a claim without bounds.
    """
    if lemma["verdict"]["grade"] == "SUPPORTED":
        drawn = next((item["drawn"] for item in lemma["evidence"] if item.get("drawn")), "")
        return describe_limits(drawn)
    proofs = [item for item in lemma["evidence"] if item["outcome"] == "PROVED"]
    if not proofs or not all(item.get("partial") for item in proofs):
        return ""
    return "; ".join(f"PROVED at {item['coverage']} only: {item['detail']}" for item in proofs)


def describe_effort(lemma: LemmaEntry) -> str:
    """`best of 2,400 evaluations, n <= 10`: how far the best instances were looked for; "" without a search."""
    count = sum(item.get("evaluations", 0) for item in lemma["evidence"])
    sizes = next((f", {item['searched']}" for item in lemma["evidence"] if item.get("searched")), "")
    return f"best of {plural(count, 'evaluation')}{sizes}" if count else ""


def thorough_command(lemma: LemmaEntry) -> str:
    """The command that gives a lemma more work, where thin evidence asks for it; "" elsewhere."""
    thin = any(item.get("thin") for item in lemma["evidence"]) and "THIN: " in lemma["verdict"]["reason"]
    commands = [item["command"] for item in lemma["evidence"] if " --profile ci " in item["command"]]
    return commands[0].replace(" --profile ci ", " --profile thorough ") if thin and commands else ""


def describe_error(certificate: CertificateEntry) -> str:
    """The certified error with its subject and its norm; "" where nothing is certified."""
    radius = certificate["radius_upper"]
    return "" if radius is None else f"error at most {upward(radius)} in (X, Y), Euclidean norm"
