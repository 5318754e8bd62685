"""Bobonis et al. 2016: audits before an election work until it, and no longer."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.facts.field.base import Effect, FieldExperiment, moved, oversight_of, totals
from sim.scenario.scenario import Scenario
from sim.world.worlds import Worlds

_RATE = 0.45
_YEAR = 4  # quarters


class Bobonis(FieldExperiment):
    """Audits in the first year, before the board knows whom it has; then as rarely as otherwise.

    What is measured is what an audit would find: the evidence that executives leave. Before: in the
    first year, in which those audits are to come or not. After: in the year that follows, of
    whoever is still there.
    """

    name = "Bobonis, Camara Fuertes and Schwabe 2016"
    source = "Bobonis, Camara Fuertes and Schwabe 2016, Monitoring corruptible politicians, AER 106"
    lever = "audits in the first year of a tenure, from none to 45 % a quarter"
    effects = (
        Effect("audits ahead on what an audit would find", "relative", None, -1, None, None),
        Effect(
            "the same on what an audit would find in the year after", "relative", 0.0, 0, None, None
        ),
    )

    def simulate(self, scenario: Scenario, threads: int) -> list[Floats]:
        without, with_ = (
            totals(probed(scenario, rate), _evidence, threads) for rate in (0.0, _RATE)
        )

        def change(phase: str) -> Floats:
            before, after = (
                found[phase] / np.maximum(found[f"{phase} seats"], 1.0)
                for found in (without, with_)
            )
            there = before > 0.0  # or no audit would find anything
            ratio: Floats = np.divide(after, before, np.full(before.shape, np.nan), where=there)
            return ratio - 1.0

        return [change("first"), change("second")]


def probed(scenario: Scenario, rate: float) -> Scenario:
    """With audits in the first year at that rate, and no stricter bar in it."""
    left_out = ("probation", "seasonal-audits")
    others = [part for name, part in oversight_of(scenario).items() if name not in left_out]
    probation = {"name": "probation", "length": _YEAR, "rate": rate, "bar": -50.0}
    return moved(scenario, {"package.oversight": [*others, probation]})


def _evidence(batch: Worlds) -> dict[str, Floats]:
    tenure, sits = batch.seats.tenure, batch.seats.executive >= 0
    first = sits & (tenure < _YEAR)
    second = sits & (tenure >= _YEAR) & (tenure < 2 * _YEAR)
    evidence = np.minimum(batch.actions.detection, 1.0)
    return {
        "first": evidence * first,
        "first seats": first.astype(np.float64),
        "second": evidence * second,
        "second seats": second.astype(np.float64),
    }
