"""When audits can be foreseen."""

from __future__ import annotations

from sim.scenario.scenario import Scenario

_YEAR = 4
"""Quarters."""


def audit_seasons(scenario: Scenario) -> list[int]:
    """Quarters of a run in which everybody can foresee audits.

    The calendar begins with the burn-in. Empty where shareholders choose among packages.
    """
    if scenario.shareholders.ballot:
        return []
    burn_in = scenario.burn_in_quarters()
    seasons = {
        part.model_dump()["season"]
        for part in scenario.package.oversight
        if part.name == "seasonal-audits" and part.model_dump()["rate"] > 0
    }
    return [q for q in range(scenario.quarters) if (q + burn_in) % _YEAR in seasons]
