"""One instance of a claim: where it comes from, whether it is decided, and what many of them amount to."""
