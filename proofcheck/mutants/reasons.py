"""Why a mutant that lives is true: arguments by hand, by lemma, kind and change."""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[tuple[str, str, str], str]] = {}
