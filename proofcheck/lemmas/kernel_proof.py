"""Where a claim's theorems in Coq are proved, and where what was checked of them is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from proofcheck.lemmas.claims import TheoryError


@dataclass(frozen=True, kw_only=True)
class KernelProof:
    """Files of proofs, and the record that `proofcheck kernel THEORY.py` writes once Coq has accepted them.

    A relative path is one beside the theory when it is made of `Path(__file__)`; several lemmas may share both. While
    the claim, the proofs and the library are those that were checked, the lemma is PROVED from the record, without Coq.
    What no claim on arrays can state is stated by hand in a file of a folder `statements` and graded FORMAL.

    Raises TheoryError for files that are no Coq files, and for none.
    """

    record: Path
    files: tuple[Path, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.record, Path) or self.record.suffix != ".json":
            raise TheoryError(f"kernel: record={self.record!r}; give a Path that ends with .json")
        if not isinstance(self.files, tuple) or not self.files:
            raise TheoryError(f"kernel: files={self.files!r}; give a tuple of at least one Path")
        for path in self.files:
            if not isinstance(path, Path) or path.suffix != ".v" or not path.stem.isidentifier():
                raise TheoryError(f"kernel: {path!r} in files; give a Path to a Coq file named like a module, Young.v")
