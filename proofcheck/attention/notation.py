"""The problem and the notation that the attention theory's lemmas share, as its reports print them."""

from typing import Final

PROBLEM: Final = (
    r"\Phi(X, Y) = \|\operatorname{softmax}(A_1 X A_2^\top)\, A_3 Y - B\|_F^2 + w_x^2 \|A_1 X A_2^\top\|_F^2 "
    r"+ w_y^2 \|A_3 Y\|_F^2 + \lambda_x \|X\|_F^2 + \lambda_y \|Y\|_F^2"
)

NOTATION: Final = (
    (r"A_1, A_2, A_3, B", "data: n x p, m x q, m x r and n x k; n queries, m keys. Unknowns X (p x q) and Y (r x k)"),
    (r"S = A_1 X A_2^\top", "scores, n x m; S_j is row j, the scores of query j"),
    (r"F = \operatorname{softmax}(S)", "softmax of each row of S, n x m; f is one row of it"),
    (r"V = A_3 Y", "values, m x k; V_l is row l"),
    (r"O = F V", "outputs, n x k"),
    (r"C = O - B", "residuals, n x k; c is one row of it. L is the sum of their squares"),
    (r"P", "the gradient in the scores: half the derivative of L in S, n x m; p is one row of it"),
    (r"E[g],\ \tilde g", "mean of g over the keys with weights f, and g minus its mean: centred. Var, Cov likewise"),
    (r"s, v", "the direction of a move: s = A1 dX A2^T (a row of it where one row is meant) and v = A3 dY"),
    (r"\varphi = \min(1/2, \max f)", "peak of a row: Var(s) is at most phi times the squared length of s (B2)"),
    (r"\tau", "spread of the values of a row: tau^2 bounds the largest eigenvalue of their covariance"),
    (r"\omega", "the largest distance of a value V_l from its row's output O_j"),
    (r"a, b", "lengths of a move: a = ||A1 dX A2^T||_F and b = ||A3 dY||_F"),
    ("natural norm", "sqrt(a^2 + b^2), the length of a move in scores and values; certificates add ridge terms to it"),
    ("good instance", "(ell, M)-good: stationary at z*, Hessian there at least ell I and M-Lipschitz, start near z*"),
    (
        "lemma letters",
        "I identities, E float64 against exact, B bounds, S curvature, R rates and costs, C certificates",
    ),
)
