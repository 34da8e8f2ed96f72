"""What a lemma claims, for every size: generated from its Python sides and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from proofcheck.lemmas.lemma import Lemma
from proofcheck.statements import digest
from proofcheck.statements.claims import Case, sides_of, traced_cases
from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.printing import coq, latex

_NO_SIZES: Final = "no sizes"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A traced claim: `relation` between the sides of each comparison, in every case."""

    name: str
    title: str
    relation: str
    cases: tuple[Case, ...]

    @cached_property
    def digest(self) -> str:
        """A hexadecimal digest of the meaning; names do not enter."""
        return digest.statement_digest(self.relation, self.cases)

    @property
    def sizes(self) -> str:
        """The sizes that the statement is about: `every n, m >= 1`, or `no sizes`."""
        return " and ".join(_sizes(case) for case in self.cases)

    @property
    def coverage(self) -> str:
        """What the statement is about: `every n, m >= 1; x in [-4, 4]`, without the variables that are not bounded."""
        parts = [self.sizes] if self.sizes != _NO_SIZES else []
        return "; ".join([*parts, *_ranges(self.cases[0])]) or "every instance"

    def lines(self) -> tuple[str, ...]:
        """The statement as lines of LaTeX without delimiters: domain, definitions, hypotheses, comparisons."""
        return latex.lines(self.relation, self.cases)

    def latex(self) -> str:
        """The statement as one formula, a line each."""
        return r"\begin{aligned}" + r" \\ ".join(f"& {line}" for line in self.lines()) + r"\end{aligned}"

    def coq(self) -> str:
        """The module of the lemma for `Generated.v`."""
        return coq.module(self.name, f"{self.name}: {self.title}; {self.sizes}.", self.relation, self.cases)


def _sizes(case: Case) -> str:
    by_least: dict[int, list[str]] = {}
    for size in case.sizes:
        by_least.setdefault(size.least, []).append(size.name)
    parts = [f"every {', '.join(names)} >= {least}" for least, names in by_least.items()]
    fixed = [f"{name} = {value}" for name, value in case.fixed.items()]
    return ", ".join([*parts, *fixed]) or _NO_SIZES


def _ranges(case: Case) -> list[str]:
    """The bounded ranges of variables: `A, x in [-2, 2], w in (0, 1]`."""
    by_range: dict[str, list[str]] = {}
    for variable in case.inputs:
        kind = " (integers)" if variable.integer else ""
        if variable.low is not None and variable.high is not None:
            low, high = "(" if variable.open_low else "[", ")" if variable.open_high else "]"
            by_range.setdefault(f"in {low}{variable.low}, {variable.high}{high}{kind}", []).append(variable.name)
        elif variable.low is not None:
            relation = ">" if variable.open_low else ">="
            by_range.setdefault(f"{relation} {variable.low}{kind}", []).append(variable.name)
    found = ", ".join(f"{', '.join(names)} {values}" for values, names in by_range.items())
    return [found] if found else []


# by identity, with the lemma: kept alive, it shares its identity with no other
_TRACED: ContextVar[dict[int, tuple[Lemma, Statement]] | None] = ContextVar("traced", default=None)


def trace(lemma: Lemma) -> Statement:
    """The statement of a lemma's claim. Raises NotTraceableError, which says what blocks it and where."""
    traced = _TRACED.get()
    if traced is not None and id(lemma) in traced:
        return traced[id(lemma)][1]
    statement = Statement(name=lemma.name, title=lemma.title, relation=sides_of(lemma), cases=traced_cases(lemma))
    if traced is not None:
        traced[id(lemma)] = lemma, statement
    return statement


@contextmanager
def trace_once() -> Iterator[None]:
    """Who asks for the statement of a lemma in the block is given that of the first tracing; nothing outlives it."""
    token = _TRACED.set({})
    try:
        yield
    finally:
        _TRACED.reset(token)


def coq_file(lemmas: Iterable[Lemma]) -> str:
    """The text of `Generated.v`: a module for each lemma whose claim is traced, in the order given."""
    texts = []
    for lemma in lemmas:
        try:
            texts.append(trace(lemma).coq())
        except NotTraceableError as error:
            texts.append(f"(* {lemma.name}: not traced: {error.reason} *)\n".replace("(* *", "(*"))
    return "\n".join([coq.PRELUDE, *texts])
