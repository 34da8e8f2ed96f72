"""The gallery as pages, one a module: what its docstring says, its claims, and the verdicts of a run at build time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, Final

from pages import write_pages
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from proofcheck.checkers import Settings
from proofcheck.engine import runner
from proofcheck.report import Invocation, build_document
from proofcheck.report.entries import Document, LemmaEntry
from proofcheck.report.formats.markdown.syntax import escape, fence, render_table
from proofcheck.report.phrases import counterexample_text, describe_sharpness
from proofcheck.report.quantities import count_decided, slug
from proofcheck.report.sentences import describe_outcome, describe_source, describe_statement
from proofcheck.theories import gallery
from proofcheck.theories.gallery.theory import THEORY
from proofcheck.typeset.numbers import downward

_MODULE: Final = f"{gallery.__name__}.theory"
_COMMAND: Final = f"proofcheck run {_MODULE}"
_ENTRY: Final = re.compile(r"^(Claim|Formula|Used|Guarantee|Reference): ", re.MULTILINE)
_LABELS: Final = {"Used": "Used in"}
_JOBS: Final = 2
_MOST_LINES: Final = 24


def _decide(journal: Path) -> Document:
    """Decide the gallery; what the journal has and nothing has changed is not decided again."""
    settings = Settings(command=_COMMAND)
    options = runner.RunOptions(jobs=_JOBS, journal=journal)
    results = runner.run(_MODULE, settings, select="*", options=options)
    invocation = Invocation(profile="ci", seed=settings.seed, command=f"{_COMMAND} --profile ci --seed {settings.seed}")
    return build_document(THEORY, results, invocation)


def _write(app: Sphinx) -> None:
    journal = Path(app.doctreedir) / "gallery.jsonl"
    journal.parent.mkdir(parents=True, exist_ok=True)
    document = _decide(journal)
    if not document["as_expected"]:
        raise SphinxError(f"the gallery is not as expected; run: {_COMMAND}")
    entries = {lemma["name"]: lemma for lemma in document["lemmas"]}
    modules = [import_module(found.name) for found in walk_packages(gallery.__path__, f"{gallery.__name__}.")]
    shown = [module for module in modules if hasattr(module, "LEMMAS")]
    pages = {f"{_name(module)}.md": _page(module, entries) for module in shown}
    pages["index.md"] = _index(shown, entries, document)
    write_pages(Path(app.srcdir) / "gallery", pages)


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _title(module: ModuleType) -> str:
    return str(module.__doc__).partition("\n")[0].removesuffix(".")


def _lemmas(module: ModuleType, entries: dict[str, LemmaEntry]) -> list[LemmaEntry]:
    return [entries[lemma.name] for lemma in module.LEMMAS]


def _index(modules: list[ModuleType], entries: dict[str, LemmaEntry], document: Document) -> str:
    lines = [
        "# Gallery of claims\n",
        "Claims of textbooks and papers, stated only through `proofcheck.theory` and decided when these pages were "
        "built. A third of them is false, on purpose: what holds instead stands beside each. The true ones are "
        "theorems in Coq, for every size. "
        f"{escape(describe_outcome(document))}\n",
        fence(f"{_COMMAND}  # minutes", "sh"),
    ]
    by_group: dict[str, list[ModuleType]] = {}
    for module in modules:
        by_group.setdefault(_lemmas(module, entries)[0]["group"], []).append(module)
    for group, members in by_group.items():
        rows = [row for module in members for row in _rows(module, entries)]
        lines += [f"## {escape(group)}\n", render_table(["claim", "verdict", "sharpness", "page"], rows), ""]
    names = "\n".join(map(_name, modules))
    return "\n".join([*lines, f"```{{toctree}}\n:hidden:\n\n{names}\n```\n"])


def _rows(module: ModuleType, entries: dict[str, LemmaEntry]) -> Iterator[list[str]]:
    for lemma in _lemmas(module, entries):
        link = f"[{escape(_title(module))}]({_name(module)}.md#{slug(lemma['name'])})"
        yield [
            escape(lemma["title"]),
            _badge(lemma["verdict"]["grade"]),
            escape(lemma["sharpness"]["summary"]) or "—",
            link,
        ]


def _badge(grade: str) -> str:
    return f"[{grade}]{{.verdict .{grade.lower()}}}"


def _page(module: ModuleType, entries: dict[str, LemmaEntry]) -> str:
    parts = _ENTRY.split(str(module.__doc__))[1:]
    facts = [
        f"- **{_LABELS.get(label, label)}**: {escape(text)}"
        for label, text in zip(parts[::2], parts[1::2], strict=True)
    ]
    lines = [f"# {escape(_title(module))}\n", *facts, ""]
    for lemma in _lemmas(module, entries):
        lines += _section(lemma)
    path = module.__name__.replace(".", "/") + ".py"
    lines += ["## The theory file\n", f"```{{literalinclude}} ../../{path}\n:language: python\n```\n"]
    return "\n".join(lines)


def _section(lemma: LemmaEntry) -> Iterator[str]:
    verdict = lemma["verdict"]
    yield f"({slug(lemma['name'])})="
    yield f"## {escape(lemma['title'])}\n"
    meaning = verdict["message"].partition(": ")[2] or verdict["message"]
    yield f"{_badge(verdict['grade'])}: {escape(meaning)}. Basis: {escape(verdict['reason'])}.\n"
    if lemma["statement"]:
        yield fence(lemma["statement"], "math")
    yield from _generated(lemma)
    yield from _facts(lemma)
    yield from _counterexample(lemma)
    header = ["checker", "found", "decided", "smallest margin", "coverage"]
    yield render_table(header, [_evidence(item) for item in lemma["evidence"]])
    yield "\n" + fence(f"proofcheck show {lemma['name']} --theory {_MODULE}", "sh")


def _generated(lemma: LemmaEntry) -> Iterator[str]:
    """The claim from its sides; steps of an algorithm, unrolled, are more than anyone reads."""
    lines = lemma["generated"]["lines"] if lemma["generated"] else []
    yield f"{escape(describe_statement(lemma))}\n"
    if len(lines) > _MOST_LINES:
        yield f"Its {len(lines):,} lines are left out here; the command below prints them.\n"
    else:
        yield fence("\n".join(lines), "math") if lines else ""


def _facts(lemma: LemmaEntry) -> Iterator[str]:
    facts = {
        "Hypotheses": lemma["hypotheses"],
        "Instances from": lemma["space"] or "",
        "Decided": f"{count_decided(lemma):,} instances and steps",
        "Remarks": lemma["remarks"],
        "Printed in": describe_source(lemma),
        "Reference": lemma["reference"],
        "What holds instead": lemma["holds_instead"] or "",
    }
    yield from (f"- {label}: {escape(text)}" for label, text in facts.items() if text)
    yield from (f"- {escape(describe_sharpness(part, lemma))}" for part in lemma["sharpness"]["parts"])
    yield ""


def _counterexample(lemma: LemmaEntry) -> Iterator[str]:
    found = [(item["checker"], item["counterexample"]) for item in lemma["evidence"] if item["counterexample"]]
    for checker, counterexample in found[:1]:
        yield f"Counterexample, found by the {checker} checker:\n"
        yield fence(counterexample_text(counterexample, lemma["statement"]), "text")


def _evidence(item: Any) -> list[str]:
    decided = f"{item['decided']:,} of {item['attempted']:,}"
    return [item["checker"], item["outcome"], decided, downward(item["margin_lower"]), escape(item["coverage"])]


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages before Sphinx looks for sources."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
