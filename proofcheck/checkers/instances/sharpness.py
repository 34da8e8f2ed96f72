"""The instance that comes closest to equality in each inequality of a claim, evaluated rigorously there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flint import arb

from proofcheck.arithmetic.conversion import ball
from proofcheck.arithmetic.functions import precision
from proofcheck.checkers.instances.decision import Finding, InstanceDecision, evaluate_pairs, exact_text, float_lower
from proofcheck.lemmas.claims import Claim, Inequality
from proofcheck.lemmas.evidence import Sharpness

_BITS: Final = 256
_DIGITS: Final = 12


def sharpest(checker: str, claim: Claim | None, decisions: Sequence[InstanceDecision]) -> tuple[Sharpness, ...]:
    """One entry for each inequality of the claim with a decided instance; none when one of them fails."""
    if not isinstance(claim, Inequality) or any(d.finding is Finding.FAILS for d in decisions):
        return ()
    found = []
    for index, part in enumerate(claim.parts or ("",)):
        best = _find_closest(decisions, index)
        if best is not None:
            found.append(_evaluate_part(checker, claim, part, index, best))
    return tuple(entry for entry in found if entry is not None)


def _find_closest(decisions: Sequence[InstanceDecision], index: int) -> InstanceDecision | None:
    """The decided instance with the smallest relative margin in this part."""
    held = [d for d in decisions if d.finding is Finding.HOLDS and d.margins[index] is not None]
    return min(held, key=lambda d: d.margins[index] or 0.0, default=None)


def _evaluate_part(checker: str, claim: Inequality, part: str, index: int, best: InstanceDecision) -> Sharpness | None:
    pairs = claim.blocks(evaluate_pairs(claim, best.instance, _BITS))[index]
    shares = [(share, lhs, rhs) for lhs, rhs in pairs if (share := share_lower(lhs, rhs)) is not None]
    if not shares:
        return None
    share, lhs, rhs = max(shares, key=lambda entry: entry[0])
    data = {name: exact_text(value) for name, value in best.instance.items()}
    return Sharpness(part=part, share_lower=share, lhs=_text(lhs), rhs=_text(rhs), data=data, checker=checker)


def measure_observation(checker: str, lhs: arb, rhs: arb, label: str, data: Mapping[str, object]) -> Sharpness | None:
    """The sharpness of one observation; None where both sides vanish."""
    share = share_lower(lhs, rhs)
    if share is None:
        return None
    seen = {"observation": label, **data}
    return Sharpness(part="", share_lower=share, lhs=_text(lhs), rhs=_text(rhs), data=seen, checker=checker)


def share_lower(lhs: Any, rhs: Any) -> float | None:
    """1 - (rhs - lhs) / max(|lhs|, |rhs|), rounded down; None where both sides vanish or are not finite."""
    with precision(_BITS):
        left, right = (value if isinstance(value, arb) else ball(value) for value in (lhs, rhs))
        scale = abs(left).max(abs(right))
        if not (scale > 0 and scale.is_finite()):
            return None
        return float_lower(1 - (right - left) / scale)


def _text(value: Any) -> str:
    return value.str(_DIGITS) if isinstance(value, arb) else str(value)
