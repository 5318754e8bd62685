"""Step 10: vacancies are filled from new candidates and from executives between two seats.

Larger firms choose first. A free executive applies to at most one firm in a quarter. The kernels
do everything but the score, which is the filters' (NumPy, on the vacancies only).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, kernel, lean
from agents.numerics.draws import fill_rows, fill_slots, stream, to_normals
from incentives.arrays import Floats, Ints
from sim.hiring.contracts import choose_contracts
from sim.hiring.signals import SLOTS, test_applicants

_MARKET = stream("market")


class Applications(NamedTuple):
    """Applicants of one quarter, all of a vacancy side by side: (vacancies * applicants,)."""

    firm: Ints  # (vacancies,) rows of the firms
    executive: Ints  # row of an experienced applicant, -1 for a new candidate
    kind: Ints
    theta: Floats
    reputation: Floats
    lot: Floats
    worth: Floats  # of the seat to the applicant, base pays
    lift: Floats  # gaming, over all tests
    spent: Floats  # what it cost, base pays
    signal: Floats  # (tests, vacancies * applicants)
    game: Floats  # of it, lifted by gaming

    def by_vacancy(self) -> Applications:
        """The same as (vacancies, applicants)."""
        shape = (self.firm.size, self.lot.size // self.firm.size)
        columns = [column.reshape(shape) for column in self[1:-2]]
        tests = [column.reshape(len(column), *shape) for column in self[-2:]]
        return Applications._make([self.firm, *columns, *tests])


def new_applications(rows: Ints, count: int, tests: int) -> Applications:
    """Room for ``count`` applicants at each of the vacant ``rows``."""
    n = rows.size * count
    whole, room = np.empty((2, n), dtype=np.int64), np.empty((6 + 2 * tests, n))
    return Applications._make([rows, *whole, *room[:6], room[6 : 6 + tests], room[6 + tests :]])


@kernel
def gather(market, tests, firms, executives, pools, worlds, seed, quarter, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` with the applicants for ``out.firm`` and with their signals.

    The order of the pools changes, as those who apply move to the end.
    """
    n = out.theta.shape[0]
    choice, lots = np.empty((4, out.firm.shape[0])), np.empty((4, n))
    fill_rows(seed, worlds, _MARKET, quarter, firms, out.firm, choice)
    draw_places(seed, worlds, tests.stream, quarter, firms, out.firm, lots, out.signal)
    to_normals(lots[0])
    to_normals(out.signal.ravel())
    new_candidates(market, lots, out)
    call_experienced(market, firms, executives, pools, choice, lots[2], out)
    if market.contracts > 1:
        choose_contracts(market, out)
    test_applicants(market, tests, out)


@kernel
def draw_places(seed, worlds, streams, quarter, firms, rows, lots, noise):  # type: ignore[no-untyped-def]
    """Uniforms of all applicants: ``SLOTS`` places of a vacancy per row of ``streams``."""
    vacancies = rows.shape[0]
    places = lots.shape[1] // max(vacancies, 1)
    if streams.shape[0] == 1:
        fill_slots(seed, worlds, streams[0], quarter, firms, rows, SLOTS, lots, noise)
        return
    for block in range(streams.shape[0]):
        first = block * SLOTS
        some = min(places - first, SLOTS)
        lot, own = np.empty((4, vacancies * some)), np.empty((noise.shape[0], vacancies * some))
        fill_slots(seed, worlds, streams[block], quarter, firms, rows, SLOTS, lot, own)
        for v in range(vacancies):
            k = v * places + first
            lots[:, k : k + some] = lot[:, v * some : (v + 1) * some]
            noise[:, k : k + some] = own[:, v * some : (v + 1) * some]


@lean
def new_candidates(market, lots, out):  # type: ignore[no-untyped-def]
    """All places to new candidates, from a normal (ability) and uniforms (kind, _, lot)."""
    standing, kind_lot, lot = lots[0], lots[1], lots[3]
    n = out.theta.shape[0]
    for k in range(n):
        out.lot[k] = lot[k]
        out.reputation[k] = np.nan
        out.executive[k] = -1
        out.kind[k] = 0
    for y in range(market.shares.shape[0] - 1):
        for k in range(n):
            out.kind[k] += 1 if kind_lot[k] >= market.shares[y] else 0
    if market.contracts > 1:
        for k in range(n):
            out.kind[k] *= market.contracts  # the row of its first contract
    if market.alike:
        mean, sd = market.ability_mean[0], market.ability_sd[0]
        for k in range(n):
            out.theta[k] = ability(mean, sd, standing[k])
    else:
        for k in range(n):
            y = out.kind[k]
            out.theta[k] = ability(market.ability_mean[y], market.ability_sd[y], standing[k])


@lean
def call_experienced(market, firms, executives, pools, choice, late_choice, out):  # type: ignore[no-untyped-def]
    """Executives from the pool apply at the first places of each vacancy.

    ``choice`` is (4, vacancies) uniforms for the first four places, ``late_choice`` (vacancies *
    applicants,) for the others.
    """
    places = out.theta.shape[0] // max(out.firm.shape[0], 1)
    taken = 0  # free executives of this world that have applied already
    world = -1
    for v in range(out.firm.shape[0]):
        w = out.firm[v] // firms
        if w != world:
            world = w
            taken = 0
        last_firm = left_firm(out.firm[v] - w * firms)
        for c in range(min(places, market.experienced)):
            free = pools.waiting[w] - taken
            if free <= 0:
                break
            # A random place among those who have not applied yet; they move to the end.
            k = v * places + c
            lot = choice[c, v] if c < 4 else late_choice[k]
            pick = min(int(lot * free), free - 1)
            e = pools.executive[w, pick]
            left = pools.left[w, pick]
            if left != last_firm:  # nobody applies where they have just left
                pools.executive[w, pick] = pools.executive[w, free - 1]
                pools.executive[w, free - 1] = e
                pools.left[w, pick] = pools.left[w, free - 1]
                pools.left[w, free - 1] = left
                taken += 1
                out.executive[k] = e
    # In a loop of its own, so that what is far away in the memory is fetched for many at once.
    for v in range(out.firm.shape[0]):
        w = out.firm[v] // firms
        for k in range(v * places, v * places + min(places, market.experienced)):
            e = out.executive[k]
            if e >= 0:
                out.kind[k] = executives.kind[w, e]
                out.theta[k] = executives.theta[w, e]
                out.reputation[k] = executives.reputation[w, e]


@inlined
def ability(mean, sd, standing):  # type: ignore[no-untyped-def]
    """Ability of somebody who enters the market, from a standard normal."""
    return max(mean + sd * min(max(standing, -5.0), 5.0), 0.05)


@inlined
def left_firm(firm):  # type: ignore[no-untyped-def]
    """How ``Executives.firm`` remembers the last employer of somebody without a seat."""
    return -2 - firm
