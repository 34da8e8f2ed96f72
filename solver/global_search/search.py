"""Branch and bound: boxes of lowest bound first, each ended by its value or by lying in a basin, or halved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from solver.global_search.basin import Basin
from solver.global_search.expansion import Expansion, Place, expand
from solver.global_search.lower_bound import least_values
from solver.global_search.moments import Sampler
from solver.global_search.tree import BASINS, DEEPEST, VALUE, Tree, halve
from solver.validation import InputError, read_whole
from solver.verified.ball import Floats, ball

Indices = NDArray[np.intp]
_ENTRIES: Final = 2**18  # of one array of a batch: what stays in the cache
_LARGEST_BATCH: Final = 128
_MOST_HALVINGS: Final = 3
_SPARED: Final = 3.0  # fewer than seem needed: a look too many costs less than boxes that need not be
_CLOSE: Final = 2.0**-20  # of the value: a smaller gap is not waited for
_CLEAR: Final = 1.0 + 2.0**-40  # leaves room for a re-checker, whose witnesses are rounded in another way


@dataclass(frozen=True, kw_only=True)
class SearchBudget:
    """How many boxes a search may look at, and for how many seconds; None for as long as it takes.

    The result depends on `boxes` alone where `seconds` does not end the search. Raises InputError for other values.
    """

    boxes: int = 100_000
    seconds: float | None = None

    def __post_init__(self) -> None:
        read_whole("boxes", self.boxes, 1, "a number of boxes")
        seconds = self.seconds
        if seconds is None:
            return
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
            raise InputError(f"seconds={seconds!r}: a positive number is needed, or None for no limit")


@dataclass
class Frontier:
    """Open boxes: numbers in the tree, centres, half-widths (b x d) and lower bounds of phi on them."""

    boxes: list[int]
    centres: Floats
    widths: Floats
    bounds: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    def take(self, count: int) -> Frontier:
        """Remove those of lowest bound, in a fixed order."""
        order = np.argsort(self.bounds, kind="stable")
        taken, left = self.select(order[:count]), self.select(np.sort(order[count:]))
        self.__dict__.update(left.__dict__)
        return taken

    def select(self, rows: Indices) -> Frontier:
        """The boxes of these rows."""
        boxes = [self.boxes[row] for row in rows]
        return Frontier(boxes, self.centres[rows], self.widths[rows], self.bounds[rows])

    def add(self, other: Frontier) -> None:
        """Put boxes at the end."""
        self.boxes += other.boxes
        self.centres = np.concatenate([self.centres, other.centres])
        self.widths = np.concatenate([self.widths, other.widths])
        self.bounds = np.concatenate([self.bounds, other.bounds])

    def share(self, half_width: float) -> float:
        """Of the root's volume."""
        return float(np.prod(self.widths / half_width, axis=1).sum())


@dataclass
class Search:
    """One search: what it knows and how far it is. `upper` >= min Phi; value leaves exceed it."""

    sampler: Sampler
    half_width: float
    upper: float
    basins: Sequence[Basin]
    tree: Tree = field(default_factory=Tree)
    looked: int = 0
    ended: Frontier = field(init=False)
    open: Frontier = field(init=False)
    taken: Frontier = field(init=False)

    def __post_init__(self) -> None:
        d = self.sampler.frame.size
        self.open = Frontier([0], np.zeros((1, d)), np.full((1, d), self.half_width), np.zeros(1))
        self.ended, self.taken = _nothing(d), _nothing(d)

    @property
    def batch(self) -> int:
        """Boxes looked at together."""
        problem = self.sampler.frame.problem
        return int(np.clip(_ENTRIES // (problem.n * problem.m), 1, _LARGEST_BATCH))

    @property
    def lower(self) -> float:
        """A lower bound of phi on all boxes that are open."""
        return float(min(part.bounds.min(initial=np.inf) for part in self._parts))

    @property
    def open_share(self) -> float:
        """The share of the root that is open."""
        return sum(part.share(self.half_width) for part in self._parts)

    @property
    def _parts(self) -> tuple[Frontier, ...]:
        """What is open; an interrupted round leaves the boxes taken, whole or in halves."""
        return self.open, self.ended, self.taken

    def run(self, budget: SearchBudget, on_round: Callable[[Frontier, Floats], bool]) -> str:
        """Until nothing is open; else the reason why not. `on_round(boxes, values)` returns True to stop."""
        started = time.monotonic()
        while len(self.open):
            if self.looked >= budget.boxes:
                return "the budget of boxes is spent"
            if budget.seconds is not None and time.monotonic() - started > budget.seconds:
                return f"the budget of {budget.seconds:g} seconds is spent"
            self.taken = self.open.take(min(self.batch, budget.boxes - self.looked))
            boxes, values = self.taken, self._look(self.taken)
            self.taken = _nothing(self.sampler.frame.size)
            if on_round(boxes, values):
                return ""
        return "" if not len(self.ended) else "boxes too small to halve are left"

    def _look(self, taken: Frontier) -> Floats:
        """End or halve the boxes; the values at their centres."""
        found = expand(self.sampler, Place(u=ball(taken.centres)), taken.widths)
        taken.bounds = np.maximum(taken.bounds, least_values(found, taken.widths))
        self.looked += len(taken)
        letters = [VALUE if bound > self.upper * _CLEAR else "" for bound in taken.bounds]
        for letter, basin in zip(BASINS, self.basins, strict=False):
            for row in np.flatnonzero(_inside(basin, taken)):
                letters[row] = letters[row] or letter
        for box, letter in zip(taken.boxes, letters, strict=True):
            if letter:
                self.tree.end(box, letter)
        open_rows = np.flatnonzero([not letter for letter in letters])
        self._halve(taken.select(open_rows), self._count_halvings(found)[open_rows])
        return found.value.upper()

    def _count_halvings(self, found: Expansion) -> Indices:
        """How often to halve before another look: d halvings divide the rest by 8; it has to come below the gap."""
        d, gap = self.sampler.frame.size, np.maximum(found.value.mid - self.upper, _CLOSE * abs(self.upper))
        with np.errstate(all="ignore"):
            needed = np.nan_to_num(np.log2(found.rest / gap) * d / 3.0, nan=1.0, posinf=_MOST_HALVINGS)
        return np.clip(needed - _SPARED, 1, _MOST_HALVINGS).astype(np.intp)

    def _halve(self, left: Frontier, times: Indices) -> None:
        """Halve so often, the widest axis each time; `times` is a number a box."""
        small = (left.widths <= DEEPEST * self.half_width).all(axis=1)
        self.ended.add(left.select(np.flatnonzero(small)))
        rest = left.select(np.flatnonzero(~small))
        axes = rest.widths.argmax(axis=1)
        boxes = []
        for box, axis in zip(rest.boxes, axes.tolist(), strict=True):
            first = self.tree.halve(box, axis)
            boxes += [first, first + 1]
        halves = Frontier(boxes, *halve(rest.centres, rest.widths, axes), np.repeat(rest.bounds, 2))
        left_over = np.repeat(times[~small] - 1, 2)
        self.open.add(halves.select(np.flatnonzero(left_over == 0)))
        if left_over.any():
            again = np.flatnonzero(left_over)
            self._halve(halves.select(again), left_over[again])


def _nothing(d: int) -> Frontier:
    return Frontier([], np.zeros((0, d)), np.zeros((0, d)), np.zeros(0))


def _inside(basin: Basin, boxes: Frontier) -> Floats:
    reach = (ball(boxes.centres) - basin.centre).magnitude()
    return np.asarray(((ball(reach) + boxes.widths).upper() <= basin.widths).all(axis=1))
