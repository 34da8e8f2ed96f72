"""Re-establishes a certificate from its file, in ball arithmetic, without the solver.

With `proofcheck.arithmetic` and `proofcheck.model` it is the trusted base of a certificate.
"""

from proofcheck.recheck.file import CertificateFileError, read
from proofcheck.recheck.rechecker import Recheck, recheck
from proofcheck.recheck.verification import verify

__all__ = ["CertificateFileError", "Recheck", "read", "recheck", "verify"]
