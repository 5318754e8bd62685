"""Two scenarios under the same luck: what one changes, world by world."""

from __future__ import annotations

from typing import Any

from sim.analysis.means import paired
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.support.progress import Advance
from sim.support.tally import Parts
from sim.tables.columns import MEASURES


def differences(
    a: Scenario, b: Scenario, progress: Advance = lambda done, total: None
) -> list[dict[str, Any]]:
    """Play both; a row per measure, as of ``paired``.

    Args:
        a: A scenario.
        b: Another one.
        progress: Called with the worlds that are played of both, and all of them.

    Raises:
        InputError: If their seeds, worlds or burn-ins differ, so that luck would not cancel.
    """
    from sim.tables.simulate import simulate

    for field in ("seed", "worlds"):
        mine, theirs = getattr(a, field), getattr(b, field)
        if mine != theirs:
            raise InputError(f"{field}: is {mine} in A and {theirs} in B; expected the same")
    before = a.burn_in_quarters(), b.burn_in_quarters()
    if before[0] != before[1]:
        raise InputError(
            f"burn_in: is {before[0]} quarters in A and {before[1]} in B; expected the same"
        )
    parts = Parts(progress, a.worlds + b.worlds)
    one, other = (simulate(each, progress=parts.next(each.worlds))["runs"] for each in (a, b))
    return paired(one, other, MEASURES)
