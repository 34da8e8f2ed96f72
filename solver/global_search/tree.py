"""The boxes of a search as a tree, and the text that records it.

The root is the cube |u_i| <= half_width. Its text is that of its root; of a box that was halved along axis i it is the
digit i, the text of the lower half and that of the upper one; of a leaf the letter that says why it ended:

    v  phi exceeds `upper` on the box;      A, B, ...  the box lies in the first, second, ... basin;      o  it is open.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from solver.verified.ball import Floats

VALUE: Final = "v"
OPEN: Final = "o"
BASINS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = "0123456789"
MOST_AXES: Final = len(_DIGITS)
_BITS: Final = 256.0  # of the root's half-width: halves and centres are then exact to forty halvings of an axis
DEEPEST: Final = 2.0**-40


class Tree:
    """Boxes by number, the root 0; every one is open until it is ended or halved."""

    def __init__(self) -> None:
        self._letters = [OPEN]
        self._children = [0]

    def __len__(self) -> int:
        return len(self._letters)

    def end(self, box: int, letter: str) -> None:
        """The box is a leaf, for the reason that the letter says."""
        self._letters[box] = letter

    def halve(self, box: int, axis: int) -> int:
        """The number of the lower half; the upper one has the next."""
        first = len(self._letters)
        self._letters[box], self._children[box] = _DIGITS[axis], first
        self._letters += [OPEN, OPEN]
        self._children += [0, 0]
        return first

    def text(self) -> str:
        """The tree's text."""
        found, waiting = [], [0]
        while waiting:
            box = waiting.pop()
            found.append(self._letters[box])
            if self._letters[box] in _DIGITS:
                waiting += [self._children[box] + 1, self._children[box]]
        return "".join(found)


def round_up(half_width: float) -> float:
    """The next number of eight bits, so that halving it stays exact."""
    share, exponent = np.frexp(half_width)
    return float(np.ldexp(np.ceil(share * _BITS) / _BITS, exponent))


def halve(centres: Floats, widths: Floats, axes: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Centres and half-widths of the lower and upper halves, alternating, (2 b x d)."""
    rows = np.arange(len(centres))
    smaller = widths.copy()
    smaller[rows, axes] *= 0.5
    moves = np.zeros_like(centres)
    moves[rows, axes] = smaller[rows, axes]
    both = np.stack([centres - moves, centres + moves], axis=1)
    return both.reshape(-1, centres.shape[1]), np.repeat(smaller, 2, axis=0)
