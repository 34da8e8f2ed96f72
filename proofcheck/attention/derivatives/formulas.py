"""Lemmas I1-I4: the tensor trick, first and second derivatives, the gradient and Hessian formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from proofcheck.arithmetic.directional import directional_derivatives
from proofcheck.arithmetic.functions import Array, as_array, exp, identity, matmul, rowwise
from proofcheck.lemmas.claims import Identity, Space, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions, derivatives

_GROUP = "Identities"
_SIZES = {"n": (1, 3), "m": (1, 3), "p": (1, 2), "q": (1, 2), "r": (1, 2), "k": (1, 2)}
_LARGE = {"n": 64, "m": 64, "p": 8, "q": 8, "r": 8, "k": 8}
_DATA = {
    "A1": Variable(shape=("n", "p"), unbounded=True),
    "A2": Variable(shape=("m", "q"), unbounded=True),
    "A3": Variable(shape=("m", "r"), unbounded=True),
    "B": Variable(shape=("n", "k"), unbounded=True),
    "X": Variable(shape=("p", "q"), unbounded=True),
    "Y": Variable(shape=("r", "k"), unbounded=True),
}
_LINE = {"dX": Variable(shape=("p", "q"), unbounded=True), "dY": Variable(shape=("r", "k"), unbounded=True)}
_WEIGHTS = {name: Variable(low=0, unbounded="above") for name in ("wx", "wy", "lx", "ly")}


# I1


def _tensor_sides(A1: Array, A2: Array, X: Array) -> tuple[Array, Array]:
    K = derivatives.kronecker(A1, A2)
    return definitions.scores(A1, A2, X).reshape(-1), matmul(K, X.reshape(-1, 1))[:, 0]


def _gram_sides(A1: Array, A2: Array) -> tuple[Array, Array]:
    K = derivatives.kronecker(A1, A2)
    return matmul(K.T, K), derivatives.kronecker(matmul(A1.T, A1), matmul(A2.T, A2))


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
    reference="Horn and Johnson, Topics in Matrix Analysis (1991), lemma 4.3.1, for the first part",
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
    point = {"x": x}

    def quantities(moved: dict[str, Array]) -> Array:
        return _row_quantities(A, moved["x"], h, b)

    units = identity(x.shape[0])
    return rowwise(lambda unit: directional_derivatives(quantities, point, {"x": unit}, 1)[1], units).ravel()


def _row_formula(A: Array, x: Array, h: Array, b: Array) -> Array:
    u = exp(matmul(A, x[:, None])[:, 0])
    return rowwise(lambda a: _row_formulas(u, a, h, b), A.T).ravel()


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
            "A": Variable(shape=("m", "d"), unbounded=True),
            "x": Variable(shape=("d",), unbounded=True),
            "h": Variable(shape=("m",), unbounded=True),
            "b": Variable(unbounded=True),
        },
    ),
    reference="elementary: chain and quotient rules",
)


# I3, I4: along a line, from the definition of Phi.


def _objective_derivative(order: int) -> Callable[..., Any]:
    def side(
        A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, dX: Array, dY: Array, **weights: Any
    ) -> Any:
        def curve(z: dict[str, Array]) -> Any:
            return definitions.objective(A1, A2, A3, B, z["X"], z["Y"], **_scalars(weights))

        return directional_derivatives(curve, {"X": X, "Y": Y}, {"X": dX, "Y": dY}, order)[order]

    return side


def _scalars(weights: dict[str, Array]) -> dict[str, Any]:
    return {name: value.item() for name, value in weights.items()}


def _gradient_along(
    A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, dX: Array, dY: Array, **weights: Any
) -> Any:
    gX, gY = derivatives.gradient(A1, A2, A3, B, X, Y, **_scalars(weights))
    return (gX * dX).sum() + (gY * dY).sum()


def _hessian_along(
    A1: Array, A2: Array, A3: Array, B: Array, X: Array, Y: Array, dX: Array, dY: Array, **weights: Any
) -> Any:
    H = derivatives.hessian(A1, A2, A3, B, X, Y, **_scalars(weights))
    h = np.concatenate([dX.ravel(), dY.ravel()])[:, None]
    return matmul(matmul(h.T, H), h)[0, 0]


I3 = Lemma(
    name="I3",
    title="Gradient in matrix form",
    group=_GROUP,
    statement=r"\nabla_X L = 2 A_1^\top P A_2,\quad P_j = f_j \circ (q_j - \langle f_j, q_j\rangle \mathbf{1}),\; "
    r"q_j = V c_j; \qquad \nabla_Y L = 2 A_3^\top F^\top C",
    hypotheses="The claim adds the regulariser's gradient: d/dt Phi = <grad Phi, (dX, dY)> along every line.",
    claim=Identity(lhs=_objective_derivative(1), rhs=_gradient_along),
    space=Space(sizes=_SIZES, variables=_DATA | _LINE | _WEIGHTS, large=_LARGE),
    requires=("I1", "I2"),
    reference="elementary: chain rule; in this form new here",
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
    requires=("I3",),
    reference="elementary: chain rule; in this form new here",
)

# The Hessian-vector product, without a Hessian


def _product_sides(dX: Array, dY: Array, **z: Array) -> tuple[Array, Array]:
    weights = {name: z.pop(name).item() for name in ("wx", "wy", "lx", "ly")}
    hX, hY = derivatives.hessian_product(**z, dX=dX, dY=dY, **weights)
    h = np.concatenate([dX.ravel(), dY.ravel()])[:, None]
    dense = matmul(derivatives.hessian(**z, **weights), h)[:, 0]
    return np.concatenate([hX.ravel(), hY.ravel()]), dense


I4_PRODUCT = Lemma(
    name="I4-product",
    title="Hessian-vector product without a Hessian",
    group=_GROUP,
    statement=r"\nabla^2\Phi\,(dX, dY) = \left(2A_1^\top(dP + w_x^2 s)A_2 + 2\lambda_x dX,\ 2A_3^\top(dF^\top C + "
    r"F^\top dC + w_y^2 v) + 2\lambda_y dY\right)",
    hypotheses="s = A1 dX A2^T, v = A3 dY; dF, dC, dP are the moves of F, C, P. The regulariser is linear.",
    claim=Identity(lhs=lambda **z: _product_sides(**z)[0], rhs=lambda **z: _product_sides(**z)[1]),
    space=Space(sizes=_SIZES, variables=_DATA | _LINE | _WEIGHTS, large=_LARGE),
    requires=("I3", "I4"),
    remarks="For all sizes, the moves of scores and values are read off in I5-blocks.",
    reference="Pearlmutter, Neural Computation 6 (1994), for products without a Hessian; the closed form is new here",
)

IDENTITIES = (I1, I2, I3, I4, I4_PRODUCT)
