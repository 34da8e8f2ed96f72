"""Docstrings here are plain text with `code` in backticks and indented blocks; autodoc wants reStructuredText."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sphinx.application import Sphinx

_CODE = re.compile(r"(`[^`]*`)")
_MARKED = re.compile(r"([\\*|_])")


def _convert(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Rewrite a docstring in place."""
    lines[:] = list(_rewrite(lines))


def _rewrite(lines: list[str]) -> Iterator[str]:
    for is_code, part in groupby(_paragraphs(lines), lambda paragraph: paragraph[0].startswith("    ")):
        if is_code:
            code = [line for paragraph in part for line in (*paragraph, "")]
            yield from (f".. code-block:: {_language(code)}", "", *code)
        else:
            for paragraph in part:
                yield from (*_escape(paragraph), "")


def _language(code: list[str]) -> str:
    """Python where it is, else text: columns of names with their meanings."""
    try:
        ast.parse(textwrap.dedent("\n".join(code)))
    except SyntaxError:
        return "text"
    return "python"


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    for has_text, group in groupby(lines, lambda line: bool(line.strip())):
        if has_text:
            yield list(group)


def _escape(paragraph: list[str]) -> Iterator[str]:
    """Text whose only markup is `code`, which may go over a line's end; list items keep their dash."""
    text = "\n".join(line.rstrip() for line in paragraph)
    parts = _CODE.split(text)
    marked = (f"`{part}`" if part.startswith("`") else _MARKED.sub(r"\\\1", part) for part in parts)
    yield from "".join(marked).splitlines()


def setup(app: Sphinx) -> dict[str, Any]:
    """Rewrite docstrings as autodoc reads them."""
    app.connect("autodoc-process-docstring", _convert)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
