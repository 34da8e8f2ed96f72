"""Identities: first and second derivatives, moment form, variable projection, the float64 oracle."""
