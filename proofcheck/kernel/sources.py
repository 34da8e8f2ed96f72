"""The Coq sources: where they are, what in them is a theorem or a statement, and what must not be in them.

Files are found in the folders `library` (general theorems), `statements` (statements written by hand) and `proofs`;
`Generated.v` holds the statements generated from the claims. Nothing lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from proofcheck.kernel.errors import ProofError

COQ: Final = Path(__file__).parent / "coq"
GENERATED: Final = "Generated.v"
_DECLARED: Final = re.compile(r"^[ \t]*(?:Theorem|Lemma|Corollary|Definition)\s+(\w+)_(holds|fails)\b", re.MULTILINE)
_STATED: Final = re.compile(r"^Module\s+(\w+)\.\s.*?^End\s+\1\.", re.MULTILINE | re.DOTALL)
_PROOFS: Final = re.compile(r"\bProof\b.*?\b(?:Qed|Defined)\s*\.", re.DOTALL)
_REQUIRED: Final = re.compile(r"\bFrom\s+PC(?:\.\w+)*\s+Require\s+(?:Import|Export)?\s*([\w\s.]+?)\.(?=\s)")
_TOKEN: Final = re.compile(r'\(\*|\*\)|"(?:[^"]|"")*"|.', re.DOTALL)

_WORDS: Final = ("Admitted", "admit", "give_up", "native_compute", "native_cast_no_check", "bypass_check")
_COMMANDS: Final = (
    *("Axiom", "Axioms", "Parameter", "Parameters", "Conjecture", "Conjectures", "Primitive", "Register", "Admit"),
    *("Declare ML Module", "Load", "Add LoadPath", "Add Rec LoadPath", "Add ML Path", "Redirect", "Drop", "Cd"),
    *("Unset Guard Checking", "Unset Positivity Checking", "Unset Universe Checking", "Type In Type"),
    *("Set Type In Type", "Unset Kernel Term Sharing", "Declare Reduction", "Extraction", "Rewrite Rule", "Symbol"),
)
_IN_SECTIONS: Final = ("Variable", "Variables", "Hypothesis", "Hypotheses", "Context")
_PREFIX: Final = re.compile(r"^(?:[\s{}*+-]|#\[[^\]]*\]|(?:Local|Global|Polymorphic|Monomorphic|Time|Fail)\s)*")


@dataclass(frozen=True, kw_only=True)
class CoqSource:
    """One .v file: its path under the root `PC`, and its text."""

    path: str
    text: str

    @property
    def module(self) -> str:
        """The qualified name of the file's module: `PC.library.Sums`."""
        return "PC." + self.path.removesuffix(".v").replace("/", ".")

    @property
    def code(self) -> str:
        """The text with comments and the contents of strings blanked; lines and columns stay."""
        return _blank_out(self.text)


@dataclass(frozen=True, kw_only=True)
class Theorem:
    """A theorem `MODULE_holds` or `MODULE_fails` (the negation) about `MODULE.statement`; where it is proved."""

    module: str
    holds: bool
    source: CoqSource
    line: int

    @property
    def name(self) -> str:
        """The name in its file, NAME_holds or NAME_fails of the module that it settles."""
        return f"{self.module}_{'holds' if self.holds else 'fails'}"

    @property
    def qualified(self) -> str:
        """MODULE.NAME, by which another file of Coq's names the theorem."""
        return f"{self.source.module}.{self.name}"


def read_sources(folder: Path = COQ) -> tuple[CoqSource, ...]:
    """All .v files under a folder, in the order of their paths."""
    files = sorted(folder.rglob("*.v"))
    return tuple(CoqSource(path=file.relative_to(folder).as_posix(), text=file.read_text("utf-8")) for file in files)


def theorems(sources: Iterable[CoqSource]) -> tuple[Theorem, ...]:
    """The theorems in `proofs/` that settle a statement, in order. Raises ProofError for a statement settled twice."""
    found: dict[str, Theorem] = {}
    for source in sources:
        code = source.code if source.path.startswith("proofs/") else ""
        for match in _DECLARED.finditer(code):
            line = code.count("\n", 0, match.start(1)) + 1
            theorem = Theorem(module=match[1], holds=match[2] == "holds", source=source, line=line)
            if theorem.module in found:
                raise ProofError(source.path, line, f"{found[theorem.module].name} settles {theorem.module} already")
            found[theorem.module] = theorem
    return tuple(found.values())


def statements(sources: Iterable[CoqSource]) -> dict[str, str]:
    """The modules of statements written by hand, by name, each as it stands in `statements/`."""
    found = {}
    for source in sources:
        if source.path.startswith("statements/"):
            code = source.code
            for match in _STATED.finditer(code):
                found[match[1]] = source.text[match.start() : match.end()]
    return found


def check_complete(sources: Iterable[CoqSource]) -> None:
    """Raise ProofError for the first command that assumes something, or that turns a check of the kernel off."""
    for source in sources:
        for line, reason in _gaps(source.code):
            raise ProofError(source.path, line, f"{reason}: prove it, or state it as a hypothesis of the theorem")


def _gaps(code: str) -> Iterator[tuple[int, str]]:
    for word in _WORDS:
        for match in re.finditer(rf"(?<![\w.']){word}\b", code):
            yield code.count("\n", 0, match.start()) + 1, f"{word} leaves a proof open"
    depth, start = 0, 0
    for sentence in re.split(r"(?<=\.)(?=\s|$)", code):
        skipped = _PREFIX.match(sentence)
        bare = " ".join(sentence[skipped.end() if skipped else 0 :].split())
        line = code.count("\n", 0, start + (skipped.end() if skipped else 0)) + 1
        start += len(sentence)
        depth += _is_command(bare, ("Section",)) - (_is_command(bare, ("End",)) and depth > 0)
        command = _is_command(bare, _COMMANDS) or (not depth and _is_command(bare, _IN_SECTIONS))
        if command:
            yield line, f"{bare.split('.')[0][:60]!r} assumes something or turns a check off"


def _is_command(sentence: str, commands: tuple[str, ...]) -> bool:
    return any(re.match(rf"{command}\b(?!')", sentence) for command in commands)


def digest(*texts: str) -> str:
    """SHA-256, in hexadecimal, of several texts; where one ends and the next begins matters."""
    found = sha256()
    for text in texts:
        found.update(f"{len(text.encode())}:".encode() + text.encode())
    return found.hexdigest()


def sources_digest(sources: Iterable[CoqSource]) -> str:
    """Of every file that is compiled, by path."""
    return digest(*(part for source in sorted(sources, key=lambda s: s.path) for part in (source.path, source.text)))


def definitions_digest(sources: Sequence[CoqSource]) -> str:
    """Of what statements are written in: the library files that they require, and those require, without proofs."""
    stating = [source for source in sources if source.path == GENERATED or source.path.startswith("statements/")]
    needed = [source for source in required_by(stating, sources) if source not in stating]
    return digest(*(part for source in needed for part in (source.path, _meaning(source.code))))


def required_by(roots: Iterable[CoqSource], sources: Iterable[CoqSource]) -> tuple[CoqSource, ...]:
    """The sources that the roots require, those that these require, and the roots; in the order of their paths."""
    known = tuple(sources)
    needed: set[CoqSource] = set()
    waiting = list(roots)
    while waiting:
        source = waiting.pop()
        if source not in needed:
            needed.add(source)
            names = _required_modules(source.code)
            waiting += [other for other in known if other.path.rsplit("/", 1)[-1].removesuffix(".v") in names]
    return tuple(sorted(needed, key=lambda source: source.path))


def _required_modules(code: str) -> list[str]:
    return [name.rsplit(".", 1)[-1] for found in _REQUIRED.findall(code) for name in found.split()]


def _meaning(code: str) -> str:
    return " ".join(_PROOFS.sub("", code).split())


def normalise(text: str) -> str:
    """A Coq text without its comments and layout."""
    return " ".join(_blank_out(text).split())


def _blank_out(text: str) -> str:
    """Comments, which nest, and strings become blanks."""
    parts, depth = [], 0
    for piece in _TOKEN.findall(text):
        if piece == "(*":
            depth += 1
        keep = depth == 0 and not (len(piece) > 1 and piece[0] == '"')
        parts.append(piece if keep else re.sub(r"[^\n]", " ", piece))
        if piece == "*)" and depth:
            depth -= 1
    return "".join(parts)
