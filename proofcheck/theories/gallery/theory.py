"""The gallery as one theory: the lemmas of every module of the folders beside this file, by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from proofcheck.theory import Lemma, Theory

_PACKAGE = __name__.rpartition(".")[0]


def _lemmas() -> tuple[Lemma, ...]:
    found = sorted(module.name for module in walk_packages([str(Path(__file__).parent)], f"{_PACKAGE}."))
    modules = [import_module(name) for name in found if name != __name__]
    return tuple(lemma for module in modules for lemma in getattr(module, "LEMMAS", ()))


THEORY = Theory(
    name="gallery",
    title="Claims of the textbooks",
    lemmas=_lemmas(),
    reference="Each lemma names its own source",
)
