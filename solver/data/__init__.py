"""Data that the named instances need; see README.md here for source and licence."""
