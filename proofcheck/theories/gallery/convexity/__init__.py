"""Convex and smooth functions."""
