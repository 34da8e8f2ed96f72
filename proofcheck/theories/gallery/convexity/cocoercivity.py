"""Co-coercivity of gradients.

Claim: the gradient of a convex function with L-Lipschitz gradient is 1/L-co-coercive.
Formula: <grad f(x) - grad f(y), x - y> >= ||grad f(x) - grad f(y)||^2 / L.
Used: convergence of gradient and forward-backward splitting as averaged operators.
Guarantee: TIGHT (f = L/2 ||x||^2). Family here: f(x) = <x, H x>/2 with H positive semidefinite, L = trace H.
Reference: Baillon and Haddad (1977), corollary 10; Nesterov (2004), theorem 2.1.5.
"""

from __future__ import annotations

from proofcheck.theories.gallery.convexity.descent_lemma import SPACE, gram, lagrange, times, trace
from proofcheck.theories.proofs import proofs_beside
from proofcheck.theory import Certificate, Inequality, Lemma

LEMMAS = (
    Lemma(
        name="baillon-haddad",
        title="Gradients are co-coercive",
        statement=r"\|\nabla f(x) - \nabla f(y)\|^2 \le L\, \langle \nabla f(x) - \nabla f(y), x - y \rangle",
        group="Convexity",
        hypotheses="f(x) = <x, H x>/2, H = T T^T (every positive semidefinite matrix), L = trace H.",
        claim=Inequality(
            lhs=lambda T, x, y: (times(gram(T), x - y) * times(gram(T), x - y)).sum(),
            rhs=lambda T, x, y: trace(gram(T)) * (times(gram(T), x - y) * (x - y)).sum(),
        ),
        space=SPACE,
        certificate=Certificate(terms=lambda rules, T, x, y: [lagrange(T, times(T.T, x - y))]),
        kernel=proofs_beside(__file__),
        reference="Baillon and Haddad (1977), corollary 10",
    ),
)
