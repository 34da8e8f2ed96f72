"""Forged certificate files: every field and every place of a number, with or without a digest that fits."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from solver.certificates.file import MASKED_SCHEMA, SCHEMA

Path = tuple[Any, ...]
HEX = re.compile(r"(?P<sign>-?)0x(?P<lead>[01])\.(?P<digits>[0-9a-f]+)p(?P<power>[+-])(?P<exponent>[0-9]+)")
PLACES = ("sign", "lead", "first digit", "middle digit", "last digit", "power", "exponent", "little", "other number")


def fields(document: dict[str, Any]) -> dict[str, list[Path]]:
    """Paths of all leaves, grouped by the name of their field; list positions of one array are one field."""
    groups: dict[str, list[Path]] = {}
    for path in _leaves(document, ()):
        if path[0] != "digest":
            groups.setdefault(".".join(str(part) for part in path if not isinstance(part, int)), []).append(path)
    return groups


def _leaves(node: Any, path: Path) -> Iterator[Path]:
    if isinstance(node, dict | list):
        for key, entry in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _leaves(entry, (*path, key))
    else:
        yield path


def forged(document: dict[str, Any], rng: np.random.Generator) -> tuple[str, str, str]:
    """(field, place, text of the file): one leaf changed, in two of three files with a digest that fits."""
    groups = fields(document)
    field = str(rng.choice(sorted(groups)))
    path = groups[field][int(rng.integers(len(groups[field])))]
    changed = json.loads(json.dumps(document))
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    place, parent[path[-1]] = _change(parent[path[-1]], rng)
    if field == "scope" and rng.random() < 0.5:
        place, changed["theorem"] = "label and theorem", WORDS[changed["theorem"]]
    if rng.random() < 2 / 3:
        return field, f"{place}, sealed", sealed(changed)
    return field, f"{place}, not sealed", canonical(changed)


def sealed(document: dict[str, Any]) -> str:
    """The file with a digest that fits, as the writer makes it."""
    content = {key: entry for key, entry in document.items() if key != "digest"}
    return canonical({**content, "digest": hashlib.sha256(canonical(content).encode()).hexdigest()})


def canonical(document: dict[str, Any]) -> str:
    """As the writer does it."""
    return json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n"


WORDS = {
    "CERTIFIED": "INCONCLUSIVE",
    "LOCAL": "GLOBAL",
    "GLOBAL": "LOCAL",
    "C1+C2": "C1+C2+C3",
    "C1+C2+C3": "C1+C2",
    "EUCLIDEAN": "NATURAL",
    "NATURAL": "EUCLIDEAN",
    SCHEMA: MASKED_SCHEMA,
    MASKED_SCHEMA: SCHEMA,
}


def _change(leaf: Any, rng: np.random.Generator) -> tuple[str, Any]:
    if not isinstance(leaf, str):
        return "count", int(rng.integers(0, 8)) if leaf is not None else {}
    if leaf in WORDS:
        return "label", WORDS[leaf]
    if re.fullmatch("[01]+", leaf):
        i = int(rng.integers(len(leaf)))
        return "allowed key", f"{leaf[:i]}{1 - int(leaf[i])}{leaf[i + 1 :]}"
    if re.fullmatch(r"-?[0-9.]+(E[+-]?[0-9]+)?", leaf):
        return "decimal digit", _other_digit(leaf, rng)
    try:
        value = float.fromhex(leaf)
    except ValueError:
        return "text", leaf + "."
    return _number(leaf, value, rng)


def _other_digit(text: str, rng: np.random.Generator) -> str:
    places = [i for i, character in enumerate(text) if character.isdigit()]
    i = int(rng.choice(places))
    return text[:i] + str((int(text[i]) + int(rng.integers(1, 10))) % 10) + text[i + 1 :]


def _number(text: str, value: float, rng: np.random.Generator) -> tuple[str, str]:
    place, parts = str(rng.choice(PLACES)), HEX.fullmatch(text)
    if place == "little" or parts is None:
        factor = 1 + float(rng.choice([-1, 1])) * 2.0 ** -int(rng.integers(1, 53))
        return "little", (value * factor if np.isfinite(value) and value else 2.0**-1074).hex()
    if place == "other number":
        return place, str(rng.choice(["nan", "inf", "-inf", "0x0.0p+0", "0x1.fffffffffffffp+1023", "0x0.1p-1022"]))
    sign, lead, digits, power, exponent = parts.group("sign", "lead", "digits", "power", "exponent")
    if place == "sign":
        sign = "" if sign else "-"
    elif place == "lead":
        lead = "1" if lead == "0" else "0"
    elif place == "power":
        power = "+" if power == "-" else "-"
    elif place == "exponent":
        exponent = str(min(1000, max(0, int(exponent) + int(rng.choice([-8, -3, -2, -1, 1, 2, 3, 8])))))
    else:
        at = {"first digit": 0, "last digit": len(digits) - 1, "middle digit": len(digits) // 2}[place]
        new = f"{(int(digits[at], 16) + int(rng.integers(1, 16))) % 16:x}"
        digits = digits[:at] + new + digits[at + 1 :]
    return place, float.fromhex(f"{sign}0x{lead}.{digits}p{power}{exponent}").hex()
