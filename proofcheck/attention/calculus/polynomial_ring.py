"""Concrete sizes, fast: the definitions over a polynomial ring in which exp and 1/alpha are generators.

The ring Z[data, x, dx, u, r] has one generator u_jk for exp(S_jk) and one r_j for 1 / sum_k u_jk. An `Element` of it
goes through the definitions as any other number; exp and division look their argument up. Differentiation along a line
is a derivation of the ring: D u_jk = u_jk D S_jk and D r_j = -r_j^2 sum_k D u_jk. Equality of polynomials is exact and
immediate, where blind simplification of exponentials is neither. Equal polynomials are equal functions; the relation
r_j sum_k u_jk = 1 is not needed for that, and is used only to say whether unequal polynomials differ as functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from operator import index as exact_integer
from typing import Any

import numpy as np
import sympy
from sympy import ZZ
from sympy.polys.rings import PolyElement, ring

from proofcheck.arithmetic.functions import Array, as_array, elementwise, matmul
from proofcheck.lemmas.claims import Step
from proofcheck.model.definitions import scores

Shapes = Mapping[str, tuple[int, ...]]


class Element:
    """A polynomial of a `Structure`, with exp and division where the structure knows the result."""

    structure: ModelRing
    polynomial: Any

    def __init__(self, structure: ModelRing, polynomial: PolyElement) -> None:
        self.structure = structure
        self.polynomial = polynomial

    def _operand(self, other: Any) -> Any:
        if isinstance(other, Element):
            return other.polynomial
        return exact_integer(other)  # refuses floats, which would lose exactness without a word

    def __add__(self, other: Any) -> Element:
        return Element(self.structure, self.polynomial + self._operand(other))

    def __sub__(self, other: Any) -> Element:
        return Element(self.structure, self.polynomial - self._operand(other))

    def __mul__(self, other: Any) -> Element:
        return Element(self.structure, self.polynomial * self._operand(other))

    def __truediv__(self, other: Any) -> Element:
        return self * self.structure.reciprocal(other)

    def __rtruediv__(self, other: Any) -> Element:
        quotient: Element = self.structure.reciprocal(self) * other
        return quotient

    def __neg__(self) -> Element:
        return Element(self.structure, -self.polynomial)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Any) -> Element:
        negated: Element = -(self - other)
        return negated

    def exp(self) -> Element:
        """The generator that stands for the exponential. Raises KeyError when the structure has none."""
        value: Element = self.structure.exponential(self)
        return value


class ModelRing:
    """The ring for arrays of given shapes; `arrays[name]` holds the generators of each.

    Names are those of the definitions (A1, A2, A3, B, X, Y) and of the direction (dX, dY); others are constants.
    `fixed` gives some of them as integer matrices instead.
    """

    def __init__(self, shapes: Shapes, fixed: Mapping[str, Array] | None = None) -> None:
        named = {name: shape for name, shape in shapes.items() if name != "S"}
        n, m = shapes["S"]
        named |= {"u": (n, m), "r": (n,)}
        names = [_name(name, index) for name, shape in named.items() for index in np.ndindex(*shape)]
        self._ring = ring(names, ZZ)[0]
        generators = dict(zip(names, self._ring.gens, strict=True))
        self.arrays = {name: self._array(name, shape, generators) for name, shape in named.items()}
        self.arrays |= {name: elementwise(value, int) for name, value in (fixed or {}).items()}
        S, u, r = scores(*(self.arrays[name] for name in ("A1", "A2", "X"))), self.arrays["u"], self.arrays["r"]
        pairs: list[tuple[Any, Any]] = list(zip(S.flat, u.flat, strict=True))
        self._exponentials: dict[Any, Any] = {argument.polynomial: value for argument, value in pairs}
        self._reciprocals: dict[Any, Any] = {_total(keys).polynomial: r[j] for j, keys in enumerate(u)}

    def _array(self, name: str, shape: tuple[int, ...], generators: Mapping[str, PolyElement]) -> Array:
        out = np.empty(shape, dtype=object)
        for index in np.ndindex(*shape):
            out[index] = Element(self, generators[_name(name, index)])
        return out

    def exponential(self, argument: Any) -> Element:
        """The generator that stands for the exponential of a score. Raises KeyError for anything else."""
        found: Element = self._exponentials[argument.polynomial]
        return found

    def reciprocal(self, argument: Any) -> Element:
        """1 / argument for argument = alpha_j."""
        found: Element = self._reciprocals[argument.polynomial]
        return found

    def point(self, *names: str) -> dict[str, Array]:
        """The arrays of the model by name, their entries generators of the ring."""
        return {name: self.arrays[name] for name in names}

    @property
    def zero(self) -> Element:
        """The zero of the ring, from which sums start without leaving it."""
        return Element(self, self._ring.zero)

    def derivative(self, value: Any) -> Element:
        """The derivative along (dX, dY), from the rules for u and r."""
        total = self._ring.zero
        for generator, speed in self._speeds:
            partial = value.polynomial.diff(generator)
            if partial:
                total += partial * speed
        return Element(self, total)

    @cached_property
    def _speeds(self) -> list[tuple[PolyElement, PolyElement]]:
        of = self.arrays
        moved = scores(of["A1"], of["A2"], of["dX"])
        speeds = [
            (x, d) for name in "XY" if name in of for x, d in zip(of[name].flat, of["d" + name].flat, strict=True)
        ]
        grown = of["u"] * moved
        speeds += list(zip(of["u"].flat, grown.flat, strict=True))
        speeds += [(r, -(r * r * _total(row))) for r, row in zip(of["r"], grown, strict=True)]
        return [(x.polynomial, self._ring(d if isinstance(d, int) else d.polynomial)) for x, d in speeds]

    def expression(self, value: Any) -> sympy.Expr:
        """A sympy expression with 1 / sum_k u_jk in place of r_j."""
        if not value.polynomial:
            return sympy.Integer(0)
        rows = zip(self.arrays["r"], self.arrays["u"], strict=True)
        sums = {r.polynomial.as_expr(): 1 / _total(keys).polynomial.as_expr() for r, keys in rows}
        return value.polynomial.as_expr().subs(sums)


def _total(values: Array) -> Any:
    return values.sum()


def _name(name: str, index: tuple[int, ...]) -> str:
    return "_".join([name, *map(str, index)])


def general_symbols(n: int, m: int, p: int, q: int, r: int, k: int) -> ModelRing:
    """Symbolic A1, A2, A3, B, X, Y, dX, dY."""
    shapes = {"S": (n, m), "A1": (n, p), "A2": (m, q), "A3": (m, r), "B": (n, k), "X": (p, q), "Y": (r, k)}
    return ModelRing(shapes | {"dX": (p, q), "dY": (r, k)})


def row(m: int, d: int, coordinate: int) -> ModelRing:
    """One row, scores A x with A (m x d) named A2 and x named X (1 x d), moved along one coordinate; h (m,), b ()."""
    unit = np.eye(d, dtype=int)[coordinate][None, :]
    shapes = {"S": (1, m), "A2": (m, d), "X": (1, d), "h": (m,), "b": ()}
    return ModelRing(shapes, {"A1": np.ones((1, 1), dtype=int), "dX": unit})


def pairing(left: Array, right: Array) -> Any:
    """Sum of products of entries."""
    return matmul(left.reshape(1, -1), right.reshape(-1, 1))[0, 0]


def equal(structure: ModelRing, label: str, lhs: Any, rhs: Any, shown: str) -> Step:
    """One step: all entries of lhs - rhs vanish, as one form with an independent symbol for each entry.

    `shown` is the LaTeX that stands for the two sides, which are too long to print.
    """
    left, right = np.broadcast_arrays(as_array(lhs), as_array(rhs))
    difference = sympy.Integer(0)
    size = 0
    for number, (a, b) in enumerate(zip(left.ravel(), right.ravel(), strict=True)):
        size += len(a.polynomial)
        difference += sympy.Symbol(f"w_{number}", positive=True) * structure.expression(a - b)
    reason = f"{left.size} entr{'y' if left.size == 1 else 'ies'}, {size} monomials, exact polynomial arithmetic"
    return Step(label=label, lhs=difference, rhs=sympy.Integer(0), reason=reason, shown=shown)
