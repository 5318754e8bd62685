"""Whom a package will hire, by simulated hiring before anybody moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from incentives import Applicants
from sim.hiring import new_candidates, new_round
from sim.inquiries import inquire
from sim.market import market_of
from sim.menus import choose_contracts
from sim.randomness import as_normals, draw_uniforms, stream
from sim.scenario import Package
from sim.signals import test_applicants, tests_of

Floats = npt.NDArray[np.float64]

_VACANCIES = 1000


def expected_hires(
    plan: Mapping[str, npt.NDArray[Any]], package: Package, candidates: int
) -> tuple[Floats, Floats]:
    """Shares of kinds among the hired, and their mean ability.

    Applicants are newcomers; the draws are the same for every package.

    Args:
        plan: Fields of the plan.
        package: Its filters are put to work.
        candidates: Applicants per vacancy.
    """
    market, tests = market_of(plan), tests_of(package, candidates)
    round_ = new_round(np.arange(_VACANCIES), candidates, tests.kappa.size)
    luck = [_luck(place, round_.lot.size) for place in range(len(package.filters) + 1)]
    luck[0][0] = as_normals(luck[0][0])
    new_candidates(market, luck[0], round_)
    measured = [place for place, part in enumerate(package.filters) if part.measures != "nothing"]
    for row, place in enumerate(measured):
        round_.signal[row] = as_normals(luck[place + 1][0])
    if market.contracts > 1:
        choose_contracts(market, round_)
    test_applicants(market, tests, round_)
    inquire(market, tests, round_)
    seen = round_.by_vacancy()
    score = np.zeros(seen.lot.shape)
    signals = iter(seen.signal)
    for part, lots in zip(package.filters, luck[1:], strict=True):
        signal = next(signals) if part.measures != "nothing" else np.zeros(score.shape)
        lot = lots[3].reshape(score.shape)
        score += part.score(Applicants(signal, seen.reputation, lot))
    winner = score.argmax(axis=1)
    rows = np.flatnonzero(np.isfinite(score.max(axis=1)))
    hired, skill = seen.kind[rows, winner[rows]], seen.theta[rows, winner[rows]]
    shares = np.bincount(hired, minlength=market.ability_mean.size) / max(rows.size, 1)
    means = market.ability_mean.copy()
    for y in np.unique(hired):
        means[y] = skill[hired == y].mean()
    return shares, means


def _luck(quarter: int, applicants: int) -> Floats:
    """Uniforms, (4, applicants), of seed 0."""
    worlds = np.zeros(1, dtype=np.int64)
    lots: Floats = draw_uniforms(np.uint64(0), worlds, stream("forecast"), quarter, applicants)[0].T
    return np.ascontiguousarray(lots)
