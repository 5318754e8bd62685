"""Packages can change between quarters: worlds adopt what other worlds have."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_packages_of_another_scenario_are_refused():
    one, two = scenario(), scenario(metric__noise=0.7)
    worlds = Worlds([Job(one, range(2)), Job(two, range(2))])
    foreign = worlds.segments[-1].number
    with pytest.raises(ValueError, match="own scenario"):
        worlds.adopt(np.full(4, foreign))
