"""Step 2 of a quarter: what executives do, and the risk of dismissal that they run."""

from __future__ import annotations

import numpy as np

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
    LaneTasks,
    solve_lanes,
)
from agents.numerics.compile import inlined, lean
from agents.numerics.normal import lane_cdf
from agents.solver import ALONE, TOGETHER
from agents.verdicts import fine_worth
from incentives.arrays import Floats, Ints
from sim.quarter.effects import withhold
from sim.quarter.problems import (
    AWARE,
    FINE,
    SEAT,
    SIDES,
    STANCE,
    STAYING,
    Workspace,
    foresee,
    perceive,
    perceived_fine,
    perceived_rate,
    pose,
    verdicts_of,
)
from sim.quarter.prospects import BY_RULE, VACANT
from sim.quarter.rules import EffortRules, Setting
from sim.quarter.state import Actions, Record, Seats


@lean
def choose_effort(
    setting: Setting[EffortRules],
    seats: Seats,
    actions: Actions,
    record: Record,
    expected: Floats,
    workspace: Workspace,
) -> None:
    """Step 2: every executive's best response, and the board's risk of dismissal.

    Responses that have to be found one by one, and those of people who repeat what they have
    learned, are left to :mod:`sim.quarter.responses`.

    At the first report of a tenure, and after as many as probation has, the response is also taken
    as if audits were as likely as they ever get, and as unlikely: what is withheld is deception,
    because the executive, its state and the board's bar are the same.

    ``expected`` is the mean report that everybody reckons with, per world.
    """
    plans, firms, plan_of_firm = setting.plans, setting.firms, setting.plan_of_firm
    queued = 0  # responses that are left to others
    ruled = 0
    first = 0
    while first < plan_of_firm.shape[0]:
        p = plan_of_firm[first]
        last = setting.until[first]
        tasks = LaneTasks(
            plans.loading[p],
            plans.detectability[p],
            plans.cost[p],
            plans.later_cap[p],
            plans.later_intrinsic[p],
        )
        _find_losses(plans.burden[p], workspace.burdened)
        waiting = 0  # tests that wait to be solved
        for start in range(first, last, STRIDE):
            stop = min(start + STRIDE, last)
            listed = pose(plans, p, firms, seats, record, expected, workspace, start, stop)
            if plans.talented[p] == 1 or plans.by_expectation[p] == 1:
                foresee(plans, p, firms, seats, actions, expected, workspace.block, start, stop)
            perceive(plans, p, seats, actions, workspace.block, start, stop)
            if plans.quits[p] == 1:
                staying, worth = actions.staying[start:stop], workspace.block[STAYING * STRIDE :]
                for lane in range(stop - start):
                    staying[lane] = worth[lane]
            for k in range(listed + 1):
                ready = waiting > 0 and k == listed and stop == last
                if ready or waiting == STRIDE:
                    solve_lanes(workspace.tests, tasks, plans.noise[p], workspace.burdened)
                    queued = _withhold(plans, p, seats, actions, record, workspace, waiting, queued)
                    waiting = 0
                if k < listed:
                    lane = workspace.listed[k]
                    i = start + lane
                    if workspace.tested[lane] == 1:
                        record.withheld[i] = 0.0
                        if workspace.route[lane] == TOGETHER:
                            trust = actions.trust[i]
                            waiting = _prepare_test(plans, p, workspace, trust, i, lane, waiting)
                        else:
                            queued = _queue(workspace, i, 1, queued)
                            queued = _queue(workspace, i, 2, queued)
            solve_lanes(workspace.block, tasks, plans.noise[p], workspace.burdened)
            _act(plans, p, actions, workspace.block, start, stop)
            for k in range(listed):
                lane = workspace.listed[k]
                i = start + lane
                if workspace.route[lane] == BY_RULE:
                    workspace.ruled[ruled] = i
                    ruled += 1
                elif workspace.route[lane] == VACANT:
                    _do_nothing(actions, i)
            for lane in range(stop - start):
                hard = (workspace.block[HARD * STRIDE + lane] > 0.0) & (
                    workspace.route[lane] == TOGETHER
                )
                if hard | (workspace.route[lane] == ALONE):
                    queued = _queue(workspace, start + lane, 0, queued)
        first = last
    workspace.left[0] = queued
    workspace.left[1] = ruled


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


@inlined
def _queue(workspace: Workspace, i: int, side: int, queued: int) -> int:
    """Leave a response to be found alone; return how many are left to it."""
    workspace.queue[queued] = SIDES * i + side
    return queued + 1


@inlined
def _act(
    plans: EffortRules, p: int, actions: Actions, block: Floats, start: int, stop: int
) -> None:
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
    plans: EffortRules,
    p: int,
    workspace: Workspace,
    trust: float,
    i: int,
    lane: int,
    waiting: int,
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
        rate = perceived_rate(plans, p, block[AWARE * STRIDE + lane], trust, 0.0, side)
        owed = perceived_fine(plans, p, block[AWARE * STRIDE + lane], 0.0, 0.0, side)
        per_pay, seat = block[FINE * STRIDE + lane], block[SEAT * STRIDE + lane]
        loss = per_pay * owed + seat
        if plans.errs[p] == 1:
            loss = fine_worth(verdicts_of(plans, p), rate, per_pay * owed, per_pay, seat) + seat
        tests[PRICE * STRIDE + waiting] = rate * loss
        workspace.firm[waiting] = i
        workspace.side[waiting] = side
        waiting += 1
    return waiting


@inlined
def _withhold(
    plans: EffortRules,
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
