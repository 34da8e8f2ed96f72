"""What mpmath says of a claim at an instance: whether its values lie in the balls, and whether there are any.

mpmath promises no error bound, so it decides nothing; it shares no code with Arb, so it notices what is wrong there.
"""

from __future__ import annotations

from typing import Any, Final

import mpmath
from flint import arb

from proofcheck.arithmetic.conversion import Arithmetic, as_fraction, ball
from proofcheck.arithmetic.functions import Array, precision
from proofcheck.checkers.instances.evaluation import evaluate
from proofcheck.lemmas.claims import Claim, Instance

_FIRST_BITS: Final = 64  # of the balls of the ladder's first rung
_DIGITS: Final = 100


def second_opinion(claim: Claim, instance: Instance, digits: int = _DIGITS) -> str | None:
    """Compare both sides in balls with mpmath at `digits` digits: a sentence when they disagree, "" when they agree.

    None when mpmath cannot evaluate a side, which then has no second opinion. Balls are taken at the ladder's first
    precision, where most instances are decided and a missing radius shows, and at that of mpmath, where a wrong digit
    does. mpmath promises no error bound: they disagree when its value is certainly more than 10^(20 - digits) of the
    size away from the ball.
    """
    bits = int(digits * 3.33) + 8
    try:
        with precision(bits):
            approximate = _flatten(evaluate(claim, instance, Arithmetic.MPF))
        for used in (_FIRST_BITS, bits):
            with precision(used):
                enclosed = _flatten(evaluate(claim, instance, Arithmetic.BALL))
            with precision(bits):
                for value, opinion in zip(enclosed, approximate, strict=True):
                    if not _agrees(value, opinion, digits):
                        return f"balls say {value.str(20)} at {used} bits, mpmath says {mpmath.nstr(opinion, 20)}"
    except (TypeError, ZeroDivisionError):
        return None
    return ""


def _flatten(sides: tuple[Array, Array]) -> list[Any]:
    return [value for side in sides for value in side]


def _agrees(value: Any, opinion: Any, digits: int) -> bool:
    if not isinstance(value, arb) or not value.is_finite():
        return True
    slack = (1 + abs(value)) * arb(10) ** (20 - digits)
    other = arb(mpmath.nstr(opinion, digits)) if isinstance(opinion, mpmath.mpf) else ball(as_fraction(opinion))
    return not bool(abs(value - other) > slack)


def is_undefined(claim: Claim, instance: Instance) -> bool:
    """Whether mpmath finds no real value either; balls give NaN near a tie too, for the root of a ball around zero."""
    with precision(int(_DIGITS * 3.33)):
        try:
            values = _flatten(evaluate(claim, instance, Arithmetic.MPF))
        except ZeroDivisionError:
            return True
        except (TypeError, ValueError, AttributeError):
            return False  # mpmath has no opinion
        return not all(map(_is_real, values))


def _is_real(value: Any) -> bool:
    """Whether a value is a number and real, up to rounding noise in a root of what should be zero."""
    if not isinstance(value, mpmath.mpf | mpmath.mpc):
        return True
    return bool(mpmath.isfinite(value)) and abs(mpmath.im(value)) <= mpmath.mpf(10) ** (-_DIGITS // 4)
