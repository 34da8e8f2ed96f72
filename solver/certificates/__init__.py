"""Certified error bounds of a point: enclosures, norms, the theorem, the global region, digits, the file."""
