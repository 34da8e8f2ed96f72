"""How much evidence is about, in words: written once, and read back where parts of one checker are merged."""

from __future__ import annotations


def describe_coverage(decided: int, noun: str, given: int) -> str:
    """`160 sampled instances and 2 given`, or `2 given instances` alone; the noun is given in the singular."""
    if given and not decided:
        return plural(given, "given instance")
    return plural(decided, noun) + (f" and {given:,} given" if given else "")


def describe_limits(drawn: str) -> str:
    """What a claim without bounds was sampled on; "" where it has bounds."""
    return f"sampled {drawn} alone, though the claim has no such bounds" if drawn else ""


def plural(count: int, noun: str) -> str:
    """`1 tie`, `2 ties`, `3 points of a search`: the noun is given in the singular."""
    head, of, rest = noun.partition(" of ")
    return f"{count:,} {head}{'' if count == 1 else 's'}{of}{rest}"


def covered_noun(coverage: str, given: int) -> str:
    """The noun that `describe_coverage` was given, from what it gave: `point of a search` of `3 points of a search`."""
    head, of, rest = coverage.split(" ", 1)[1].removesuffix(f" and {given:,} given").partition(" of ")
    return f"{head.removesuffix('s')}{of}{rest}"
