"""Step 2 of a quarter: what executives do, and the risk of dismissal that they run."""

from __future__ import annotations

import math

import numpy as np

from agents.gambling import Gambles, best_gamble
from agents.landscape import Form
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
    STANDING,
    THETA,
    WORTH,
    solve_lanes,
)
from agents.numerics.compile import inlined, lean
from agents.numerics.normal import lane_cdf
from agents.planning import between, interpolate
from agents.response import Motives, TaskTable
from agents.solver import ALONE, GENERAL, TOGETHER
from sim.quarter.problems import (
    AWARE,
    BY_RULE,
    FINE,
    FINED,
    FORFEIT,
    KEEP,
    MOTIVE,
    SEAT,
    STANCE,
    VACANT,
    VALUE,
    distance,
    foresee,
    gather,
    perceive,
    perceived_bar,
    perceived_rate,
    prospect,
    severance,
)


@inlined
def pending_value(seats, i):  # type: ignore[no-untyped-def]
    """Hidden consequences of firm ``i`` that are still to come, per unit of impact."""
    return seats.own_benefit[i] + seats.old_benefit[i] - seats.own_harm[i] - seats.old_harm[i]


@inlined
def _technology(plans, p, age):  # type: ignore[no-untyped-def]
    """The tasks of somebody in a quarter of tenure: some are done in the first only."""
    return TaskTable(
        plans.loading[p],
        plans.detectability[p],
        plans.cost[p],
        plans.cap[p] if age == 0 else plans.later_cap[p],
        plans.intrinsic[p] if age == 0 else plans.later_intrinsic[p],
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
    plans, plan_of_world, firms, seats, actions, record, expected, workspace
):
    """Step 2: every executive's best response, or its rule; the board's risk of dismissal.

    At the first report of a tenure, and after as many as probation has, the response is also taken
    as if audits were as likely as they ever get, and as unlikely: what is withheld is deception,
    because the executive, its state and the board's bar are the same.

    ``expected`` is the mean report that everybody reckons with, per world.
    """
    first = 0
    while first < expected.shape[0]:
        p = plan_of_world[first]
        last = first + 1
        while last < expected.shape[0] and plan_of_world[last] == p:
            last += 1
        technology = _technology(plans, p, 1)
        _find_losses(plans.burden[p], workspace.burdened)
        waiting = 0  # tests that wait to be solved
        for start in range(first * firms, last * firms, LANES):
            stop = min(start + LANES, last * firms)
            listed = gather(plans, p, firms, seats, record, expected, workspace, start, stop)
            if plans.talented[p] == 1 or plans.by_expectation[p] == 1:
                foresee(plans, p, firms, seats, actions, expected, workspace.block, start, stop)
            perceive(plans, p, seats, actions, workspace.block, start, stop)
            queued = 0  # responses for the general search
            for k in range(listed + 1):
                ready = waiting > 0 and k == listed and stop == last * firms
                if ready or waiting == LANES:
                    _solve(workspace.tests, technology, plans.noise[p], workspace.burdened)
                    queued = _withhold(plans, p, seats, actions, record, workspace, waiting, queued)
                    waiting = 0
                if k < listed:
                    lane = workspace.listed[k]
                    i = start + lane
                    if workspace.tested[lane] == 1:
                        record.withheld[i] = 0.0
                        if workspace.route[lane] == TOGETHER:
                            waiting = _prepare_test(plans, p, workspace, i, lane, waiting)
                        else:
                            queued = _queue(workspace, i, 1, queued)
                            queued = _queue(workspace, i, 2, queued)
            _solve(workspace.block, technology, plans.noise[p], workspace.burdened)
            _act(plans, p, actions, workspace.block, start, stop)
            for k in range(listed):
                lane = workspace.listed[k]
                i = start + lane
                if workspace.route[lane] == BY_RULE:
                    mean = expected[i // firms]
                    follow_rule(plans, p, seats.kind[i], mean, seats, actions, record, i)
                elif workspace.route[lane] == VACANT:
                    _do_nothing(actions, i)
            for lane in range(stop - start):
                hard = (workspace.block[HARD * LANES + lane] > 0.0) & (
                    workspace.route[lane] == TOGETHER
                )
                if hard | (workspace.route[lane] == ALONE):
                    queued = _queue(workspace, start + lane, 0, queued)
            for k in range(queued):
                i = workspace.queue[k]
                side = workspace.queue_side[k]
                respond_alone(
                    plans, p, expected[i // firms], seats, actions, record, workspace, i, side
                )
        first = last


@lean
def _solve(b, technology, sd, burdened):  # type: ignore[no-untyped-def]
    solve_lanes(b, technology, sd, burdened)


@inlined
def _find_losses(burden, burdened):  # type: ignore[no-untyped-def]
    """Mark the tasks that have a quadratic loss in any motive."""
    kinds, rows, tasks = burden.shape
    for j in range(tasks):
        burdened[j] = 0
        for y in range(kinds):
            for row in range(rows):
                if burden[y, row, j] != 0.0:
                    burdened[j] = 1


@inlined
def _queue(workspace, i, side, queued):  # type: ignore[no-untyped-def]
    """Leave a response to the general search; return how many are left to it."""
    workspace.queue[queued] = i
    workspace.queue_side[queued] = side
    return queued + 1


@inlined
def _act(plans, p, actions, b, start, stop):  # type: ignore[no-untyped-def]
    """Write down what consecutive firms' executives do, and the risk of dismissal."""
    n = LANES
    per_sd = 1.0 / plans.noise[p]
    for j in range(actions.effort.shape[0]):
        effort, found = actions.effort[j, start:stop], b[(EFFORT + j) * n :]
        for lane in range(stop - start):
            effort[lane] = found[lane]
    index, detection = actions.metric_index[start:stop], actions.detection[start:stop]
    for lane in range(stop - start):
        index[lane] = b[INDEX * n + lane]
        detection[lane] = b[DETECTION * n + lane]
    risk = actions.risk[start:stop]
    for lane in range(stop - start):
        risk[lane] = lane_cdf(b[STANCE * n + lane] - b[INDEX * n + lane] * per_sd)


@inlined
def _do_nothing(actions, i):  # type: ignore[no-untyped-def]
    for j in range(actions.effort.shape[0]):
        actions.effort[j, i] = 0.0
    actions.metric_index[i] = 0.0
    actions.detection[i] = 0.0
    actions.risk[i] = 0.0
    actions.gamble[i] = 0.0


@inlined
def _prepare_test(plans, p, workspace, i, lane, waiting):  # type: ignore[no-untyped-def]
    """Copy a problem twice, watched and unwatched; return how many tests now wait."""
    n = LANES
    b = workspace.block
    for side in range(1, 3):
        for row in (THETA, PAY, STANDING, CUT):
            workspace.tests[row * n + waiting] = b[row * n + lane]
        for j in range(plans.loading.shape[1]):
            worth, burden = (WORTH + j) * n, (BURDEN + j) * n
            workspace.tests[np.uintp(worth + waiting)] = b[np.uintp(worth + lane)]
            if workspace.burdened[j] == 1:
                workspace.tests[np.uintp(burden + waiting)] = b[np.uintp(burden + lane)]
        rate = perceived_rate(plans, p, b[AWARE * n + lane], 0.0, side)
        workspace.tests[PRICE * n + waiting] = rate * (b[FINE * n + lane] + b[SEAT * n + lane])
        workspace.firm[waiting] = i
        workspace.side[waiting] = side
        waiting += 1
    return waiting


@inlined
def _withhold(plans, p, seats, actions, record, workspace, waiting, queued):  # type: ignore[no-untyped-def]
    """Book what is withheld in tests that are solved; return how many responses are queued."""
    b = workspace.tests
    for lane in range(waiting):
        i = workspace.firm[lane]
        if b[HARD * LANES + lane] > 0.0:
            queued = _queue(workspace, i, workspace.side[lane], queued)
        else:
            value = 0.0
            for j in range(actions.effort.shape[0]):
                z = seats.theta[i] * b[(EFFORT + j) * LANES + lane]
                value += plans.value[p, j] * z - 0.5 * plans.curvature[p, j] * z * z
            withhold(seats, record, i, workspace.side[lane], value)
    return queued


@inlined
def respond_alone(plans, p, expected, seats, actions, record, workspace, i, side):  # type: ignore[no-untyped-def]
    """The response of one executive, by the search that its plan needs."""
    y = seats.kind[i]
    known = workspace.prospects
    c = prospect(known, p, y, seats.tenure[i])
    first = int(known.terms[c, VALUE])
    value = interpolate(
        known.values[first : first + plans.seat_value.shape[4]],
        plans.ability_start[p],
        plans.ability_step[p],
        seats.theta[i],
    )
    seat = max(known.terms[c, KEEP] * value, 0.0)
    for s in range(seats.unvested.shape[0]):
        seat += max(known.terms[c, FORFEIT + s] * seats.unvested[s, i], 0.0)
    cushion = min(severance(plans, p, y), seat)
    aware = plans.awareness[p, y]
    gain, carried, par = standing_of(plans, p, expected, seats, actions, record, i)
    repaid = plans.pay_weight[p, y] * plans.restitution[p] if plans.foresight[p, y] > 0 else 0.0
    out = workspace.scratch.shape[0] - 1
    _, index, detection, gamble = best_gamble(
        seats.theta[i],
        y,
        int(known.terms[c, MOTIVE]) - (p * known.kinds + y) * plans.worth.shape[2],
        _motives(plans, p),
        gambles_of(plans, p),
        _technology(plans, p, seats.tenure[i]),
        Form(plans.cross[p], plans.exponential[p], int(plans.solver[p] == GENERAL)),
        known.weights[c],
        carried,
        seat - cushion,
        known.terms[c, FINED] + cushion,
        repaid,
        perceived_rate(plans, p, aware, actions.foreseen[i], side),
        seats.belief[i],
        perceived_bar(plans, p, aware, actions.bar[i]),
        gain,
        plans.noise[p],
        par,
        workspace.scratch,
        workspace.scratch,
        out,
    )
    if side == 0:
        for j in range(actions.effort.shape[0]):
            actions.effort[j, i] = workspace.scratch[out, j]
        if plans.gambles[p] == 1:
            actions.gamble[i] = gamble
        take_effect(plans, p, expected, seats, actions, record, i, index, detection)
    else:
        value = -plans.gamble_cost[p] * gamble * gamble
        for j in range(actions.effort.shape[0]):
            z = seats.theta[i] * workspace.scratch[out, j]
            value += plans.value[p, j] * z - 0.5 * plans.curvature[p, j] * z * z
        withhold(seats, record, i, side, value)


@inlined
def take_effect(plans, p, expected, seats, actions, record, i, index, detection):  # type: ignore[no-untyped-def]
    """Metric and detection index of what is done, and the risk of dismissal that follows.

    A gamble is known by then; it is the executive's, and boards learn as if there were none.
    """
    gain, carried, par = standing_of(plans, p, expected, seats, actions, record, i)
    centre = par + seats.belief[i] - carried
    per_gain = 1.0 / gain if gain > 0.0 else np.inf
    sd = plans.noise[p]
    if plans.gambles[p] == 1:
        sd = math.hypot(sd, actions.gamble[i])
    per_sd = 1.0 / sd
    stance = distance(actions.bar[i], per_gain, per_sd, seats.belief[i], centre)
    actions.metric_index[i] = index
    actions.detection[i] = detection
    actions.risk[i] = lane_cdf(stance - index * per_sd)


@inlined
def withhold(seats, record, i, side, value):  # type: ignore[no-untyped-def]
    """Book the true value of a response: watched (side 1) less unwatched (side 2)."""
    gap = value if side == 1 else -value
    record.withheld[i] += gap * seats.impact[i] / seats.base_pay[i]


@inlined
def standing_of(plans, p, expected, seats, actions, record, i):  # type: ignore[no-untyped-def]
    """The board's gain, the metric that comes without effort, and the report that is par."""
    reports = record.quarters[i]  # so far, for incumbents too
    gain = plans.gain[p, min(reports, plans.gain.shape[1] - 1)]
    carried = plans.matured_weight[p] * plans.maturing[p] * pending_value(seats, i)
    if plans.talented[p] == 1:
        carried += actions.talent[i]
    par = expected
    if plans.by_expectation[p] == 1:
        par = actions.conjecture[i] - seats.belief[i]
    return gain, carried, par


@inlined
def follow_rule(plans, p, y, expected, seats, actions, record, i):  # type: ignore[no-untyped-def]
    """What a learned rule makes an executive do."""
    theta = seats.theta[i]
    last = plans.rule.shape[2] - 1
    node, share = between(last, plans.ability_start[p], plans.ability_step[p], theta)
    low, high = plans.rule[p, y, node], plans.rule[p, y, min(node + 1, last)]
    index = 0.0
    detection = 0.0
    for j in range(actions.effort.shape[0]):
        a = low[j] * (1.0 - share) + high[j] * share
        if seats.tenure[i] > 0:
            a = min(a, plans.later_cap[p, j])
        actions.effort[j, i] = a
        index += plans.loading[p, j] * theta * a
        detection += plans.detectability[p, j] * theta * a
    if plans.gambles[p] == 1:
        actions.gamble[i] = interpolate(
            plans.rule_gamble[p, y], plans.ability_start[p], plans.ability_step[p], theta
        )
    take_effect(plans, p, expected, seats, actions, record, i, index, detection)


@inlined
def gambles_of(plans, p):  # type: ignore[no-untyped-def]
    """The levels of risk under a plan."""
    return Gambles(
        plans.gamble_sd[p],
        plans.gamble_toll[p],
        plans.gamble_value[p],
        plans.gamble_slope[p],
        plans.gamble_low[p],
        plans.gamble_high[p],
        plans.gamble_step[p],
        plans.gamble_last[p],
    )
