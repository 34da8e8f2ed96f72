"""From a theory and its proofs to checked theorems: generate, compile, check types and assumptions, check again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from proofcheck.kernel.build import Prover, compile_sources, prover_version, write_sources
from proofcheck.kernel.check import Assumptions, check_again, check_types
from proofcheck.kernel.errors import KernelError
from proofcheck.kernel.record import Checked, Origin, Record
from proofcheck.kernel.sources import (
    GENERATED,
    CoqSource,
    Theorem,
    check_complete,
    definitions_digest,
    digest,
    normalise,
    read_sources,
    required_by,
    sources_digest,
    statements,
    theorems,
)
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.statements import NotTraceableError, Statement, coq_file, trace
from proofcheck.statements.printing.coq import module_name

Notice = Callable[[str], None]


def shipped_sources() -> tuple[CoqSource, ...]:
    """The sources as they are installed, the committed generated statements among them."""
    return read_sources()


def fresh_sources(theory: Theory) -> tuple[CoqSource, ...]:
    """The shipped sources with the statements generated anew."""
    return (*handwritten_sources(shipped_sources()), generate(theory))


def user_sources(theory: Theory, proofs: Sequence[Path]) -> tuple[CoqSource, ...]:
    """The statements of another theory, its proofs, and what these require of the shipped library.

    Raises KernelError for a file of proofs that is not one.
    """
    return required_by([generate(theory), *read_proofs(proofs)], _shared_sources())


def sources_about(lemma: Lemma, proofs: Sequence[Path]) -> tuple[CoqSource, ...]:
    """The same for one lemma of a theory: what `handwritten_sources` finds in it is the same."""
    statement = CoqSource(path=GENERATED, text=coq_file([lemma]))
    return required_by([statement, *read_proofs(proofs)], _shared_sources())


def _shared_sources() -> list[CoqSource]:
    return [source for source in shipped_sources() if source.path.startswith(("library/", "statements/"))]


def read_proofs(proofs: Sequence[Path]) -> list[CoqSource]:
    """Files of proofs, and of statements written by hand, which lie in a folder `statements`.

    Raises KernelError for one that is none or cannot be read, and for a name that another file has.
    """
    given: list[CoqSource] = []
    for path in proofs:
        if path.suffix != ".v" or not path.stem.isidentifier():
            raise KernelError(f"{path}: not a Coq file; name it like a module, for example Proofs.v")
        folder = "statements" if path.parent.name == "statements" else "proofs"
        try:
            given.append(CoqSource(path=f"{folder}/{path.name}", text=path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise KernelError(f"{path}: not readable ({error})") from None
    names = [source.path for source in [*given, *_shared_sources()]]
    for source in given:
        if names.count(source.path) > 1:
            raise KernelError(f"two files are {source.path}, of proofs or of the library's statements; rename one")
    return given


def generate(theory: Theory) -> CoqSource:
    """`Generated.v` of a theory. Raises KernelError for two lemmas whose names are one in Coq."""
    names: dict[str, str] = {}
    for lemma in theory.lemmas:
        other = names.setdefault(module_name(lemma.name), lemma.name)
        if other != lemma.name:
            raise KernelError(f"lemmas {other!r} and {lemma.name!r} are both {module_name(other)} in Coq; rename one")
    return CoqSource(path=GENERATED, text=coq_file(theory.lemmas))


def prove(
    theory: Theory,
    sources: Sequence[CoqSource],
    *,
    jobs: int = 2,
    folder: Path | None = None,
    notice: Notice = lambda _: None,
) -> Record:
    """Build all sources and check every theorem. `folder`: where to build and keep what is compiled, for the next
    build; `notice` gets lines.

    The record of the shipped theory has a digest of all sources. That of another one has it of what is written by hand:
    a lemma alone must do to judge it, and has its own generated statement in the record.

    Raises ProverMissingError without Coq, ProofError for what Coq rejects or what is open, KernelError else.
    """
    prover = prover_version()
    check_complete(sources)
    found, by_hand, traced = theorems(sources), statements(sources), traced_statements(theory)
    stated = {**dict.fromkeys(_modules(traced), GENERATED), **_files(sources, by_hand)}
    both = sorted(set(_modules(traced)) & set(by_hand))
    if both:
        raise KernelError(f"{', '.join(both)}: stated in Coq and generated from the claim; rename the one in Coq")
    with _build_folder(folder) as place, Prover(folder=place) as programs:
        write_sources(sources, place, prover)
        compile_sources(
            sources,
            programs,
            jobs=jobs,
            on_progress=lambda file, done, total: notice(f"{done} of {total} files compiled, {file} among them"),
        )
        notice(f"types and assumptions of {len(found)} theorems")
        assumptions = check_types(found, stated, programs)
        notice("coqchk over all modules")
        axioms = check_again(sources, programs)
    shipped = set(handwritten_sources(shipped_sources())) <= set(sources)
    checked = [_record_theorem(theorem, theory, traced, by_hand, assumptions[theorem.module]) for theorem in found]
    if not shipped:
        checked = [_with_printed_statement(entry, traced) for entry in checked]
    return Record(
        theory=theory.name,
        prover=prover,
        sources=sources_digest(sources if shipped else handwritten_sources(sources)),
        definitions=definitions_digest(sources),
        axioms=axioms,
        theorems=tuple(sorted(checked, key=lambda entry: entry.theorem)),
    )


def _with_printed_statement(entry: Checked, traced: Mapping[str, Statement]) -> Checked:
    """With the digest of the statement as it was printed for Coq, which no committed file holds."""
    if entry.origin is not Origin.CLAIM:
        return entry
    return replace(entry, words=statement_digest(traced[entry.lemma].coq()))


def handwritten_sources(sources: Sequence[CoqSource]) -> list[CoqSource]:
    """All sources but the generated statements."""
    return [source for source in sources if source.path != GENERATED]


@contextmanager
def _build_folder(folder: Path | None) -> Iterator[Path]:
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="proofcheck-kernel-") as name:
            yield Path(name)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder


def traced_statements(theory: Theory) -> dict[str, Statement]:
    """The statements of the theory's claims by lemma; claims that do not trace are left out."""
    found = {}
    for lemma in theory.lemmas:
        try:
            found[lemma.name] = trace(lemma)
        except NotTraceableError:
            continue
    return found


def _modules(traced: Mapping[str, Statement]) -> dict[str, str]:
    return {module_name(name): name for name in traced}


def _files(sources: Sequence[CoqSource], by_hand: Mapping[str, str]) -> dict[str, str]:
    places = {}
    for source in sources:
        places.update(dict.fromkeys(statements([source]), source.path))
    return {module: places[module] for module in by_hand}


def _record_theorem(
    theorem: Theorem,
    theory: Theory,
    traced: Mapping[str, Statement],
    by_hand: Mapping[str, str],
    assumptions: Assumptions,
) -> Checked:
    name = _modules(traced).get(theorem.module)
    if name is not None:
        lemma: Lemma | None = theory[name]
        origin, statement, words = Origin.CLAIM, traced[name].digest, ""
        coverage = traced[name].coverage
    else:
        lemma = _find_lemma(theory, theorem.module)
        origin, statement = Origin.COQ, statement_digest(by_hand[theorem.module])
        words, coverage = words_digest(lemma) if lemma else "", "as stated in Coq"
    return Checked(
        theorem=theorem.name,
        module=theorem.module,
        holds=theorem.holds,
        origin=origin,
        lemma=lemma.name if lemma else "",
        title=lemma.title if lemma else "",
        statement=statement,
        words=words,
        coverage=coverage,
        file=theorem.source.path,
        line=theorem.line,
        assumptions=assumptions.names,
    )


def _find_lemma(theory: Theory, module: str) -> Lemma | None:
    """The lemma that a statement written by hand is about: of its name, or of `NAME_general`."""
    by_module = {module_name(lemma.name): lemma for lemma in theory.lemmas}
    return by_module.get(module) or by_module.get(module.removesuffix("_general"))


def statement_digest(text: str) -> str:
    """Of a statement written by hand; comments and layout do not count."""
    return digest(normalise(text))


def words_digest(lemma: Lemma) -> str:
    """Of a lemma's own words: a statement written by hand was compared with these."""
    return digest(lemma.statement, lemma.hypotheses)
