"""Where the value went: from first best to what shareholders get, cause by cause."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.diagnosis.attribution.causes import CAUSES, LABELS, contracts_of
from sim.diagnosis.attribution.contracts import Contracts
from sim.diagnosis.attribution.shapley import shapley
from sim.diagnosis.attribution.twins import play_twins
from sim.quarter.ledger import LEDGER, surpluses
from sim.scenario.scenario import Scenario
from sim.support.showing import html
from sim.support.words import listed, number, words
from sim.tables.memory import refuse_twins

_TOLD = 0.005  # base pays that a sentence mentions
UNBOOKED = ("unripe_value", "pending_bombs")
"""Steps that lie between what is there and what any book shows."""
GIST = {
    "intensity": "the strength of pay (outer)",
    "distortion": "the wrong metrics (outer)",
    "inner": "hidden goals (inner)",
    "deception": "deception",
    "capability": "capability",
    "luck": "luck",
}
"""What the causes are called in the gist."""
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
        contracts: That pay is compared with, by the label of the package that won a vote.
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
    contracts: dict[str, Contracts]

    def __repr__(self) -> str:
        return f"<Attribution: {self.sentence()}>"

    def _repr_html_(self) -> str:
        return html(self.sentence(), self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """The steps of the waterfall in order, with intervals over worlds.

        ``kind`` is ``level`` for what is there, ``loss`` for what is taken from it, and
        ``unbooked`` for what no book shows yet.
        """
        return [
            {
                "name": name,
                "label": LABELS.get(name, words(name)),
                "kind": kind_of(name),
                **interval(values.mean(axis=1)),
            }
            for name, values in self.columns().items()
        ]

    def sentence(self) -> str:
        """The gist: how much is there of what could be, and which causes cost most."""
        mean = {row["name"]: float(row["mean"]) for row in self.rows()}
        order = sorted(CAUSES, key=lambda name: -mean[name])
        lost = [f"{GIST[name]} {number(mean[name], 2)}" for name in order if mean[name] >= _TOLD]
        won = [f"{GIST[name]} {number(-mean[name], 2)}" for name in order if mean[name] <= -_TOLD]
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
    """Play a scenario and all its twins, and say what each cause has cost.

    Raises:
        InputError: If there is too little memory.
    """
    refuse_twins(scenario)
    played = play_twins(scenario)
    twins, bombs = played.gross, played.bombs
    entry = dict(zip(LEDGER, played.ledger, strict=True))
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
        contracts={label: contracts_of(scenario, p) for label, p in played.packages.items()},
    )


def kind_of(step: str) -> str:
    """What a step of the waterfall is."""
    if step in LEVELS:
        return "level"
    return "unbooked" if step in UNBOOKED else "loss"
