"""Minimise the one-layer attention objective in float64 and certify the error of what is returned.

from solver import AttentionProblem, certify, solve
problem = AttentionProblem(A1, A2, A3, B, wx=0.1, wy=0.1)
solution = solve(problem)
certificate = certify(problem, solution)

"Theory S1", "R7" and the like name lemmas; `proofcheck show S1` prints one. What needs python-flint is imported when it
is first used.
"""

from solver.archive import ArchiveError
from solver.certificates.certificate import Certificate, Outcome, Scope
from solver.certificates.certifier import certify
from solver.certificates.comparison import Relation, relation
from solver.global_search.certificate import GlobalCertificate, SearchOutcome
from solver.global_search.certifier import certify_global
from solver.global_search.search import SearchBudget
from solver.least_squares.certificate import LeastSquaresCertificate
from solver.least_squares.certifier import certify_least_squares
from solver.minimise.driver import iterate, solve
from solver.minimise.solution import Iterate, Solution, Status
from solver.problem import AttentionProblem, RankDeficientError
from solver.validation import InputError
from solver.verified.environment import UnsafeArithmeticError

__all__ = [
    "ArchiveError",
    "AttentionProblem",
    "Certificate",
    "GlobalCertificate",
    "InputError",
    "Iterate",
    "LeastSquaresCertificate",
    "Outcome",
    "RankDeficientError",
    "Relation",
    "Scope",
    "SearchBudget",
    "SearchOutcome",
    "Solution",
    "Status",
    "UnsafeArithmeticError",
    "certify",
    "certify_global",
    "certify_least_squares",
    "iterate",
    "relation",
    "solve",
]
