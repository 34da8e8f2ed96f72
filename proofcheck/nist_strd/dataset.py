"""Read a NIST StRD file: the layout is stated in its header lines; numbers are taken as exact decimals."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from importlib import resources
from typing import Any, Final

import numpy as np

from proofcheck.nist_strd.models import MODELS

_NUMBER: Final = r"[-+]?\d*\.?\d+(?:[Ee][-+]?\d+)?"
_PARAMETER: Final = re.compile(rf"^\s*b\d+ =\s+({_NUMBER})\s+({_NUMBER})\s+({_NUMBER})\s+({_NUMBER})\s*$", re.MULTILINE)
_SQUARES: Final = re.compile(rf"^Residual Sum of Squares:\s+({_NUMBER})\s*$", re.MULTILINE)
_NAMES: Final = re.compile(r"^\s*b(\d+) =", re.MULTILINE)
_COUNT: Final = re.compile(r"(\d+) Parameters \(b1")
_OBSERVATIONS: Final = re.compile(r"^Number of Observations:\s+(\d+)\s*$", re.MULTILINE)


class DatasetError(ValueError):
    """A file that is not a NIST StRD data set."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Starts (two of p), certified parameters (p) and sum of squares as printed, y (n,) and predictors, exact."""

    name: str
    starts: tuple[tuple[float, ...], ...]
    parameters: tuple[Decimal, ...]
    sum_of_squares: Decimal
    y: Any
    x: tuple[Any, ...]


def load(name: str) -> Dataset:
    """One of the data sets shipped. Raises DatasetError for an unknown name."""
    if name not in MODELS:
        raise DatasetError(f"{name!r}: unknown data set; choose from {', '.join(sorted(MODELS))}")
    return parse(name, resources.files("proofcheck.nist_strd").joinpath(f"data/{name}.dat").read_text(encoding="ascii"))


def parse(name: str, text: str) -> Dataset:
    """Read the text of a file. Raises DatasetError."""
    rows, squares, count = _PARAMETER.findall(text), _SQUARES.search(text), _OBSERVATIONS.search(text)
    if not (rows and squares and count):
        raise DatasetError(f"{name}: no parameters, sum of squares or number of observations: not a NIST StRD file")
    try:
        lines = text.rstrip().splitlines()[-int(count[1]) :]
        table = np.array([[Fraction(word) for word in line.split()] for line in lines], dtype=object)
        y, *x = table.T
        starts = tuple(tuple(float(row[i]) for row in rows) for i in (0, 1))
        parameters, sum_of_squares = tuple(Decimal(row[2]) for row in rows), Decimal(squares[1])
    except (ValueError, InvalidOperation) as error:
        raise DatasetError(f"{name}: the data are not {count[1]} rows of numbers: {error}") from error
    _check_complete(name, text, len(x))
    return Dataset(name=name, starts=starts, parameters=parameters, sum_of_squares=sum_of_squares, y=y, x=tuple(x))


def _check_complete(name: str, text: str, predictors: int) -> None:
    """Raise DatasetError unless all parameters have a row, in order, and the model takes as many predictors."""
    count = _COUNT.search(text)
    numbers = [int(number) for number in _NAMES.findall(text)]
    if count is None or numbers != list(range(1, int(count[1]) + 1)) or len(_PARAMETER.findall(text)) != len(numbers):
        raise DatasetError(f"{name}: rows for b{numbers}; give one for each of its parameters, in order")
    taken = len(inspect.signature(MODELS[name]).parameters) - 1
    if predictors != taken:
        raise DatasetError(f"{name}: {predictors} predictors, where the model takes {taken}")
