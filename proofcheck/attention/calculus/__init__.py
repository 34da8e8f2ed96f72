"""The symbolic calculus of the derivations: a polynomial ring, moments, composed bounds, monotonicity."""
