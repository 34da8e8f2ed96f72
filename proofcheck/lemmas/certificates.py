"""Certificates: why an inequality holds, as numbers that the exact checker knows to be nonnegative and that add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proofcheck.lemmas.lemma import Lemma


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
