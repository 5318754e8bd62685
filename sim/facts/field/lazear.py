"""Lazear 2000: piece rates raise output by 44 %, half of it by who works there."""

from __future__ import annotations

from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.facts.field.base import FieldExperiment, same_order
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.world.election import Job
from sim.world.worlds import Worlds

_TOTAL, _INCENTIVE = 0.44, 0.22
_SWITCH, _LATER, _END = 40, 100, 140
"""Quarters: when piece rates come, and from when until when selection is over."""
_BEFORE = 8  # quarters that the salary's output is meaned over
_ABILITY_SD = 0.25
PIECE_RATE = _INCENTIVE / (1.0 + _ABILITY_SD**2)
"""With output ``theta*(1 + slope*theta)`` the same people produce ``slope*E[theta**2]`` more."""


class Lazear(FieldExperiment):
    """An hourly wage with a least effort, then piece rates, in firms that go on.

    One task, least effort 1 (an hour's work that is enforced), nobody who wants anything but pay,
    abilities as everywhere. The piece rate is such that the same people produce 22 % more; what is
    tested is how much comes of who stays and who comes. Base pay clears under either: somebody of
    mean ability is indifferent.
    """

    name = "Lazear 2000"
    source = "Lazear 2000, Performance pay and productivity, AER 90"
    lever = "from a salary to a piece rate by which the same people produce 22 % more"
    effects = (
        same_order("piece rates on output", "relative", _TOTAL),
        same_order("of it by who works there", "share of the rise", 0.5),
    )

    def simulate(self, scenario: Scenario, threads: int) -> list[Floats]:
        salary, same, later = switched(factory(scenario))
        rise = later / salary - 1.0
        return [rise, (later - same) / (later - salary)]


def factory(scenario: Scenario) -> Scenario:
    """The labour market of a scenario, and work as in Lazear's model."""
    task = {"name": "operate", "value": 1.0, "visible": 1.0, "loading": 1.0, "intrinsic": 1.0}
    data: dict[str, Any] = {
        "quarters": _END,
        "burn_in": 0,
        "technology.tasks": [task],
        "executives.population": {"careerist": {"share": 1.0}},
        "executives.ability_sd": _ABILITY_SD,
        "executives.talent_sd": 0.0,
        "executives.talent_drift": 0.0,
        "market.participation": "quitting",
        "market.acquisition": 0.0,
        "package": {
            "base_pay": "clearing",
            "schemes": ["fixed-salary"],
            "filters": ["interview"],
            "oversight": [],
        },
        "shareholders.monitoring_levels": [0.0],
    }
    return scenario_of(scenario, data)


def switched(model: Scenario) -> tuple[Floats, Floats, Floats]:
    """(worlds,) output per seat under a salary, of the same people after the switch, and later.

    Args:
        model: Under a salary; half of the batch has piece rates all along, and lends its package.
    """
    piece = {"package.schemes": [{"name": "linear-bonus", "slope": PIECE_RATE}]}
    other = scenario_of(model, piece).package
    count = model.worlds
    batch = Worlds(
        [
            Job(model, range(count), ("salary", model.package, 0.0)),
            Job(model, range(count, 2 * count), ("piece rate", other, 0.0)),
        ],
        books=False,
    )
    found: list[Floats] = []

    def watch(now: Worlds) -> None:
        sits = (now.seats.executive >= 0).reshape(2 * count, -1)[:count]
        output = (now.seats.theta * now.actions.effort[0]).reshape(2 * count, -1)[:count]
        found.append((output * sits).sum(axis=1) / sits.sum(axis=1))

    batch.watch_efforts.append(watch)
    for quarter in range(_END):
        if quarter == _SWITCH:
            batch.adopt(np.ones(2 * count, dtype=np.int64))
        batch.step()
    by_quarter = np.array(found)
    return (
        by_quarter[_SWITCH - _BEFORE : _SWITCH].mean(axis=0),
        by_quarter[_SWITCH],
        by_quarter[_LATER:_END].mean(axis=0),
    )
