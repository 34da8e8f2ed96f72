"""Methods: rates, and runs that do not converge."""
