"""Array types that are not numpy's answer the functions of `proofcheck.arithmetic` themselves.

It is what numpy's `__array_function__` does for numpy's own functions. The tracer's symbolic arrays are of this kind.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Value = TypeVar("_Value")


class OwnArray(ABC):
    """An array type with an arithmetic of its own, for claims on shapes that are not numbers."""

    __slots__ = ()

    @abstractmethod
    def __arithmetic__(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """The function `name` of `proofcheck.arithmetic` at arguments among which this array is."""


class OwnLength(ABC):
    """A length of an `OwnArray` that is not a number; it answers `identity`."""

    __slots__ = ()

    @abstractmethod
    def __arithmetic__(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """As `OwnArray.__arithmetic__`."""


def overridable(function: Callable[_Arguments, _Value]) -> Callable[_Arguments, _Value]:
    """`function`, unless an argument, or an entry of a list or mapping among them, is an `OwnArray` that answers."""

    @wraps(function)
    def call(*arguments: _Arguments.args, **options: _Arguments.kwargs) -> _Value:
        owner = None if all(map(_is_plain, map(type, arguments))) else _owner(arguments)
        if owner is None:
            return function(*arguments, **options)
        answer: _Value = owner.__arithmetic__(function.__name__, arguments, options)
        return answer

    return call


def _owner(values: Iterable[Any]) -> OwnArray | OwnLength | None:
    for value in values:
        if hasattr(type(value), "__arithmetic__"):  # an isinstance of an abstract class costs ten times as much
            owner: OwnArray | OwnLength = value
            return owner
        if isinstance(value, list | tuple | dict):
            entries = [*value.values()] if isinstance(value, dict) else value
            found = None if all(map(_is_plain, map(type, entries))) else _owner(entries)
            if found is not None:
                return found
    return None


@cache
def _is_plain(kind: type) -> bool:
    """Whether no value of this type answers, or holds one that does."""
    return not hasattr(kind, "__arithmetic__") and not issubclass(kind, list | tuple | dict)
