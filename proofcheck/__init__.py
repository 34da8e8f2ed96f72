"""Decide claims of optimisation theory by machine: symbolic proof, ball arithmetic, property tests, measured rates."""
