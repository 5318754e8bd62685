"""Changes that must not matter to a claim: other names for the same, other luck, more firms.

Order is a mere relabelling: with kinds, tasks or firms in reverse order the same population, the
same technology and the same firms are played, with draws that belong to other rows. So the mean
must agree within sampling error, which is asked world by world with a t test at ``LEVEL``. Other
streams and other numbers of firms are other samples, and of a larger or a smaller market: there the
sign must stay.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.claims.catalogue import CatalogueClaim
from sim.claims.contrast import claimed
from sim.scenario.firms import ceosal2
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario

LEVEL = 0.001
"""Chance of a relabelling that differs by luck to be taken for one that matters."""
ROUNDING = 1e-6
"""A move of a world that is none: sums in another order differ by less."""
SAMPLE = {"firms.source": "synthetic", "firms.count": 60, "worlds": 16}
"""What is played unless the change says otherwise."""
STREAMS = (101, 102)
FIRMS = (30, 120)


class Unmoved(NamedTuple):
    """What a change did to a claim.

    Attributes:
        change: In words.
        relabels: Whether the mean must agree, and not only the sign.
        estimate: The difference with its 95% interval.
        probability: Of so large a move by luck, where it relabels.
        holds: Whether what must stay has stayed.
    """

    change: str
    relabels: bool
    estimate: tuple[float, float, float]
    probability: float | None
    holds: bool

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {**self._asdict(), "estimate": list(self.estimate)}


def invariance(claim: CatalogueClaim, seed: int = 0, worlds: int | None = None) -> list[Unmoved]:
    """What changes that must not matter do to a claim at its own parameters.

    Args:
        claim: What is claimed.
        seed: Of the sample that is changed.
        worlds: Of every sample; left out: as ``SAMPLE`` has it.
    """
    return [*reordered(claim, seed, worlds), *resampled(claim, seed, worlds)]


def reordered(claim: CatalogueClaim, seed: int = 0, worlds: int | None = None) -> list[Unmoved]:
    """What other orders of kinds, tasks and firms do to it."""
    own = _sample(seed, worlds)
    plain = claimed(claim, own)
    found = [
        _relabelled("kinds in reverse order", plain, claimed(claim, own, _kinds)),
        _relabelled("tasks in reverse order", plain, claimed(claim, own, _tasks)),
    ]
    with tempfile.TemporaryDirectory() as place:
        forth, back = (_firms(Path(place), step) for step in (1, -1))
        ordered, reverse = (
            claimed(claim, {**own, "firms.source": str(file), "firms.count": 177})
            for file in (forth, back)
        )
    return [*found, _relabelled("firms in reverse order", ordered, reverse)]


def resampled(claim: CatalogueClaim, seed: int = 0, worlds: int | None = None) -> list[Unmoved]:
    """What other streams and other numbers of firms do to it."""
    own = _sample(seed, worlds)
    found = []
    for other in STREAMS:
        moved = claimed(claim, {**own, "seed": seed + other})
        found.append(_resampled(claim, f"streams of seed {seed + other}", moved))
    for count in FIRMS:
        moved = claimed(claim, {**own, "firms.count": count})
        found.append(_resampled(claim, f"{count} firms instead of 60", moved))
    return found


def _sample(seed: int, worlds: int | None) -> dict[str, Any]:
    """Fields of every sample."""
    return {**SAMPLE, "seed": seed, **({"worlds": worlds} if worlds else {})}


def _kinds(scenario: Scenario) -> Scenario:
    population = scenario.model_dump(mode="json")["executives"]["population"]
    return scenario_of(scenario, {"executives.population": dict(reversed(population.items()))})


def _tasks(scenario: Scenario) -> Scenario:
    tasks = scenario.model_dump(mode="json")["technology"]["tasks"]
    return scenario_of(scenario, {"technology.tasks": tasks[::-1]})


def _firms(place: Path, step: int) -> Path:
    """The firms of CEOSAL2 as a file, in their own order or in reverse."""
    names = ("salary", "mktval", "sales", "profits", "ceoten", "age")
    data = ceosal2()
    target = place / f"firms{step}.csv"
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(list(zip(*(data[name] for name in names), strict=True))[::step])
    return target


def _triple(differences: Floats) -> tuple[float, float, float]:
    found = interval(differences)
    return found["mean"], found["low"], found["high"]


def _relabelled(change: str, before: Floats, after: Floats) -> Unmoved:
    chance = by_luck(after - before)
    return Unmoved(change, True, _triple(after), chance, chance >= LEVEL)


def _resampled(claim: CatalogueClaim, change: str, moved: Floats) -> Unmoved:
    mean, low, high = _triple(moved)
    return Unmoved(change, False, (mean, low, high), None, claim.agrees(mean))


def by_luck(moves: Floats) -> float:
    """Probability of a mean move as large by luck: a two-sided t test over worlds."""
    from scipy.special import stdtr

    known = moves[~np.isnan(moves)]
    if np.abs(known).max(initial=0.0) <= ROUNDING:
        return 1.0
    if known.size < 2 or np.ptp(known) == 0.0:
        return 0.0
    t = float(known.mean()) / (float(known.std(ddof=1)) / known.size**0.5)
    return float(2 * stdtr(known.size - 1, -abs(t)))
