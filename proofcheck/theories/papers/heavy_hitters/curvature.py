"""Lemma D.47: the Hessian A^T (B(x) + W^2) A of the loss is positive definite, and W^2 is close to B(x) + W^2.

B(x) is diag(u) from L_sparse, which is nonnegative, plus the matrix of L_exp, whose largest and smallest values the
lemmas here bound for every number of keys when b is a probability vector.
"""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.heavy_hitters.definitions import (
    ON_SIMPLEX,
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
    as_array,
    exp,
    identity,
    log,
    rational,
    rationals,
    sqrt,
)

_GROUP = "Curvature"


def bend(A: Array, x: Array, b: Array, d: Array) -> Any:
    """<A d, B A d> for L_exp alone: its second derivative along d, from the definition."""
    return along(lambda z: loss(A, z, b), x, d, 2).item()


def sparse_bend(A: Array, x: Array, d: Array) -> Any:
    """<A d, diag(u) A d>: the second derivative of L_sparse."""
    return (exponentials(A, x) * scores(A, d) * scores(A, d)).sum()


_LOGARITHMS = Space(
    sizes={"n": (1, 3)},
    variables={"u": Variable(shape=("n",), low=0, high=4, open_low=True), "s": Variable(shape=("n",))}
    | {"b": Variable(shape=("n",), low=-200, high=200, unbounded=True)},
)


def _far_target() -> Instance:
    """f = (4/5, 1/5), u = f/1000, b = (0, 200), s = (1, -1)."""
    return {"u": rationals(["4/5000", "1/5000"]), "b": rationals([0, 200]), "s": rationals([1, -1])}


def _total(u: Array, b: Array, s: Array) -> Any:
    """Second derivative of L_exp + L_sparse + 10 ||A x||^2 along s for A = I, x = log u."""
    unit = (u / u)[:, None] * identity(u.shape[0])
    return bend(unit, log(u), b, s) + sparse_bend(unit, log(u), s) + 20 * square(s)


D47_1 = Lemma(
    name="D.47-1",
    title="Convexity by regularisation, as listed",
    statement=r"w_i^2 \ge 20 + l / \sigma_{min}(A)^2 \text{ for all } i \;\Rightarrow\; \frac{d^2 L}{d x^2} \succeq "
    r"l\, I_d",
    group=_GROUP,
    hypotheses="What the lemma lists: nothing about b. Instances: A = I, x = log u (any x), w_i^2 = 20 + l; l leaves "
    "both sides.",
    source=printed("D.47 part 1"),
    claim=Inequality(lhs=lambda u, b, s: 0 * square(s), rhs=_total),
    space=_LOGARITHMS,
    witness=_far_target,
    expected=Grade.REFUTED,
    holds_instead="D.47-1-simplex",
    remarks="By hand: f = (4/5, 1/5), b = (0, 200), s = (1, -1): f' = (8/25)(1, -1), f'' = (-48/125)(1, -1), so "
    "L_exp'' = 128/625 + "
    "<f - b, f''> = -76.8 + ..., and 20 ||s||^2 = 40; L_sparse adds 1/1000. Theorem D.49 has b >= 0 and ||b||_1 <= 1; "
    "with that "
    "part 1 holds, with 0.2405 in place of 20, so nothing else changes.",
)


def _least() -> Any:
    """The least curvature of L_exp, -0.24041."""
    return (39 - 55 * sqrt(33)) / 1152


def _keys() -> list[Instance]:
    """Two keys at the largest and at the smallest curvature; b = e_1."""
    largest, smallest = rational("0.232831589935"), rational("-0.925978770495")
    return [
        {"A": rationals([[1], [-1]]), "x": rationals([x]), "b": rationals([1, 0]), "d": rationals([1])}
        for x in (largest, smallest)
    ]


CURVATURE = Lemma(
    name="D.47-curvature",
    title="Curvature of L_exp, the best constants",
    statement=r"\frac{39 - 55 \sqrt{33}}{1152} \|A d\|^2 \le \langle d, \nabla^2 L_{exp}(x)\, d \rangle \le "
    r"\frac{39 + 55 \sqrt{33}}{1152} \|A d\|^2",
    group=_GROUP,
    hypotheses="b a probability vector.",
    reference="new here",
    claim=Inequality(
        lhs=lambda A, x, b, d: as_array([_least() * square(scores(A, d)), bend(A, x, b, d)]),
        rhs=lambda A, x, b, d: as_array([bend(A, x, b, d), (39 + 55 * sqrt(33)) / 1152 * square(scores(A, d))]),
        parts=("below", "above"),
    ),
    space=ON_SIMPLEX,
    extremes=_keys,
    kernel=PROOF,
    remarks="-0.24041 and 0.30812: 2 (4 s^2 - 10 s^3 + 6 s^4) at s = (15 +- sqrt 33)/24, attained with two keys. "
    "By hand: L'' is affine in b, so b = e_1 is enough; with p = f_1 and F = ||f||^2 it is the sum over pairs of keys "
    "of c_ij (s_i - s_j)^2, c_1j = p f_j (4 p - 1 + 2 f_j - 3 F), c_ij = f_i f_j (2 f_i + 2 f_j + 2 p - 3 F), and "
    "(s_i - s_j)^2 <= 2 s_i^2 + 2 s_j^2 leaves at key i twice the sum of the positive parts of c_ij over j, which only "
    "depends on p, f_i, the mass u that is counted, the sum of its squares between 0 and u^2, and the rest. In these "
    "five numbers two keys are the worst. The paper asks for 20.",
)


def _low_scores() -> list[Instance]:
    """Two keys at the least curvature, their scores lowered by 32: L_sparse is all but 0."""
    x, least = rationals(["-0.925978770495", -32]), rationals([1, 0])
    return [{"A": rationals([[1, 1], [-1, 1]]), "x": x, "b": least, "d": least, "w": as_array(rational(1))}]


D47_1_SIMPLEX = Lemma(
    name="D.47-1-simplex",
    title="Convexity by regularisation",
    statement=r"w_i^2 \ge \frac{55 \sqrt{33} - 39}{1152} + l / \sigma_{min}(A)^2 \text{ for all } i \;\Rightarrow\; "
    r"\frac{d^2 L}{d x^2} \succeq l\, I_d",
    group=_GROUP,
    hypotheses="b a probability vector; stated for w_i^2 = c + l / sigma_min^2 with that c = 0.2404..., where "
    "l ||d||^2 <= (w_i^2 - c) ||A d||^2.",
    reference="new here",
    claim=Inequality(
        lhs=lambda A, x, b, d, w: (w.item() + _least()) * square(scores(A, d)),
        rhs=lambda A, x, b, d, w: bend(A, x, b, d) + sparse_bend(A, x, d) + w.item() * square(scores(A, d)),
    ),
    space=Space(
        sizes={"n": (1, 4), "d": (1, 3)},
        variables=ROWS | SIMPLEX | {"w": Variable(low=0, high=4, unbounded="above")},
        large={"n": 32, "d": 6},
    ),
    extremes=_low_scores,
    requires=("D.47-curvature",),
    kernel=PROOF,
    remarks="w stands for w_i^2, equal for all i. The constant is the best: L_sparse vanishes as all scores fall.",
)


def _sandwich(A: Array, x: Array, b: Array, d: Array, R: Array) -> tuple[Any, Any]:
    """<A d, B A d> and <A d, W^2 A d> with w_i^2 = 200 exp(R^2)."""
    return bend(A, x, b, d) + sparse_bend(A, x, d), 200 * exp(as_array(R * R)).item() * square(scores(A, d))


D47_2 = Lemma(
    name="D.47-2",
    title="W^2 is close to B + W^2",
    statement=r"w_i^2 \ge 200\, e^{R^2} + l / \sigma_{min}(A)^2 \;\Rightarrow\; "
    r"(1 - \tfrac1{10}) (B + W^2) \preceq W^2 \preceq (1 + \tfrac1{10}) (B + W^2)",
    group=_GROUP,
    hypotheses="With what theorem D.49 adds: b a probability vector, and |<A_j, x>| <= R^2 for every row, which "
    "||A||, ||x|| <= R give. "
    "Stated for l = 0, the least w.",
    source=printed("D.47 part 2, with the hypotheses of D.49"),
    claim=Inequality(
        lhs=lambda A, x, b, d, R: as_array([9 * sum(_sandwich(A, x, b, d, R)), 10 * _sandwich(A, x, b, d, R)[1]]),
        rhs=lambda A, x, b, d, R: as_array([10 * _sandwich(A, x, b, d, R)[1], 11 * sum(_sandwich(A, x, b, d, R))]),
        where=lambda A, x, b, d, R: R * R - scores(A, x),
        parts=("below", "above"),
    ),
    space=Space(
        sizes={"n": (1, 4), "d": (1, 2)},
        variables=ROWS | SIMPLEX | {"R": Variable(low=0, high=4, unbounded="above")},
        large={"n": 16, "d": 4},
    ),
    requires=("D.47-curvature",),
    kernel=PROOF,
    remarks="12 exp(R^2) is enough: the left part needs 9 (exp(R^2) + 0.31), the right part 11/4. As listed, without b "
    "and R bounded, "
    "part 2 fails as part 1 does.",
)

LEMMAS = (CURVATURE, D47_1_SIMPLEX, D47_1, D47_2)

_B_PLUS = "prediction(A, x) - b -> prediction(A, x) + b"
_ROOM = "B is at most exp(R^2) + 1 and at least -1, where W^2 leaves 22 and 18"
KNOWN_MUTANTS = {
    ("D.47-2", "D47_2", "R * R -> R"): "a stronger hypothesis for R >= 1; for R < 1, exp(R) <= 3 is far below 200 / 9",
    ("D.47-2", "_sandwich", "bend(A, x, b, d) + sparse_bend(A, x, d) -> sparse_bend(A, x, d)"): _ROOM,
    ("D.47-2", "loss", "square(prediction(A, x) - b) / 2 -> square(prediction(A, x) - b) / 1"): _ROOM,
}
_TWO_KEYS = (
    "with two keys f + b = 1 - (b' - f) and b' = 1 - b is a probability vector too, so the range is the same; up to "
    "six keys no larger value was found"
)
OPEN_MUTANTS = {("D.47-curvature", "loss", _B_PLUS): _TWO_KEYS, ("D.47-1-simplex", "loss", _B_PLUS): _TWO_KEYS}
