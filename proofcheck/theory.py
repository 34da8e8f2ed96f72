"""Everything a theory file needs, in one import.

A theory file is a Python file with one `Theory` at top level. A lemma states its two sides once, as functions of its
variables: numpy arrays whose elements the checkers choose (float64, exact rationals, sympy, mpmath, balls, Taylor
series, counting elements). Write them with + - * /, `.sum()` and the functions below; constants are integers (x / 3),
`Fraction(3, 10)`, `rational("0.3")`, `pi` and `e`.

    Space(sizes={"m": (1, 4)}, variables={"x": Variable(shape=("m",))})     where instances come from
    Variable(shape=("n", "n"), structure=Structure.ORTHOGONAL)   members of a set, for which no hypothesis has to ask
    Inequality(lhs=..., rhs=..., where=...)   Identity(lhs=..., rhs=...)    what is claimed
    Domain(space=...)                         a box on which the inequality is decided everywhere
    Certificate(terms=...)                    why an inequality holds: nonnegative terms that add up to rhs - lhs
    KernelProof(record=..., files=...)        where theorems in Coq about the claim are proved and recorded
    Derivation(steps=...)  Step(...)          a written argument, each step an exact zero or a sum of nonnegative terms
    Rate(observe=...)  Observation(...)       a claim about runs of an algorithm
    Cost(compute=..., formula=...)            a claim about the number of operations
    Lemma(name=..., claim=..., space=..., requires=(...), expected=Grade.REFUTED, holds_instead=...)
    Lemma(..., source=Source(paper=..., number="C.7", page="21", version="v2"))    where a paper prints the claim
    Theory(name=..., title=..., lemmas=(...))

`derivatives(f, point, direction, order)` differentiates a definition along a line from the definition alone.
Written on whole arrays, with `.shape[0]` for a length, `rowwise(f, A)` for a row at a time, `identity(n)` for a unit
matrix, a claim is also stated for every size (`proofcheck.statements`): in the report, and for a proof in Coq.
Elementary functions: `exp`, `expm1`, `log`, `log1p`, `sqrt`, `sin`, `cos`, `tanh`; of an int or a Fraction they are
exact constants (`sqrt(2) * x`). Piecewise ones: `maximum`, `minimum` (of an array, or entry by entry of several),
`clip`, `absolute`, and `where(condition, a, b)`, which is a where condition >= 0 and b elsewhere.
A side must not branch on values or leave the given arithmetic: no `if`, `max`, `min`, `sorted` or comparison of
entries, no float, no fixed-width integers, no `math`, no midpoint of a ball: such a lemma is BROKEN, with the line that
does it. Conversions of fixed-width integers (`int(...)`, `.item()`, `.tolist()`) are refused in the sides and in the
functions that they name, because a product may have wrapped around; not seen are those that a C function makes
(`range(n)`, `math.gcd`, text) and those in functions reached in another way. `guess` gives float64 estimates, from
which a side makes a witness, `rationals(witness)`, that it verifies.
Arguments are read-only.
Write squares as products or with `power`: `** 2` of a ball around zero is NaN in Arb, and NaN decides nothing.
`Inequality(..., strict=True)` claims lhs < rhs, which equality refutes; `where=` is a number that is nonnegative where
the hypothesis holds.
Run it: `proofcheck run mytheory.py`, or `pytest --theory mytheory.py`. Examples: `proofcheck.theories`.
"""

from proofcheck.arithmetic.constants import e, pi, rational
from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.directional import directional_derivatives as derivatives
from proofcheck.arithmetic.functions import (
    Array,
    as_array,
    at_least,
    balls,
    cos,
    elementwise,
    exp,
    expm1,
    identity,
    log,
    log1p,
    matmul,
    maximum,
    minimum,
    norm,
    power,
    rowwise,
    sin,
    sqrt,
    tanh,
)
from proofcheck.arithmetic.opaque import guess
from proofcheck.arithmetic.piecewise import absolute, clip, where
from proofcheck.lemmas.claims import (
    Cost,
    Derivation,
    Domain,
    Identity,
    Inequality,
    Instance,
    Observation,
    Rate,
    Space,
    Step,
    TheoryError,
    Variable,
)
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.kernel_proof import KernelProof
from proofcheck.lemmas.lemma import Certificate, Lemma, Theory
from proofcheck.lemmas.source import Source
from proofcheck.lemmas.structures import Structure

__all__ = [
    "Array",
    "Certificate",
    "Cost",
    "Derivation",
    "Domain",
    "Grade",
    "Identity",
    "Inequality",
    "Instance",
    "KernelProof",
    "Lemma",
    "Observation",
    "Rate",
    "Source",
    "Space",
    "Step",
    "Structure",
    "Theory",
    "TheoryError",
    "Variable",
    "absolute",
    "as_array",
    "at_least",
    "balls",
    "clip",
    "cos",
    "derivatives",
    "e",
    "elementwise",
    "exp",
    "expm1",
    "guess",
    "identity",
    "log",
    "log1p",
    "matmul",
    "maximum",
    "minimum",
    "norm",
    "pi",
    "power",
    "rational",
    "rationals",
    "rowwise",
    "sin",
    "sqrt",
    "tanh",
    "where",
]
