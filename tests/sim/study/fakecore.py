"""A stand-in for the core: any function of (seed, world) with the right columns."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim.scenario.scenario import Scenario
from sim.study import Experiment
from sim.tables.columns import COLUMNS, NONE

ROWS = {"runs": 1, "quarters": 4, "tenures": 3, "contexts": 5, "events": 0, "ledger": 6}
ROWS |= {"dossiers": 2, "firms": 6, "conduct": 6, "efforts": 6, "years": 6, "packages": 6}


def simulate(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Rows in reverse order of worlds, to see them sorted."""
    return {name: _table(scenario, worlds, name) for name in record}


def breaks_on_second_cell(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    if scenario.package.base_pay == 2.0:
        raise ArithmeticError("the second cell is cursed")
    return simulate(scenario, worlds, record)


def kills_its_worker(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    if scenario.package.base_pay == 2.0:
        os._exit(9)
    return simulate(scenario, worlds, record)


def slow(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    time.sleep(0.3 if worlds[0] == 0 else 60)
    return simulate(scenario, worlds, record)


def must_not_run(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    raise AssertionError(f"computed again: {worlds}")


def experiment(**fields: Any) -> Experiment:
    """Three cells of five worlds, too large to be played several at a time."""
    return Experiment.model_validate(
        {
            "name": "tiny",
            "question": "Does base pay matter?",
            "settings": {
                "firms.source": "synthetic",
                "firms.count": 16_000,
                "worlds": 5,
                "quarters": 4,
                "burn_in": 0,
            },
            "levers": {"pay": {"path": "package.base_pay", "values": [1, 2, 3]}},
            **fields,
        }
    )


def _table(scenario: Scenario, worlds: Sequence[int], name: str) -> dict[str, Any]:
    rows = ROWS[name]
    world = np.repeat(np.array(worlds[::-1], dtype=np.int64), rows)
    table: dict[str, Any] = {}
    for place, (column, meaning) in enumerate(COLUMNS[name].items()):
        if column == "world":
            table[column] = world
        elif column in {"quarter", "firm", "seat"}:
            table[column] = np.tile(np.arange(rows, dtype=np.int64), len(worlds))
        elif meaning.dtype is str:
            table[column] = np.array([f"text {number}" for number in world], dtype=object)
        elif meaning.dtype in (int, bool):
            table[column] = (world + place + scenario.seed).astype(np.int64)
            if meaning.dtype is bool:
                table[column] = table[column] % 2 == 0
        else:
            noise = np.sin(1.0 + world * 37.0 + place * 11.0 + scenario.seed)
            table[column] = noise + scenario.package.base_pay
        if meaning.missing and name != "runs" and column != "seat":
            nothing = np.nan if meaning.dtype is float else NONE
            table[column] = np.where(world == 1, nothing, table[column])
    if name == "runs":
        table["deceptive_share"] = np.where(world == 1, np.nan, table["deceptive_share"])
    return table


def leans(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Numbers rise with the slope of the bonus, and a little with what is outside."""
    found = simulate(scenario, worlds, record)
    (scheme,) = scenario.package.schemes
    for name in ("rent", "shareholder_surplus", "deceptive_share"):
        found["runs"][name] += 9.0 * scheme.slope + 0.5 * scenario.market.outside
    return found


def pauses(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    time.sleep(0.2)
    return simulate(scenario, worlds, record)


def blinks(
    scenario: Scenario, worlds: Sequence[int], record: Iterable[str]
) -> dict[str, dict[str, Any]]:
    time.sleep(0.1)
    return simulate(scenario, worlds, record)
