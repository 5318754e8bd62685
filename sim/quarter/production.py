"""The kernels before and after the efforts: luck, consequences and reports.

Firms do not look at each other except through sums over their own world, which are taken in the
order of firms; so the bits do not depend on the batch.
"""

from __future__ import annotations

from agents.numerics.compile import inlined, lean
from agents.solver import GENERAL
from sim.quarter.blocks import (
    ACCRUAL,
    BEFORE,
    BENEFIT,
    D_PENDING,
    EFFORT,
    HARM,
    LANES,
    LIFT,
    LOSS,
    LUCK,
    MATURED,
    METRIC,
    PENDING_BENEFIT,
    PENDING_HARM,
    PRIVATE,
    REALISED,
    SEATS,
    SITS,
    SURFACED,
    VALUE,
    VISIBLE,
    WASTE,
    book,
    clear,
    count,
    total,
)
from sim.quarter.ledger import PRODUCTION, Counts, Ledger, rows_booked

_BOOKED, _COUNTED = rows_booked(Ledger, PRODUCTION), rows_booked(Counts, PRODUCTION)


@lean
def mature_and_report(  # type: ignore[no-untyped-def]
    plans,
    plan_of_world,
    firms,
    seats,
    actions,
    record,
    vintages,
    reference,
    expected,
    quarter,
    common,
    series,
    b,
):
    """Steps 3 and 4: old consequences mature, new ones join, and every firm reports.

    ``reference`` is overwritten with the mean report of each world's occupied seats, and
    ``expected`` with the same less the shock to all firms: what to reckon with next quarter.
    ``series`` gets the sums of what is known by then; ``b`` is workspace, see
    :mod:`sim.quarter.blocks`.
    """
    dated = vintages.harm.shape[0] > 0
    for w in range(reference.shape[0]):
        p = plan_of_world[w]
        shock = plans.common_noise[p] * common[w]
        clear(b)
        for first in range(w * firms, (w + 1) * firms, LANES):
            last = min(first + LANES, (w + 1) * firms)
            mature(seats, actions, first, last, plans.maturing[p], b)
            perform(plans, p, seats, actions, dated, first, last, b)
            if plans.solver[p] == GENERAL:  # then there may be costs of pairs of tasks
                now, later = plans.intrinsic[p], plans.later_intrinsic[p]
                effort, tenure = actions.effort[:, first:last], seats.tenure[first:last]
                add_joint_costs(plans.cross[p], now, later, effort, tenure, b)
            if plans.has_once[p] == 1:
                now, later = plans.intrinsic[p], plans.later_intrinsic[p]
                spare(plans.cost[p], now, later, seats.tenure[first:last], b)
            if plans.borrows[p] == 1:
                bring_forward(plans, p, seats, actions, first, last, b)
            if plans.gambles[p] == 1:
                pay_for_gambles(plans, p, actions, first, last, b)
            join(seats, first, last, plans.maturing[p], b)
            if dated:
                date(seats, vintages, first, last, quarter, b)
            announce(plans, p, shock, seats, actions, record, first, last, b)
            if plans.talented[p] == 1:
                add_talent(seats, actions, record, first, last, b)
            if plans.gambles[p] == 1:
                settle_gambles(plans, p, seats, actions, record, first, last, b)
            for row in _BOOKED:
                book(b, row, actions.books, first, last)
            for row in _COUNTED:
                count(b, row, last - first)
        for row in _BOOKED:
            series[w, row] = total(b, row)
        for row in _COUNTED:
            series[w, row] = total(b, row)
        if series[w, SEATS] > 0.0:
            reference[w] = series[w, METRIC] / series[w, SEATS]
            expected[w] = reference[w] - shock


@inlined
def mature(seats, actions, first, last, maturing, b):  # type: ignore[no-untyped-def]
    """What the stocks of hidden consequences bring in this quarter."""
    n = LANES
    own_benefit, old_benefit = seats.own_benefit[first:last], seats.old_benefit[first:last]
    own_harm, old_harm = seats.own_harm[first:last], seats.old_harm[first:last]
    executive = seats.executive[first:last]
    matured, surfaced = actions.matured[first:last], actions.surfaced_own[first:last]
    for i in range(last - first):
        before = own_benefit[i] + old_benefit[i] - own_harm[i] - old_harm[i]
        b[BEFORE * n + i] = before
        b[MATURED * n + i] = maturing * before
        b[SURFACED * n + i] = maturing * own_harm[i]
    for i in range(last - first):
        matured[i] = b[MATURED * n + i]
        surfaced[i] = b[SURFACED * n + i]
        b[SITS * n + i] = 1.0 if executive[i] >= 0 else 0.0


@inlined
def perform(plans, p, seats, actions, dated, first, last, b):  # type: ignore[no-untyped-def]
    """What the efforts bring and cost, per unit of impact or pay, task by task.

    What harm adds to the metric is reckoned only if it is ``dated``.
    """
    n = LANES
    theta = seats.theta[first:last]
    for i in range(last - first):
        b[ACCRUAL * n + i] = 0.0
        b[VISIBLE * n + i] = 0.0
        b[BENEFIT * n + i] = 0.0
        b[HARM * n + i] = 0.0
        b[LOSS * n + i] = 0.0
        b[LIFT * n + i] = 0.0
        b[PRIVATE * n + i] = 0.0
        b[EFFORT * n + i] = 0.0
    for j in range(actions.effort.shape[0]):
        effort = actions.effort[j, first:last]
        worth, bend = plans.value[p, j], 0.5 * plans.curvature[p, j]
        seen, load, private = plans.visible[p, j], plans.loading[p, j], plans.private[p, j]
        half_cost, free = 0.5 * plans.cost[p, j], plans.intrinsic[p, j]
        for i in range(last - first):
            z = theta[i] * effort[i]
            v = worth * z - bend * z * z
            good = max(v, 0.0)
            bad = good - v
            hidden = 1.0 - seen
            spent = effort[i] - free
            b[ACCRUAL * n + i] += v
            b[VISIBLE * n + i] += seen * v
            b[BENEFIT * n + i] += hidden * good
            b[HARM * n + i] += hidden * bad
            b[LOSS * n + i] += bad
            b[EFFORT * n + i] += half_cost * spent * spent
        if private != 0.0:
            for i in range(last - first):
                b[PRIVATE * n + i] += private * (theta[i] * effort[i])
        if dated:
            for i in range(last - first):
                z = theta[i] * effort[i]
                b[LIFT * n + i] += load * z if worth * z - bend * z * z < 0.0 else 0.0


@lean
def add_joint_costs(cross, intrinsic, later, effort, tenure, b):  # type: ignore[no-untyped-def]
    """What efforts on two tasks cost more, or less, than each alone."""
    for j in range(cross.shape[0]):
        for k in range(j):
            if cross[j, k] != 0.0:
                for i in range(tenure.shape[0]):
                    free = intrinsic if tenure[i] == 0 else later
                    both = (effort[j, i] - free[j]) * (effort[k, i] - free[k])
                    b[EFFORT * LANES + i] += cross[j, k] * both


@lean
def spare(cost, intrinsic, later, tenure, b):  # type: ignore[no-untyped-def]
    """Tasks done once cost nothing later: no effort, and none that would be free."""
    for j in range(cost.shape[0]):
        gone = 0.5 * cost[j] * (intrinsic[j] ** 2 - later[j] ** 2)
        for i in range(tenure.shape[0]):
            b[EFFORT * LANES + i] -= gone if tenure[i] > 0 else 0.0


@inlined
def join(seats, first, last, maturing, b):  # type: ignore[no-untyped-def]
    """New hidden consequences join the stocks, which shrink by what has matured."""
    n = LANES
    left = 1.0 - maturing
    own_benefit, old_benefit = seats.own_benefit[first:last], seats.old_benefit[first:last]
    own_harm, old_harm = seats.own_harm[first:last], seats.old_harm[first:last]
    impact = seats.impact[first:last]
    for i in range(last - first):
        own_benefit[i] = own_benefit[i] * left + b[BENEFIT * n + i]
        old_benefit[i] *= left
        gain = own_benefit[i] + old_benefit[i]
        b[D_PENDING * n + i] = gain
        b[PENDING_BENEFIT * n + i] = gain * impact[i]
    for i in range(last - first):
        own_harm[i] = own_harm[i] - b[SURFACED * n + i] + b[HARM * n + i]
        old_harm[i] *= left
        after = b[D_PENDING * n + i] - own_harm[i] - old_harm[i]
        b[D_PENDING * n + i] = (after - b[BEFORE * n + i]) * impact[i]
        b[PENDING_HARM * n + i] = (own_harm[i] + old_harm[i]) * impact[i]


@inlined
def date(seats, vintages, first, last, quarter, b):  # type: ignore[no-untyped-def]
    """What was made in this quarter, and by whom."""
    n = LANES
    number = seats.number[first:last]
    benefit, harm = vintages.benefit[quarter, first:last], vintages.harm[quarter, first:last]
    lift, author = vintages.lift[quarter, first:last], vintages.number[quarter, first:last]
    for i in range(last - first):
        benefit[i] = b[BENEFIT * n + i]
        harm[i] = b[HARM * n + i]
        lift[i] = b[LIFT * n + i]
        author[i] = number[i] if b[SITS * n + i] > 0.0 else -1


@inlined
def announce(plans, p, shock, seats, actions, record, first, last, b):  # type: ignore[no-untyped-def]
    """The report, and what the quarter so far comes to in money."""
    n = LANES
    impact, pay = seats.impact[first:last], seats.base_pay[first:last]
    index, metric = actions.metric_index[first:last], actions.metric[first:last]
    noise, luck = actions.noise[first:last], actions.luck[first:last]
    carried, sd, swing = plans.matured_weight[p], plans.noise[p], plans.luck[p]
    for i in range(last - first):
        metric[i] = index[i] + carried * b[MATURED * n + i] + shock + sd * noise[i]
        sits = b[SITS * n + i] > 0.0
        b[METRIC * n + i] = metric[i] if sits else 0.0
        b[SEATS * n + i] = b[SITS * n + i]
    for i in range(last - first):
        b[LUCK * n + i] = swing * luck[i] * impact[i]
        realised = (b[VISIBLE * n + i] + b[MATURED * n + i]) * impact[i]
        b[REALISED * n + i] = realised + b[LUCK * n + i]
        b[VALUE * n + i] = b[ACCRUAL * n + i] if impact[i] > 0.0 else 0.0
        b[ACCRUAL * n + i] *= impact[i]
        b[PRIVATE * n + i] *= pay[i]
        b[EFFORT * n + i] = b[EFFORT * n + i] * pay[i] if b[SITS * n + i] > 0.0 else 0.0
        b[WASTE * n + i] = max(b[LOSS * n + i] * impact[i] - b[PRIVATE * n + i], 0.0)
    quarters, accrual = record.quarters[first:last], record.accrual[first:last]
    reports, harm = record.metric[first:last], record.harm[first:last]
    for i in range(last - first):
        quarters[i] += 1 if b[SITS * n + i] > 0.0 else 0
        accrual[i] += b[ACCRUAL * n + i] if b[SITS * n + i] > 0.0 else 0.0
    for i in range(last - first):
        reports[i] += b[METRIC * n + i]
        harm[i] += b[HARM * n + i] if b[SITS * n + i] > 0.0 else 0.0


@inlined
def pay_for_gambles(plans, p, actions, first, last, b):  # type: ignore[no-untyped-def]
    """What the risk costs in expectation is the executive's doing: true value lost at once."""
    n = LANES
    gamble, cost = actions.gamble[first:last], plans.gamble_cost[p]
    for i in range(last - first):
        lost = cost * gamble[i] * gamble[i]
        b[ACCRUAL * n + i] -= lost
        b[VISIBLE * n + i] -= lost
        b[LOSS * n + i] += max(lost, 0.0)


@inlined
def settle_gambles(plans, p, seats, actions, record, first, last, b):  # type: ignore[no-untyped-def]
    """The outcomes join reports, and value as luck."""
    n = LANES
    impact, metric = seats.impact[first:last], actions.metric[first:last]
    gamble, fortune = actions.gamble[first:last], actions.fortune[first:last]
    reports, taken = record.metric[first:last], record.risk_taken[first:last]
    for i in range(last - first):
        outcome = gamble[i] * fortune[i]
        metric[i] += outcome
        reports[i] += outcome
        taken[i] += gamble[i]
        won = plans.gamble_worth[p] * outcome * impact[i]
        b[METRIC * n + i] += outcome
        b[LUCK * n + i] += won
        b[REALISED * n + i] += won


@inlined
def bring_forward(plans, p, seats, actions, first, last, b):  # type: ignore[no-untyped-def]
    """Value that is realised now and owed back later joins what the efforts bring."""
    n = LANES
    theta = seats.theta[first:last]
    for j in range(actions.effort.shape[0]):
        rate, load = plans.borrowed[p, j], plans.loading[p, j]
        worth, bend = plans.value[p, j], 0.5 * plans.curvature[p, j]
        effort = actions.effort[j, first:last]
        if rate > 0.0:
            for i in range(last - first):
                z = theta[i] * effort[i]
                b[VISIBLE * n + i] += rate * z
                b[HARM * n + i] += rate * z
                b[LIFT * n + i] += load * z if worth * z - bend * z * z >= 0.0 else 0.0


@inlined
def add_talent(seats, actions, record, first, last, b):  # type: ignore[no-untyped-def]
    """Talent joins report and value."""
    n = LANES
    talent, metric = actions.talent[first:last], actions.metric[first:last]
    impact, reports = seats.impact[first:last], record.metric[first:last]
    accrual = record.accrual[first:last]
    for i in range(last - first):
        gift = talent[i] if b[SITS * n + i] > 0.0 else 0.0
        metric[i] += gift
        reports[i] += gift
        accrual[i] += gift * impact[i]
        b[METRIC * n + i] += gift
        b[VALUE * n + i] += gift if impact[i] > 0.0 else 0.0
        b[ACCRUAL * n + i] += gift * impact[i]
        b[REALISED * n + i] += gift * impact[i]
