"""`certify_global`: the minimum over all X and Y, by search over the p q unknowns of the scores.

Rigorous: every lower bound of phi(X) = min_Y Phi(X, Y) on a box (`solver.global_search.expansion`), the cube that holds
every global minimiser (`solver.global_search.frame`), the basins around certified minimisers
(`solver.global_search.basin`). Witnesses: the frame, the points where descents end, and what the bounds are built with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from solver.certificates.certifier import HasPoint, read_point
from solver.certificates.enclosure import enclose, objective
from solver.certificates.progress import OnProgress
from solver.display.progress_bar import make_notebook_bar
from solver.global_search.candidates import TIE, Candidates, first_candidates
from solver.global_search.certificate import GlobalCertificate, SearchOutcome
from solver.global_search.frame import Frame, make_frame
from solver.global_search.moments import Sampler
from solver.global_search.record import SearchRecord
from solver.global_search.search import Frontier, Search, SearchBudget
from solver.global_search.tree import MOST_AXES, round_up
from solver.problem import AttentionProblem, check_problem
from solver.validation import InputError, read_whole
from solver.verified.ball import Floats, ball
from solver.verified.environment import check_arithmetic

_SMALL: Final = 2.0**-4  # of the root: from boxes as small as this a descent may find another minimiser
_MOST_DESCENTS: Final = 64
_NEAR: Final = 8.0  # half-widths within which one descent is enough


@np.errstate(all="ignore")
def certify_global(
    problem: AttentionProblem,
    X: npt.ArrayLike | HasPoint | None = None,
    Y: npt.ArrayLike | None = None,
    *,
    budget: SearchBudget | None = None,
    starts: int = 12,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> GlobalCertificate:
    """Certify the global minimisers of Phi, or bounds on its minimum where the budget ends before the search does.

    Any weights; the work grows with the scores' unknowns: p q = 1 and 2 end mostly, 4 where the regulariser helps, at
    most 10 are taken. `starts` descents from random scores (`seed`) look for the minimisers, beside a known point
    (X (p x q), Y (r x k)) or solution; what they miss the search finds, or it stays open. `on_progress(stage, share)`
    is as for `certify`. `budget` limits boxes or seconds. An interrupt returns what is known, INCONCLUSIVE.

    Raises InputError for a bad argument or more unknowns, RankDeficientError when no minimiser is isolated, and
    UnsafeArithmeticError when this process breaks the assumptions.
    """
    check_problem(problem)
    if problem.p * problem.q > MOST_AXES:
        raise InputError(f"p q = {problem.p * problem.q}: at most {MOST_AXES} are searched; certify a point instead")
    read_whole("starts", starts, 0, "a number of starts")
    read_whole("seed", seed, 0, "a seed")
    points = [] if X is None and Y is None else [read_point(problem, X, Y)]
    problem.check_identifiable()
    check_arithmetic()
    frame = make_frame(problem)
    if frame is None:
        raise InputError("weights: wx or lx, and wy or ly, must be positive enough to bound X and Y in float64")
    tell = on_progress or make_notebook_bar() or (lambda _stage, _share: None)
    tell("looking for minimisers", 0.0)
    candidates = first_candidates(Sampler(frame), points, starts, seed)
    return _search(candidates, budget or SearchBudget(), tell)


def _search(candidates: Candidates, budget: SearchBudget, tell: OnProgress) -> GlobalCertificate:
    """Search, and again from the root where a lower minimiser turns up on the way."""
    descents, left = _Descents(candidates), budget
    while True:
        search = Search(candidates.sampler, _half_width(candidates), candidates.upper, candidates.basins)
        try:
            reason = search.run(left, descents.follow(search, tell))
        except KeyboardInterrupt:
            return _conclude(candidates, search, "interrupted")
        if not descents.fell:
            return _conclude(candidates, search, reason)
        descents.fell, left = False, replace(left, boxes=max(1, left.boxes - search.looked))


class _Descents:
    """Descents from boxes of the search whose value is lower than all known, or which stay open while they shrink."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self._tried: list[Floats] = []
        self.fell = False

    def follow(self, search: Search, tell: OnProgress) -> Callable[[Frontier, Floats], bool]:
        """What `Search.run` calls after every round."""

        def on_round(boxes: Frontier, values: Floats) -> bool:
            tell(f"{search.looked:,} boxes, {search.open_share:.1%} of the volume open", 1.0 - search.open_share)
            lowest = int(values.argmin())
            room = TIE * (1.0 + abs(search.upper))
            if values[lowest] < search.upper - room:
                self._descend(boxes.centres[lowest])
            elif self._worth(boxes, search):
                self._descend(boxes.centres[0])
            return self.fell

        return on_round

    def _worth(self, boxes: Frontier, search: Search) -> bool:
        centre, widths = boxes.centres[0], boxes.widths[0]
        known = [*self._tried, *(basin.centre.mid for basin in search.basins)]
        near = any((np.abs(centre - other) <= _NEAR * widths).all() for other in known)
        return not near and len(self._tried) < _MOST_DESCENTS and bool((widths <= _SMALL * search.half_width).all())

    def _descend(self, centre: Floats) -> None:
        self._tried.append(centre)
        self.fell = self._candidates.descend(self._candidates.sampler.frame.to_scores(centre))


def _half_width(candidates: Candidates) -> float:
    """|u|^2 <= Phi / lambda_min(Q) at every global minimiser."""
    return round_up(float((ball(candidates.upper) / candidates.sampler.frame.modulus).sqrt().upper()))


def _conclude(candidates: Candidates, search: Search, reason: str) -> GlobalCertificate:
    outcome = SearchOutcome.INCONCLUSIVE if reason else SearchOutcome.CERTIFIED
    frame, basins = candidates.sampler.frame, candidates.basins
    if not basins:
        reason = f"no basin was shown around the best point; {reason}"
    return GlobalCertificate(
        outcome=outcome,
        reason=reason or outcome.value,
        lower=max(0.0, _lower(candidates, search)),
        upper=candidates.upper,
        open_share=search.open_share,
        X=candidates.X,
        Y=candidates.Y,
        minimisers=tuple(basin.certificate for basin in basins),
        search=_record(frame, search),
        problem=frame.problem,
    )


def _lower(candidates: Candidates, search: Search) -> float:
    """A global minimiser lies in an open box, or it is a certified one."""
    known = [basin.certificate for basin in search.basins]
    values = [objective(enclose(c.problem, c.X, c.Y)) - c.objective_gap_upper for c in known]
    return min(search.lower, candidates.upper, *(float(value.lower()) for value in values))


def _record(frame: Frame, search: Search) -> SearchRecord:
    return SearchRecord(
        L1=frame.L1,
        L2=frame.L2,
        half_width=search.half_width,
        widths=tuple(basin.widths for basin in search.basins),
        convex_radii=tuple(basin.convex_radius for basin in search.basins),
        tree=search.tree.text(),
    )
