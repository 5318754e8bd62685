"""What the page shows, computed once per economy and world, and kept."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from sim.diagnosis.people.files import KEYS, board_files
from sim.diagnosis.people.reading import GoalReading, read_goals
from sim.diagnosis.people.twin import watched_twins
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate

LEAST_QUARTERS = 4
"""In office, below which nobody is called surprising."""
UNSEEN_EVENTS = ("turned", "gamed")
"""What no board sees: it is shown after a reveal only."""


class PeopleOfWorld(NamedTuple):
    """One world: tables by name, and the files by executive.

    Attributes:
        tables: ``tenures``, ``events``, ``conduct``, ``ledger`` and ``firms``.
        files: As of :func:`sim.diagnosis.people.files.board_files`, by executive.
        kinds: Of every executive who has a file: a secret until it is asked for.
    """

    tables: dict[str, pd.DataFrame]
    files: pd.DataFrame
    kinds: pd.Series[Any]


@st.cache_data(max_entries=8, show_spinner="Opening the files")
def people_of(scenario: str, world: int) -> PeopleOfWorld:
    """The people of one world of a scenario, given as JSON."""
    names = ("tenures", "events", "conduct", "firms", "ledger")
    played = simulate(Scenario.model_validate_json(scenario), [world], names)
    tables = {name: pd.DataFrame(played[name]) for name in names}
    tables["ledger"] = tables["ledger"][["world", "firm", "quarter", "paid", "accrual"]]
    files = board_files(played).droplevel("world")
    kinds = tables["tenures"].drop_duplicates(KEYS).set_index("executive")["kind"].astype(str)
    return PeopleOfWorld(tables, files, kinds.reindex(files.index))


@st.cache_data(max_entries=8, show_spinner="Reading the files of other worlds")
def reading_of(scenario: str) -> GoalReading:
    """The regression of goals on files, fitted on worlds that the page does not show."""
    return read_goals(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=8, show_spinner="Asking what had been done under watch")
def twins_of(scenario: str, world: int) -> pd.DataFrame:
    """What everybody would have added more under watch, by quarter and firm."""
    return watched_twins(Scenario.model_validate_json(scenario), world)


def surprises(reading: GoalReading, people: PeopleOfWorld, least: int) -> pd.Series[Any]:
    """The chance that the regression gives to each true kind, the least likely first.

    Args:
        reading: Of other worlds.
        people: Of this one.
        least: Quarters in office below which there is no file to speak of.
    """
    chances = reading.chances(people.files)
    own = pd.Series(
        [chances.at[who, kind] for who, kind in people.kinds.items()], index=chances.index
    )
    served = people.tables["tenures"].groupby("executive")["quarters"].sum()
    return own[served.reindex(own.index) >= least].sort_values(kind="stable")
