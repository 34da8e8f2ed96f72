"""Whether a mutant follows from the original: its sides equal, or smaller on the left and larger on the right.

Both are evaluated on the same instances, drawn for this purpose, or, for claims about runs, on the same runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum
from itertools import zip_longest
from typing import Final

import mpmath
import numpy as np

from proofcheck.arithmetic.conversion import Arithmetic
from proofcheck.arithmetic.functions import Array, precision
from proofcheck.checkers import Settings
from proofcheck.checkers.instances.evaluation import evaluate, evaluate_hypothesis
from proofcheck.checkers.instances.sampling import sample
from proofcheck.lemmas.claims import Inequality, Instance, Observation, Rate
from proofcheck.lemmas.lemma import Lemma

_COMPARED: Final = 200
_RUNS: Final = 12
_SAME: Final = 1e-25  # of a side's size; the comparison works with 128 bits
_BITS: Final = 128


class Entailment(Enum):
    """How a mutant follows from the original; the value is the message."""

    EQUIVALENT = "both sides equal the original's on every instance compared"
    IMPLIED = "implied by the original: smaller left side, larger right side on every instance compared"


def compare(lemma: Lemma, original: Lemma) -> Entailment | None:
    """How the mutant follows from the original; None when that is not seen. Raises what the changed functions raise."""
    moved = _measure_changes(lemma, original)
    if not moved:
        return None
    if all(abs(change) < _SAME for change in moved):
        return Entailment.EQUIVALENT
    one_sided = lemma.claim is None or isinstance(lemma.claim, Inequality)
    return Entailment.IMPLIED if one_sided and all(change > -_SAME for change in moved) else None


def _measure_changes(lemma: Lemma, original: Lemma) -> list[float]:
    if lemma.claim is not None and original.claim is not None and lemma.space is not None:
        rng = np.random.default_rng(len(lemma.name))
        instances = [sample(lemma.space, rng) for _ in range(_COMPARED)]
        instances += [made() for made in (lemma.witness,) if made is not None]
        instances += lemma.extremes() if lemma.extremes is not None else ()
        return [change for instance in instances for change in _measure_sides(lemma, original, instance)]
    if lemma.claim is None and lemma.rate is not None and original.rate is not None:
        return list(_measure_runs(lemma.rate, original.rate))
    return []


def _measure_sides(lemma: Lemma, original: Lemma, instance: Instance) -> list[float]:
    """Changes of each side in the direction that keeps an inequality true, relative to its size, entry by entry.

    Empty where either side has no value, or the hypothesis does not hold: no claim is made there. NaN, which is neither
    equal nor in favour, where the hypotheses differ.
    """
    conditions = [_evaluate_hypothesis(side, instance) for side in (original, lemma)]
    if not _are_same(*conditions):
        return [math.nan]
    if any(condition < 0 for condition in conditions[0]):
        return []
    before, after = (_evaluate_sides(side, instance) for side in (original, lemma))
    if before is None or after is None:
        return []
    found = []
    with precision(_BITS):
        for sign, old, new in zip((-1, 1), before, after, strict=True):
            for a, b in zip(*np.broadcast_arrays(old, new), strict=True):
                change = (b - a) / (max(abs(a), abs(b)) or 1)
                found.append(math.nan if isinstance(change, mpmath.mpc) else sign * float(change))
    return found


def _evaluate_hypothesis(lemma: Lemma, instance: Instance) -> list[mpmath.mpf]:
    """The conditions of a claim at the instance, none where it has none."""
    if not isinstance(lemma.claim, Inequality) or lemma.claim.where is None:
        return []
    with precision(_BITS):
        return list(evaluate_hypothesis(lemma.claim, instance, Arithmetic.MPF).ravel())


def _are_same(old: list[mpmath.mpf], new: list[mpmath.mpf]) -> bool:
    with precision(_BITS):
        pairs = zip_longest(old, new, fillvalue=mpmath.nan)
        return all(abs(b - a) <= _SAME * max(abs(a), abs(b)) for a, b in pairs)


def _evaluate_sides(lemma: Lemma, instance: Instance) -> tuple[Array, Array] | None:
    try:
        with precision(_BITS):
            return None if lemma.claim is None else evaluate(lemma.claim, instance, Arithmetic.MPF)
    except (ZeroDivisionError, TypeError):
        return None


def _measure_runs(after: Rate, before: Rate) -> Iterator[float]:
    """The same for observations; NaN when the runs themselves differ."""
    with precision(before.precision_bits):
        for new, old in zip_longest(_observe(after), _observe(before)):
            if new is None or old is None or (new.label, dict(new.data)) != (old.label, dict(old.data)):
                yield math.nan
                return
            for sign, a, b in ((-1, old.lhs, new.lhs), (1, old.rhs, new.rhs)):
                scale = abs(a).max(abs(b))
                yield sign * float(((b - a) / scale).mid()) if scale > 0 else 0.0


def _observe(rate: Rate) -> list[Observation]:
    return list(rate.observe(Settings().generator("runs", "mutants"), _RUNS))
