"""Step 2 of a quarter: what executives do, and the risk of dismissal that they run."""

from __future__ import annotations

import math

import numpy as np

from agents.gambling import best_gamble
from agents.lanes import (
    BURDEN,
    CUT,
    DETECTION,
    HARD,
    INDEX,
    MARGINAL_PAY,
    PRICE,
    RESPONSE,
    STANDING,
    STRIDE,
    THETA,
    WORTH,
    solve_lanes,
)
from agents.numerics.compile import inlined, lean
from agents.numerics.normal import lane_cdf
from agents.planning import between, interpolate
from agents.problem import Beliefs, Form, Problem, Stakes, TaskTable
from agents.solver import ALONE, GENERAL, TOGETHER
from incentives.arrays import Floats, Ints
from sim.plan.plan import PlanTables
from sim.quarter.problems import (
    AWARE,
    FINE,
    SEAT,
    STANCE,
    Workspace,
    distance,
    foresee,
    perceive,
    perceived_bar,
    perceived_fine,
    perceived_rate,
    perceived_restitution,
    pose,
    severance,
)
from sim.quarter.prospects import (
    BY_RULE,
    FINED,
    KEEP,
    MOTIVE,
    SEAT_VALUE,
    UNVESTED,
    VACANT,
    Prospects,
    gambles_of,
    motives_of,
    prospect,
    technology_of,
)
from sim.quarter.state import Actions, Record, Seats, Setting


@lean
def choose_effort(
    setting: Setting,
    seats: Seats,
    actions: Actions,
    record: Record,
    expected: Floats,
    workspace: Workspace,
) -> None:
    """Step 2: every executive's best response, or its rule; the board's risk of dismissal.

    At the first report of a tenure, and after as many as probation has, the response is also taken
    as if audits were as likely as they ever get, and as unlikely: what is withheld is deception,
    because the executive, its state and the board's bar are the same.

    ``expected`` is the mean report that everybody reckons with, per world.
    """
    plans, plan_of_world, firms = setting.plans, setting.plan_of_world, setting.firms
    first = 0
    while first < expected.shape[0]:
        p = plan_of_world[first]
        last = first + 1
        while last < expected.shape[0] and plan_of_world[last] == p:
            last += 1
        technology = technology_of(plans, p, 1)
        _find_losses(plans.burden[p], workspace.burdened)
        waiting = 0  # tests that wait to be solved
        for start in range(first * firms, last * firms, STRIDE):
            stop = min(start + STRIDE, last * firms)
            listed = pose(plans, p, firms, seats, record, expected, workspace, start, stop)
            if plans.talented[p] == 1 or plans.by_expectation[p] == 1:
                foresee(plans, p, firms, seats, actions, expected, workspace.block, start, stop)
            perceive(plans, p, seats, actions, workspace.block, start, stop)
            queued = 0  # responses for the general search
            for k in range(listed + 1):
                ready = waiting > 0 and k == listed and stop == last * firms
                if ready or waiting == STRIDE:
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
                hard = (workspace.block[HARD * STRIDE + lane] > 0.0) & (
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


@inlined
def _find_losses(burden: Floats, burdened: Ints) -> None:
    """Mark the tasks that have a quadratic loss in any motive."""
    kinds, rows, tasks = burden.shape
    for j in range(tasks):
        burdened[j] = 0
        for kind in range(kinds):
            for row in range(rows):
                if burden[kind, row, j] != 0.0:
                    burdened[j] = 1


@lean
def _solve(block: Floats, technology: TaskTable, noise: float, burdened: Ints) -> None:
    solve_lanes(block, technology, noise, burdened)


@inlined
def _queue(workspace: Workspace, i: int, side: int, queued: int) -> int:
    """Leave a response to the general search; return how many are left to it."""
    workspace.queue[queued] = i
    workspace.queue_side[queued] = side
    return queued + 1


@inlined
def _act(plans: PlanTables, p: int, actions: Actions, block: Floats, start: int, stop: int) -> None:
    """Write down what consecutive firms' executives do, and the risk of dismissal."""
    per_sd = 1.0 / plans.noise[p]
    for j in range(actions.effort.shape[0]):
        effort, found = actions.effort[j, start:stop], block[(RESPONSE + j) * STRIDE :]
        for lane in range(stop - start):
            effort[lane] = found[lane]
    index, detection = actions.metric_index[start:stop], actions.detection[start:stop]
    for lane in range(stop - start):
        index[lane] = block[INDEX * STRIDE + lane]
        detection[lane] = block[DETECTION * STRIDE + lane]
    risk = actions.risk[start:stop]
    for lane in range(stop - start):
        stance = block[STANCE * STRIDE + lane]
        risk[lane] = lane_cdf(stance - block[INDEX * STRIDE + lane] * per_sd)


@inlined
def _do_nothing(actions: Actions, i: int) -> None:
    for j in range(actions.effort.shape[0]):
        actions.effort[j, i] = 0.0
    actions.metric_index[i] = 0.0
    actions.detection[i] = 0.0
    actions.risk[i] = 0.0
    actions.gamble[i] = 0.0


@inlined
def _prepare_test(
    plans: PlanTables, p: int, workspace: Workspace, i: int, lane: int, waiting: int
) -> int:
    """Copy a problem twice, watched and unwatched; return how many tests now wait."""
    block, tests = workspace.block, workspace.tests
    for side in range(1, 3):
        for row in (THETA, MARGINAL_PAY, STANDING, CUT):
            tests[row * STRIDE + waiting] = block[row * STRIDE + lane]
        for j in range(plans.loading.shape[1]):
            worth, burden = (WORTH + j) * STRIDE, (BURDEN + j) * STRIDE
            tests[np.uintp(worth + waiting)] = block[np.uintp(worth + lane)]
            if workspace.burdened[j] == 1:
                tests[np.uintp(burden + waiting)] = block[np.uintp(burden + lane)]
        rate = perceived_rate(plans, p, block[AWARE * STRIDE + lane], 0.0, side)
        owed = perceived_fine(plans, p, block[AWARE * STRIDE + lane], 0.0, 0.0, side)
        loss = block[FINE * STRIDE + lane] * owed + block[SEAT * STRIDE + lane]
        tests[PRICE * STRIDE + waiting] = rate * loss
        workspace.firm[waiting] = i
        workspace.side[waiting] = side
        waiting += 1
    return waiting


@inlined
def _withhold(
    plans: PlanTables,
    p: int,
    seats: Seats,
    actions: Actions,
    record: Record,
    workspace: Workspace,
    waiting: int,
    queued: int,
) -> int:
    """Book what is withheld in tests that are solved; return how many responses are queued."""
    tests = workspace.tests
    for lane in range(waiting):
        i = workspace.firm[lane]
        if tests[HARD * STRIDE + lane] > 0.0:
            queued = _queue(workspace, i, workspace.side[lane], queued)
        else:
            value = 0.0
            for j in range(actions.effort.shape[0]):
                effect = seats.theta[i] * tests[(RESPONSE + j) * STRIDE + lane]
                spoilt = 0.5 * plans.curvature[p, j] * effect * effect
                value += plans.value[p, j] * effect - spoilt
            withhold(seats, record, i, workspace.side[lane], value)
    return queued


@inlined
def respond_alone(
    plans: PlanTables,
    p: int,
    expected: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    workspace: Workspace,
    i: int,
    side: int,
) -> None:
    """The response of one executive, by the search that its plan needs."""
    kind = seats.kind[i]
    known = workspace.prospects
    c = prospect(known, p, kind, seats.tenure[i])
    aware = plans.awareness[p, kind]
    gain, carried, par = standing_of(plans, p, expected, seats, actions, record, i)
    out = workspace.scratch.shape[0] - 1
    _, index, detection, gamble = best_gamble(
        Problem(
            seats.theta[i],
            kind,
            int(known.terms[c, MOTIVE]) - (p * known.kinds + kind) * plans.worth.shape[2],
            motives_of(plans, p),
            technology_of(plans, p, seats.tenure[i]),
            Form(plans.cross[p], plans.exponential[p], int(plans.solver[p] == GENERAL)),
            known.weights[c],
            carried,
        ),
        gambles_of(plans, p),
        _stakes(plans, p, seats, actions, known, c, i, side),
        perceived_rate(plans, p, aware, actions.foreseen[i], side),
        perceived_bar(plans, p, aware, actions.bar[i]),
        Beliefs(seats.belief[i], gain, plans.noise[p], par),
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
            effect = seats.theta[i] * workspace.scratch[out, j]
            spoilt = 0.5 * plans.curvature[p, j] * effect * effect
            value += plans.value[p, j] * effect - spoilt
        withhold(seats, record, i, side, value)


@inlined
def _stakes(
    plans: PlanTables,
    p: int,
    seats: Seats,
    actions: Actions,
    known: Prospects,
    c: np.uintp,
    i: int,
    side: int,
) -> Stakes:
    """What one executive may lose; ``c``: its row of the prospects, ``side``: of the watch."""
    kind = seats.kind[i]
    first = int(known.terms[c, SEAT_VALUE])
    value = interpolate(
        known.values[first : first + plans.seat_value.shape[4]],
        plans.ability_start[p],
        plans.ability_step[p],
        seats.theta[i],
    )
    seat = max(known.terms[c, KEEP] * value, 0.0)
    for s in range(seats.unvested.shape[0]):
        seat += max(known.terms[c, UNVESTED + s] * seats.unvested[s, i], 0.0)
    aware, rate, per_pay = plans.awareness[p, kind], actions.foreseen[i], known.terms[c, FINED]
    fine = perceived_fine(plans, p, aware, rate, actions.feared_fine[i], side)
    repaid = perceived_restitution(plans, p, aware, rate, actions.feared_restitution[i], side)
    return Stakes(seat, per_pay * fine, per_pay * repaid, severance(plans, p, kind))


@inlined
def take_effect(
    plans: PlanTables,
    p: int,
    expected: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    i: int,
    index: float,
    detection: float,
) -> None:
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
def withhold(seats: Seats, record: Record, i: int, side: int, value: float) -> None:
    """Book the true value of a response: watched (side 1) less unwatched (side 2)."""
    gap = value if side == 1 else -value
    record.withheld[i] += gap * seats.impact[i] / seats.base_pay[i]


@inlined
def standing_of(
    plans: PlanTables,
    p: int,
    expected: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    i: int,
) -> tuple[float, float, float]:
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
def pending_value(seats: Seats, i: int) -> float:
    """Hidden consequences of firm ``i`` that are still to come, per unit of impact."""
    benefit = seats.own_benefit[i] + seats.old_benefit[i]
    pending: float = benefit - seats.own_harm[i] - seats.old_harm[i]
    return pending


@inlined
def follow_rule(
    plans: PlanTables,
    p: int,
    kind: int,
    expected: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    i: int,
) -> None:
    """What a learned rule makes an executive do."""
    theta = seats.theta[i]
    last = plans.rule.shape[2] - 1
    node, share = between(last, plans.ability_start[p], plans.ability_step[p], theta)
    low, high = plans.rule[p, kind, node], plans.rule[p, kind, min(node + 1, last)]
    index = 0.0
    detection = 0.0
    for j in range(actions.effort.shape[0]):
        effort = low[j] * (1.0 - share) + high[j] * share
        if seats.tenure[i] > 0:
            effort = min(effort, plans.later_cap[p, j])
        actions.effort[j, i] = effort
        index += plans.loading[p, j] * theta * effort
        detection += plans.detectability[p, j] * theta * effort
    if plans.gambles[p] == 1:
        actions.gamble[i] = interpolate(
            plans.rule_gamble[p, kind], plans.ability_start[p], plans.ability_step[p], theta
        )
    take_effect(plans, p, expected, seats, actions, record, i, index, detection)
