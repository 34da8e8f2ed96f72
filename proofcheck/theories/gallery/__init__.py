"""Textbook claims of optimisation and analysis, one a file; every third a well-known falsehood, refuted.

Each file's documentation has the same five entries: claim, formula, where it is used, guarantee (TIGHT: attained,
UPPER: true
with room, FALSE: refuted), reference. `proofcheck run proofcheck.theories.gallery.theory` decides all of them.
"""
