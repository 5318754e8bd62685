"""What the calibration may change of the preset ``us-listed``, within which bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.scenario.presets import PRESETS, as_yaml, scenario_data
from sim.scenario.scenario import Scenario
from sim.support.inputs import assign, read_yaml

US_LISTED = "us-listed"
MOST_HARMFUL = 0.25
"""Share of candidates whose goal wants private benefit or harm: at most so many."""
_QUALITY = 0.25  # variance of reports that ability and goals make: the default of prior_variance
_STEWARDS = 0.35  # of those who want neither; it moves nothing here


class Free(NamedTuple):
    """A parameter that is searched for.

    Attributes:
        low, high: Bounds.
        start: Where the search begins.
        log: Whether steps are in its logarithm.
        to: Paths in a scenario that take its value; none: see :func:`scenario_at`.
    """

    low: float
    high: float
    start: float
    log: bool
    to: tuple[str, ...] = ()

    def at(self, place: float) -> float:
        """The value at a place between 0 (low) and 1 (high)."""
        if self.log:
            return float(self.low * (self.high / self.low) ** place)
        return self.low + (self.high - self.low) * place

    def place(self, value: float) -> float:
        """The place of a value, within the bounds."""
        value = min(max(value, self.low), self.high)
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


_OVERSIGHT = ("random-audits", "seasonal-audits", "probation", "whistleblowers", "belief-dismissal")
_TASKS = ("build", "operate", "dress", "divert", "sabotage")


def _part(name: str, field: str) -> str:
    return f"package.oversight.{_OVERSIGHT.index(name)}.{field}"


def _task(name: str, field: str) -> str:
    return f"technology.tasks.{_TASKS.index(name)}.{field}"


_BARS = (_part("belief-dismissal", "bar"), _part("probation", "bar"))
_ANNOUNCED = (_part("belief-dismissal", "announced"),)
_FINED = tuple(_part(name, "penalty") for name in _OVERSIGHT[:4])

FREE_PARAMETERS: dict[str, Free] = {
    "poaching": Free(0.001, 0.03, 0.0021, True, ("market.poaching",)),
    "poaching slope": Free(0.0, 2.0, 0.66, False, ("market.poaching_slope",)),
    "retirement": Free(0.003, 0.025, 0.013, True, ("market.retirement",)),
    "acquisition": Free(0.004, 0.014, 0.01, True, ("market.acquisition",)),
    "leaving the pool": Free(0.03, 0.6, 0.19, True, ("market.pool_exit",)),
    "sd of talent": Free(0.1, 1.0, 0.6, False, ("executives.talent_sd",)),
    "drift of talent": Free(0.02, 0.25, 0.085, True, ("executives.talent_drift",)),
    "noise": Free(0.3, 1.0, 0.66, False, ("metric.noise",)),
    "bar": Free(-1.2, -0.2, -0.59, False, _BARS),
    "announced as retirement": Free(0.0, 0.8, 0.36, False, _ANNOUNCED),
    "bonus": Free(0.1, 0.8, 0.28, True, ("package.schemes.0.slope",)),
    "impact": Free(3.0, 30.0, 9.2, True, ("firms.impact",)),
    "dressing: lift": Free(0.5, 1.5, 0.64, False, (_task("dress", "loading"),)),
    "dressing: evidence": Free(0.05, 0.8, 0.094, True, (_task("dress", "detectability"),)),
    "dressing: convexity": Free(1.0, 12.0, 3.5, True, (_task("dress", "curvature"),)),
    "audits": Free(0.005, 0.15, 0.0052, True, (_part("random-audits", "rate"),)),
    "tips": Free(0.01, 0.3, 0.29, True, (_part("whistleblowers", "rate"),)),
    "fine": Free(0.25, 5.0, 1.5, True, _FINED),
    "found after exit": Free(0.001, 0.1, 0.019, True, ("market.found_after_exit",)),
    "awareness": Free(0.3, 1.0, 1, False, ("executives.awareness",)),
    "harmful goals": Free(0.05, MOST_HARMFUL, 0.21, False),
    "looters of them": Free(0.1, 0.9, 0.65, False),
    "empire builders": Free(0.0, 0.2, 0.043, False),
}
"""By name, in the order of the search."""


def scenario_at(values: Mapping[str, float], settings: Mapping[str, Any] | None = None) -> Scenario:
    """The preset with these parameters.

    What follows from them: the board's prior variance is that of talent and, as by default, of
    what ability and goals do; the rest of the population are stewards and careerists.

    Args:
        values: By the names in ``FREE_PARAMETERS``; those that are left out stay as they are.
        settings: Further fields by dotted path.
    """
    data = scenario_data(US_LISTED)
    population = data["executives"]["population"]
    for path, value in assigned(values).items():
        *_, kind = path.split(".")
        if path.startswith("executives.population."):
            population[kind]["share"] = value
        else:
            assign(data, path, value)
    for path, value in (settings or {}).items():
        assign(data, path, value)
    return Scenario.read(data)


def assigned(values: Mapping[str, float]) -> dict[str, float]:
    """What parameters, and what follows from them, come to in a preset, by path."""
    found = {path: value for name, value in values.items() for path in FREE_PARAMETERS[name].to}
    if "sd of talent" in values:
        found["board.prior_variance"] = round(_QUALITY + values["sd of talent"] ** 2, 4)
    if "harmful goals" in values:
        shares = population(values)
        found |= {f"executives.population.{kind}": share for kind, share in shares.items()}
    return found


def preset_text(values: Mapping[str, float]) -> str:
    """The file of the preset with these parameters in place of those that it has."""
    data = dict(read_yaml(PRESETS / f"{US_LISTED}.yaml"))
    for path, value in assigned(values).items():
        assign(data, path, value)
    return as_yaml(data)


def population(values: Mapping[str, float]) -> dict[str, float]:
    """Shares of the kinds."""
    harmful, builders = values["harmful goals"], values["empire builders"]
    looters = harmful * values["looters of them"]
    rest = 1.0 - harmful - builders
    found = {
        "steward": _STEWARDS * rest,
        "empire-builder": builders,
        "looter": looters,
        "saboteur": harmful - looters,
    }
    found = {kind: round(share, 4) for kind, share in found.items()}
    found["careerist"] = round(1.0 - sum(found.values()), 4)
    return found


def start() -> Floats:
    """(parameters,) where the search begins."""
    return np.array([free.place(free.start) for free in FREE_PARAMETERS.values()])


def values_at(places: Floats) -> dict[str, float]:
    """Values of parameters at places between 0 and 1, to three digits."""
    return {
        name: float(f"{free.at(float(place)):.3g}")
        for (name, free), place in zip(FREE_PARAMETERS.items(), places, strict=True)
    }
