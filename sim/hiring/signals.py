"""What filters see of applicants, in kernels: traits, noise, gaming and faking."""

from __future__ import annotations

import numpy as np

from agents.candidates import gaming, gaming_on_curve
from agents.numerics.compile import inlined, kernel
from agents.planning import interpolate
from incentives.arrays import Floats, Ints
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket
from sim.hiring.traits import ABILITY, INQUIRIES, INTEGRITY, TRIAL, Tests


@kernel
def test_applicants(market: LabourMarket, tests: Tests, out: Applications) -> None:
    """Worth of the seat, and signals of all tests from noise in their place.

    Gaming and faking are included. The noise of inquiries is left as it is.
    """
    n = out.theta.shape[0]
    awareness, lying_cost, cap = np.empty(n), np.empty(n), np.empty(n)
    for k in range(n):
        y = np.uintp(out.kind[k])
        awareness[k] = market.awareness[y]
        lying_cost[k] = market.lying_cost[y]
        cap[k] = market.gaming_cap[y]
    look_up_worth(market, out.kind, out.theta, out.worth)
    out.lift[:] = 0.0
    out.spent[:] = 0.0
    mean, sd, rung = market.mean, market.sd, market.rung
    for t in range(out.signal.shape[0]):
        weight, kappa, signal = tests.weight[t], tests.kappa[t], out.signal[t]
        game, chance = out.game[t], market.chance[t]
        usual = tests.noise[t]
        inquiry = tests.trait[t] >= INQUIRIES
        if not market.usual_noise and not inquiry:
            for k in range(n):
                own = market.signal_noise[out.kind[k]]
                signal[k] *= usual if np.isnan(own) else own
            usual = 1.0  # what is left to multiply with
        if tests.trait[t] == ABILITY:
            for k in range(n):
                standing = (out.theta[k] - mean) / sd if sd > 0.0 else 0.0
                signal[k] = weight * standing + usual * signal[k]
        elif tests.trait[t] == TRIAL:
            for k in range(n):
                standing = interpolate(
                    market.trial[out.kind[k]],
                    market.ability_start,
                    market.ability_step,
                    out.theta[k],
                )
                signal[k] = weight * standing + usual * signal[k]
        elif not inquiry:
            trait = market.integrity if tests.trait[t] == INTEGRITY else market.misaligned
            for k in range(n):
                signal[k] = weight * trait[out.kind[k]] + usual * signal[k]
        if kappa < np.inf:
            worth, lift, spent = out.worth, out.lift, out.spent
            if chance.shape[0] == 1:
                slope = chance[0]
                for k in range(n):
                    game[k] = gaming(worth[k], awareness[k], lying_cost[k], slope, kappa, cap[k])
            else:
                for k in range(n):
                    game[k] = gaming_on_curve(
                        worth[k], awareness[k], lying_cost[k], chance, rung, kappa, cap[k]
                    )
            for k in range(n):
                signal[k] += game[k]
                lift[k] += game[k]
            for k in range(n):
                spent[k] += 0.5 * kappa * game[k] * game[k]
                spent[k] += lying_cost[k] * game[k]
            if not market.candid:
                for k in range(n):
                    signal[k] += market.faking[out.kind[k]]
        else:
            game[:] = 0.0


@inlined
def look_up_worth(market: LabourMarket, kind: Ints, theta: Floats, worth: Floats) -> None:
    """What the seat is worth to applicants, as :func:`agents.planning.interpolate` over ability.

    ``worth`` holds the place in the table first, so that divisions go through vectors.
    """
    table = market.seat_value
    last = table.shape[1] - 1
    start, step = market.ability_start, market.ability_step
    for k in range(theta.shape[0]):
        worth[k] = 0.0
    if last > 0 and step > 0.0:
        for k in range(theta.shape[0]):
            worth[k] = min(max((theta[k] - start) / step, 0.0), 1.0 * last)
    for k in range(theta.shape[0]):
        node = max(min(int(worth[k]), last - 1), 0)
        share = worth[k] - node
        y, at = np.uintp(kind[k]), np.uintp(node)
        value = table[y, at] * (1.0 - share)
        if share > 0.0:
            value += table[y, at + np.uintp(1)] * share
        worth[k] = value
