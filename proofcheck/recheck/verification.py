"""Re-establish the claims of a file, of one minimiser or of a search for all of them."""

from __future__ import annotations

from pathlib import Path

from proofcheck.recheck.rechecker import Recheck, recheck
from proofcheck.recheck.search import OnLeaf, recheck_search
from proofcheck.recheck.search_file import StoredSearch, read_any


def verify(path: str | Path, on_leaf: OnLeaf = lambda _done, _all: None) -> Recheck:
    """Re-establish the claims of the certificate at `path`; `on_leaf` is told how many boxes of a search are done.

    Raises CertificateFileError when it cannot be read.
    """
    stored = read_any(Path(path))
    return recheck_search(stored, on_leaf) if isinstance(stored, StoredSearch) else recheck(stored)
