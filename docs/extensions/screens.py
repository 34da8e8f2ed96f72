"""The picture at the head of the README: the screens of two commands as an SVG that asks no network for a font.

`make picture` draws it again.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console

from proofcheck import Report, decide
from proofcheck.cli.screens import print_lemma, print_results

_WIDTH: Final = 80
_THEORY: Final = re.compile(r"```python\n# theory_softmax\.py\n(.*?)```", re.DOTALL)
_FETCHED: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def draw_run(readme: str) -> str:
    """The screens of `run` and `show` for the README's first theory."""
    report = _decide(readme)
    screen = Console(record=True, width=_WIDTH, emoji=False, highlight=False, force_terminal=True, file=io.StringIO())
    screen.print("[bold]$ proofcheck run theory_softmax.py[/]")
    print_results(screen, report.document)
    screen.print("\n[bold]$ proofcheck show third --theory theory_softmax.py[/]")
    print_lemma(screen, report["third"].entry)
    svg = screen.export_svg(title="proofcheck", unique_id="screen")
    return _FETCHED.sub("", svg).replace("Fira Code, monospace", "monospace")


def _decide(readme: str) -> Report:
    found = _THEORY.search(readme)
    if found is None:
        raise ValueError("the README has no block that begins `# theory_softmax.py`; give it one")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "theory_softmax.py"
        path.write_text(found[1], "utf-8")
        report = decide(path)
    text = report.document
    for lemma in text["lemmas"]:
        for item in lemma["evidence"]:
            item["command"] = item["command"].replace(f"{folder}/", "")
    return report


if __name__ == "__main__":
    root = Path(__file__).parents[2]
    (root / "docs/pictures/run.svg").write_text(draw_run((root / "README.md").read_text("utf-8")), "utf-8")
    sys.stdout.write("docs/pictures/run.svg\n")
