"""2^64 = 0 by whatever way a wrapped integer leaves numpy: the value is refused as it is made, nothing proved."""

import builtins
import fractions
import functools
import io
import itertools
import json
import math
import operator
import pickle
import statistics
import struct
from collections import Counter, deque
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import cython_special

from proofcheck.arithmetic.refusals import InexactOperandError, RefusalError
from proofcheck.checkers import Settings, exact, rigorous
from proofcheck.lemmas.evidence import Outcome
from proofcheck.statements import NotTraceableError, trace
from proofcheck.theory import Identity, Lemma, Space, Variable, as_array, identity, matmul

VECTOR = Space(sizes={"n": (2, 3)}, variables={"x": Variable(shape=("n",), unbounded=True)})


def lemma(number):
    """number(x) + x = x, where `number` is an exact integer that should be 2^64 and wraps around to 0."""
    claim = Identity(lhs=lambda x: number(x) + x, rhs=lambda x: x + 0)
    return Lemma(name="L", title="", claim=claim, space=VECTOR)


def refuse(number, words="fixed width"):
    with pytest.raises(RefusalError, match=rf"test_unseen_integers\.py, line \d+.*{words}"):
        exact.CHECKER.check(lemma(number), Settings())
    sampled = rigorous.check(lemma(number), Settings())
    assert sampled.outcome is Outcome.ERROR
    assert words in sampled.detail


# name: a wrapped integer of numpy, 0 where 2^64 is meant
MADE = {
    "np.full": lambda: (np.full(1, 2**62) * 4)[0],
    "np.prod": lambda: np.prod([2**62, 4]),
    "np.multiply": lambda: np.multiply(2**62, 4),
    "np.dot": lambda: np.dot([2**62], [4]),
    "np.einsum": lambda: np.einsum("i,i->", [2**62], [4]),
    "np.sum": lambda: np.sum([2**62] * 4),
    "np.int64": lambda: np.left_shift(np.int64(1), 64),
    "np.int8": lambda: np.array([16], dtype=np.int8)[0] * np.array(16, dtype=np.int8),
    "np.uint64": lambda: np.array(2**63, dtype=np.uint64) * np.uint64(2),
    "np.timedelta64": lambda: (np.array([2**62], dtype="m8[s]") * 4)[0],
    "a field": lambda: (np.array([(2**62,)], dtype=[("a", int)])["a"] * 4)[0],
    "np.arange": lambda: (np.arange(1, 3) * 2**62).sum() + np.int64(2**62),
    "np.cumprod": lambda: np.cumprod([2**62, 4])[-1],
    "np.trace": lambda: np.trace(np.full((4, 4), 2**62)),
    "a polynomial": lambda: np.polyval([2**62, 0], 4),
    "np.linalg.matrix_power": lambda: np.linalg.matrix_power([[2**16]], 4)[0, 0],
    "np.vectorize": lambda: np.vectorize(lambda n: n)(2**62) * 4,
    "np.fromiter": lambda: np.fromiter([2**62, 4], dtype=int).prod(),
    "np.frombuffer": lambda: np.frombuffer(struct.pack("q", 2**62), dtype=int)[0] * 4,
    "a ufunc's method": lambda: np.multiply.reduce([2**62, 4]),
    "reduce": lambda: functools.reduce(lambda a, b: np.multiply(a, b), [2**62, 4]),
    "a power": lambda: np.power(2**32, 2),
    "an identity matrix": lambda: (identity(1) * 2**16).dot(identity(1) * 2**16).dot(identity(1) * 2**32)[0, 0],
}
# name: a Python int of one of numpy
LEFT = {
    "int": int,
    "operator.index": operator.index,
    "range": lambda n: len(range(n)),
    "round": round,
    "math.gcd": lambda n: math.gcd(n, 0),
    "math.prod": lambda n: math.prod([n, 10**30]),
    "math.floor": math.floor,
    "math.comb": lambda n: math.comb(n, 1),
    "sum": lambda n: sum([n], 10**30) - 10**30,
    "text": lambda n: int(str(n).split()[0].strip("[]")),
    "an f-string": lambda n: int(f"{n}".split()[0]),
    "%d": lambda n: int("%d" % n),  # noqa: UP031 - one more way
    "repr": lambda n: len(repr(n)) * 0,
    "json": lambda n: json.loads(json.dumps([n.tolist()]))[0],
    "pickle": lambda n: pickle.loads(pickle.dumps(n)).item(),  # noqa: S301
    "an array of objects": lambda n: np.array([n], dtype=object)[0] + 0 * 10**30,
    "an object": lambda n: np.array(n).astype(object).item(),
    "np.concatenate": lambda n: np.concatenate([[n], [10**30]], dtype=object)[0] + 0 * 10**30,
    "np.add(dtype=object)": lambda n: np.add(n, 0, dtype=object),
    "np.full": lambda n: np.full(1, n, dtype=object)[0] + 0 * 10**30,
    "np.frompyfunc": lambda n: np.frompyfunc(int, 1, 1)(n),
    "np.vectorize": lambda n: np.vectorize(int, otypes=[object])(n).item(),
    "struct": lambda n: struct.unpack("q", struct.pack("q", n))[0],
    "memoryview": lambda n: memoryview(np.atleast_1d(n))[0],
    "bytes": lambda n: int.from_bytes(n.tobytes(), "little"),
    "buffer": lambda n: io.BytesIO(n.tobytes()).read(1)[0],
    "Fraction": lambda n: fractions.Fraction(int(n), 1),
    "statistics": lambda n: statistics.median([n, n, n]).__int__(),
    "a counter": lambda n: list(Counter({"a": n}).elements()).count("a"),
    "a deque": lambda n: len(deque([1, 2], n)),
    "repetition": lambda n: len([0] * n),
    "islice": lambda n: len(list(itertools.islice([1, 2], n))),
    "an index": lambda n: range(5)[n],
    "divmod": lambda n: divmod(n, 10**30)[1],
    "pow": lambda n: pow(n, 1, 10**30),
    "__index__": lambda n: n.__index__(),
    "getattr": lambda n: getattr(n, "item")(),  # noqa: B009 - one more way
    "a method's name": lambda n: operator.methodcaller("item")(n),
    "match": lambda n: {0: 0}[n],
    "bin": lambda n: int(bin(n), 2),
    "chr": lambda n: ord(chr(n)),
}


@pytest.mark.parametrize("made", MADE)
def test_every_wrapped_integer_is_refused_as_it_is_made(made):
    refuse(lambda x: int(MADE[made]()))


@pytest.mark.parametrize("left", LEFT)
def test_no_way_out_of_numpy_passes(left):
    refuse(lambda x: LEFT[left]((np.full(1, 2**62) * 4)[0]))


@pytest.mark.parametrize("module", [builtins, math, operator, fractions, statistics])
def test_no_function_of_one_number_passes(module):
    for name, function in vars(module).items():
        if callable(function) and name not in ("input", "breakpoint", "exit", "quit", "help", "print"):
            with pytest.raises(RefusalError):
                exact.CHECKER.check(
                    lemma(lambda x, function=function: function((np.full(1, 2**62) * 4)[0])), Settings()
                )


@functools.cache
def kept(n):
    return int((np.full(1, 2**62) * n)[0])


@functools.lru_cache
def kept_in_a_class(n):
    return Wrapping(2**62) * n


@dataclass
class Wrapping:
    n: int

    def __mul__(self, other):
        return int((np.full(1, self.n) * other)[0])

    @property
    def fourfold(self):
        return int((np.full(1, self.n) * 4)[0])

    def __getitem__(self, n):
        return int((np.full(1, self.n) * n)[0])

    def __index__(self):
        return self.fourfold


@functools.singledispatch
def dispatched(n):
    return 1


@dispatched.register
def _(n: int):
    return int((np.full(1, n) * 4)[0])


def generated():
    yield int((np.full(1, 2**62) * 4)[0])


def deep(n):
    return deep(n - 1) if n else int((np.full(1, 2**62) * 4)[0])


CONSTANT = np.full(1, 2**62) * 4
HELPERS = {"wrap": lambda: int((np.full(1, 2**62) * 4)[0])}
IN_OBJECT = Wrapping(2**62)

# name: 2^64 wrapped around to 0 where the side's own lines do not show it
HIDDEN = {
    "a cached function": lambda x: kept(4),
    "a method for an operator": lambda x: IN_OBJECT * 4,
    "a method in a cached function": lambda x: kept_in_a_class(4),
    "a property": lambda x: Wrapping(2**62).fourfold,
    "a method for an index": lambda x: IN_OBJECT[4],
    "a method for a length": lambda x: len(range(IN_OBJECT)),
    "singledispatch": lambda x: dispatched(2**62),
    "a generator": lambda x: next(generated()),
    "recursion": lambda x: deep(3),
    "a dictionary of functions": lambda x: HELPERS["wrap"](),
    "a callback": lambda x: max([3], key=lambda _: int((np.full(1, 2**62) * 4)[0])) * 0,
    "a constant": lambda x: int(CONSTANT[0]),
    "a partial function": lambda x: functools.partial(deep, 1)(),
    "a nested function": lambda x: (lambda: [int(n) for n in CONSTANT])()[0],
    "a name of its own": lambda x: ((lambda f: f(1, 2**62))(np.full) * 4)[0],
    "an import": lambda x: int((__import__("numpy").full(1, 2**62) * 4)[0]),
    "a walrus": lambda x: int((n := np.full(1, 2**62) * 4)[0]) + 0 * n.item(),
}
MAPPED = functools.partial(map, np.multiply)
VECTORISED = np.vectorize(np.multiply, otypes=[object])
OF_OBJECTS = np.frompyfunc(np.multiply, 2, 1)

# name: the same where numpy's functions run within others, without a value in between
PIPED = {
    "map": lambda x: next(map(int, map(np.multiply, [2**62], [4]))),
    "accumulate": lambda x: int(list(itertools.accumulate([2**62, 4], np.multiply))[-1]),
    "reduce": lambda x: functools.reduce(np.add, [*[2**62] * 4, 10**30, -(10**30)]),
    "partial": lambda x: next(map(int, map(functools.partial(np.multiply, 4), [2**62]))),
    "frompyfunc": lambda x: (np.frompyfunc(np.multiply, 2, 1)([2**62], [4]) + 10**30 - 10**30)[0],
    "vectorize": lambda x: np.vectorize(np.multiply, otypes=[object])([2**62], [4])[0] + 10**30 - 10**30,
    "a method": lambda x: next(map(int, map(np.array([True]).astype, ["m8[s]"]))),
    "a ufunc's method": lambda x: next(map(int, map(np.multiply.reduce, [[2**62, 4]]))),
    "operator.call": lambda x: operator.call(map, int, map(np.multiply, [2**62], [4])),
    "out=": lambda x: np.multiply([2**62], 4, out=np.empty(1, dtype=object))[0],
    "outer": lambda x: np.multiply.outer([2**62], [4], out=np.empty((1, 1), dtype=object))[0, 0],
    "matmul": lambda x: np.matmul([[2**62]], [[4]], np.empty((1, 1), dtype=object))[0, 0],
    "a partial function made before": lambda x: next(map(int, MAPPED([2**62], [4]))),
    "a vectorised function made before": lambda x: (VECTORISED([2**62], [4]) + 10**30 - 10**30)[0],
    "a ufunc made before": lambda x: (OF_OBJECTS([2**62], [4]) + 10**30 - 10**30)[0],
    "poly1d": lambda x: (np.poly1d([2**62]) * 4)(10**30),
}


@pytest.mark.parametrize("name", HIDDEN | PIPED)
def test_no_wrapped_integer_hides(name):
    refuse((HIDDEN | PIPED)[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", HIDDEN | PIPED)
def test_no_statement_for_every_size_is_made_of_one(name):
    with pytest.raises(NotTraceableError, match="fixed width"):
        trace(lemma((HIDDEN | PIPED)[name]))


def test_code_without_source_proves_nothing():
    """What cannot be watched is sampled, where it is checked as far as its values meet those of the claim."""
    sourceless = eval("lambda x: len(range((np.full(1, 2**62) * 4)[0]))", {"np": np})  # noqa: S307
    for number in (sourceless, lambda x: eval("1 - 1"), lambda x: sourceless(x)):  # noqa: S307
        found = exact.CHECKER.check(lemma(number), Settings())
        assert found.outcome is Outcome.UNDECIDED
        assert "<string>, line 1 has no source" in found.detail
        with pytest.raises(NotTraceableError, match="<string>, line 1 has no source"):
            trace(lemma(number))


def pairs(x):
    i, j = np.triu_indices(len(x), 1)
    return ((x[i] - x[j]) * (x[i] - x[j])).sum()


class Guarded:  # as models of pydantic that are not built yet
    __slots__ = ()

    def __getattr__(self, name):
        raise RuntimeError(name)


GUARDED = Guarded()

# name: (sides that are equal, with numpy's positions and exact numbers)
TAKEN = {
    "positions": (pairs, lambda x: len(x) * (x * x).sum() - x.sum() * x.sum()),
    "a row of positions": (lambda x: x[np.arange(len(x))[::-1]].sum(), lambda x: x.sum()),
    "np.ix_": (lambda x: (x[:, None] * x)[np.ix_([0, 1], [0, 1])].sum(), lambda x: (x[0] + x[1]) * (x[0] + x[1])),
    "a mask": (lambda x: x[np.array([True] * len(x))].sum(), lambda x: x.sum()),
    "objects": (lambda x: (np.arange(len(x), dtype=object) * x)[1], lambda x: x[1]),
    "identity": (lambda x: matmul(identity(len(x)), x[:, None])[:, 0], lambda x: x),
    "lengths": (
        lambda x: x.sum() * math.factorial(x.shape[0]) / x.size,
        lambda x: x.sum() * math.factorial(len(x) - 1),
    ),
    "reduce": (
        lambda x: functools.reduce(operator.mul, x),
        lambda x: functools.reduce(lambda a, b: np.multiply(a, b), x),
    ),
    "an array of lengths": (lambda x: as_array([*x, len(x)])[-1], lambda x: len(x)),
    "a compiled function at hand": (lambda x: x.sum() if len(x) else cython_special.gamma(1.0), lambda x: x.sum()),
    "an object that refuses": (lambda x: x.sum() if len(x) else GUARDED, lambda x: x.sum()),
    "a vectorised function": (lambda x: np.vectorize(lambda n: n * n, otypes=[object])(x), lambda x: x * x),
}


@pytest.mark.parametrize("name", TAKEN)
def test_exact_numbers_and_positions_are_taken(name):
    lhs, rhs = TAKEN[name]
    found = exact.CHECKER.check(Lemma(name="L", title="", claim=Identity(lhs=lhs, rhs=rhs), space=VECTOR), Settings())
    assert (found.outcome, found.coverage) == (Outcome.PROVED, "2 <= n <= 3 (exact)")


def test_what_is_handed_on_names_the_remedy():
    with pytest.raises(InexactOperandError, match=r"numpy's multiply is handed .*; give a function of your own"):
        exact.CHECKER.check(lemma(PIPED["map"]), Settings())
