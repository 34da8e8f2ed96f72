"""Re-establishes a certificate from its file, in ball arithmetic, without the solver."""
