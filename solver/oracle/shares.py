"""The rows of a problem as shares: what needs rows alone is computed where they are, and only sums of it come here.

Everything about row j of A1 and B needs row j of U alone. What crosses rows are sums of tables as small as X and Y, so
that one code serves a problem in this process (one share) and one whose rows lie on many machines
(`solver.minimise.cluster`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from solver.oracle.buffers import Workspace
from solver.oracle.data import AttentionData

S = TypeVar("S")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class Share:
    """Some rows of A1, B and the mask with all keys, as a problem, and the room for what is made of them."""

    problem: AttentionData
    workspace: Workspace


def add(total: tuple[Any, ...], part: tuple[Any, ...]) -> tuple[Any, ...]:
    """Entry by entry, as a new tuple: neither is changed, for a sum may be made again."""
    return tuple(left + right for left, right in zip(total, part, strict=True))


class Shares(ABC, Generic[T_co]):
    """A value for each share of the rows, kept where the rows are.

    `compute` is a function of a module, of one such value and `arguments`. It may run again on the same value, and
    gives the same then.
    """

    @abstractmethod
    def map(self, compute: Callable[..., S], *arguments: Any) -> Shares[S]:
        """compute(value, *arguments) of each share, kept there."""

    @abstractmethod
    def total(
        self,
        compute: Callable[..., S],
        *arguments: Any,
        combine: Callable[[Any, Any], Any] = add,
    ) -> S:
        """compute(value, *arguments) of all shares, combined in the order of rows."""


@dataclass(frozen=True, eq=False)
class Whole(Shares[T_co]):
    """All rows in this process: the only share."""

    value: T_co

    def map(self, compute: Callable[..., S], *arguments: Any) -> Whole[S]:
        """compute(value, *arguments), at once."""
        return Whole(compute(self.value, *arguments))

    def total(self, compute: Callable[..., S], *arguments: Any, combine: Callable[[Any, Any], Any] = add) -> S:  # noqa: ARG002 - nothing to combine
        """compute(value, *arguments), the sum of one part."""
        return compute(self.value, *arguments)


def whole(problem: AttentionData, workspace: Workspace | None = None) -> Whole[Share]:
    """The problem as one share."""
    return Whole(Share(problem=problem, workspace=workspace or Workspace()))
