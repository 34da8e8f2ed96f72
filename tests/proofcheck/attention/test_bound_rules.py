"""Each rule of the bound calculus is what its lemmas claim: their own sides are compared, in ball arithmetic.

A chain leads from |atom| to the rule's bound. Its first left side must be |atom|, each right side the next left side,
and the least of the ends the bound, at instances in general position; so any other constant or exponent fails.
"""

from dataclasses import replace

import numpy as np
import pytest
import sympy
from flint import arb

from proofcheck.arithmetic.functions import as_array, balls, minimum, precision, sqrt
from proofcheck.attention.calculus import loss_atoms, moments
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.lipschitz import bound_rules, natural_norm
from proofcheck.attention.softmax import covariances, third_cumulants
from proofcheck.lemmas.claims import Inequality

RULES = tuple(dict.fromkeys((*bound_rules.RULES[1:], *bound_rules.SHARP_RULES[1:])))
BITS = 256
TOLERANCE = arb(2) ** -160
KEYS = (3, 9)  # few and many, so that phi lies on both sides of 1/(3 sqrt 3)


def draw(seed, keys):
    """A softmax row with scores x, a direction s and values v in two columns, as balls."""
    rng = np.random.default_rng(seed)
    shapes = {"x": (keys,), "s": (keys,), "v": (keys, 2)}
    return {name: balls(rng.normal(size=shape) / 2) for name, shape in shapes.items()}


def quantities(z):
    """x, b, phi, tau, omega, |f| of the row, by the symbols of the rules."""
    f, v = covariances.weights(z["x"]), z["v"]
    return {
        bound_rules.X: natural_coordinates.length(z["s"]),
        bound_rules.Y: natural_coordinates.length(v),
        bound_rules.PHI: covariances.peak(f),
        bound_rules.TAU: sqrt(as_array(covariances.variance(f, v))).item(),
        bound_rules.OMEGA: third_cumulants._reach(f, v),
        bound_rules.WEIGHT: natural_coordinates.length(f),
    }


def atom_norm(atom, z):
    """|k(s, ..., s, v)| over the columns of v, from the calculus' own cumulant in raw moments."""
    f, s = covariances.weights(z["x"]), z["s"]
    cumulant = moments.cumulant(int(atom.name[2:-1]), 1)
    columns = []
    for column in z["v"].T:
        values = {}
        for symbol in cumulant.free_symbols:
            a, b, _ = moments.powers(symbol)
            values[symbol] = (f * s**a * column**b).sum()
        columns.append(moments.evaluate(cumulant, values))
    return natural_coordinates.length(as_array(columns))


def value(expression, z):
    at = quantities(z)
    return bound_rules.evaluate_bound(expression, at, lambda x: x.sqrt(), lambda x, y: minimum(as_array([x, y])))


def sides(link, z):
    """(lhs, rhs) of the lemma's own claim, the part that the link names, times its factor."""
    claim, space = link.lemma.claim, link.lemma.space
    assert isinstance(claim, Inequality)
    given = {name: z[name] for name in space.variables}
    place = claim.parts.index(link.part) if claim.parts else 0
    assert bool(claim.parts) == bool(link.part)
    blocks = (claim.blocks(as_array(side(**given)).ravel())[place] for side in (claim.lhs, claim.rhs))
    return tuple(sum(block) * value(link.factor, z) for block in blocks)


def equal(left, right):
    assert abs(left).rad() < TOLERANCE
    return abs(left - right) < TOLERANCE * (1 + abs(left))


def broken_links(rule):
    """What of the rule is not as its lemmas claim, over a few instances."""
    found = set()
    with precision(BITS):
        for z in (draw(seed, keys) for seed in range(2) for keys in KEYS):
            ends = []
            for chain in rule.chains:
                (power,) = {link.power for link in chain}
                last = atom_norm(rule.atom, z) ** power
                for link in chain:
                    left, right = sides(link, z)
                    if not equal(last, left):
                        found.add(f"{link.lemma.name} {link.part}")
                    last = right
                ends.append(last.root(power))
            if not equal(minimum(as_array(ends)), value(rule.bound, z)):
                found.add("bound")
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: " ".join((str(rule.atom), *rule.lemmas)))
def test_a_rule_is_what_its_lemmas_claim(rule):
    assert broken_links(rule) == set()


def test_the_one_rule_without_a_lemma_is_a_definition():
    for rules in (bound_rules.RULES, bound_rules.SHARP_RULES):
        assert [rule.atom for rule in rules if not rule.chains] == [loss_atoms.C_ATOM]
    rows = natural_norm.row_quantities(natural_coordinates.line(*(np.ones((1, 1)) * n for n in (1.0, 2, 5, 1, 1))))
    assert rows[bound_rules.RESIDUAL] == [3]


def changed_bounds(rule):
    """Rules with another constant, or another power of one of their symbols."""
    yield "constant", replace(rule, bound=rule.bound * sympy.Rational(9, 10))
    for symbol in sorted(rule.bound.free_symbols, key=str):
        yield f"{symbol} raised", replace(rule, bound=rule.bound * symbol)
        yield f"{symbol} lowered", replace(rule, bound=rule.bound / sympy.sqrt(symbol))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: " ".join((str(rule.atom), *rule.lemmas)))
def test_a_rule_with_another_bound_is_not_what_its_lemmas_claim(rule):
    assert [label for label, changed in changed_bounds(rule) if "bound" not in broken_links(changed)] == []


def changed_lemmas(rule):
    """The rule with one of its lemmas' claims changed: a side times 9/10, or squared."""
    for chain in rule.chains:
        for link in chain:
            claim = link.lemma.claim
            for name in ("lhs", "rhs"):
                for change in (lambda side: 9 * side / 10, lambda side: side * side):
                    side = getattr(claim, name)
                    other = replace(claim, **{name: lambda side=side, change=change, **z: change(side(**z))})
                    lemma = replace(link.lemma, claim=other, certificate=None)
                    planted = tuple(replace(x, lemma=lemma) if x is link else x for x in chain)
                    chains = tuple(planted if x is chain else x for x in rule.chains)
                    yield f"{link.lemma.name} {name}", replace(rule, chains=chains)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: " ".join((str(rule.atom), *rule.lemmas)))
def test_a_lemma_with_another_claim_breaks_its_rules(rule):
    mutants = list(changed_lemmas(rule))
    assert len(mutants) >= 4
    assert [label for label, changed in mutants if not broken_links(changed)] == []
