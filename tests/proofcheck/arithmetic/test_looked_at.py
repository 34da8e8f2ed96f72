"""What is looked at as sides run: containers of several types, and code that no function names."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proofcheck.arithmetic.refusals import InexactOperandError
from proofcheck.arithmetic.watched.fixed_width import check_value
from proofcheck.arithmetic.watched.rounded import check_exact
from proofcheck.arithmetic.watched.watching import run_watched
from proofcheck.lemmas.loading import load_module

WRAPPED = np.arange(1, 25).prod()
HOLDERS = {
    "list": lambda value: [1, "text", value],
    "tuple": lambda value: (value, Fraction(1, 3), None),
    "set": lambda value: {2, value},
    "dictionary": lambda value: {"a": 1, "b": value},
    "key": lambda value: {value: 1},
    "deep": lambda value: [1, (2, {"a": [3, value]})],
}
HIDDEN = """
import weakref

class Holder:
    def rounded(self, x):
        return int(x / 3)

HOLDER = Holder()
FOUND = weakref.ref(HOLDER)
del Holder

def side():
    return sum(map(FOUND().rounded, [1, 2]))
"""


@pytest.mark.parametrize("holder", HOLDERS)
def test_one_entry_among_others_is_found(holder: str) -> None:
    hold: Any = HOLDERS[holder]
    check_value(hold(7))
    check_exact(hold(7))
    with pytest.raises(InexactOperandError, match="fixed width"):
        check_value(hold(WRAPPED))
    with pytest.raises(InexactOperandError, match="rounded"):
        check_exact(hold(0.1))


def test_one_rounded_entry_of_an_array_of_objects_is_found() -> None:
    check_exact(np.array([1, Fraction(1, 3), None], dtype=object))
    with pytest.raises(InexactOperandError, match="rounded"):
        check_exact(np.array([1, Fraction(1, 3), 0.1], dtype=object))


def test_a_method_that_is_handed_on_is_watched_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / "hidden.py").write_text(HIDDEN)
    side = load_module(str(tmp_path / "hidden.py")).side
    with pytest.raises(InexactOperandError, match="rounded"):
        run_watched([side], side, trace=False)


CACHED = """
import functools

RUNS = []

@functools.cache
def kept(n):
    RUNS.append(n)
    return n + 1

def side():
    return kept(1) + kept(1)
"""


def test_a_cache_is_emptied_once_in_each_run(tmp_path: Path) -> None:
    """What it held before was computed unseen; what it holds since then was seen."""
    path = tmp_path / "cached.py"
    path.write_text(CACHED)
    module: Any = load_module(str(path))
    assert run_watched((module.side,), module.side, trace=True) == ""  # finds what is to be watched
    module.RUNS.clear()
    for runs in ([1], [1, 1]):
        assert run_watched((module.side,), module.side, trace=True) == ""
        assert runs == module.RUNS
