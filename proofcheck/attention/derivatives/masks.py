"""Lemmas I7*: what is true of queries with a mask is true of queries that have their allowed keys alone.

A mask enters the definitions as factors of the exponentials, 1 or 0. The loss and its derivatives are sums over
queries, and permuting keys permutes what belongs to them, so that the queries of one mask are taken, with allowed keys
first. The regulariser is over all keys and knows of no mask. With I3 and I4, which are about any keys, the formulas are
the derivatives; and what is proved of softmax rows, or of weights that may vanish, holds of masked rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from proofcheck.arithmetic.functions import Array, matmul
from proofcheck.lemmas.claims import Identity, Space, Variable
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model import definitions, derivatives

_GROUP = "Identities"


def _masked_row(s: Array, t: Array, V: Array, U: Array) -> Array:
    """Weights and output of one query that sees the keys of s and V, not those of t and U."""
    scores, seen = np.concatenate([s, t]), np.concatenate([s - s + 1, t - t])
    f = definitions.softmax(scores[None, :], seen[None, :])
    return np.concatenate([f[0], matmul(f, np.concatenate([V, U]))[0]])


def _row_alone(s: Array, t: Array, V: Array, **_: Array) -> Array:
    """The same of a query that has the keys of s and V alone, and weights of zero for the others."""
    f = definitions.softmax(s[None, :])
    return np.concatenate([f[0], t - t, matmul(f, V)[0]])


I7 = Lemma(
    name="I7",
    title="A masked row is the row of its allowed keys",
    group=_GROUP,
    statement=r"\frac{(\mathbf 1, \mathbf 0) \circ e^{(s, t)}}{\langle(\mathbf 1, \mathbf 0), e^{(s, t)}\rangle} = "
    r"(\operatorname{softmax}(s), \mathbf 0), \qquad O = \operatorname{softmax}(s)^\top V",
    hypotheses="One query: s, V of the keys that it sees, t, U of the others, wherever they stand.",
    claim=Identity(lhs=_masked_row, rhs=_row_alone),
    space=Space(
        sizes={"m": (1, 4), "l": (1, 3), "k": (1, 2)},
        variables={
            "s": Variable(shape=("m",), unbounded=True),
            "t": Variable(shape=("l",), unbounded=True),
            "V": Variable(shape=("m", "k"), unbounded=True),
            "U": Variable(shape=("l", "k"), unbounded=True),
        },
    ),
    remarks="What is proved of softmax rows and of weights that may vanish therefore holds of masked rows, with the "
    "number of allowed keys for m and maxima over allowed keys.",
    reference="new here",
)


# The objective, whose factors may be any numbers of one size


def _objective(M: Array, **z: Array) -> Any:
    return definitions.objective(**_point(z), mask=M)


def _scaled_objective(M: Array, **z: Array) -> Any:
    return definitions.objective(**_point(z), mask=z["c"][:, None] * M)


def _point(z: dict[str, Array]) -> dict[str, Any]:
    """Arrays as they are, weights as numbers."""
    return {name: value.item() if value.ndim == 0 else value for name, value in z.items() if name != "c"}


# The formulas of the derivatives, of the loss alone


def _no_weights(X: Array) -> dict[str, Any]:
    """wx = wy = lx = ly = 0, in the arithmetic of X."""
    return dict.fromkeys(("wx", "wy", "lx", "ly"), (X - X).sum())


def _with_mask(formula: Callable[..., Any]) -> Callable[..., Array]:
    """The formula for queries that see the keys of A2 and A3, not those of D2 and D3."""

    def side(A1: Array, A2: Array, A3: Array, D2: Array, D3: Array, X: Array, **z: Array) -> Array:
        keys = {"A2": np.concatenate([A2, D2]), "A3": np.concatenate([A3, D3])}
        S, T = definitions.scores(A1, A2, X), definitions.scores(A1, D2, X)
        seen = np.concatenate([S - S + 1, T - T], axis=1)
        return _flat(formula(A1=A1, **keys, X=X, **z, **_no_weights(X), mask=seen))

    return side


def _alone(formula: Callable[..., Any]) -> Callable[..., Array]:
    """The formula for queries that have the keys of A2 and A3 alone."""

    def side(**z: Array) -> Array:
        kept = {name: value for name, value in z.items() if name not in ("D2", "D3")}
        return _flat(formula(**kept, **_no_weights(z["X"])))

    return side


def _flat(found: Any) -> Array:
    parts = found if isinstance(found, tuple) else (found,)
    return np.concatenate([part.ravel() for part in parts])


_SIZES = {"n": (1, 2), "m": (1, 2), "l": (1, 2), "p": (1, 2), "q": (1, 2), "r": (1, 2), "k": (1, 2)}
_SHAPES: Final = {
    "A1": ("n", "p"),
    "A2": ("m", "q"),
    "A3": ("m", "r"),
    "D2": ("l", "q"),
    "D3": ("l", "r"),
    "B": ("n", "k"),
    "X": ("p", "q"),
    "Y": ("r", "k"),
}


def _space(shapes: Mapping[str, tuple[str, str]]) -> Space:
    return Space(
        sizes=_SIZES, variables={name: Variable(shape=shape, unbounded=True) for name, shape in shapes.items()}
    )


_KEYS = "Queries of one mask: they see the keys of A2, A3 and not those of D2, D3, wherever these stand."

I7_GRADIENT = Lemma(
    name="I7-gradient",
    title="The gradient's formula with a mask",
    group=_GROUP,
    statement=r"\nabla L \text{ by the formula of I3 with masked rows } f_j \text{ is } \nabla L \text{ of the allowed "
    r"keys}",
    hypotheses=_KEYS + " By I3 it is the gradient.",
    claim=Identity(lhs=_with_mask(derivatives.gradient), rhs=_alone(derivatives.gradient)),
    space=_space(_SHAPES),
    requires=("I3", "I7"),
    reference="new here",
)
I7_HESSIAN = Lemma(
    name="I7-hessian",
    title="The Hessian's formula with a mask",
    group=_GROUP,
    statement=r"\nabla^2 L \text{ by the formula of I4 with masked rows } f_j \text{ is } \nabla^2 L \text{ of the "
    r"allowed keys}",
    hypotheses=_KEYS + " By I4 it is the Hessian.",
    claim=Identity(lhs=_with_mask(derivatives.hessian), rhs=_alone(derivatives.hessian)),
    space=_space(_SHAPES),
    requires=("I4", "I7"),
    reference="new here",
)
I7_PRODUCT = Lemma(
    name="I7-product",
    title="The Hessian-vector product's formula with a mask",
    group=_GROUP,
    statement=r"\nabla^2 L\,(dX, dY) \text{ by the formula of I4-product with masked rows } f_j \text{ is that of the "
    r"allowed keys}",
    hypotheses=_KEYS,
    claim=Identity(lhs=_with_mask(derivatives.hessian_product), rhs=_alone(derivatives.hessian_product)),
    space=_space(_SHAPES | {"dX": ("p", "q"), "dY": ("r", "k")}),
    requires=("I4-product", "I7"),
    reference="new here",
)

I7_SCALE = Lemma(
    name="I7-scale",
    title="The objective with a mask",
    group=_GROUP,
    statement=r"\Phi(X, Y) \text{ does not change when the factors } M_j \text{ of a row are multiplied by } c_j > 0",
    hypotheses="Factors of the exponentials, of which 1 and 0 make a mask.",
    claim=Identity(lhs=_objective, rhs=_scaled_objective),
    space=Space(
        sizes={name: bounds for name, bounds in _SIZES.items() if name != "l"},
        variables={
            **_space({name: shape for name, shape in _SHAPES.items() if name[0] != "D"}).variables,
            "M": Variable(shape=("n", "m"), low=0, open_low=True, unbounded="above"),
            "c": Variable(shape=("n",), low=0, open_low=True, unbounded="above"),
            **{name: Variable(low=0, unbounded="above") for name in ("wx", "wy", "lx", "ly")},
        },
    ),
    reference="new here",
)

MASKS = (I7, I7_SCALE, I7_GRADIENT, I7_HESSIAN, I7_PRODUCT)
