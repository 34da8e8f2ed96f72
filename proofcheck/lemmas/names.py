"""What is said of a name that no lemma has."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from proofcheck.lemmas.claims import TheoryError

_MOST_NAMED = 12  # lemmas that a message lists


def unknown_lemma(name: object, known: Sequence[str], place: str) -> TheoryError:
    """The error for a name, or what is none, that `place` does not have: near names, or all when they are few."""
    text = str(name)
    near = [x for x in known if x.casefold() == text.casefold()] or get_close_matches(text, known, n=3, cutoff=0.5)
    if near:
        return TheoryError(f"unknown lemma {name!r} in the {place}; did you mean {' or '.join(near)}?")
    few = ", ".join(known[:_MOST_NAMED]) + (", ..." if len(known) > _MOST_NAMED else "")
    return TheoryError(f"unknown lemma {name!r} in the {place}, which has {few or 'none'}")
