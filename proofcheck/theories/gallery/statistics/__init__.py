"""Means, variances, divergences; matrices."""
