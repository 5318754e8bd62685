"""Harm that surfaces, author by author, against vintages; and bombs against harm."""

from __future__ import annotations

import numpy as np
import pytest

from sim.observers.harm import Harm
from sim.quarter.state import FREE, GONE, SEATED
from tests.sim.worlds import batch, scenario

FLUX = {
    "quarters": 20,
    "worlds": 3,
    "market__poaching": 0.2,
    "market__pool_exit": 0.05,
    "market__detected_return": 0.7,
    "market__experienced": 4,
    "executives__foresight": 0,
}


def watched(**settings):
    worlds = batch(scenario(**{**FLUX, **settings}), range(3), vintages=True)
    harm, bombs = Harm(worlds), []
    worlds.watch_efforts.append(lambda now: bombs.append((now.quarter, harm.bombs)))
    return worlds.run(), harm, bombs


def surfaced(worlds):
    """(quarter, number, firm) base pays that surfaced of each tenure's harm, from its vintages."""
    om = worlds.segments[0].scenario.technology.maturing
    made = worlds.vintages
    numbers = int(worlds.seats.number.max()) + 1
    found = np.zeros((worlds.quarters, numbers, worlds.seats.number.size))
    for born in range(worlds.quarters):
        firms = np.flatnonzero(made.harm[born] > 0.0)
        author = made.number[born, firms]
        for quarter in range(born + 1, worlds.quarters):
            share = om * (1.0 - om) ** (quarter - born - 1)
            found[quarter, author, firms] += share * made.harm[born, firms]
    return found * worlds.seats.impact


@pytest.mark.parametrize("maturing", [0.08, 0.5, 1.0])
def test_who_surfaces_where_is_what_vintages_and_tenures_say(maturing):
    worlds, harm, _ = watched(technology__maturing=maturing)
    found, tenures = surfaced(worlds), worlds.tenures
    shape = harm.surfaced.left.shape
    in_office, left, elsewhere = np.zeros((3, *shape))
    exists = (tenures.quarters > 0) | (tenures.exit > 0)
    end = np.where(tenures.exit > 0, tenures.end, worlds.quarters)
    for number, firm in zip(*np.nonzero(exists), strict=True):
        world, who = firm // worlds.firms, tenures.executive[number, firm]
        mine = exists & (tenures.executive == who)
        mine[:, np.arange(tenures.end.shape[1]) // worlds.firms != world] = False
        mine[:, firm] = False  # whoever is back at the firm sits nowhere else
        for quarter in range(worlds.quarters):
            amount = found[quarter, number, firm]
            if quarter <= end[number, firm]:
                in_office[world, who] += amount
            else:
                left[world, who] += amount
                seated = mine & (tenures.start <= quarter) & (quarter <= end)
                elsewhere[world, who] += amount * seated.any()
    assert harm.surfaced.in_office == pytest.approx(in_office, abs=1e-9)
    assert harm.surfaced.left == pytest.approx(left, abs=1e-9)
    assert harm.surfaced.elsewhere == pytest.approx(elsewhere, abs=1e-9)
    assert 0.0 < elsewhere.sum() < left.sum()


@pytest.mark.parametrize("threshold", [0.0, 1.0, 6.0])
def test_bombs_add_up_to_what_has_surfaced_but_for_a_rest_below_the_threshold(threshold):
    worlds, _, bombs = watched(thresholds__bomb=threshold)
    total = surfaced(worlds).sum(axis=0)
    told = np.zeros(total.shape)
    for _, bomb in bombs:
        assert (bomb.amount >= threshold).all() and (bomb.amount > 0.0).all()
        told[bomb.number, bomb.row] += bomb.amount
        author = worlds.tenures.executive[bomb.number, bomb.row]
        np.testing.assert_array_equal(author, bomb.executive)
    rest = total - told
    assert (rest > -1e-9).all() and (rest < threshold + 1e-9).all()
    assert told.sum() > 0.0 and (threshold == 0.0 or rest.max() > 0.1)


def test_a_bomb_says_where_its_author_is():
    worlds, _, bombs = watched(thresholds__bomb=0.5)
    tenures, seen = worlds.tenures, set()
    for quarter, bomb in bombs:
        for row, who, status, now_at in zip(
            bomb.row, bomb.executive, bomb.status, bomb.now_at, strict=True
        ):
            world = row // worlds.firms
            firms = np.arange(tenures.end.shape[1])
            mine = (tenures.executive == who) & (firms // worlds.firms == world)
            running = mine & (tenures.start <= quarter)
            running &= (tenures.end >= quarter) | (tenures.exit == 0)
            running &= tenures.quarters > 0
            where = np.nonzero(running)[1] % worlds.firms
            assert (status == SEATED) == (where.size == 1)
            assert now_at == (where[0] if where.size else -1)
            seen.add((status, now_at == row % worlds.firms))
    assert seen == {(SEATED, True), (SEATED, False), (FREE, False), (GONE, False)}


def test_watching_changes_nothing():
    plain = batch(scenario(**FLUX), range(3)).run()
    worlds, *_ = watched()
    np.testing.assert_array_equal(plain.series, worlds.series)
    np.testing.assert_array_equal(plain.seats.belief, worlds.seats.belief)


def test_bombs_are_the_same_without_sums() -> None:
    found = []
    for sums in (True, False):
        worlds = batch(scenario(**FLUX), range(3))
        harm = Harm(worlds, sums)
        worlds.watch_efforts.append(lambda now, harm=harm: found.append(harm.bombs))
        worlds.run()
        assert (harm.surfaced.left.size > 0) is sums
    half = len(found) // 2
    assert sum(bombs.row.size for bombs in found[:half]) > 100
    for one, other in zip(found[:half], found[half:], strict=True):
        for left, right in zip(one, other, strict=True):
            np.testing.assert_array_equal(left, right)
