"""Lemmas I1-I5: the tensor trick, first and second derivatives, the gradient and Hessian formulas, the moment form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic import Array, as_array, exp, matmul, power
from proofcheck.attention import definitions, derivatives
from proofcheck.jets import directional_derivatives
from proofcheck.lemma import Derivation, Identity, Lemma, Space, Step, Variable
from proofcheck.symbolic import expand, moments

_GROUP = "Identities"
_SIZES = {"n": (1, 3), "m": (1, 3), "p": (1, 2), "q": (1, 2), "r": (1, 2), "k": (1, 2)}
_LARGE = {"n": 64, "m": 64, "p": 8, "q": 8, "r": 8, "k": 8}
_DATA = {
    "A1": Variable(shape=("n", "p")),
    "A2": Variable(shape=("m", "q")),
    "A3": Variable(shape=("m", "r")),
    "B": Variable(shape=("n", "k")),
    "X": Variable(shape=("p", "q")),
    "Y": Variable(shape=("r", "k")),
}
_LINE = {"dX": Variable(shape=("p", "q")), "dY": Variable(shape=("r", "k"))}
_WEIGHTS = {name: Variable(low=0) for name in ("wx", "wy", "lx", "ly")}
_ROW_SIZES = tuple((m, d) for m in (1, 2, 3) for d in (1, 2))
_SHAPES = ((1, 1, 1), (1, 2, 1), (2, 2, 1), (1, 2, 2), (1, 3, 1))  # (n, m, k)


# I1


def _tensor_sides(A1: Array, A2: Array, X: Array) -> tuple[Array, Array]:
    K = derivatives.kronecker(A1, A2)
    return definitions.scores(A1, A2, X).reshape(-1), matmul(K, X.reshape(-1, 1))[:, 0]


def _gram_sides(A1: Array, A2: Array) -> tuple[Array, Array]:
    K = derivatives.kronecker(A1, A2)
    return matmul(K.T, K), derivatives.kronecker(matmul(A1.T, A1), matmul(A2.T, A2))


def _tensor_steps() -> Iterator[Step]:
    for n, m, p, q in ((1, 1, 1, 1), (2, 3, 2, 2), (3, 2, 2, 1), (3, 3, 2, 2)):
        A1, A2, X = expand.symbols("a", n, p), expand.symbols("b", m, q), expand.symbols("x", p, q)
        size = f"n={n} m={m} p={p} q={q}"
        yield from expand.equal(f"vec(A1 X A2^T) = (A1 (x) A2) vec X, {size}", *_tensor_sides(A1, A2, X))
        yield from expand.equal(f"Gram form, {size}", *_gram_sides(A1, A2))


I1 = Lemma(
    name="I1",
    title="Tensor trick",
    group=_GROUP,
    statement=r"\mathrm{vec}(A_1 X A_2^\top) = (A_1 \otimes A_2)\,\mathrm{vec}(X), \qquad "
    r"(A_1 \otimes A_2)^\top (A_1 \otimes A_2) = (A_1^\top A_1) \otimes (A_2^\top A_2)",
    hypotheses="Row-major vec.",
    claim=Identity(
        lhs=lambda A1, A2, X: np.concatenate([_tensor_sides(A1, A2, X)[0], _gram_sides(A1, A2)[0].ravel()]),
        rhs=lambda A1, A2, X: np.concatenate([_tensor_sides(A1, A2, X)[1], _gram_sides(A1, A2)[1].ravel()]),
    ),
    space=Space(sizes=_SIZES, variables={name: _DATA[name] for name in ("A1", "A2", "X")}),
    derivation=Derivation(steps=_tensor_steps, coverage="(n, m, p, q) up to (3, 3, 2, 2), symbolic entries"),
)


# I2: one row j, scores A x, values h (one column), target b.


def _row_quantities(A: Array, x: Array, h: Array, b: Array) -> Array:
    """u (m), alpha, 1/alpha, f (m), <f, h>, c, c^2 from the definitions."""
    u = exp(matmul(A, x[:, None])[:, 0])
    f = definitions.softmax(matmul(A, x[:, None]).T)[0]
    alpha, c = u.sum(), (f * h).sum() - b.item()
    return np.concatenate([u, as_array([alpha, 1 / alpha]), f, as_array([(f * h).sum(), c, c * c])])


def _row_formulas(u: Array, a: Array, h: Array, b: Array) -> Array:
    """The derivatives along coordinate x_i with a = A[:, i], as formulas in u."""
    alpha = u.sum()
    f, slope = u / alpha, (u * a).sum() / alpha
    inner = (f * a * h).sum() - (f * h).sum() * slope
    c = (f * h).sum() - b.item()
    scalars = as_array([(u * a).sum(), -slope / alpha])
    return np.concatenate([u * a, scalars, f * a - f * slope, as_array([inner, inner, 2 * c * inner])])


def _row_derivative(A: Array, x: Array, h: Array, b: Array) -> Array:
    """All first derivatives of all quantities, by differentiating the definitions along each coordinate."""
    units = np.eye(len(x), dtype=int)
    point = {"x": x}

    def quantities(moved: dict[str, Array]) -> Array:
        return _row_quantities(A, moved["x"], h, b)

    return np.concatenate([directional_derivatives(quantities, point, {"x": unit}, 1)[1] for unit in units])


def _row_formula(A: Array, x: Array, h: Array, b: Array) -> Array:
    u = exp(matmul(A, x[:, None])[:, 0])
    return np.concatenate([_row_formulas(u, A[:, i], h, b) for i in range(A.shape[1])])


def _row_steps() -> Iterator[Step]:
    """Scores log(u) + t a, a = A[:, i]: moving x along coordinate i does exactly that."""
    for m in (1, 2, 3):
        u, a, h = (expand.symbols(name, m, positive=name == "u") for name in ("u", "a", "h"))
        b = as_array(sympy.Symbol("b", real=True))
        one, start = expand.identity(m), expand.log(u)

        def quantities(z: dict[str, Array], h: Array = h, b: Array = b, one: Array = one) -> Array:
            return _row_quantities(one, z["x"], h, b)

        derived = expand.derivatives(quantities, {"x": start}, {"x": a}, 1)[1]
        label = f"derivatives of u, alpha, 1/alpha, f, <f,h>, c, c^2; m={m}"
        yield from expand.equal(label, derived, _row_formulas(u, a, h, b))


I2 = Lemma(
    name="I2",
    title="First derivatives along a coordinate",
    group=_GROUP,
    statement=r"\partial_i u = u \circ A_{*,i},\; \partial_i \alpha = \langle u, A_{*,i}\rangle,\; "
    r"\partial_i \alpha^{-1} = -\alpha^{-1}\langle f, A_{*,i}\rangle,\; "
    r"\partial_i f = f \circ A_{*,i} - f \langle f, A_{*,i}\rangle,\; "
    r"\partial_i \langle f,h\rangle = \langle f \circ A_{*,i}, h\rangle - \langle f,h\rangle"
    r"\langle f,A_{*,i}\rangle,\; "
    r"\partial_i L = 2 \sum c\, \partial_i c",
    hypotheses="One row j; A = A_j, u = exp(A x), c = <f, h> - b.",
    claim=Identity(lhs=_row_derivative, rhs=_row_formula),
    space=Space(
        sizes={"m": (1, 4), "d": (1, 3)},
        variables={
            "A": Variable(shape=("m", "d")),
            "x": Variable(shape=("d",)),
            "h": Variable(shape=("m",)),
            "b": Variable(),
        },
    ),
    derivation=Derivation(
        steps=_row_steps, coverage="m <= 3, every d: one coordinate of x at a time, symbolic entries"
    ),
)


# I3, I4: along a line, from the definition of Phi.


def _objective_derivative(order: int) -> Callable[..., Any]:
    def side(A1: Any, A2: Any, A3: Any, B: Any, X: Any, Y: Any, dX: Any, dY: Any, **weights: Any) -> Any:
        def curve(z: dict[str, Array]) -> Any:
            return definitions.objective(A1, A2, A3, B, z["X"], z["Y"], **_scalars(weights))

        return directional_derivatives(curve, {"X": X, "Y": Y}, {"X": dX, "Y": dY}, order)[order]

    return side


def _scalars(weights: dict[str, Array]) -> dict[str, Any]:
    return {name: value.item() for name, value in weights.items()}


def _gradient_along(A1: Any, A2: Any, A3: Any, B: Any, X: Any, Y: Any, dX: Any, dY: Any, **weights: Any) -> Any:
    gX, gY = derivatives.gradient(A1, A2, A3, B, X, Y, **_scalars(weights))
    return (gX * dX).sum() + (gY * dY).sum()


def _hessian_along(A1: Any, A2: Any, A3: Any, B: Any, X: Any, Y: Any, dX: Any, dY: Any, **weights: Any) -> Any:
    H = derivatives.hessian(A1, A2, A3, B, X, Y, **_scalars(weights))
    h = np.concatenate([dX.ravel(), dY.ravel()])[:, None]
    return matmul(matmul(h.T, H), h)[0, 0]


def _at_log_scores(n: int, m: int, k: int) -> dict[str, dict[str, Array]]:
    """A1 = I, A2 = I, A3 = I: X is the score matrix log(u) and Y the value matrix V."""
    data = {
        "A1": expand.identity(n),
        "A2": expand.identity(m),
        "A3": expand.identity(m),
        "B": expand.symbols("b", n, k),
    }
    point = {"X": expand.log(expand.symbols("u", n, m, positive=True)), "Y": expand.symbols("v", m, k)}
    line = {"dX": expand.symbols("s", n, m), "dY": expand.symbols("w", m, k)}
    return {"data": data, "point": point, "line": line}


def _loss_derivative(n: int, m: int, k: int, order: int) -> Any:
    parts = _at_log_scores(n, m, k)
    direction = {"X": parts["line"]["dX"], "Y": parts["line"]["dY"]}
    curve = expand.derivatives(
        lambda z: as_array(definitions.loss(**parts["data"], **z)), parts["point"], direction, order
    )
    return curve[order].item()


_ZERO = dict.fromkeys(("wx", "wy", "lx", "ly"), as_array(sympy.Integer(0)))


def _gradient_steps() -> Iterator[Step]:
    yield from expand.linear_scores(2, 3, 2, 2)
    yield from expand.adjoint_scores(2, 3, 2, 2)
    for n, m, k in _SHAPES:
        parts = _at_log_scores(n, m, k)
        formula = _gradient_along(**parts["data"], **parts["point"], **parts["line"], **_ZERO)
        yield Step(label=f"L' = <grad, (s, w)>, n={n} m={m} k={k}", lhs=_loss_derivative(n, m, k, 1), rhs=formula)


def _hessian_steps() -> Iterator[Step]:
    yield from expand.linear_scores(2, 3, 2, 2)
    for n, m, k in _SHAPES:
        parts = _at_log_scores(n, m, k)
        formula = _hessian_along(**parts["data"], **parts["point"], **parts["line"], **_ZERO)
        yield Step(label=f"L'' = (s, w)^T H (s, w), n={n} m={m} k={k}", lhs=_loss_derivative(n, m, k, 2), rhs=formula)


_CONCRETE = "(n, m, k) in {(1,1,1), (1,2,1), (2,2,1), (1,2,2), (1,3,1)}, symbolic entries; A1, A2, A3 by linearity"

I3 = Lemma(
    name="I3",
    title="Gradient in matrix form",
    group=_GROUP,
    statement=r"\nabla_X L = 2 A_1^\top P A_2,\quad P_j = f_j \circ (q_j - \langle f_j, q_j\rangle \mathbf{1}),\; "
    r"q_j = V c_j; \qquad \nabla_Y L = 2 A_3^\top F^\top C",
    hypotheses="The claim adds the regulariser's gradient: d/dt Phi = <grad Phi, (dX, dY)> along every line.",
    claim=Identity(lhs=_objective_derivative(1), rhs=_gradient_along),
    space=Space(sizes=_SIZES, variables=_DATA | _LINE | _WEIGHTS, large=_LARGE),
    derivation=Derivation(steps=_gradient_steps, coverage=_CONCRETE),
    requires=("I1", "I2"),
)

I4 = Lemma(
    name="I4",
    title="Hessian blocks",
    group=_GROUP,
    statement=r"\tfrac12 \nabla^2_{XX} L = \sum_j A_j^\top B_j A_j,\; "
    r"B_j = \mathrm{diag}(p_j) - p_j f_j^\top - f_j p_j^\top + J_j J_j^\top,\; "
    r"J_j = \mathrm{diag}(f_j)(V - \mathbf{1} O_j^\top); \quad "
    r"\tfrac12 \nabla^2_{YY} L = (F A_3)^\top (F A_3) \otimes I_k",
    hypotheses="With the mixed block of `derivatives.hessian`; the claim is d^2/dt^2 Phi = h^T H h along every line.",
    claim=Identity(lhs=_objective_derivative(2), rhs=_hessian_along),
    space=Space(sizes=_SIZES, variables=_DATA | _LINE | _WEIGHTS, large=_LARGE),
    derivation=Derivation(steps=_hessian_steps, coverage=_CONCRETE),
    requires=("I3",),
)


# I5: all sizes.


def _output_moments(A1: Any, A2: Any, A3: Any, X: Any, Y: Any, dX: Any, dY: Any) -> Array:
    """O', O'', O''' in centred moments, flat."""
    F = definitions.softmax(definitions.scores(A1, A2, X))
    s, V, v = definitions.scores(A1, A2, dX), matmul(A3, Y), matmul(A3, dY)

    def mean(weights: Array, values: Array) -> Array:
        return matmul(F * weights, values)

    ones = s - s + 1
    centred = s - (F * s).sum(axis=1)[:, None]
    variance = (F * centred * centred).sum(axis=1)[:, None]
    first = mean(centred, V) + matmul(F, v)
    second = mean(power(centred, 2), V) - variance * mean(ones, V) + 2 * mean(centred, v)
    third_moment = (F * power(centred, 3)).sum(axis=1)[:, None]
    third = mean(power(centred, 3), V) - third_moment * mean(ones, V) - 3 * variance * mean(centred, V)
    third = third + 3 * (mean(power(centred, 2), v) - variance * mean(ones, v))
    return np.concatenate([part.ravel() for part in (first, second, third)])


def _output_derivatives(A1: Any, A2: Any, A3: Any, X: Any, Y: Any, dX: Any, dY: Any) -> Array:
    def curve(z: dict[str, Array]) -> Array:
        return definitions.outputs(A1, A2, A3, z["X"], z["Y"])

    orders = directional_derivatives(curve, {"X": X, "Y": Y}, {"X": dX, "Y": dY}, 3)[1:]
    return np.concatenate([part.ravel() for part in orders])


def _moment_steps() -> Iterator[Step]:
    O0 = moments.moment(0, 1)
    O1 = moments.tilt_derivative(O0)
    O2 = moments.tilt_derivative(O1)
    O3 = moments.tilt_derivative(O2)
    variance = moments.centred(2)
    reason = "d/dt E[g] = E[g s] - E[g] E[s] + E[g'], applied to the line before"
    yield Step(label="O'", lhs=O1, rhs=moments.centred(1, 1) + moments.moment(0, 0, 1), reason=reason)
    yield Step(label="O''", lhs=O2, rhs=moments.centred(2, 1) + 2 * moments.centred(1, 0, 1), reason=reason)
    third = moments.centred(3, 1) - 3 * variance * moments.centred(1, 1) + 3 * moments.centred(2, 0, 1)
    yield Step(label="O'''", lhs=O3, rhs=third, reason=reason)


I5 = Lemma(
    name="I5",
    title="Moment form of the derivatives",
    group=_GROUP,
    statement=r"O' = E[\tilde s \tilde V] + E[v],\quad O'' = E[\tilde s^2 \tilde V] + 2 E[\tilde s \tilde v],\quad "
    r"O''' = E[\tilde s^3 \tilde V] - 3 E[\tilde s^2] E[\tilde s \tilde V] + 3 E[\tilde s^2 \tilde v]",
    hypotheses="Along a line X + t dX, Y + t dY, for each row j: E = E_{f_j}, s = row j of A1 dX A2^T, v = A3 dY.",
    claim=Identity(lhs=_output_derivatives, rhs=_output_moments),
    space=Space(sizes=_SIZES, variables={k: v for k, v in (_DATA | _LINE).items() if k != "B"}, large=_LARGE),
    derivation=Derivation(steps=_moment_steps, coverage="all n, m, p, q, r, k at once, by the rule for d/dt E[g]"),
    requires=("I2",),
)

IDENTITIES = (I1, I2, I3, I4, I5)
