"""A lemma's claim as a statement for every size, generated from its sides, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from proofcheck.engine.time_limit import BudgetExceededError, limit
from proofcheck.lemmas.lemma import Lemma
from proofcheck.lemmas.raising import describe_exception
from proofcheck.statements import NotTraceableError, trace

_UNFINISHED: Final = "not traced within"
_TRACED_WITHIN: Final = 10.0  # seconds; the slowest claim of the catalogue takes well under one


@dataclass(frozen=True, kw_only=True)
class Generated:
    """What the claim is about, the digest of its statement, and lines of LaTeX; or in `blocked` why it has none."""

    coverage: str = ""
    digest: str = ""
    lines: tuple[str, ...] = ()
    blocked: str = ""

    @property
    def unfinished(self) -> bool:
        """Whether time ended the tracing: another run may get further."""
        return self.blocked.startswith(_UNFINISHED)


def trace_claim(lemma: Lemma, budget: float | None = None) -> Generated | None:
    """The claim traced from its sides, or what blocks that; None without a claim. `budget`: seconds, 10 at most."""
    if lemma.claim is None:
        return None
    seconds = min(budget or _TRACED_WITHIN, _TRACED_WITHIN)
    try:
        with limit(seconds):
            statement = trace(lemma)
    except NotTraceableError as error:
        return Generated(blocked=error.reason)
    except RecursionError:
        return Generated(blocked="terms are nested too deeply to be followed")
    except BudgetExceededError:  # a side that never ends must not stop the report
        return Generated(blocked=f"{_UNFINISHED} {seconds:g} s")
    except (Exception, KeyboardInterrupt):
        raise
    except BaseException as error:  # noqa: BLE001 - a side that calls sys.exit or pytest.skip
        return Generated(blocked=f"a side raises {describe_exception(error)}")
    return Generated(coverage=statement.coverage, digest=statement.digest, lines=tuple(statement.lines()))
