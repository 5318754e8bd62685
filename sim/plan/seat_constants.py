"""What rounds of a plan have in common about seats, and levels of monitoring but for the watch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents import responses
from agents.planning import Schedule
from agents.responses import Problems
from agents.seats import SeatTerms
from incentives.arrays import Floats
from sim.plan.primitives import Primitives


class SeatConstants(NamedTuple):
    """What rounds of the fixed point have in common, as long as oversight is as expected.

    Attributes:
        schedules: By kind, how they expect to be watched.
        terms: Of seats, but for rent and reference.
        wanted: (kinds, tasks) worth of a replacement's effects to the kind; ``spoilt``: of their
            squares; ``value``: (kinds,) weight of the goal on true value.
        settled: What mean executives face after probation, but for what it takes to keep a seat,
            and chances of what they know of audits.
    """

    schedules: list[Schedule]
    terms: SeatTerms
    wanted: Floats
    spoilt: Floats
    value: Floats
    settled: tuple[Problems, Floats]


def schedules_of(primitives: Primitives) -> list[Schedule]:
    """By kind, how they expect to be watched."""
    minds = list(zip(primitives.awareness, primitives.trust, primitives.leniency, strict=True))
    known = {mind: primitives.watched(row) for row, mind in enumerate(minds)}
    return [known[mind] for mind in minds]


def watched_anew(known: SeatConstants, primitives: Primitives, theta: Floats) -> SeatConstants:
    """The same of seats that are watched as oversight is now.

    Args:
        known: At another level of monitoring, or with other reports.
        primitives: For what; ``theta``: (kinds, nodes) abilities.
    """
    schedules = schedules_of(primitives)
    audit, fine, restitution, bar = (
        np.array([getattr(schedule, name) for schedule in schedules])
        for name in ("audit", "fine", "restitution", "bar")
    )
    terms = known.terms._replace(
        theta=theta, audit=audit, fine=fine, restitution=restitution, bar=bar
    )
    problems, chance = known.settled
    numbers = problems.numbers.copy()
    due = np.where(primitives.foresight > 0, primitives.pay_weight, 0.0)[:, None]
    numbers[:, responses.FINE_WORTH] = (due * fine[:, 0]).ravel()
    numbers[:, responses.RESTITUTION] = (due * restitution[:, 0]).ravel()
    numbers[:, responses.AUDIT] = audit[:, 0].ravel()
    numbers[:, responses.BAR] = np.repeat(bar[:, 0], chance.shape[1])
    settled = problems._replace(numbers=numbers), chance
    return known._replace(schedules=schedules, terms=terms, settled=settled)
