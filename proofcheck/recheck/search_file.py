"""The file of a global certificate as the re-checker reads it: exact doubles, the boxes, nothing believed.

It holds the documents of its minimisers' certificates, which are read as those are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.functions import Array
from proofcheck.recheck.file import (
    DATA,
    KEYS,
    PLACE,
    WEIGHTS,
    Stored,
    array,
    canonical,
    check_document,
    decode,
    decode_certificate,
    double,
    label,
    load,
    read_mask,
    section,
)

SCHEMA: Final = "attention-proofcheck/global/1"
MASKED_SCHEMA: Final = "attention-proofcheck/global/2"
_NUMBERS: Final = ("lower", "upper", "open_share")
_SEARCH: Final = ("L1", "L2", "half_width", "widths", "convex_radii", "tree")
_COMMON: Final = frozenset(
    {"schema", "digest", "outcome", "reason", *_NUMBERS, "point", "minimisers", "search", "weights", "data"}
)
_KEYS: Final = {SCHEMA: _COMMON, MASKED_SCHEMA: _COMMON | {"mask"}}


@dataclass(frozen=True, kw_only=True)
class StoredSearch:
    """The best point, the certificates of the minimisers, and the boxes, as in `solver.global_search.record`."""

    data: Mapping[str, Array]
    mask: Array | None
    weights: Mapping[str, float]
    point: Mapping[str, Array]
    numbers: Mapping[str, float]
    outcome: str
    reason: str
    minimisers: tuple[Stored, ...]
    L1: Array
    L2: Array
    half_width: float
    widths: tuple[Array, ...]
    convex_radii: tuple[float, ...]
    tree: str


def read_any(path: Path) -> Stored | StoredSearch:
    """Read a certificate's file, also a global one. Raises CertificateFileError as `read` does."""
    document = load(path, {**KEYS, **_KEYS})
    if document["schema"] in KEYS:
        return decode(document, path, decode_certificate)
    for entry in document["minimisers"] if isinstance(document["minimisers"], list) else ():
        check_document(entry, canonical(entry), path, KEYS)
    return decode(document, path, lambda found: _decode_search(found, path))


def _decode_search(document: dict[str, Any], path: Path) -> tuple[StoredSearch, Mapping[str, bool]]:
    search = section(document["search"], _SEARCH, lambda value: value)
    stored = StoredSearch(
        data=section(document["data"], DATA, array),
        mask=read_mask(document["mask"]) if document["schema"] == MASKED_SCHEMA else None,
        weights=section(document["weights"], WEIGHTS, double),
        point=section(document["point"], PLACE, array),
        numbers={name: double(document[name]) for name in _NUMBERS},
        outcome=label(document["outcome"]),
        reason=label(document["reason"]),
        minimisers=tuple(decode(entry, path, decode_certificate) for entry in document["minimisers"]),
        L1=array(search["L1"]),
        L2=array(search["L2"]),
        half_width=double(search["half_width"]),
        widths=tuple(array(entry) for entry in search["widths"]),
        convex_radii=tuple(double(entry) for entry in search["convex_radii"]),
        tree=label(search["tree"]),
    )
    return stored, _consistency(stored)


def _consistency(stored: StoredSearch) -> Mapping[str, bool]:
    """That everything is of one problem and of its sizes, and finite."""
    (n, p), (m, q), (m3, r), (n4, k) = (stored.data[name].shape for name in DATA)
    arrays = [stored.point["X"], stored.point["Y"], stored.L1, stored.L2, *stored.widths]
    many, widths = len(stored.minimisers), [(1, p * q)] * len(stored.widths)
    numbers = [*stored.numbers.values(), stored.half_width, *stored.convex_radii]
    return {
        "unknown label": stored.outcome in ("CERTIFIED", "INCONCLUSIVE"),
        "shapes": [(m3, n4), *(x.shape for x in arrays)] == [(m, n), (p, q), (r, k), (p, p), (q, q), *widths],
        "mask": stored.mask is None or stored.mask.shape == (n, m),
        "empty arrays": min(n, m, p, q, r, k) > 0,
        "numbers that are not finite": all(np.isfinite(x).all() for x in (*arrays, *stored.data.values()))
        and bool(np.isfinite(numbers).all()),
        "weights": all(np.isfinite(w) and w >= 0 for w in stored.weights.values()),
        "basins": (len(stored.widths), len(stored.convex_radii)) == (many, many),
        "another problem": all(_same_problem(stored, one) for one in stored.minimisers),
    }


def _same_problem(first: StoredSearch, second: Stored) -> bool:
    mask, other = (np.ones(0) if one.mask is None else one.mask for one in (first, second))
    same = [np.array_equal(first.data[name], second.data[name]) for name in DATA]
    return all(same) and first.weights == second.weights and np.array_equal(mask, other)
