"""Where the value went: from first best to what shareholders get, cause by cause."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.diagnosis.attribution.causes import CAUSES, LABELS, NUMBERS, UNIONS
from sim.diagnosis.attribution.contracts import Contracts, unsigned
from sim.diagnosis.attribution.owen import mended_first, mended_last, owen
from sim.diagnosis.attribution.twins import play_twins
from sim.quarter.ledger import LEDGER, surpluses
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance
from sim.support.showing import html
from sim.support.words import listed, number, words
from sim.tables.memory import refuse_twins

_TOLD = 0.005  # base pays that a sentence mentions
UNBOOKED = ("unripe_value", "pending_bombs")
"""Steps that lie between what is there and what any book shows."""
GIST = {
    "intensity": "the strength of pay (outer)",
    "distortion": "the wrong metrics (outer)",
    "goals": "hidden goals (inner)",
    "deception": "deception",
    "capability": "capability",
    "luck": "luck",
}
"""What is told in the gist, and what it is called there."""
LEVELS = ("first_best", "total_surplus", "shareholder_surplus")
"""Steps that say what is there; all others say what is taken from it."""
PART_OF = {part: union for union, parts in UNIONS.items() if len(parts) > 1 for part in parts}
"""Causes that are parts of a union, and which."""
_ALL = UNIONS | {cause: (cause,) for cause in CAUSES}


class Attribution(NamedTuple):
    """The way from first best to shareholder surplus; arrays are (..., world, firm).

    In base pays of the median firm per quarter. For every world and firm

        first_best - lost.sum(axis=0) - governance            == total_surplus
        total_surplus - rent - unripe + bombs                 == shareholder_surplus

    Attributes:
        first_best: Surplus, before governance, of the twin in which all causes are mended: under
            the best contract that people sign, where liability is limited.
        unconstrained: The same under the contract that leaves stewards as well off as they are,
            by a fee if need be, and where nobody may refuse; ``first_best`` where that is the same.
        lost: (cause, world, firm) Owen values, in the order of ``CAUSES``.
        first, last: (step, world, firm) what it brings to mend one alone, and to mend it when all
            else is mended; by the names of causes and unions.
        governance: Cost of filters, audits and monitoring.
        rent: What executives gain over their outside option.
        unripe: Value that executives have added and no book shows yet; 0 where it is priced.
        bombs: Hidden harm that no book shows yet, so that shareholders seem to be better off; 0
            where it is priced.
        total_surplus, shareholder_surplus: Of the worlds as they are.
        twins: (coalition, world, firm) surplus before governance of every twin, in the order of
            :data:`sim.diagnosis.attribution.causes.COALITIONS`.
        contracts: That pay is compared with, by the label of the package that won a vote.
    """

    first_best: Floats
    unconstrained: Floats
    lost: Floats
    first: dict[str, Floats]
    last: dict[str, Floats]
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

        ``kind`` is ``level`` for what is there, ``loss`` for what is taken from it, ``part`` for
        a part of the loss named in ``of``, and ``unbooked`` for what no book shows yet; ``beside``
        for first best under a contract that nobody would sign, where that is another one. Causes
        have ``first`` and ``last``, too: what mending one brings alone, and last of all.
        """
        found = []
        for name, values in self.columns().items():
            row: dict[str, Any] = {
                "name": name,
                "label": LABELS.get(name, words(name)),
                "kind": kind_of(name),
                **interval(values.mean(axis=1)),
            }
            if name in PART_OF:
                row["of"] = PART_OF[name]
            if name in self.first:
                row["first"] = interval(self.first[name].mean(axis=1))
                row["last"] = interval(self.last[name].mean(axis=1))
            found.append(row)
        terms = unsigned(self.contracts.values())
        if terms is not None:
            beside = {"name": "unconstrained", "label": terms, "kind": "beside"}
            found.insert(1, beside | interval(self.unconstrained.mean(axis=1)))
        return found

    def sentence(self) -> str:
        """The gist: what is there of what could be, what costs most, and what to mend alone."""
        rows = {row["name"]: row for row in self.rows()}
        mean = {name: float(rows[name]["mean"]) for name in GIST}
        order = sorted(GIST, key=lambda name: -mean[name])
        lost = [f"{GIST[name]} {number(mean[name], 2)}" for name in order if mean[name] >= _TOLD]
        won = [f"{GIST[name]} {number(-mean[name], 2)}" for name in order if mean[name] <= -_TOLD]
        beside = rows.get("unconstrained")
        signed = "" if beside is None else ", under contracts that people sign,"
        unsaid = "" if beside is None else f" ({number(beside['mean'], 2)} {beside['label']})"
        text = (
            f"At first best{signed} a firm would be worth {number(rows['first_best']['mean'], 2)} "
            f"base pays a quarter{unsaid}; before governance, "
            f"{number(float(self.twins[0].mean()), 2)} are there."
        )
        if lost:
            text += f" Lost to {listed(lost)}"
            text += f"; gained by {listed(won)}." if won else "."
        alone = {name: float(rows[name]["first"]["mean"]) for name in GIST}
        order = sorted(GIST, key=lambda name: -alone[name])
        gain = [f"{GIST[name]} {number(alone[name], 2)}" for name in order if alone[name] >= _TOLD]
        return f"{text} Mended alone would bring: {', '.join(gain)}." if gain else text

    def finding(self) -> str:
        """To what most is lost, in some words; shares where all of them are shares."""
        mean = {row["name"]: float(row["mean"]) for row in self.rows()}
        lost = sum(mean[union] for union in UNIONS)
        paid, hired = (mean[name] / lost if lost > _TOLD else -1.0 for name in ("outer", "goals"))
        if 0.0 <= paid <= 1.0 and 0.0 <= hired <= 1.0:
            return f"{paid:.0%} of what is lost is lost to how we pay, {hired:.0%} to whom we hire"
        return (
            f"How we pay costs {number(mean['outer'], 2)} base pays a quarter, whom we hire "
            f"{number(mean['goals'], 2)}"
        )

    def twins_of(self, step: str) -> list[dict[str, Any]]:
        """Surplus before governance in the four twins that tell of a cause or union.

        Rows with ``twin``, and mean, low, high, n over worlds, base pays per firm and quarter.
        """
        worlds = {
            "as it is": self.twins[0],
            "this mended, nothing else": self.twins[0] + self.first[step],
            "all else mended, not this": self.twins[-1] - self.last[step],
            "all mended": self.twins[-1],
        }
        return [{"twin": name, **interval(values.mean(axis=1))} for name, values in worlds.items()]

    def columns(self) -> dict[str, Floats]:
        """All steps by name, (world, firm): levels, and what is taken from them."""
        lost = dict(zip(CAUSES, self.lost, strict=True))
        return {
            "first_best": self.first_best,
            **with_unions(lost),
            "governance": self.governance,
            "total_surplus": self.total_surplus,
            "rent": self.rent,
            "unripe_value": self.unripe,
            "pending_bombs": -self.bombs,
            "shareholder_surplus": self.shareholder_surplus,
        }

    def table(self) -> dict[str, npt.NDArray[np.generic]]:
        """All steps as a table with a row per world and firm.

        What mending a cause brings alone is in ``<cause>_first``, and last in ``<cause>_last``.
        """
        worlds, firms = self.first_best.shape
        return {
            "world": np.repeat(np.arange(worlds), firms),
            "firm": np.tile(np.arange(firms), worlds),
            "unconstrained": self.unconstrained.ravel(),
            **{name: values.ravel() for name, values in self.columns().items()},
            **{f"{name}_first": values.ravel() for name, values in self.first.items()},
            **{f"{name}_last": values.ravel() for name, values in self.last.items()},
        }


def attribute(scenario: Scenario, progress: Advance | None = None) -> Attribution:
    """Play a scenario and all its twins, and say what each cause has cost.

    Args:
        scenario: What to play.
        progress: Called with the worlds that are played, and all of them with all their twins.

    Raises:
        InputError: If there is too little memory.
    """
    refuse_twins(scenario)
    played = play_twins(scenario, progress)
    twins, bombs = played.gross, played.bombs
    entry = dict(zip(LEDGER, played.ledger, strict=True))
    priced = scenario.pending == "priced"
    sums = surpluses(entry, priced)
    unripe = entry["d_pending"] + bombs
    if priced:  # then nothing is missing in what shareholders have
        unripe, bombs = np.zeros_like(unripe), np.zeros_like(bombs)
    numbers = {name: [list(CAUSES).index(part) for part in parts] for name, parts in _ALL.items()}
    return Attribution(
        first_best=twins[-1],
        unconstrained=played.unconstrained,
        lost=owen(twins, NUMBERS),
        first={name: mended_first(twins, NUMBERS, parts) for name, parts in numbers.items()},
        last={name: mended_last(twins, NUMBERS, parts) for name, parts in numbers.items()},
        governance=entry["governance"],
        rent=sums["rent"],
        unripe=unripe,
        bombs=bombs,
        total_surplus=sums["total_surplus"],
        shareholder_surplus=sums["shareholder_surplus"],
        twins=twins,
        contracts=played.contracts,
    )


def kind_of(step: str) -> str:
    """What a step of the waterfall is."""
    if step in LEVELS:
        return "level"
    return "unbooked" if step in UNBOOKED else "part" if step in PART_OF else "loss"


def with_unions(by_cause: dict[str, Any]) -> dict[str, Any]:
    """Amounts by cause, and before the parts of a union what they come to together."""
    found: dict[str, Any] = {}
    for union, parts in UNIONS.items():
        if len(parts) > 1:
            found[union] = sum(by_cause[part] for part in parts)
        found |= {part: by_cause[part] for part in parts}
    return found
