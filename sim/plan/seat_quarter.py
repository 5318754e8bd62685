"""What a quarter in a seat is about, as problems to respond to; and what is expected of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from agents import responses
from agents.planning import Watch
from agents.problem import Beliefs, Problem, Stakes
from agents.responses import Problems, Responses
from agents.verdicts import INFALLIBLE, Verdicts, accusation, fine_worth, may_err
from incentives.arrays import Floats


class QuarterTerms(NamedTuple):
    """What a quarter in a seat is about, but for oversight.

    Attributes:
        problem: Who chooses, and what for; ``stakes``: what may be lost.
        beliefs: Of the board.
    """

    problem: Problem
    stakes: Stakes
    beliefs: Beliefs


class MeanResponse(NamedTuple):
    """Responses in the mean of what is known of audits; (people,), efforts (people, tasks).

    The ``report`` is a metric index, ``variance`` what is added to it.
    """

    effort: Floats
    utility: Floats
    report: Floats
    variance: Floats


class SeatQuarter(NamedTuple):
    """What a quarter is about to a kind, whatever its ability and how it is watched.

    Attributes:
        row: Of the motives; ``weights``: (curves,) what a base pay of each curve is worth.
        dues: What base pays of fine and restitution are worth; severance.
        beliefs: Of the board; ``carried``: what reports are without effort.
        verdicts: How sure verdicts are, and what they cost besides the fine.
    """

    kind: int
    row: int
    weights: Floats
    dues: tuple[float, float, float]
    beliefs: Beliefs
    carried: float
    verdicts: Verdicts = INFALLIBLE


def state_problems_of(
    problems: Problems, rows: slice, terms: SeatQuarter, theta: Floats, seat: Floats, watch: Watch
) -> None:
    """Write down what people of ability ``theta`` face, by what is known of audits."""
    numbers, people, states = problems.numbers[rows], theta.size, len(watch.chance)
    fine, restitution, severance = terms.dues
    numbers[:, responses.SKILL] = np.repeat(theta, states)
    numbers[:, responses.CARRIED] = terms.carried
    numbers[:, responses.SEAT_WORTH] = np.repeat(seat, states)
    numbers[:, responses.RESTITUTION] = np.tile(restitution * watch.restitution, people)
    numbers[:, responses.SEVERANCE] = severance
    numbers[:, responses.AUDIT] = np.tile(watch.audit, people)
    price(numbers, terms.verdicts, np.tile(fine * watch.fine, people), fine)
    numbers[:, responses.BAR] = watch.bar
    numbers[:, responses.BELIEF] = terms.beliefs.belief
    numbers[:, responses.GAIN] = terms.beliefs.gain
    numbers[:, responses.REFERENCE] = terms.beliefs.reference
    problems.motive[rows] = terms.kind, terms.row
    problems.weights[rows] = terms.weights


def price(numbers: Floats, verdicts: Verdicts, fine: Floats, per_pay: Floats | float) -> None:
    """Write down what fines are worth, after audit rates and the worth of seats.

    Args:
        numbers: Of problems; ``verdicts``: see above.
        fine: (problems,) worth of the fine itself; ``per_pay``: of a base pay of it.
    """
    numbers[:, responses.FINE_WORTH] = fine
    if may_err.py_func(verdicts):
        rate, seat = numbers[:, responses.AUDIT], numbers[:, responses.SEAT_WORTH]
        given: Any = (verdicts, rate, fine, per_pay, seat)
        numbers[:, responses.FINE_WORTH] = fine_worth.py_func(*given)


def accusations(terms: SeatQuarter, seat: Floats, watch: Watch) -> Floats:
    """(people,) what false accusations are expected to cost; ``seat``: (people,) worth of seats."""
    given: Any = (terms.verdicts, watch.audit, terms.dues[0], seat[:, None])
    lost: Floats = accusation.py_func(*given) @ watch.chance
    return lost


def mean_response(found: Responses, chance: Floats) -> MeanResponse:
    """Means over what is known of audits; ``chance``: (people, states)."""
    people, states = chance.shape
    if states == 1 and bool((chance == 1.0).all()):  # nothing to weigh
        utility, report, _, added = found.outcome.T
        return MeanResponse(found.efforts, utility, report, added * added)
    outcome = found.outcome.reshape(people, states, -1)
    efforts = found.efforts.reshape(people, states, -1)
    added = outcome[:, :, responses.ADDED]
    return MeanResponse(
        (chance[:, :, None] * efforts).sum(axis=1),
        (chance * outcome[:, :, responses.UTILITY]).sum(axis=1),
        (chance * outcome[:, :, responses.REACHED]).sum(axis=1),
        (chance * added * added).sum(axis=1),
    )
