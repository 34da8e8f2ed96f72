"""Textbook claims of optimisation and analysis, one a file; every third a well-known falsehood, refuted.

Each file's documentation has the same five entries: claim, formula, where it is used, guarantee (TIGHT: attained,
UPPER: true
with room, FALSE: refuted), reference. `proofcheck run proofcheck.theories.gallery.theory` decides all of them. The true
ones are proved in Coq for every size (`proofs`, `kernel.json`), the false ones refuted there too where that is short.
"""
