"""Mathematics inside plain text, as hypotheses have it: `||A_j||_2 <= R_y`, `n x m`, `phi`, set without LaTeX."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

_GREEK: Final = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "eps": "ε",
    "eta": "η",
    "theta": "θ",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "psi": "ψ",
    "omega": "ω",
    "ell": "ℓ",
    "Phi": "Φ",
    "Omega": "Ω",
    "Delta": "Δ",
    "Lambda": "Λ",
}
_SIGNS: Final = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "=>": "⇒", "||": "‖", " x ": " × ", "sqrt": "√"}
_NAMES: Final = "|".join(_GREEK)
_SCRIPT: Final = r"\{[^{}]*\}|\([^()]*\)|-?\w+|\*|\+"
_MATHEMATICS: Final = re.compile(
    rf"(?P<base>(?<![A-Za-z_])(?:{_NAMES}|[A-Za-z]\d?)'?|(?<![\w.])\d+|[)\]'}}]|\|\|?)(?P<scripts>(?:[_^](?:{_SCRIPT}))+)"
    r"|(?P<sign><=|>=|!=|->|=>|\|\||sqrt(?=\()|(?<=\b[a-z0-9]) x (?=[a-z0-9]\b))"
    rf"|(?<![A-Za-z_])(?P<greek>{_NAMES})(?![A-Za-z_])"
)


def typeset_prose(text: str) -> Markup:
    """The text as HTML, everything escaped: signs and Greek letters as such, `_` and `^` as sub- and superscripts."""
    done, parts = 0, [Markup()]
    for found in _MATHEMATICS.finditer(text):
        parts += [Markup("{}").format(text[done : found.start()]), _set(found)]
        done = found.end()
    return Markup().join([*parts, Markup("{}").format(text[done:])])


def _set(found: re.Match[str]) -> Markup:
    if found["sign"]:
        return Markup("{}").format(_SIGNS[found["sign"]])
    if found["greek"]:
        return Markup("<var>{}</var>").format(_GREEK[found["greek"]])
    base = found["base"]
    set_base = (
        Markup("<var>{}</var>").format(_translate(base))
        if base[0].isalpha()
        else Markup("{}").format(_SIGNS.get(base, base))
    )
    scripts = re.findall(rf"([_^])({_SCRIPT})", found["scripts"])
    return Markup().join([set_base, *(_set_script(mark, body) for mark, body in scripts)])


def _set_script(mark: str, body: str) -> Markup:
    inner = body[1:-1] if body[0] in "{(" else body
    set_as = Markup("<sub>{}</sub>") if mark == "_" else Markup("<sup>{}</sup>")
    return set_as.format(_translate(inner))


def _translate(text: str) -> str:
    """Signs and Greek letters of a script or a base, without further scripts."""
    for name, sign in _SIGNS.items():
        text = text.replace(name, sign)
    return re.sub(rf"(?<![A-Za-z])(?:{_NAMES})(?![A-Za-z])", lambda found: _GREEK[found[0]], text)
