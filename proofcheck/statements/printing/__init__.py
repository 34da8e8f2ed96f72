"""A statement as text: in Coq, read back from Coq, and in LaTeX, with the names that both choose."""
