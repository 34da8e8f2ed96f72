"""Derivations with sympy: concrete sizes (`expand`) and all sizes at once (`moments`)."""
