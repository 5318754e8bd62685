"""Scenarios for checks: an economy in which everything is switched off but what a model needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.bounds import LEAST
from sim.checks.base import Estimate
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.support.inputs import assign

_PLAIN = "take-it-or-leave-it"  # nobody can decline, talent is equal, everybody is aware
_BARE = {
    "worlds": 1,
    "quarters": 1,
    "firms.source": "synthetic",
    "firms.count": 2,
    "firms.size_sd": 0.0,
    "firms.impact": 1.0,
    "firms.luck": 0.0,
    "metric.matured_weight": 0.0,
    "executives.ability_sd": 0.0,
    "executives.foresight": 0,
    "executives.population": {"careerist": 1.0},
    "market.poaching": 0.0,
    "market.retirement": 0.0,
    "market.outside": 0.0,
    "market.candidates": 1,
    "market.experienced": 0,
    "package.base_pay": 0.0,
    "package.oversight": [],
    "package.filters": ["lottery"],
    "package.schemes": ["fixed-salary"],
    "shareholders.monitoring_levels": [0.0],
}


_ROUNDING = 1e-13  # a relative standard error below it is none


def bare(**settings: Any) -> Scenario:
    """One kind of executive who cares about pay alone, and nothing else of the model.

    ``a__b=c`` sets the field ``a.b``, as ``--set a.b=c`` would. Next to 0 there is only 0: the
    parameters of a check multiply to less than a scenario knows, and a search tries any slope.
    """
    data = load_scenario(_PLAIN).model_dump(mode="json", exclude_none=True)
    for path, value in {**_BARE, **{k.replace("__", "."): v for k, v in settings.items()}}.items():
        assign(data, path, _known(value))
    return Scenario.model_validate(data)


def _known(value: Any) -> Any:
    if isinstance(value, float):
        return value if abs(value) >= LEAST else 0.0
    if isinstance(value, dict):
        return {name: _known(inner) for name, inner in value.items()}
    return [_known(inner) for inner in value] if isinstance(value, list | tuple) else value


def leave_vacant(vacancies: object, score: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A decision on hiring (see :mod:`sim.quarter.decisions`) that takes nobody."""
    return np.full(score.shape, -np.inf)


def mean_of(sample: npt.ArrayLike) -> Estimate:
    """Mean of independent draws, with its standard error."""
    x = np.asarray(sample, dtype=float).ravel()
    mean, error = float(x.mean()), float(x.std(ddof=1) / np.sqrt(x.size))
    return Estimate(mean, error if error > _ROUNDING * abs(mean) else 0.0)
