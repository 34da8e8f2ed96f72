"""The source files that a piece of work can depend on: whole folders, and the folders that they import from.

What a function does may hang on anything in its file and in what the file imports: a class attribute, a decorator, a
name that is looked up as text. So files are not followed line by line; every file of every folder reached counts, data
files too. Code of installed libraries enters by their versions.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Final

_FOREIGN: Final = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib"))
_OURS: Final = ("proofcheck", "solver")
_COMPILED: Final = "__pycache__"


def digest_text(text: str) -> str:
    """Hexadecimal SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def digest_file(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes; "absent" when there is none to read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "absent"


def digest_sources(modules: Iterable[str]) -> str:
    """Digest of all files behind the named modules, of what they import in turn, and of the libraries' versions."""
    return Sources().digest(frozenset(modules))


@cache
def is_installed(file: str | None) -> bool:
    """Whether a file belongs to Python or an installed library; this project's never do."""
    if file is None or file.startswith("<"):
        return False
    path = Path(file).resolve()
    if any(path.is_relative_to(_folder(name)) for name in _OURS):
        return False
    return any(path.is_relative_to(folder) for folder in _FOREIGN)


def is_ours(module: str) -> bool:
    """Whether a module is part of this project."""
    return module.partition(".")[0] in _OURS


class Sources:
    """The files as they are now: each is looked for, read and parsed once in the life of this object."""

    def __init__(self) -> None:
        self.digest = cache(self._digest)
        self._unit = cache(self._find_unit)
        self._digest_file = cache(digest_file)

    def _digest(self, modules: frozenset[str]) -> str:
        files, libraries = self._reach(modules)
        lines = [sys.version, *(f"{name} {_describe_version(name)}" for name in sorted(libraries))]
        return digest_text("\n".join([*lines, *(f"{path} {self._digest_file(path)}" for path in sorted(files))]))

    def _reach(self, modules: Iterable[str]) -> tuple[set[Path], set[str]]:
        files: set[Path] = set()
        libraries: set[str] = set()
        waiting, seen = list(modules), set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                unit = self._unit(name)
                if unit is None:
                    libraries.add(name.partition(".")[0])
                else:
                    files.update(unit[0])
                    waiting += unit[1]
        return files, libraries

    def _find_unit(self, module: str) -> tuple[tuple[Path, ...], tuple[str, ...]] | None:
        """The files of the folder of a module's package (or its own file) and what they import; None: installed."""
        file = _find_source(module)
        if file is None or is_installed(file):
            return None
        path = Path(file)
        files = tuple(_list_files(path.parent)) if (path.parent / "__init__.py").exists() else (path,)
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        imported = (name for source in files if source.suffix == ".py" for name in _list_imports(source, package))
        return files, tuple(dict.fromkeys(imported))


def _find_source(module: str) -> str | None:
    """Where a module's source is, without importing it."""
    if module in sys.modules:
        return getattr(sys.modules[module], "__file__", None)
    top, *rest = module.split(".")
    if is_ours(module):
        base = _folder(top).joinpath(*rest)
        found = [path for path in (base / "__init__.py", base.with_suffix(".py")) if path.exists()]
        return str(found[0]) if found else None
    try:
        found_spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None
    return None if found_spec is None else found_spec.origin


def _folder(package: str) -> Path:
    return Path(__file__).resolve().parents[2] / package


def _list_files(folder: Path) -> Iterator[Path]:
    """The files of one folder and of those below it that are no packages of their own."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".pyc":
            yield path
        elif path.is_dir() and path.name != _COMPILED and not (path / "__init__.py").exists():
            yield from _list_files(path)


def _list_imports(path: Path, package: str) -> Iterator[str]:
    """The modules that a source file names in an import, anywhere in it; names of a package may be modules too."""
    try:
        statements = _parse_imports(path.read_bytes())
    except OSError:
        return
    for level, base, names in statements:
        parts = package.split(".") if package else []
        above = parts[: len(parts) - level + 1] if level else []
        whole = ".".join(filter(None, [*above, base]))
        yield whole
        yield from (f"{whole}.{name}" for name in names if _is_module(whole, name))


@cache
def _parse_imports(source: bytes) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """(level, module, names) of every import in a source."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return ()
    plain = [(0, alias.name, ()) for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    chosen = [
        (node.level, node.module or "", tuple(alias.name for alias in node.names))
        for node in nodes
        if isinstance(node, ast.ImportFrom)
    ]
    return (*plain, *chosen)


def _is_module(package: str, name: str) -> bool:
    """Whether `name` of a package of this project or of the user is a module."""
    file = _find_source(package)
    if file is None or is_installed(file) or Path(file).name != "__init__.py":
        return False
    base = Path(file).parent / name
    return base.with_suffix(".py").exists() or (base / "__init__.py").exists()


def _describe_version(library: str) -> str:
    found = _distributions().get(library, ())
    return " ".join(f"{name} {version(name)}" for name in found) or "part of Python, or not installed"


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(packages_distributions())
