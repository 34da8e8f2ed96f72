"""Lemmas and theories: what is claimed, over which data, and what is expected.

A lemma states its two sides once, as functions over numpy arrays of any arithmetic; every checker evaluates those same
functions, so that the rigorous check, the property test and the theorem can never be about different statements. Only a
written derivation stands beside the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.functions import Array
from proofcheck.lemmas.evidence import Grade
from proofcheck.typeset.card import lemma_card, shortened, theory_card

Instance = dict[str, Array]
_MOST_NAMED = 12  # lemmas that a message lists
_OPERATIONS = ("multiplications", "divisions", "additions", "functions")
Side = Callable[..., Any]


class TheoryError(ValueError):
    """A theory that cannot be used: the message names the lemma, the rule and the remedy."""


def unknown_lemma(name: str, known: Sequence[str], place: str) -> TheoryError:
    """The error for a name that `place` does not have: near names, or all when they are few."""
    near = [x for x in known if x.casefold() == name.casefold()] or get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return TheoryError(f"unknown lemma {name!r} in the {place}; did you mean {' or '.join(near)}?")
    few = ", ".join(known[:_MOST_NAMED]) + (", ..." if len(known) > _MOST_NAMED else "")
    return TheoryError(f"unknown lemma {name!r} in the {place}, which has {few or 'none'}")


@dataclass(frozen=True, kw_only=True)
class Variable:
    """An array of rationals in [low, high].

    `shape` holds size names or fixed integers; () is a scalar (0-d array). Samples are multiples of 1/`denominator`;
    the claim is about every number of the range (the adversary and the domain checker leave the grid), except that
    denominator 1 means integers. `unbounded`: it is about every number, and a given instance may leave the range.
    """

    shape: tuple[str | int, ...] = ()
    low: Fraction | int = -2
    high: Fraction | int = 2
    denominator: int = 64
    unbounded: bool = False


@dataclass(frozen=True, kw_only=True)
class Space:
    """Where instances come from: size ranges (inclusive) and variables.

    `large`: greatest sizes of the few large instances that the thorough profile adds (default: none).
    """

    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    variables: Mapping[str, Variable]
    large: Mapping[str, int] = field(default_factory=dict)

    def describe(self) -> str:
        """One line: `1<=n<=4, 1<=d<=2; A in [-2, 2]^(n x d)`."""
        sizes = ", ".join(f"{low}<={name}<={high}" for name, (low, high) in self.sizes.items())
        parts = [f"{name} in [{v.low}, {v.high}]" + _power(v.shape) for name, v in self.variables.items()]
        return "; ".join(filter(None, [sizes, ", ".join(parts)]))


def _power(shape: tuple[str | int, ...]) -> str:
    return "^(" + " x ".join(map(str, shape)) + ")" if shape else ""


@dataclass(frozen=True, kw_only=True)
class Inequality:
    """lhs <= rhs (elementwise) for every instance on which all entries of `where` are >= 0.

    `lhs`, `rhs` and `where` take the variables as keyword arguments (arrays in one arithmetic) and return a scalar or
    an array. An instance whose hypothesis cannot be decided is not counted. `parts` names the inequalities of a claim
    that makes several: its entries, flat, are that many consecutive blocks of one length, and each gets its own
    sharpness.
    """

    lhs: Side
    rhs: Side
    where: Side | None = None
    parts: tuple[str, ...] = ()

    def blocks(self, entries: Sequence[Any]) -> list[Sequence[Any]]:
        """The entries of each part. Raises TheoryError when they are not as many blocks of one length."""
        count = len(self.parts) or 1
        if len(entries) % count:
            raise TheoryError(f"{len(entries)} entries for parts={self.parts}; give each part equally many")
        size = len(entries) // count
        return [entries[i * size : (i + 1) * size] for i in range(count)]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """lhs = rhs (elementwise) for every instance."""

    lhs: Side
    rhs: Side


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A box of all inputs on which the lemma's inequality is to be decided everywhere, by branch and bound.

    `space`: every size a single value; the ranges of its variables, as real intervals, are the box. Choose it away
    from points of equality: no enclosure separates sides that touch. `boxes`: how many boxes the ci profile examines.
    """

    space: Space
    boxes: int = 4000


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The number of operations of `compute` equals `formula` for every choice of sizes.

    `compute` takes the variables of `space`; every scalar operation on their entries is counted. `formula` takes the
    sizes. `operation`: `multiplications`, `divisions`, `additions` (and subtractions) or `functions` (exp, sqrt); any
    other raises TheoryError.
    """

    compute: Side
    space: Space
    formula: Callable[..., int]
    operation: str = "multiplications"

    def __post_init__(self) -> None:
        if self.operation not in _OPERATIONS:
            raise TheoryError(f"operation={self.operation!r}: not counted; choose {', '.join(_OPERATIONS)}")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a derivation.

    Without `terms`: lhs - rhs must simplify to an exact zero. With `terms`: lhs - rhs must equal their sum and each
    term must be nonnegative by sympy's assumptions (squares, products of declared nonnegative symbols), which proves
    lhs >= rhs. A step that cannot fail (x = x, or a difference that is the terms as written) is not counted. `shown` is
    LaTeX to print in place of sides that are too long to read.
    """

    label: str
    lhs: sympy.Expr
    rhs: sympy.Expr
    reason: str = ""
    terms: tuple[sympy.Expr, ...] | None = None
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """A written argument: its steps, and in words the sizes or hypotheses that its author says they cover.

    The steps are verified, their link to the claim is not: the lemma is ARGUED, never PROVED, by it.
    """

    steps: Callable[[], Iterable[Step]]
    coverage: str


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One measured instance of a rate: lhs <= rhs is claimed for these two balls; `data` is exact, `p/q` or hex.

    Raises TheoryError for sides that are not balls.
    """

    label: str
    lhs: arb
    rhs: arb
    data: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (isinstance(self.lhs, arb) and isinstance(self.rhs, arb)):
            kinds = f"{type(self.lhs).__name__} and {type(self.rhs).__name__}"
            raise TheoryError(f"observation {self.label!r}: the sides are {kinds}; give balls (flint.arb)")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A claim about runs: `observe(rng, runs)` yields what was measured, each as a rigorous inequality of balls."""

    observe: Callable[[np.random.Generator, int], Iterator[Observation]]
    coverage: str
    precision_bits: int = 256


@dataclass(frozen=True, kw_only=True)
class Lemma:
    """A claim and everything that decides it.

    name: short and unique (`B4`). title: a few words. statement: LaTeX without delimiters. hypotheses: plain text.
    claim with space: decided by the rigorous, property and adversary checkers; on the box of `domain` by the domain
    checker. derivation: by the symbolic checker. rate: by the rate checker. cost: by the cost checker. requires:
    premises by name. expected: None means "must not be refuted or broken". holds_instead: for a claim expected to be
    REFUTED, the corrected lemma. witness: an instance that the rigorous checker tries first (e.g. a known
    counterexample or extremal case). extremes: further instances to evaluate, at which one part or another is attained,
    or members of a family that comes close. measures: named measurements for the report.

    Raises TheoryError when nothing is given that could be decided, or parts do not fit together.
    """

    name: str
    title: str
    statement: str
    group: str = ""
    hypotheses: str = ""
    claim: Inequality | Identity | None = None
    space: Space | None = None
    witness: Callable[[], Instance] | None = None
    extremes: Callable[[], Sequence[Instance]] | None = None
    domain: Domain | None = None
    derivation: Derivation | None = None
    rate: Rate | None = None
    cost: Cost | None = None
    requires: tuple[str, ...] = ()
    expected: Grade | None = None
    holds_instead: str | None = None
    reference: str = ""
    remarks: str = ""
    measures: Callable[[], Mapping[str, str]] | None = None

    def __post_init__(self) -> None:
        if (self.claim is None) != (self.space is None):
            raise TheoryError(f"lemma {self.name!r}: claim and space go together; give both or neither")
        if not any((self.claim, self.derivation, self.rate, self.cost)):
            raise TheoryError(f"lemma {self.name!r}: nothing to check; give a claim, a derivation, a rate or a cost")
        if self.domain is not None:
            self._check_domain(self.domain)

    def __repr__(self) -> str:
        return shortened(f"Lemma({self.name}: {self.title})")

    def __str__(self) -> str:
        return lemma_card(self).text()

    def _repr_html_(self) -> str:
        return lemma_card(self).html()

    def _check_domain(self, domain: Domain) -> None:
        if not isinstance(self.claim, Inequality) or self.space is None:
            raise TheoryError(
                f"lemma {self.name!r}: a domain needs an inequality; give claim=Inequality(...) and space"
            )
        if set(domain.space.variables) != set(self.space.variables):
            names = ", ".join(self.space.variables)
            raise TheoryError(f"lemma {self.name!r}: the domain's variables differ from the claim's; give {names}")
        open_sizes = [name for name, (low, high) in domain.space.sizes.items() if low != high]
        if open_sizes:
            raise TheoryError(
                f"lemma {self.name!r}: the domain leaves size {open_sizes[0]} open; give one value (k, k)"
            )


@dataclass(frozen=True, kw_only=True)
class Theory:
    """A named list of lemmas. Raises TheoryError on duplicate names, unknown premises and cycles."""

    name: str
    title: str
    lemmas: tuple[Lemma, ...]
    reference: str = ""

    def __post_init__(self) -> None:
        names = [lemma.name for lemma in self.lemmas]
        for name in names:
            if names.count(name) > 1:
                raise TheoryError(f"lemma name {name!r} appears {names.count(name)} times; names must be unique")
        self.ordered()

    def __repr__(self) -> str:
        return shortened(f"Theory({self.name}: {len(self.lemmas)} lemmas, {self.title})")

    def __str__(self) -> str:
        return theory_card(self).text()

    def _repr_html_(self) -> str:
        return theory_card(self).html()

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
