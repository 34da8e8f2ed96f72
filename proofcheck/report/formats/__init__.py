"""One report format a file.

Each has `files(document, figures)`: the text of its files by name. `figures()` draws the report's figures, once for all
formats that ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from proofcheck.report.figures.drawing import Figure

Files: TypeAlias = dict[str, str]
Draw: TypeAlias = "Callable[[], Mapping[str, Figure]]"
