"""What the boardroom shows, computed once per scenario and kept while the dashboard runs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from incentives.arrays import Floats
from sim.analysis.bombs import bomb_rates, bombs_by_place, share_by_place
from sim.analysis.means import summarise
from sim.quarter.state import EXITS
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate

MOST_FIRM_QUARTERS = 4_000_000
"""What a page can play while somebody waits: a few seconds."""
FIRST_WORLDS = 16
"""Are shown before the others are played."""
SHOWN_EVENTS = ("hired", "clawed back", *EXITS[1:])
DRAWN_LINES = ("metric", "value", "pending_harm", "pending_benefit")


class Played(NamedTuple):
    """A scenario that was played.

    Attributes:
        runs: Columns of the table of runs.
        quarters: ``summarise`` of ``DRAWN_LINES`` by quarter.
        events: Columns ``quarter``, ``event`` and ``rate``, events per 100 firms.
        bombs: Rows of ``bomb_rates``: bombs that go off per 100 firms, by where the author is.
        bomb_shares: Shares of all bombs by place; None if none went off.
    """

    runs: dict[str, Any]
    quarters: pd.DataFrame
    events: pd.DataFrame
    bombs: pd.DataFrame
    bomb_shares: dict[str, float] | None


class SomeWorlds(NamedTuple):
    """Some worlds of a scenario.

    Attributes:
        runs, quarters: Columns of these tables; of the second one those that are drawn.
        events: (event, quarter) counts in the order of ``SHOWN_EVENTS``.
        bombs: (world, quarter, place) per 100 firms.
    """

    runs: dict[str, Any]
    quarters: dict[str, Any]
    events: npt.NDArray[np.int64]
    bombs: Floats


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


@st.cache_data(max_entries=24, show_spinner=False)
def play(scenario: str) -> Played:
    """Play a scenario, given as JSON; its first worlds may have been played before."""
    model = Scenario.model_validate_json(scenario)
    pieces = [first_worlds(scenario)]
    if model.worlds > FIRST_WORLDS:
        pieces.append(_piece(model, FIRST_WORLDS, model.worlds))
    runs, drawn = (
        {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
        for tables in ([piece.runs for piece in pieces], [piece.quarters for piece in pieces])
    )
    rows = summarise(drawn, ["quarter"], DRAWN_LINES)
    bombs = np.concatenate([piece.bombs for piece in pieces])
    return Played(
        runs,
        _numbers(rows),
        _rates(np.sum([piece.events for piece in pieces], axis=0), model),
        _numbers(bomb_rates(bombs)),
        share_by_place(bombs),
    )


@st.cache_data(max_entries=24, show_spinner=False)
def first_worlds(scenario: str) -> SomeWorlds:
    """The first worlds of a scenario, given as JSON: an answer that is there soon."""
    model = Scenario.model_validate_json(scenario)
    return _piece(model, 0, min(FIRST_WORLDS, model.worlds))


def _piece(model: Scenario, first: int, end: int) -> SomeWorlds:
    tables = simulate(model, range(first, end), record=("quarters", "events"))
    drawn = {name: tables["quarters"][name] for name in ("quarter", *DRAWN_LINES)}
    events = tables["events"]
    counts = np.zeros((len(SHOWN_EVENTS), model.quarters), dtype=np.int64)
    for place, event in enumerate(SHOWN_EVENTS):
        quarters = events["quarter"][events["event"] == event].astype(np.int64)
        counts[place] = np.bincount(quarters, minlength=model.quarters)
    size = first, end - first, model.quarters, model.firms.count
    return SomeWorlds(tables["runs"], drawn, counts, bombs_by_place(events, *size))


def _numbers(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows).astype({"mean": float, "low": float, "high": float})


_RARE = ("acquired", "removed", "accused", "quit")
"""Exits that few scenarios know."""


def _rates(counts: npt.NDArray[np.int64], scenario: Scenario) -> pd.DataFrame:
    """Events per 100 firms and quarter; zero where there were none, but for what few know."""
    firms = scenario.worlds * scenario.firms.count / 100
    frames = [
        pd.DataFrame({"quarter": range(scenario.quarters), "event": event, "rate": found / firms})
        for event, found in zip(SHOWN_EVENTS, counts, strict=True)
        if found.any() or event not in _RARE
    ]
    return pd.concat(frames, ignore_index=True)
