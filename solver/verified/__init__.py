"""Verified float64: midpoint-radius and double-word arithmetic, eigenvalue bounds, guards of the environment."""
