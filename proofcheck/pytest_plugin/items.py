"""What `proofcheck.pytest_plugin.hooks` collects: a theory, its lemmas as items, and their readable failures."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from proofcheck.engine import Profile, Result, Settings
from proofcheck.engine.runner import derive_results, examine, select_lemmas
from proofcheck.engine.tasks import LemmaWork
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.evidence import Evidence
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.loading import LoadError, load_theory
from proofcheck.report.entries import CounterexampleEntry
from proofcheck.report.phrases import counterexample_text, describe_margin


class LemmaError(AssertionError):
    """A lemma whose verdict is not the declared one; the message says everything about it."""


class _Decider:
    """Decides lemmas of one theory on demand, with their premises; each is decided once."""

    def __init__(self, reference: str, profile: str, seed: int) -> None:
        self.theory: Theory = load_theory(reference)
        self._settings = Settings(profile=Profile[profile.upper()], seed=seed, command=f"proofcheck run {reference}")
        self._works: dict[str, LemmaWork] = {}

    def result(self, name: str) -> Result:
        """The lemma's verdict, its premises respected."""
        lemmas = select_lemmas(self.theory, glob.escape(name))
        for lemma in lemmas:
            if lemma.name not in self._works:
                self._works[lemma.name] = examine(lemma, self._settings)
        return next(found for found in derive_results(lemmas, self._works) if found.lemma.name == name)


@cache
def _load_decider(reference: str, profile: str, seed: int) -> _Decider:
    return _Decider(reference, profile, seed)


class TheoryFile(pytest.File):
    """A theory; its lemmas are the items."""

    reference: str

    def collect(self) -> Iterator[pytest.Item]:
        """One item a lemma. A theory that cannot be loaded is a collection error of one message."""
        try:
            decider = _load_decider(self.reference, *_read_effort(self.config))
        except (LoadError, TheoryError) as error:
            raise self.CollectError(str(error)) from error
        for lemma in decider.theory.lemmas:
            item: LemmaItem = LemmaItem.from_parent(self, name=lemma.name)
            item.decider = decider
            yield item


def _read_effort(config: pytest.Config) -> tuple[str, int]:
    return config.getoption("--theory-profile"), config.getoption("--theory-seed")


class LemmaItem(pytest.Item):
    """One lemma; passes when its verdict is as expected."""

    decider: _Decider

    def runtest(self) -> None:
        """Decide the lemma; raises LemmaError."""
        result = self.decider.result(self.name)
        self.user_properties += list_properties(result)
        if not result.as_expected:
            raise LemmaError(describe(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message of a LemmaError, without a traceback."""
        if isinstance(excinfo.value, LemmaError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the lemma comes from."""
        return self.path, None, f"lemma {self.name}"


def list_properties(result: Result) -> list[tuple[str, object]]:
    """Name and value of what JUnit XML keeps of a verdict: the grade, and how much was decided."""
    decided = sum(item.decided for item in result.verdict.evidence)
    return [("verdict", result.verdict.grade.name), ("decided", decided)]


def describe(result: Result) -> str:
    """Statement, verdict against expectation, evidence, counterexample, margin, and the command that repeats it."""
    lemma, verdict = result.lemma, result.verdict
    expected = lemma.expected.name if lemma.expected else "neither REFUTED nor BROKEN"
    lines = [
        f"lemma {lemma.name}: {lemma.title}",
        *([f"  statement:  {lemma.statement}"] if lemma.statement else []),
        *([f"  hypotheses: {lemma.hypotheses}"] if lemma.hypotheses else []),
        f"  verdict:    {verdict.grade.name} ({verdict.reason}); expected {expected}",
        *(line for item in verdict.evidence for line in _describe_evidence(item, lemma.statement)),
    ]
    commands = [item.command for item in verdict.evidence if item.command]
    return "\n".join([*lines, *([f"  repeat:     {commands[0]}"] if commands else [])])


def _describe_evidence(item: Evidence, statement: str) -> Iterator[str]:
    detail = f"; {item.detail}" if item.detail else ""
    decided = f"{item.decided} of {item.attempted} decided{describe_margin(item.margin_lower)}"
    yield f"  {item.checker + ':':11} {item.outcome.name}, {decided}{detail}"
    if item.counterexample is not None:
        yield "    counterexample:"
        found = {field.name: getattr(item.counterexample, field.name) for field in fields(item.counterexample)}
        text = counterexample_text(cast(CounterexampleEntry, found), statement)
        yield from (f"      {line}" for line in text.splitlines())


def make_test(reference: str, profile: str, seed: int) -> Callable[..., None]:
    """A test parametrised over the lemmas of a theory. Raises LoadError."""
    decider = _load_decider(reference, profile, seed)

    @pytest.mark.parametrize("lemma", [lemma.name for lemma in decider.theory.lemmas])
    def test(lemma: str, record_property: Callable[[str, object], None]) -> None:
        result = decider.result(lemma)
        for name, value in list_properties(result):
            record_property(name, value)
        if not result.as_expected:
            pytest.fail(describe(result), pytrace=False)

    return test
