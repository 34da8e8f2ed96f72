"""Phi as it is defined, in mpmath numbers of the precision in force; shares nothing with the package."""

import mpmath as mp


def definition(problem, z):
    """Phi at z = [vec X; vec Y], row-major, by loops over mpmath numbers."""
    rows = lambda a: [[mp.mpf(v) for v in row] for row in a.tolist()]  # noqa: E731
    A1, A2, A3, B = map(rows, (problem.A1, problem.A2, problem.A3, problem.B))
    p, q, r, k = problem.p, problem.q, problem.r, problem.k
    X = [z[i * q : (i + 1) * q] for i in range(p)]
    Y = [z[p * q + i * k : p * q + (i + 1) * k] for i in range(r)]
    S = [[sum(a[i] * X[i][h] * b[h] for i in range(p) for h in range(q)) for b in A2] for a in A1]
    V = [[sum(c[h] * Y[h][i] for h in range(r)) for i in range(k)] for c in A3]
    total = mp.mpf(0)
    for j, scores in enumerate(S):
        weights = [mp.exp(s) for s in scores]
        for i in range(k):
            out = sum(w * v[i] for w, v in zip(weights, V, strict=True)) / sum(weights)
            total += (out - B[j][i]) ** 2
    square = lambda m: sum(v * v for row in m for v in row)  # noqa: E731
    wx, wy, lx, ly = (mp.mpf(w) for w in (problem.wx, problem.wy, problem.lx, problem.ly))
    return total + wx**2 * square(S) + wy**2 * square(V) + lx * square(X) + ly * square(Y)
