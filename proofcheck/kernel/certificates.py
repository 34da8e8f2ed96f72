"""The theorems that a certificate rests on, and which of them the kernel has checked.

They are about the objective as the Python definitions state it and about numbers that are bounds. That the numbers of a
certificate are such bounds is no theorem: `proofcheck verify` computes them anew. A theorem counts while the sources
that were checked, the statements generated from claims among them, are those at hand. A statement generated from a
claim may be about fewer data than a certificate's (m >= 2, a range of numbers): such a theorem is shown with what it
is about and not counted. What a search rests on is listed alike: where the kernel has checked no theorem of it, it is
ARGUED, with the place of the derivation, and not counted. With a mask the objective, its smoothness and the Hessian's
constant have theorems of their own, and curvature from bounds of rows is stated with a mask and without; the region of
C3 is stated for queries that see every key, and is ARGUED there and not counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from proofcheck.kernel.prove import shipped_sources
from proofcheck.kernel.record import Checked, Origin, Record, shipped_record
from proofcheck.kernel.sources import sources_digest

_LOCAL: Final = {
    "Objective_traced": "the objective of the theorems is the one of the Python definitions",
    "Attention_smooth": "its gradient and Hessian exist; bounds of third derivatives are constants of the Hessian",
    "Hessian_constant": "the constant M of the Hessian on the ball, from bounds at the point",
    "C1": "exactly one stationary point within the radius, and it is a strict local minimiser",
    "C1_newton": "the same from the length of the Newton step",
    "C2": "how far the objective is above its value there",
    "Rows_curvature": "the least eigenvalue of the Hessian from bounds of rows, where no Hessian is formed",
    "Rows_bounds": "such bounds, by the largest weight of a row (S1) or by second moments of the data",
    "Rows_weights": "for which part of the norm's square the regulariser pays",
    "C_dual_norm": "the dual norm of a gradient from any guess of the solution of a linear system",
    "C_recheck": "the conclusions that the re-checker draws from the numbers it has bounded",
}
_NATURAL: Final = {"Natural_norm": "the natural norm is one, and bounds what a step moves"}
_DECIMALS: Final = {"C_decimals": "the decimals of the minimiser and of its value"}
_GLOBAL: Final = {
    "C3": "a strict local minimiser below the level on a convex region is the only global minimiser",
    "Attention_global": "the same for the objective and its region of scores and values",
    "S3_general": "the curvature on a region of bounded scores and values",
    "S3_sublevel": "where the objective is at most its value at the point",
    "S3_stationary": "the equations of a stationary point, for its scores and values",
    "S3_balance": "what they say about the lengths of scores and values",
    "S3_peak": "the largest weight of a row, from the length of its scores",
}
_BOUND: Final = "proofcheck/recheck/box_bound.py"
_BOXES: Final = "proofcheck/recheck/search.py"
_SEARCH: Final = {
    "Search_projection": ("the least value over Y, from any Y and a dual length of the slope there", _BOUND),
    "Search_slope": ("dual lengths on all of a box: that of r, and that of K^T r over the room", _BOUND),
    "Search_rows": ("what the means of a row move by beyond their orders none, one and two", _BOUND),
    "Search_bound": ("from these, a lower bound of min_Y Phi by bounds of its parts", _BOUND),
    "Search_parts": ("those bounds from the rows'", _BOUND),
    "Search_form": ("the bound's quadratic by its value, slope and form", _BOUND),
    "Search_means": ("the rows' bounds of E and of what it has beyond orders one and two, from means of T", _BOUND),
    "Search_orders": ("these orders by the axes of a box, and how far the scores of a row move on it", _BOUND),
    "Search_lengths": ("lengths of sums over the axes of a box", _BOUND),
    "Search_shift": ("how far K^T r is from its value at the centre", _BOUND),
    "Search_shrink": ("how what the bound misses, and that, shrink on boxes inside", _BOUND),
    "Search_least": ("the least value of that quadratic on the box, axis by axis", _BOUND),
    "Search_coordinates": ("Phi in the coordinates of the search", "proofcheck/recheck/frame.py"),
    "Search_cube": ("the cube holds every point with Phi <= upper", _BOXES),
    "Search_reach": ("how far from the centre of its basin the scores of a global minimiser are", _BOXES),
    "Search_values": ("and how far its values are from those there", _BOXES),
    "Search_distance": ("from these, how far it is in the unknowns", _BOXES),
    "Search_basin": ("a global minimiser that close is the certified minimiser, by strict convexity", _BOXES),
    "Search_cover": ("the leaves cover the cube, and what is shown of each gives the conclusions", _BOXES),
    "Search_chain": ("that each of these gives what the next asks for, and the volume of what is open", _BOXES),
}
"""What a search for the global minimum rests on, each with the file in which it is derived."""
_ANY_DATA: Final = re.compile("every [a-z, ]+ >= 1(; [wl][xy](, [wl][xy])* >= 0)?")
"""The coverage of a statement about all data that a certificate can have: its file has no negative weights."""


_MASKED: Final = {
    "Objective_traced": "Masked_traced",
    "Attention_smooth": "Masked_smooth",
    "Hessian_constant": "Masked_constant",
}
"""The theorems in whose place others stand where a mask says which keys a query sees."""
_EVERY_KEY: Final = frozenset(_GLOBAL) - {"C3"}
_ARGUED: Final = "ARGUED for a mask: the theorem is about queries that see every key"


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """A theorem behind a certificate: its name in Coq, if it is proved there, and what it says.

    `checked`: by the kernel, for any data; `status` says so, or for which data, what stands in its way, or the place of
    an argument.
    """

    theorem: str
    says: str
    checked: bool
    status: str


def foundations(
    *, scope: str, norm: str, decimals: bool = False, masked: bool = False, record: Record | None = None
) -> tuple[Foundation, ...]:
    """The theorems behind a certificate of this scope and norm, by their names in the file. Raises RecordError.

    `masked`: of a problem with a mask.
    """
    needed = _LOCAL | (_NATURAL if norm == "NATURAL" else {}) | (_DECIMALS if decimals else {})
    needed |= _GLOBAL if scope == "GLOBAL" else {}
    known = record or shipped_record()
    if not masked:
        return tuple(_foundation(name, says, known) for name, says in needed.items())
    return tuple(
        _limit_to_every_key(_foundation(_MASKED.get(name, name), says, known)) for name, says in needed.items()
    )


def search_foundations(*, record: Record | None = None) -> tuple[Foundation, ...]:
    """What a search for the global minimum rests on, besides the certificates of its minimisers. Raises RecordError."""
    known = record or shipped_record()
    return tuple(
        _foundation(name, says, known, unproved=f"ARGUED, not kernel-checked: the derivation is in {place}")
        for name, (says, place) in _SEARCH.items()
    )


def _foundation(name: str, says: str, record: Record | None, unproved: str = "not kernel-checked") -> Foundation:
    entry = next((found for found in record.theorems if found.module == name and found.holds), None) if record else None
    if record is None or entry is None:
        return Foundation(theorem=name, says=says, checked=False, status=unproved)
    checked, status = _judge(entry, record)
    return Foundation(theorem=entry.theorem, says=says, checked=checked, status=status)


def _limit_to_every_key(found: Foundation) -> Foundation:
    about_every_key = found.theorem.removesuffix("_holds") in _EVERY_KEY
    return replace(found, checked=False, status=_ARGUED) if about_every_key else found


def _judge(entry: Checked, record: Record) -> tuple[bool, str]:
    if _digest() != record.sources:
        return False, "STALE: the proofs have changed since"
    if entry.origin is Origin.CLAIM and not _ANY_DATA.fullmatch(entry.coverage):
        return False, f"kernel-checked for {entry.coverage}, recorded with {record.prover}; these data may lie beyond"
    return True, f"kernel-checked, recorded with {record.prover}"


@cache
def _digest() -> str:
    return sources_digest(shipped_sources())
