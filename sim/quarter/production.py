"""The kernels before and after the efforts: luck, consequences and reports.

Firms do not look at each other except through sums over their own world, which are taken in the
order of firms; so the bits do not depend on the batch.
"""

from __future__ import annotations

from agents.numerics.compile import inlined, lean
from agents.solver import GENERAL
from incentives.arrays import Floats, Ints
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
from sim.quarter.rules import ReportRules, Setting
from sim.quarter.state import Actions, Comparison, Record, Seats, ThisQuarter, Vintages

_PRODUCED, _COUNTED = rows_booked(Ledger, PRODUCTION), rows_booked(Counts, PRODUCTION)


@lean
def mature_and_report(
    setting: Setting[ReportRules],
    seats: Seats,
    actions: Actions,
    record: Record,
    vintages: Vintages,
    comparison: Comparison,
    now: ThisQuarter,
) -> None:
    """Steps 3 and 4: old consequences mature, new ones join, and every firm reports.

    The ``reference`` is overwritten with the mean report of each world's occupied seats, and
    ``expected`` with the same less the shock to all firms: what to reckon with next quarter. The
    ``series`` get the sums of what is known by then.
    """
    plans, firms, plan_of_firm = setting.plans, setting.firms, setting.plan_of_firm
    reference, expected, common = comparison.reference, comparison.expected, comparison.common
    series, block = now.series, now.block
    dated = vintages.harm.shape[0] > 0
    for w in range(reference.shape[0]):
        shock = plans.common_noise[setting.plan_of_world[w]] * common[w]
        clear(block)
        first, stop = w * firms, (w + 1) * firms
        while first < stop:
            p = plan_of_firm[first]
            last = min(first + LANES, stop, setting.until[first])
            mature(seats, actions, first, last, plans.maturing[p], block)
            perform(plans, p, seats, actions, dated, first, last, block)
            if plans.solver[p] == GENERAL:  # then there may be costs of pairs of tasks
                at_first, later = plans.intrinsic[p], plans.later_intrinsic[p]
                effort, tenure = actions.effort[:, first:last], seats.tenure[first:last]
                add_joint_costs(plans.cross[p], at_first, later, effort, tenure, block)
            if plans.has_once[p] == 1:
                at_first, later = plans.intrinsic[p], plans.later_intrinsic[p]
                spare(plans.cost[p], at_first, later, seats.tenure[first:last], block)
            if plans.borrows[p] == 1:
                bring_forward(plans, p, seats, actions, first, last, block)
            if plans.gambles[p] == 1:
                pay_for_gambles(plans, p, actions, first, last, block)
            join(seats, first, last, plans.maturing[p], block)
            if dated:
                date(seats, vintages, first, last, now.number, block)
            announce(plans, p, shock, seats, actions, record, first, last, block)
            if plans.talented[p] == 1:
                add_talent(seats, actions, record, first, last, block)
            if plans.gambles[p] == 1:
                settle_gambles(plans, p, seats, actions, record, first, last, block)
            for row in _PRODUCED:
                book(block, row, actions.books, first, last)
            for row in _COUNTED:
                count(block, row, last - first)
            first = last
        for row in _PRODUCED:
            series[w, row] = total(block, row)
        for row in _COUNTED:
            series[w, row] = total(block, row)
        if series[w, SEATS] > 0.0:
            reference[w] = series[w, METRIC] / series[w, SEATS]
            expected[w] = reference[w] - shock


@inlined
def mature(
    seats: Seats, actions: Actions, first: int, last: int, maturing: float, block: Floats
) -> None:
    """What the stocks of hidden consequences bring in this quarter."""
    own_benefit, old_benefit = seats.own_benefit[first:last], seats.old_benefit[first:last]
    own_harm, old_harm = seats.own_harm[first:last], seats.old_harm[first:last]
    executive = seats.executive[first:last]
    matured, surfaced = actions.matured[first:last], actions.surfaced_own[first:last]
    for i in range(last - first):
        before = own_benefit[i] + old_benefit[i] - own_harm[i] - old_harm[i]
        block[BEFORE * LANES + i] = before
        block[MATURED * LANES + i] = maturing * before
        block[SURFACED * LANES + i] = maturing * own_harm[i]
    for i in range(last - first):
        matured[i] = block[MATURED * LANES + i]
        surfaced[i] = block[SURFACED * LANES + i]
        block[SITS * LANES + i] = 1.0 if executive[i] >= 0 else 0.0


@inlined
def perform(
    plans: ReportRules,
    p: int,
    seats: Seats,
    actions: Actions,
    dated: bool,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """What the efforts bring and cost, per unit of impact or pay, task by task.

    What harm adds to the metric is reckoned only if it is ``dated``.
    """
    theta = seats.theta[first:last]
    for i in range(last - first):
        block[ACCRUAL * LANES + i] = 0.0
        block[VISIBLE * LANES + i] = 0.0
        block[BENEFIT * LANES + i] = 0.0
        block[HARM * LANES + i] = 0.0
        block[LOSS * LANES + i] = 0.0
        block[LIFT * LANES + i] = 0.0
        block[PRIVATE * LANES + i] = 0.0
        block[EFFORT * LANES + i] = 0.0
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
            block[ACCRUAL * LANES + i] += v
            block[VISIBLE * LANES + i] += seen * v
            block[BENEFIT * LANES + i] += hidden * good
            block[HARM * LANES + i] += hidden * bad
            block[LOSS * LANES + i] += bad
            block[EFFORT * LANES + i] += half_cost * spent * spent
        if private != 0.0:
            for i in range(last - first):
                block[PRIVATE * LANES + i] += private * (theta[i] * effort[i])
        if dated:
            for i in range(last - first):
                z = theta[i] * effort[i]
                block[LIFT * LANES + i] += load * z if worth * z - bend * z * z < 0.0 else 0.0


@lean
def add_joint_costs(
    cross: Floats, intrinsic: Floats, later: Floats, effort: Floats, tenure: Ints, block: Floats
) -> None:
    """What efforts on two tasks cost more, or less, than each alone."""
    for j in range(cross.shape[0]):
        for k in range(j):
            if cross[j, k] != 0.0:
                for i in range(tenure.shape[0]):
                    free = intrinsic if tenure[i] == 0 else later
                    both = (effort[j, i] - free[j]) * (effort[k, i] - free[k])
                    block[EFFORT * LANES + i] += cross[j, k] * both


@lean
def spare(cost: Floats, intrinsic: Floats, later: Floats, tenure: Ints, block: Floats) -> None:
    """Tasks done once cost nothing later: no effort, and none that would be free."""
    for j in range(cost.shape[0]):
        gone = 0.5 * cost[j] * (intrinsic[j] ** 2 - later[j] ** 2)
        for i in range(tenure.shape[0]):
            block[EFFORT * LANES + i] -= gone if tenure[i] > 0 else 0.0


@inlined
def join(seats: Seats, first: int, last: int, maturing: float, block: Floats) -> None:
    """New hidden consequences join the stocks, which shrink by what has matured."""
    left = 1.0 - maturing
    own_benefit, old_benefit = seats.own_benefit[first:last], seats.old_benefit[first:last]
    own_harm, old_harm = seats.own_harm[first:last], seats.old_harm[first:last]
    impact = seats.impact[first:last]
    for i in range(last - first):
        own_benefit[i] = own_benefit[i] * left + block[BENEFIT * LANES + i]
        old_benefit[i] *= left
        gain = own_benefit[i] + old_benefit[i]
        block[D_PENDING * LANES + i] = gain
        block[PENDING_BENEFIT * LANES + i] = gain * impact[i]
    for i in range(last - first):
        own_harm[i] = own_harm[i] - block[SURFACED * LANES + i] + block[HARM * LANES + i]
        old_harm[i] *= left
        after = block[D_PENDING * LANES + i] - own_harm[i] - old_harm[i]
        block[D_PENDING * LANES + i] = (after - block[BEFORE * LANES + i]) * impact[i]
        block[PENDING_HARM * LANES + i] = (own_harm[i] + old_harm[i]) * impact[i]


@inlined
def date(
    seats: Seats, vintages: Vintages, first: int, last: int, quarter: int, block: Floats
) -> None:
    """What was made in this quarter, and by whom."""
    number = seats.number[first:last]
    benefit, harm = vintages.benefit[quarter, first:last], vintages.harm[quarter, first:last]
    lift, author = vintages.lift[quarter, first:last], vintages.number[quarter, first:last]
    for i in range(last - first):
        benefit[i] = block[BENEFIT * LANES + i]
        harm[i] = block[HARM * LANES + i]
        lift[i] = block[LIFT * LANES + i]
        author[i] = number[i] if block[SITS * LANES + i] > 0.0 else -1


@inlined
def announce(
    plans: ReportRules,
    p: int,
    shock: float,
    seats: Seats,
    actions: Actions,
    record: Record,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """The report, and what the quarter so far comes to in money."""
    impact, pay = seats.impact[first:last], seats.base_pay[first:last]
    index, metric = actions.metric_index[first:last], actions.metric[first:last]
    noise, luck = actions.noise[first:last], actions.luck[first:last]
    carried, sd, swing = plans.matured_weight[p], plans.noise[p], plans.luck[p]
    for i in range(last - first):
        metric[i] = index[i] + carried * block[MATURED * LANES + i] + shock + sd * noise[i]
        sits = block[SITS * LANES + i] > 0.0
        block[METRIC * LANES + i] = metric[i] if sits else 0.0
        block[SEATS * LANES + i] = block[SITS * LANES + i]
    for i in range(last - first):
        block[LUCK * LANES + i] = swing * luck[i] * impact[i]
        realised = (block[VISIBLE * LANES + i] + block[MATURED * LANES + i]) * impact[i]
        block[REALISED * LANES + i] = realised + block[LUCK * LANES + i]
        block[VALUE * LANES + i] = block[ACCRUAL * LANES + i] if impact[i] > 0.0 else 0.0
        block[ACCRUAL * LANES + i] *= impact[i]
        block[PRIVATE * LANES + i] *= pay[i]
        block[EFFORT * LANES + i] = (
            block[EFFORT * LANES + i] * pay[i] if block[SITS * LANES + i] > 0.0 else 0.0
        )
        block[WASTE * LANES + i] = max(
            block[LOSS * LANES + i] * impact[i] - block[PRIVATE * LANES + i], 0.0
        )
    quarters, accrual = record.quarters[first:last], record.accrual[first:last]
    reports, harm = record.metric[first:last], record.harm[first:last]
    for i in range(last - first):
        quarters[i] += 1 if block[SITS * LANES + i] > 0.0 else 0
        accrual[i] += block[ACCRUAL * LANES + i] if block[SITS * LANES + i] > 0.0 else 0.0
    for i in range(last - first):
        reports[i] += block[METRIC * LANES + i]
        harm[i] += block[HARM * LANES + i] if block[SITS * LANES + i] > 0.0 else 0.0


@inlined
def pay_for_gambles(
    plans: ReportRules, p: int, actions: Actions, first: int, last: int, block: Floats
) -> None:
    """What the risk costs in expectation is the executive's doing: true value lost at once."""
    gamble, cost = actions.gamble[first:last], plans.gamble_cost[p]
    for i in range(last - first):
        lost = cost * gamble[i] * gamble[i]
        block[ACCRUAL * LANES + i] -= lost
        block[VISIBLE * LANES + i] -= lost
        block[LOSS * LANES + i] += max(lost, 0.0)


@inlined
def settle_gambles(
    plans: ReportRules,
    p: int,
    seats: Seats,
    actions: Actions,
    record: Record,
    first: int,
    last: int,
    block: Floats,
) -> None:
    """The outcomes join reports, and value as luck."""
    impact, metric = seats.impact[first:last], actions.metric[first:last]
    gamble, fortune = actions.gamble[first:last], actions.fortune[first:last]
    reports, taken = record.metric[first:last], record.risk_taken[first:last]
    for i in range(last - first):
        outcome = gamble[i] * fortune[i]
        metric[i] += outcome
        reports[i] += outcome
        taken[i] += gamble[i]
        won = plans.gamble_worth[p] * outcome * impact[i]
        block[METRIC * LANES + i] += outcome
        block[LUCK * LANES + i] += won
        block[REALISED * LANES + i] += won


@inlined
def bring_forward(
    plans: ReportRules, p: int, seats: Seats, actions: Actions, first: int, last: int, block: Floats
) -> None:
    """Value that is realised now and owed back later joins what the efforts bring."""
    theta = seats.theta[first:last]
    for j in range(actions.effort.shape[0]):
        rate, load = plans.borrowed[p, j], plans.loading[p, j]
        worth, bend = plans.value[p, j], 0.5 * plans.curvature[p, j]
        effort = actions.effort[j, first:last]
        if rate > 0.0:
            for i in range(last - first):
                z = theta[i] * effort[i]
                block[VISIBLE * LANES + i] += rate * z
                block[HARM * LANES + i] += rate * z
                block[LIFT * LANES + i] += load * z if worth * z - bend * z * z >= 0.0 else 0.0


@inlined
def add_talent(
    seats: Seats, actions: Actions, record: Record, first: int, last: int, block: Floats
) -> None:
    """Talent joins report and value."""
    talent, metric = actions.talent[first:last], actions.metric[first:last]
    impact, reports = seats.impact[first:last], record.metric[first:last]
    accrual = record.accrual[first:last]
    for i in range(last - first):
        gift = talent[i] if block[SITS * LANES + i] > 0.0 else 0.0
        metric[i] += gift
        reports[i] += gift
        accrual[i] += gift * impact[i]
        block[METRIC * LANES + i] += gift
        block[VALUE * LANES + i] += gift if impact[i] > 0.0 else 0.0
        block[ACCRUAL * LANES + i] += gift * impact[i]
        block[REALISED * LANES + i] += gift * impact[i]
