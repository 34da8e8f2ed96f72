"""The gallery: one form of documentation, every module in the theory, falsehoods recomputed without proofcheck."""

import re
from fractions import Fraction
from importlib import import_module
from math import exp, log, sin, sqrt
from pkgutil import walk_packages

import pytest

from proofcheck.lemmas.evidence import Grade
from proofcheck.theories import gallery
from proofcheck.theories.gallery.theory import THEORY

MODULES = [
    module.name
    for module in walk_packages(gallery.__path__, f"{gallery.__name__}.")
    if not module.ispkg and not module.name.endswith(".theory")
]
FORM = re.compile(r"^[A-Z][^\n]*\.\n\nClaim: .+\nFormula: .+\nUsed: .+\nGuarantee: .+\nReference: .+\n$", re.DOTALL)


def guarantee(text):
    """The entry, which may have several lines."""
    return text.partition("\nGuarantee: ")[2].partition("\nReference: ")[0]


@pytest.mark.parametrize("name", MODULES)
def test_the_documentation_has_the_five_entries_in_order(name):
    text = import_module(name).__doc__
    assert FORM.match(text)
    assert re.search(r"\b(TIGHT|UPPER|FALSE)\b", guarantee(text))


@pytest.mark.parametrize("name", MODULES)
def test_the_theory_has_the_lemmas_of_every_module(name):
    lemmas = import_module(name).LEMMAS
    assert lemmas
    assert all(lemma in THEORY.lemmas for lemma in lemmas)
    false = any(lemma.expected is Grade.REFUTED for lemma in lemmas)
    assert ("FALSE" in guarantee(import_module(name).__doc__)) is false


def test_a_third_of_at_least_24_claims_is_false():
    false = [lemma for lemma in THEORY.lemmas if lemma.expected is Grade.REFUTED]
    assert len(MODULES) >= 24
    assert len(false) >= len(MODULES) / 3


def test_theorems_in_coq_decide_all_claims_but_a_hundred_sweeps_of_fractions():
    assert [lemma.name for lemma in THEORY.lemmas if lemma.kernel is None] == ["admm-three-blocks"]


# each falsehood by hand


def test_products_and_squares():
    def product(x):
        return x * x * (x - 2) ** 2

    assert product(1) > (product(0) + product(2)) / 2
    assert 4 * 1 > 1 + 1 + 1  # Motzkin's polynomial with 4 at (1, 1)


def test_gradient_descent_is_no_faster_than_4_k_plus_2():
    x = Fraction(3)
    x -= min(x, 1)  # f' of Huber's function with threshold 1
    value = x - Fraction(1, 2)
    assert value == Fraction(9, 6) > Fraction(9, 7)


def test_a_step_of_two_over_l_does_not_decrease():
    assert (1 - 2 * 1) ** 2 / 2 == 1**2 / 2


def test_the_condition_of_polyak_and_lojasiewicz_is_not_convexity():
    def value(x):
        return x * x + 3 * sin(x) ** 2

    assert value(1.5) > (value(1) + value(2)) / 2 + 0.4


def test_the_heavy_ball_has_a_cycle():
    def slope(x):
        return 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24

    before, last = Fraction(2592, 1225), Fraction(792, 1225)
    path = []
    for _ in range(3):
        before, last = last, last - slope(last) / 9 + Fraction(4, 9) * (last - before)
        path.append(last)
    assert path == [Fraction(-2208, 1225), Fraction(2592, 1225), Fraction(792, 1225)]


def test_three_blocks_diverge():
    columns = [(1, 1, 1), (1, 1, 2), (1, 2, 2)]
    x, y = [0.0, 1.0, 1.0], [0.0, 0.0, 0.0]
    for _ in range(100):
        for i, a in enumerate(columns):
            rest = [y[r] + sum(columns[j][r] * x[j] for j in range(3) if j != i) for r in range(3)]
            x[i] = -sum(p * q for p, q in zip(a, rest, strict=True)) / sum(p * p for p in a)
        y = [y[r] + sum(columns[j][r] * x[j] for j in range(3)) for r in range(3)]
    assert sum(v * v for v in x + y) > 2000


def test_adam_returns_to_the_worst_point():
    x, moment = 1.0, 0.0
    for t in range(1, 4):
        slope = 3 if t == 1 else -1
        moment = moment / 10 + 9 / 10 * slope * slope
        x = min(1.0, x - 0.5 * slope / sqrt(t * moment))
    assert x == 1.0


def test_attention_is_steeper_than_100():
    def first(token):
        scores = [exp(token * token), exp(token * 40)]
        return (scores[0] * token + scores[1] * 40) / sum(scores)

    assert (first(1e-6) - first(-1e-6)) / 2e-6 == pytest.approx(400.5, rel=1e-4)


def test_log_sum_exp_is_flat_along_ones():
    values = [log(exp(0 + t) + exp(0 + t)) for t in (-1, 0, 1)]
    assert values[0] - 2 * values[1] + values[2] == pytest.approx(0, abs=1e-15)


def test_softmax_has_slope_one_half_with_two_classes():
    p, d = (Fraction(1, 2), Fraction(1, 2)), (1, -1)
    mean = sum(a * b for a, b in zip(p, d, strict=True))
    assert [a * (b - mean) for a, b in zip(p, d, strict=True)] == [Fraction(b, 2) for b in d]


def test_pinsker_needs_its_half():
    p, q = (0.5, 0.5), (exp(1) / (1 + exp(1)), 1 / (1 + exp(1)))
    divergence = sum(a * log(a / b) for a, b in zip(p, q, strict=True))
    assert sum(abs(a - b) for a, b in zip(p, q, strict=True)) ** 2 > 1.7 * divergence


def test_products_of_matrices():
    A, B, v = ((1, 1), (1, 1)), ((1, 0), (0, 0)), (1, -2)

    def times(M, x):
        return [sum(a * b for a, b in zip(row, x, strict=True)) for row in M]

    assert sum(a * b for a, b in zip(times(A, v), times(B, v), strict=True)) == -1
    larger = [[a + b for a, b in zip(p, q, strict=True)] for p, q in zip(A, B, strict=True)]
    assert sum(a * a for a in times(larger, v)) == 1 < 2 == sum(a * a for a in times(A, v))


def test_sequences_in_opposite_order():
    x, y = (0, 1), (1, 0)
    assert Fraction(sum(x), 2) * Fraction(sum(y), 2) > Fraction(sum(a * b for a, b in zip(x, y, strict=True)), 2)
