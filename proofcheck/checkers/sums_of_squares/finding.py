"""Find a certificate of an inequality at stated sizes, print it, and have it checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from proofcheck.arithmetic.exact.undecided import NotExactError, UndecidedError, Work
from proofcheck.checkers.exact.check import decide_at
from proofcheck.checkers.exact.sizes import choices, describe, used_sizes
from proofcheck.checkers.instances.sampling import Sizes
from proofcheck.checkers.sums_of_squares.polynomials import (
    Polynomial,
    combine,
    degree,
    list_bases,
    multiply,
    reduce,
    write,
)
from proofcheck.checkers.sums_of_squares.problem import Entry, Problem, state_problem
from proofcheck.checkers.sums_of_squares.rounding import Weighted, reduce_face, round_matrices
from proofcheck.checkers.sums_of_squares.semidefinite import Block, solve
from proofcheck.lemmas.claims import Claim, Inequality, Space, TheoryError
from proofcheck.lemmas.lemma import Certificate, Lemma

_WORK: Final = 50_000_000
_LEAST: Final = 1e-7  # a smallest eigenvalue that counts as positive
_FACES: Final = 6
_MOST: Final = 1_200  # unknowns of a program that is tried
_MOST_QUESTIONS: Final = 5  # of which each doubles the cases
_MOST_SIZES: Final = 24  # choices of sizes, the smallest first


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`certificate`: Python text, "" where none was found; `reason`: why not; `sizes`: at which sizes it was sought."""

    certificate: str
    reason: str
    sizes: tuple[Sizes, ...]


def find_certificate(
    lemma: Lemma, sizes: Sizes | None = None, notice: Callable[[str], None] = lambda _: None
) -> Finding:
    """A certificate at the given sizes, at all of the space's without any; checked exactly. `notice` gets lines.

    Raises TheoryError for a lemma without inequality and for sizes that its space does not have, ModuleNotFoundError
    without the solver.
    """
    if lemma.space is None or not isinstance(lemma.claim, Inequality):
        raise TheoryError(f"lemma {lemma.name!r} claims no inequality; a certificate is searched for one")
    ranges = used_sizes(lemma.space)
    if sizes and not (sizes.keys() == ranges.keys() and all(low <= sizes[n] for n, (low, _) in ranges.items())):
        raise TheoryError(
            f"lemma {lemma.name!r} has the sizes {describe(ranges) or 'none'}; give each a value from there on"
        )
    wanted = [sizes] if sizes else list(choices(ranges))[:_MOST_SIZES]
    texts: list[str] = []
    for at in wanted:
        notice(f"searching{_words(at)}")
        try:
            text, missing = _find_at(lemma.claim, lemma.space, at)
        except (NotExactError, TypeError) as error:  # a function without an atom is a TypeError
            return Finding(certificate="", reason=f"{error}{_words(at)}", sizes=tuple(wanted))
        if missing:
            reason = f"{missing}{_words(at)}{_found_before(wanted[: len(texts)])}"
            return Finding(certificate="", reason=reason, sizes=tuple(wanted))
        texts.append(text)
    certificate = _print(lemma, wanted, texts)
    for at in wanted:
        notice(f"checking exactly{_words(at)}")
        try:
            decide_at(replace(lemma, certificate=read_certificate(certificate)), at, Work(_WORK))
        except UndecidedError as error:
            return Finding(certificate="", reason=f"found, but not accepted: {error}{_words(at)}", sizes=tuple(wanted))
    return Finding(certificate=certificate, reason="", sizes=tuple(wanted))


def read_certificate(text: str) -> Certificate:
    """The certificate that a text of `find_certificate` is."""
    names: dict[str, Any] = {}
    exec("from fractions import Fraction\nfrom proofcheck.theory import *", names)  # noqa: S102 - our own text
    found: Certificate = eval(text, names)  # noqa: S307 - which was generated here
    return found


def _find_at(claim: Claim, space: Space, sizes: Sizes, answers: tuple[bool, ...] = ()) -> tuple[str, str]:
    """The lists of terms as text, by cases of signs that make maxima and moduli simpler; else why there are none."""
    problem = state_problem(claim, space, sizes, answers)
    if problem.question and len(answers) < _MOST_QUESTIONS:
        parts = []
        for answer in (True, False):
            text, missing = _find_at(claim, space, sizes, (*answers, answer))
            if missing:
                return "", missing
            parts.append(text)
        return f"({parts[0]} if rules.split({problem.question}) else {parts[1]})", ""
    found = [_find_entry(problem, entry) for entry in problem.entries]
    return "[" + ", ".join(f"[{', '.join(terms or ())}]" for terms, _ in found) + "]", _first_missing(found)


def _first_missing(found: Sequence[tuple[list[str] | None, str]]) -> str:
    """Why an entry has no terms, and which entry of several; "" where all have."""
    for number, (terms, reason) in enumerate(found, 1):
        if terms is None:
            return f"{reason} for entry {number} of {len(found)}" if len(found) > 1 else reason
    return ""


def _found_before(sizes: Sequence[Sizes]) -> str:
    if not sizes:
        return ""
    last = ",".join(f"{name}={size}" for name, size in sizes[-1].items())
    return f"; found at smaller sizes: --sizes {last} prints it"


def _words(sizes: Sizes) -> str:
    return f" at {', '.join(f'{name} = {size}' for name, size in sizes.items())}" if sizes else ""


def _find_entry(problem: Problem, entry: Entry) -> tuple[list[str] | None, str]:
    """The terms of an entry as text, or why there are none."""
    terms = _find_by_squares(problem, entry.slack) or _find_terms(problem, entry.slack)
    if terms is None:
        return None, f"no certificate found (degree {degree(entry.slack)})"
    return [f"{term} / ({entry.denominator})" if entry.denominator else term for term in terms], ""


def _find_by_squares(problem: Problem, p: Polynomial) -> list[str] | None:
    """Where roots occur, p = a - b with a >= 0 and a^2 >= b^2."""
    roots = {e: c for e, c in p.items() if any(e[index] for index, _ in problem.relations)}
    for smaller in (
        {e: -c for e, c in roots.items() if c < 0},
        {e: -c for e, c in p.items() if e not in roots or c < 0},
        {e: -c for e, c in p.items() if c < 0},
    ):
        larger = combine([1, 1], [p, smaller])
        if roots and larger and smaller:
            terms = _compare_squares(problem, larger, smaller)
            if terms is not None:
                return terms
    return None


def _compare_squares(problem: Problem, larger: Polynomial, smaller: Polynomial) -> list[str] | None:
    known = _find_terms(problem, larger)
    squares = [multiply(larger, larger), multiply(smaller, smaller)]
    terms = _find_terms(problem, reduce(combine([1, -1], squares), problem.relations)) if known is not None else None
    if known is None or terms is None:
        return None
    a, b = write(larger, problem.names), write(smaller, problem.names)
    shown = f"rules.show({', '.join([a, *known])})"
    return [f"rules.exceed({', '.join([shown, b, *terms])})"]


def _find_terms(problem: Problem, p: Polynomial) -> list[str] | None:
    """Nonnegative terms as text that add up to a polynomial."""
    if not p:
        return []
    top = degree(p)
    for most in dict.fromkeys((top, top + top % 2, top + top % 2 + 2)):
        for _, multipliers in problem.multipliers():
            bases = list_bases(p, [m for _, m in multipliers], most, related=bool(problem.relations))
            pairs = list(zip(multipliers, bases, strict=True))
            blocks = [Block(m, tuple(basis), problem.relations) for (_, m), basis in pairs if basis]
            squares = _search(p, blocks)
            if squares is not None:
                texts = [text for (text, _), basis in pairs if basis]
                found = [(text, square) for text, own in zip(texts, squares, strict=True) for square in own]
                return [_write_term(text, square, problem) for text, square in found]
        if not problem.signs and not problem.ranges:
            break
    return None


def _search(p: Polynomial, blocks: list[Block]) -> list[list[Weighted]] | None:
    """Squares of each block, in the order of the blocks, empty for those that a face leaves without polynomials."""
    order = [tuple(sorted(block.multiplier.items())) for block in blocks]
    for _ in range(_FACES):
        if not 0 < sum(len(block.pairs()) for block in blocks) <= _MOST:
            return None
        found = solve(p, blocks)
        if found is None or found[1] < -_LEAST:
            return None
        matrices, least = found
        smaller = reduce_face(blocks, matrices) if least < 1e-4 else None
        squares = round_matrices(p, blocks, matrices) if least > _LEAST or smaller is None else None
        if squares is not None:
            own = {tuple(sorted(b.multiplier.items())): s for b, s in zip(blocks, squares, strict=True)}
            return [own.get(key, []) for key in order]
        if smaller is None:
            return None
        blocks = smaller
    return None


def _write_term(text: str, square: Weighted, problem: Problem) -> str:
    weight, base = square
    constant = degree(base) == 0
    if constant:
        weight *= next(iter(base.values())) ** 2
    factors = [] if constant else [f"power({write(base, problem.names)}, 2)"]
    factors = ([str(weight.numerator)] if weight.numerator != 1 or (constant and not text) else []) + factors
    product = " * ".join([*factors, *([text] if text else [])])
    if weight.denominator > 1:
        product = f"{product} / {weight.denominator}" if factors or text else f"Fraction(1, {weight.denominator})"
        if constant and not text:
            product = f"Fraction({weight.numerator}, {weight.denominator})"
    return product


def _print(lemma: Lemma, wanted: Sequence[Sizes], texts: Sequence[str]) -> str:
    arguments = ", ".join(["rules", *(lemma.space.variables if lemma.space else ())])
    if len(wanted) == 1:
        return f"Certificate(terms=lambda {arguments}: {texts[0]})"
    lengths = ", ".join(_length(lemma, name) for name in wanted[0])
    cases = ",\n    ".join(f"{tuple(at.values())}: lambda: {text}" for at, text in zip(wanted, texts, strict=True))
    return f"Certificate(terms=lambda {arguments}: {{\n    {cases},\n}}[({lengths},)]())"


def _length(lemma: Lemma, size: str) -> str:
    variables = lemma.space.variables if lemma.space else {}
    return next(f"{n}.shape[{v.shape.index(size)}]" for n, v in variables.items() if size in v.shape)
