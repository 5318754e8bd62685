"""Small scenarios for tests."""

from __future__ import annotations

from typing import Any

from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.support.inputs import assign
from sim.world.election import Job
from sim.world.worlds import Worlds

PLAIN = "take-it-or-leave-it"
"""The preset without the mechanisms that the default has of people who can say no."""


def scenario(**settings: Any) -> Scenario:
    """A small scenario in which nobody can decline; ``a__b=c`` sets the field ``a.b``.

    It has none of what the default adds to the plain model, so a test switches on what it is about
    and knows what is off.
    """
    data = load_scenario(PLAIN).model_dump(mode="json", exclude_none=True)
    small = {"firms.count": 12, "firms.source": "synthetic", "quarters": 12, "worlds": 4}
    for path, value in {**small, **{k.replace("__", "."): v for k, v in settings.items()}}.items():
        assign(data, path, value)
    return Scenario.model_validate(data)


def batch(model: Scenario, worlds: Any = range(4), **asked: Any) -> Worlds:
    """A batch of one scenario."""
    return Worlds([Job(model, worlds)], **asked)
