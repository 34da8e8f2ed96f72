"""What a lemma can claim: inequalities, identities, costs, rates, written arguments; and the data they are about.

A claim states its two sides once, as functions over numpy arrays of any arithmetic; every checker evaluates those same
functions, so that the rigorous check, the property test and the theorem can never be about different statements. Only a
written derivation stands beside the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.functions import Array
from proofcheck.lemmas.kinds import as_fraction, is_exact, is_extent, is_whole, power
from proofcheck.lemmas.structures import Structure

Instance = dict[str, Array]
_LEAST_BITS = 53  # of the balls of a rate
_OPERATIONS = ("multiplications", "divisions", "additions", "functions")
Expr: TypeAlias = sympy.Expr  # what a derivation computes with
Side = Callable[..., Any]


class TheoryError(ValueError):
    """A theory that cannot be used: the message names the lemma, the rule and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """An array of rationals in [low, high].

    `shape` holds size names or fixed integers; () is a scalar (0-d array). Samples are multiples of 1/`denominator`;
    the claim is about every number of the range (the adversary and the domain checker leave the grid), except that
    denominator 1 means integers. `open_low`, `open_high`: the range is without that end. `unbounded`: the claim is
    about every number ("above": about every number from `low` on), and a given instance may leave the range, which is
    then only where numbers are drawn. `structure`: the array belongs to a set (probability
    vectors, orthogonal matrices, ...), so that no `where` has to ask for it; where its members are not made of the
    parameters as they are, the range is that of the parameters.

    Raises TheoryError for a float (0.1 is not 1/10), an empty range, and a shape, denominator or structure that is none
    or that does not fit the rest.
    """

    shape: tuple[str | int, ...] = ()
    low: Fraction | int = -2
    high: Fraction | int = 2
    denominator: int = 64
    open_low: bool = False
    open_high: bool = False
    unbounded: bool | Literal["above"] = False
    structure: Structure | None = None

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            if not is_exact(getattr(self, name)):
                raise TheoryError(
                    f"{name}={getattr(self, name)!r}: not an exact number; give an int or Fraction(1, 10)"
                )
        if self.low > self.high:
            raise TheoryError(f"low={self.low} above high={self.high}: no number lies there; give low <= high")
        if self.low == self.high and (self.open_low or self.open_high):
            raise TheoryError(f"{self.interval()} is empty; give low < high or closed ends")
        if not isinstance(self.denominator, int) or self.denominator < 1:
            raise TheoryError(f"denominator={self.denominator!r}: give a whole number from 1 on")
        if isinstance(self.shape, str) or not all(map(is_extent, self.shape)):
            raise TheoryError(f"shape={self.shape!r}: give a tuple of size names and whole numbers from 1 on, ('n', 2)")
        if not any(self.unbounded is choice for choice in (False, True)) and self.unbounded != "above":
            raise TheoryError(f"unbounded={self.unbounded!r}: give True, False, or 'above' where only low is an end")
        if self.structure is not None:
            self._check_structure(self.structure)

    def _check_structure(self, structure: Structure) -> None:
        if not isinstance(structure, Structure):
            known = ", ".join(f"Structure.{member.name}" for member in Structure)
            raise TheoryError(f"structure={structure!r}: give one of {known}")
        if not self.shape:
            raise TheoryError(f"structure={structure.name}: a scalar is none of the {structure.value}; give a shape")
        if structure.is_square and not (len(self.shape) == 2 and self.shape[0] == self.shape[1]):
            raise TheoryError(f"shape={self.shape!r}: {structure.value} are square; give a shape like ('n', 'n')")
        if self.denominator == 1 and not structure.keeps_entries:
            raise TheoryError(f"denominator=1: {structure.value} are not made of integers; leave it out")

    @property
    def bounds_entries(self) -> bool:
        """Whether the range is that of the entries, and not of parameters that a structure is built from."""
        return self.structure is None or self.structure.keeps_entries

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest entry that the claim is about, None where there is no end."""
        low = as_fraction(self.low) if self.bounds_entries and self.unbounded is not True else None
        return low, as_fraction(self.high) if self.bounds_entries and not self.unbounded else None

    def admits(self, value: Fraction | int) -> bool:
        """Whether the claim is about an entry of this value."""
        low, high = self.ends
        above = low is None or (value > low if self.open_low else value >= low)
        return above and (high is None or (value < high if self.open_high else value <= high))

    def interval(self) -> str:
        """The range, with round brackets at open ends: `(0, 1]`."""
        return f"{'(' if self.open_low else '['}{self.low}, {self.high}{')' if self.open_high else ']'}"

    def describe(self, name: str) -> str:
        """`x in [-2, 2]^(n x d)`, or the structure in words."""
        if self.structure is None:
            return f"{name} in {self.interval()}" + power(self.shape)
        among = f" with entries in {self.interval()}" if self.bounds_entries else ""
        return f"{name} among {self.structure.value}{among}, {' x '.join(map(str, self.shape))}"


@dataclass(frozen=True, kw_only=True)
class Space:
    """Where instances come from: size ranges (inclusive) and variables.

    `large`: greatest sizes of the few large instances that the thorough profile adds (default: none).

    Raises TheoryError for a size without a range, and for a range that holds no size.
    """

    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    variables: Mapping[str, Variable]
    large: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, bounds in self.sizes.items():
            if not (isinstance(bounds, tuple) and len(bounds) == 2 and all(map(is_whole, bounds))):
                raise TheoryError(f"size {name}={bounds!r}: give (least, most), two whole numbers")
            if not 1 <= bounds[0] <= bounds[1]:
                raise TheoryError(f"size {name} in {list(bounds)}: no instance exists; give 1 <= least <= most")
        named = {(name, size) for name, v in self.variables.items() for size in v.shape if isinstance(size, str)}
        for name, size in sorted(named):
            if size not in self.sizes:
                raise TheoryError(f"variable {name} has the size {size!r}, which `sizes` lacks; give it a range there")
        for name in self.large:
            if name not in self.sizes:
                raise TheoryError(f"large names the size {name!r}, which `sizes` lacks; give it a range there")

    def describe(self) -> str:
        """One line: `1<=n<=4, 1<=d<=2; A in [-2, 2]^(n x d)`."""
        sizes = ", ".join(f"{low}<={name}<={high}" for name, (low, high) in self.sizes.items())
        parts = [variable.describe(name) for name, variable in self.variables.items()]
        return "; ".join(filter(None, [sizes, ", ".join(parts)]))


@dataclass(frozen=True, kw_only=True)
class Inequality:
    """lhs <= rhs (elementwise) for every instance on which all entries of `where` are >= 0; `strict`: lhs < rhs.

    `lhs`, `rhs` and `where` take the variables as keyword arguments (arrays in one arithmetic) and return a scalar or
    an array. An instance whose hypothesis cannot be decided is not counted. `parts` names the inequalities of a claim
    that makes several: its entries, flat, are that many consecutive blocks of one length, and each gets its own
    sharpness.
    """

    lhs: Side
    rhs: Side
    where: Side | None = None
    parts: tuple[str, ...] = ()
    strict: bool = False

    def holds(self, slack: Any) -> Any:
        """Whether rhs - lhs is as claimed: certain where true, for balls."""
        return slack > 0 if self.strict else slack >= 0

    def fails(self, slack: Any) -> Any:
        """Whether rhs - lhs contradicts the claim: certain where true, for balls. Equality refutes a strict claim."""
        return slack <= 0 if self.strict else slack < 0

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


Claim: TypeAlias = Inequality | Identity


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

    `compute` takes the variables of `space` and returns numbers; every scalar operation on their entries is counted. It
    is refused to turn them into floats. `formula` takes the sizes and returns a Python int or a Fraction. `operation`:
    `multiplications`, `divisions`, `additions` (and subtractions) or `functions` (exp, sqrt); else a TheoryError.
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
    lhs >= rhs. Unevaluated derivatives, integrals and sums are evaluated by the checker. A step that shows nothing (x =
    x, or x >= x - D and x >= x / (1 + t) for a letter that is declared nonnegative) is not counted, and a derivation of
    such steps alone is an error. `uses` names the lemmas that the step rests on, which its own lemma must require.
    `shown` is LaTeX to print in place of sides that are too long to read.
    """

    label: str
    lhs: Expr
    rhs: Expr
    reason: str = ""
    uses: tuple[str, ...] = ()
    terms: tuple[Expr, ...] | None = None
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
    """A claim about runs: `observe(rng, runs)` yields what was measured, each as a rigorous inequality of balls.

    They are a function of the generator alone: some are made twice. `coverage`: which runs they are, in the author's
    words. Raises TheoryError for parts of another kind.
    """

    observe: Callable[[np.random.Generator, int], Iterator[Observation]]
    coverage: str
    precision_bits: int = 256

    def __post_init__(self) -> None:
        _check_written("Rate", "observe", self.observe, self.coverage)
        if not (is_whole(self.precision_bits) and self.precision_bits >= _LEAST_BITS):
            raise TheoryError(f"precision_bits={self.precision_bits!r}: give a whole number from {_LEAST_BITS} on")


def _check_written(kind: str, name: str, function: object, coverage: object) -> None:
    """Raise TheoryError unless an author's part has a function, and says in words what it covers."""
    if not callable(function):
        raise TheoryError(f"{kind}: {name}={function!r} is no function; give `def {name}(...)`")
    if not isinstance(coverage, str) or not coverage.strip():
        raise TheoryError(f"{kind}: coverage={coverage!r}: say in words for which sizes and data it is meant")
