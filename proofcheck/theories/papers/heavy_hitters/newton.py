"""Lemma D.48 and algorithm 4: the Hessian is Lipschitz, and what a step of the algorithm does.

Theorem D.49, about a randomised algorithm, is not decided here; its hypotheses are used where a lemma lists too few.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.heavy_hitters.definitions import (
    PROOF,
    ROWS,
    SIMPLEX,
    along,
    exponentials,
    loss,
    printed,
)
from proofcheck.theories.softmax_loss import scores, square
from proofcheck.theory import (
    Array,
    Grade,
    Inequality,
    Instance,
    Lemma,
    Space,
    Variable,
    absolute,
    as_array,
    exp,
    power,
    rational,
    rationals,
)

_GROUP = "Newton's method"
_SIZES = {"n": (1, 4), "d": (1, 3)}
_PAIR = Space(
    sizes=_SIZES,
    variables={
        "A": ROWS["A"],
        "x": ROWS["x"],
        "y": ROWS["x"],
        "R": Variable(low=0, high=4, unbounded="above"),
    },
    large={"n": 32, "d": 6},
)


def _within(A: Array, x: Array, y: Array, R: Array) -> Array:
    """Nonnegative where ||A||_F, ||x|| and ||y|| are at most R."""
    bound = R * R
    return as_array([bound - square(A.ravel()), bound - square(x), bound - square(y)])


def _attained(step: int = 2**16) -> Instance:
    """n = d = 1, A = R = 1, y = 1, x close to it."""
    return {"A": rationals([[1]]), "x": rationals([f"{step - 1}/{step}"]), "y": rationals([1]), "R": rationals(1)}


D48_STEP = Lemma(
    name="D.48-step",
    title="The exponentials are Lipschitz, as printed",
    statement=r"\|u(x) - u(y)\|_2 \le 2 \sqrt n\, R\, e^{R^2} \|x - y\|_2",
    group=_GROUP,
    hypotheses="||A||, ||x||, ||y|| <= R, which the lemma does not list and theorem D.49 has; here ||A||_F <= R.",
    source=printed("proof of D.48 (arXiv 2304.10411, lemma 7.2 part 1)"),
    claim=Inequality(
        lhs=lambda A, x, y, R: square(exponentials(A, x) - exponentials(A, y)),
        rhs=lambda A, x, y, R: 4 * A.shape[0] * power(R.item() * exp(as_array(R * R)).item(), 2) * square(x - y),
        where=_within,
    ),
    space=_PAIR,
    kernel=PROOF,
    remarks="True; 2 sqrt n is not needed: D.48-step-sharp. Both sides squared.",
)

D48_STEP_SHARP = Lemma(
    name="D.48-step-sharp",
    title="The exponentials are Lipschitz",
    statement=r"\|u(x) - u(y)\|_2 \le R\, e^{R^2} \|x - y\|_2",
    group=_GROUP,
    hypotheses="||A||, ||x||, ||y|| <= R; here ||A||_F <= R.",
    reference="new here; the mean value theorem, with du = diag(u) A",
    claim=Inequality(
        lhs=lambda A, x, y, R: square(exponentials(A, x) - exponentials(A, y)),
        rhs=lambda A, x, y, R: power(R.item() * exp(as_array(R * R)).item(), 2) * square(x - y),
        where=_within,
    ),
    space=_PAIR,
    kernel=PROOF,
    extremes=lambda: [_attained(), _attained(2**24)],
    remarks="Attained in the limit x -> y with n = d = 1 and A = y = R.",
)

_THIRD = Space(
    sizes=_SIZES,
    variables=ROWS | SIMPLEX | {"r": Variable(low=-4, high=8, unbounded=True)},
    large={"n": 32, "d": 6},
)


def _jerk(A: Array, x: Array, b: Array, d: Array) -> Any:
    """L'''[d, d, d] of L_exp + L_sparse, from the definition; L_reg has none."""
    return along(lambda z: loss(A, z, b) + exponentials(A, z).sum(), x, d, 3).item()


def _one_key() -> Instance:
    """n = d = 1, where L_exp is constant."""
    return {"A": rationals([[2]]), "x": rationals([2]), "b": rationals([1]), "d": rationals([1]), "r": rationals(4)}


def _with_one_key(A: int, x: int, d: Any, R: int) -> Instance:
    """n = d = 1, where the third derivative is A^3 exp(A x) d^3."""
    row = {"A": rationals([[A]]), "x": rationals([x]), "d": rationals([d])}
    return row | {"b": rationals([1]), "R": rationals(R)}


def _at_the_border() -> list[Instance]:
    """What R^2 and the cube of ||d|| are for: R = 41, a short d; then A and x that the hypotheses exclude."""
    short = rational(f"1/{2**6000}")
    return [
        _with_one_key(41, 41, 1, 41),
        _with_one_key(10, 10, short, 10),
        _with_one_key(1000, 10, 1, 10),
        _with_one_key(10, 1000, 1, 10),
    ]


D48 = Lemma(
    name="D.48",
    title="The Hessian is Lipschitz",
    statement=r"\|H(x) - H(y)\| \le n^2 e^{40 R^2} \|x - y\|_2",
    group=_GROUP,
    hypotheses="What D.49 adds: b a probability vector, ||A||, ||x||, ||y|| <= R, R >= 10. Stated as |L'''[d, d, d]| "
    "<= n^2 exp(40 R^2) "
    "||d||^3 at x, with ||A||_F <= R.",
    source=printed("D.48"),
    claim=Inequality(
        lhs=lambda A, x, b, d, R: power(_jerk(A, x, b, d), 2),
        rhs=lambda A, x, b, d, R: (
            power(A.shape[0] * A.shape[0] * exp(as_array(40 * R * R)).item(), 2) * power(square(d), 3)
        ),
        where=lambda A, x, b, d, R: as_array([R * R - square(A.ravel()), R * R - square(x)]),
    ),
    space=Space(
        sizes=_SIZES,
        variables=ROWS | SIMPLEX | {"R": Variable(low=10, high=12, unbounded="above")},
        large={"n": 32, "d": 6},
    ),
    kernel=PROOF,
    extremes=_at_the_border,
    remarks="True by a wide margin: R^3 (exp(R^2) + 3) is enough, of which the leading term is the best possible.",
)

D48_SHARP = Lemma(
    name="D.48-sharp",
    title="The Hessian is Lipschitz, the leading term",
    statement=r"|L'''(x)[d, d, d]| \le (e^{r} + 3) \|A d\|^3, \text{ hence } \|H(x) - H(y)\| \le R^3 (e^{R^2} + 3) "
    r"\|x - y\|_2",
    group=_GROUP,
    hypotheses="b a probability vector, <A_j, x> <= r for every row.",
    reference="new here; 3 from the project's softmax regression (L_exp is half of its loss)",
    claim=Inequality(
        lhs=lambda A, x, b, d, r: power(_jerk(A, x, b, d), 2),
        rhs=lambda A, x, b, d, r: power(exp(r).item() + 3, 2) * power(square(scores(A, d)), 3),
        where=lambda A, x, b, d, r: r.item() - scores(A, x),
    ),
    space=_THIRD,
    kernel=PROOF,
    extremes=lambda: [_one_key()],
    remarks="L_sparse alone gives exp(r) ||A d||^3, attained with n = d = 1; L_exp adds at most 3 ||A d||^3.",
)

# Algorithm 4 with one unknown

_STEP = Space(
    sizes={"n": (1, 3)},
    variables={
        "a": Variable(shape=("n",), low=-1, high=1),
        "b": SIMPLEX["b"],
        "x": Variable(shape=(1,), low=-1, high=1),
    },
)


def _objective(a: Array, b: Array, x: Array) -> Array:
    """L for one unknown, with w_i^2 = 600 >= 200 exp(1)."""
    A = a[:, None]
    return as_array(loss(A, x, b) + exponentials(A, x).sum() + 300 * square(scores(A, x)))


def _stepped(a: Array, b: Array, x: Array, sign: int) -> Array:
    """L after x + sign g / H, and L before."""
    g, H = (along(lambda z: _objective(a, b, z), x, x * 0 + 1, k).item() for k in (1, 2))
    return as_array(_objective(a, b, x + sign * g / H)).ravel()


def _from_zero() -> Instance:
    return {"a": rationals([1]), "b": rationals([1]), "x": rationals([0])}


STEP = Lemma(
    name="algorithm-4",
    title="The printed step decreases the loss",
    statement=r"L(x + H^{-1} g) \le L(x)",
    group=_GROUP,
    hypotheses="Line 9 of algorithm 4 with the exact Hessian; one unknown, |a_j|, |x| <= 1, w_i^2 = 600.",
    source=printed("algorithm 4, line 9"),
    claim=Inequality(
        lhs=lambda a, b, x: _stepped(a, b, x, 1),
        rhs=lambda a, b, x: _objective(a, b, x).ravel(),
        where=lambda a, b, x: square(a) - 1,
    ),
    space=_STEP,
    witness=_from_zero,
    expected=Grade.REFUTED,
    holds_instead="algorithm-4-minus",
    remarks="By hand: n = 1, a = b = 1, x = 0: L = exp(x) + 300 x^2 (L_exp = 0), g = 1, H = 601, and x + 1/601 has L "
    "> 1 = L(0). The "
    "sign of Newton's step is minus; theorem D.49 is about the step with minus.",
)


def _many_keys() -> Instance:
    """101 keys, b = f(x): the steepest descent of L_sparse for its curvature, where a step that is too long shows."""
    return {"a": rationals([-1] + ["1/10"] * 100), "b": rationals(["1/101"] * 101), "x": rationals([0])}


STEP_MINUS = Lemma(
    name="algorithm-4-minus",
    title="Newton's step decreases the loss",
    statement=r"L(x - H^{-1} g) \le L(x)",
    group=_GROUP,
    hypotheses="As for algorithm-4, with sum a_j^2 >= 1 and sum |a_j| <= 100 sum a_j^2.",
    reference="new here",
    claim=Inequality(
        lhs=lambda a, b, x: _stepped(a, b, x, -1),
        rhs=lambda a, b, x: _objective(a, b, x).ravel(),
        where=lambda a, b, x: as_array([square(a) - 1, 100 * square(a) - absolute(a).sum()]),
    ),
    space=_STEP,
    kernel=PROOF,
    extremes=lambda: [_many_keys()],
    remarks="The second hypothesis, true for n <= 10,000, keeps x - g/H in [-1, 1], where H at most doubles. Without "
    "it the step may be too long: a = (-1, q, ..., q) with 1/q^2 entries q = 1/24000 and x = 0 has x - g/H = -19.97 "
    "and a larger L.",
)

LEMMAS = (D48_STEP_SHARP, D48_STEP, D48_SHARP, D48, STEP_MINUS, STEP)

_PRINTED = "4 * A.shape[0] * power(R.item() * exp(as_array(R * R)).it..."
_WIDE = "R^3 (exp(R^2) + 6) is enough, and R >= 10"
KNOWN_MUTANTS = {
    ("D.48-step", "D48_STEP", f"{_PRINTED} -> {_PRINTED}"): "without ||x - y||^2: each row moves by at most exp(R^2) - "
    "exp(-R^2), and 1 - exp(-2 R^2) <= 2 R",
    (
        "D.48-step-sharp",
        "_within",
        "bound - square(A.ravel()) -> -square(A.ravel())",
    ): "A = 0, where u is constant",
    (
        "D.48-sharp",
        "_jerk",
        "loss(A, z, b) + exponentials(A, z).sum() -> exponentials(A, z).sum()",
    ): "L_sparse alone gives exp(r)",
    ("D.48-sharp", "loss", "square(prediction(A, x) - b) / 2 -> square(prediction(A, x) - b) / 3"): "L_exp adds less",
    ("D.48-sharp", "loss", "prediction(A, x) - b -> prediction(A, x) + b"): "the proof asks for residuals within an "
    "interval of length 2: L_exp adds at most 3/2 + sqrt 2",
    ("D.48", "D48", "A.shape[0] -> A.shape[-1]"): _WIDE,
    ("D.48", "_jerk", "loss(A, z, b) + exponentials(A, z).sum() -> loss(A, z, b) - exponentials(A, z).sum()"): _WIDE,
    ("D.48", "loss", "square(prediction(A, x) - b) / 2 -> square(prediction(A, x) - b) / 1"): _WIDE,
    ("D.48-step", "D48_STEP", f"{_PRINTED} -> power(R.item() * exp(as_array(R * R)).item(), 2)"): "D.48-step-sharp",
    (
        "algorithm-4-minus",
        "_objective",
        "300 * square(scores(A, x)) -> 299 * square(scores(A, x))",
    ): "w_i^2 = 598 still exceeds 200 exp(1)",
    ("algorithm-4-minus", "STEP_MINUS", "100 * square(a) -> 100"): "a stronger hypothesis, as sum a_j^2 >= 1",
    (
        "algorithm-4-minus",
        "_objective",
        "loss(A, x, b) + exponentials(A, x).sum() -> loss(A, x, b) - exponentials(A, x).sum()",
    ): "the bounds of the proof are on |L_sparse'| and |L_sparse''|",
    (
        "algorithm-4-minus",
        "loss",
        "square(prediction(A, x) - b) / 2 -> square(prediction(A, x) - b) / 1",
    ): "the bounds of the proof leave room for twice L_exp",
}
OPEN_MUTANTS = {
    (
        "D.48-sharp",
        "D48_SHARP",
        "r.item() - scores(A, x) -> -scores(A, x)",
    ): "for r far below 0 it asks that L has a third derivative of at most 3 "
    "where L_sparse gives at most 1; L_exp gives 0.5715 at most where it was maximised, with up to six keys"
}
