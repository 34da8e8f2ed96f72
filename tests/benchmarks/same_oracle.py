"""scipy's methods on our oracle, and the largest problem that each fits."""

from collections.abc import Callable
from dataclasses import dataclass

from cases import Case
from least_squares import levenberg_marquardt
from methods import Outcome, scipy_method


@dataclass(frozen=True, kw_only=True)
class Method:
    """`run(case, seconds)`, for problems of at most so many unknowns: what it factors is dense."""

    run: Callable[[Case, float], Outcome]
    most_unknowns: int

    def fits(self, case: Case) -> bool:
        return case.start.size <= self.most_unknowns


METHODS = {
    "L-BFGS-B, our oracle": Method(
        run=scipy_method("L-BFGS-B", maxiter=10**6, maxfun=10**6, ftol=0.0, gtol=0.0, maxcor=20), most_unknowns=10**9
    ),
    "trust-krylov, our oracle": Method(run=scipy_method("trust-krylov", maxiter=10**6, gtol=0.0), most_unknowns=10**9),
    "trust-exact, our oracle": Method(run=scipy_method("trust-exact", maxiter=10**6, gtol=0.0), most_unknowns=2048),
    "Levenberg-Marquardt, our oracle": Method(run=levenberg_marquardt, most_unknowns=512),
}
