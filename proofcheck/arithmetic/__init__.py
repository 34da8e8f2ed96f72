"""One definition, many arithmetics: float64, Fraction, sympy, mpf, balls, Taylor elements, counted, opaque."""
