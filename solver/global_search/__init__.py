"""The global minimum by branch and bound over the scores' unknowns, in verified float64."""
