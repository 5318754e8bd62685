"""What filters see of applicants, in kernels: traits, noise, gaming and faking."""

from __future__ import annotations

import numpy as np

from agents.candidates import gaming
from agents.numerics.compile import inlined, kernel, lean
from agents.planning import interpolate
from incentives.arrays import Floats, Ints
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket
from sim.hiring.traits import ABILITY, INQUIRIES, INTEGRITY, TRIAL, Tests

_LANES = 64  # applicants who are reckoned together
_STAKE, _LYING, _CAP, _BEST, _MOST, _WON = range(6)  # rows of the block that holds them
_ROWS = 6


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
    block = np.zeros(_ROWS * _LANES)
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
                for first in range(0, n, _LANES):
                    some = slice(first, min(first + _LANES, n))
                    one = worth[some], awareness[some], lying_cost[some], cap[some]
                    game_on_curve(one, chance, rung, kappa, block, game[some])
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


@lean
def game_on_curve(
    applicants: tuple[Floats, Floats, Floats, Floats],
    chance: Floats,
    step: float,
    kappa: float,
    block: Floats,
    game: Floats,
) -> None:
    """Lifts of a signal, as :func:`agents.candidates.gaming_on_curve` of one applicant.

    All are in one block of memory, so that a compiler sees that no two rows of it overlap, and
    goes through each piece of the curve in vectors.

    Args:
        applicants: Worth of the seat, awareness, lying costs and caps, of at most ``_LANES``.
        chance, step, kappa: See there; ``kappa`` is finite.
        block: Room for ``_ROWS`` numbers of each.
        game: Filled.
    """
    worth, awareness, lying_cost, cap = applicants
    for k in range(game.shape[0]):
        block[_STAKE * _LANES + k] = awareness[k] * max(worth[k], 0.0)
        block[_LYING * _LANES + k] = lying_cost[k]
        block[_CAP * _LANES + k] = cap[k]
    for k in range(_LANES):
        block[_BEST * _LANES + k] = 0.0
        block[_MOST * _LANES + k] = 0.0
        block[_WON * _LANES + k] = 0.0
    half = 0.5 * kappa
    for i in range(chance.shape[0]):
        low, gain = i * step, chance[i]
        for k in range(_LANES):
            stake, most = block[_STAKE * _LANES + k] * gain, block[_CAP * _LANES + k]
            high, lying = min(low + step, most), block[_LYING * _LANES + k]
            lift = min(max((stake - lying) / kappa, low), high)
            won, before = block[_WON * _LANES + k], block[_MOST * _LANES + k]
            utility = won + stake * (lift - low) - (half * lift + lying) * lift
            better = (low < most) & (utility > before)
            block[_MOST * _LANES + k] = utility if better else before
            block[_BEST * _LANES + k] = lift if better else block[_BEST * _LANES + k]
            block[_WON * _LANES + k] = won + stake * (high - low)
    for k in range(game.shape[0]):
        game[k] = block[_BEST * _LANES + k]


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
