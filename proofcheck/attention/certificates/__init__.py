"""The theorems behind certificates: Newton-Kantorovich, the global minimum, floating point."""
