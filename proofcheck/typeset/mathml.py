"""LaTeX to MathML that is safe to embed in HTML.

latex2mathml 3.81 escapes nothing that `\\text{}` holds and passes `\\href`, `\\style` and unknown macros through, so
its element tree is rebuilt here: known elements and attributes only, text escaped by the serialiser, wrong arities and
unknown macros refused. It also marks some operators as identifiers and attaches the limits of `max` as subscripts,
and MathML Core knows no `mathvariant` but `normal`; those are repaired.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

LONGEST: Final = 1500  # characters of LaTeX; a longer formula is unreadable and takes the converter seconds
_ARITY: Final = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "mroot": 2, "msubsup": 3, "munderover": 3}
_OTHERS: Final = "math mrow mi mn mo mtext mspace mstyle mpadded mphantom msqrt mtable mtr mtd menclose"
_ELEMENTS: Final = frozenset(_OTHERS.split()) | frozenset(_ARITY)
_ATTRIBUTES: Final = frozenset(
    [
        "display",
        "stretchy",
        "fence",
        "form",
        "separator",
        "lspace",
        "rspace",
        "width",
        "height",
        "depth",
        "minsize",
        "maxsize",
        "accent",
        "displaystyle",
        "scriptlevel",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "columnlines",
        "rowlines",
        "linethickness",
    ]
)
_WITH_LIMITS: Final = frozenset({"max", "min", "sup", "inf", "lim", "argmax", "argmin"})
_SIZES: Final = re.compile(r"\\(?:big|Big)g?[lrm]?(?![A-Za-z])")  # MathML stretches by itself
_QUADS: Final = ("1em", "2em")
_OPENING: Final = frozenset("([{⟨⌈⌊")
_CLOSING: Final = frozenset(")]}⟩⌉⌋")
_BARS: Final = frozenset("|‖∥")
_COMMAS: Final = frozenset(",;")
_BREAKS: Final = frozenset("=≤≥<>≔⪯⪰⇒⇔⟹⟺+−-")
_RELATIONS: Final = frozenset("⪯⪰⟺⟹⟸:⟨⟩")
_PRINTED: Final = 38.0  # em of the print style that a line of a printed page holds
_LETTER, _OPERATOR, _SCRIPT = 0.62, 0.8, 0.75  # em a letter, an operator with its spaces; scale of an index
_VARIANT_CLASSES: Final = {"bold": "math-bold", "bold-italic": "math-bold", "monospace": "math-mono"}


class LatexError(ValueError):
    """LaTeX that has no MathML form here."""


@lru_cache(maxsize=4096)
def to_mathml(latex: str, *, display: bool = True) -> Markup:
    """MathML of `latex` (no delimiters), or the source as code where it cannot be converted."""
    try:
        return convert(latex, display=display)
    except LatexError:
        return Markup('<code class="latex">') + escape(latex) + Markup("</code>")


def convert(latex: str, *, display: bool = True) -> Markup:
    """MathML of `latex`, one `math` a part between quads where displayed.

    Raises LatexError when it is malformed, too long or uses an unknown macro.
    """
    root = parse(latex, display=display)
    # The element tree was serialised with every special character escaped; nothing in it is markup of the author.
    pieces = _split_line(root) if display else [root]
    for piece in pieces:
        if (width := _estimate_width(piece)) > _PRINTED:
            piece.set("style", f"--width: {width:.0f}")  # the style sheet for print makes it fit
    serialised = "".join(ET.tostring(piece, encoding="unicode", short_empty_elements=False) for piece in pieces)
    return Markup(serialised)  # noqa: S704


def parse(latex: str, *, display: bool = True) -> ET.Element:
    """The `math` element: known elements and attributes only. Raises LatexError as `convert`."""
    if len(latex) > LONGEST:
        raise LatexError(f"{len(latex)} characters of LaTeX; at most {LONGEST} are typeset")
    try:
        known = _SIZES.sub("", latex).replace("{aligned}", "{align*}")  # the converter knows the second name only
        root = convert_to_element(known, display="block" if display else "inline")
    except Exception as error:
        raise LatexError(f"{latex!r}: {type(error).__name__} {error}") from error
    return _rebuild(root)


def _split_line(root: ET.Element) -> list[ET.Element]:
    """A line as several `math`, so that it may wrap: MathML Core never breaks a formula.

    Outside brackets and bars it is parted at quads (class `apart`), after commas, and before relations, plus and minus,
    which keep the form that they have between two terms.
    """
    pieces = [ET.Element("math", root.attrib)]
    depth, bars, last, quad = 0, 0, "", False
    for node in root[0]:
        if node.tag == "mspace":
            quad |= node.get("width") in _QUADS
            if not quad:
                pieces[-1].append(node)
            continue
        mark = _read_mark(node)
        depth += (mark in _OPENING) - (mark in _CLOSING)
        bars += mark in _BARS
        free = depth == 0 and bars % 2 == 0
        operator = free and mark in _BREAKS and (not last or last in _CLOSING or last in _BARS)
        if operator:
            node.set("form", "infix")
        if (quad or operator or (free and last in _COMMAS)) and len(pieces[-1]):
            pieces.append(ET.Element("math", root.attrib | ({"class": "apart"} if quad else {})))
        pieces[-1].append(node)
        last, quad = mark, False
    return [piece for piece in pieces if len(piece)]


def _estimate_width(node: ET.Element) -> float:
    """About how wide a node is set, in em; rather too wide."""
    inside = [_estimate_width(child) for child in node]
    if node.tag in ("mfrac", "munder", "mover", "munderover", "mtable"):
        return max(inside, default=0.0)
    if node.tag in ("msub", "msup", "msubsup"):
        return inside[0] + _SCRIPT * max(inside[1:], default=0.0)
    return sum(inside) + len(node.text or "") * (_OPERATOR if node.tag == "mo" else _LETTER)


def _read_mark(node: ET.Element) -> str:
    """The operator, bracket or bar that a node is, with or without an index or exponent; empty for a term."""
    inner = node[0] if node.tag in ("msub", "msup", "msubsup") else node
    return (inner.text or "") if inner.tag == "mo" else ""


def _rebuild(node: ET.Element) -> ET.Element:
    if node.tag not in _ELEMENTS:
        raise LatexError(f"unexpected element {node.tag!r}")
    if len(node) != _ARITY.get(node.tag, len(node)):
        raise LatexError(f"{node.tag} takes {_ARITY[node.tag]} arguments, not {len(node)}")
    copy = ET.Element(node.tag, {key: value for key, value in node.attrib.items() if key in _ATTRIBUTES})
    _set_text(copy, html.unescape(node.text or ""))
    _set_variant(copy, node.get("mathvariant"))
    copy.extend([_rebuild(child) for child in _merge_word(node)])
    if copy.tag in ("msub", "msup", "msubsup") and copy[0].text in _WITH_LIMITS:
        copy.tag = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}[copy.tag]
    return copy


def _set_text(node: ET.Element, text: str) -> None:
    if text == "\\":
        text = "∖"  # \backslash, as the set difference sign
    if "\\" in text:
        raise LatexError(f"unknown macro {text!r}")
    node.text = text
    if node.tag == "mi" and text in _RELATIONS and text:
        node.tag = "mo"
    if node.tag == "mo" and len(text) > 1 and text.isalpha():
        _style_operator_name(node, text)


def _style_operator_name(node: ET.Element, text: str) -> None:
    node.attrib.update({"lspace": "0", "rspace": "0.12em", "form": "prefix"})
    if text in _WITH_LIMITS:
        node.attrib.update({"movablelimits": "true", "rspace": "0.2em"})


def _set_variant(node: ET.Element, variant: str | None) -> None:
    if variant in ("normal", "bold", "monospace"):
        node.set("mathvariant", "normal")
    if variant in _VARIANT_CLASSES:
        node.set("class", _VARIANT_CLASSES[variant])


def _merge_word(node: ET.Element) -> list[ET.Element]:
    """Children; letters of one upright word (`\\mathrm{diag}`) joined, so that they are spoken as a word."""
    children = list(node)
    variants = {child.get("mathvariant") for child in children if child.tag == "mi"}
    if len(children) < 2 or len(variants) != 1 or None in variants or any(child.tag != "mi" for child in children):
        return children
    word = ET.Element("mi", children[0].attrib)
    word.text = "".join(child.text or "" for child in children)
    return [word]
