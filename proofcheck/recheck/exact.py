"""What is stored of a problem and a point as balls of radius zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from flint import arb

from proofcheck.arithmetic.functions import Array, balls


class Placed(Protocol):
    """What is stored of a problem with a point of it."""

    @property
    def data(self) -> Mapping[str, Array]:
        """A1, A2, A3 and B."""
        ...

    @property
    def mask(self) -> Array | None:
        """1 for allowed keys, n x m."""
        ...

    @property
    def weights(self) -> Mapping[str, float]:
        """wx, wy, lx and ly."""
        ...

    @property
    def point(self) -> Mapping[str, Array]:
        """X and Y."""
        ...


def exact(stored: Placed) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Data, with the mask if there is one, point and weights: balls of radius zero by the names of the definitions."""
    data: dict[str, Any] = {name: balls(value) for name, value in stored.data.items()}
    if stored.mask is not None:
        data["mask"] = stored.mask
    point = {name: balls(value) for name, value in stored.point.items()}
    return data, point, {name: arb(value) for name, value in stored.weights.items()}
