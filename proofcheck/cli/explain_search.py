"""A global certificate's file in plain words, with the parts of `proofcheck.cli.explain`. Nothing is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from proofcheck.cli.explain import describe_place, explain_certificate
from proofcheck.recheck.search_file import StoredSearch, read_any
from proofcheck.typeset.numbers import downward, upward

_RESTS: Final = (
    "for each box, a lower bound of min_Y Phi(X, Y): a quadratic in X with a bound on what it misses (derivation: "
    "`solver/global_search/expansion.py`)",
    "C1 and C2 for each minimiser, and the box around it in which no other point can be as low",
    "the numbers, which the solver computed in verified float64",
    "theorems behind the search, of which `proofcheck explain` lists what is ARGUED and not kernel-checked",
    "`proofcheck verify` needs none of that arithmetic: it replays the tree of boxes and bounds each of them again in "
    "ball arithmetic",
)


def explain(path: Path) -> dict[str, Any]:
    """The parts of the explanation of any certificate. Raises CertificateFileError when the file cannot be read."""
    stored = read_any(path)
    return explain_search(stored, path) if isinstance(stored, StoredSearch) else explain_certificate(stored, path)


def explain_search(stored: StoredSearch, path: Path) -> dict[str, Any]:
    """The parts of the explanation as JSON types."""
    certified = stored.outcome == "CERTIFIED"
    return {
        "file": path.name,
        "outcome": stored.outcome,
        "scope": "GLOBAL" if certified else None,
        "point": describe_place(stored),
        "proved": list(_list_proved(stored)),
        "theorem": "C1+C2 and a search",
        "norm": "the norms of the minimisers' own certificates",
        "hypotheses": list(_hypotheses(stored)),
        "rests_on": list(_RESTS),
        "not_claimed": list(_list_not_claimed(stored)),
        "reason": stored.reason,
        "would_help": [] if certified else list(_list_remedies()),
        "verify": f"proofcheck verify {path}",
    }


def _list_proved(stored: StoredSearch) -> Iterator[str]:
    lower, upper = stored.numbers["lower"], stored.numbers["upper"]
    yield f"The minimum of Phi over all X and Y is at least {lower!r} and at most {upper!r}."
    if stored.outcome != "CERTIFIED":
        return
    many = len(stored.minimisers)
    yield f"GLOBAL by search over {len(stored.tree):,} boxes: every global minimiser of Phi is one of {many} certified."
    for i, one in enumerate(stored.minimisers):
        yield f"Minimiser {i} lies within Euclidean distance {upward(one.claims['radius_upper'])} of its point."


def _hypotheses(stored: StoredSearch) -> Iterator[dict[str, Any]]:
    closed = stored.outcome == "CERTIFIED"
    numbers = {
        "a": ("every global minimiser lies in the cube |u_i| <= a of the search", stored.half_width, upward, True),
        "b": ("Phi at the best point is at most b", stored.numbers["upper"], upward, True),
        "c": ("of the cube's volume at most the share c is open", stored.numbers["open_share"], upward, closed),
        "d": ("on what is open Phi is at least d", stored.numbers["lower"], downward, True),
    }
    for symbol, (meaning, value, show, met) in numbers.items():
        yield {"symbol": symbol, "meaning": meaning, "value": value, "shown": show(value), "met": met}


def _list_not_claimed(stored: StoredSearch) -> Iterator[str]:
    if stored.outcome != "CERTIFIED":
        yield "which points are the global minimisers"
    elif len(stored.minimisers) > 1:
        yield "which of the minimisers is the lowest: their values agree within the bounds above"
    yield "that the data are right: they are taken as the exact doubles in the file"
    yield "anything by this explanation: it reads the file and checks nothing"


def _list_remedies() -> Iterator[str]:
    yield "a larger budget (--boxes): the search goes on, from its start"
    yield "larger wx, wy, lx or ly make the region smaller and Phi smoother; that is another problem"
