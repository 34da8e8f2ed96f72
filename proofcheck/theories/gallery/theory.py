"""The gallery as one theory: the lemmas of every module of the folders beside this file, by name."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from proofcheck.theories import gallery
from proofcheck.theory import Theory

_THIS = f"{gallery.__name__}.theory"  # its name also where it is loaded as a file


def _modules() -> list[ModuleType]:
    found = sorted(module.name for module in walk_packages(gallery.__path__, f"{gallery.__name__}."))
    return [import_module(name) for name in found if name != _THIS]


THEORY = Theory(
    name="gallery",
    title="Claims of the textbooks",
    lemmas=tuple(lemma for module in _modules() for lemma in getattr(module, "LEMMAS", ())),
    reference="Each lemma names its own source",
    known_mutants={
        key: reason for module in _modules() for key, reason in getattr(module, "KNOWN_MUTANTS", {}).items()
    },
)
