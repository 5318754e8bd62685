"""How well boards that infer goals tell them: their suspicion against the truth.

Boards see reports and audits; the truth is asked only here, when everything has been played.
Docs: docs/model/goal-inference.md.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.analysis.detection import auc, roc
from sim.analysis.means import interval
from sim.scenario.scenario import Scenario
from sim.support.showing import html
from sim.tables.simulate import batches, side_by_side
from sim.world.worlds import Worlds

_BINS = np.linspace(0.0, 1.0, 11)

INFERENCE_MEASURES: dict[str, tuple[str, str]] = {
    "auc": ("", "chance that a misaligned executive is more suspected than an aligned one"),
    "of_misaligned": ("probability", "mean suspicion of the misaligned"),
    "of_aligned": ("probability", "mean suspicion of the aligned"),
    "brier": ("", "mean squared difference of suspicion and truth"),
    "base_brier": ("", "the same of somebody who knows only how many are misaligned"),
}
"""Unit and meaning of every measure of goal inference; over firms and quarters."""


class InferredGoals(NamedTuple):
    """What was found.

    Attributes:
        rows: A row per measure: measure, unit, and mean, low, high and n over worlds.
        roc: Shares of the aligned and of the misaligned that are suspected at least so much, point
            by point from (0, 0) to (1, 1); all worlds together.
        calibration: Firm-quarters by suspicion, in tenths: their mean suspicion, share of
            misaligned executives, and number.
    """

    rows: list[dict[str, Any]]
    roc: tuple[Floats, Floats]
    calibration: list[dict[str, Any]]

    def __repr__(self) -> str:
        return f"<InferredGoals: AUC {self.row('auc')['mean']}>"

    def _repr_html_(self) -> str:
        return html("What boards infer of goals", self.rows, self.calibration)

    def row(self, measure: str) -> dict[str, Any]:
        """The row of a measure."""
        return next(row for row in self.rows if row["measure"] == measure)

    def document(self) -> dict[str, Any]:
        """All of it as plain data."""
        aligned, misaligned = (share.tolist() for share in self.roc)
        curve = {"aligned_suspected": aligned, "misaligned_suspected": misaligned}
        return {"measures": self.rows, "roc": curve, "calibration": self.calibration}


class SuspicionLog:
    """Watches a batch: suspicion of everybody in a seat that is overseen so, and the truth.

    Args:
        batch: Before its first quarter; it is watched from now on.
    """

    def __init__(self, batch: Worlds) -> None:
        self._kept: list[tuple[Ints, Floats, Bools]] = []
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Note the quarter, after its reports, if it counts."""
        if batch.counted < 0:
            return
        seats = batch.seats
        for segment in batch.segments:
            if not segment.infers:
                continue
            rows, suspicion = segment.firms, batch.seen(segment, 1).suspicion
            plan = batch.plan_of(segment)
            bad = batch.plans.misaligned[plan][seats.kind[rows]] == 1
            world = segment.of_worlds(batch.worlds, batch.firms)
            sits = seats.executive[rows] >= 0
            self._kept.append((world[sits], suspicion[sits], bad[sits]))

    def columns(self) -> tuple[Ints, Floats, Bools]:
        """World, suspicion and truth of every firm and quarter."""
        if not self._kept:
            return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.bool_)
        world, suspicion, bad = zip(*self._kept, strict=True)
        return np.concatenate(world), np.concatenate(suspicion), np.concatenate(bad)


def observe_suspicions(scenario: Scenario, threads: int | None = None) -> InferredGoals | None:
    """Play all worlds, and hold what boards infer against the truth.

    Args:
        scenario: What to play.
        threads: Left out: one for every core.

    Returns:
        What was found; None if no firm of any world is overseen so.
    """
    if not any(
        part.infers for package in scenario.packages().values() for part in package.oversight
    ):
        return None
    threads = threads or os.cpu_count() or 1
    parts = batches(scenario, threads)
    logs = [SuspicionLog(batch) for batch in parts]
    side_by_side([batch.run for batch in parts], threads)
    world, suspicion, bad = (
        np.concatenate(column) for column in zip(*(log.columns() for log in logs), strict=True)
    )
    return suspicions_judged(world, suspicion, bad) if world.size else None


def suspicions_judged(world: Ints, suspicion: Floats, bad: Bools) -> InferredGoals:
    """Hold suspicions against the truth; arrays are (firm-quarters,)."""
    suspicion = np.round(suspicion, 12)  # what differs by rounding alone is equal
    numbers: dict[str, list[float]] = {name: [] for name in INFERENCE_MEASURES}
    for number in np.unique(world):
        own, truth = suspicion[world == number], bad[world == number]
        share = float(truth.mean())
        numbers["auc"].append(auc(-own, truth))
        numbers["of_misaligned"].append(_mean(own[truth]))
        numbers["of_aligned"].append(_mean(own[~truth]))
        numbers["brier"].append(float(((own - truth) ** 2).mean()))
        numbers["base_brier"].append(share * (1.0 - share))
    rows = [
        {"measure": name, "unit": unit, **interval(np.array(numbers[name]), share=True)}
        for name, (unit, _) in INFERENCE_MEASURES.items()
    ]
    place = np.clip(np.digitize(suspicion, _BINS) - 1, 0, _BINS.size - 2)
    calibration = [
        {
            "suspicion": float(suspicion[place == tenth].mean()),
            "misaligned": float(bad[place == tenth].mean()),
            "n": int((place == tenth).sum()),
        }
        for tenth in np.unique(place)
    ]
    return InferredGoals(rows, roc(-suspicion, bad), calibration)


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else float("nan")
