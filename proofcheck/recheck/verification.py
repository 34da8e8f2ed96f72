"""Re-establish the claims of a file, of one minimiser or of a search for all of them."""

from __future__ import annotations

from pathlib import Path

from proofcheck.recheck.rechecker import OnProgress, Recheck, recheck
from proofcheck.recheck.search import recheck_search
from proofcheck.recheck.search_file import StoredSearch, read_any


def verify(path: str | Path, on_progress: OnProgress | None = None) -> Recheck:
    """Re-establish the claims of the certificate at `path`.

    `on_progress(stage, share)` is told what is being done and about what share of the work, 0 to 1, is done; what it
    raises, KeyboardInterrupt for instance, ends the re-check.

    Raises CertificateFileError when it cannot be read.
    """
    stored = read_any(Path(path))
    return recheck_search(stored, on_progress) if isinstance(stored, StoredSearch) else recheck(stored, on_progress)
