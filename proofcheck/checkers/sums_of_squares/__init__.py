"""Certificates found by machine: sums of squares from a semidefinite solver, rounded to rationals and checked exactly.

Nothing here is trusted: what is found is printed as a `Certificate` and counts when the exact checker accepts it.
"""

from proofcheck.checkers.sums_of_squares.finding import Finding, find_certificate

__all__ = ["Finding", "find_certificate"]
