"""Lemmas and theories: what is claimed, what decides it, on which premises it rests, and what is expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from proofcheck.lemmas.claims import (
    Cost,
    Derivation,
    Domain,
    Identity,
    Inequality,
    Instance,
    Rate,
    Space,
    TheoryError,
)
from proofcheck.lemmas.coverage import plural
from proofcheck.lemmas.domains import check_domain
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.kernel_proof import KernelProof
from proofcheck.lemmas.names import unknown_lemma
from proofcheck.lemmas.parts import check_parts
from proofcheck.lemmas.source import Source
from proofcheck.typeset.card import Card, ShownAsCard, shorten

_DECIDED_BY: Final = "decided by"  # the metadata of a field of Lemma that gives a checker something to decide


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """For each entry of an inequality, terms that are nonnegative and whose sum is rhs - lhs.

    `terms(rules, **variables)` takes the claim's variables as exact numbers, entry by entry, and returns a list of
    terms for each entry of the claim. A term is a number whose sign its making tells: a square (`power(a, 2)`,
    `a * a`), a variable or an atom that is nonnegative (exponentials, roots, moduli), sums and products of these, and
    what `rules` gives:

        rules.fact(a)                    a, known to be nonnegative from ranges, `where`, cases, max(b, c) >= b
        rules.split(a)                   True where a >= 0 is assumed, False where a <= 0 is; both are gone through
        rules.show(a, *terms, times=c)   a, known to be nonnegative since c a is the sum of the terms and c > 0
        rules.exceed(a, b, *terms)       a - b, known to be since a >= 0 and a^2 - b^2 is the sum of the terms
        rules.bend(t)                    exp(t) - 1 - t, nonnegative for every t
        rules.slack("B2", 0, x=..., ...) entry 0 of rhs - lhs of the premise B2 at these arguments, evaluated by the
                                         checker; its ranges and hypotheses must be known to hold there

    `premises`: the lemmas whose slack is used, in `requires` as well. Nothing here is trusted: every sign and every sum
    is checked, at each choice of sizes.
    """

    terms: Callable[..., Sequence[Sequence[Any]]]
    premises: tuple[Lemma, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lemma(ShownAsCard):
    """A claim and everything that decides it.

    name: short and unique (`B4`). title: a few words. statement: LaTeX without delimiters; left out, the
    one that is generated from the claim stands alone. hypotheses: plain text.
    claim with space: decided by the rigorous, property and adversary checkers; on the box of `domain` by the domain
    checker; an identity by the exact checker as well. certificate: why an inequality holds, for that checker.
    kernel: where theorems about the claim are proved in Coq and recorded, for the kernel checker.
    derivation: by the symbolic checker. rate: by the rate checker. cost: by the cost checker. requires:
    premises by name. expected: None means "must not be refuted or broken". holds_instead: for a claim expected to be
    REFUTED, the corrected lemma. witness: an instance that the rigorous checker tries first (e.g. a known
    counterexample or extremal case). extremes: further instances to evaluate, at which one part or another is attained,
    or members of a family that comes close. measures: named measurements for the report.
    thin: why few decided instances are enough, or none that meets the hypotheses; without it thin evidence is not as
    expected (exit code 1).
    internal: a check of code or runs, no bound of the theory, so that reports do not rank it among loose bounds.
    source: for a claim that a paper prints, where it stands there. reference: any other literature.

    Raises TheoryError when nothing is given that could be decided, or parts do not fit together.
    """

    name: str
    title: str
    statement: str = ""
    group: str = ""
    hypotheses: str = ""
    claim: Inequality | Identity | None = field(default=None, metadata={_DECIDED_BY: "instances of the two sides"})
    space: Space | None = None
    witness: Callable[[], Instance] | None = None
    extremes: Callable[[], Sequence[Instance]] | None = None
    domain: Domain | None = field(default=None, metadata={_DECIDED_BY: "every point of a box"})
    kernel: KernelProof | None = field(default=None, metadata={_DECIDED_BY: "theorem in Coq"})
    certificate: Certificate | None = field(default=None, metadata={_DECIDED_BY: "exact certificate"})
    derivation: Derivation | None = field(default=None, metadata={_DECIDED_BY: "written argument"})
    rate: Rate | None = field(default=None, metadata={_DECIDED_BY: "runs"})
    cost: Cost | None = field(default=None, metadata={_DECIDED_BY: "operation counts"})
    requires: tuple[str, ...] = ()
    expected: Grade | None = None
    holds_instead: str | None = None
    source: Source | None = None
    reference: str = ""
    remarks: str = ""
    measures: Callable[[], Mapping[str, str]] | None = None
    thin: str = ""
    internal: bool = False

    def __post_init__(self) -> None:
        self._check_types()
        check_parts(self.name, self.claim, self.domain, self.cost, self.derivation)
        if (self.claim is None) != (self.space is None):
            raise TheoryError(f"lemma {self.name!r}: claim and space go together; give both or neither")
        if self.kernel is not None and self.claim is None:
            raise TheoryError(f"lemma {self.name!r}: a theorem in Coq is about a claim; give claim and space")
        if self.certificate is not None:
            self._check_certificate(self.certificate)
        if not self.parts():
            raise TheoryError(f"lemma {self.name!r}: nothing to check; give a claim, a derivation, a rate or a cost")
        if self.domain is not None:
            check_domain(self.name, self.claim, self.space, self.domain)

    def parts(self) -> dict[str, str]:
        """The fields that are given and decided by some checker, each with what decides it."""
        known = {entry.name: entry.metadata.get(_DECIDED_BY, "") for entry in fields(self)}
        return {name: words for name, words in known.items() if words and getattr(self, name) is not None}

    def __repr__(self) -> str:
        return shorten(f"Lemma({self.name}: {self.title})")

    def _card(self) -> Card:
        rows = [
            ("hypotheses", self.hypotheses),
            ("data", self.space.describe() if self.space else ""),
            ("decided by", ", ".join(self.parts().values())),
            ("requires", ", ".join(self.requires)),
            ("expected", self.expected.name if self.expected else "not refuted"),
            ("holds instead", self.holds_instead or ""),
            ("source", str(self.source or "")),
            ("reference", self.reference),
            ("remarks", self.remarks),
        ]
        shown = tuple((label, value) for label, value in rows if value)
        return Card(headline=f"{self.name}: {self.title}", formula=self.statement, rows=shown)

    def _check_types(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise TheoryError(f"name={self.name!r}: not a text; give a short name that no other lemma has")
        for name, kinds in _TYPES.items():
            value = getattr(self, name)
            if value is not None and not isinstance(value, kinds):
                wanted = " or ".join(kind.__name__ for kind in kinds)
                wanted += f".{value}" if kinds == (Grade,) and value in Grade.__members__ else ""
                raise TheoryError(
                    f"lemma {self.name!r}: {name}={value!r} is of type {type(value).__name__}; give {wanted}"
                )
        if isinstance(self.requires, str) or not all(isinstance(premise, str) for premise in self.requires):
            raise TheoryError(f"lemma {self.name!r}: requires={self.requires!r} is not a tuple of names; give ('B1',)")
        for name in ("witness", "extremes", "measures"):
            if getattr(self, name) is not None and not callable(getattr(self, name)):
                raise TheoryError(f"lemma {self.name!r}: {name} is no function; give `lambda: ...`")

    def _check_certificate(self, certificate: Certificate) -> None:
        if not isinstance(self.claim, Inequality):
            raise TheoryError(f"lemma {self.name!r}: a certificate is of an inequality; an identity needs none")
        for premise in certificate.premises:
            if not isinstance(premise, Lemma) or premise.name not in self.requires:
                name = premise.name if isinstance(premise, Lemma) else premise
                raise TheoryError(f"lemma {self.name!r}: its certificate rests on {name!r}, no lemma that it requires")


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "title": (str,),
    "statement": (str,),
    "claim": (Inequality, Identity),
    "space": (Space,),
    "domain": (Domain,),
    "certificate": (Certificate,),
    "derivation": (Derivation,),
    "rate": (Rate,),
    "cost": (Cost,),
    "expected": (Grade,),
    "holds_instead": (str,),
    "source": (Source,),
    "thin": (str,),
    "internal": (bool,),
}


@dataclass(frozen=True, kw_only=True)
class Theory(ShownAsCard):
    """A named list of lemmas.

    `problem`: what the theory is about, a formula in LaTeX; `notation`: (symbol in LaTeX or a word, its meaning in
    words) of what the lemmas use without saying. Both stand at the head of a report. `known_mutants`: why changed
    claims of these lemmas are true all the same, and `open_mutants`: what is known of those that nobody has decided, by
    (lemma or `*` for all, function or constant, change), as `proofcheck mutants` prints them.

    Raises TheoryError for no lemma and what is none, duplicate names, unknown premises, cycles, a `holds_instead` that
    names no lemma, and mutants of another form, of no lemma, or both known and open.
    """

    name: str
    title: str
    lemmas: tuple[Lemma, ...]
    reference: str = ""
    problem: str = ""
    notation: tuple[tuple[str, str], ...] = ()
    known_mutants: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    open_mutants: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.lemmas, str) or not isinstance(self.lemmas, Sequence):
            raise TheoryError(f"theory {self.name!r}: lemmas={self.lemmas!r} is not a tuple; give (Lemma(...), ...)")
        if not self.lemmas:
            raise TheoryError(f"theory {self.name!r}: lemmas={self.lemmas!r} decides nothing; give at least one Lemma")
        strangers = [lemma for lemma in self.lemmas if not isinstance(lemma, Lemma)]
        if strangers:
            raise TheoryError(f"theory {self.name!r}: {strangers[0]!r} among its lemmas is no Lemma; give Lemma(...)")
        names = [lemma.name for lemma in self.lemmas]
        for name in names:
            if names.count(name) > 1:
                raise TheoryError(f"lemma name {name!r} appears {names.count(name)} times; names must be unique")
        self.ordered()
        for lemma in self.lemmas:
            for premise in lemma.certificate.premises if lemma.certificate else ():
                if self[premise.name] is not premise:
                    raise TheoryError(f"lemma {lemma.name!r}: its certificate rests on another {premise.name!r}")
            if lemma.holds_instead is not None and lemma.holds_instead not in names:
                known = unknown_lemma(lemma.holds_instead, names, f"theory {self.name!r}")
                raise TheoryError(f"lemma {lemma.name!r} names holds_instead={lemma.holds_instead!r}: {known}")
        self._check_mutants(names)

    def _check_mutants(self, names: Sequence[str]) -> None:
        for table in ("known_mutants", "open_mutants"):
            for key, reason in getattr(self, table).items():
                if not (isinstance(key, tuple) and len(key) == 3 and all(isinstance(x, str) for x in (*key, reason))):
                    raise TheoryError(
                        f"{table}: {key!r}: {reason!r}; give (lemma, function, change): reason, all texts"
                    )
                if key[0] not in ("*", *names):
                    raise TheoryError(f"{table}: {key!r}: {unknown_lemma(key[0], names, f'theory {self.name!r}')}")
        both = self.known_mutants.keys() & self.open_mutants.keys()
        if both:
            raise TheoryError(f"{min(both)!r} is among both known_mutants and open_mutants; leave it in one")

    def __repr__(self) -> str:
        return shorten(f"Theory({self.name}: {plural(len(self.lemmas), 'lemma')}, {self.title})")

    def _card(self) -> Card:
        return Card(
            headline=f"{self.title}: {plural(len(self.lemmas), 'lemma')}",
            sentences=(self.reference,) if self.reference else (),
            header=("lemma", "requires", "claim"),
            table=tuple((lemma.name, ", ".join(lemma.requires), lemma.title) for lemma in self.lemmas),
        )

    def __getitem__(self, name: str) -> Lemma:
        for lemma in self.lemmas:
            if lemma.name == name:
                return lemma
        raise unknown_lemma(name, [lemma.name for lemma in self.lemmas], f"theory {self.name!r}")

    def ordered(self) -> tuple[Lemma, ...]:
        """Premises before what needs them, otherwise in the order given."""
        done: dict[str, Lemma] = {}
        for lemma in self.lemmas:
            self._visit(lemma, (), done)
        return tuple(done.values())

    def _visit(self, lemma: Lemma, path: tuple[str, ...], done: dict[str, Lemma]) -> None:
        if lemma.name in done:
            return
        if lemma.name in path:
            raise TheoryError(
                f"premises form a cycle: {' -> '.join((*path, lemma.name))}; remove one of these `requires`"
            )
        for premise in lemma.requires:
            self._visit(self._premise(premise, lemma), (*path, lemma.name), done)
        done[lemma.name] = lemma

    def _premise(self, premise: str, lemma: Lemma) -> Lemma:
        try:
            return self[premise]
        except TheoryError as error:
            raise TheoryError(f"lemma {lemma.name!r} requires {premise!r}: {error}") from None
