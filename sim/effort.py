"""Step 2 of a quarter: what executives do, and the risk of dismissal that they run."""

from __future__ import annotations

from agents.kernel import inlined, lean
from agents.planning import interpolate
from agents.response import Motives, TaskTable, normal_cdf, respond
from sim.plan import NEVER

_NEVER = NEVER / 2


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
    plans, plan_of_world, firms, seats, actions, tenures, expected, scratch, weights
):
    """Step 2: every executive's best response, or its rule; the board's risk of dismissal.

    At the first report of a tenure, and after as many as probation has, the response is also taken
    as if audits were as likely as they ever get, and as unlikely: what is withheld is deception,
    because the executive, its state and the board's bar are the same.

    ``expected`` is the mean report that everybody reckons with, per world; ``scratch`` is
    (7, tasks) and ``weights`` (1 + schemes,) workspace.
    """
    tasks = actions.effort.shape[1]
    for w in range(expected.shape[0]):
        p = plan_of_world[w]
        technology = _technology(plans, p)
        motives = _motives(plans, p)
        gains = plans.gain[p]
        sd = plans.noise[p]
        for i in range(w * firms, (w + 1) * firms):
            if seats.executive[i] < 0:
                actions.effort[i] = 0.0
                actions.metric_index[i] = 0.0
                actions.detection[i] = 0.0
                actions.risk[i] = 0.0
                continue
            y = seats.kind[i]
            theta = seats.theta[i]
            age = seats.tenure[i]
            belief = seats.belief[i]
            k = seats.number[i]
            gain = gains[min(tenures.quarters[k, i], gains.shape[0] - 1)]
            pending = pending_value(seats, i)
            carried = plans.matured_weight[p] * plans.maturing[p] * pending
            if plans.follows_rule[p, y] == 1:
                index, detection = follow_rule(plans, p, y, theta, technology, actions.effort, i)
            else:
                row, seat, fine = prospects(plans, p, y, theta, age, seats.unvested, i, weights)
                aware = plans.awareness[p, y]
                pooled = (1 - aware) * plans.audit_pooled[p]
                bar = actions.bar[i]
                if aware < 1.0:
                    bar = aware * max(bar, plans.bar_floor[p]) + (1 - aware) * plans.bar_pooled[p]
                index = 0.0
                detection = 0.0
                seen = tenures.quarters[k, i]  # reports so far, for incumbents too
                test = seen == 0 or seen == plans.probation[p]
                tests = aware > 0.0 and plans.audit_watched[p] > plans.audit_unwatched[p]
                for side in range(3 if test and tests else 1):
                    rate = actions.audit[i]
                    if side == 1:
                        rate = plans.audit_watched[p]
                    elif side == 2:
                        rate = plans.audit_unwatched[p]
                    _, s, x = respond(
                        theta,
                        y,
                        row,
                        motives,
                        technology,
                        weights,
                        carried,
                        seat,
                        fine,
                        aware * rate + pooled,
                        belief,
                        bar,
                        gain,
                        sd,
                        expected[w],
                        scratch,
                        scratch,
                        4 + side,
                    )
                    if side == 0:
                        index = s
                        detection = x
                        for j in range(tasks):
                            actions.effort[i, j] = scratch[4, j]
                    else:
                        sign = 1.0 if side == 1 else -1.0
                        gap = sign * true_value(technology, theta, scratch, 4 + side)
                        if side == 1:
                            tenures.withheld[k, i] = 0.0
                        tenures.withheld[k, i] += gap * seats.impact[i] / seats.base_pay[i]
            actions.metric_index[i] = index
            actions.detection[i] = detection
            relative = index + carried - expected[w]
            actions.risk[i] = dismissal_risk(actions.bar[i], belief, gain, sd, relative)


@inlined
def dismissal_risk(bar, belief, gain, sd, relative):  # type: ignore[no-untyped-def]
    """Probability that the belief falls below the bar after a report of mean ``relative``."""
    if gain > 0.0 and bar > _NEVER:
        return normal_cdf((bar - belief - gain * (relative - belief)) / (gain * sd))
    return 0.0


@inlined
def prospects(plans, p, y, theta, age, unvested, i, weights):  # type: ignore[no-untyped-def]
    """Row of the motives, worth of the seat and of not being fined; fills the worth of pay.

    What is still unvested is lost with the seat, unless it vests in this quarter. A retirement
    that is known ends what the seat can bring, and releases the account; it ends no clawback.
    """
    h = plans.foresight[p, y]
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
            plans.seat_value[p, y, stay, left], plans.ability_start[p], plans.ability_step[p], theta
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
                seat += max(plans.pay_weight[p, y] * worth * unvested[s, i], 0.0)
    return row, seat, fine


@inlined
def follow_rule(plans, p, y, theta, technology, out, row):  # type: ignore[no-untyped-def]
    """Efforts of a learned rule, and their metric and detection index."""
    index = 0.0
    detection = 0.0
    for j in range(out.shape[1]):
        a = interpolate(
            plans.rule[p, y, :, j], plans.ability_start[p], plans.ability_step[p], theta
        )
        out[row, j] = a
        index += technology.loading[j] * theta * a
        detection += technology.detectability[j] * theta * a
    return index, detection


@inlined
def true_value(technology, theta, effort, row):  # type: ignore[no-untyped-def]
    """True value of efforts per unit of impact."""
    total = 0.0
    for j in range(effort.shape[1]):
        z = theta * effort[row, j]
        total += technology.value[j] * z - 0.5 * technology.curvature[j] * z * z
    return total
