"""Whose code a line is: of a library that may do what the side of a claim may not, or of the theory.

Libraries are the standard library, the framework, what its arithmetics stand on, and the generator of instances, which
hooks into the collector of garbage and so runs at any time. Whatever else is installed is held to the rules of sides, a
theory among them.
"""

from __future__ import annotations

import functools
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import flint
import mpmath
import numpy as np
import sympy

_PROOFCHECK: Final = Path(__file__).parents[2]
_FRAMEWORK: Final = ("arithmetic", "checkers", "engine", "lemmas", "statements")
_INSTALLED: Final = ("site-packages", "dist-packages")  # may lie within the folder of the standard library
_STANDARD: Final = ("<frozen ", *(f"{sysconfig.get_path(name)}/" for name in ("stdlib", "platstdlib")))
_OWN: Final = tuple(f"{_PROOFCHECK / folder}/" for folder in _FRAMEWORK)
_FOUNDATION: Final = tuple(f"{Path(str(package.__file__)).parent}/" for package in (np, flint, mpmath, sympy))
_DRAWING: Final = f"{Path(str(getattr(find_spec('hypothesis'), 'origin', None))).parent}/"


@functools.cache
def is_library(file: str) -> bool:
    """Whether code of this file name belongs to a library."""
    standard = file.startswith(_STANDARD) and not any(folder in file for folder in _INSTALLED)
    return standard or is_framework(file) or is_foundation(file) or file.startswith(_DRAWING)


@functools.cache
def may_ask(file: str) -> bool:
    """Whether code of this file name may ask for what differs between arithmetics: libraries, and what is shipped."""
    return is_library(file) or file.startswith(f"{_PROOFCHECK}/")


def is_foundation(file: str) -> bool:
    """Whether code of this file name belongs to what the arithmetics stand on."""
    return file.startswith(_FOUNDATION)


def is_framework(file: str) -> bool:
    """Whether code of this file name belongs to proofcheck itself, its theories left out."""
    return file.startswith(_OWN)
