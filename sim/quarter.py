"""The kernels of a quarter but for the efforts: consequences, reports, pay, beliefs, exits, books.

Each kernel is one step of :mod:`sim.world`, for all firms of a batch. Firms do not look at each
other except through sums over their own world, which are taken in the order of firms; so the
bits do not depend on the batch.
"""

from __future__ import annotations

import math

from agents.kernel import inlined, kernel, lean
from sim.effort import pending_value
from sim.plan import NEVER
from sim.randomness import WORLD_ENTITY, fill_uniforms, normal, philox, to_normals, uniform
from sim.state import DETECTED, DISMISSED, FREE, GONE, LEDGER, POACHED, RETIRED, RUNNING

_ENTRY = {name: row for row, name in enumerate(LEDGER)}
ACCRUAL, LUCK, REALISED = _ENTRY["accrual"], _ENTRY["luck"], _ENTRY["realised"]
D_PENDING, PAID, CLAWBACK = _ENTRY["d_pending"], _ENTRY["paid"], _ENTRY["clawback"]
FINES, GOVERNANCE, GRANTED = _ENTRY["fines"], _ENTRY["governance"], _ENTRY["granted"]
VESTED, FORFEITED, D_DEFERRED = _ENTRY["vested"], _ENTRY["forfeited"], _ENTRY["d_deferred"]
PRIVATE, EFFORT, GAMING = _ENTRY["private"], _ENTRY["effort"], _ENTRY["gaming"]
OUTSIDE, WASTE = _ENTRY["outside"], _ENTRY["waste"]
_NEVER = NEVER / 2


@kernel
def draw(seeds, worlds, firms, stream_id, quarter, actions):  # type: ignore[no-untyped-def]
    """Step 1: the luck of every firm in this quarter, whatever will be made of it."""
    noise, luck, lot, audit_lot = actions.noise, actions.luck, actions.lot, actions.audit_lot
    fill_uniforms(seeds, worlds, stream_id, quarter, firms, noise, luck, lot, audit_lot)
    to_normals(noise)
    to_normals(luck)


@kernel
def draw_common(seeds, worlds, stream_id, quarter, common):  # type: ignore[no-untyped-def]
    """Step 1: the shock to all firms of each world, ``common``."""
    for w in range(worlds.shape[0]):
        word, _, _, _ = philox(WORLD_ENTITY, quarter, stream_id, worlds[w], seeds[w])
        common[w] = normal(uniform(word))


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
):
    """Steps 3 and 4: old consequences mature, new ones join, and every firm reports.

    ``reference`` is overwritten with the mean report of each world's occupied seats, and
    ``expected`` with the same less the shock to all firms: what to reckon with next quarter.
    """
    tasks, n = actions.effort.shape
    books = actions.books
    for i in range(n):
        w = i // firms
        p = plan_of_world[w]
        theta = seats.theta[i]
        scale = seats.impact[i]
        pay = seats.base_pay[i]
        om = plans.maturing[p]
        before = pending_value(seats, i)
        matured = om * before
        surfaced = om * seats.own_harm[i]
        actions.surfaced_own[i] = surfaced
        actions.matured[i] = matured
        seats.own_benefit[i] *= 1 - om
        seats.old_benefit[i] *= 1 - om
        seats.own_harm[i] -= surfaced
        seats.old_harm[i] *= 1 - om

        accrual = 0.0
        visible = 0.0
        benefit = 0.0
        harm = 0.0
        lift = 0.0
        private = 0.0
        effort = 0.0
        loss = 0.0
        for j in range(tasks):
            a = actions.effort[j, i]
            z = theta * a
            v = plans.value[p, j] * z - 0.5 * plans.curvature[p, j] * z * z
            accrual += v
            visible += plans.visible[p, j] * v
            hidden = v - plans.visible[p, j] * v
            if v >= 0.0:
                benefit += hidden
            else:
                harm -= hidden
                loss -= v
                lift += plans.loading[p, j] * z
            private += plans.private[p, j] * z
            spent = a - plans.intrinsic[p, j]
            effort += 0.5 * plans.cost[p, j] * spent * spent
        if seats.executive[i] < 0:
            effort = 0.0
        seats.own_benefit[i] += benefit
        seats.own_harm[i] += harm
        vintages.benefit[quarter, i] = benefit
        vintages.harm[quarter, i] = harm
        vintages.lift[quarter, i] = lift
        vintages.number[quarter, i] = seats.number[i] if seats.executive[i] >= 0 else -1

        luck = plans.luck[p] * actions.luck[i] * scale
        actions.metric[i] = (
            actions.metric_index[i]
            + plans.matured_weight[p] * matured
            + plans.common_noise[p] * common[w]
            + plans.noise[p] * actions.noise[i]
        )
        after = pending_value(seats, i)
        books[ACCRUAL, i] = accrual * scale
        books[LUCK, i] = luck
        books[REALISED, i] = (visible + matured) * scale + luck
        books[D_PENDING, i] = (after - before) * scale
        books[PRIVATE, i] = private * pay
        books[EFFORT, i] = effort * pay
        books[WASTE, i] = max(loss * scale - private * pay, 0.0)
        if seats.executive[i] >= 0:
            record.quarters[i] += 1
            record.accrual[i] += accrual * scale
            record.metric[i] += actions.metric[i]
            record.harm[i] += harm
    for w in range(reference.shape[0]):
        total = 0.0
        count = 0
        for i in range(w * firms, (w + 1) * firms):
            if seats.executive[i] >= 0:
                total += actions.metric[i]
                count += 1
        if count > 0:
            reference[w] = total / count
            shock = plans.common_noise[plan_of_world[w]] * common[w]
            expected[w] = reference[w] - shock


@lean
def settle_pay(plans, plan_of_world, firms, seats, actions, record, tenures, quarter):  # type: ignore[no-untyped-def]
    """Step 5: awards are granted, harm that surfaced is charged, accounts vest, pay is paid."""
    schemes, n = actions.awards.shape
    books = actions.books
    for i in range(n):
        p = plan_of_world[i // firms]
        pay = seats.base_pay[i]
        granted = 0.0
        vested = 0.0
        forfeited = 0.0
        clawback = 0.0
        before = 0.0
        after = 0.0
        sits = seats.executive[i] >= 0
        age = seats.tenure[i]
        for s in range(schemes):
            before += seats.unvested[s, i]
            rate = plans.claw_rate[p, s]
            if sits:
                award = actions.awards[s, i]
                granted += award
                seats.unvested[s, i] += plans.deferred[p, s] * award
                now = (1.0 - plans.deferred[p, s]) * award
                claim = rate * actions.surfaced_own[i]
                if claim > 0.0:
                    malus = min(claim, max(seats.unvested[s, i], 0.0))
                    seats.unvested[s, i] -= malus
                    forfeited += malus
                    cash = min(claim - malus, max(seats.reach[i], 0.0))
                    seats.reach[i] -= cash
                    clawback += cash
                    record.clawed[i] += (malus + cash) * pay
                if plans.cliff[p, s] == 1 or (age + 1) % plans.cliff[p, s] == 0:
                    now += seats.unvested[s, i]
                    seats.unvested[s, i] = 0.0
                vested += now
                if rate > 0.0:
                    seats.reach[i] += now
            after += seats.unvested[s, i]
        if quarter <= seats.claims_until[i]:
            latest = seats.number[i] - (1 if sits else 0)
            clawback += charge_former(plans, p, latest, i, tenures, quarter, pay)
        paid = (plans.base_pay[p] + vested) * pay if sits else 0.0
        books[GRANTED, i] = granted * pay
        books[VESTED, i] = vested * pay
        books[FORFEITED, i] = forfeited * pay
        books[D_DEFERRED, i] = (after - before) * pay
        books[PAID, i] = paid
        books[CLAWBACK, i] = clawback * pay
        if sits:
            record.paid[i] += paid


@inlined
def charge_former(plans, p, latest, i, tenures, quarter, pay):  # type: ignore[no-untyped-def]
    """Clawback from former authors, latest first, as long as any scheme's window is open."""
    total = 0.0
    for k in range(latest, -1, -1):
        late = quarter - tenures.end[k, i]
        if late > plans.longest_window[p]:
            break
        surfaced = plans.maturing[p] * tenures.pending_harm[k, i]
        tenures.pending_harm[k, i] -= surfaced
        claim = 0.0
        for s in range(plans.claw_window.shape[1]):
            if late <= plans.claw_window[p, s]:
                claim += plans.claw_rate[p, s] * plans.claw_recovery[p, s] * surfaced
        cash = min(claim, max(tenures.reach[k, i], 0.0))
        tenures.reach[k, i] -= cash
        tenures.clawed[k, i] += cash * pay
        total += cash
    return total


@lean
def update_beliefs(plans, plan_of_world, firms, seats, actions, record, reference):  # type: ignore[no-untyped-def]
    """Step 6: the board's Kalman update on the report relative to all firms of the world."""
    for i in range(seats.belief.shape[0]):
        if seats.executive[i] >= 0:
            w = i // firms
            p = plan_of_world[w]
            reports = record.quarters[i] - 1  # before this one
            gain = plans.gain[p, min(reports, plans.gain.shape[1] - 1)]
            news = actions.metric[i] - reference[w] - seats.belief[i]
            seats.belief[i] += gain * news


@lean
def audit(plans, plan_of_world, firms, seats, actions):  # type: ignore[no-untyped-def]
    """Step 7: audits take place; what they find is the executive's exit.

    A board that has just decided to dismiss audits no more. Conditional on that, detection has
    the probability that makes it ``rate * min(1, detection index)`` before the report is known:
    dismissal and detection are disjoint, as the executive's problem has it.
    """
    for i in range(actions.lot.shape[0]):
        actions.audited[i] = 0
        actions.exit[i] = RUNNING
        if seats.executive[i] < 0:
            continue
        if actions.bar[i] > _NEVER and seats.belief[i] < actions.bar[i]:
            actions.exit[i] = DISMISSED
            continue
        chance = actions.audit[i] / max(1.0 - actions.risk[i], 1e-9)
        if actions.audit_lot[i] < chance:
            actions.audited[i] = 1
            if actions.audit_lot[i] < chance * min(1.0, actions.detection[i]):
                actions.exit[i] = DETECTED


@lean
def separate(  # type: ignore[no-untyped-def]
    plans, plan_of_world, firms, seats, actions, record, tenures, executives, pools, quarter
):
    """Step 8: poaching and retirement; whoever leaves is settled with and goes to the pool."""
    schemes = seats.unvested.shape[0]
    books = actions.books
    for i in range(seats.executive.shape[0]):
        e = seats.executive[i]
        if e < 0:
            continue
        w = i // firms
        p = plan_of_world[w]
        if actions.exit[i] == RUNNING:
            poached = plans.poaching[p]
            if poached > 0.0:
                poached = min(poached * math.exp(plans.poaching_slope[p] * seats.belief[i]), 0.5)
            lot = actions.lot[i]
            if 0 < plans.tenure_limit[p] <= seats.tenure[i] + 1:
                actions.exit[i] = RETIRED
            elif lot < poached:
                actions.exit[i] = POACHED
            elif lot < poached + plans.retirement[p]:
                actions.exit[i] = RETIRED
        reason = actions.exit[i]
        if reason == RUNNING:
            continue
        k = seats.number[i]
        pay = seats.base_pay[i]
        for s in range(schemes):
            left = seats.unvested[s, i] * pay
            if left != 0.0:
                books[D_DEFERRED, i] -= left
                if reason == RETIRED:  # a good leaver keeps the account
                    books[VESTED, i] += left
                    books[PAID, i] += left
                    record.paid[i] += left
                    if plans.claw_rate[p, s] > 0.0:
                        seats.reach[i] += seats.unvested[s, i]
                else:
                    books[FORFEITED, i] += left
                seats.unvested[s, i] = 0.0
        if reason == DETECTED:
            seats.fine_due[i] = plans.fine[p] * pay
        tenures.executive[k, i] = e
        tenures.kind[k, i] = seats.kind[i]
        tenures.theta[k, i] = seats.theta[i]
        tenures.start[k, i] = record.start[i]
        tenures.quarters[k, i] = record.quarters[i]
        tenures.accrual[k, i] = record.accrual[i]
        tenures.paid[k, i] = record.paid[i]
        tenures.clawed[k, i] = record.clawed[i]
        tenures.metric[k, i] = record.metric[i]
        tenures.harm[k, i] = record.harm[i]
        tenures.withheld[k, i] = record.withheld[i]
        tenures.gaming[k, i] = record.gaming[i]
        tenures.end[k, i] = quarter
        tenures.exit[k, i] = reason
        tenures.left_harm[k, i] = seats.own_harm[i]
        tenures.pending_harm[k, i] = seats.own_harm[i]
        tenures.reach[k, i] = seats.reach[i]
        seats.old_benefit[i] += seats.own_benefit[i]
        seats.old_harm[i] += seats.own_harm[i]
        seats.own_benefit[i] = 0.0
        seats.own_harm[i] = 0.0
        seats.reach[i] = 0.0
        seats.claims_until[i] = quarter + plans.longest_window[p]
        seats.executive[i] = -1
        executives.reputation[w, e] = seats.belief[i]
        executives.firm[w, e] = -2 - (i - w * firms)  # the last employer, see hiring.left_firm
        stays = reason in (POACHED, DISMISSED)
        if reason == DETECTED and actions.lot[i] < plans.detected_return[p]:
            stays = True
        if stays:
            executives.status[w, e] = FREE
            pools.executive[w, pools.waiting[w]] = e
            pools.waiting[w] += 1
        else:
            executives.status[w, e] = GONE


@lean
def close_books(plans, plan_of_world, firms, seats, actions, collected, series):  # type: ignore[no-untyped-def]
    """Step 9: the rest of the books, and their sums per world.

    Args:
        collected: (firm,) fines that fell due in this quarter.
        series: (worlds, columns) sums over firms: the entries, then reported metric, true value,
            pending gain and harm in base pays, occupied seats and exits.
    """
    books = actions.books
    entries = books.shape[0]
    series[:] = 0.0
    for i in range(collected.shape[0]):
        w = i // firms
        p = plan_of_world[w]
        pay = seats.base_pay[i]
        sat = actions.exit[i] != RUNNING or seats.executive[i] >= 0
        oversight = plans.monitoring_cost[p] * plans.monitoring[p]
        if actions.audited[i] == 1:
            oversight += plans.audit_cost[p]
        books[GOVERNANCE, i] = (oversight + seats.filter_due[i]) * pay
        books[FINES, i] = collected[i]
        books[GAMING, i] = seats.gaming_due[i] * pay
        books[OUTSIDE, i] = plans.outside[p] * pay if sat else 0.0
        seats.filter_due[i] = 0.0
        seats.gaming_due[i] = 0.0
        row = series[w]
        if sat:
            row[entries] += actions.metric[i]
            row[entries + 4] += 1.0
        row[entries + 1] += books[ACCRUAL, i] / seats.impact[i] if seats.impact[i] > 0 else 0.0
        row[entries + 2] += (seats.own_benefit[i] + seats.old_benefit[i]) * seats.impact[i]
        row[entries + 3] += (seats.own_harm[i] + seats.old_harm[i]) * seats.impact[i]
        if actions.exit[i] != RUNNING:
            row[entries + 5] += 1.0
        if seats.executive[i] >= 0:
            seats.tenure[i] += 1
    for w in range(series.shape[0]):
        for e in range(entries):
            series[w, e] = sum_in_order(books[e], w * firms, (w + 1) * firms)


@inlined
def sum_in_order(row, first, last):  # type: ignore[no-untyped-def]
    """Sum of ``row[first:last]`` by four chains that start afresh in every world."""
    a = 0.0
    b = 0.0
    c = 0.0
    d = 0.0
    i = first
    while i + 3 < last:
        a += row[i]
        b += row[i + 1]
        c += row[i + 2]
        d += row[i + 3]
        i += 4
    while i < last:
        a += row[i]
        i += 1
    return (a + b) + (c + d)
