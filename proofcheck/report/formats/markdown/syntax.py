"""The pieces of Markdown that a forge renders: escaped text, tables, fences, folds, links, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from proofcheck.report.figures.drawing import Figure
from proofcheck.report.quantities import slug

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|$#~])")


def escape(value: object) -> str:
    """Plain text on one line, safe in a paragraph and in a table cell."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


def render_table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A pipe table; cells are Markdown already. `right`: columns of numbers."""
    rule = ["---:" if column in right else "---" for column in range(len(header))]
    return "\n".join("| " + " | ".join(line) + " |" for line in (header, rule, *rows)) + "\n"


def fence(content: str, language: str = "") -> str:
    """A fenced block, whose fence is longer than every run of backticks in `content`."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", content)), 3)
    return f"{fence}{language}\n{content}\n{fence}\n"


def fold(summary: str, body: str) -> str:
    """A block that opens on a click; the blank lines make forges read Markdown inside."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n</details>\n"


def link(lemma: str) -> str:
    """A link to the section of the lemma of that name."""
    return f"[{escape(lemma)}](#lemma-{slug(lemma)})"


def show_figure(figures: Mapping[str, Figure], name: str) -> str:
    """The figure of that name with its caption, as a link to its SVG file; empty when there is none."""
    if name not in figures:
        return ""
    figure = figures[name]
    return f"![{escape(figure.alt)}]({name}.svg)\n\n*{escape(figure.caption)}*\n"
