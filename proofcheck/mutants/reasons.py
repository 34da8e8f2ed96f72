"""Why a mutant that lives is true: arguments by hand, by the function that was changed and the change."""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[tuple[str, str], str]] = {}
