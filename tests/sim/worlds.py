"""Small scenarios for tests."""

from __future__ import annotations

from typing import Any

from sim.scenario.scenario import Scenario
from sim.support.inputs import assign
from sim.world.election import Job
from sim.world.worlds import Worlds


def scenario(**settings: Any) -> Scenario:
    """The default scenario, small; ``a__b=c`` sets the field ``a.b``."""
    data = Scenario().model_dump(mode="json", exclude_none=True)
    small = {"firms.count": 12, "firms.source": "synthetic", "quarters": 12, "worlds": 4}
    for path, value in {**small, **{k.replace("__", "."): v for k, v in settings.items()}}.items():
        assign(data, path, value)
    return Scenario.model_validate(data)


def batch(model: Scenario, worlds: Any = range(4), **asked: Any) -> Worlds:
    """A batch of one scenario."""
    return Worlds([Job(model, worlds)], **asked)
