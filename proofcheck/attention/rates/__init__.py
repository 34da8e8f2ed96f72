"""Newton's rates: exact and approximate steps, the Kronecker step, sketches, observed runs."""
