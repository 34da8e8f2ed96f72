"""Find the theory that a user names: an importable module, or a path to a .py file."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.raising import describe_exception, find_place

DEFAULT = "proofcheck.attention.theory"
_MAKES_THEORY = re.compile(r"(?m)^\w+ = Theory\(")


class LoadError(ValueError):
    """A theory that cannot be loaded; the message names the file or module, the rule and the remedy."""


def load_module(reference: str) -> ModuleType:
    """Import the module or file that `reference` names. Raises LoadError."""
    try:
        return _load_file(Path(reference)) if reference.endswith(".py") else importlib.import_module(reference)
    except LoadError:
        raise
    except SyntaxError as error:
        place = f"{error.filename or reference}, line {error.lineno}" if error.lineno else reference
        raise LoadError(f"{place}: {error.msg}; correct the syntax") from error
    except TheoryError as error:
        place, _ = find_place(error)
        raise LoadError(": ".join(filter(None, (reference, place, str(error))))) from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # sys.exit and pytest.skip as well
        text = f"{reference}: cannot be imported: {describe_exception(error)}"
        raise LoadError("; ".join(filter(None, (text, _neighbour(reference, error))))) from error


def theory_of(module: ModuleType) -> Theory:
    """The one `Theory` among the module's attributes, whatever number of names it has. Raises LoadError."""
    found = {id(value): value for value in vars(module).values() if isinstance(value, Theory)}
    if len(found) != 1:
        place = getattr(module, "__file__", None) or module.__name__
        raise LoadError(f"{place}: {len(found)} Theory objects at top level; exactly one is needed")
    return next(iter(found.values()))


def load_theory(reference: str) -> Theory:
    """The theory that `reference` names. Raises LoadError."""
    return theory_of(load_module(reference))


def name_module(reference: str) -> str:
    """The module that a file of an importable package is (`proofcheck/theories/gallery/theory.py`); else `reference`.

    Under that name it is one with what the package's other modules import, and has them around it.
    """
    try:
        path = Path(reference).resolve()
    except (OSError, ValueError):  # no path at all, as loading will say
        return reference
    parts, folder = [path.stem], path.parent
    while (folder / "__init__.py").is_file():
        parts, folder = [folder.name, *parts], folder.parent
    if not reference.endswith(".py") or len(parts) == 1:
        return reference
    try:
        found = importlib.util.find_spec(".".join(parts))
    except (ImportError, ValueError):
        found = None
    same = found is not None and found.origin is not None and Path(found.origin).resolve() == path
    return ".".join(parts) if same else reference


@cache
def list_shipped_theories() -> tuple[str, ...]:
    """The modules of this distribution that make a theory at top level, the default first; found in their sources."""
    package = Path(__file__).parents[1]
    makers = [path for path in package.rglob("*.py") if _MAKES_THEORY.search(path.read_text(encoding="utf-8"))]
    names = [".".join(path.relative_to(package.parent).with_suffix("").parts) for path in makers]
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def _neighbour(reference: str, error: BaseException) -> str:
    """The remedy for an import of what lies beside a theory file, whose folder is on no path."""
    name = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    folder = Path(reference).parent
    beside = reference.endswith(".py") and name and ((folder / f"{name}.py").is_file() or (folder / name).is_dir())
    return f"{name} lies beside it: set PYTHONPATH={folder}" if beside else ""


def _load_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise LoadError(f"{path}: no such file; pass an importable module or a path to a .py file")
    name = f"_theory_{path.stem}"
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        raise LoadError(f"{path}: not a Python file; pass an importable module or a path to a .py file")
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module
