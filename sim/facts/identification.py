"""Which parameter moves which fact: the Jacobian at the calibrated preset."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.facts.catalogue import Fact, facts
from sim.facts.measuring import values_of
from sim.facts.parameters import FREE_PARAMETERS, US_LISTED, scenario_at
from sim.scenario.presets import scenario_data
from sim.support.inputs import value_at

_STEP = 0.08
"""Of the way between a parameter's bounds, to either side."""
_WORLDS = 12
_TOLD = 0.3
"""Of half of a range: directions that move the facts less, over a step, tell nothing."""


class Jacobian(NamedTuple):
    """Changes of facts over steps of parameters.

    Attributes:
        facts: Rows; ``parameters``: columns.
        change: (facts, parameters) in halves of the published range, over ``2*_STEP`` of the way
            between the bounds of the parameter.
        error: Standard errors of the same; equal luck on both sides.
    """

    facts: tuple[Fact, ...]
    parameters: tuple[str, ...]
    change: Floats
    error: Floats

    def directions(self) -> Floats:
        """Singular values, falling: what independent combinations of parameters move."""
        return np.asarray(np.linalg.svd(self.change, compute_uv=False), dtype=np.float64)

    def identified(self) -> int:
        """How many of them move the facts by more than ``_TOLD``."""
        return int((self.directions() > _TOLD).sum())


def calibrated() -> dict[str, float]:
    """Values of the free parameters in the preset."""
    data = scenario_data(US_LISTED)
    free = {name: each for name, each in FREE_PARAMETERS.items() if each.to}
    found = {name: float(value_at(data, each.to[0])) for name, each in free.items()}
    share = {name: kind["share"] for name, kind in data["executives"]["population"].items()}
    harmful = share["looter"] + share["saboteur"]
    found["harmful goals"] = harmful
    found["looters of them"] = share["looter"] / harmful
    found["empire builders"] = share["empire-builder"]
    return {name: found[name] for name in FREE_PARAMETERS}


@cache
def jacobian(worlds: int = _WORLDS) -> Jacobian:
    """At the preset, over the facts that have a range and are no input."""
    tests = tuple(fact for fact in facts() if fact.counts)
    centre = calibrated()
    columns = [_slope(centre, name, tests, worlds) for name in FREE_PARAMETERS]
    change, error = (np.array(part).T for part in zip(*columns, strict=True))
    return Jacobian(tests, tuple(FREE_PARAMETERS), change, error)


def _slope(
    centre: Mapping[str, float], name: str, tests: tuple[Fact, ...], worlds: int
) -> tuple[Floats, Floats]:
    """(facts,) changes and their errors as one parameter goes from below to above its value.

    A step that would leave the bounds is cut there, and the change scaled up.
    """
    free = FREE_PARAMETERS[name]
    place = free.place(centre[name])
    ends = [float(np.clip(place + step, 0.0, 1.0)) for step in (-_STEP, _STEP)]
    low, high = (
        values_of(scenario_at({**centre, name: free.at(end)}), range(worlds), range(worlds))
        for end in ends
    )
    scale = 2 * _STEP / (ends[1] - ends[0])
    change, error = np.zeros((2, len(tests)))
    for row, fact in enumerate(tests):
        assert fact.low is not None and fact.high is not None
        gap = (high[fact.moment] - low[fact.moment]) * scale / ((fact.high - fact.low) / 2)
        gap = gap[np.isfinite(gap)]
        change[row] = gap.mean()
        error[row] = gap.std(ddof=1) / gap.size**0.5
    return change, error
