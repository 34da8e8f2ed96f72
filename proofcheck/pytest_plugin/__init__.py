"""pytest collects theory files: one test a lemma."""
