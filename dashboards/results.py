"""What the boardroom shows, computed once per scenario and kept while the dashboard runs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from sim.analysis.means import summarise
from sim.quarter.state import EXITS
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS
from sim.tables.simulate import simulate

MOST_FIRM_QUARTERS = 4_000_000
"""What a page can play while somebody waits: a few seconds."""
SHOWN_EVENTS = ("hired", "clawed back", *EXITS[1:])
DRAWN_LINES = ("metric", "value", "pending_harm", "pending_benefit")
SECRETS = ("kind", "withheld", "deceptive", "gaming_lift")
"""Columns of a tenure that tell, or are read off, the executive's goal."""


class Played(NamedTuple):
    """A scenario that was played.

    Attributes:
        runs: Columns of the table of runs.
        quarters: ``summarise`` of ``DRAWN_LINES`` by quarter.
        events: Columns ``quarter``, ``event`` and ``rate``, events per 100 firms.
    """

    runs: dict[str, Any]
    quarters: pd.DataFrame
    events: pd.DataFrame


class Dossiers(NamedTuple):
    """The executives of one world: tenures without ``SECRETS``, events, and the secrets."""

    tenures: pd.DataFrame
    events: pd.DataFrame
    secrets: pd.DataFrame


def refuse_too_much(scenario: Scenario) -> None:
    """Keep the page from playing what takes minutes.

    Raises:
        InputError: If the scenario is too large.
    """
    much = scenario.worlds * scenario.quarters_played() * scenario.firms.count
    if much > MOST_FIRM_QUARTERS:
        raise InputError(
            f"worlds x firms x quarters is {much:,}; expected at most {MOST_FIRM_QUARTERS:,} "
            "here. Take fewer worlds, or start a sweep, which runs by itself"
        )


@st.cache_data(max_entries=24, show_spinner="Playing the worlds")
def play(scenario: str) -> Played:
    """Play a scenario, given as JSON."""
    model = Scenario.model_validate_json(scenario)
    tables = simulate(model, record=("quarters", "events"))
    rows = summarise(tables["quarters"], ["quarter"], DRAWN_LINES)
    quarters = pd.DataFrame(rows).astype({"mean": float, "low": float, "high": float})
    return Played(tables["runs"], quarters, _rates(tables["events"], model))


@st.cache_data(max_entries=24, show_spinner="Opening the files")
def dossiers(scenario: str, world: int) -> Dossiers:
    """The files on the executives of one world of a scenario, given as JSON."""
    tables = simulate(Scenario.model_validate_json(scenario), [world], ("tenures", "events"))
    tenures = pd.DataFrame(tables["tenures"])
    secrets = tenures[["firm", "seat", "executive", *SECRETS]]
    return Dossiers(tenures.drop(columns=list(SECRETS)), pd.DataFrame(tables["events"]), secrets)


def people(tenures: pd.DataFrame) -> pd.DataFrame:
    """A row per executive, those first whose tenures cost their firms most.

    Args:
        tenures: Of one world, without secrets.
    """
    grouped = tenures.sort_values("start").groupby("executive")
    reports = (tenures["metric"] * tenures["quarters"]).groupby(tenures["executive"]).sum()
    table = pd.DataFrame(
        {
            "seats": grouped.size(),
            "first_quarter": grouped["start"].min(),
            "quarters": grouped["quarters"].sum(),
            "last_exit": grouped["exit"].last(),
            "metric": reports / grouped["quarters"].sum(),
            "paid_total": grouped["paid_total"].sum(),
            "clawed_back": grouped["clawed_back"].sum(),
            "accrual_total": grouped["accrual_total"].sum(),
            "harm": grouped["harm"].sum(),
        }
    )
    return table.sort_values(["seats", "harm"], ascending=False).reset_index()


def unit(table: str, column: str) -> str:
    """The unit of a column."""
    return COLUMNS[table][column].unit


_RARE = ("acquired", "removed", "accused", "quit")
"""Exits that few scenarios know."""


def _rates(table: dict[str, Any], scenario: Scenario) -> pd.DataFrame:
    """Events per 100 firms and quarter; zero where there were none, but for what few know."""
    firms = scenario.worlds * scenario.firms.count / 100
    frames = []
    for event in SHOWN_EVENTS:
        quarters = table["quarter"][table["event"] == event].astype(np.int64)
        if event in _RARE and quarters.size == 0:
            continue
        counts = np.bincount(quarters, minlength=scenario.quarters)
        frames.append(
            pd.DataFrame(
                {"quarter": range(scenario.quarters), "event": event, "rate": counts / firms}
            )
        )
    return pd.concat(frames, ignore_index=True)
