"""Fixed-width integers that numpy makes of an identity matrix: refused wherever one may have wrapped around."""

import numpy as np
import pytest

from proofcheck.arithmetic.conversion import rationals
from proofcheck.arithmetic.refusals import InexactOperandError
from proofcheck.checkers.instances.decision import Finding, decide
from proofcheck.theory import Identity, Inequality, Space, Variable, identity

AT = {"x": rationals(["1/3", "-5/4", "2"])}
ANYWHERE = Space(sizes={"n": (1, 9)}, variables={"x": Variable(shape=("n",), unbounded=True)})


def write(matrix):
    matrix.setflags(write=True)
    matrix[0, 0] = (matrix.dot(matrix))[0, 0]
    return matrix


def write_over(matrix):
    matrix *= matrix
    return matrix * matrix


# 2^64 = 0 and its like, from matrices that numpy goes on calling integers below 2^31
WRAPPED = {
    "dot": lambda M: M.dot(M).dot(M.dot(M)),
    "np.dot": lambda M: np.dot(np.dot(M, M), np.dot(M, M)),
    "matmul": lambda M: (M @ M) @ (M @ M),
    "np.linalg.matrix_power": lambda M: np.linalg.matrix_power(M, 4),
    "np.einsum": lambda M: np.einsum("ij,jk,kl,lm->im", M, M, M, M),
    "np.kron": lambda M: np.kron(np.kron(M, M), np.kron(M, M)),
    "np.tensordot": lambda M: np.tensordot(M @ M, M @ M, axes=1),
    "power": lambda M: M**4,
    "cumprod": lambda M: np.concatenate([M, M, M, M]).cumprod(axis=0)[3:],
    "prod": lambda M: np.concatenate([M, M, M, M]).prod(axis=0, keepdims=True),
    "a narrow type": lambda M: M.astype(np.int8) * 16 * 16,
    "a narrow view": lambda M: M.view(np.int16)[:, :1] * 2,
    "a copy that is written": lambda M: write(M.copy()),
    "a product in place": write_over,
    "left_shift": lambda M: np.left_shift(M, 60),
    "a fixed-width factor": lambda M: M * np.int8(100),
    "an array of integers": lambda M: M + np.full((1, 1), 5),
    "a fill": lambda M: np.full_like(M, (np.int64(2) ** 40) ** 2),
    "np.where": lambda M: np.where(np.array([[True]]), np.dot(M, M), 0),
}
USES = {
    "beside": lambda x, wrapped: x * wrapped[0],
    "returned": lambda x, wrapped: wrapped,
    "beside others": lambda x, wrapped: x * (identity(1) + wrapped)[0],
    "as objects": lambda x, wrapped: x * wrapped.astype(object)[0],
}


@pytest.mark.parametrize("place", USES)
@pytest.mark.parametrize("form", WRAPPED)
def test_what_may_have_wrapped_around_is_refused(form, place):
    side = lambda x: USES[place](x, WRAPPED[form](identity(1) * 2**16))  # noqa: E731
    with pytest.raises(InexactOperandError, match=r"test_wrapped_integers\.py, line "):
        decide(Inequality(lhs=side, rhs=lambda x: 0 * x[0] + 10**30), ANYWHERE, AT)


UNWRAPPED = {
    "itself": lambda M: M,
    "a sum": lambda M: M + M,
    "a product by entries": lambda M: 3 * M * M - M,
    "its transpose": lambda M: M.T,
    "a slice": lambda M: M[:1],
    "a product of exact numbers": lambda M: M.astype(object).dot(M.astype(object)),
}


def test_an_identity_matrix_cannot_be_written():
    for matrix in (identity(2), identity(2) * 3, identity(2).T):
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            write(matrix)


@pytest.mark.parametrize("name", UNWRAPPED)
@pytest.mark.parametrize("use", [lambda x, row: x * row, lambda x, row: 0 * x + row, lambda x, row: row])
def test_an_identity_matrix_stands_in_a_side(name, use):
    plain = UNWRAPPED[name](np.array(identity(3), dtype=object))[0]
    for other, finding in ((plain, Finding.HOLDS), (plain + 1, Finding.FAILS)):
        claim = Identity(
            lhs=lambda x: use(x, UNWRAPPED[name](identity(3))[0]), rhs=lambda x, other=other: use(x, other)
        )
        assert decide(claim, ANYWHERE, AT).finding is finding
