"""A counterexample that is easier to read: entries rounded while the claim still fails."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Final

import numpy as np

from proofcheck.arithmetic.functions import elementwise
from proofcheck.checkers.instances.decision import Finding, decide
from proofcheck.lemmas.claims import Claim, Instance, Space

_DENOMINATORS: Final = (1, 2, 4, 8, 16)
_MOST: Final = 64  # entries of an array that are tried


def simplify(claim: Claim, space: Space, instance: Instance) -> Instance:
    """Round entries to zero, integers, halves, quarters, ... within the space while the claim fails rigorously."""
    for name, index in _entries(instance):
        for candidate in _simpler_values(instance[name][index]):
            changed = _with(instance, name, index, candidate)
            if decide(claim, space, changed).finding is Finding.FAILS:
                instance = changed
                break
    return instance


def _simpler_values(value: Fraction) -> Iterator[Fraction]:
    """Values simpler than `value`, the simplest first."""
    for candidate in (Fraction(0), *(Fraction(round(value * d), d) for d in _DENOMINATORS)):
        if candidate == value:
            return
        yield candidate


def _entries(instance: Instance) -> list[tuple[str, tuple[int, ...]]]:
    return [(name, index) for name, value in instance.items() for index in islice(np.ndindex(value.shape), _MOST)]


def _with(instance: Instance, name: str, index: tuple[int, ...], value: Fraction) -> Instance:
    changed = elementwise(instance[name], lambda entry: entry)
    changed[index] = value
    return {**instance, name: changed}
