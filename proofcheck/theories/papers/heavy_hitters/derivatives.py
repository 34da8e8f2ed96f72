"""Lemmas D.44 to D.46: first and second derivatives."""

from __future__ import annotations

from typing import Any

from proofcheck.theories.papers.heavy_hitters.definitions import (
    ANY_TARGET,
    LINE,
    along,
    exponentials,
    loss,
    printed,
)
from proofcheck.theories.softmax_loss import prediction, scores
from proofcheck.theory import Array, Grade, Identity, Instance, Lemma, rationals

_GROUP = "Derivatives"

D44_1 = Lemma(
    name="D.44-1",
    title="Derivative of u",
    statement=r"\frac{d \exp(A x)}{d x_i} = \exp(A x) \circ A_{*, i}",
    group=_GROUP,
    source=printed("D.44 part 1 (arXiv 2304.10411, lemma 5.6)"),
    claim=Identity(
        lhs=lambda A, x, d: along(lambda z: exponentials(A, z), x, d, 1),
        rhs=lambda A, x, d: exponentials(A, x) * scores(A, d),
    ),
    space=LINE,
)

D44_2 = Lemma(
    name="D.44-2",
    title="Derivative of the normaliser",
    statement=r"\frac{d \langle \exp(A x), 1 \rangle}{d x_i} = \langle \exp(A x), A_{*, i} \rangle",
    group=_GROUP,
    source=printed("D.44 part 2"),
    claim=Identity(
        lhs=lambda A, x, d: along(lambda z: exponentials(A, z).sum(), x, d, 1),
        rhs=lambda A, x, d: (exponentials(A, x) * scores(A, d)).sum(),
    ),
    space=LINE,
    requires=("D.44-1",),
)

D44_3 = Lemma(
    name="D.44-3",
    title="Derivative of one over the normaliser",
    statement=r"\frac{d \alpha(x)^{-1}}{d x_i} = -\alpha(x)^{-1} \langle f(x), A_{*, i} \rangle",
    group=_GROUP,
    source=printed("D.44 part 3"),
    claim=Identity(
        lhs=lambda A, x, d: along(lambda z: 1 / exponentials(A, z).sum(), x, d, 1),
        rhs=lambda A, x, d: -(prediction(A, x) * scores(A, d)).sum() / exponentials(A, x).sum(),
    ),
    space=LINE,
    requires=("D.44-2",),
)

D44_4 = Lemma(
    name="D.44-4",
    title="Derivative of the softmax",
    statement=r"\frac{d f(x)}{d x_i} = -\langle f(x), A_{*, i} \rangle f(x) + f(x) \circ A_{*, i}",
    group=_GROUP,
    source=printed("D.44 part 4"),
    claim=Identity(
        lhs=lambda A, x, d: along(lambda z: prediction(A, z), x, d, 1),
        rhs=lambda A, x, d: prediction(A, x) * (scores(A, d) - (prediction(A, x) * scores(A, d)).sum()),
    ),
    space=LINE,
    requires=("D.44-3",),
)


def _terms(A: Array, x: Array, b: Array, d: Array) -> tuple[Any, Any]:
    """<A d, f> <f - b, f> and <A d, f o (f - b)>."""
    f, s = prediction(A, x), scores(A, d)
    return (s * f).sum() * ((f - b) * f).sum(), (s * f * (f - b)).sum()


def _even() -> Instance:
    """f = (1, 1)/2, b = 0: L_exp = ||f||^2 / 2 is smallest there, and its derivative is zero."""
    return {"A": rationals([[1], [0]]), "x": rationals([0]), "b": rationals([0, 0]), "d": rationals([1])}


D44_5 = Lemma(
    name="D.44-5",
    title="Derivative of the loss",
    statement=r"\frac{d L_{exp}(x)}{d x_i} = A_{*, i}^\top \left( f (f - b)^\top f + \mathrm{diag}(f) (f - b) \right)",
    group=_GROUP,
    hypotheses="Any b.",
    source=printed("D.44 part 5"),
    claim=Identity(
        lhs=lambda A, x, b, d: along(lambda z: loss(A, z, b), x, d, 1),
        rhs=lambda A, x, b, d: sum(_terms(A, x, b, d)),
    ),
    space=ANY_TARGET,
    witness=_even,
    expected=Grade.REFUTED,
    holds_instead="D.44-5-minus",
    remarks="By hand: A = (1, 0)^T, x = 0, b = 0: f = (1, 1)/2, where ||f||^2 is smallest, so the derivative is 0; "
    "printed: 1/2 * 1/2 + "
    "1/4 = 1/2. A minus sign is lost before the first term; nothing later in the appendix uses the sign.",
)

D44_5_MINUS = Lemma(
    name="D.44-5-minus",
    title="Derivative of the loss, with the sign",
    statement=r"\frac{d L_{exp}(x)}{d x_i} = A_{*, i}^\top \left( -f (f - b)^\top f + \mathrm{diag}(f) (f - b) \right)",
    group=_GROUP,
    hypotheses="Any b.",
    reference="new here",
    claim=Identity(
        lhs=lambda A, x, b, d: along(lambda z: loss(A, z, b), x, d, 1),
        rhs=lambda A, x, b, d: _terms(A, x, b, d)[1] - _terms(A, x, b, d)[0],
    ),
    space=ANY_TARGET,
    requires=("D.44-4",),
)

D45 = Lemma(
    name="D.45",
    title="Second derivatives of u",
    statement=r"\frac{d^2 \exp(A x)}{d x_i d x_j} = A_{*, j} \circ u(x) \circ A_{*, i}",
    group=_GROUP,
    hypotheses="Stated along d twice; d = e_i + e_j and d = e_i - e_j give the mixed derivative.",
    source=printed("D.45 (arXiv 2304.10411, lemma 5.9)"),
    claim=Identity(
        lhs=lambda A, x, d: along(lambda z: exponentials(A, z), x, d, 2),
        rhs=lambda A, x, d: scores(A, d) * exponentials(A, x) * scores(A, d),
    ),
    space=LINE,
    requires=("D.44-1",),
)

D46 = Lemma(
    name="D.46",
    title="Hessian of the normaliser",
    statement=r"\frac{d^2 \alpha(x)}{d x^2} = A^\top \mathrm{diag}(u(x)) A",
    group=_GROUP,
    hypotheses="Stated along d twice, as the quadratic form.",
    source=printed("D.46 (arXiv 2304.10411, lemma 5.10)"),
    claim=Identity(
        lhs=lambda A, x, d: along(lambda z: exponentials(A, z).sum(), x, d, 2),
        rhs=lambda A, x, d: (exponentials(A, x) * scores(A, d) * scores(A, d)).sum(),
    ),
    space=LINE,
    requires=("D.45",),
)

LEMMAS = (D44_1, D44_2, D44_3, D44_4, D44_5_MINUS, D44_5, D45, D46)
