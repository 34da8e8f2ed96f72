"""Operation counts and the closed forms that they equal."""
