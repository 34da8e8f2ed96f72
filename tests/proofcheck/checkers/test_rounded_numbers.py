"""2^53 + 1 = 2^53 by whatever way a rounded number becomes an integer: it is refused as it is made, nothing proved."""

import cmath
import decimal
import functools
import heapq
import math
import operator
import statistics
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import sympy

from proofcheck.arithmetic.opaque import guess
from proofcheck.arithmetic.refusals import InexactOperandError
from proofcheck.checkers import Settings, exact, rigorous
from proofcheck.lemmas.evidence import Outcome
from proofcheck.statements import NotTraceableError, trace
from proofcheck.theory import Identity, Lemma, Space, Variable, identity, rational

VECTOR = Space(sizes={"n": (2, 3)}, variables={"x": Variable(shape=("n",), unbounded=True)})
EXACT = 2**53 + 1  # no double
TENTH = 0.1
HALF = (0.5, 1.5)


def lemma(number):
    """number(x) + x = x, where `number` is an integer that should be 1 and is rounded to 0, or the like."""
    return Lemma(name="L", title="", claim=Identity(lhs=lambda x: number() + x, rhs=lambda x: x + 0), space=VECTOR)


def deep(n):
    return deep(n - 1) if n else 0


def two_digits():
    return decimal.Context(prec=2).create_decimal(999)


def augmented():
    text = "%.0f"
    text %= EXACT
    return text


def augmented_entry():
    texts = ["%.0f"]
    texts[0] %= EXACT
    return texts[0]


def remainder():
    rest = EXACT
    rest %= 2**53
    match rest:
        case 1:
            rest %= 1
    return rest


# name: an integer, or a truth value, that a rounded number was turned into
ROUNDED = {
    "a sum": lambda: int(2.0**53 + 1) - 2**53,
    "a quotient": lambda: int(EXACT / 1) - 2**53,
    "a root": lambda: int((EXACT**2) ** 0.5) - 2**53,
    "a negative power": lambda: 2**-1,
    "math.sqrt": lambda: math.floor(math.sqrt(EXACT**2)) - 2**53,
    "math.log2": lambda: math.ceil(math.log2(EXACT)) - 53,
    "math.pow": lambda: int(math.pow(EXACT, 1)) - 2**53,
    "math.fsum": lambda: round(math.fsum([EXACT])) - 2**53,
    "float": lambda: int(float(EXACT)) - 2**53,
    "float of text": lambda: int(float("9007199254740993")) - 2**53,
    "complex": lambda: int((EXACT + 0j).real) - 2**53,
    "a numpy double": lambda: int(np.float64(2**53) + 1) - 2**53,
    "a numpy single": lambda: int(np.float32(2**24 + 1)) - 2**24,
    "a long double": lambda: int(np.longdouble(2) ** 64 + 1) - 2**64,
    "an array": lambda: int(np.array([2.0**53, 1]).sum()) - 2**53,
    "np.mean": lambda: int(np.mean([EXACT])) - 2**53,
    "np.zeros": lambda: int((np.zeros(1) + EXACT)[0]) - 2**53,
    "np.linspace": lambda: int(np.linspace(0, EXACT, 2)[-1]) - 2**53,
    "an array of objects": lambda: next(int(v) for v in np.array([EXACT], dtype=object) / 1) - 2**53,
    "objects divided by numpy": lambda: next(map(int, np.true_divide(np.array([EXACT], dtype=object), 1))) - 2**53,
    "decimal": lambda: int(two_digits()) - 1000,
    "mpmath": lambda: int(mpmath.mpf(EXACT) + 2**53) - 2**54,
    "mpmath's pi": lambda: int(mpmath.pi * 10**30) % 2,
    "an interval": lambda: int(mpmath.iv.mpf(EXACT).mid) - 2**53,
    "sympy": lambda: int(sympy.Float(2, 15) ** 60 + 1) - 2**60,
    "sympy's evaluation": lambda: int(sympy.sqrt(2).evalf(3) * 10**6) % 2,
    "a sum of sympy": lambda: int((sympy.Symbol("t") + sympy.Float(1)).subs("t", EXACT)) - EXACT,
    "a ball": lambda: int(float(flint.arb(EXACT))) - 2**53,
    "statistics": lambda: int(statistics.fmean([EXACT])) - 2**53,
    "sum": lambda: int(sum([EXACT, 0.0])) - 2**53,
    "divmod": lambda: int(divmod(float(EXACT), 1)[0]) - 2**53,
    "floor": lambda: int(EXACT // 1.0) - 2**53,
    "remainder": lambda: int(EXACT % 2.0),
    "a comparison": lambda: int(TENTH + 0.2 == 0.3),
    "a branch": lambda: 1 if 0.1 + 0.2 == 0.3 else 0,
    "a position": lambda: [0, 1][int(3 * TENTH * 10) - 3],
    "text": lambda: int(str(2.0**53 + 1)[-3]) - 2,
    "an f-string": lambda: int(f"{EXACT / 1:.0f}") - 2**53,
    "text by %": lambda: int("%.0f" % EXACT) - 2**53,  # noqa: UP031
    "bytes by %": lambda: int(b"%.0f" % EXACT) - 2**53,
    "text by %=": lambda: int(augmented()) - 2**53,
    "an entry by %=": lambda: int(augmented_entry()) - 2**53,
    "an f-string's format": lambda: int(f"{EXACT:.0f}") - 2**53,
    "a format within a format": lambda: int(f"{EXACT:{'.0f'}}") - 2**53,
    "format": lambda: int(format(EXACT, ".0f")) - 2**53,
    "str.format": lambda: int("{:.0f}".format(EXACT)) - 2**53,  # noqa: UP032
    "str.format_map": lambda: int("{n:.0f}".format_map({"n": EXACT})) - 2**53,
    "__format__": lambda: int(EXACT.__format__(".0f")) - 2**53,
    "__format__ of int": lambda: int(int.__format__(EXACT, ".0f")) - 2**53,
    "__mod__": lambda: int("%.0f".__mod__(EXACT)) - 2**53,
    "__mod__ of str": lambda: int(str.__mod__("%.0f", EXACT)) - 2**53,
    "operator.mod": lambda: int(operator.mod("%.0f", EXACT)) - 2**53,
    "operator.imod": lambda: int(operator.imod("%.0f", EXACT)) - 2**53,
    "math.isclose": lambda: int(math.isclose(EXACT, 2**53, rel_tol=0)) - 1,
    "cmath.isclose": lambda: int(cmath.isclose(EXACT, 2**53, rel_tol=0)) - 1,
    "np.isclose": lambda: int(np.isclose(EXACT, 2**53)) - 1,
    "np.allclose": lambda: int(np.allclose([EXACT], [2**53])) - 1,
    "np.format_float_positional": lambda: int(np.format_float_positional(EXACT, trim="-")) - 2**53,
    "np.format_float_scientific": lambda: int(np.format_float_scientific(EXACT)[-1]) - 5,
    "lists that numpy rounds": lambda: int(np.array_equal([2**63 + 1, -1], [2**63, -1])) - 1,
    "lists in a list": lambda: int(np.array_equal([[2**63 + 1, -1]], ((2**63, -1),))) - 1,
    "a position in such a list": lambda: int(np.argmax([-1, 2**63, 2**63 + 1])) - 1,
    "a length": lambda: len(range(int(EXACT / 2**50))) - 8,
    "is_integer": lambda: int((EXACT / 2).is_integer()),
    "as_integer_ratio": lambda: (EXACT / 2).as_integer_ratio()[1] - 1,
    "Fraction": lambda: Fraction(EXACT / 1) - 2**53,
    "hash": lambda: hash(EXACT / 1) - 2**53,
    "a constant": lambda: int(TENTH * 10) - 1,
    "a constant by name": lambda: Fraction(TENTH) - Fraction(1, 10),
    "a loop": lambda: next(int(v * 2) for v in HALF),
    "a default": lambda scale=TENTH: int(scale * 10) - 1,
    "sorted": lambda: sorted([EXACT, 2.0**53])[0] - 2**53,
    "a dictionary": lambda: {0.5 + 0.5: 1}.get(1.0) - 1,
    "a walrus": lambda: int(v) - 2**53 if (v := EXACT / 1) else 0,
    "augmented": lambda: int(functools.reduce(lambda a, b: a / b, [EXACT, 1])) - 2**53,
}
# name: the same where it is rounded within another function
HANDED = {
    "truediv": lambda: next(map(int, map(operator.truediv, [EXACT], [1]))) - 2**53,
    "a method": lambda: next(map(int, map((EXACT).__truediv__, [1]))) - 2**53,
    "a descriptor": lambda: next(map(int, map(int.__truediv__, [EXACT], [1]))) - 2**53,
    "a power": lambda: next(map(int, map(pow, [EXACT**2], [0.5]))) - 2**53,
    "a root within map": lambda: next(map(int, map(math.sqrt, [EXACT**2]))) - 2**53,
    "statistics within map": lambda: next(map(int, map(statistics.fmean, [[EXACT]]))) - 2**53,
    "float within map": lambda: next(map(int, map(float, [EXACT]))) - 2**53,
    "format within map": lambda: next(map(int, map(format, [EXACT], [".0f"]))) - 2**53,
    "str.format within map": lambda: next(map(int, map("{:.0f}".format, [EXACT]))) - 2**53,
    "__mod__ within map": lambda: next(map(int, map("%.0f".__mod__, [EXACT]))) - 2**53,
    "__format__ within map": lambda: next(map(int, map(int.__format__, [EXACT], [".0f"]))) - 2**53,
    "operator.mod within map": lambda: next(map(int, map(operator.mod, ["%.0f"], [EXACT]))) - 2**53,
    "a partial format": lambda: next(map(int, map(functools.partial(format, EXACT), [".0f"]))) - 2**53,
    "math.isclose within map": lambda: next(map(int, map(math.isclose, [EXACT], [2**53]))) - 1,
    "np.float64": lambda: next(map(int, map(np.float64, [EXACT]))) - 2**53,
    "a key of min": lambda: min([EXACT, 2**53], key=float) - 2**53,
    "a key of max": lambda: max([2**53, EXACT], key=float) - EXACT,
    "a key of sorted": lambda: sorted([EXACT, 2**53], key=float)[0] - 2**53,
    "a key of sort": lambda: (lambda found: (found.sort(key=float), found[0])[1])([EXACT, 2**53]) - 2**53,
    "a key of the standard library": lambda: heapq.nsmallest(1, [EXACT, 2**53], key=float)[0] - 2**53,
    "Decimal": lambda: next(map(int, map(decimal.Decimal, [EXACT]))) - EXACT,
    "a partial function": lambda: next(map(int, map(functools.partial(operator.truediv, EXACT), [1]))) - 2**53,
    "a literal for numpy": lambda: int(np.equal(EXACT, 9007199254740992.0)) - 1,
    "literals in a list for numpy": lambda: int(np.array_equal([EXACT], [9007199254740992.0])) - 1,
    "an option of numpy": lambda: int(np.isclose(EXACT, EXACT + 1, atol=0.5)),
}


@pytest.mark.parametrize("name", ROUNDED | HANDED)
def test_every_rounded_number_is_refused(name):
    number = (ROUNDED | HANDED)[name]
    with pytest.raises(InexactOperandError, match=r"test_rounded_numbers\.py, line \d+.*rounded"):
        exact.CHECKER.check(lemma(number), Settings())
    sampled = rigorous.check(lemma(number), Settings())
    assert sampled.outcome is Outcome.ERROR
    assert "rounded" in sampled.detail
    with pytest.raises(NotTraceableError, match="rounded"):
        trace(lemma(number))


# name: a number that is 0, in exact arithmetic
TAKEN = {
    "a fraction": lambda: Fraction(3, 10) - rational("0.3"),
    "a whole quotient": lambda: EXACT // 1 - EXACT,
    "math.isqrt": lambda: math.isqrt(EXACT**2) - EXACT,
    "a literal compared": lambda: 0 if EXACT > 0.5 else 1,
    "a literal converted": lambda: Fraction(0.5) - Fraction(1, 2),
    "a literal truncated": lambda: int(2.5) - 2,
    "Fraction divided": lambda: Fraction(EXACT) / 3 - Fraction(EXACT, 3),
    "sympy": lambda: Fraction(int(sympy.binomial(60, 30) - math.comb(60, 30))),
    "flint": lambda: int(flint.fmpz(EXACT) - EXACT),
    "objects": lambda: np.full(2, EXACT, dtype=object).sum() - 2 * EXACT,
    "identity": lambda: int(identity(3)[0, 0]) - 1,
    "an empty array": lambda: len(np.zeros(0)),
    "operator.mul": lambda: functools.reduce(operator.mul, [EXACT, 1]) - EXACT,
    "math.comb": lambda: next(map(math.comb, [EXACT], [1])) - EXACT,
    "a key": lambda: min([EXACT, 2**53], key=lambda n: n - 1) - 2**53,
    "recursion": lambda: deep(300),
    "the caller's names": lambda: list(locals().values()).count(EXACT),
    "a remainder": lambda: EXACT % 2**53 - 1,
    "a remainder by %=": remainder,
    "a text of all digits": lambda: int(str(EXACT)) - int(f"{EXACT}") + int(f"{EXACT!r:>20}") - EXACT,
    "a text formatted": lambda: int(f"{'1':>3}") - 1,
    "math.isfinite": lambda: int(math.isfinite(EXACT)) - 1,
    "lists of numpy": lambda: int(np.array_equal([EXACT, -1], [EXACT, -1])) - 1,
    "lists of large integers": lambda: int(np.array_equal([2**64 + 1, -1], [2**64, -1])),
    "isinstance": lambda: int(isinstance(EXACT, str)),
}


@pytest.mark.parametrize("name", TAKEN)
def test_exact_numbers_are_taken(name):
    found = exact.CHECKER.check(lemma(TAKEN[name]), Settings())
    assert (found.outcome, found.coverage) == (Outcome.PROVED, "2 <= n <= 3 (exact)")


def test_a_side_that_guesses_rounds_its_witness_and_is_not_proved():
    claim = Identity(lhs=lambda x: x * round(guess(x)[0].item()), rhs=lambda x: x * round(guess(x)[0].item()))
    guessing = Lemma(name="L", title="", claim=claim, space=VECTOR)
    assert rigorous.check(guessing, Settings()).outcome is Outcome.HOLDS
    assert exact.CHECKER.check(guessing, Settings()).outcome is not Outcome.PROVED
    with pytest.raises(NotTraceableError):
        trace(guessing)
