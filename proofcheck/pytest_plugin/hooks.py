"""A theory's lemmas as pytest items.

    pytest --theory mytheory.py        one item a lemma; also collects every file named theory_*.py

or, in a test file, three lines:

    from pathlib import Path
    from proofcheck.pytest_plugin import lemma_tests
    test_lemma = lemma_tests(Path(__file__).with_name("mytheory.py"))

A lemma passes when its verdict is the one it declares, or, undeclared, neither REFUTED nor BROKEN. `--theory-profile`
and `--theory-seed` choose the effort; `-k`, `-n` (pytest-xdist) and `--junit-xml` work as for any test.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

_GLOB = "theory_*.py"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--theory`, `--theory-profile`, `--theory-seed`."""
    group = parser.getgroup("proofcheck", "lemmas of a theory as tests")
    group.addoption("--theory", action="append", default=[], metavar="THEORY", help="a .py file or module of lemmas")
    group.addoption("--theory-profile", choices=("ci", "thorough"), default="ci", help="how much work a lemma gets")
    group.addoption("--theory-seed", type=int, default=0, metavar="N", help="seed of every random choice")


def pytest_configure(config: pytest.Config) -> None:
    """Theories named by option are collected; alone, unless other paths are named too."""
    theories = [str(theory_path(reference)) for reference in config.getoption("--theory")]
    if theories:
        named = config.args_source is pytest.Config.ArgsSource.ARGS
        kept = [argument for argument in config.args if argument not in theories] if named else []
        config.args[:] = [*kept, *theories]


def theory_path(reference: str) -> Path:
    """The file of a theory given as a path or as a module name. Raises pytest.UsageError."""
    if reference.endswith(".py"):
        path = Path(reference).absolute()
        if not path.is_file():
            raise pytest.UsageError(f"--theory {reference}: no such file; pass a path to a .py file or a module name")
        return path
    try:
        found = importlib.util.find_spec(reference)
    except (ImportError, ValueError):
        found = None
    if found is None or not found.origin:
        raise pytest.UsageError(f"--theory {reference}: no such module; pass a path to a .py file or a module name")
    return Path(found.origin)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Files named by `--theory`, and every `theory_*.py`."""
    named = {theory_path(reference): reference for reference in parent.config.getoption("--theory")}
    if file_path not in named and not file_path.match(_GLOB):
        return None
    try:
        from proofcheck.pytest_plugin.items import TheoryFile  # only now: it brings all the checkers
    except ModuleNotFoundError as error:
        missing: _Undecidable = _Undecidable.from_parent(parent, path=file_path)
        missing.module = str(error.name)
        return missing
    collector: TheoryFile = TheoryFile.from_parent(parent, path=file_path)
    reference = named.get(file_path, "")
    collector.reference = str(file_path) if not reference or reference.endswith(".py") else reference
    return collector


class _Undecidable(pytest.File):
    """A theory where a module that the checkers need is not installed."""

    module = ""

    def collect(self) -> NoReturn:
        """One message, which names the extra."""
        raise self.CollectError(f"{self.module} is not installed; pip install 'attention-proofcheck[check]'")


def lemma_tests(reference: Path | str, *, profile: str = "ci", seed: int = 0) -> Callable[..., None]:
    """A test function with one case a lemma of the theory at `reference`. Raises LoadError where it is called."""
    from proofcheck.pytest_plugin.items import make_test

    return make_test(str(reference), profile, seed)
