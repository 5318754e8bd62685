"""The log of events: every row of it against the tables it must agree with."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.tables.columns import EVENTS
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SETTINGS = {
    "quarters": 24,
    "firms__count": 20,
    "market__poaching": 0.1,
    "market__detected_return": 0.5,
    "thresholds__bomb": 1.0,
    "package__schemes": [{"name": "deferred-bonus", "cliff": 4, "clawback_rate": 1.0}],
}
RECORD = ("tenures", "events", "dossiers")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    found = simulate(scenario(**SETTINGS), range(4), RECORD)
    return {name: pd.DataFrame(table) for name, table in found.items()}


def of(tables: dict[str, pd.DataFrame], *names: str) -> pd.DataFrame:
    events = tables["events"]
    return events[events["event"].isin(names)]


def test_every_event_is_explained(tables: dict[str, pd.DataFrame]) -> None:
    names = set(tables["events"]["event"])
    assert names <= set(EVENTS)
    assert {"turned", "bomb surfaced", "gamed", "hired", "vested", "clawed back"} <= names


def test_an_event_names_the_tenure_that_it_is_about(tables: dict[str, pd.DataFrame]) -> None:
    key = ["world", "firm", "seat"]
    both = tables["events"].merge(tables["tenures"], on=key, suffixes=("", "_of"), how="left")
    known = both[both["executive_of"].notna()]
    assert (known["executive"] == known["executive_of"]).all()
    assert (known["quarter"] >= known["start"] - 1).all()
    # Tenures without a quarter are those of people hired at the very end.
    unknown = both[both["executive_of"].isna()]
    assert set(unknown["event"]) <= {"gamed", "hired"} and (unknown["quarter"] == 23).all()
    late = {"bomb surfaced", "clawed back", "vested"}
    in_office = known[~known["event"].isin(late)]
    assert (
        in_office["quarter"] <= in_office["last_quarter"].where(in_office["last_quarter"] >= 0, 99)
    ).all()


def test_where_people_are_agrees_with_what_happens_to_them(
    tables: dict[str, pd.DataFrame],
) -> None:
    events = tables["events"]
    assert ((events["now_at"] >= 0) == (events["status"] == "seated")).all()
    for name in ("turned", "hired", "gamed"):
        assert (of(tables, name)["now_at"] == of(tables, name)["firm"]).all()
    assert set(of(tables, "retired")["status"]) == {"gone"}
    assert set(of(tables, "poached", "dismissed")["status"]) <= {"free", "seated", "gone"}
    bombs = of(tables, "bomb surfaced")
    assert set(bombs["status"]) == {"seated", "free", "gone"}
    assert ((bombs["now_at"] >= 0) & (bombs["now_at"] != bombs["firm"])).any()


def test_who_gamed_was_hired_and_by_so_much(tables: dict[str, pd.DataFrame]) -> None:
    gamed, hired = of(tables, "gamed"), of(tables, "hired")
    assert len(gamed) > 0 and (gamed["amount"] > 0).all()
    assert len(gamed) == (hired["amount"] > 0).sum()
    honest = scenario(**SETTINGS, executives__lying_cost=1e6)
    events = simulate(honest, range(2), ("events",))["events"]["event"]
    assert "gamed" not in events and "hired" in events


def test_a_tenure_turns_once_and_never_without_awareness(tables: dict[str, pd.DataFrame]) -> None:
    turned = of(tables, "turned")
    assert len(turned) > 10 and not turned.duplicated(["world", "firm", "seat"]).any()
    assert (turned["amount"] > 0).all()
    unaware = scenario(**SETTINGS, executives__awareness=0.0)
    assert "turned" not in simulate(unaware, range(2), ("events",))["events"]["event"]


def test_clawed_back_adds_up(tables: dict[str, pd.DataFrame]) -> None:
    told = of(tables, "clawed back").groupby("world")["amount"].sum()
    booked = tables["tenures"].groupby("world")["clawed_back"].sum()
    assert told.to_numpy() == pytest.approx(booked.to_numpy())
    assert booked.sum() > 0


def test_asking_for_events_changes_nothing() -> None:
    model = scenario(**SETTINGS)
    alone, with_events = simulate(model, range(4)), simulate(model, range(4), RECORD)
    for column, values in alone["runs"].items():
        np.testing.assert_array_equal(values, with_events["runs"][column])


def test_events_alone_are_the_same(tables: dict[str, pd.DataFrame]) -> None:
    alone = simulate(scenario(**SETTINGS), range(4), "events")["events"]
    pd.testing.assert_frame_equal(pd.DataFrame(alone), tables["events"])


def test_rows_are_in_order_of_worlds_and_quarters_and_of_what_happens(
    tables: dict[str, pd.DataFrame],
) -> None:
    events = tables["events"]
    place = events["event"].map({name: place for place, name in enumerate(EVENTS)})
    keys = events.assign(place=place)[["world", "quarter"]]
    assert keys.equals(keys.sort_values(["world", "quarter"], kind="stable"))
    for _, some in events.assign(place=place).groupby(["world", "quarter"]):
        told = some[~some["event"].isin(["vested"])]["place"]  # early and late ones
        assert told.is_monotonic_increasing
