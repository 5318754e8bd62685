"""Step 10 as a board sees it: who applies, what the filters say, and who is hired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from incentives import Applicants
from sim import answers, hiring
from sim.inquiries import inquire
from sim.market import Market
from sim.past import known_of
from sim.scenario import Package

if TYPE_CHECKING:
    from sim.segments import Segment
    from sim.world import Worlds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def recruit(batch: Worlds, segment: Segment, rows: Ints) -> None:
    """Fill the vacant ``rows`` of a segment."""
    round_ = applicants(batch, segment, rows)
    seen = round_.by_vacancy()
    score = scores(segment.package, seen, batch.quarter)
    if batch.decisions is not None:
        score = batch.decisions.rank(batch, segment, seen, score)
    batch.kernels.appoint(
        _market(batch, segment),
        batch.firms,
        batch.seats,
        batch.record,
        batch.executives,
        batch.pools,
        round_,
        score,
        batch.quarter,
    )


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
    known = None if batch.past is None else known_of(batch, batch.past, round_)
    inquire(_market(batch, segment), tests, round_, known)
    return round_


def scores(package: Package, seen: hiring.Round, quarter: int) -> Floats:
    """Sum of the filters' scores in a quarter, (vacancies, applicants)."""
    total = np.zeros(seen.lot.shape)
    signals = iter(seen.signal)
    for part in package.filters:
        signal = next(signals) if part.measures != "nothing" else np.zeros(total.shape)
        view = Applicants(signal, seen.reputation, seen.lot)
        total += answers.score(part, view, quarter)
    return total


def _market(batch: Worlds, segment: Segment) -> Market:
    """The market of a segment, whose worlds are all in the same regime."""
    return batch.markets[int(batch.plan_of_world[segment.worlds.start])]
