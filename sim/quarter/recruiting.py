"""Step 10 as a board sees it: who applies, what the filters say, and who is hired."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from incentives import answers
from incentives.arrays import Floats, Ints
from sim.hiring.applicants import Applications, new_applications
from sim.hiring.contracts import refusals
from sim.hiring.inquiries import inquire
from sim.hiring.market import LabourMarket
from sim.hiring.pipeline import Passage, Pipeline, spare_the_rejected
from sim.quarter.batch import Batch
from sim.quarter.segment import Segment
from sim.quarter.track_records import known_of

Rank = Callable[[Segment, Applications, Floats], Floats]
"""What decides who is hired, (vacancies, applicants), from what the filters say."""


def recruit(
    batch: Batch, segment: Segment, rows: Ints, rank: Rank | None = None, ablest: bool = False
) -> None:
    """Fill the vacant ``rows`` of a segment; ``rank`` left out: as the filters say.

    If the ``ablest`` is to be hired, filters cost and are gamed as ever, but decide nothing.
    """
    stages = segment.pipeline.stages
    if ablest:
        stages = stages and stages._replace(ablest=True)
    by_kernel = rank is None and batch.watch_hiring is None and not segment.inquires
    if stages is None or not by_kernel:
        recruit_in_the_open(batch, segment, rows, _by_ability if ablest else rank)
        return
    batch.kernels.fill_vacancies(
        _market(batch, segment),
        segment.tests,
        stages,
        batch.firms,
        batch.seats,
        batch.record,
        batch.people,
        batch.worlds,
        batch.seeds[segment.first],
        batch.quarter,
        rows,
        segment.scenario.market.candidates,
    )


def recruit_in_the_open(batch: Batch, segment: Segment, rows: Ints, rank: Rank | None) -> None:
    """The same with applicants and scores at hand between two kernels, for whoever asks."""
    applications = call_applicants(batch, segment, rows)
    seen = applications.by_vacancy()
    market, pipeline = _market(batch, segment), segment.pipeline
    passage = screen(pipeline, seen, batch.quarter).refuse(refusals(market, seen))
    if passage.took is not None:
        spare_the_rejected(market, segment.tests, seen, passage.took[pipeline.measuring])
    score = passage.score if rank is None else rank(segment, seen, passage.score)
    if passage.refused is not None:
        score = np.where(passage.refused, -np.inf, score)
    batch.kernels.appoint(
        market,
        batch.firms,
        batch.seats,
        batch.record,
        batch.people,
        applications,
        score,
        pipeline.cost(passage),
        batch.quarter,
    )
    if batch.watch_hiring is not None:
        batch.watch_hiring(segment, market, seen, passage, score)


def _by_ability(segment: Segment, seen: Applications, score: Floats) -> Floats:
    return seen.theta


def call_applicants(batch: Batch, segment: Segment, rows: Ints) -> Applications:
    """Who applies; the order of the pools changes, as those who apply move to the end."""
    count, tests = segment.scenario.market.candidates, segment.tests
    applications = new_applications(rows, count, tests.kappa.size)
    batch.kernels.gather(
        _market(batch, segment),
        tests,
        batch.firms,
        batch.people,
        batch.worlds,
        batch.seeds[segment.first],
        batch.quarter,
        applications,
    )
    if segment.inquires:
        known = (
            None
            if batch.track_records is None
            else known_of(batch, batch.track_records, applications)
        )
        inquire(_market(batch, segment), tests, applications, known)
    return applications


def screen(pipeline: Pipeline, seen: Applications, quarter: int) -> Passage:
    """How the applicants of a quarter fare with the filters."""
    return pipeline.go_through(seen, lambda part, view: answers.score(part, view, quarter))


def _market(batch: Batch, segment: Segment) -> LabourMarket:
    """The market of a segment, whose firms are all under the same plan."""
    return batch.markets[batch.plan_of(segment)]
