"""The mutation harness: plant one falsehood at a time in every lemma of a theory; the checkers must refute it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from proofcheck.checkers import Settings
from proofcheck.engine.cache import Records
from proofcheck.engine.sources import digest_sources
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.lemmas.loading import load_module, name_module, theory_of
from proofcheck.mutants.judge import Judgement, MutantOutcome, from_record, judge, to_record
from proofcheck.mutants.locate import find_home
from proofcheck.mutants.mutate import Mutant, list_mutants

_FORMAT: Final = "attention-proofcheck/mutants/1"
FALSE: Final = (MutantOutcome.REFUTED, MutantOutcome.UNPROVED)


def run_campaign(
    references: Sequence[str],
    settings: Settings,
    *,
    per_lemma: int,
    select: Sequence[str] = ("*",),
    jobs: int = 1,
    on_progress: Callable[[str, int, int], None] = lambda _label, _done, _total: None,
    journal: Path | None = None,
) -> list[Judgement]:
    """Judge up to `per_lemma` mutants of every lemma, spread evenly over all of its mutants, in a fixed order.

    `select`: globs of lemmas' names, which add up. `journal`: a file that judgements are added to as they come, and
    taken from when no source has changed. Raises JournalError, and TheoryError where `select` leaves no lemma that
    could be made false.
    """
    names = [name_module(reference) for reference in references]
    work = [(r, mutant, settings) for r in names for mutant in _plan_mutants(r, per_lemma, select)]
    if not work:
        named = " or ".join(map(repr, select))
        raise TheoryError(
            f"no mutant of a lemma {named} in {', '.join(references)}; lemmas declared false have none, nor do "
            f"lemmas that are stated in another package than their theory{_name_it(references)}"
        )
    kept = None if journal is None else Records(journal, _FORMAT)
    keys = [_key(item) for item in work] if kept is not None else [""] * len(work)
    known = [None if kept is None else kept.get(key) for key in keys]
    fresh = _judge_all([item for item, record in zip(work, known, strict=True) if record is None], jobs)
    found = []
    for key, record in zip(keys, known, strict=True):
        judgement = next(fresh) if record is None else from_record(record)
        if kept is not None and record is None:
            kept.put(key, to_record(judgement))
        found.append(judgement)
        on_progress(judgement.label, len(found), len(work))
    return found


def _name_it(references: Sequence[str]) -> str:
    """The remedy for a file of a package that cannot be imported from here; "" without one."""
    lone = [r for r in references if name_module(r) == r and (Path(r).resolve().parent / "__init__.py").is_file()]
    return f"; {lone[0]} is of a package: set PYTHONPATH to where that lies, to find what it imports" if lone else ""


_Item = tuple[str, Mutant, Settings]


def _key(item: _Item) -> str:
    reference, mutant, settings = item
    content = (_digest_sources(reference), mutant.label, mutant.module, mutant.path, mutant.choice, settings.seed)
    return hashlib.sha256(repr(content).encode()).hexdigest()


@cache
def _digest_sources(reference: str) -> str:
    """A digest of all sources behind the theory, the checkers and this harness: any change may change a judgement."""
    return digest_sources([load_module(reference).__name__, "proofcheck.engine", __name__])


def _judge_all(work: Sequence[_Item], jobs: int) -> Iterator[Judgement]:
    if jobs == 1:
        yield from map(_judge_item, work)
        return
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_judge_item, work, chunksize=4)


def _judge_item(item: _Item) -> Judgement:
    reference, mutant, settings = item
    theory = _load_theory(reference)
    return judge(mutant, theory[mutant.lemma], settings, theory.known_mutants, theory.open_mutants)


def _plan_mutants(reference: str, per_lemma: int, select: Sequence[str]) -> Iterator[Mutant]:
    for lemma in _list_true_lemmas(reference):
        if _matches(lemma, select):
            yield from _choose_mutants(reference, lemma.name, per_lemma)


def _matches(lemma: Lemma, select: Sequence[str]) -> bool:
    return any(fnmatchcase(lemma.name, pattern) for pattern in select)


def _list_true_lemmas(reference: str) -> list[Lemma]:
    """The lemmas that are not declared false: only a true statement can be made false."""
    return [lemma for lemma in _load_theory(reference).lemmas if lemma.expected is not Grade.REFUTED]


@cache
def _load_theory(reference: str) -> Theory:
    return theory_of(load_module(reference))


@cache
def _choose_mutants(reference: str, name: str, per_lemma: int) -> list[Mutant]:
    lemma = _load_theory(reference)[name]
    home = find_home(lemma, load_module(reference))
    every = [] if home is None else list_mutants(lemma, home)
    count = min(per_lemma, len(every))
    return [every[index * len(every) // count] for index in range(count)]


def find_unmutated(references: Sequence[str], select: Sequence[str] = ("*",)) -> list[str]:
    """Lemmas without a single mutant, of those that `select` names: the harness says nothing about them."""
    named = [(r, x.name) for r in map(name_module, references) for x in _list_true_lemmas(r) if _matches(x, select)]
    return [name for reference, name in named if not _choose_mutants(reference, name, 1)]


__all__ = ["FALSE", "Judgement", "Lemma", "MutantOutcome", "find_unmutated", "run_campaign", "to_record"]
