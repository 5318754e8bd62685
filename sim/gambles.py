"""What executives gamble for, where risk is a choice; nothing here runs in other worlds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agents.gambling import Gambles
from agents.numerics.compile import inlined, lean
from agents.numerics.draws import normal, philox, uniform
from incentives.arrays import Floats
from sim.blocks import ACCRUAL, LANES, LOSS, LUCK, METRIC, REALISED, VISIBLE


def tabulate_levels(
    levels: Floats,
    toll: Floats,
    shape: tuple[int, int, int],
    pay: Sequence[tuple[Floats, Floats, Floats, float]],
) -> Gambles:
    """What each level of risk offers.

    Args:
        levels: (levels,) standard deviations; ``toll``: (kinds,) what a unit of variance costs.
        shape: Of the worth of pay without risk: kinds, curves, nodes; wider noise has no more.
        pay: Per level: expected awards; worth and slope by kind and curve; distance of nodes.
    """
    size = (len(levels), *shape)
    empty = Gambles(
        sd=levels,
        toll=np.outer(levels**2, toll),
        value=np.zeros(size),
        slope=np.zeros(size),
        low=np.zeros(size[:3]),
        high=np.zeros(size[:3]),
        step=np.zeros(len(levels)),
        last=np.zeros(len(levels), dtype=np.int64),
    )
    for k, (_, value, slope, step) in enumerate(pay):
        nodes = value.shape[2]
        empty.value[k, :, :, :nodes], empty.slope[k, :, :, :nodes] = value, slope
        empty.low[k], empty.high[k] = slope.min(axis=2), slope.max(axis=2)
        empty.step[k], empty.last[k] = step, nodes - 1
    return empty


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


@lean
def draw_fortunes(seeds, worlds, firms, stream_id, quarter, fortune):  # type: ignore[no-untyped-def]
    """Step 1: what a gamble would come to at every firm, in standard deviations."""
    for w in range(worlds.shape[0]):
        for f in range(firms):
            word, _, _, _ = philox(f, quarter, stream_id, worlds[w], seeds[w])
            fortune[w * firms + f] = normal(uniform(word))


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
