"""Hypothesis profiles: derandomised in CI by default; `--hypothesis-profile=thorough` for long runs."""

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60, database=None)
settings.register_profile("thorough", deadline=None, max_examples=20_000)
settings.load_profile("ci")
