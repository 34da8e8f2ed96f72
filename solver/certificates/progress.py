"""How far a certificate is: its stages, each with the share of the work that comes before it and its own."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

OnProgress: TypeAlias = Callable[[str, float], object]
_BEFORE_DIGITS = 0.5  # of the work where digits are asked for; how long those take is not known beforehand


class Stage(Enum):
    """What is being done, the share of the work done before it, and its own share.

    Shares of the time on n = m = 4096 with 32 columns each, without double words and without a Hessian; every stage
    grows with n m, so that they hold at large sizes, where they matter.
    """

    POINT = ("the point's rows and gradient", 0.0, 0.60)
    GRADIENT = ("the gradient in double words", 0.60, 0.04)
    NEWTON = ("curvature and Newton step", 0.64, 0.34)
    REGION = ("bounds on all minimisers", 0.98, 0.02)
    DIGITS = ("the minimiser's digits", 1.0, 0.0)


class Stages:
    """Tells a callback about the stages, if there is one; the shares it is told never fall."""

    def __init__(self, on_progress: OnProgress | None, *, digits: bool) -> None:
        self._tell = on_progress
        self._scale = _BEFORE_DIGITS if digits else 1.0

    def enter(self, stage: Stage, share: float = 0.0) -> None:
        """The stage has begun, or `share` of it is done."""
        if self._tell is not None:
            words, before, own = stage.value
            self._tell(words, self._scale * (before + own * share))
