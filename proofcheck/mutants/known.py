"""What a theory says about its own mutants: `KNOWN_MUTANTS` and `OPEN_MUTANTS`, in its file or beside it.

    KNOWN_MUTANTS = {("lemma", "function", "a + b -> a"): "why the changed lemma is true too"}
    OPEN_MUTANTS = {...}        # what is known about those that nobody has decided

The keys are a lemma's name, or `*` for all, the function or constant that was changed, and the change as
`proofcheck mutants` prints it. A theory in a package may keep them in a module `known_mutants` of that package.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from proofcheck.mutants.locate import list_packages

Known = Mapping[tuple[str, str, str], str]


def known_mutants(home: str) -> tuple[Known, Known]:
    """The arguments, and the open questions, of the theory to which the module `home` belongs."""
    known: dict[tuple[str, str, str], str] = {}
    undecided: dict[tuple[str, str, str], str] = {}
    for module in _find_modules(home):
        known |= getattr(module, "KNOWN_MUTANTS", {})
        undecided |= getattr(module, "OPEN_MUTANTS", {})
    return known, undecided


def look_up(table: Known, lemma: str, function: str, change: str) -> str | None:
    """The entry for a mutant of `lemma`; those under `*` hold for every lemma that uses the function."""
    return table.get((lemma, function, change)) or table.get(("*", function, change))


def _find_modules(home: str) -> Iterator[ModuleType]:
    yield sys.modules[home]
    for package in list_packages(home)[:1]:
        if find_spec(f"{package}.known_mutants") is not None:
            yield import_module(f"{package}.known_mutants")
