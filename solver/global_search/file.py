"""The file of a global certificate: canonical JSON with hex floats and one digest, as that of a certificate.

Schema `attention-proofcheck/global/1`, of a problem with a mask `/2`, keys: schema, outcome, reason, lower, upper,
open_share (hex), point {X, Y}, minimisers (the documents of their certificates), search {L1, L2, half_width, widths,
convex_radii, tree} as in `solver.global_search.certificate`, weights, data, mask and digest as in
`solver.certificates.file`. A file that writing its content would not reproduce byte by byte is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from solver.archive import ArchiveError
from solver.certificates.certificate import Certificate
from solver.certificates.file import (
    decode_array,
    decode_problem,
    encode_array,
    encode_point,
    encode_problem,
    open_sealed,
    seal,
    unseal,
)
from solver.global_search.record import SearchRecord
from solver.problem import AttentionProblem

SCHEMA: Final = "attention-proofcheck/global/1"
MASKED_SCHEMA: Final = "attention-proofcheck/global/2"
_NUMBERS: Final = ("lower", "upper", "open_share")
_COMMON: Final = frozenset(
    {"schema", "digest", "outcome", "reason", *_NUMBERS, "point", "minimisers", "search", "weights", "data"}
)
_KEYS: Final = {SCHEMA: _COMMON, MASKED_SCHEMA: _COMMON | {"mask"}}


def encode(problem: AttentionProblem, content: Mapping[str, Any]) -> bytes:
    """The file's bytes, from the fields of a certificate."""
    return seal(
        {
            "schema": SCHEMA if problem.mask is None else MASKED_SCHEMA,
            "outcome": content["outcome"].name,
            "reason": content["reason"],
            **{name: float(content[name]).hex() for name in _NUMBERS},
            "point": encode_point(content["X"], content["Y"]),
            "minimisers": [unseal(found.encode()) for found in content["minimisers"]],
            "search": _encode_search(content["search"]),
            **encode_problem(problem),
        }
    )


def decode(data: bytes, path: Path) -> dict[str, Any]:
    """The fields of a certificate from a file's bytes, its outcome by name; `path` is for messages.

    Raises ArchiveError for what is not such a file.
    """
    document = open_sealed(data, path, _KEYS, "global certificate", "GlobalCertificate.save")
    try:
        return {
            **{name: str(document[name]) for name in ("outcome", "reason")},
            **{name: float.fromhex(document[name]) for name in _NUMBERS},
            **{name: decode_array(document["point"][name]) for name in ("X", "Y")},
            "minimisers": tuple(Certificate.decode(seal(entry), path) for entry in document["minimisers"]),
            "search": _decode_search(document["search"]),
            "problem": decode_problem(document),
        }
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        if isinstance(error, ArchiveError):
            raise
        raise ArchiveError(f"{path}: not of schema {document['schema']}: {error!r}; write it again") from error


def _encode_search(search: SearchRecord) -> dict[str, Any]:
    return {
        "L1": encode_array(search.L1),
        "L2": encode_array(search.L2),
        "half_width": search.half_width.hex(),
        "widths": [encode_array(widths[None]) for widths in search.widths],
        "convex_radii": [radius.hex() for radius in search.convex_radii],
        "tree": search.tree,
    }


def _decode_search(entry: Mapping[str, Any]) -> SearchRecord:
    return SearchRecord(
        L1=decode_array(entry["L1"]),
        L2=decode_array(entry["L2"]),
        half_width=float.fromhex(entry["half_width"]),
        widths=tuple(decode_array(widths)[0] for widths in entry["widths"]),
        convex_radii=tuple(float.fromhex(text) for text in entry["convex_radii"]),
        tree=str(entry["tree"]),
    )
