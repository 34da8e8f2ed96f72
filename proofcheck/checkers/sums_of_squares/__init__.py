"""Certificates found by machine: sums of squares from a semidefinite solver, rounded to rationals and checked exactly.

Claims may have exp, 1/x, sqrt, |x| and max: atoms are variables of the search with relations and sign facts. Cases of
signs make maxima and moduli simpler, a root is compared by its square, exponentials are powers of those of a basis.
Nothing here is trusted: what is found is printed as a `Certificate` and counts when the exact checker accepts it.
"""

from proofcheck.checkers.sums_of_squares.finding import Finding, find_certificate
from proofcheck.checkers.sums_of_squares.reading import describe_terms

__all__ = ["Finding", "describe_terms", "find_certificate"]
