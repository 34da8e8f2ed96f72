"""Commands that decide lemmas: run, list, show, new, mutants."""

from __future__ import annotations

import argparse
import glob
import json
import shlex
import sys
from collections.abc import Callable
from contextlib import nullcontext
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from proofcheck import engine
from proofcheck.checkers.sums_of_squares import describe_terms
from proofcheck.cli import screens
from proofcheck.cli.arguments import (
    STANDARD_OUTPUT,
    Subcommands,
    add_command,
    add_effort,
    add_file,
    add_json,
    add_theory,
    check_outputs,
    print_json,
    whole_number,
    write_text,
)
from proofcheck.cli.progress import show_progress
from proofcheck.engine import Interrupted, Profile, Result, RunOptions, Settings
from proofcheck.engine.dask import dask_executor
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.lemma import Theory
from proofcheck.lemmas.loading import DEFAULT, list_shipped_theories, load_theory
from proofcheck.lemmas.names import unknown_lemma
from proofcheck.mutants import MutantOutcome, find_unmutated, run_campaign, to_record
from proofcheck.report import Invocation, build_document, dump, load
from proofcheck.report.entries import Document, LemmaEntry
from proofcheck.report.formats import junit
from solver.archive import replace_file

_BUDGETS: Final = {Profile.CI: 300.0, Profile.THOROUGH: 7200.0}  # seconds for one checker on one lemma, or a part of it


def add(subcommands: Subcommands) -> None:
    """Add the parsers of `run`, `show`, `list`, `new` and `mutants`."""
    _add_run(subcommands)
    _add_show(subcommands)
    _add_list(subcommands)
    _add_new(subcommands)
    _add_mutants(subcommands)


def _add_run(subcommands: Subcommands) -> None:
    sub = add_command(
        subcommands,
        "run",
        run,
        """
  proofcheck run                                all of the attention theory
  proofcheck run mytheory.py --junit junit.xml  yours, for a build server
  proofcheck run --select 'B*' --select C3      some lemmas and their premises
  proofcheck run --profile thorough --select R2   fifty times the work on one
  proofcheck run --quiet --json - > run.json    the document, nothing else
""",
    )
    add_theory(sub)
    _add_select(sub, "lemmas whose name matches, and their premises; repeatable")
    add_file(sub, "--json", metavar="FILE", help="write the report document ('-': print it alone)")
    add_file(sub, "--junit", metavar="FILE", help="write JUnit XML")
    add_effort(sub)


def _add_show(subcommands: Subcommands) -> None:
    sub = add_command(
        subcommands,
        "show",
        show,
        """
  proofcheck show R2                            a lemma of the attention theory
  proofcheck show half --theory mytheory.py     one of yours
  proofcheck show R2 --from report.json         as a saved report has it
""",
    )
    sub.add_argument("lemma", metavar="LEMMA", help="its name; `proofcheck list` has them all")
    add_file(sub, "--from", dest="source", metavar="REPORT.json", help="take it from this report; decide nothing")
    sub.add_argument("--theory", default=DEFAULT, metavar="THEORY", help="module or file (attention)")
    add_json(sub)
    add_effort(sub)


def _add_list(subcommands: Subcommands) -> None:
    sub = add_command(
        subcommands,
        "list",
        list_lemmas,
        """
  proofcheck list
  proofcheck list mytheory.py --json
""",
    )
    add_theory(sub)
    add_json(sub)


def _add_new(subcommands: Subcommands) -> None:
    sub = add_command(subcommands, "new", write_starter, "\n  proofcheck new mytheory.py\n")
    add_file(sub, "file", metavar="THEORY.py", help="a file that does not exist yet")


def _add_select(sub: Any, words: str) -> None:
    sub.add_argument("--select", action="append", metavar="GLOB", help=words)


def _add_mutants(subcommands: Subcommands) -> None:
    sub = add_command(
        subcommands,
        "mutants",
        mutants,
        """
  proofcheck mutants --jobs 2                   all theories that are shipped
  proofcheck mutants mytheory.py --per-lemma 5 --json mutants.json
  proofcheck mutants --select 'B2*'             of some lemmas
""",
    )
    sub.add_argument("theories", nargs="*", metavar="THEORY", help="modules or files (all that are shipped)")
    _add_select(sub, "lemmas whose name matches; repeatable")
    sub.add_argument("--per-lemma", type=whole_number(1, 10_000), default=12, metavar="N", help="at most so many (12)")
    sub.add_argument("--jobs", type=whole_number(1, 256), default=1, metavar="N", help="worker processes (1)")
    add_file(sub, "--resume", metavar="FILE", help="keep judgements there as they come, and use them")
    add_file(sub, "--json", metavar="FILE", help="write every mutant with its fate and reason ('-': print)")


def run(options: argparse.Namespace) -> int:
    """Decide and print; `--json` and `--junit` write files."""
    check_outputs(options.json, options.junit, inputs=(options.theory, options.resume))
    started, loaded = perf_counter(), list[Theory]()

    def document_of(results: list[Result]) -> Document:
        flags = [word for glob_ in options.select or () for word in ("--select", shlex.quote(glob_))]
        return build_document(loaded[0], results, describe_invocation(options, "run", *flags))

    try:
        document = document_of(decide_lemmas(options, *options.select or ["*"], on_load=loaded.append))
    except Interrupted as stop:
        screens.print_results(screens.make_console(), document_of(stop.results), interrupted=True)
        raise
    seconds = perf_counter() - started
    decisions = document["instances_decided"]
    timing = {"seconds": round(seconds, 3), "decided_per_second": round(decisions / seconds, 1)}
    document["timing"] = timing  # the one part of the document that differs from run to run
    if options.json != STANDARD_OUTPUT:
        screens.print_results(screens.make_console(), document, quiet=options.quiet)
        if not options.quiet:
            screens.print_timing(screens.make_console(), timing)
    if options.json:
        write_text(options.json, dump(document))
    if options.junit:
        write_text(options.junit, junit.render(document))
    return 0 if document["as_expected"] else 1


def list_lemmas(options: argparse.Namespace) -> int:
    """Names, groups, titles and premises."""
    theory = load_theory(options.theory)
    if options.json:
        rows = [{"name": x.name, "title": x.title, "group": x.group, "requires": x.requires} for x in theory.lemmas]
        print_json({"theory": theory.name, "title": theory.title, "lemmas": rows})
    else:
        screens.print_list(screens.make_console(), theory)
    return 0


def show(options: argparse.Namespace) -> int:
    """One lemma in full: decided now with its premises, or as a saved report has it."""
    lemma = _decide_lemma(options) if options.source is None else _load_lemma(options)
    if options.json:
        print_json(lemma)
    elif not (options.quiet and lemma["as_expected"]):
        screens.print_lemma(screens.make_console(), lemma)
        if options.source is None:
            _print_terms(options, lemma)
    return 0 if lemma["as_expected"] else 1


def _print_terms(options: argparse.Namespace, entry: LemmaEntry) -> None:
    """The terms of the lemma's certificate, where the exact checker accepted it."""
    lemma = load_theory(options.theory)[options.lemma]
    proved = [item for item in entry["evidence"] if (item["checker"], item["outcome"]) == ("exact", "PROVED")]
    if lemma.certificate is not None and proved:
        lines = describe_terms(lemma, lemma.certificate, least=proved[0]["partial"])
        screens.print_terms(screens.make_console(), lines)


def _decide_lemma(options: argparse.Namespace) -> LemmaEntry:
    theory = load_theory(options.theory)
    name = theory[options.lemma].name
    results = decide_lemmas(options, glob.escape(name))
    return _find_entry(build_document(theory, results, describe_invocation(options, "run")), name)


def _load_lemma(options: argparse.Namespace) -> LemmaEntry:
    if options.theory != DEFAULT:
        raise TheoryError(f"--theory {options.theory}: the lemma is taken from {options.source}; give one of both")
    return _find_entry(load(options.source), options.lemma)


def _find_entry(document: Document, name: str) -> LemmaEntry:
    for lemma in document["lemmas"]:
        if lemma["name"] == name:
            return lemma
    raise unknown_lemma(name, [lemma["name"] for lemma in document["lemmas"]], "report")


def mutants(options: argparse.Namespace) -> int:
    """Judge the mutants of theories, list those not refuted, print the score; 1 when one survived."""
    check_outputs(options.json, options.resume, inputs=options.theories)
    theories, select = options.theories or list_shipped_theories(), options.select or ["*"]
    with show_progress(quiet=options.quiet) as advance:
        found = run_campaign(
            theories,
            Settings(),
            per_lemma=options.per_lemma,
            select=select,
            jobs=options.jobs,
            on_progress=advance,
            journal=options.resume,
        )
    if options.json != STANDARD_OUTPUT:
        screens.print_mutants(screens.make_console(), found, find_unmutated(theories, select), quiet=options.quiet)
    if options.json:
        write_text(options.json, json.dumps([to_record(x) for x in found], indent=1) + "\n")
    return 1 if any(judgement.outcome is MutantOutcome.SURVIVED for judgement in found) else 0


def write_starter(options: argparse.Namespace) -> int:
    """Write the commented starter theory under the name of its file."""
    path: Path = options.file
    if path.suffix != ".py" or not path.stem.isidentifier():
        raise TheoryError(f"{path}: a theory file is a module; name it like mytheory.py")
    if path.exists():
        raise TheoryError(f"{path}: exists already; name a new file")
    text = (files("proofcheck.theories") / "starter.py").read_text(encoding="utf-8")
    replace_file(path, text.replace("THIS.py", str(path)).replace("NAME", path.stem).encode("utf-8"))
    if not options.quiet:
        sys.stdout.write(f"{path}: five lemmas to begin with; decide them: proofcheck run {path}\n")
    return 0


def decide_lemmas(
    options: argparse.Namespace,
    *select: str,
    beside: Callable[[], object] | None = None,
    on_load: Callable[[Theory], object] = lambda _theory: None,
) -> list[Result]:
    """Run the engine as the options say, with progress; `beside` runs here at every report, while workers go on."""
    check_outputs(options.resume, inputs=[options.theory])
    verb = "" if options.theory == DEFAULT else f" {options.theory}"
    profile = Profile[options.profile.upper()]
    settings = Settings(profile=profile, seed=options.seed, command=f"proofcheck run{verb}")
    cluster = dask_executor(options.dask) if options.dask else nullcontext()
    with show_progress(quiet=options.quiet) as advance, cluster as executor:
        budget = options.budget or _BUDGETS[profile]

        def receive(name: str, done: int, total: int) -> None:
            advance(name, done, total)
            if beside is not None:
                beside()

        return engine.run(
            options.theory,
            settings,
            select=select,
            options=RunOptions(jobs=options.jobs, executor=executor, budget=budget, journal=options.resume),
            on_progress=receive,
            on_note=lambda text: sys.stderr.write(f"proofcheck: {text}\n"),
            on_load=on_load,
        )


def describe_invocation(options: argparse.Namespace, verb: str, *flags: str) -> Invocation:
    """The options that decide the results, and the command of `verb` that has them and `flags`."""
    theory = [] if options.theory == DEFAULT else [options.theory]
    words = ["proofcheck", verb, *theory, "--profile", options.profile, "--seed", str(options.seed), *flags]
    return Invocation(profile=options.profile, seed=options.seed, command=" ".join(words))
