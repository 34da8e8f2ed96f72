"""Ask the kernel what was proved: types against statements, assumptions against an allow-list, `coqchk` over all.

A theorem counts for what its type says: `(NAME_holds : NAME.statement)`, or the negation for `NAME_fails`, with full
names, in a file that imports nothing. What it assumes is what `Print Assumptions` lists. `coqchk`, a second and smaller
checker, re-checks every compiled file, this project's and the libraries', and lists what was assumed anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from proofcheck.kernel.build import Prover, rejection
from proofcheck.kernel.errors import ProofError
from proofcheck.kernel.sources import CoqSource, Theorem

CLASSICAL: Final = frozenset(
    (
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    )
)
"""What Coq's real numbers rest on, and the law of the excluded middle."""
_MACHINE: Final = re.compile(r"(?:PrimInt63|PrimFloat|FloatAxioms|Uint63|Uint63Axioms|FloatOps|Sint63)\.\w+")
_STANDARD: Final = ("Coq.", "Stdlib.", "Corelib.")
_NAME: Final = re.compile(r"^([A-Za-z_][\w.']*)\s*(?::|$)", re.MULTILINE)
_UNSAFE: Final = (
    "Constants/Inductives relying on type-in-type",
    "Constants/Inductives relying on unsafe (co)fixpoints",
    "Inductives whose positivity is assumed",
)


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What a theorem rests on; `machine`: the primitive integers or floats of the processor are among it."""

    names: tuple[str, ...]

    @property
    def machine(self) -> bool:
        """A class of its own: theorems by `interval` are computed with primitive machine numbers."""
        return any(map(_MACHINE.fullmatch, self.names))

    @property
    def unknown(self) -> tuple[str, ...]:
        """What is neither on the allow-list nor a machine number."""
        return tuple(name for name in self.names if not _is_allowed(name))


def _is_allowed(name: str) -> bool:
    return name in CLASSICAL or _MACHINE.fullmatch(name) is not None


def check_types(theorems: Sequence[Theorem], stated: Mapping[str, str], prover: Prover) -> dict[str, Assumptions]:
    """The assumptions of each theorem, by module; `stated` maps a statement's module to the file that defines it.

    `Print Assumptions` goes through all proofs each time. So all theorems are asked together first: where they assume
    only what is classical, that is what each of them assumes at most, and only else each is asked alone.

    Raises ProofError for a theorem without a statement, of another type, or that assumes too much.
    """
    if not theorems:
        return {}
    for theorem in theorems:
        if theorem.module not in stated:
            raise ProofError(
                theorem.source.path, theorem.line, f"{theorem.name}: there is no statement {theorem.module}.statement"
            )
    types = _types(theorems, stated)
    together = " (Coq.Init.Logic.conj ".join(theorem.qualified for theorem in theorems)
    term = f"Coq.Init.Logic.conj {together} Coq.Init.Logic.I{')' * (len(theorems) - 1)}"
    _query(
        theorems, f'{types}Definition together := {term}.\nRedirect "together" Print Assumptions together.\n', prover
    )
    joint = _assumptions((prover.folder / "together.out").read_text("utf-8"), theorems[0])
    if set(joint.names) <= CLASSICAL:
        return {theorem.module: joint for theorem in theorems}
    alone = [f'Redirect "{t.name}" Print Assumptions {t.qualified}.\n' for t in theorems]
    _query(theorems, types + "".join(alone), prover)
    return {theorem.module: _check_assumptions(theorem, prover) for theorem in theorems}


def _query(theorems: Sequence[Theorem], text: str, prover: Prover) -> None:
    (prover.folder / "Query.v").write_text(text, "utf-8")
    done = prover.run("coqc", "-q", "-w", "none", "-Q", "PC", "PC", "Query.v")
    if done.returncode:
        raise _name_type_error(theorems, rejection(done.stderr or done.stdout, "Query.v"))


def _types(theorems: Sequence[Theorem], stated: Mapping[str, str]) -> str:
    """One line a theorem for its type, so that a rejected line names it."""
    required = sorted({t.source.module for t in theorems} | {_module(stated[t.module]) for t in theorems})
    lines = [f"Require {' '.join(required)}."]
    lines += [f"Check ({t.qualified} : {_type(t, stated)})." for t in theorems]
    return "\n".join(lines) + "\n"


def _module(path: str) -> str:
    return CoqSource(path=path, text="").module


def _type(theorem: Theorem, stated: Mapping[str, str]) -> str:
    statement = f"{_module(stated[theorem.module])}.{theorem.module}.statement"
    return statement if theorem.holds else f"Coq.Init.Logic.not {statement}"


def _name_type_error(theorems: Sequence[Theorem], error: ProofError) -> ProofError:
    place = error.line - 2
    if not 0 <= place < len(theorems):
        return error
    theorem = theorems[place]
    wanted = f"{'' if theorem.holds else '~ '}{theorem.module}.statement"
    return ProofError(theorem.source.path, theorem.line, f"{theorem.name} is not of type {wanted}: {error.reason}")


def _check_assumptions(theorem: Theorem, prover: Prover) -> Assumptions:
    assumed = _assumptions((prover.folder / f"{theorem.name}.out").read_text("utf-8"), theorem)
    if assumed.unknown:
        names = ", ".join(assumed.unknown)
        raise ProofError(theorem.source.path, theorem.line, f"{theorem.name} assumes {names}, which is not allowed")
    return assumed


def _assumptions(told: str, theorem: Theorem) -> Assumptions:
    if told.strip() == "Closed under the global context":
        return Assumptions(names=())
    head, found, listed = told.partition("Axioms:")
    if not found or head.strip():
        raise ProofError(theorem.source.path, theorem.line, f"Print Assumptions said {told.strip()[:200]!r}")
    return Assumptions(names=tuple(sorted(set(_NAME.findall(listed)))))


def check_again(sources: Iterable[CoqSource], prover: Prover) -> tuple[str, ...]:
    """Re-check all modules and what they require with `coqchk`; the assumptions made anywhere, by full name.

    Raises ProofError when it finds an error, an unsafe feature, or an assumption that is not allowed.
    """
    modules = [source.module for source in sources]
    done = prover.run("coqchk", "-silent", "-o", "-Q", "PC", "PC", *modules)
    told = done.stdout + done.stderr
    if done.returncode:
        raise ProofError("coqchk", 0, f"{' '.join(told.split())[-500:]}")
    summary = _summary(told)
    for unsafe in _UNSAFE:
        if summary.get(unsafe) != ():
            raise ProofError("coqchk", 0, f"{unsafe}: {', '.join(summary.get(unsafe, ('not reported',)))}")
    axioms = summary.get("Axioms", ())
    foreign = [name for name in axioms if not (name.startswith(_STANDARD) and _is_allowed(_shorten(name)))]
    if foreign:
        raise ProofError("coqchk", 0, f"assumed, and not allowed: {', '.join(foreign)}; prove it")
    return axioms


def _summary(told: str) -> dict[str, tuple[str, ...]]:
    """The context summary: for each heading its entries."""
    found: dict[str, tuple[str, ...]] = {}
    for part in told.partition("CONTEXT SUMMARY")[2].split("\n* ")[1:]:
        heading, _, listed = part.partition(":")
        entries = tuple(line.strip() for line in listed.splitlines() if line.strip())
        found[heading.strip()] = () if entries == ("<none>",) else entries
    return found


def _shorten(name: str) -> str:
    """The last two parts of a full name, as `Print Assumptions` shows it."""
    return ".".join(name.rsplit(".", 2)[-2:])
