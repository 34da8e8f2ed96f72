"""Plant a falsehood: change one place of the source behind a lemma, and load the lemma that it then states.

The places are those of `proofcheck.mutants.locate`, the changes those of `proofcheck.mutants.operators`; one at a time.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import importlib
import linecache
import os
import sys
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any

from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.mutants.locate import Path, Places, follow_path, is_within, list_packages, parse_module
from proofcheck.mutants.operators import LIBRARY, list_changes


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change: kind, place and effect; plain data.

    `file` and `source`: the file's name and the line in it, as its author wrote them. `path` leads to the node in the
    tree of `module`, `choice` counts the changes at it; `home`: the lemma's own module.
    """

    lemma: str
    kind: str
    module: str
    file: str
    function: str
    line: int
    source: str
    change: str
    path: Path
    choice: int
    home: str

    @property
    def label(self) -> str:
        """One line that names the mutant in a listing."""
        return f"{self.lemma}: {self.file}:{self.line} {self.function}: {self.kind}: {self.change}"


def list_mutants(lemma: Lemma, module: ModuleType) -> list[Mutant]:
    """Every single change of the statement of `lemma`, which the source of `module` defines; equal changes once."""
    places, home = Places(module).find(lemma), module.__name__
    return list({key: mutant for place in places for key, mutant in _describe_changes(lemma, home, *place)}.values())


def _describe_changes(lemma: Lemma, home: str, module: str, path: Path) -> Iterator[tuple[Hashable, Mutant]]:
    """The mutants of one place, each with a key that is equal where the changed trees are."""
    tree = parse_module(module)
    node, function = follow_path(tree, path), _name_definition(follow_path(tree, path[:1]))
    line, file = getattr(node, "lineno", 0), sys.modules[module].__file__ or module
    for choice, (kind, replacement) in enumerate(list_changes(node)):
        mutant = Mutant(
            lemma=lemma.name,
            kind=kind,
            module=module,
            file=os.path.basename(file),
            function=function,
            line=line,
            source=linecache.getline(file, line).strip(),
            change=f"{_write(node)} -> {_write(replacement)}",
            path=path,
            choice=choice,
            home=home,
        )
        yield (module, path, ast.dump(replacement)), mutant


def _compile_mutant(mutant: Mutant) -> CodeType:
    tree = copy.deepcopy(parse_module(mutant.module))
    _, replacement = list(list_changes(follow_path(tree, mutant.path)))[mutant.choice]
    _replace(tree, mutant.path, replacement)
    return compile_with_source(tree, f"{mutant.module}, changed")


def compile_with_source(tree: ast.Module, name: str) -> CodeType:
    """Code whose text is found under the name: a side is watched by its source, and without one is never PROVED."""
    text = ast.unparse(ast.fix_missing_locations(tree))
    name = f"<{name}, {hashlib.sha256(text.encode()).hexdigest()[:8]}>"  # one file a text: changes live side by side
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    return compile(text, name, "exec", dont_inherit=True)


def plant(mutant: Mutant) -> Lemma:
    """The lemma that the changed source states. Raises what the source raises, KeyError if the lemma is gone."""
    packages, code = list_packages(mutant.home), _compile_mutant(mutant)
    file = sys.modules[mutant.module].__file__
    with _forget_modules(packages if mutant.module != mutant.home else (), mutant.module):
        module = ModuleType(mutant.module)
        module.__package__, module.__file__ = mutant.module.rpartition(".")[0], file
        sys.modules[mutant.module] = module
        exec(code, vars(module))  # noqa: S102 - the theory's own source, with one change
        home = module if mutant.module == mutant.home else importlib.import_module(mutant.home)
        return find_lemmas(home)[mutant.lemma]


@contextmanager
def _forget_modules(packages: Sequence[str], module: str) -> Iterator[None]:
    """Forget the modules of `packages`, so that they are imported anew and see the changed one; then restore them."""
    before = dict(sys.modules)
    names = [name for name in before if name == module or is_within(name, packages)]
    for name in names:
        del sys.modules[name]
        _set_on_package(name, None)
    try:
        yield
    finally:
        for name in set(sys.modules) - set(before):
            del sys.modules[name]
        for name in names:
            sys.modules[name] = before[name]
            _set_on_package(name, before[name])


def _set_on_package(name: str, module: ModuleType | None) -> None:
    """A package holds its imported modules as attributes, which `from package import module` reads first."""
    package, _, last = name.rpartition(".")
    parent: Any = sys.modules.get(package)
    if parent is not None and module is not None:
        setattr(parent, last, module)
    elif parent is not None and hasattr(parent, last):
        delattr(parent, last)


def find_lemmas(module: ModuleType) -> dict[str, Lemma]:
    """Lemmas among a module's attributes, alone, in tuples and in theories."""
    found: dict[str, Lemma] = {}
    for value in vars(module).values():
        several = value.lemmas if isinstance(value, Theory) else value if isinstance(value, tuple) else (value,)
        found |= {lemma.name: lemma for lemma in several if isinstance(lemma, Lemma)}
    return found


def _name_definition(node: ast.AST) -> str:
    """The name of a top-level function, or what a top-level assignment defines."""
    return node.name if isinstance(node, ast.FunctionDef) else ast.unparse(node).partition(" ")[0]


def _write(node: ast.AST) -> str:
    """The source of a node on one line of at most 60 characters."""
    flat = " ".join(ast.unparse(node).replace(LIBRARY, "").split())
    return flat if len(flat) <= 60 else f"{flat[:57]}..."


def _replace(root: ast.AST, path: Path, replacement: ast.AST) -> None:
    parent, (field, index) = follow_path(root, path[:-1]), path[-1]
    if index is None:
        setattr(parent, field, replacement)
    else:
        getattr(parent, field)[index] = replacement
