"""Executives' problems before a quarter, and room to work them out, a block at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.lanes import (
    BURDEN,
    CUT,
    MARGINAL_PAY,
    PRICE,
    SPARE,
    STANDING,
    STRIDE,
    THETA,
    WORTH,
    new_lanes,
)
from agents.numerics.compile import inlined
from agents.solver import ALONE, TOGETHER
from agents.verdicts import Verdicts, fine_worth
from incentives.arrays import Floats, Ints
from sim.plan.oversight.combined import LOWEST_BAR
from sim.plan.plan import PlanTables
from sim.quarter.prospects import (
    AWARENESS,
    FINED,
    KEEP,
    MARGIN,
    MOTIVE,
    ROUTE,
    SEAT_VALUE,
    TESTED,
    UNVESTED,
    VACANT,
    Prospects,
    new_prospects,
    value_believed,
)
from sim.quarter.rules import EffortRules, SearchRules
from sim.quarter.state import Actions, Record, Seats

STANCE, AWARE, FINE, SEAT, STAYING, _PLACE, _BOARD_GAIN, _PAR = range(SPARE, SPARE + 8)
"""More rows of a block. ``STANCE``: distance to the true bar, as ``CUT`` is to the perceived;
``STAYING``: what the seat is worth without accounts, below 0, too."""


SIDES = 4
"""A firm of the queue is multiplied by it, to leave room for the side of the watch."""


class Workspace(NamedTuple):
    """Workspace: problems that are solved together, and what belongs to the lanes of a block."""

    prospects: Prospects
    burdened: Ints  # (tasks,); 1 where the plan has quadratic losses
    block: Floats  # see agents.lanes; problems of consecutive firms
    rows: Ints  # (lanes,) of the prospects
    places: Ints  # (lanes,) in the prospects' values, then among their motives
    route: Ints  # (lanes,)
    tested: Ints  # (lanes,); 1 where what is withheld is measured in this quarter
    listed: Ints  # (lanes,); lanes for which more is to be done
    tests: Floats  # problems of some firms, on another side of the watch
    firm: Ints  # (lanes,) of the tests
    side: Ints  # (lanes,) of the tests; 1: watched, 2: unwatched
    queue: Ints  # responses to be found alone: firm times ``SIDES``, and 0 as it is, or ``side``
    ruled: Ints  # firms whose executives do what they have learned
    left: Ints  # (2,) how many are in ``queue``, and in ``ruled``


def new_workspace(plans: PlanTables, ages: int, firms: int) -> Workspace:
    """An empty workspace for so many firms, and tenures of less than ``ages`` quarters."""
    tasks = plans.loading.shape[1]
    return Workspace(
        prospects=new_prospects(plans, ages),
        burdened=_whole(tasks),
        block=new_lanes(),
        rows=_whole(STRIDE),
        places=_whole(STRIDE),
        route=_whole(STRIDE),
        tested=_whole(STRIDE),
        listed=_whole(STRIDE),
        tests=new_lanes(),
        firm=_whole(STRIDE),
        side=_whole(STRIDE),
        queue=np.empty(3 * firms, dtype=np.int64),  # as they are, watched and unwatched
        ruled=np.empty(firms, dtype=np.int64),
        left=_whole(2),
    )


def _whole(n: int) -> Ints:
    return np.zeros(n, dtype=np.int64)


def wide_enough(workspace: Workspace, plans: PlanTables, seats: Seats) -> Workspace:
    """The workspace, or a new one if somebody has been in a seat for longer than it knows."""
    longest = int(seats.tenure.max())
    return (
        workspace
        if longest < workspace.prospects.ages
        else new_workspace(plans, 2 * longest, seats.tenure.size)
    )


@inlined
def pose(
    plans: EffortRules,
    p: int,
    firms: int,
    seats: Seats,
    record: Record,
    expected: Floats,
    workspace: Workspace,
    start: int,
    stop: int,
) -> int:
    """Put the problems of consecutive firms in the workspace; return how many lanes are listed."""
    block = workspace.block
    _place(plans, p, seats, block, start, stop)
    _reckon(plans, p, firms, seats, record, expected, block, start, stop)
    _look_up(plans, p, seats, workspace, start, stop)
    _value_seats(plans, p, seats, workspace, start, stop)
    _drive(plans, workspace, stop - start)
    listed: int = _route(plans, p, seats, record, workspace, start, stop)
    return listed


@inlined
def _place(plans: EffortRules, p: int, seats: Seats, block: Floats, start: int, stop: int) -> None:
    """Ability, its place among the nodes, and hidden value that is still to come."""
    top = plans.seat_value.shape[4] - 1
    lowest = plans.ability_start[p]
    per_step = 1.0 / plans.ability_step[p] if plans.ability_step[p] > 0.0 else 0.0
    theta = seats.theta[start:stop]
    for lane in range(stop - start):
        block[THETA * STRIDE + lane] = theta[lane]
        place = min(max((theta[lane] - lowest) * per_step, 0.0), 1.0 * top)
        block[_PLACE * STRIDE + lane] = place
    own_benefit, own_harm = seats.own_benefit[start:stop], seats.own_harm[start:stop]
    old_benefit, old_harm = seats.old_benefit[start:stop], seats.old_harm[start:stop]
    for lane in range(stop - start):
        hidden = own_benefit[lane] + old_benefit[lane] - own_harm[lane] - old_harm[lane]
        block[_PAR * STRIDE + lane] = hidden


@inlined
def _reckon(
    plans: EffortRules,
    p: int,
    firms: int,
    seats: Seats,
    record: Record,
    expected: Floats,
    block: Floats,
    start: int,
    stop: int,
) -> None:
    """The board's gain, and the report that is par, less what comes without effort."""
    reports_known = plans.gain.shape[1] - 1
    matured = plans.matured_weight[p] * plans.maturing[p]
    quarters, gain = record.quarters[start:stop], plans.gain[p]
    w = start // firms
    for lane in range(stop - start):
        w += 1 if start + lane >= (w + 1) * firms else 0
        reports = min(quarters[lane], reports_known)
        block[_BOARD_GAIN * STRIDE + lane] = gain[np.uintp(reports)]
        hidden = block[_PAR * STRIDE + lane]
        block[_PAR * STRIDE + lane] = expected[np.uintp(w)] - matured * hidden


@inlined
def _look_up(
    plans: EffortRules, p: int, seats: Seats, workspace: Workspace, start: int, stop: int
) -> None:
    """Rows of the prospects, and where the worth of a seat stands in their values.

    In short loops, here and below, so that what many lanes look up is on its way at the same time.
    """
    block, known, rows = workspace.block, workspace.prospects, workspace.rows
    top = plans.seat_value.shape[4] - 1
    kind, tenure = seats.kind[start:stop], seats.tenure[start:stop]
    for lane in range(stop - start):
        rows[lane] = (p * known.kinds + kind[lane]) * known.ages + tenure[lane]
    for lane in range(stop - start):
        node = max(min(int(block[_PLACE * STRIDE + lane]), top - 1), 0)
        block[_PLACE * STRIDE + lane] -= node
        workspace.places[lane] = int(known.terms[np.uintp(rows[lane]), SEAT_VALUE]) + node


@inlined
def _value_seats(
    plans: EffortRules, p: int, seats: Seats, workspace: Workspace, start: int, stop: int
) -> None:
    """What is at stake: the seat with its accounts, and what a fine costs."""
    block, known, rows = workspace.block, workspace.prospects, workspace.rows
    accounts = seats.unvested[:, start:stop]
    for lane in range(accounts.shape[1]):
        at = np.uintp(workspace.places[lane])
        share = block[_PLACE * STRIDE + lane]
        value = known.values[at] * (1.0 - share)
        if share > 0.0:
            value += known.values[at + np.uintp(1)] * share
        terms = known.terms[np.uintp(rows[lane])]
        block[STAYING * STRIDE + lane] = terms[KEEP] * value
        block[SEAT * STRIDE + lane] = max(terms[KEEP] * value, 0.0)
        block[MARGINAL_PAY * STRIDE + lane] = terms[MARGIN]
        block[FINE * STRIDE + lane] = terms[FINED]
        block[AWARE * STRIDE + lane] = terms[AWARENESS]
    if plans.learns[p] == 1:
        _value_as_believed(plans, p, seats, workspace, start, stop)
    for s in range(accounts.shape[0]):
        if plans.deferred[p, s] > 0.0:  # else nothing is ever in the account
            account, place = accounts[s], np.uintp(UNVESTED + s)
            for lane in range(accounts.shape[1]):
                lost = known.terms[np.uintp(rows[lane]), place] * account[lane]
                block[SEAT * STRIDE + lane] += max(lost, 0.0)


@inlined
def _value_as_believed(
    plans: EffortRules, p: int, seats: Seats, workspace: Workspace, start: int, stop: int
) -> None:
    """What the seat is worth to those who learn about their monitor."""
    block, known, rows = workspace.block, workspace.prospects, workspace.rows
    nodes = plans.sure_nodes[p], plans.ease_nodes[p]
    for lane in range(stop - start):
        sure, ease = seats.sure[start + lane], seats.ease[start + lane]
        at, share = np.uintp(workspace.places[lane]), block[_PLACE * STRIDE + lane]
        value = value_believed(known, nodes, sure, ease, at) * (1.0 - share)
        if share > 0.0:
            value += value_believed(known, nodes, sure, ease, at + np.uintp(1)) * share
        keep = known.terms[np.uintp(rows[lane]), KEEP]
        block[STAYING * STRIDE + lane] = keep * value
        block[SEAT * STRIDE + lane] = max(keep * value, 0.0)


@inlined
def _drive(plans: EffortRules, workspace: Workspace, lanes: int) -> None:
    """What drives efforts: worths of tasks, and quadratic losses of those that have any."""
    block, known = workspace.block, workspace.prospects
    for lane in range(lanes):
        motive = known.terms[np.uintp(workspace.rows[lane]), MOTIVE]
        workspace.places[lane] = int(motive)
    for j in range(plans.loading.shape[1]):
        worth = block[(WORTH + j) * STRIDE :]
        for lane in range(lanes):
            worth[lane] = known.worth[np.uintp(workspace.places[lane]), j]
        if workspace.burdened[j] == 1:
            burden = block[(BURDEN + j) * STRIDE :]
            for lane in range(lanes):
                burden[lane] = known.burden[np.uintp(workspace.places[lane]), j]


@inlined
def _route(
    plans: EffortRules,
    p: int,
    seats: Seats,
    record: Record,
    workspace: Workspace,
    start: int,
    stop: int,
) -> int:
    """How each effort comes about; list the lanes for which more is to be done, and count them."""
    known, rows = workspace.prospects, workspace.rows
    executive, quarters = seats.executive[start:stop], record.quarters[start:stop]
    probation = plans.probation[p]
    listed = 0
    for lane in range(stop - start):
        usual = int(known.terms[np.uintp(rows[lane]), ROUTE])
        marked = int(known.terms[np.uintp(rows[lane]), TESTED])
        reports = quarters[lane]
        route = usual if executive[lane] >= 0 else VACANT
        due = 1 if (reports == 0) | (reports == probation) else 0
        tested = marked * due * (1 if route <= ALONE else 0)
        workspace.route[lane] = route
        workspace.tested[lane] = tested
        workspace.listed[np.uintp(listed)] = lane
        listed += 1 if (tested == 1) | (route != TOGETHER) else 0
    return listed


@inlined
def severance(plans: EffortRules, p: int, kind: int) -> float:
    """What being dismissed pays, to a kind of executive with foresight.

    At most the worth of the seat counts. Detection costs the whole seat, severance or not.
    """
    paid = 0.0
    for s in range(plans.severance.shape[1]):
        paid += plans.severance[p, s]
    return plans.pay_weight[p, kind] * paid if plans.foresight[p, kind] > 0 else 0.0


@inlined
def foresee(
    plans: EffortRules,
    p: int,
    firms: int,
    seats: Seats,
    actions: Actions,
    expected: Floats,
    block: Floats,
    start: int,
    stop: int,
) -> None:
    """Reckon with talent, and with what boards expect where they do not compare firms."""
    for lane in range(stop - start):
        i = start + lane
        if plans.talented[p] == 1:
            block[_PAR * STRIDE + lane] -= actions.talent[i]
        if plans.by_expectation[p] == 1:
            surprise = actions.conjecture[i] - seats.belief[i] - expected[i // firms]
            block[_PAR * STRIDE + lane] += surprise


@inlined
def perceive(
    plans: EffortRules,
    p: int,
    seats: Seats,
    actions: Actions,
    block: Floats,
    start: int,
    stop: int,
) -> None:
    """Complete the problems by what executives reckon with: audits, and the bar."""
    per_sd = 1.0 / plans.noise[p]
    rate, fine = actions.foreseen[start:stop], actions.feared_fine[start:stop]
    bar, belief = actions.bar[start:stop], seats.belief[start:stop]
    trust, leniency = actions.trust[start:stop], actions.leniency[start:stop]
    for lane in range(stop - start):
        aware = block[AWARE * STRIDE + lane]
        gain = block[_BOARD_GAIN * STRIDE + lane]
        per_gain = 1.0 / gain if gain > 0.0 else np.inf
        par = block[_PAR * STRIDE + lane] + belief[lane]
        seen = perceived_bar(plans, p, aware, bar[lane]) - leniency[lane]
        stance = distance(bar[lane], per_gain, per_sd, belief[lane], par)
        block[STANCE * STRIDE + lane] = stance
        block[CUT * STRIDE + lane] = distance(seen, per_gain, per_sd, belief[lane], par)
        risky = gain > 0.0 and seen > LOWEST_BAR
        block[STANDING * STRIDE + lane] = block[SEAT * STRIDE + lane] * per_sd if risky else 0.0
        price = perceived_rate(plans, p, aware, trust[lane], rate[lane], 0)
        owed = perceived_fine(plans, p, aware, rate[lane], fine[lane], 0)
        loss = block[FINE * STRIDE + lane] * owed + block[SEAT * STRIDE + lane]
        block[PRICE * STRIDE + lane] = price * loss
    if plans.errs[p] == 1:
        verdicts = verdicts_of(plans, p)
        for lane in range(stop - start):
            aware, per_pay = block[AWARE * STRIDE + lane], block[FINE * STRIDE + lane]
            seat = block[SEAT * STRIDE + lane]
            found = perceived_rate(plans, p, aware, trust[lane], rate[lane], 0)
            owed = per_pay * perceived_fine(plans, p, aware, rate[lane], fine[lane], 0)
            owed = fine_worth(verdicts, found, owed, per_pay, seat)
            block[PRICE * STRIDE + lane] = found * (owed + seat)
    if plans.cushioned[p] == 1:  # then dismissal costs less than the seat, detection does not
        kind = seats.kind[start:stop]
        for lane in range(stop - start):
            seat = block[SEAT * STRIDE + lane]
            if block[STANDING * STRIDE + lane] > 0.0:
                cushion = min(severance(plans, p, kind[lane]), seat)
                block[STANDING * STRIDE + lane] = (seat - cushion) * per_sd


@inlined
def verdicts_of(plans: EffortRules, p: int) -> Verdicts:
    """How sure verdicts are under a plan, and what they cost besides the fine."""
    return Verdicts(
        plans.detection_dismisses[p],
        plans.false_positive[p],
        plans.accused_cost[p],
        plans.accused_dismissed[p],
        plans.whistle[p],
    )


@inlined
def distance(bar: float, per_gain: float, per_sd: float, belief: float, centre: float) -> float:
    """Standard deviations to the bar at metric index 0; far below it where nobody is dismissed.

    ``per_gain`` and ``per_sd`` are what a division would divide by, inverted; infinite where
    the board learns nothing.
    """
    found = ((bar - belief) * per_gain + centre) * per_sd
    return found if per_gain < np.inf and bar > LOWEST_BAR else -1e9


@inlined
def perceived_rate(
    plans: EffortRules, p: int, aware: float, trust: float, rate: float, side: int
) -> float:
    """The audit rate that an executive reckons with, or would on another side of the watch."""
    if side == 1:
        rate = plans.audit_watched[p]
    elif side == 2:
        rate = plans.audit_unwatched[p]
    pooled: float = plans.audit_pooled[p]
    known = rate if rate == pooled else aware * rate + (1.0 - aware) * pooled
    return min(trust * known, 1.0)


@inlined
def perceived_fine(
    plans: EffortRules, p: int, aware: float, rate: float, fine: float, side: int
) -> float:
    """What an executive reckons to owe if it is discovered, base pays; ``side`` as above."""
    if side == 1:
        rate, fine = plans.audit_watched[p], plans.fine_watched[p]
    elif side == 2:
        rate, fine = plans.audit_unwatched[p], plans.fine_unwatched[p]
    return blend(aware, rate, fine, plans.audit_pooled[p], plans.fine_pooled[p])


@inlined
def perceived_restitution(
    plans: EffortRules,
    search: SearchRules,
    p: int,
    aware: float,
    rate: float,
    repaid: float,
    side: int,
) -> float:
    """The same of what is paid back, in private benefits."""
    if side == 1:
        rate, repaid = plans.audit_watched[p], search.restitution_watched[p]
    elif side == 2:
        rate, repaid = plans.audit_unwatched[p], search.restitution_unwatched[p]
    return blend(aware, rate, repaid, plans.audit_pooled[p], search.restitution_pooled[p])


@inlined
def blend(aware: float, rate: float, owed: float, pooled: float, owed_pooled: float) -> float:
    """Owed on discovery, to somebody who thinks partly of the pooled rate."""
    mixed = aware * rate + (1.0 - aware) * pooled
    share = (1.0 - aware) * pooled / max(mixed, 1e-300)
    return owed + share * (owed_pooled - owed)


@inlined
def perceived_bar(plans: EffortRules, p: int, aware: float, bar: float) -> float:
    """The dismissal bar that an executive reckons with."""
    pooled: float = plans.bar_pooled[p]
    floor: float = plans.bar_floor[p]
    blurred = aware * max(bar, floor) + (1.0 - aware) * max(pooled, floor)
    nothing_to_know = bar == pooled or max(bar, pooled) <= LOWEST_BAR
    return bar if aware >= 1.0 or nothing_to_know else blurred
