"""Decide a theory from Python and look at what came out: the report document with its text, HTML and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from proofcheck.engine import Profile, RunOptions, Settings, run
from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.loading import LoadError, load_theory
from proofcheck.report import Document, Invocation, ReportError, build_document, document, write_report
from proofcheck.report.counterexamples import FailingInstance
from proofcheck.report.document import count_grades
from proofcheck.report.entries import LemmaEntry
from proofcheck.report.figures.drawing import COLOURS
from proofcheck.report.figures.notebook import Plot, plot_margins, plot_report
from proofcheck.report.phrases import describe_sharpness
from proofcheck.report.quantities import count_decided, margins, smallest_margin, tightness
from proofcheck.report.sentences import describe_outcome
from proofcheck.typeset.card import Card, ShownAsCard, shorten
from proofcheck.typeset.numbers import downward
from proofcheck.typeset.progress_bar import make_notebook_bar

_LARGEST_SEED = 2**63


@dataclass(frozen=True, kw_only=True)
class Decision(ShownAsCard):
    """One lemma of a report: `entry` is its part of the document, see `proofcheck.report.document`."""

    entry: LemmaEntry

    @property
    def grade(self) -> Grade:
        """The verdict on the lemma, whatever was declared."""
        return Grade[self.entry["verdict"]["grade"]]

    @property
    def as_expected(self) -> bool:
        """Whether the grade is the one declared, or, undeclared, neither REFUTED nor BROKEN."""
        return bool(self.entry["as_expected"])

    @property
    def margins(self) -> list[float]:
        """Relative margins (rhs - lhs) / max(|lhs|, |rhs|) of the decided instances, ascending; below 0 is false."""
        return margins(self.entry)

    @property
    def counterexample(self) -> FailingInstance | None:
        """Exact data that refute the claim, with both sides and the slack; None when there are none.

        `.data` has arrays of Fraction by variable, `.lhs`, `.rhs` and `.slack` have bounds; `str()` is the text form.
        """
        found = [item["counterexample"] for item in self.entry["evidence"] if item["counterexample"]]
        return FailingInstance(entry=found[0], statement=self.entry["statement"]) if found else None

    def __repr__(self) -> str:
        return shorten(f"Decision({self.entry['name']}: {self.grade.name}, {self.entry['title']})")

    def _card(self) -> Card:
        entry, verdict = self.entry, self.entry["verdict"]
        surprise = "" if self.as_expected else " This is not the verdict that the theory declares."
        rows = [
            ("hypotheses", entry["hypotheses"]),
            ("decided", f"{count_decided(entry):,} instances and steps"),
            ("smallest margin", downward(smallest_margin(entry))),
            ("largest lhs / rhs", downward(tightness(entry))),
            *(("", describe_sharpness(part, entry)) for part in entry["sharpness"]["parts"]),
            ("holds instead", entry["holds_instead"] or ""),
            *entry["measures"].items(),
            ("counterexample", str(self.counterexample or "")),
            *(("repeat", command) for command in {item["command"]: None for item in entry["evidence"]}),
        ]
        return Card(
            badge=self.grade.name,
            colours=COLOURS,
            headline=f"{entry['name']}: {entry['title']}",
            formula=entry["statement"],
            sentences=(f"{_begin(verdict['message'])}. {_begin(verdict['reason'])}.{surprise}",),
            rows=tuple((label, value) for label, value in rows if value not in ("", "—")),
        )

    def plot(self) -> Plot:
        """The margins of the decided instances as a matplotlib figure.

        Raises ReportError when no instance was compared, as for a lemma that has only a derivation.
        """
        if not self.margins:
            raise ReportError(f"{self.entry['name']}: no two sides were compared, so there are no margins to plot")
        title = f"{self.grade.name}  {self.entry['name']}: {self.entry['title']}"
        return plot_margins(title, self.grade, self.margins)


@dataclass(frozen=True, kw_only=True)
class Report(ShownAsCard):
    """What one run decided: `document` is the report document (`proofcheck.report.document`), plain JSON data.

    `report["B4"]` is the decision on one lemma, iteration goes over all of them, premises first.
    """

    document: Document

    @classmethod
    def load(cls, path: str | Path) -> Report:
        """Read a saved `report.json`. Raises ReportError for anything else, OSError when it cannot be read."""
        return cls(document=document.load(Path(path)))

    def save(self, folder: str | Path) -> list[Path]:
        """Write `index.html`, `report.md`, `report.json` and figures into `folder`; the paths.

        Raises ReportError when the document was changed into one that is not of the schema, OSError when it cannot be
        written.
        """
        return write_report(self.document, Path(folder))

    def __iter__(self) -> Iterator[Decision]:
        return (Decision(entry=entry) for entry in self.document["lemmas"])

    def __len__(self) -> int:
        return len(self.document["lemmas"])

    def __getitem__(self, name: str) -> Decision:
        for decision in self:
            if decision.entry["name"] == name:
                return decision
        known = ", ".join(entry["name"] for entry in self.document["lemmas"])
        raise ReportError(f"no lemma {name!r} in this report; it has {known}")

    @property
    def counts(self) -> dict[Grade, int]:
        """How many lemmas got each verdict that occurs, strongest first."""
        return {Grade[name]: count for name, count in count_grades(self.document)}

    @property
    def as_expected(self) -> bool:
        """Whether every lemma got the verdict that the theory declares, and every solve of the report was confirmed."""
        return bool(self.document["as_expected"])

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {grade.name}" for grade, count in self.counts.items())
        return shorten(f"Report({self.document['theory']['name']}: {counts})")

    def _card(self) -> Card:
        return Card(
            headline=f"{self.document['theory']['title']}: {plural(len(self), 'lemma')}",
            sentences=(describe_outcome(self.document),),
            rows=tuple((grade.name, f"{count}: {grade.value}") for grade, count in self.counts.items()),
            colours=COLOURS,
            header=("lemma", "verdict", "decided", "sharpness", "claim"),
            table=tuple(map(_summarise, self.document["lemmas"])),
        )

    def plot(self) -> Plot:
        """Verdict counts, and the margins of every lemma that has some, as a matplotlib figure."""
        rows = [(decision.entry["name"], decision.grade, decision.margins) for decision in self]
        title = f"{self.document['theory']['title']}: what holds, what fails, how sharp"
        return plot_report(title, self.counts, [row for row in rows if row[2]])


def _begin(sentence: str) -> str:
    """With a capital letter, names within left as they are."""
    return sentence[:1].upper() + sentence[1:]


def _summarise(entry: LemmaEntry) -> tuple[str, ...]:
    mark = "" if entry["as_expected"] else " !"
    verdict = entry["verdict"]["grade"] + mark
    return entry["name"], verdict, f"{count_decided(entry):,}", entry["sharpness"]["summary"], entry["title"]


def decide(
    theory: Theory | str | Path,
    *,
    profile: str = "ci",
    seed: int = 0,
    select: str | Sequence[str] = "*",
    jobs: int = 1,
    budget: float | None = None,
) -> Report:
    """Decide the lemmas of `theory`: a Theory, a module name or a path to a .py file.

    `profile` is "ci" (some two hundred instances a lemma) or "thorough" (ten thousand); `seed` makes every random
    choice; `select` is a glob of lemma names, or several, whose premises are decided too; `jobs` processes work on a
    theory that has a file or module; `budget` limits the seconds of one checker on one lemma. The commands in the
    report name the theory's file; for a Theory that has none they name `NAME.py`, under which it would have to be
    saved.

    In a notebook a bar shows how many tasks are done. Raises ValueError for options without sense, LoadError (a
    ValueError) for a theory that cannot be loaded, and TheoryError (a ValueError) when nothing matches `select`. An
    exception raised by a lemma makes that lemma BROKEN.
    ReportError (a ValueError) when a measurement that a lemma names has no JSON form.
    Interrupted (a KeyboardInterrupt) when it is stopped from the keyboard, whose `results` are those decided.
    """
    _check_options(profile, seed, select, jobs, budget)
    if not isinstance(theory, Theory | str | Path):
        raise LoadError(f"theory={theory!r}: a Theory, the name of a module or a path to a .py file is needed")
    loaded = theory if isinstance(theory, Theory) else load_theory(str(theory))
    command = f"proofcheck run {loaded.name + '.py' if isinstance(theory, Theory) else theory}"
    settings = Settings(profile=Profile[profile.upper()], seed=seed, command=command)
    reference: Any = theory if isinstance(theory, Theory) else str(theory)
    options = RunOptions(jobs=jobs, budget=budget)
    results = run(reference, settings, select=select, options=options, on_progress=make_notebook_bar())
    whole = f"{command} --profile {profile} --seed {seed}"
    invocation = Invocation(profile=profile, seed=seed, command=whole)
    return Report(document=build_document(loaded, results, invocation))


def _check_options(profile: object, seed: object, select: object, jobs: object, budget: object) -> None:
    known = [member.name.lower() for member in Profile]
    if profile not in known:
        raise ValueError(f"profile={profile!r}: unknown; use one of {', '.join(known)}")
    if not (_is_whole(seed) and 0 <= seed < _LARGEST_SEED):
        raise ValueError(f"seed={seed!r}: a seed is a whole number between 0 and 2^63 - 1")
    if not (isinstance(select, str) or (isinstance(select, list | tuple) and all(isinstance(x, str) for x in select))):
        raise ValueError(f"select={select!r}: a glob of lemma names is needed, as text, or a list of them")
    if not (_is_whole(jobs) and jobs >= 1):
        raise ValueError(f"jobs={jobs!r}: a whole number of processes is needed, at least 1")
    if budget is not None and not (isinstance(budget, int | float) and budget is not True and budget > 0):
        raise ValueError(f"budget={budget!r}: a budget is more than 0 seconds; leave it out for none")


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
