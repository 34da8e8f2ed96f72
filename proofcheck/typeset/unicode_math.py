"""Formulas for a terminal: LaTeX as one line of Unicode, from the same parse as the MathML of the page.

A fraction that something follows is put in parentheses, so that the line says what the formula says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as ET

from proofcheck.typeset.mathml import LatexError, parse

_LOWER: Final = dict(
    zip("0123456789+-=()aehijklmnoprstuvxβγρφχ−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋", strict=True)
)
_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ⁻*′″‴"
_UPPER: Final = dict(zip("0123456789+-=()abcdefghijklmnoprstuvwxyz⊤−*′″‴", _RAISED, strict=True))
_FRACTIONS: Final = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/6": "⅙", "1/8": "⅛"}
_ACCENTS: Final = {"~": "\u0303", "¯": "\u0304", "^": "\u0302", "ˆ": "\u0302", "˙": "\u0307", "→": "\u20d7"}
_INFIX: Final = frozenset("=≠<>≤≥≪≫+-−±∓×⋅·∘⊗⊕⊙∧∨∈∉∋⊂⊆∪∩∖→←↦⇒⇐⇔⟹⟸⟺≺≻⪯⪰≼≽≈∼≡∝")
_OPENING: Final = frozenset("([{⟨⌊⌈")
_PUNCTUATION: Final = frozenset(",;:")
_ENDING: Final = _INFIX | _PUNCTUATION | frozenset(")]}⟩⌋⌉")
_SCRIPTED: Final = frozenset({"msub", "msup", "msubsup"})
_NAMED: Final = frozenset({"munder", "munderover"})
_MARKS: Final = "".join({*_LOWER.values(), *_UPPER.values(), *_ACCENTS.values()})
_FACTOR: Final = re.compile(rf"(\d+(\.\d+)?|√?\w|[^\W\d_]*\([^()]*\)|‖[^‖]*‖)[{re.escape(_MARKS)}]*(_\w+)?")
_SIMPLE: Final = {"_": re.compile(r"[^\W\d_]+\*?|\d+|."), "^": re.compile(r"\d+|.")}


@lru_cache(maxsize=1024)
def to_unicode(latex: str) -> str:
    """One line of Unicode; the LaTeX itself where it does not parse."""
    try:
        line = _write(parse(latex))
    except LatexError:
        line = " ".join(latex.split())
    return re.sub(r" {3,}", "   ", line.replace("\xa0", " ")).strip()


def _write(node: ET.Element) -> str:
    handler = _HANDLERS.get(node.tag)
    return handler(*node) if handler else _write_row(node) if len(node) else _write_leaf(node)


def _write_leaf(node: ET.Element) -> str:
    if node.tag == "mspace":
        return " " if node.get("width", "").startswith("0") else "   "
    return node.text or ""


def _write_row(node: ET.Element) -> str:
    """Children side by side, factors apart where they would run together."""
    line, children = "", list(node)
    for index, child in enumerate(children):
        text = _write(child)
        if _is_fraction(child) and "/" in text and _is_multiplied(children[index + 1 :]):
            text = f"({text})"
        before = children[index - 1] if index else None
        if before is not None and _is_name(before) and text[:1] in ("(", "["):
            line = line.rstrip()
        line += _separate(line, before, child, text) + text + _space_after(line, child, text)
    return line


def _separate(line: str, before: ET.Element | None, child: ET.Element, text: str) -> str:
    """What separates a child from the line so far."""
    last = line[-1:]
    if _is_infix(child, text):
        return " " if last and last not in _OPENING | {" "} else ""
    if before is None or not (last.isalnum() or last in _MARKS) or not text[:1].isalpha():
        return ""
    apart = (
        before.tag in _SCRIPTED
        or (child.tag in _SCRIPTED and not last.isdigit())
        or _is_word(before)
        or _is_word(child)
    )
    return " " if apart else ""


def _space_after(line: str, child: ET.Element, text: str) -> str:
    last = line.rstrip()[-1:]
    if _is_infix(child, text):
        return " " if last and last not in _OPENING | _INFIX | _PUNCTUATION else ""  # a sign has no space after it
    return " " if _is_name(child) or (child.tag == "mo" and text in _PUNCTUATION) else ""


def _is_name(node: ET.Element) -> bool:
    """`max`, `log`, or an operator with limits."""
    return node.tag in _NAMED or (node.tag == "mo" and (node.text or "").isalpha())


def _is_word(node: ET.Element) -> bool:
    first = next((leaf.text for leaf in node.iter() if leaf.text), "")
    return len(first) > 1 and first.isalpha()


def _is_infix(child: ET.Element, text: str) -> bool:
    return child.tag == "mo" and text in _INFIX


def _is_fraction(node: ET.Element) -> bool:
    return node.tag == "mfrac" or (node.tag in ("mstyle", "mrow") and len(node) == 1 and _is_fraction(node[0]))


def _is_multiplied(following: list[ET.Element]) -> bool:
    """Whether what follows a fraction would be read as part of its denominator."""
    rest = [_write(node) for node in following[:2]]
    text = "".join(rest)
    return bool(text.strip()) and not text.startswith("   ") and text.strip()[0] not in _ENDING


def _write_fraction(above: ET.Element, below: ET.Element) -> str:
    upper, lower = _write(above).strip(), _write(below).strip()
    text = f"{f'({upper})' if _is_sum(upper) else upper}/{lower if _is_factor(lower) else f'({lower})'}"
    return _FRACTIONS.get(text, text)


def _is_sum(text: str) -> bool:
    """Whether there is an infix sign outside all brackets."""
    return bool(_INFIX.intersection(_empty_brackets(text)))


def _is_factor(text: str) -> bool:
    return _FACTOR.fullmatch(_empty_brackets(text)) is not None


def _empty_brackets(text: str) -> str:
    """Without what stands in round brackets."""
    inner = re.sub(r"\([^()]+\)", "()", text)
    return inner if inner == text else _empty_brackets(inner)


def _write_scripted(base: ET.Element, marks: dict[str, str], script: ET.Element, mark: str) -> str:
    return _write(base) + _write_script(_write(script), marks, mark)


def _write_script(text: str, marks: dict[str, str], mark: str) -> str:
    packed = text.replace(" ", "")
    if all(letter in marks for letter in packed):
        return "".join(marks[letter] for letter in packed)
    return mark + (packed if _SIMPLE[mark].fullmatch(packed) else f"({text.strip()})")


def _write_both_scripts(base: ET.Element, lower: ET.Element, upper: ET.Element) -> str:
    """The superscript first where the subscript has no small letters: a sign after `_X` would look like part of it."""
    scripts = [_write_script(_write(lower), _LOWER, "_"), _write_script(_write(upper), _UPPER, "^")]
    return _write(base) + "".join(reversed(scripts) if scripts[0].startswith("_") else scripts)


def _write_over(base: ET.Element, above: ET.Element) -> str:
    text, accent = _write(base), _ACCENTS.get(_write(above))
    return text + accent if accent and len(text) == 1 else text + _write_script(_write(above), _UPPER, "^")


def _write_root(radicand: ET.Element, *index: ET.Element) -> str:
    degree = _write_script(_write(index[0]), _UPPER, "^") if index else ""
    return f"{degree}√{_bracket_radicand(_write(radicand).strip())}"


def _bracket_radicand(text: str) -> str:
    return text if re.fullmatch(r"\w", text) else f"({text})"


def _write_table(*rows: ET.Element) -> str:
    return "; ".join(_write_cells(row) for row in rows)


def _write_cells(row: Iterator[ET.Element] | ET.Element) -> str:
    return ", ".join(_write(cell).strip() for cell in row)


_HANDLERS: Final[dict[str, Callable[..., str]]] = {
    "mfrac": _write_fraction,
    "msub": lambda base, script: _write_scripted(base, _LOWER, script, "_"),
    "munder": lambda base, script: _write_scripted(base, _LOWER, script, "_"),
    "msup": lambda base, script: _write_scripted(base, _UPPER, script, "^"),
    "mover": _write_over,
    "msubsup": _write_both_scripts,
    "munderover": _write_both_scripts,
    "msqrt": lambda *inside: _write_root(inside[0]),
    "mroot": _write_root,
    "mtable": _write_table,
}
