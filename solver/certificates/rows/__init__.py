"""Sums and bounds row by row: gradient, residuals and row bounds, by slices or in double words."""
