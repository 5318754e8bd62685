"""Where the value went: from first best to what shareholders get, cause by cause."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.diagnosis.shapley import shapley
from sim.diagnosis.switches import CAUSES, LABELS, contracts_of
from sim.diagnosis.twins import play_twins, settled_groups
from sim.scenario import Scenario
from sim.state import LEDGER
from sim.study.analysis import interval
from sim.study.words import listed, number, words
from sim.tables import surpluses

Floats = npt.NDArray[np.float64]

_TELLING = 0.005  # base pays that a sentence mentions
LEVELS = ("first_best", "total_surplus", "shareholder_surplus")
"""Steps that say what is there; all others say what is taken from it."""


class Attribution(NamedTuple):
    """The way from first best to shareholder surplus; arrays are (..., world, firm).

    In base pays of the median firm per quarter. For every world and firm

        first_best - lost.sum(axis=0) - governance            == total_surplus
        total_surplus - rent - unripe + bombs                 == shareholder_surplus

    Attributes:
        first_best: Surplus, before governance, of the twin in which all causes are mended.
        lost: (cause, world, firm) Shapley values, in the order of ``CAUSES``.
        governance: Cost of filters, audits and monitoring.
        rent: What executives gain over their outside option.
        unripe: Value that executives have added and no book shows yet.
        bombs: Hidden harm that no book shows yet, so that shareholders seem to be better off.
        total_surplus, shareholder_surplus: Of the worlds as they are.
        twins: (2**causes, world, firm) surplus before governance of every twin.
    """

    first_best: Floats
    lost: Floats
    governance: Floats
    rent: Floats
    unripe: Floats
    bombs: Floats
    total_surplus: Floats
    shareholder_surplus: Floats
    twins: Floats

    def rows(self) -> list[dict[str, Any]]:
        """The steps of the waterfall in order, with intervals over worlds.

        ``kind`` is ``level`` for what is there and ``loss`` for what is taken from it.
        """
        return [
            {
                "name": name,
                "label": LABELS.get(name, words(name)),
                "kind": "level" if name in LEVELS else "loss",
                **interval(values.mean(axis=1)),
            }
            for name, values in self.columns().items()
        ]

    def sentence(self) -> str:
        """The gist: how much is there of what could be, and which causes cost most."""
        mean = {row["name"]: float(row["mean"]) for row in self.rows()}
        outer = mean["intensity"] + mean["distortion"]
        sizes = {"outer misalignment": outer, "inner misalignment": mean["inner"]}
        sizes |= {name: mean[name] for name in ("deception", "capability", "luck")}
        order = sorted(sizes, key=lambda name: -sizes[name])
        lost = [f"{name} {number(sizes[name], 2)}" for name in order if sizes[name] >= _TELLING]
        won = [f"{name} {number(-sizes[name], 2)}" for name in order if sizes[name] <= -_TELLING]
        text = (
            f"At first best a firm would be worth {number(mean['first_best'], 2)} base pays a "
            f"quarter; before governance, {number(float(self.twins[0].mean()), 2)} are there."
        )
        if lost:
            text += f" Lost to {listed(lost)}"
            text += f"; gained by {listed(won)}." if won else "."
        return text

    def columns(self) -> dict[str, Floats]:
        """All steps by name, (world, firm): levels, and what is taken from them."""
        return {
            "first_best": self.first_best,
            **dict(zip(CAUSES, self.lost, strict=True)),
            "governance": self.governance,
            "total_surplus": self.total_surplus,
            "rent": self.rent,
            "unripe_value": self.unripe,
            "pending_bombs": -self.bombs,
            "shareholder_surplus": self.shareholder_surplus,
        }

    def table(self) -> dict[str, npt.NDArray[np.generic]]:
        """All steps as a table with a row per world and firm."""
        worlds, firms = self.first_best.shape
        return {
            "world": np.repeat(np.arange(worlds), firms),
            "firm": np.tile(np.arange(firms), worlds),
            **{name: values.ravel() for name, values in self.columns().items()},
        }


def attribute(scenario: Scenario) -> Attribution:
    """Play a scenario and all its twins, and say what each cause has cost."""
    twins, ledger, bombs = play_twins(scenario)
    entry = dict(zip(LEDGER, ledger, strict=True))
    sums = surpluses(entry)
    return Attribution(
        first_best=twins[-1],
        lost=shapley(twins),
        governance=entry["governance"],
        rent=sums["rent"],
        unripe=entry["d_pending"] + bombs,
        bombs=bombs,
        total_surplus=sums["total_surplus"],
        shareholder_surplus=sums["shareholder_surplus"],
        twins=twins,
    )


def benchmarks(scenario: Scenario) -> list[dict[str, Any]]:
    """The contracts that packages are compared with: a row per package that won a vote."""
    packages = {settled[0]: settled[1] for settled, _ in settled_groups(scenario)}
    return [
        {"package": label, **contracts_of(scenario, package).slopes}
        for label, package in packages.items()
    ]
