"""Scalar multiplications of the solver's own code, counted while it runs.

Inside `instrumented(tally)` the solver's modules see a numpy whose arrays count: every product, matrix product, inner
product and Kronecker product adds the scalar multiplications of its textbook form to the tally, from the shapes of the
operands that the solver passes. A product of complex numbers counts as four. Divisions, additions, exponentials and
square roots are not counted. LAPACK's factorisations and triangular solves count as the textbook algorithms of
R7-lapack; eigenvalue and singular value decompositions, triangular factors (QR) and Fourier transforms are listed with
their sizes.
"""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import numpy as np
import scipy.fft
import scipy.linalg

import solver.minimise
import solver.oracle
import solver.problem
import solver.verified
from solver.minimise.steps.costs import cholesky_count, triangular_count

_COUNTED: Final = (solver.oracle, solver.minimise, solver.verified)
_MAKERS: Final = ("empty", "zeros", "ones", "eye", "array", "asarray", "empty_like", "zeros_like", "ascontiguousarray")
_PRODUCTS: Final = (np.multiply, np.square)
_COMPLEX: Final = 4


@dataclass
class SolverTally:
    """Multiplications so far; sizes of eigenvalue and singular value decompositions; shapes of what QR factors;
    lengths of Fourier transforms with their columns."""

    multiplications: int = 0
    eigen: list[int] = field(default_factory=list)
    triangular: list[tuple[int, int]] = field(default_factory=list)
    transforms: list[tuple[int, int]] = field(default_factory=list)


_CURRENT: list[SolverTally] = []


class CountingArray(np.ndarray[Any, Any]):
    """An array whose products are counted in the tally in force."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        plain = [_as_plain(value) for value in inputs]
        if out is not None:
            options["out"] = tuple(_as_plain(value) for value in out)
        result = getattr(ufunc, method)(*plain, **options)
        if method == "__call__":
            _CURRENT[-1].multiplications += _multiplications(ufunc, plain, result)
        return _counting(out[0] if out is not None else result)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        plain_args, plain_kwargs = _strip(args), {name: _strip(value) for name, value in kwargs.items()}
        result = function(*plain_args, **plain_kwargs)
        _CURRENT[-1].multiplications += _FUNCTIONS.get(function, lambda *_, **__: 0)(*plain_args, **plain_kwargs)
        return _counting(result)


def _multiplications(ufunc: Any, inputs: Sequence[Any], result: Any) -> int:
    factor = _COMPLEX if np.iscomplexobj(result) else 1
    if ufunc in _PRODUCTS or (ufunc is np.power and inputs[1] == 2):
        return factor * int(np.size(result))
    if ufunc is np.matmul:
        inner = np.shape(inputs[0])[-1]
        return factor * int(np.size(result)) * int(inner)
    if ufunc is np.power:
        raise NotImplementedError(f"power {inputs[1]!r}: only squares have a count here; add a rule")
    return 0


def _einsum(subscripts: str, *operands: Any) -> int:
    """(operands - 1) products for each value of all indices together."""
    names = subscripts.split("->")[0].split(",")
    sizes: dict[str, int] = {}
    for letters, operand in zip(names, operands, strict=True):
        sizes |= dict(zip(letters, operand.shape, strict=True))
    return (len(operands) - 1) * math.prod(sizes.values())


_FUNCTIONS: Final[dict[Any, Callable[..., int]]] = {
    np.einsum: _einsum,
    np.outer: lambda a, b: int(np.size(a) * np.size(b)),
    np.vdot: lambda a, b: int(np.size(a)),  # noqa: ARG005
    np.kron: lambda a, b: int(np.size(a) * np.size(b)),
    np.linalg.norm: lambda a: int(np.size(a)),
}


def _as_plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, CountingArray) else value


def _strip(value: Any) -> Any:
    return type(value)(map(_strip, value)) if isinstance(value, list | tuple) else _as_plain(value)


def _counting(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in "fc":
        return value.view(CountingArray)
    return [_counting(entry) for entry in value] if isinstance(value, list) else value


class _Namespace:
    """A module with some names replaced."""

    def __init__(self, module: ModuleType, **names: Any) -> None:
        self._module = module
        vars(self).update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


def _numpy() -> _Namespace:
    makers = {name: _maker(getattr(np, name)) for name in _MAKERS}
    counted = {
        "eigh": _count_eigenproblems(np.linalg.eigh),
        "svd": _count_eigenproblems(np.linalg.svd),
        "qr": _list_triangular(np.linalg.qr),
        "cholesky": _lapack(np.linalg.cholesky, lambda A: cholesky_count(len(A))),
    }
    return _Namespace(np, **makers, linalg=_Namespace(np.linalg, **counted))


def _maker(function: Callable[..., Any]) -> Callable[..., Any]:
    def make(*args: Any, **kwargs: Any) -> Any:
        return _counting(function(*_strip(args), **kwargs))

    return make


def _count_eigenproblems(function: Callable[..., Any]) -> Callable[..., Any]:
    def decompose(matrix: Any, **kwargs: Any) -> Any:
        _CURRENT[-1].eigen.append(len(matrix))
        found = function(_as_plain(matrix), **kwargs)
        return tuple(map(_counting, found)) if isinstance(found, tuple) else _counting(found)

    return decompose


def _list_triangular(function: Callable[..., Any]) -> Callable[..., Any]:
    def factor(matrix: Any, mode: str) -> Any:
        _CURRENT[-1].triangular.append(matrix.shape)
        return _counting(function(_as_plain(matrix), mode=mode))

    return factor


def _scipy() -> _Namespace:
    names = {
        "cholesky": _lapack(scipy.linalg.cholesky, lambda A: cholesky_count(len(A))),
        "cho_factor": _lapack(scipy.linalg.cho_factor, lambda A: cholesky_count(len(A))),
        "cho_solve": _lapack(scipy.linalg.cho_solve, lambda A, b: 2 * triangular_count(len(A[0]), _columns(b))),
        "solve_triangular": _lapack(scipy.linalg.solve_triangular, lambda A, b: triangular_count(len(A), _columns(b))),
        "eigvalsh": _count_eigenproblems(scipy.linalg.eigvalsh),
    }
    return _Namespace(scipy, linalg=_Namespace(scipy.linalg, **names), fft=_Namespace(scipy.fft, **_transforms()))


def _lapack(function: Callable[..., Any], count: Callable[..., int]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        result = function(*_strip(args), **kwargs)
        _CURRENT[-1].multiplications += count(*args)
        return tuple(map(_counting, result)) if isinstance(result, tuple) else _counting(result)

    return call


def _transforms() -> dict[str, Callable[..., Any]]:
    def forward(a: Any, axis: int) -> Any:
        _CURRENT[-1].transforms.append((a.shape[axis], a.size // a.shape[axis]))
        return _counting(scipy.fft.rfft(_as_plain(a), axis=axis))

    def backward(a: Any, n: int, axis: int) -> Any:
        _CURRENT[-1].transforms.append((n, a.size // a.shape[axis]))
        return _counting(scipy.fft.irfft(_as_plain(a), n=n, axis=axis))

    return {"rfft": forward, "irfft": backward}


def _columns(right: Any) -> int:
    return int(right.shape[1]) if right.ndim == 2 else 1


@cache
def counted_modules() -> tuple[ModuleType, ...]:
    """Every module that evaluates or steps, found in its package: what is added there is counted, too."""
    found = [solver.problem]
    for package in _COUNTED:
        names = (module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
        found += [import_module(name) for name in names]
    return tuple(found)


@contextmanager
def instrument_solver() -> Iterator[SolverTally]:
    """Count what the solver's modules do inside; arrays made before and passed in must be `counting` ones."""
    replaced = {"np": _numpy(), "scipy": _scipy()}
    before = [
        (module, name, vars(module)[name]) for module in counted_modules() for name in replaced if name in vars(module)
    ]
    _CURRENT.append(SolverTally())
    try:
        for module, name, _ in before:
            setattr(module, name, replaced[name])
        yield _CURRENT[-1]
    finally:
        for module, name, original in before:
            setattr(module, name, original)
        _CURRENT.pop()


def counting(values: Any) -> Any:
    """A float64 array as one that counts (same memory)."""
    return np.asarray(values, dtype=np.float64).view(CountingArray)
