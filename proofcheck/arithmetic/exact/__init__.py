"""Exact polynomials over the rationals, with atoms for exp, 1/x, sqrt, |x| and max: one more arithmetic."""
