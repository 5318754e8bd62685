"""Step 2 of a quarter: what executives do, and the risk of dismissal that they run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.kernel import inlined, lean
from agents.lanes import (
    BURDEN,
    CUT,
    DETECTION,
    EFFORT,
    HARD,
    INDEX,
    LANES,
    PAY,
    PRICE,
    SPARE,
    STANDING,
    THETA,
    WORTH,
    new_lanes,
    solve_lanes,
)
from agents.normal import normal_cdf
from agents.planning import interpolate
from agents.response import FLAT, Motives, TaskTable, respond
from sim.plan import NEVER

_NEVER = NEVER / 2
STANCE = SPARE  # distance to the true bar, as CUT is to the perceived one


class Desk(NamedTuple):
    """Workspace: problems that are solved together, and what belongs to each lane of the block."""

    block: npt.NDArray[np.float64]  # see agents.lanes
    firm: npt.NDArray[np.int64]  # (lanes,)
    side: npt.NDArray[np.int64]  # (lanes,); 0: as it is, 1: watched, 2: unwatched
    scratch: npt.NDArray[np.float64]  # (5, tasks)
    weights: npt.NDArray[np.float64]  # (1 + schemes,)


def new_desk(tasks: int, schemes: int) -> Desk:
    """An empty desk."""
    lanes = np.zeros(LANES, dtype=np.int64)
    return Desk(new_lanes(), lanes, lanes.copy(), np.zeros((5, tasks)), np.zeros(1 + schemes))


@inlined
def pending_value(seats, i):  # type: ignore[no-untyped-def]
    """Hidden consequences of firm ``i`` that are still to come, per unit of impact."""
    return seats.own_benefit[i] + seats.old_benefit[i] - seats.own_harm[i] - seats.old_harm[i]


@inlined
def _technology(plans, p):  # type: ignore[no-untyped-def]
    return TaskTable(
        plans.loading[p],
        plans.detectability[p],
        plans.cost[p],
        plans.cap[p],
        plans.intrinsic[p],
        plans.value[p],
        plans.visible[p],
        plans.curvature[p],
        plans.private[p],
    )


@inlined
def _motives(plans, p):  # type: ignore[no-untyped-def]
    return Motives(
        plans.worth[p],
        plans.burden[p],
        plans.curve_value[p],
        plans.curve_slope[p],
        plans.curve_low[p],
        plans.curve_high[p],
        plans.curve_start[p],
        plans.curve_step[p],
        plans.curve_last[p],
    )


@lean
def choose_effort(  # type: ignore[no-untyped-def]
    plans, plan_of_world, firms, seats, actions, record, expected, desk
):
    """Step 2: every executive's best response, or its rule; the board's risk of dismissal.

    At the first report of a tenure, and after as many as probation has, the response is also taken
    as if audits were as likely as they ever get, and as unlikely: what is withheld is deception,
    because the executive, its state and the board's bar are the same.

    ``expected`` is the mean report that everybody reckons with, per world; ``desk`` is workspace.
    """
    tasks = actions.effort.shape[0]
    b = desk.block
    taken = 0  # lanes that wait to be solved
    for w in range(expected.shape[0]):
        p = plan_of_world[w]
        per_sd = 1.0 / plans.noise[p]
        for i in range(w * firms, (w + 1) * firms):
            if seats.executive[i] < 0:
                for j in range(tasks):
                    actions.effort[j, i] = 0.0
                actions.metric_index[i] = 0.0
                actions.detection[i] = 0.0
                actions.risk[i] = 0.0
                continue
            y = seats.kind[i]
            if plans.follows_rule[p, y] == 1:
                follow_rule(plans, p, y, expected[w], seats, actions, record, i)
                continue
            sides = 1
            if is_tested(plans, p, y, record.quarters[i]):
                sides = 3
                record.withheld[i] = 0.0
            row, seat, fine = prospects(plans, p, y, seats, i, desk.weights)
            low, high = marginal_pay(plans, p, y, desk.weights)
            if high - low > FLAT:
                for side in range(sides):
                    respond_alone(plans, p, expected[w], seats, actions, record, desk, i, side)
                continue
            gain, _, centre = standing_of(plans, p, expected[w], seats, record, i)
            per_gain = 1.0 / gain if gain > 0.0 else np.inf
            bar = perceived_bar(plans, p, y, actions.bar[i])
            risky = seat > 0.0 and gain > 0.0 and bar > _NEVER
            cut = distance(bar, per_gain, per_sd, seats.belief[i], centre)
            stance = distance(actions.bar[i], per_gain, per_sd, seats.belief[i], centre)
            for side in range(sides):
                desk.firm[taken] = i
                desk.side[taken] = side
                b[THETA * LANES + taken] = seats.theta[i]
                b[PAY * LANES + taken] = low
                b[STANDING * LANES + taken] = seat * per_sd if risky else 0.0
                b[CUT * LANES + taken] = cut
                b[STANCE * LANES + taken] = stance
                rate = perceived_rate(plans, p, y, actions.audit[i], side)
                b[PRICE * LANES + taken] = rate * (fine + seat)
                for j in range(tasks):
                    b[(WORTH + j) * LANES + taken] = plans.worth[p, y, row, j]
                    b[(BURDEN + j) * LANES + taken] = plans.burden[p, y, row, j]
                taken += 1
                if taken == LANES:
                    solve(plans, p, firms, seats, actions, record, expected, desk, taken)
                    taken = 0
        if taken > 0 and (w + 1 == expected.shape[0] or plan_of_world[w + 1] != p):
            solve(plans, p, firms, seats, actions, record, expected, desk, taken)
            taken = 0


@lean
def solve(  # type: ignore[no-untyped-def]
    plans, p, firms, seats, actions, record, expected, desk, taken
):
    """Solve the first ``taken`` lanes of the desk, all under plan ``p``, and act on them."""
    per_sd = 1.0 / plans.noise[p]
    b = desk.block
    technology = _technology(plans, p)
    solve_lanes(b, technology, plans.noise[p])
    for lane in range(taken):
        i = desk.firm[lane]
        side = desk.side[lane]
        if b[HARD * LANES + lane] > 0.0:
            respond_alone(plans, p, expected[i // firms], seats, actions, record, desk, i, side)
        elif side == 0:
            index = b[INDEX * LANES + lane]
            for j in range(actions.effort.shape[0]):
                actions.effort[j, i] = b[(EFFORT + j) * LANES + lane]
            actions.metric_index[i] = index
            actions.detection[i] = b[DETECTION * LANES + lane]
            actions.risk[i] = normal_cdf(b[STANCE * LANES + lane] - index * per_sd)
        else:
            value = 0.0
            for j in range(actions.effort.shape[0]):
                z = seats.theta[i] * b[(EFFORT + j) * LANES + lane]
                value += technology.value[j] * z - 0.5 * technology.curvature[j] * z * z
            withhold(seats, record, i, side, value)


@inlined
def respond_alone(plans, p, expected, seats, actions, record, desk, i, side):  # type: ignore[no-untyped-def]
    """The response of one executive, by the general search."""
    y = seats.kind[i]
    sd = plans.noise[p]
    technology = _technology(plans, p)
    row, seat, fine = prospects(plans, p, y, seats, i, desk.weights)
    gain, carried, _ = standing_of(plans, p, expected, seats, record, i)
    _, index, detection = respond(
        seats.theta[i],
        y,
        row,
        _motives(plans, p),
        technology,
        desk.weights,
        carried,
        seat,
        fine,
        perceived_rate(plans, p, y, actions.audit[i], side),
        seats.belief[i],
        perceived_bar(plans, p, y, actions.bar[i]),
        gain,
        sd,
        expected,
        desk.scratch,
        desk.scratch,
        4,
    )
    if side == 0:
        for j in range(actions.effort.shape[0]):
            actions.effort[j, i] = desk.scratch[4, j]
        take_effect(plans, p, expected, seats, actions, record, i, index, detection)
    else:
        value = 0.0
        for j in range(actions.effort.shape[0]):
            z = seats.theta[i] * desk.scratch[4, j]
            value += technology.value[j] * z - 0.5 * technology.curvature[j] * z * z
        withhold(seats, record, i, side, value)


@inlined
def take_effect(plans, p, expected, seats, actions, record, i, index, detection):  # type: ignore[no-untyped-def]
    """Metric and detection index of what is done, and the risk of dismissal that follows."""
    per_sd = 1.0 / plans.noise[p]
    gain, _, centre = standing_of(plans, p, expected, seats, record, i)
    per_gain = 1.0 / gain if gain > 0.0 else np.inf
    stance = distance(actions.bar[i], per_gain, per_sd, seats.belief[i], centre)
    actions.metric_index[i] = index
    actions.detection[i] = detection
    actions.risk[i] = normal_cdf(stance - index * per_sd)


@inlined
def withhold(seats, record, i, side, value):  # type: ignore[no-untyped-def]
    """Book the true value of a response: watched (side 1) less unwatched (side 2)."""
    gap = value if side == 1 else -value
    record.withheld[i] += gap * seats.impact[i] / seats.base_pay[i]


@inlined
def is_tested(plans, p, y, reports):  # type: ignore[no-untyped-def]
    """Whether what an executive withholds is measured after so many reports."""
    aware = plans.awareness[p, y] > 0.0 and plans.audit_watched[p] > plans.audit_unwatched[p]
    return aware and (reports == 0 or reports == plans.probation[p])


@inlined
def standing_of(plans, p, expected, seats, record, i):  # type: ignore[no-untyped-def]
    """The board's gain, the metric that old consequences bring, and the index that is par."""
    reports = record.quarters[i]  # so far, for incumbents too
    gain = plans.gain[p, min(reports, plans.gain.shape[1] - 1)]
    carried = plans.matured_weight[p] * plans.maturing[p] * pending_value(seats, i)
    return gain, carried, expected + seats.belief[i] - carried


@inlined
def distance(bar, per_gain, per_sd, belief, centre):  # type: ignore[no-untyped-def]
    """Standard deviations to the bar at metric index 0; far below it where nobody is dismissed.

    ``per_gain`` and ``per_sd`` are what a division would divide by, inverted; infinite where
    the board learns nothing.
    """
    if per_gain == np.inf or bar <= _NEVER:
        return -1e9
    return ((bar - belief) * per_gain + centre) * per_sd


@inlined
def perceived_rate(plans, p, y, rate, side):  # type: ignore[no-untyped-def]
    """The audit rate that an executive reckons with, or would on another side of the watch."""
    aware = plans.awareness[p, y]
    if side == 1:
        rate = plans.audit_watched[p]
    elif side == 2:
        rate = plans.audit_unwatched[p]
    return aware * rate + (1.0 - aware) * plans.audit_pooled[p]


@inlined
def perceived_bar(plans, p, y, bar):  # type: ignore[no-untyped-def]
    """The dismissal bar that an executive reckons with."""
    aware = plans.awareness[p, y]
    if aware >= 1.0:
        return bar
    return aware * max(bar, plans.bar_floor[p]) + (1.0 - aware) * plans.bar_pooled[p]


@inlined
def marginal_pay(plans, p, y, weights):  # type: ignore[no-untyped-def]
    """Smallest and largest marginal pay."""
    low = 0.0
    high = 0.0
    for i in range(weights.shape[0]):
        if weights[i] > 0.0:
            low += weights[i] * plans.curve_low[p, y, i]
            high += weights[i] * plans.curve_high[p, y, i]
    return low, high


@inlined
def prospects(plans, p, y, seats, i, weights):  # type: ignore[no-untyped-def]
    """Row of the motives, worth of the seat and of not being fined; fills the worth of pay.

    What is still unvested is lost with the seat, unless it vests in this quarter. A retirement
    that is known ends what the seat can bring, and releases the account; it ends no clawback.
    """
    h = plans.foresight[p, y]
    age = seats.tenure[i]
    row = h
    stay = h
    last = -1  # quarters until a known retirement
    if plans.tenure_limit[p] > 0:
        last = max(plans.tenure_limit[p] - 1 - age, 0)
        if last < h:
            stay = last
            row = plans.retirement_row[p] + last
    seat = 0.0
    fine = 0.0
    if h > 0:
        fine = plans.pay_weight[p, y] * plans.fine[p]
        left = max(plans.probation[p] - age - 1, 0)
        value = interpolate(
            plans.seat_value[p, y, stay, left],
            plans.ability_start[p],
            plans.ability_step[p],
            seats.theta[i],
        )
        seat = max(plans.patience[p, y] * (1.0 - plans.retirement[p]) * value, 0.0)
    weights[0] = 1.0
    for s in range(plans.cliff.shape[1]):
        weights[s + 1] = 0.0
        if plans.deferred[p, s] > 0.0:
            wait = plans.cliff[p, s] - 1 - age % plans.cliff[p, s]
            safe = wait == 0  # it vests before anybody leaves
            if 0 <= last < wait:
                wait = last
            worth = plans.vest_discount[p, y, min(wait, 80)] if wait <= h else 0.0
            weights[s + 1] = worth
            if not safe:
                seat += max(plans.pay_weight[p, y] * worth * seats.unvested[s, i], 0.0)
    return row, seat, fine


@inlined
def follow_rule(plans, p, y, expected, seats, actions, record, i):  # type: ignore[no-untyped-def]
    """What a learned rule makes an executive do."""
    theta = seats.theta[i]
    index = 0.0
    detection = 0.0
    for j in range(actions.effort.shape[0]):
        a = interpolate(
            plans.rule[p, y, :, j], plans.ability_start[p], plans.ability_step[p], theta
        )
        actions.effort[j, i] = a
        index += plans.loading[p, j] * theta * a
        detection += plans.detectability[p, j] * theta * a
    take_effect(plans, p, expected, seats, actions, record, i, index, detection)
