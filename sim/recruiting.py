"""Step 10 as a board sees it: who applies, what the filters say, and who is hired."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from incentives import answers
from incentives.arrays import Ints
from sim import hiring
from sim.inquiries import inquire
from sim.market import Market
from sim.past import known_of
from sim.stages import Passage, Stages, spare_the_rejected

if TYPE_CHECKING:
    from sim.segments import Segment
    from sim.world import Worlds


HiringWatch = Callable[["Segment", Market, hiring.Round, Passage, npt.NDArray[np.float64]], None]
"""Sees a segment's applicants by vacancy, how they fared, and the score that decided."""


def recruit(batch: Worlds, segment: Segment, rows: Ints) -> None:
    """Fill the vacant ``rows`` of a segment."""
    round_ = applicants(batch, segment, rows)
    seen = round_.by_vacancy()
    market, stages = _market(batch, segment), segment.stages
    passage = screen(stages, seen, batch.quarter)
    if passage.took is not None:
        spare_the_rejected(market, segment.tests, seen, passage.took[stages.measuring])
    score = batch.rank(segment, seen, passage.score)
    batch.kernels.appoint(
        market,
        batch.firms,
        batch.seats,
        batch.record,
        batch.executives,
        batch.pools,
        round_,
        score,
        stages.cost(passage),
        batch.quarter,
    )
    if batch.watch_hiring is not None:
        batch.watch_hiring(segment, market, seen, passage, score)


def applicants(batch: Worlds, segment: Segment, rows: Ints) -> hiring.Round:
    """Who applies; the order of the pools changes, as those who apply move to the end."""
    count, tests = segment.scenario.market.candidates, segment.tests
    round_ = hiring.new_round(rows, count, tests.kappa.size)
    batch.kernels.gather(
        _market(batch, segment),
        tests,
        batch.firms,
        batch.executives,
        batch.pools,
        batch.worlds,
        batch.seeds[segment.worlds.start],
        batch.quarter,
        round_,
    )
    if segment.inquires:
        known = None if batch.past is None else known_of(batch, batch.past, round_)
        inquire(_market(batch, segment), tests, round_, known)
    return round_


def screen(stages: Stages, seen: hiring.Round, quarter: int) -> Passage:
    """How the applicants of a quarter fare with the filters."""
    return stages.go_through(seen, lambda part, view: answers.score(part, view, quarter))


def _market(batch: Worlds, segment: Segment) -> Market:
    """The market of a segment, whose worlds are all in the same regime."""
    return batch.markets[int(batch.plan_of_world[segment.worlds.start])]
