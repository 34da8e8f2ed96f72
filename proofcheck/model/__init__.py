"""The attention model: its definitions and the closed forms of its derivatives. Part of the trusted base."""
