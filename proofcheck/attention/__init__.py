"""The attention theory: definitions, derivative formulas, and the lemmas about them, one file a group."""
