"""Arrays of symbolic shape: the lengths of their axes, their entries as terms, and numpy's functions on them."""
