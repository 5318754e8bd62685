"""Step 1: the luck of a quarter, drawn for all firms at once."""

from __future__ import annotations

from agents.numerics.compile import kernel, lean
from agents.numerics.draws import WORLD_ENTITY, fill_uniforms, normal, philox, to_normals, uniform
from incentives.arrays import Floats, Ints, Words
from sim.plan.plan import PlanTables
from sim.quarter.rules import Setting
from sim.quarter.state import Actions, ExecutiveTable, Record, Seats


@lean
def draw_fortunes(
    seeds: Words, worlds: Ints, firms: int, stream_id: int, quarter: int, fortune: Floats
) -> None:
    """Step 1: what a gamble would come to at every firm, in standard deviations."""
    for w in range(worlds.shape[0]):
        for f in range(firms):
            word, _, _, _ = philox(f, quarter, stream_id, worlds[w], seeds[w])
            fortune[w * firms + f] = normal(uniform(word))


@lean
def draw_talent(
    setting: Setting[PlanTables],
    seats: Seats,
    actions: Actions,
    record: Record,
    executives: ExecutiveTable,
    seeds: Words,
    worlds: Ints,
    stream_id: int,
    quarter: int,
) -> None:
    """Step 1: talent is drawn in the first quarter of a first seat, and drifts in all others."""
    plans, plan_of_world, firms = setting.plans, setting.plan_of_world, setting.firms
    for w in range(worlds.shape[0]):
        p = plan_of_world[w]
        if plans.talented[p] == 0:
            continue
        for f in range(firms):
            i = w * firms + f
            e = seats.executive[i]
            if e < 0:
                actions.talent[i] = 0.0
                continue
            x0, x1, _, _ = philox(f, quarter, stream_id, worlds[w], seeds[w])
            if record.quarters[i] > 0:
                executives.talent[w, e] += plans.talent_drift[p] * normal(uniform(x1))
            elif executives.seats[w, e] == 1:
                own = plans.talent_sd[p] * normal(uniform(x0))
                executives.talent[w, e] = plans.talent_mean[p] + own
            actions.talent[i] = executives.talent[w, e]


@kernel
def draw(
    seeds: Words, worlds: Ints, firms: int, stream_id: int, quarter: int, actions: Actions
) -> None:
    """Step 1: the luck of every firm in this quarter, whatever will be made of it."""
    noise, luck, lot, audit_lot = actions.noise, actions.luck, actions.lot, actions.audit_lot
    fill_uniforms(seeds, worlds, stream_id, quarter, firms, noise, luck, lot, audit_lot)
    to_normals(noise)
    to_normals(luck)


@kernel
def draw_common(seeds: Words, worlds: Ints, stream_id: int, quarter: int, common: Floats) -> None:
    """Step 1: the shock to all firms of each world, ``common``."""
    for w in range(worlds.shape[0]):
        word, _, _, _ = philox(WORLD_ENTITY, quarter, stream_id, worlds[w], seeds[w])
        common[w] = normal(uniform(word))
