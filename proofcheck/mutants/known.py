"""What a theory says of its own mutants: `Theory(known_mutants={...}, open_mutants={...})`.

The keys are a lemma's name, or `*` for all, the function or constant that was changed, and the change as
`proofcheck mutants` prints it.
"""

from __future__ import annotations

from collections.abc import Mapping

Known = Mapping[tuple[str, str, str], str]


def look_up(table: Known, lemma: str, function: str, change: str) -> str | None:
    """The entry for a mutant of `lemma`; those under `*` hold for every lemma that uses the function."""
    return table.get((lemma, function, change)) or table.get(("*", function, change))
