"""Which LaTeX mathematics a compiler with amsmath and amssymb surely accepts: a grammar, and macros by name.

    formula  = { item }
    item     = [ atom ] with at most one subscript and one superscript; primes, or primes with ^, are a superscript
    atom     = character | symbol | group | command with its arguments | pair of delimiters | environment | words

Parsers that are meant for display let through what stops TeX (`x^2^3`, `\\big x`, `\\binom a`): hence this one.
"""

from __future__ import annotations

import re
from typing import Final

_GREEK: Final = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho
    sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
_SIGNS: Final = """
    nabla partial ell hbar infty emptyset exists forall neg aleph Re Im top bot prime dagger star ast circ bullet cdot
    cdots ldots dots vdots ddots times div pm mp otimes oplus odot wedge vee cap cup setminus sum prod int oint le leq
    ge geq neq ne ll gg equiv approx sim simeq cong propto prec preceq succ succeq subset subseteq supset supseteq in
    notin ni mid parallel perp to mapsto rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow iff
    implies Longrightarrow max min sup inf lim limsup liminf log ln exp det dim ker deg gcd Pr sin cos tan sinh cosh
    tanh arctan quad qquad displaystyle textstyle
"""
_DELIMITER_NAMES: Final = "langle rangle lVert rVert lvert rvert Vert vert lfloor rfloor lceil rceil"
_ACCENTS: Final = "tilde widetilde hat widehat bar overline underline vec dot ddot boldsymbol"
_FONTS: Final = "mathrm mathbf mathbb mathcal mathfrak mathsf mathtt mathit"


def _name_macros(names: str) -> frozenset[str]:
    return frozenset("\\" + name for name in names.split())


_SPACES: Final = frozenset({r"\,", r"\;", r"\:", r"\!", r"\ "})
_ESCAPED: Final = frozenset({r"\{", r"\}", r"\|", r"\_", r"\%", r"\&", r"\#", r"\$"})
_DELIMITERS: Final = _name_macros(_DELIMITER_NAMES) | {r"\{", r"\}", r"\|"} | frozenset("()[]|/.<>")
_SYMBOLS: Final = _name_macros(_GREEK) | _name_macros(_SIGNS) | _name_macros(_DELIMITER_NAMES) | _SPACES | _ESCAPED
_ONE: Final = _name_macros(_ACCENTS) | _name_macros(_FONTS)
_TWO: Final = _name_macros("frac tfrac dfrac binom")
_COMMANDS: Final = _ONE | _TWO | {r"\sqrt", r"\operatorname"}
_FONTED: Final = _name_macros(_FONTS)
_SIZES: Final = _name_macros("big Big bigg Bigg bigl bigr Bigl Bigr bigm Bigm")
_WORDS: Final = _name_macros("text textrm textbf textit")
_MATRICES: Final = ("matrix", "pmatrix", "bmatrix", "vmatrix", "Vmatrix")
_COLUMNS: Final = {"cases": 2, "aligned": 10, **dict.fromkeys(_MATRICES, 10)}
_CHARACTERS: Final = frozenset('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*/=<>()[]|.,:;!?@`"')
_BARE: Final = (
    _CHARACTERS | _name_macros(_GREEK) | _name_macros("top bot prime dagger star ast infty ell circ partial bullet")
)
_TOKEN: Final = re.compile(r"\\text[a-z]*\{(?:[^{}\\_^&$%#~]|\\[_%&#$])*\}|\\[A-Za-z]+|\\.|'+\^?|\S", re.DOTALL)
_DEEPEST: Final = 30  # groups in groups: TeX's stacks end somewhere, and so does Python's


class NotSafeError(ValueError):
    """A formula outside the grammar."""


def is_safe(latex: str) -> bool:
    """Whether `latex`, between dollar signs, compiles."""
    if not latex.isascii() or not latex.isprintable():
        return False
    try:
        parser = _Parser(_TOKEN.findall(latex))
        parser.formula(0)
    except NotSafeError:
        return False
    return parser.next is None


class _Parser:
    """Recursive descent over the tokens; raises NotSafeError."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *wanted: str) -> str:
        token = self.next
        if token is None or (wanted and token not in wanted):
            raise NotSafeError
        self._at += 1
        return token

    def formula(self, depth: int) -> None:
        """Items up to something that closes."""
        if depth > _DEEPEST:
            raise NotSafeError
        while self.next is not None and self.next not in ("}", r"\right", r"\end", "&", r"\\"):
            self._atom(depth)
            self._scripts(depth)

    def _atom(self, depth: int) -> None:
        head = self.next or ""
        if head[0] in "_^'":
            return  # scripts of nothing
        if head == "{":
            self._group(depth)
        elif head in _COMMANDS:
            self._command(depth)
        elif head in _SIZES:
            self._take()
            self._take(*(_DELIMITERS - {"."}))
        elif head == r"\left":
            self._pair(depth)
        elif head == r"\begin":
            self._environment(depth)
        else:
            self._simple()

    def _simple(self) -> None:
        token = self._take()
        words = token.endswith("}") and token.partition("{")[0] in _WORDS
        if not (token in _CHARACTERS or token in _SYMBOLS or words):
            raise NotSafeError

    def _group(self, depth: int) -> None:
        self._take("{")
        self.formula(depth + 1)
        self._take("}")

    def _command(self, depth: int) -> None:
        command = self._take()
        if command == r"\operatorname":
            self._letters_in_braces()
            return
        if command == r"\sqrt" and self.next == "[":
            raise NotSafeError  # an optional argument ends at the first bracket, whatever was meant
        for _ in range(2 if command in _TWO else 1):
            self._argument(depth)

    def _argument(self, depth: int) -> None:
        """A group, or one character or letter."""
        if self.next == "{":
            self._group(depth)
        else:
            self._take(*_BARE)

    def _scripts(self, depth: int) -> None:
        """At most one of each; primes may be followed by a superscript, not the other way round."""
        seen: set[str] = set()
        while (self.next or " ")[0] in "_^'":
            mark = self._take()
            kind = "_" if mark == "_" else "^"
            if kind in seen:
                raise NotSafeError
            seen.add(kind)
            if mark[-1] != "'" and self.next in _FONTED:
                self._command(depth)
            elif mark[-1] != "'":
                self._argument(depth)

    def _pair(self, depth: int) -> None:
        self._take(r"\left")
        self._take(*_DELIMITERS)
        self.formula(depth + 1)
        self._take(r"\right")
        self._take(*_DELIMITERS)

    def _environment(self, depth: int) -> None:
        self._take(r"\begin")
        name = self._letters_in_braces()
        if name not in _COLUMNS:
            raise NotSafeError
        columns = 1
        self.formula(depth + 1)
        while self.next in ("&", r"\\"):
            columns = columns + 1 if self._take() == "&" else 1
            if columns > _COLUMNS[name] or (self._tokens[self._at - 1] == r"\\" and self.next in ("[", "*")):
                raise NotSafeError
            self.formula(depth + 1)
        self._take(r"\end")
        if self._letters_in_braces() != name:
            raise NotSafeError

    def _letters_in_braces(self) -> str:
        """Letters in braces: the name of an operator or environment."""
        self._take("{")
        letters = ""
        while self.next != "}":
            letters += self._take()
        self._take("}")
        if not letters.isalpha():
            raise NotSafeError
        return letters
