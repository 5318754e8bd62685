"""The worth of a seat, by backward induction over quarters of foresight.

The value of a seat with ``n`` quarters of foresight left and ``c`` quarters of probation left is

    V[n, c] = max_a {...} + pay_weight * (base - outside) - replacement
              + patience * (1 - retirement) * V[n-1, max(c-1, 0)],      V[0, c] = 0

with the best response of :mod:`agents.response`, in which losing the seat costs the last term. That
is not below 0 where executives may quit.
It is tabulated over ability for every kind of executive, because kinds differ by goal and traits
only and the problem is free of firm size. Where the end of the tenure is known and foreseen, the
quarter of tenure takes the place of ``n`` and ``c``. All kinds and abilities are solved together,
one quarter after another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.gambling import Gambles
from agents.numerics.compile import lean
from agents.responses import (
    AUDIT,
    BAR,
    BELIEF,
    CARRIED,
    FINE_WORTH,
    GAIN,
    REFERENCE,
    RESTITUTION,
    SEAT_WORTH,
    SEVERANCE,
    SKILL,
    UTILITY,
    Problems,
    Responses,
    Room,
    World,
    new_problems,
    new_responses,
    respond_to_any,
    respond_to_gambles,
    respond_to_usual,
)
from agents.sampling import Searchers, expect_responses
from agents.verdicts import INFALLIBLE, Verdicts, accusation, fine_worth, may_err
from incentives.arrays import Floats, Ints


class SeatTerms(NamedTuple):
    """What the quarters in a seat are about, for all kinds.

    A slot stands for so many quarters of probation left; where the end of the tenure is known,
    there is one slot.

    Attributes:
        theta: (kinds, nodes) abilities.
        foresight: (kinds,) quarters.
        row: Of the motives, in the last quarter; those for more quarters of foresight follow.
        weights: (kinds, quarters, curves) worth of a base pay of each curve, from the last quarter.
        watch: (quarters, slots) row of ``audit`` and so on, from the last quarter.
        due: (quarters,) 1 where a fine or restitution does not come too late to matter.
        dues: (kinds, 3) worth of a base pay of fine, and of restitution; severance.
        audit, fine, restitution: (kinds, rows, states) perceived, by what is known of audits.
        chance: (states,) probability of knowing it.
        bar: (kinds, rows) perceived dismissal bar.
        rent: (kinds,) what a quarter brings besides.
        discount: (kinds,) patience times the chance of not retiring.
        least: What the seat is worth at least from the next quarter on: 0 where one may quit, or
            minus infinity.
        belief, gain, reference: Of a settled board; ``carried``: what reports are without effort.
        verdicts: How sure verdicts are, and what they cost besides the fine.
    """

    theta: Floats
    foresight: Ints
    row: int
    weights: Floats
    watch: Ints
    due: Floats
    dues: Floats
    audit: Floats
    fine: Floats
    restitution: Floats
    chance: Floats
    bar: Floats
    rent: Floats
    discount: Floats
    belief: float
    gain: float
    reference: float
    carried: float
    verdicts: Verdicts = INFALLIBLE
    least: float = -np.inf


def value_seats(
    terms: SeatTerms,
    world: World,
    gambles: Gambles,
    room: Room,
    value: Floats,
    searchers: Searchers | None = None,
) -> None:
    """Fill ``value`` with the worth of a seat.

    Args:
        terms: What the quarters are about; ``world``, ``gambles``: what their problems are.
        room: Workspace.
        value: (kinds, quarters + 1, slots, nodes), output: by quarters of foresight. It is filled
            in where it can be come to from the whole foresight, that is where as many quarters of
            probation are over; beyond a kind's foresight it stays as it is there.
        searchers: Who draws plans or climbs; left out: nobody.
    """
    kinds, quarters, slots, nodes = value.shape
    most = kinds * slots * nodes * terms.chance.size
    problems = new_problems(most, terms.weights.shape[2])
    found = new_responses(most, world.technology.loading.size)
    value[:, 0] = 0.0
    if searchers is not None and searchers.who().any():
        for n in range(1, quarters):
            count = pose_quarter(terms, n, value, problems)
            expect_responses(problems, count, world, gambles, room, searchers, found)
            take_quarter(terms, n, found, value)
    elif world.form.general == 0 and gambles.sd.size == 0:
        value_usual(terms, world, room, problems, found, value)
    elif world.form.general == 0:
        at_level = new_responses(most, world.technology.loading.size)
        value_gambles(terms, world, gambles, room, problems, at_level, found, value)
    else:
        for n in range(1, quarters):
            count = pose_quarter(terms, n, value, problems)
            respond_to_any(problems, count, world, gambles, room, found)
            take_quarter(terms, n, found, value)
    for kind, foresight in enumerate(terms.foresight.tolist()):
        value[kind, foresight + 1 :] = value[kind, foresight]


@lean
def value_usual(
    terms: SeatTerms,
    world: World,
    room: Room,
    problems: Problems,
    found: Responses,
    value: Floats,
) -> None:
    """All quarters, where problems are of the usual form."""
    for n in range(1, value.shape[1]):
        count = pose_quarter(terms, n, value, problems)
        respond_to_usual(problems, count, world, room, found)
        take_quarter(terms, n, found, value)


@lean
def value_gambles(
    terms: SeatTerms,
    world: World,
    gambles: Gambles,
    room: Room,
    problems: Problems,
    at_level: Responses,
    found: Responses,
    value: Floats,
) -> None:
    """The same where risk is a choice."""
    for n in range(1, value.shape[1]):
        count = pose_quarter(terms, n, value, problems)
        respond_to_gambles(problems, count, world, gambles, room, at_level, found)
        take_quarter(terms, n, found, value)


@lean
def pose_quarter(terms: SeatTerms, n: int, value: Floats, problems: Problems) -> int:
    """Write down the problems with ``n`` quarters of foresight; return how many there are."""
    kinds, _, slots, nodes = value.shape
    count = 0
    numbers = problems.numbers
    for kind in range(kinds):
        if n > terms.foresight[kind]:
            continue
        # Probation may still be going on only as long as it has been since foresight began.
        for slot in range(max(slots - 1 - terms.foresight[kind] + n, 0) + 1):
            watch, after = terms.watch[n - 1, slot], max(slot - 1, 0)
            for i in range(nodes):
                later = terms.discount[kind] * value[kind, n - 1, after, i]
                for state in range(terms.chance.shape[0]):
                    per_pay = terms.due[n - 1] * terms.dues[kind, 0]
                    fine = per_pay * terms.fine[kind, watch, state]
                    if may_err(terms.verdicts):
                        rate = terms.audit[kind, watch, state]
                        fine = fine_worth(terms.verdicts, rate, fine, per_pay, later)
                    repaid = terms.due[n - 1] * terms.dues[kind, 1]
                    numbers[count, SKILL] = terms.theta[kind, i]
                    numbers[count, CARRIED] = terms.carried
                    numbers[count, SEAT_WORTH] = later
                    numbers[count, FINE_WORTH] = fine
                    numbers[count, RESTITUTION] = repaid * terms.restitution[kind, watch, state]
                    numbers[count, SEVERANCE] = terms.dues[kind, 2]
                    numbers[count, AUDIT] = terms.audit[kind, watch, state]
                    numbers[count, BAR] = terms.bar[kind, watch]
                    numbers[count, BELIEF] = terms.belief
                    numbers[count, GAIN] = terms.gain
                    numbers[count, REFERENCE] = terms.reference
                    problems.motive[count, 0] = kind
                    problems.motive[count, 1] = terms.row + n - 1
                    for curve in range(problems.weights.shape[1]):
                        problems.weights[count, curve] = terms.weights[kind, n - 1, curve]
                    count += 1
    return count


@lean
def take_quarter(terms: SeatTerms, n: int, found: Responses, value: Floats) -> None:
    """Fill ``value`` with what the quarter is worth, over what will be known of audits."""
    kinds, _, slots, nodes = value.shape
    count = 0
    for kind in range(kinds):
        if n > terms.foresight[kind]:
            continue
        for slot in range(max(slots - 1 - terms.foresight[kind] + n, 0) + 1):
            watch, after = terms.watch[n - 1, slot], max(slot - 1, 0)
            for i in range(nodes):
                later = terms.discount[kind] * value[kind, n - 1, after, i]
                utility = 0.0
                for state in range(terms.chance.shape[0]):
                    utility += terms.chance[state] * found.outcome[count, UTILITY]
                    if terms.verdicts.false_positive > 0.0:
                        rate = terms.audit[kind, watch, state]
                        per_pay = terms.due[n - 1] * terms.dues[kind, 0]
                        lost = accusation(terms.verdicts, rate, per_pay, later)
                        utility -= terms.chance[state] * lost
                    count += 1
                value[kind, n, slot, i] = utility + terms.rent[kind] + max(later, terms.least)
