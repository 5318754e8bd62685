"""What the filters of a package see of applicants: traits, noise, gaming and faking."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.candidates import gaming, gaming_on_curve
from agents.numerics.compile import inlined, kernel
from agents.numerics.draws import stream
from agents.planning import interpolate
from incentives.arrays import Floats, Ints
from incentives.filters import Filter
from sim.scenario.package import Package

SLOTS = 64
"""Places of a vacancy whose draws share a stream."""
ABILITY, INTEGRITY, INTENT, TRIAL, TEMPTATION, HARM, RECORD = range(7)
_TRAITS = {
    "ability": ABILITY,
    "integrity": INTEGRITY,
    "intent": INTENT,
    "trial": TRIAL,
    "temptation": TEMPTATION,
    "harm": HARM,
    "record": RECORD,
}
GRADED = frozenset({"ability", "integrity", "trial"})
"""Traits whose signals are standardised, and may be gamed."""
INQUIRIES = TEMPTATION
"""From this one on traits are no numbers with noise: see :mod:`sim.hiring.inquiries`."""


class Tests(NamedTuple):
    """The filters of a package that measure something; arrays are (test,)."""

    trait: Ints  # what is measured
    weight: Floats  # of the trait in the signal: validity, or separation; see _weight
    noise: Floats  # its usual standard deviation in the signal
    kappa: Floats  # cost of gaming
    stream: Ints  # (block, 1 + tests) of new candidates, then of the noise of each test


def tests_of(package: Package, candidates: int) -> Tests:
    """What the filters of a package measure, with ``candidates`` applicants per vacancy."""
    names = ["candidate"]
    tests: list[Filter] = []
    for place, part in enumerate(package.filters):
        twins = sum(other.name == part.name for other in package.filters[:place])
        if part.measures != "nothing":
            tests.append(part)
            names.append(f"filter:{part.name}:{twins}")
    blocks = ["", *(f"/{block}" for block in range(1, (candidates - 1) // SLOTS + 1))]
    graded = np.array([part.measures in GRADED for part in tests], dtype=np.bool_)
    trait = np.array([_TRAITS[part.measures] for part in tests], dtype=np.int64)
    weight = np.array([_weight(part) for part in tests], dtype=np.float64)
    rest = np.sqrt(np.maximum(1.0 - weight * weight, 0.0))
    kappa = np.array([part.gaming_cost() for part in tests], dtype=np.float64)
    return Tests(
        trait=trait,
        weight=weight,
        noise=np.where(graded, rest, 1.0),
        kappa=np.where(trait < INQUIRIES, kappa, np.inf),
        stream=np.array([[stream(name + block) for name in names] for block in blocks]),
    )


def _weight(part: Filter) -> float:
    """Of the trait in the signal; of inquiries, how likely it is that something comes out."""
    if part.measures == "temptation":
        return part.suspicion()
    if part.measures in ("harm", "record"):
        return part.discovery()
    return part.separation() if part.measures == "intent" else part.correlation()


@kernel
def test_applicants(market, tests, out):  # type: ignore[no-untyped-def]
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
def look_up_worth(market, kind, theta, worth):  # type: ignore[no-untyped-def]
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
