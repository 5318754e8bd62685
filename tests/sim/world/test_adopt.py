"""Packages can change between quarters: worlds adopt what other worlds have."""

from __future__ import annotations

import numpy as np
import pytest

from sim.observers.contexts import Conducts
from sim.quarter.ledger import LEDGER, SERIES
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import scenario

RICH = {
    "quarters": 14,
    "metric.common_noise": 0.4,
    "technology.risk.levels": [0.5],
    "market.poaching": 0.1,
    "package.schemes": [
        {"name": "linear-bonus", "slope": 0.4, "metric": "growth"},
        {"name": "deferred-bonus", "slope": 0.3, "cliff": 4},
        {"name": "stock-price", "shares": 0.04},
    ],
    "package.filters": ["references", "interview"],
    "package.oversight": ["spot-checks", "takeover", "belief-dismissal", "risk-based-audits"],
}
"""Schemes that remember, oversight that comes and goes, filters that ask for former tenures."""


def twice(settings, other=None):
    """Three worlds of each of two elections under one scenario."""
    model = scenario(**{path.replace(".", "__"): value for path, value in settings.items()})
    second = model.package if other is None else scenario(**other).package
    jobs = [
        Job(model, range(3), ("one", model.package, 0.05)),
        Job(model, range(3, 6), ("two", second, 0.05)),
    ]
    return Worlds(jobs)


def differing(a: Worlds, b: Worlds) -> set[int]:
    """Worlds in which anything that is kept differs in any bit."""
    found = set()
    shape = (len(a.worlds), a.firms)
    for table in ("seats", "record", "actions"):
        for name, column in getattr(a, table)._asdict().items():
            twin = getattr(getattr(b, table), name)
            if column.shape[-1:] == (shape[0] * shape[1],):
                equal = np.equal(column, twin) | (np.isnan(column) & np.isnan(twin))
                found |= set(np.flatnonzero(~equal.reshape(-1, *shape).all(axis=(0, 2))))
    same = (a.series == b.series).all(axis=(0, 2))
    return found | set(np.flatnonzero(~same))


def test_moving_between_equal_packages_changes_no_bit():
    still, moved = twice(RICH), twice(RICH)
    lots = np.random.default_rng(3)
    forms = set()
    for quarter in range(14):
        if quarter:
            moved.adopt(lots.integers(0, 2, 6))
            forms |= {type(segment.worlds) for segment in moved.segments}
        still.step()
        moved.step()
    assert forms == {slice, np.ndarray}
    assert still.finished.first[-1] > 20  # seats were filled anew
    assert differing(still, moved) == set()


def test_another_package_changes_the_world_that_adopts_it_and_no_other():
    other = {"package__schemes": [{"name": "linear-bonus", "slope": 2.0}]}
    still, moved = twice({}, other), twice({}, other)
    for quarter in range(12):
        if quarter == 5:
            moved.adopt(np.array([0, 1, 0, 1, 1, 1]))
        still.step()
        moved.step()
        assert differing(still, moved) == ({1} if quarter >= 5 else set())


GROWTH = {"name": "linear-bonus", "slope": 0.5, "metric": "growth"}
LINEAR, HURDLE = {"name": "linear-bonus", "slope": 0.4}, {"name": "hurdle-bonus", "bonus": 5.0}


def test_what_the_former_package_awarded_is_not_paid_again():
    worlds = twice({"package.schemes": [LINEAR, HURDLE]}, {"package__schemes": [LINEAR]})
    for _ in range(3):
        worlds.step()
    worlds.adopt(np.ones(6, dtype=np.int64))
    slots = worlds.actions.awards.reshape(-1, 6, worlds.firms)
    worlds.step()
    assert (slots[1] == 0.0).all() and (slots[0] != 0.0).any()


def test_growth_is_not_measured_across_another_package():
    """Back after six quarters, it starts anew, as with a package that is new."""
    worlds = twice({"package.schemes": [GROWTH]}, {"package__schemes": [LINEAR]})
    for quarter in range(10):
        if quarter in (3, 9):
            worlds.adopt(np.array([1, 0, 0, 1, 1, 1]) if quarter == 3 else FORMER)
        worlds.step()
    first = slice(0, worlds.firms)
    assert worlds.actions.awards[0, first] == pytest.approx(0.0, abs=1e-12)
    second = slice(worlds.firms, 2 * worlds.firms)
    assert np.abs(worlds.actions.awards[0, second]).max() > 0.01  # control


FORMER = np.array([0, 0, 0, 1, 1, 1])


def test_observers_follow():
    worlds = twice({}, {"package__schemes": [{"name": "linear-bonus", "slope": 2.0}]})
    conducts = Conducts(worlds)
    for quarter in range(12):
        if quarter == 5:
            worlds.adopt(np.ones(6, dtype=np.int64))
        worlds.step()
    assert len(worlds.segments) == 1
    assert conducts.table()["quarters"].sum() == worlds.series[:, :, SERIES.index("seats")].sum()


DEFERS = {"name": "deferred-bonus", "slope": 0.5}


@pytest.mark.parametrize("new", [[LINEAR], [LINEAR, "clawback"], [{**DEFERS, "cliff": 2}]])
def test_accounts_come_under_the_terms_of_the_new_package(new):
    """What is in them stays, and vests as the new package has it; at once, if it has none."""
    worlds = twice({"package.schemes": [DEFERS]}, {"package__schemes": new})
    for _ in range(5):
        worlds.step()
    worlds.adopt(np.ones(6, dtype=np.int64))
    seats = worlds.seats
    assert (seats.unvested != 0.0).any()
    for _ in range(2):
        owed = (seats.unvested * seats.base_pay).sum(axis=0)
        worlds.step()
        entry = dict(zip(LEDGER, worlds.actions.books, strict=True))
        change = entry["granted"] - entry["vested"] - entry["forfeited"]
        assert entry["d_deferred"] == pytest.approx(change)
        after = (seats.unvested * seats.base_pay).sum(axis=0)
        assert after - owed == pytest.approx(entry["d_deferred"], abs=1e-12)
    assert (seats.unvested == 0.0).all() == ("cliff" not in new[0])


@pytest.mark.parametrize(
    ("other", "choice", "words"),
    [
        (None, [0, 0, 0, 1, 1, 2], "from 0 to 1"),
        (None, [0, -1, 0, 1, 1, 1], "from 0 to 1"),
        (None, [0, 0], "6 numbers of segments"),
        (None, [0.0] * 6, "6 numbers of segments"),
    ],
)
def test_what_cannot_be_adopted_is_refused_and_changes_nothing(other, choice, words):
    worlds = twice({}, other)
    worlds.step()
    before = worlds.segments
    with pytest.raises(ValueError, match=words):
        worlds.adopt(np.array(choice))
    assert worlds.segments is before


def test_packages_of_another_scenario_are_refused():
    one, two = scenario(), scenario(metric__noise=0.7)
    worlds = Worlds([Job(one, range(2)), Job(two, range(2))])
    foreign = worlds.segments[-1].number
    with pytest.raises(ValueError, match="own scenario"):
        worlds.adopt(np.full(4, foreign))
