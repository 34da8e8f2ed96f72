"""Levenberg-Marquardt on our oracle: Phi as a sum of squares, its Jacobian from the covariances under the softmax.

    Phi = ||C||^2 + wx^2 ||R1 X R2^T||^2 + wy^2 ||R3 Y||^2,   R_i the triangular factors of A1, A2, A3,

so nk + pq + rk residuals stand for the nk + nm + mk of the definition. Row j of O moves by a_j^T dX Cov_j(A2, V) and by
(F A3)_j dY.
"""

import numpy as np
import scipy.optimize
from cases import Case
from methods import DoneError, Outcome, Recorder, outcome_of


class Residuals:
    """The residual vector and its Jacobian at z = (vec X, vec Y), row-major."""

    def __init__(self, case: Case, recorder: Recorder) -> None:
        self._recorder, self._problem = recorder, case.problem
        R1, R2, R3 = (np.linalg.qr(A, mode="r") for A in (case.problem.A1, case.problem.A2, case.problem.A3))
        k = case.problem.k
        self._scores = case.problem.wx * np.kron(R1, R2)
        self._values = case.problem.wy * np.kron(R3, np.eye(k))

    def value(self, z: np.ndarray) -> np.ndarray:
        at = self._recorder.at(z).states.value
        return np.concatenate([at.C.ravel(), self._scores @ at.X.ravel(), self._values @ at.Y.ravel()])

    def jacobian(self, z: np.ndarray) -> np.ndarray:
        at, data = self._recorder.at(z).states.value, self._problem
        F, columns, unknowns = at.F, data.p * data.q, data.p * data.q + data.r * data.k
        crossed = np.matmul(data.A2.T, F[:, :, None] * at.V)  # n x q x k, the means of products
        covariances = crossed - at.mean2[:, :, None] * at.O[:, None, :]
        J = np.zeros((data.n * data.k + len(self._scores) + len(self._values), unknowns))
        top = J[: data.n * data.k].reshape(data.n, data.k, unknowns)
        top[:, :, :columns] = np.einsum("ja,jbi->jiab", data.A1, covariances).reshape(data.n, data.k, columns)
        for i in range(data.k):
            top[:, i, columns + i :: data.k] = at.mean3
        J[data.n * data.k :][: len(self._scores), :columns] = self._scores
        J[data.n * data.k + len(self._scores) :, columns:] = self._values
        return J


def levenberg_marquardt(case: Case, limit: float) -> Outcome:
    """MINPACK's, with no tolerance of its own above rounding."""
    recorder = Recorder(case, limit)
    residuals, message = Residuals(case, recorder), "target reached or time up"
    tolerance = float(np.finfo(float).eps)
    try:
        found = scipy.optimize.least_squares(
            residuals.value,
            case.start,
            jac=residuals.jacobian,
            method="lm",
            xtol=tolerance,
            ftol=tolerance,
            gtol=tolerance,
            max_nfev=10**6,
        )
        message = str(found.message)
    except DoneError:
        pass
    return outcome_of(recorder, case, message)
