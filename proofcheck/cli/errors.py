"""What a user can get wrong: the errors whose message is all that the command line prints."""

from typing import Final

from proofcheck.engine.cache import JournalError
from proofcheck.engine.dask import ClusterError
from proofcheck.kernel.errors import KernelError
from proofcheck.lemmas.claims import TheoryError
from proofcheck.lemmas.loading import LoadError
from proofcheck.recheck.file import CertificateFileError
from proofcheck.report import ReportError
from solver import ArchiveError, InputError, UnsafeArithmeticError

BAD_INPUT: Final = (
    *(LoadError, TheoryError, CertificateFileError, ReportError, ArchiveError, InputError, JournalError, ClusterError),
    KernelError,
    OSError,
    UnsafeArithmeticError,
)
