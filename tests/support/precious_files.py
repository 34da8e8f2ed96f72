"""Files that a command must leave alone when it refuses its input."""

from __future__ import annotations

from pathlib import Path

PRECIOUS = "precious"
OUTPUTS = ("s.npz", "k.json", "j.xml", "r.json", "out/report.json", "out/index.html")


def is_untouched(folder: Path) -> bool:
    names = {path.name for path in folder.rglob("*") if path.name.startswith(".")}
    return names == set() and all((folder / name).read_text() == PRECIOUS for name in OUTPUTS)
