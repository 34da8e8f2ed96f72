"""The exact checker: claims decided on polynomials, at stated sizes and for all values."""

from proofcheck.checkers.exact.check import CHECKER, NAME

__all__ = ["CHECKER", "NAME"]
