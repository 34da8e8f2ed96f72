"""Claims as statements for every size, traced from their Python sides: for Coq, in LaTeX, with a digest."""

from proofcheck.statements.errors import NotTraceableError
from proofcheck.statements.statement import Statement, coq_file, trace, trace_once

__all__ = ["NotTraceableError", "Statement", "coq_file", "trace", "trace_once"]
