"""Whether the parts of a lemma are what its checkers call, compare and count: looked at where the lemma is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from proofcheck.lemmas.claims import Cost, Derivation, Domain, Identity, Inequality, Space, TheoryError
from proofcheck.lemmas.kinds import is_whole

_Rule = tuple[Callable[[Any], bool], str]
_FUNCTION: Final[_Rule] = (callable, "give a function, `lambda x: ...`")
_MAYBE: Final[_Rule] = (lambda value: value is None or callable(value), "give a function, or leave it out")
_TRUTH: Final[_Rule] = (lambda value: isinstance(value, bool), "give True or False")
_TEXTS: Final[_Rule] = (
    lambda value: isinstance(value, tuple) and all(isinstance(entry, str) for entry in value),
    "give a tuple of texts",
)
_TEXT: Final[_Rule] = (lambda value: isinstance(value, str), "give a text")
_SPACE: Final[_Rule] = (lambda value: isinstance(value, Space), "give Space(variables={...})")
_COUNT: Final[_Rule] = (lambda value: is_whole(value) and value >= 1, "give a whole number from 1 on")
_RULES: Final[Mapping[type, Mapping[str, _Rule]]] = {
    Inequality: {"lhs": _FUNCTION, "rhs": _FUNCTION, "where": _MAYBE, "parts": _TEXTS, "strict": _TRUTH},
    Identity: {"lhs": _FUNCTION, "rhs": _FUNCTION},
    Domain: {"space": _SPACE, "boxes": _COUNT},
    Cost: {"compute": _FUNCTION, "formula": _FUNCTION, "space": _SPACE},
    Derivation: {"steps": _FUNCTION, "coverage": _TEXT},
}


def check_parts(lemma: str, *parts: object) -> None:
    """Raise TheoryError for a field of a claim, domain, cost or derivation that is of another kind."""
    for part in parts:
        for name, (fits, remedy) in _RULES.get(type(part), {}).items():
            value = getattr(part, name)
            if not fits(value):
                kind = type(value).__name__
                raise TheoryError(
                    f"lemma {lemma!r}: {type(part).__name__}({name}={value!r}) is of type {kind}; {remedy}"
                )
