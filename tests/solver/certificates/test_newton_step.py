"""The Newton step of a certificate: as near as it is said to be, and nothing raised where curvature is lost."""

import numpy as np
import pytest

from solver import AttentionProblem, Outcome, certify, solve
from solver.certificates.enclosure import enclose, hessian
from solver.certificates.newton_step import newton_step
from solver.certificates.norms import Natural
from solver.instances import random_instance
from solver.verified.ball import ball


def test_conjugate_gradients_solve_as_the_dense_hessian_does():
    """Until the remainder adds a sixty-fourth of the step, in the dual norm over the curvature that is shown."""
    data = random_instance(6, 5, 3, 3, 3, 2, seed=1, wx=1.0, wy=1.0)
    found = solve(data)
    at, natural = enclose(data, found.X + 1e-3, found.Y - 1e-3), Natural(data)
    H = hessian(at).mid
    right = H @ np.linspace(1.0, 2.0, len(H))
    shown = 0.25 * float(np.linalg.eigvalsh(H).min() / natural.lower)
    step = newton_step(at, natural, ball(right), shown)
    w = np.concatenate([step.X.ravel(), step.Y.ravel()])
    remainder = H @ w - right
    assert np.sqrt(remainder @ natural.apply_inverse(remainder)) <= 2.0**-6 * shown * np.linalg.norm(w)
    assert (np.abs(step.residual.mid + remainder) <= step.residual.rad + 1e-12 * np.abs(right)).all()


@pytest.mark.parametrize("how", ["warn", "raise"])
def test_a_direction_whose_curvature_underflows_ends_the_iteration(how):
    """Scales from 1e-75 to 1e102: the direction's product with the Hessian is zero in float64."""
    A1 = [float.fromhex(x) for x in ("-0x1.191fbf2bc3942p-17", "-0x1.191fbf2bc393dp-17", "-0x1.83f4d3d3de6c3p-17")]
    A3 = [float.fromhex(x) for x in ("0x1.777317e27b212p-247", "-0x1.3ca3bdc065a66p-245", "-0x1.41c7da1e1e636p-245")]
    B = [float.fromhex(x) for x in ("0x1.6a637ae202277p+57", "0x1.6a637ae202270p+57", "-0x1.6a637ae202270p+57")]
    A2 = float.fromhex("0x1.3f91eadbf218cp+341") * np.array([[1.0], [0.5], [-0.5]])
    data = AttentionProblem(A1=[A1], A2=A2, A3=np.array(A3)[:, None], B=[B], wx=0.0, wy=1.0, lx=1.0, ly=1e-3)
    with np.errstate(all=how):
        found = certify(data, solve(data, max_iterations=30))
    assert found.outcome is Outcome.INCONCLUSIVE
    assert "positive curvature is needed" in found.reason
