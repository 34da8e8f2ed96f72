"""Lemmas R7: scalar multiplications of every evaluation and step, counted by instrumented arithmetic.

The algorithms run on counting elements (`proofcheck.counting`), so that the closed forms below are about the programs
that run. Matrix products are the textbook ones: T_mat(a, b, c) = a b c. Divisions, exponentials and additions are not
counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic import Array, as_array, matmul, sqrt
from proofcheck.attention import definitions, derivatives
from proofcheck.attention.derivatives import State
from proofcheck.counting import Tally, counted
from proofcheck.lemma import Identity, Lemma, Observation, Rate, Space, Variable

_GROUP = "Rates"
_LARGEST = 6
_WEIGHTS = ("wx", "wy", "lx", "ly")
Sizes = dict[str, int]
Data = dict[str, Any]


def shapes(n: int, m: int, p: int, q: int, r: int, k: int) -> dict[str, tuple[int, int]]:
    """Of the data, the point and a direction."""
    point = {"A1": (n, p), "A2": (m, q), "A3": (m, r), "B": (n, k), "X": (p, q), "Y": (r, k)}
    return point | {"dX": (p, q), "dY": (r, k)}


# What is counted


def _data(z: Data) -> Data:
    return {name: z[name] for name in ("A1", "A2", "A3", "B", "X", "Y")}


def _weights(z: Data) -> Data:
    return {name: z[name] for name in _WEIGHTS}


def loss_and_gradient(z: Data) -> Any:
    """grad Phi by `derivatives.gradient`; the loss is |C|^2 of the state that it shares."""
    return derivatives.gradient(**_data(z), **_weights(z))


def hessian(z: Data) -> Any:
    """The structured Hessian, `derivatives.hessian`."""
    return derivatives.hessian(**_data(z), **_weights(z))


def product(z: Data) -> tuple[Array, Array]:
    """Hess Phi times (dX, dY) at an evaluated state, by the forms of I5-blocks; no Hessian is formed."""
    return hessian_product(z["state"], z)


def hessian_product(at: State, z: Data) -> tuple[Array, Array]:
    """2 A1^T (dP + wx^2 s) A2 + 2 lx dX and 2 A3^T (dF^T C + F^T dC + wy^2 v) + 2 ly dY."""
    A1, A2, A3 = z["A1"], z["A2"], z["A3"]
    s, v = definitions.scores(A1, A2, z["dX"]), matmul(A3, z["dY"])
    dF = at.F * (s - (at.F * s).sum(axis=1)[:, None])
    dC = matmul(dF, at.V) + matmul(at.F, v)
    spread = matmul(at.C, at.V.T) - (at.C * at.O).sum(axis=1)[:, None]
    turned = matmul(dC, at.V.T) + matmul(at.C, v.T) - (dC * (at.O + at.C)).sum(axis=1)[:, None]
    scores = dF * spread + at.F * turned + as_array(z["wx"] * z["wx"]) * s
    values = matmul(dF.T, at.C) + matmul(at.F.T, dC) + as_array(z["wy"] * z["wy"]) * v
    gX = matmul(matmul(A1.T, scores), A2) + as_array(z["lx"]) * z["dX"]
    gY = matmul(A3.T, values) + as_array(z["ly"]) * z["dY"]
    return 2 * gX, 2 * gY


def cholesky(A: Array) -> Array:
    """Upper R with A = R^T R, textbook order."""
    R = np.zeros(A.shape, dtype=object)
    for j in range(len(A)):
        for i in range(j):
            R[i, j] = (A[i, j] - _inner(R[:i, i], R[:i, j])) / R[i, i]
        R[j, j] = sqrt(as_array(A[j, j] - _inner(R[:j, j], R[:j, j]))).item()
    return R


def _inner(left: Array, right: Array) -> Any:
    return (left * right).sum() if len(left) else 0


def solved(R: Array, right: Array) -> Array:
    """(R^T R)^-1 times the columns of `right`, by two triangular solves."""
    forward = np.zeros(right.shape, dtype=object)
    for i in range(len(R)):
        for c in range(right.shape[1]):
            forward[i, c] = (right[i, c] - _inner(R[:i, i], forward[:i, c])) / R[i, i]
    back = np.zeros(right.shape, dtype=object)
    for i in reversed(range(len(R))):
        for c in range(right.shape[1]):
            back[i, c] = (forward[i, c] - _inner(R[i, i + 1 :], back[i + 1 :, c])) / R[i, i]
    return back


def exact_step(z: Data) -> Array:
    """Cholesky of a dense Hessian of size pq + rk, and one solve."""
    return solved(cholesky(z["H"]), z["g"])


def kronecker_step(z: Data) -> tuple[Array, Array]:
    """theta^-1 G1^-1 gX G2^-1 and theta^-1 G3^-1 gY with the Gram matrices formed and factored."""
    R1, R2, R3 = (cholesky(matmul(A.T, A)) for A in (z["A1"], z["A2"], z["A3"]))
    left = solved(R1, z["dX"])
    return as_array(z["wx"]) * solved(R2, left.T).T, as_array(z["wy"]) * solved(R3, z["dY"])


# Closed forms


def evaluation_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """S, F, V, O, C, mu and P."""
    return n * p * q + n * m * q + m * r * k + 2 * n * m * k + n * k + n * m


def gradient_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """T_mat(n, p, q) + T_mat(n, q, m) + T_mat(p, n, m) + T_mat(p, m, q) + ...: linear in n m."""
    products = n * m * k + p * n * m + p * m * q + r * m * k
    return evaluation_count(n, m, p, q, r, k) + products + n * m + m * k + 2 * p * q + 2 * r * k + 2


def product_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """A Hessian-vector product at an evaluated point."""
    moved = n * p * q + n * m * q + m * r * k
    products = 7 * n * m * k + p * n * m + p * m * q + r * m * k
    return moved + products + 5 * n * m + 2 * n * k + m * k + 2 * p * q + 2 * r * k + 2


def hessian_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """The dense Hessian: T_mat(n, m, q^2) + T_mat(p^2, n, q^2) + T_mat(n, m, q k) + T_mat(n, m, q r) + ..."""
    value_covariances = m * q * k + n * m * q * k + n * m * q + n * q * k
    spread = 2 * n * m * q + n * q * q + n * q * q * k + m * q * q + n * m * q * q + n * p * p + p * p * n * q * q
    natural = 1 + p * p * n + q * q * m + 2 * p * p * q * q
    covariances = n * m * r + m * q * r + n * m * q * r + n * m * q + n * q * r
    mixed = covariances + q * (2 * n * r * k + p * n * r * k)
    values = n * m * r + r * r * n + r * r * m + r * r + 1 + r * r * k * k
    total = evaluation_count(n, m, p, q, r, k) + value_covariances + spread + natural + mixed + values
    return total + (p * q + r * k) ** 2


def cholesky_count(size: int) -> int:
    """(N - 1) N (N + 1) / 6."""
    return (size - 1) * size * (size + 1) // 6


def solve_count(size: int, columns: int) -> int:
    """Two triangular solves."""
    return columns * size * (size - 1)


def exact_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:  # noqa: ARG001 - one signature
    """Of order (pq + rk)^3: the d^(2 omega) term."""
    size = p * q + r * k
    return cholesky_count(size) + solve_count(size, 1)


def kronecker_count(n: int, m: int, p: int, q: int, r: int, k: int) -> int:
    """T_mat(p, n, p) + T_mat(q, m, q) + T_mat(r, m, r) + p^3 + q^3 + r^3 terms; nothing of order (pq)^3."""
    grams = p * p * n + q * q * m + r * r * m
    factors = cholesky_count(p) + cholesky_count(q) + cholesky_count(r)
    solves = solve_count(p, q) + solve_count(q, p) + solve_count(r, k)
    return grams + factors + solves + p * q + r * k


# Observations


@dataclass(frozen=True, kw_only=True)
class Counted:
    """An algorithm, its closed form, and what it needs beyond the data."""

    compute: Callable[[Data], Any]
    formula: Callable[..., int]
    prepare: Callable[[Data], Data] = lambda z: z


def _with_state(z: Data) -> Data:
    return z | {"state": derivatives.state(**_data(z))}


def _with_system(z: Data) -> Data:
    size = z["X"].size + z["Y"].size
    root = np.eye(size) + 0.1 * np.arange(size * size).reshape(size, size) / size**2
    return z | {"H": root.T @ root, "g": np.ones((size, 1))}


def count(subject: Counted, sizes: Sizes, rng: np.random.Generator) -> int:
    """Multiplications of one run at these sizes; preparation is not counted."""
    z: Data = {name: rng.normal(size=shape) for name, shape in shapes(**sizes).items()}
    z = subject.prepare(z | dict.fromkeys(_WEIGHTS, 0.5))
    tally = Tally()
    subject.compute({name: _instrumented(value, tally) for name, value in z.items()})
    return tally.multiplications


def _instrumented(value: Any, tally: Tally) -> Any:
    if isinstance(value, State):
        return State(**{name: counted(entry, tally) for name, entry in vars(value).items()})
    return counted(value, tally) if isinstance(value, np.ndarray) else counted(np.array(value), tally).item()


def observing(subject: Counted) -> Rate:
    """|count - formula| <= 0 at random sizes."""

    def observe(rng: np.random.Generator, runs: int) -> Iterator[Observation]:
        for _ in range(runs):
            sizes = {name: int(rng.integers(1, _LARGEST + 1)) for name in "pqrk"}
            sizes |= {name: int(rng.integers(_LARGEST, 2 * _LARGEST)) for name in "nm"}  # Gram matrices of full rank
            gap = count(subject, sizes, rng) - subject.formula(**sizes)
            yield Observation(label="count - formula", lhs=arb(abs(gap)), rhs=arb(0), data=dict(sizes))

    return Rate(observe=observe, coverage=f"multiplications counted, random sizes p, q, r, k <= {_LARGEST} <= n, m")


SUBJECTS: Mapping[str, Counted] = {
    "R7": Counted(compute=loss_and_gradient, formula=gradient_count),
    "R7-product": Counted(compute=product, formula=product_count, prepare=_with_state),
    "R7-hessian": Counted(compute=hessian, formula=hessian_count),
    "R7-exact": Counted(compute=exact_step, formula=exact_count, prepare=_with_system),
    "R7-kronecker": Counted(compute=kronecker_step, formula=kronecker_count),
}


def side_by_side() -> dict[str, str]:
    """log10 of the multiplications of both steps: the classical d^(2 omega) solve and the Kronecker one."""
    found = {}
    for n, d in ((64, 4), (1024, 64)):
        sizes = dict.fromkeys("nm", n) | dict.fromkeys("pqrk", d)
        for title, formula in (
            ("loss and gradient", gradient_count),
            ("exact", exact_count),
            ("Kronecker", kronecker_count),
        ):
            found[f"log10 of multiplications, {title}, (n, d) = ({n}, {d})"] = f"{log10(formula(**sizes)):.1f}"
    return found


def _lemma(name: str, title: str, statement: str, **more: Any) -> Lemma:
    return Lemma(name=name, title=title, group=_GROUP, statement=statement, rate=observing(SUBJECTS[name]), **more)


GRADIENT = _lemma(
    "R7",
    "Cost of loss and gradient",
    r"npq + nmq + pnm + pmq + 3nmk + 2mrk + 2nm + nk + mk + 2pq + 2rk + 2",
    remarks="T_mat(n, n, d) and T_mat(n, d, d) products only, as the source's abstract has them.",
    measures=side_by_side,
)
PRODUCT = _lemma(
    "R7-product",
    "Cost of a Hessian-vector product",
    r"npq + nmq + pnm + pmq + 7nmk + 2mrk + 5nm + 2nk + mk + 2pq + 2rk + 2",
    requires=("I4-product",),
)
HESSIAN = _lemma(
    "R7-hessian",
    "Cost of the structured Hessian",
    r"nm\,(q^2 + qk + qr) + n\,(p^2 q^2 + pqrk) + \text{lower terms}",
)
EXACT = _lemma(
    "R7-exact",
    "Cost of the exact step",
    r"\tfrac16 (N-1)N(N+1) + N(N-1),\quad N = pq + rk",
    remarks="The d^(2 omega) term of the classical count, with omega = 3.",
)
KRONECKER = _lemma(
    "R7-kronecker",
    "Cost of the Kronecker step",
    r"np^2 + mq^2 + mr^2 + \sum_{x \in \{p,q,r\}}\tfrac16(x-1)x(x+1) + pq(p+q-2) + kr(r-1) + pq + rk",
    requires=("R5",),
    remarks="No term of order (pq)^3: d^(2 omega) disappears from the step.",
)


def _product_sides(**z: Array) -> tuple[Array, Array]:
    weights = {name: z[name].item() for name in _WEIGHTS}
    data: Data = {**z, **weights}
    gX, gY = hessian_product(derivatives.state(**_data(data)), data)
    h = np.concatenate([z["dX"].ravel(), z["dY"].ravel()])[:, None]
    dense = matmul(derivatives.hessian(**_data(data), **weights), h)[:, 0]
    return np.concatenate([gX.ravel(), gY.ravel()]), dense


IDENTITY = Lemma(
    name="I4-product",
    title="Hessian-vector product without a Hessian",
    group="Identities",
    statement=r"\nabla^2\Phi\,(dX, dY) = \left(2A_1^\top(dP + w_x^2 s)A_2 + 2\lambda_x dX,\ 2A_3^\top(dF^\top C + "
    r"F^\top dC + w_y^2 v) + 2\lambda_y dY\right)",
    claim=Identity(lhs=lambda **z: _product_sides(**z)[0], rhs=lambda **z: _product_sides(**z)[1]),
    space=Space(
        sizes={"n": (1, 3), "m": (1, 3), "p": (1, 2), "q": (1, 2), "r": (1, 2), "k": (1, 2)},
        variables={
            "A1": Variable(shape=("n", "p")),
            "A2": Variable(shape=("m", "q")),
            "A3": Variable(shape=("m", "r")),
            "B": Variable(shape=("n", "k")),
            **{name: Variable(shape=("p", "q")) for name in ("X", "dX")},
            **{name: Variable(shape=("r", "k")) for name in ("Y", "dY")},
            **{name: Variable(low=0) for name in _WEIGHTS},
        },
    ),
    requires=("I4", "I5-blocks"),
)

COSTS = (IDENTITY, GRADIENT, PRODUCT, HESSIAN, EXACT, KRONECKER)
