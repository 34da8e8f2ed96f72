"""The gallery as one theory: the lemmas of every module of the folders beside this file, by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

from proofcheck.theory import Theory

_PACKAGE = __name__.rpartition(".")[0]


def _modules() -> list[ModuleType]:
    found = sorted(module.name for module in walk_packages([str(Path(__file__).parent)], f"{_PACKAGE}."))
    return [import_module(name) for name in found if name != __name__]


THEORY = Theory(
    name="gallery",
    title="Claims of the textbooks",
    lemmas=tuple(lemma for module in _modules() for lemma in getattr(module, "LEMMAS", ())),
    reference="Each lemma names its own source",
    known_mutants={
        key: reason for module in _modules() for key, reason in getattr(module, "KNOWN_MUTANTS", {}).items()
    },
)
