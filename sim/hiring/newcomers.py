"""Newcomers by kind and ability, as nodes of a quadrature, and what tests show of them.

Ability is normal within a kind, cut as in :mod:`sim.hiring.applicants`. What an applicant shows
bends or jumps in its ability where the worth of the seat has a node, where the best lift jumps
(:func:`agents.candidates.turning_stakes`), where another contract is chosen and where people begin
to take the seat. Nodes are laid between these places, so that integrals over them are smooth in the
chances of being hired; those who refuse have none. What they show is what
:mod:`sim.hiring.signals` says.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents.candidates import gaming_on_curve, turning_stakes
from agents.numerics.compile import Repeated, inlined, kernel, lean
from incentives.arrays import Floats, Ints
from sim.hiring.applicants import ABILITY_SDS, ability, new_applications
from sim.hiring.contracts import chosen
from sim.hiring.market import LabourMarket
from sim.hiring.signals import test_applicants
from sim.hiring.traits import ABILITY, TRIAL, Tests

_PANEL = 0.26  # standard deviations of ability that three Gauss nodes cover
_GAUSS = math.sqrt(0.6)
_FEW = 4.0  # panels of a segment, up to which a bound of what gaming moves is as good
_NODES = 1024  # for which there is room at first
WAVES = 32
"""Nodes whose waves are added up together."""
_VACANCY = np.zeros(1, dtype=np.int64)


class Newcomers(NamedTuple):
    """Nodes, (nodes,) each unless said otherwise."""

    row: Ints  # kind, and contract where there is a menu
    mass: Floats  # of the population; the rest refuses
    theta: Floats
    bare: Floats  # weighted sum of what tests show, without noise and gaming
    game: Floats  # (tests, nodes) weighted lift by gaming


def newcomers(market: LabourMarket, tests: Tests, weight: Floats, finest: float) -> Newcomers:
    """Everybody who may apply for the first time, and would take the seat.

    Args:
        market, tests: The applicants, and what is tested.
        weight: (tests,) of tests in the sum of scores; 0 for those that are left out.
        finest: Most that the mean score may move between the ends of three nodes.
    """
    size = _NODES
    while True:
        row, mass, theta = np.empty(size, dtype=np.int64), np.empty(size), np.empty(size)
        count = _lay_out(market, tests, weight, finest, row, mass, theta)
        if count <= size:
            break
        size = count
    row, mass, theta = row[:count], mass[:count], theta[:count]
    shown = new_applications(_VACANCY, count, weight.size)
    shown.kind[:], shown.theta[:], shown.signal[:] = row, theta, 0.0
    _test_applicants(market, tests, shown)
    bare, game = np.zeros(count), weight[:, None] * shown.game
    for test, counts in enumerate(weight.tolist()):
        if counts != 0.0:
            bare += counts * (shown.signal[test] - shown.game[test])
    return Newcomers(row, mass, theta, bare, game)


@kernel
def lay_out(
    market: LabourMarket,
    tests: Tests,
    weight: Floats,
    finest: float,
    row: Ints,
    mass: Floats,
    theta: Floats,
) -> int:
    """Lay nodes, as far as there is room for them in the last three; how many there should be."""
    pieces, contracts = market.chance.shape[1], market.contracts
    start, step = market.ability_start, market.ability_step
    turns = np.empty((market.seat_value.shape[0], weight.shape[0], 3 * pieces + 1))
    known, steep = _turns(market, tests, weight, turns)
    cuts = np.empty(2 + contracts * (weight.shape[0] * (3 * pieces + 1) + 2 + contracts))
    tail = 0.5 * math.erfc(ABILITY_SDS / math.sqrt(2.0))
    count, below = 0, 0.0
    for k in range(market.shares.shape[0]):
        share = (market.shares[k] if k + 1 < market.shares.shape[0] else 1.0) - below
        below = market.shares[k]
        first = k * contracts
        mean, sd = market.ability_mean[first], market.ability_sd[first]
        low, high = ability(mean, sd, -ABILITY_SDS), ability(mean, sd, ABILITY_SDS)
        if not share > 0.0:
            continue
        # Whoever would be beyond the ends stands there; all of them, if nobody differs.
        least = 0.5 * math.erfc((mean - low) / sd / math.sqrt(2.0)) if high > low else 1.0
        for end, part in ((low, least), (high, tail if high > low else 0.0)):
            y = chosen(market.choice_value, start, step, contracts, first, end)
            if end < market.accepts[y]:
                continue
            if count < mass.shape[0]:
                theta[count], mass[count], row[count] = end, share * part, y
            count += 1
        left = low
        while left < high:
            right = min(_next_node(start, step, left), high)
            found = _cut(
                market.seat_value,
                market.choice_value,
                market.awareness,
                market.accepts,
                turns,
                known,
                start,
                step,
                (first, contracts),
                (left, right),
                cuts,
            )
            for i in range(found - 1):
                width = cuts[i + 1] - cuts[i]
                if not width > 0.0:
                    continue
                middle = cuts[i] + 0.5 * width
                y = chosen(market.choice_value, start, step, contracts, first, middle)
                if middle < market.accepts[y]:
                    continue
                moved = width * steep[y, 1]
                if moved > _FEW * finest:
                    moved = _gamed(market, tests, weight, y, cuts[i], cuts[i + 1])
                moved += width * steep[y, 0]
                if steep[y, 2] > 0.0:
                    before = _at(market.trial, y, start, step, cuts[i])
                    after = _at(market.trial, y, start, step, cuts[i + 1])
                    moved += steep[y, 2] * abs(after - before)
                panels = math.ceil(max(width / (_PANEL * sd), moved / finest, 1e-9))
                half = 0.5 * width / panels
                for panel in range(panels):
                    for g in range(-1, 2):
                        if count < mass.shape[0]:
                            at = cuts[i] + (2 * panel + 1 + g * _GAUSS) * half
                            z = (at - mean) / sd
                            part = (8.0 if g == 0 else 5.0) / 9.0 * half / sd
                            density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
                            theta[count], row[count] = at, y
                            mass[count] = share * part * density
                        count += 1
            left = right
    return count


@lean
def _gamed(
    market: LabourMarket, tests: Tests, weight: Floats, row: int, left: float, right: float
) -> float:
    """How far gaming moves the score of a row from one ability to another, where no game jumps."""
    start, step, moved = market.ability_start, market.ability_step, 0.0
    chances = market.chance
    for t in range(weight.shape[0]):
        if weight[t] > 0.0 and tests.kappa[t] < np.inf:
            cap, lifts = market.gaming_cap[row], 0.0
            for way in (-1.0, 1.0):  # a quarter and three quarters on the way, off the ends
                theta = 0.5 * (left + right) + 0.25 * way * (right - left)
                lifts += way * gaming_on_curve(
                    _at(market.seat_value, row, start, step, theta),
                    market.awareness[row],
                    market.lying_cost[row],
                    chances[t],
                    market.rung if chances.shape[1] > 1 else cap,
                    tests.kappa[t],
                    cap,
                )
            moved += 2.0 * weight[t] * abs(lifts)
    return moved


@inlined
def _next_node(start: float, step: float, theta: float) -> float:
    """The next ability at which the worth of seats has a node."""
    if not step > 0.0:
        return np.inf
    return start + (math.floor((theta - start) / step + 1e-9) + 1.0) * step


@kernel
def _turns(market: LabourMarket, tests: Tests, weight: Floats, out: Floats) -> tuple[Ints, Floats]:
    """Where gaming bends or jumps.

    Args:
        out: (rows, tests, :) stakes, filled.

    Returns:
        (rows, tests) how many, and (rows, 3) the most that the mean score moves in between: per
        unit of ability, likewise by gaming, and per unit of what trials show.
    """
    rows, count = out.shape[0], out.shape[1]
    known, steep = np.zeros((rows, count), dtype=np.int64), np.zeros((rows, 3))
    step = market.ability_step
    for row in range(rows):
        worth, aware, cap = market.seat_value[row], market.awareness[row], market.gaming_cap[row]
        rise = 0.0
        for a in range(worth.shape[0] - 1):
            rise = max(rise, abs(worth[a + 1] - worth[a]) / step)
        most = aware * worth.max()
        for t in range(count):
            if weight[t] == 0.0:
                continue
            if tests.trait[t] == ABILITY and market.sd > 0.0:
                steep[row, 0] += weight[t] * abs(tests.weight[t]) / market.sd
            if tests.trait[t] == TRIAL:
                steep[row, 2] += weight[t] * abs(tests.weight[t])
            if most > 0.0 and tests.kappa[t] < np.inf and cap > 0.0:
                chance = market.chance[t]
                length = market.rung if chance.shape[0] > 1 else cap
                known[row, t] = turning_stakes(
                    market.lying_cost[row], chance, length, tests.kappa[t], cap, most, out[row, t]
                )
                steep[row, 1] += weight[t] * aware * rise * max(chance.max(), 0.0) / tests.kappa[t]
    return known, steep


@lean
def _cut(
    worth: Floats,
    choice: Floats,
    awareness: Floats,
    accepts: Floats,
    turns: Floats,
    known: Ints,
    start: float,
    step: float,
    rows: tuple[int, int],
    ends: tuple[float, float],
    cuts: Floats,
) -> int:
    """Where between two nodes of ability something bends, in order, ends included.

    Args:
        worth, choice: (rows, abilities) of the seat, and of what contracts are compared by.
        awareness, turns, known: As above; ``accepts``: (rows,) the least able who take the seat.
        start, step: Of the nodes of ability.
        rows: The first of a kind, and how many it has; ``ends``: two abilities.
        cuts: Filled.
    """
    (first, contracts), (left, right) = rows, ends
    cuts[0], cuts[1] = left, right
    count = 2
    for row in range(first, first + contracts):
        if left < accepts[row] < right:
            cuts[count] = accepts[row]
            count += 1
        one = _at(worth, row, start, step, left)
        rise = _at(worth, row, start, step, right) - one
        if rise != 0.0 and awareness[row] > 0.0:
            part = -one / rise
            if 0.0 < part < 1.0:
                cuts[count] = left + part * (right - left)
                count += 1
            for t in range(known.shape[1]):
                for i in range(known[row, t]):
                    part = (turns[row, t, i] / awareness[row] - one) / rise
                    if 0.0 < part < 1.0:
                        cuts[count] = left + part * (right - left)
                        count += 1
        for other in range(first, row):
            a = _at(choice, row, start, step, left) - _at(choice, other, start, step, left)
            b = _at(choice, row, start, step, right) - _at(choice, other, start, step, right)
            if a * b < 0.0:
                cuts[count] = left + a / (a - b) * (right - left)
                count += 1
    for i in range(1, count):
        value, j = cuts[i], i
        while j > 0 and cuts[j - 1] > value:
            cuts[j] = cuts[j - 1]
            j -= 1
        cuts[j] = value
    return count


@inlined
def _at(table: Floats, row: int, start: float, step: float, theta: float) -> float:
    """As :func:`agents.planning.interpolate` in one row of a table."""
    last = table.shape[1] - 1
    place = min(max((theta - start) / step, 0.0), 1.0 * last) if step > 0.0 else 0.0
    node = max(min(int(place), last - 1), 0)
    share = place - node
    value: float = table[row, node] * (1.0 - share)
    if share > 0.0:
        value += table[row, node + 1] * share
    return value


@lean
def add_spectrum(
    row: Ints,
    mass: Floats,
    at: Floats,
    step: float,
    upto: Ints,
    room: tuple[Floats, Floats],
    out: Floats,
) -> None:
    """Characteristic functions of masses, by row; ``WAVES`` nodes of a row at a time.

    Args:
        row, mass, at: (nodes,) whose, how much, and where.
        step: Between two frequencies; ``upto``: (rows,) as many are asked for.
        room: (4 * WAVES,) and (frequencies, 2 * WAVES), workspace.
        out: (rows, frequencies, 2) sums of ``mass * exp(-1j * step * k * at)``, real and imaginary.
    """
    wave, sums = room
    out[:] = 0.0
    start = 0
    while start < mass.shape[0]:
        y = row[start]
        stop = start + 1
        while stop < mass.shape[0] and row[stop] == y:
            stop += 1
        for k in range(upto[y]):
            for lane in range(2 * WAVES):
                sums[k, lane] = 0.0
        for first in range(start, stop, WAVES):
            for lane in range(WAVES):
                i = first + lane
                angle = step * at[i] if i < stop else 0.0
                wave[lane], wave[WAVES + lane] = math.cos(angle), -math.sin(angle)
                wave[2 * WAVES + lane] = mass[i] if i < stop else 0.0
                wave[3 * WAVES + lane] = 0.0
            for k in range(upto[y]):
                for lane in range(WAVES):
                    turn, lean = wave[lane], wave[WAVES + lane]
                    real, imaginary = wave[2 * WAVES + lane], wave[3 * WAVES + lane]
                    sums[k, lane] += real
                    sums[k, WAVES + lane] += imaginary
                    wave[2 * WAVES + lane] = real * turn - imaginary * lean
                    wave[3 * WAVES + lane] = real * lean + imaginary * turn
        for k in range(upto[y]):
            for lane in range(WAVES):
                out[y, k, 0] += sums[k, lane]
                out[y, k, 1] += sums[k, WAVES + lane]
        start = stop


# Markets and tests have the same types always, so nobody has to look at two dozen of them again.
_lay_out, _test_applicants = Repeated(lay_out), Repeated(test_applicants)
