"""The symbolic calculus of the derivations: moments, cumulants and the bounds composed from them."""
