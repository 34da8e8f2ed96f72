"""NAME: what these lemmas are about, in a sentence.

    proofcheck run THIS.py                     decide all lemmas: one row each
    proofcheck show tangent --theory THIS.py   one lemma with all that was found about it
    proofcheck mutants THIS.py                 plant falsehoods: would a mistake be noticed?
    proofcheck report THIS.py --out report     a page

A claim is written once, as functions of its variables, which are numpy arrays (a scalar is one of shape ()). The
checkers choose the arithmetic: exact rationals, ball arithmetic, symbols. So a side has + - * /, `.sum()` and the
functions of proofcheck.theory, integers and quotients of integers for constants (x / 3, Fraction(3, 10)), and no float,
no `if`.
"""

from typing import Any

from proofcheck.theory import (
    Array,
    Certificate,
    Grade,
    Identity,
    Inequality,
    Lemma,
    Space,
    Theory,
    Variable,
    exp,
    power,
)

# Where instances come from: sizes with their least and most, variables with their shapes. Entries are numbers in
# [-2, 2] unless low=..., high=... say otherwise. What a lemma says of them beyond that goes into `where` (below).
VECTORS = Space(
    sizes={"n": (1, 3)},
    variables={"x": Variable(shape=("n",)), "y": Variable(shape=("n",))},
)
LINE = Space(variables={"x": Variable()})


def square(x: Array) -> Any:
    """|x|^2; a function of your own is used by claims like any other."""
    return (x * x).sum()


# An identity needs no proof: the exact checker decides it from its two sides, size by size. PROVED.
PARALLELOGRAM = Lemma(
    name="parallelogram",
    title="Parallelogram law",
    statement=r"|x + y|^2 + |x - y|^2 = 2 |x|^2 + 2 |y|^2",
    space=VECTORS,
    claim=Identity(lhs=lambda x, y: square(x + y) + square(x - y), rhs=lambda x, y: 2 * square(x) + 2 * square(y)),
)

# An inequality is PROVED by a certificate: terms that are nonnegative (here: a square) and add up to rhs - lhs. For
# polynomials `proofcheck prove young THIS.py` searches for one.
YOUNG = Lemma(
    name="young",
    title="Young's inequality",
    statement=r"2 \langle x, y \rangle \le |x|^2 + |y|^2",
    space=VECTORS,
    claim=Inequality(lhs=lambda x, y: 2 * (x * y).sum(), rhs=lambda x, y: square(x) + square(y)),
    certificate=Certificate(terms=lambda rules, x, y: [[power(x[i] - y[i], 2) for i in range(len(x))]]),
)

# Without one it is tested: on a few hundred instances, each decided rigorously, and attacked by a search. SUPPORTED
# says that nothing was found, and is no proof. `witness` is an instance to try first, such as one of equality.
TANGENT = Lemma(
    name="tangent",
    title="The exponential lies above its tangent",
    statement=r"1 + x \le e^x",
    space=LINE,
    claim=Inequality(lhs=lambda x: 1 + x, rhs=lambda x: exp(x)),
)

# A hypothesis: the claim is made where `where` is nonnegative. `requires` names lemmas that it rests on.
SECANT = Lemma(
    name="secant",
    title="The exponential lies below its chord on [0, 1]",
    statement=r"e^x \le 1 + 2 x \quad (0 \le x \le 1)",
    hypotheses="0 <= x <= 1",
    space=LINE,
    claim=Inequality(lhs=lambda x: exp(x), rhs=lambda x: 1 + 2 * x, where=lambda x: x * (1 - x)),
)

# False, as the theory knows: REFUTED by an exact counterexample is then as expected. Leave such a claim in, with the
# lemma that holds instead.
STEEPER = Lemma(
    name="steeper",
    title="A steeper line below the exponential",
    statement=r"1 + 2 x \le e^x",
    space=LINE,
    claim=Inequality(lhs=lambda x: 1 + 2 * x, rhs=lambda x: exp(x)),
    expected=Grade.REFUTED,
    holds_instead="tangent",
)

# `known_mutants`: a changed claim that is true all the same is no hole in the checks; copy (lemma, function, change)
# from what `proofcheck mutants` prints and give the reason. `open_mutants` has those that you cannot decide.
THEORY = Theory(
    name="NAME",
    title="NAME: a first theory",
    lemmas=(PARALLELOGRAM, YOUNG, TANGENT, SECANT, STEEPER),
    known_mutants={
        ("young", "YOUNG", "2 * (x * y).sum() -> 1 * (x * y).sum()"): "<x, y> <= |x| |y| <= (|x|^2 + |y|^2)/2",
        ("young", "YOUNG", "2 * (x * y).sum() -> (x * y).sum()"): "the same",
    },
)
