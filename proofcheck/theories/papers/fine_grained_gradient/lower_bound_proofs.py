"""Why |f'| <= (8/27) B n d and |f''| <= 0.15406 B^2 n d: steps for the lemmas of `lower_bound`.

One entry p of softmax(lambda A) V is the mass of a set S of keys. With a, b the means of the row of A over S and over
its complement, D = a - b, v and w its variances there:

    p' = p (1 - p) D,    p'' = p (1 - p) (v - w + (1 - 2 p) D^2),
    p'^2 + p p'' = p^2 (1 - p) ((2 - 3 p) D^2 + v - w).

Scaled to B = 1: |D| <= 1 and v <= a (1 - a), w <= b (1 - b), a, b in [0, 1] (Bhatia and Davis).
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from proofcheck.theory import Step


def first_order() -> Iterator[Step]:
    """p' and the largest 2 p^2 (1 - p)."""
    yield from (_slope(n) for n in (2, 3))
    p = sympy.Symbol("p", nonnegative=True)
    yield Step(
        label="2 p^2 (1 - p) <= 8/27",
        lhs=sympy.Rational(8, 27),
        rhs=2 * p**2 * (1 - p),
        terms=(2 * (p - sympy.Rational(2, 3)) ** 2 * (p + sympy.Rational(1, 3)),),
        reason="hence 2 p |p'| <= 2 p^2 (1 - p) B <= (8/27) B for each of the n d entries",
    )


def _keys(n: int) -> tuple[list[sympy.Symbol], list[sympy.Symbol]]:
    """Entries a_k of the row and u_k = exp(lambda a_k), whose derivative by lambda is a_k u_k."""
    a = [sympy.Symbol(f"a_{k}", real=True) for k in range(n)]
    return a, [sympy.Symbol(f"u_{k}", positive=True) for k in range(n)]


def _by_lambda(value: sympy.Expr, a: list[sympy.Symbol], u: list[sympy.Symbol]) -> sympy.Expr:
    slopes = (sympy.diff(value, weight) * entry * weight for entry, weight in zip(a, u, strict=True))
    return sympy.together(sum(slopes))


def _slope(n: int) -> Step:
    """S is all keys but the last, so that its complement has one key."""
    a, u = _keys(n)
    inside = sum(u[:-1])
    p = inside / sum(u)
    mean = sum(entry * weight for entry, weight in zip(a[:-1], u[:-1], strict=True)) / inside
    return Step(
        label=f"p' = p (1 - p) (a - b), {n} keys",
        lhs=_by_lambda(p, a, u),
        rhs=p * (1 - p) * (mean - a[-1]),
        reason="means a over S and b over its complement lie in [0, B], so that |p'| <= p (1 - p) B",
    )


def second_order() -> Iterator[Step]:
    """p'^2 + p p'', its largest and its smallest value."""
    yield _bend()
    yield from _upper()
    yield from _lower()


def _bend() -> Step:
    """Three keys, S the first two, with weights p g, p (1 - g), 1 - p: f_k' = f_k (a_k - E) by lambda."""
    p, g = sympy.symbols("p g", positive=True)
    a = [sympy.Symbol(f"a_{k}", real=True) for k in range(3)]
    f = [sympy.Symbol(f"f_{k}", positive=True) for k in range(3)]
    mean = sum(entry * weight for entry, weight in zip(a, f, strict=True))

    def by_lambda(value: sympy.Expr) -> sympy.Expr:
        return sum(sympy.diff(value, w) * w * (entry - mean) for entry, w in zip(a, f, strict=True))

    inside = f[0] + f[1]
    slope = by_lambda(inside)
    bend = slope**2 + inside * by_lambda(slope)
    gap = g * a[0] + (1 - g) * a[1] - a[2]
    return Step(
        label="p'^2 + p p'' = p^2 (1 - p) ((2 - 3 p) D^2 + v)",
        lhs=bend.subs({f[0]: p * g, f[1]: p * (1 - g), f[2]: 1 - p}),
        rhs=p**2 * (1 - p) * ((2 - 3 * p) * gap**2 + g * (1 - g) * (a[0] - a[1]) ** 2),
        reason="w = 0 for one key outside of S; by exchanging S and its complement, -w for v",
    )


_ROOT = (15 - sympy.sqrt(33)) / 24
_HALF = (39 + 55 * sympy.sqrt(33)) / 4608  # 0.0770, the bound of p'^2 + p p''; f'' has twice that


def _upper() -> Iterator[Step]:
    """Largest with w = 0 and, while p <= 2/3 makes it convex in b, at b = 0 or, mirrored, b = 1; v <= a (1 - a)."""
    w, r = sympy.symbols("w r", nonnegative=True)
    a, p = 1 / (1 + r), 1 / (2 + 2 * w)  # a in (0, 1], p in (0, 1/2]
    yield Step(
        label="p <= 1/2: (2 - 3 p) a^2 + a (1 - a) <= 2 - 3 p",
        lhs=2 - 3 * p,
        rhs=(2 - 3 * p) * a**2 + a * (1 - a),
        terms=((1 - a).factor() ** 2 / 2, 3 * (sympy.Rational(1, 2) - p).factor() * (1 - a**2).factor()),
        reason="the largest value has a = 1, b = 0, so that f'' is that of two-valued rows",
    )
    beta, gamma = 10 - 12 * _ROOT, sympy.radsimp(_HALF * 2 / _ROOT**2)
    yield Step(
        label="p <= 1/2: 2 p^2 (1 - p) (2 - 3 p) <= (39 + 55 sqrt 33)/2304",
        lhs=2 * _HALF,
        rhs=2 * p**2 * (1 - p) * (2 - 3 * p),
        terms=((p - _ROOT) ** 2 * (3 * p * w / (1 + w) + (beta - 3) * p + gamma),),
        reason="a double root at p = (15 - sqrt 33)/24 and 6 p (1/2 - p) + (beta - 3) p + gamma > 0",
    )
    yield Step(
        label="1/2 <= p <= 2/3: (1 - 3 p) a^2 + a <= 1/2",
        lhs=sympy.Rational(1, 2),
        rhs=-(sympy.Rational(1, 2) + w) * a**2 + a,
        terms=((1 - a).factor() ** 2 / 2, w * a**2),
        reason="3 p - 1 = 1/2 + w; with p^2 (1 - p) <= 4/27 the value is at most 2/27 < 0.0770",
    )
    yield Step(
        label="p >= 2/3: v <= 1/4",
        lhs=sympy.Rational(1, 4),
        rhs=a * (1 - a),
        terms=((a - sympy.Rational(1, 2)) ** 2,),
        reason="(2 - 3 p) D^2 <= 0, so that the value is at most p^2 (1 - p)/4 <= 1/27",
    )


def _lower() -> Iterator[Step]:
    """Smallest with v = 0, w = b (1 - b); for p <= 2/3 at least -p^2 (1 - p)/4 >= -1/27.

    For p >= 2/3, |D| <= y = max(b, 1 - b) and w = y (1 - y): the value is at least -p^2 (k - 3 k^2), k = (1 - p) y.
    """
    k = sympy.Symbol("k", real=True)
    w, r = sympy.symbols("w r", nonnegative=True)
    yield Step(
        label="2/3 <= p <= 5/6: k - 3 k^2 <= 1/12",
        lhs=sympy.Rational(1, 12),
        rhs=k - 3 * k**2,
        terms=(3 * (k - sympy.Rational(1, 6)) ** 2,),
        reason="so that the value is at least -25/432 > -0.0770",
    )
    s = 1 / (6 + 6 * w)  # 1 - p in (0, 1/6]
    below = s / (1 + r)
    gap = (s - below).factor()
    yield Step(
        label="p >= 5/6: k - 3 k^2 <= (1 - p) - 3 (1 - p)^2",
        lhs=s - 3 * s**2,
        rhs=below - 3 * below**2,
        terms=(gap * (1 - 6 * s).factor(), 3 * gap**2),
        reason="k <= 1 - p <= 1/6",
    )
    p, square = 1 / (1 + w), sympy.Rational(1, 100)
    ends = _HALF - 3 * square**2, _HALF - 3 * square**2 - sympy.Rational(11, 150)
    yield Step(
        label="p^2 (1 - p) (3 p - 2) <= (39 + 55 sqrt 33)/4608",
        lhs=_HALF,
        rhs=p**2 * (1 - p) * (3 * p - 2),
        terms=(
            3 * (p**2 - sympy.Rational(5, 6) * p - square) ** 2,
            sympy.Rational(7, 300) * p * (1 - p).factor(),
            (1 - p).factor() * ends[0],
            p * ends[1],
        ),
        reason="the smallest value is -(55 sqrt 33 - 39)/4608",
    )
