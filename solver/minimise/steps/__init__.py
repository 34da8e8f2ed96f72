"""Greedy steps, one a file: each proposes a model that the trust region accepts or shrinks."""
