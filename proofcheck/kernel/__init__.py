"""Theorems about the claims, checked by Coq's kernel: build, checks, recorded evidence.

`coq/` holds the library over finite sums, the statements, the proofs; `kernel.json` what was checked. See
`proofcheck.kernel.prove` for the build and `proofcheck.kernel.evidence` for what a verdict takes from the record.
"""

from proofcheck.kernel.certificates import Foundation, foundations, search_foundations
from proofcheck.kernel.errors import KernelError, ProofError, ProverMissingError, RecordError
from proofcheck.kernel.evidence import is_recorded, kernel_evidence
from proofcheck.kernel.prove import fresh_sources, generate, prove, user_sources
from proofcheck.kernel.record import Checked, Origin, Record, read_record, write_record
from proofcheck.kernel.sources import CoqSource

__all__ = [
    "Checked",
    "CoqSource",
    "Foundation",
    "KernelError",
    "Origin",
    "ProofError",
    "ProverMissingError",
    "Record",
    "RecordError",
    "foundations",
    "fresh_sources",
    "generate",
    "is_recorded",
    "kernel_evidence",
    "prove",
    "read_record",
    "search_foundations",
    "user_sources",
    "write_record",
]
