"""Step 10 as a board sees it: who applies, what the filters say, and who is hired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agents.candidates import chance_per_lift
from incentives import Applicants
from sim import hiring
from sim.randomness import stream
from sim.scenario import Package

if TYPE_CHECKING:
    from sim.world import Segment, Worlds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def tests_of(package: Package, candidates: int) -> hiring.Tests:
    """What the filters of a package measure, with ``candidates`` applicants per vacancy."""
    streams = [stream("candidate")]
    tests = []
    for place, part in enumerate(package.filters):
        twins = sum(other.name == part.name for other in package.filters[:place])
        if part.measures != "nothing":
            tests.append(part)
            streams.append(stream(f"filter:{part.name}:{twins}"))
    return hiring.Tests(
        ability=np.array([part.measures == "ability" for part in tests], dtype=np.bool_),
        validity=np.array([part.correlation() for part in tests], dtype=np.float64),
        kappa=np.array([part.gaming_cost() for part in tests], dtype=np.float64),
        stream=np.array(streams),
        chance=chance_per_lift(candidates, float(np.sqrt(len(tests)))),
    )


def recruit(batch: Worlds, segment: Segment, rows: Ints) -> None:
    """Fill the vacant ``rows`` of a segment."""
    round_ = applicants(batch, segment, rows)
    seen = round_.by_vacancy()
    score = scores(segment.package, seen)
    if batch.decisions is not None:
        score = batch.decisions.rank(batch, segment, seen, score)
    hiring.appoint(
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
    hiring.gather(
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
    return round_


def scores(package: Package, seen: hiring.Round) -> Floats:
    """Sum of the filters' scores, (vacancies, applicants)."""
    total = np.zeros(seen.lot.shape)
    signals = iter(seen.signal)
    for part in package.filters:
        signal = next(signals) if part.measures != "nothing" else np.zeros(total.shape)
        total += part.score(Applicants(signal, seen.reputation, seen.lot))
    return total


def _market(batch: Worlds, segment: Segment) -> hiring.Market:
    """The market of a segment, whose worlds are all in the same regime."""
    return batch.markets[int(batch.plan_of_world[segment.worlds.start])]
