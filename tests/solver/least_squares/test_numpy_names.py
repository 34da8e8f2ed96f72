"""Every function of numpy, of one or two parameters in every shape: its derivatives are right, or it is refused."""

import copy
import inspect
from functools import partial

import numpy as np
import pytest
import scipy.special
from flint import arb

from solver.least_squares.errors import NotSmoothError, ParameterError, UnsupportedError
from solver.least_squares.evaluation import Evaluations
from solver.least_squares.ufuncs import UFUNCS

POINT = (0.75, 1.5)
STEP = 1e-4
WEIGHTS = np.array([[0.5, 2.0], [1.0, -0.25]])
MODULES = {
    "np": np,
    "np.ndarray": np.ndarray,
    "np.linalg": np.linalg,
    "np.fft": np.fft,
    "np.ma": np.ma,
    "np.polynomial.polynomial": np.polynomial.polynomial,
    "np.lib.scimath": np.emath,
    "scipy.special": scipy.special,
}
# They do something else than compute: change settings, write files, print.
ACTIONS = ("set", "save", "show", "info", "test", "fromfile", "errprint", "tofile", "dump")


def functions(module):
    """Names of what can be called there, types and actions apart."""
    return sorted(
        name
        for name, found in vars(module).items()
        if callable(found) and not inspect.isclass(found) and not name.startswith(("_", *ACTIONS))
    )


NAMES = [f"{prefix}:{name}" for prefix, module in MODULES.items() for name in functions(module)]


def shapes(z):
    """What a residual makes of its parameters: numbers, rows, matrices, and numpy's arrays of objects."""
    both = np.stack([z[0], z[1]])
    return {
        "number": z[0],
        "row": both,
        "matrix": np.stack([both, 2.0 * both]) * WEIGHTS,
        "objects": np.array([z[0], z[1]]),
        "objects in a matrix": np.array([[z[0], z[1]], [2.0 * z[1], z[0]]]),
    }


CONSTANTS = [0, 1, 2.0, -1, np.array([1, 0]), np.array([2.5, 0.5]), np.array([True, False]), (2, 1), WEIGHTS]
PLACES = [
    lambda f, x, c: f(x, c),
    lambda f, x, c: f(c, x),
    lambda f, x, c: f([x, c]),
    lambda f, x, c: f(c, x, x),
    lambda f, x, c: f(x, c, x),
]
OPTIONS = [{}, {"axis": 0}, {"axis": -1, "keepdims": 1}, {"axis": 0, "keepdims": True}]


def calls():
    """Ways to call a function: of x, of (x, x), of (x, constant) and (constant, x), of lists, with options."""
    yield from (lambda f, x, o=options: f(x, **o) for options in OPTIONS)
    yield lambda f, x: f(x, x)
    yield lambda f, x: f([x, x])
    for constant in CONSTANTS:
        yield from (with_constant(place, constant) for place in PLACES)


def with_constant(place, constant):
    """One way to call; a fresh constant each time, as the function may write into it."""
    return lambda f, x: place(f, x, copy.deepcopy(constant))


def flat(result):
    """All numbers of a result, through lists and tuples. Raises TypeError or ValueError for what is none."""
    if isinstance(result, list | tuple):
        return [number for part in result for number in flat(part)]
    if isinstance(result, np.ma.MaskedArray):
        raise TypeError("masked")
    return [float(number) for number in np.asarray(result).ravel()]


def of_floats(call, function, shape, z):
    """The numbers of a result at floats; None where there are none."""
    try:
        with np.errstate(all="ignore"):
            return np.array(flat(call(function, shapes([np.float64(v) for v in z])[shape])))
    except Exception:  # noqa: BLE001 - whatever numpy raises of floats
        return None


def derivatives(evaluate):
    """Value, gradient and Hessian of a function of two numbers by central differences; None where it is none."""
    steps = STEP * np.eye(2)
    around = {(i, j): evaluate(POINT + i * steps[0] + j * steps[1]) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    if any(v is None or len(v) != len(around[0, 0]) or not np.isfinite(v).all() for v in around.values()):
        return None
    value = around[0, 0]
    gradient = [(around[1, 0] - around[-1, 0]) / (2 * STEP), (around[0, 1] - around[0, -1]) / (2 * STEP)]
    pure = [(around[1, 0] - 2 * value + around[-1, 0]) / STEP**2, (around[0, 1] - 2 * value + around[0, -1]) / STEP**2]
    mixed = (around[1, 1] - around[1, -1] - around[-1, 1] + around[-1, -1]) / (4 * STEP**2)
    hessian = np.moveaxis(np.array([[pure[0], mixed], [mixed, pure[1]]]), -1, 0)
    return value, np.array(gradient).T, hessian


def of_expansions(call, function, shape):
    """Value, gradient and Hessian as a certificate sees them, or the error with which the function is refused."""
    evaluations, z = Evaluations(lambda z: [z[0], call(function, shapes(z)[shape])]), [arb(v) for v in POINT]
    try:
        found = evaluations.at(z)
        evaluations.check_floats(z)
    except (UnsupportedError, ParameterError, NotSmoothError) as error:
        return error
    return [np.array([float(entry) for entry in part.ravel()]).reshape(part.shape)[1:] for part in found]


def wrong(function):
    """The calls, of those that floats take, whose derivatives are not those of the same call at floats."""
    for call in calls():
        for shape in shapes(POINT):
            if of_floats(call, function, shape, POINT) is None:
                continue
            found = of_expansions(call, function, shape)
            expected = None if isinstance(found, Exception) else derivatives(partial(of_floats, call, function, shape))
            if expected is None:
                continue
            for one, other, tolerance in zip(found, expected, (1e-9, 1e-5, 1e-4), strict=True):
                if one.shape != other.shape or not np.allclose(one, other, rtol=tolerance, atol=tolerance):
                    yield shape, found, expected


@pytest.mark.parametrize("name", sorted({name for name in vars(np) if isinstance(getattr(np, name), np.ufunc)}))
def test_universal_functions_that_are_supported_are_those_said(name):
    ufunc = getattr(np, name)
    options = [np.float64(2.0)] if ufunc.nin == 2 else []
    found = of_expansions(lambda f, x: f(x, *options), ufunc, "number")
    assert isinstance(found, Exception) != (ufunc.__name__ in UFUNCS)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_a_function_is_that_of_floats_or_refused(name):
    prefix, _, short = name.partition(":")
    assert list(wrong(getattr(MODULES[prefix], short))) == []
