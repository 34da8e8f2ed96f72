"""A server in the Model Context Protocol over standard input and output: verdicts for agents, one small answer a call.

It loads the theories that it was started with and nothing that a client names; a certificate is read, never run. Every
answer is about the theory's files as they are then, what they import of their author's included.
"""

from __future__ import annotations

import glob
import importlib
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final

from proofcheck.api import decide
from proofcheck.cli.errors import BAD_INPUT
from proofcheck.cli.explain_search import explain
from proofcheck.engine.generated import trace_claim
from proofcheck.engine.sources import is_installed, is_ours
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.loading import load_theory
from proofcheck.report.answer import MOST, NO_SIDES, answer_of, encode, fit
from solver import InputError

INSTRUCTIONS: Final = (
    "Verdicts on lemmas, decided by machine. `covers` is what a verdict is about: it says nothing about other sizes or "
    "numbers. SUPPORTED is no proof, and what is not shown is not thereby false."
)


class MissingServerError(InputError):
    """The distribution `mcp` is not installed."""


def serve(references: Sequence[str]) -> None:
    """Serve these theories until the input ends.

    Raises LoadError and TheoryError for what cannot be loaded, MissingServerError without the distribution `mcp`.
    """
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError:
        raise MissingServerError("the server needs the extra `mcp`: pip install 'attention-proofcheck[mcp]'") from None

    def answering(tool: Callable[..., str]) -> Callable[..., str]:
        @wraps(tool)
        def answer(*arguments: Any, **options: Any) -> str:
            try:
                return tool(*arguments, **options)
            except BAD_INPUT as error:
                raise ToolError(str(error)) from None

        return answer

    sys.dont_write_bytecode = True  # else an edit of the same size within a second of another would not be seen
    tools = Tools(references)
    server = MCPServer("proofcheck", instructions=INSTRUCTIONS, log_level="ERROR")
    for tool in (tools.list_lemmas, tools.show_lemma, tools.decide_lemma, tools.explain_certificate):
        server.tool(structured_output=False)(answering(tool))
    server.run("stdio")


def _may_change(module: str) -> bool:
    """Whether a module is of the theory's author: no library, not of this project, none of the interpreter's own."""
    loaded = sys.modules[module]
    file, has_files = getattr(loaded, "__file__", None), hasattr(loaded, "__path__")
    return not is_ours(module) and (has_files if file is None else not is_installed(file))


class Tools:
    """The tools on some theories. What a client gets wrong raises one of `BAD_INPUT`, whose text it gets."""

    def __init__(self, references: Sequence[str]) -> None:
        self._references: dict[str, str] = {}
        self._came_along: set[str] = set()
        for reference in references:
            other = self._references.setdefault(self._load_anew(reference).name, reference)
            if other != reference:
                raise InputError(f"{other} and {reference}: theories of one name; serve one of them, or rename it")

    def list_lemmas(self, theory: str = "", first: int = 0) -> str:
        """Names and titles of the lemmas of a theory (the first one by default), from number `first` on."""
        found = self._load(theory)
        rows: list[dict[str, str]] = []
        for lemma in found.lemmas[max(first, 0) :]:
            row = {"lemma": lemma.name, "title": lemma.title}
            if len(encode(self._listing(found, [*rows, row], first)).encode()) > MOST:
                break
            rows.append(row)
        return encode(self._listing(found, rows, first))

    def show_lemma(self, lemma: str, theory: str = "") -> str:
        """What a lemma states, without deciding it: statement, hypotheses, premises, and the digest of its claim."""
        found = self._load(theory)[lemma]
        generated = trace_claim(found)
        shown = {
            "lemma": found.name,
            "title": found.title,
            "statement": found.statement,
            "hypotheses": found.hypotheses,
            "rests_on": list(found.requires),
            "source": str(found.source or ""),
            "statement_digest": generated.digest if generated else "",
            "claim_is_about": generated.coverage if generated else "",
            "blocked": generated.blocked if generated else NO_SIDES,
        }
        return encode(fit(shown, ("statement", "hypotheses", "rests_on", "title")))

    def decide_lemma(self, lemma: str, theory: str = "") -> str:
        """The verdict on a lemma, decided now with its premises: what it covers, a counterexample where it is false."""
        loaded = self._load(theory)
        name = loaded[lemma].name
        report = decide(self._references[loaded.name], select=glob.escape(name))
        return encode(answer_of(report.document, report[name].entry))

    def explain_certificate(self, path: str) -> str:
        """What a certificate file of the solver claims; reading is not checking: `proofcheck verify` checks it."""
        said = {"checked": False, **explain(Path(path))}
        return encode(fit(said, ("rests_on", "hypotheses", "would_help", "not_claimed", "point", "proved")))

    def _load(self, name: str) -> Theory:
        chosen = name or next(iter(self._references))
        if chosen not in self._references:
            raise InputError(f"theory {chosen!r} is not served; there are {', '.join(self._references)}")
        return self._load_anew(self._references[chosen])

    def _load_anew(self, reference: str) -> Theory:
        """The theory as its files are now: what came with it before, libraries excepted, is imported again."""
        for name in self._came_along:
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        before = set(sys.modules)
        try:
            return load_theory(reference)
        finally:
            self._came_along |= {name for name in set(sys.modules) - before if _may_change(name)}

    def _listing(self, theory: Theory, rows: list[dict[str, str]], first: int) -> dict[str, Any]:
        after = max(first, 0) + len(rows)
        more = after if after < len(theory.lemmas) else None
        return {"theory": theory.name, "served": list(self._references), "lemmas": rows, "next": more}
