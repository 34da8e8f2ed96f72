"""The bound calculus against the certificate's formulas and against the definitions."""

import numpy as np
import pytest
import sympy
from flint import arb

from proofcheck.arithmetic.functions import balls, precision
from proofcheck.attention.calculus import loss_atoms, moments
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.lipschitz import ball, bound_rules, natural_norm
from proofcheck.checkers import Settings, symbolic
from proofcheck.lemmas.claims import Derivation
from proofcheck.lemmas.evidence import Outcome
from proofcheck.lemmas.lemma import Lemma
from proofcheck.model.derivatives import state
from proofcheck.recheck import hessian_lipschitz
from solver.certificates.enclosure import enclose
from solver.certificates.hessian_lipschitz import cubic_coefficients
from solver.certificates.norms import Natural
from solver.instances import random_instance


def point(seed):
    rng = np.random.default_rng(seed)
    problem = random_instance(3, 4, 2, 2, 2, 2, seed=seed)
    return problem, rng.normal(size=(2, 2)), rng.normal(size=(2, 2))


def compose(problem, X, Y):
    """K3, K2, K1 in the natural norm: maximum, maximum and root of the sum of squares over rows."""
    S, V = problem.A1 @ X @ problem.A2.T, problem.A3 @ Y
    rows = natural_norm.row_quantities(natural_coordinates.line(S, V, problem.B, S, V))
    found = natural_norm.evaluate_coefficients(bound_rules.row_bound(3), rows)
    return found[3, 0].max(), found[2, 1].max(), np.sqrt((found[1, 2] ** 2).sum())


@pytest.mark.parametrize("seed", range(4))
def test_the_composed_cubic_is_the_one_the_solver_certifies_with(seed):
    problem, X, Y = point(seed)
    certified = cubic_coefficients(enclose(problem, X, Y), Natural(problem).reach(), 0.0)
    ours = [min(value, total) for value, total in zip(compose(problem, X, Y), row_totals(problem, X, Y), strict=True)]
    uppers = np.array([float(K.upper()) for K in certified])
    assert (uppers >= np.array(ours) * (1 - 1e-14)).all()
    np.testing.assert_allclose(uppers, ours, rtol=2e-6)  # the rows are bounded by the heads of slices, of some 22 bits


def row_totals(problem, X, Y):
    S, V = problem.A1 @ X @ problem.A2.T, problem.A3 @ Y
    rows = natural_norm.row_quantities(natural_coordinates.line(S, V, problem.B, S, V))
    found = natural_norm.evaluate_coefficients(bound_rules.row_bound(3), rows)
    return found[3, 0].sum(), found[2, 1].sum(), found[1, 2].sum()


@pytest.mark.parametrize("rho", [0.0, 0.25])
def test_row_quantities_on_a_ball_are_those_of_the_rechecker(rho):
    problem, X, Y = point(7)
    data = {name: balls(getattr(problem, name)) for name in ("A1", "A2", "A3", "B")}
    with precision(128):
        sizes = hessian_lipschitz.row_sizes(state(**data, X=balls(X), Y=balls(Y)))
        theirs = hessian_lipschitz.row_bounds(sizes, hessian_lipschitz.natural_reach(3), arb(rho))
    S, V = problem.A1 @ X @ problem.A2.T, problem.A3 @ Y
    near = natural_norm.row_quantities(natural_coordinates.line(S, V, problem.B, S, V))
    ours = ball.bounds_after_move(near, np.full(3, rho), rho)
    names = {
        bound_rules.PHI: "phi",
        bound_rules.TAU: "tau",
        bound_rules.OMEGA: "omega",
        bound_rules.WEIGHT: "weight_norm",
        bound_rules.RESIDUAL: "residual",
    }
    for symbol, name in names.items():
        np.testing.assert_allclose(ours[symbol], [float(v) for v in getattr(theirs, name)], rtol=1e-12)


def test_moments_and_atoms_give_the_same_derivatives_of_the_loss():
    atoms = {loss_atoms.kappa(a, n): moments.cumulant(a, b, 1 - b) for a in range(4) for n, b in (("V", 1), ("v", 0))}
    atoms[loss_atoms.C_ATOM] = moments.output() - moments.TARGET
    for order in (1, 2, 3):
        form = loss_atoms.loss_derivative(order).subs(atoms, simultaneous=True)
        assert sympy.expand(form - moments.derivatives(moments.loss(), order)[order]) == 0


def test_a_composition_with_a_dropped_term_is_not_proved():
    def steps():
        *_, last = list(bound_rules.steps(3))
        yield type(last)(
            label=last.label, lhs=last.lhs, rhs=last.rhs - bound_rules.X * bound_rules.Y**2 * bound_rules.PHI
        )

    lemma = Lemma(name="L", title="", statement="", derivation=Derivation(steps=steps, coverage=""))
    assert symbolic.check(lemma, Settings()).outcome is Outcome.ERROR


def test_the_gradient_read_off_in_the_scores_is_that_of_the_formulas():
    problem, X, Y = point(5)
    at = state(problem.A1, problem.A2, problem.A3, problem.B, X, Y)
    entries, first = moments.entries("k"), moments.derivatives(moments.loss(), 1)[1]
    slope = sympy.lambdify(
        (moments.moment(0, 1), moments.TARGET, entries["f"], entries["V"]),
        moments.partial_derivative(first, "s", "k"),
    )
    derived = slope(at.O[:, None, :], problem.B[:, None, :], at.F[:, :, None], at.V[None, :, :]).sum(axis=2)
    np.testing.assert_allclose(derived, 2 * at.P, rtol=1e-11, atol=1e-14)


def test_read_off_blocks_equal_the_dense_hessian():
    """The bridge in float64: partial derivatives of the derived L'' at a point against `derivatives.hessian`."""
    problem, X, Y = point(3)
    S, V = problem.A1 @ X @ problem.A2.T, problem.A3 @ Y
    at = natural_coordinates.line(S, V, problem.B, S, V)
    F, O, C = at.F, at.O, at.C  # noqa: E741
    spread, rest = moments.second_partial_derivative(moments.derivatives(moments.loss(), 2)[2] / 2, "s", "s")
    names = {"f": F[0], "V": V}
    for k in range(4):
        for l in range(4):  # noqa: E741
            total = 0.0
            for i in range(2):
                values = {moments.moment(0, 1): O[0, i], moments.TARGET: problem.B[0, i]}
                for index, key in (("k", k), ("l", l)):
                    entries = moments.entries(index)
                    values |= {entries["f"]: names["f"][key], entries["V"]: V[key, i]}
                total += float(rest.subs(values)) + (float(spread.subs(values)) if k == l else 0.0)
            P = F[0] * (V @ C[0] - C[0] @ O[0])
            J = F[0][:, None] * (V - O[0])
            dense = np.diag(P) - np.outer(P, F[0]) - np.outer(F[0], P) + J @ J.T
            assert total / 2 == pytest.approx(dense[k, l], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("powers", [(1, 0, 0), (3, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (2, 0, 1), (12, 1, 0)])
def test_a_moments_name_is_its_powers(powers):
    assert moments.powers(moments.moment(*powers)) == powers


def test_inner_products_move_by_the_product_rule():
    S, s = moments.inner("S", "S"), moments.inner("S", "s")
    assert moments.tilt_derivative(S) == 2 * s
    assert moments.tilt_derivative(s) == moments.inner("s", "s")
    with pytest.raises(ValueError, match="not a moment"):
        moments.tilt_derivative(sympy.Symbol("E[s^{1}W]"))
