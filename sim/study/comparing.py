"""Two scenarios under the same luck: what one changes, world by world."""

from __future__ import annotations

from typing import Any

from sim.measures import MEASURES
from sim.scenario.scenario import Scenario
from sim.study.analysis import paired
from sim.support.inputs import InputError


def differences(a: Scenario, b: Scenario) -> list[dict[str, Any]]:
    """Play both; a row per measure, as of ``paired``.

    Raises:
        InputError: If their seeds or worlds differ, so that luck would not cancel.
    """
    from sim.play import simulate

    for field in ("seed", "worlds"):
        mine, theirs = getattr(a, field), getattr(b, field)
        if mine != theirs:
            raise InputError(f"{field}: is {mine} in A and {theirs} in B; expected the same")
    return paired(simulate(a)["runs"], simulate(b)["runs"], MEASURES)
