"""Dossiers: a row per person, whatever the number of firms; the goal in the last columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.economy.dossier import sentences
from sim.economy.model import Economy
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

SETTINGS = {
    "quarters": 20,
    "firms__count": 15,
    "market__poaching": 0.15,
    "market__detected_return": 0.5,
    "thresholds__bomb": 1.0,
}
RECORD = ("tenures", "events", "dossiers")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    found = simulate(scenario(**SETTINGS), range(4), RECORD)
    return {name: pd.DataFrame(table) for name, table in found.items()}


def test_a_dossier_sums_up_all_tenures_of_a_person(tables: dict[str, pd.DataFrame]) -> None:
    files, tenures = tables["dossiers"], tables["tenures"]
    grouped = tenures.sort_values("start").groupby(["world", "executive"])
    assert not files.duplicated(["world", "executive"]).any()
    assert len(files) == grouped.ngroups and files["seats"].max() >= 3
    for column in ("accrual_total", "paid_total", "clawed_back", "quarters"):
        assert files[column].to_numpy() == pytest.approx(grouped[column].sum().to_numpy())
    assert (files["first_quarter"].to_numpy() == grouped["start"].first().to_numpy()).all()
    assert (files["last_exit"].to_numpy() == grouped["exit"].last().to_numpy()).all()
    assert (files["gaming_lift"].to_numpy() == grouped["gaming_lift"].max().to_numpy()).all()
    firms = grouped["firm"].apply(lambda column: ", ".join(map(str, column)))
    assert (files["firms"].to_numpy() == firms.to_numpy()).all()
    assert (files["kind"].to_numpy() == grouped["kind"].first().to_numpy()).all()


def test_harm_is_surfaced_or_still_hidden(tables: dict[str, pd.DataFrame]) -> None:
    files = tables["dossiers"]
    hidden = files["harm_money"] - files["surfaced_in_office"] - files["surfaced_after_exit"]
    worlds = batch(scenario(**SETTINGS)).run()
    stocks = ((worlds.seats.own_harm + worlds.seats.old_harm) * worlds.seats.impact).sum()
    assert (hidden > -1e-9).all() and hidden.sum() == pytest.approx(stocks)
    assert (files["surfaced_elsewhere"] <= files["surfaced_after_exit"] + 1e-9).all()
    assert (files.loc[files["seats"] == 1, "surfaced_elsewhere"] == 0).all()
    assert files["surfaced_elsewhere"].sum() > 0


def test_turns_and_detections_are_those_of_the_events(tables: dict[str, pd.DataFrame]) -> None:
    files, events = tables["dossiers"], tables["events"]
    for column, event in (("first_turn", "turned"), ("first_detection", "detected")):
        told = events[events["event"] == event].groupby(["world", "executive"])["quarter"].min()
        mine = files[files[column] >= 0].set_index(["world", "executive"])[column]
        assert len(mine) > 5
        pd.testing.assert_series_equal(mine, told, check_names=False)


def test_the_goal_stands_last_and_is_that_of_the_kind(tables: dict[str, pd.DataFrame]) -> None:
    assert list(COLUMNS["dossiers"])[-6:] == list(tables["dossiers"].columns[-6:])
    executives = scenario(**SETTINGS).executives
    for row in tables["dossiers"].to_dict("records"):
        weights = [row[f"goal_{name}"] for name in ("pay", "value", "proxy", "private", "harm")]
        assert tuple(weights) == tuple(executives.goal_of(row["kind"]))
    assert tables["dossiers"]["kind"].nunique() == 5


def test_dossiers_alone_are_the_same() -> None:
    model = scenario(**SETTINGS)
    alone = simulate(model, range(4), ("dossiers",))["dossiers"]
    for column, values in simulate(model, range(4), RECORD)["dossiers"].items():
        assert np.array_equal(alone[column], values), column


# In an economy ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def economy() -> Economy:
    return Economy(scenario(**SETTINGS), world=1, record="events").run()


def test_a_file_has_seats_and_events_in_order_and_the_goal_at_the_end(economy: Economy) -> None:
    bombs = economy.events(event="bomb surfaced")
    far = bombs[(bombs["now_at"] >= 0) & (bombs["now_at"] != bombs["firm"])].iloc[-1]
    file = economy.dossier(int(far["executive"]))
    assert len(file.seats) == file.summary["seats"] >= 2
    assert file.seats["start"].is_monotonic_increasing
    assert file.events["quarter"].is_monotonic_increasing
    assert (file.events["executive"] == far["executive"]).all()
    text = str(file)
    sentence = f"firm {far['firm']}: bomb surfaced"
    assert sentence in text and f"its author is at firm {far['now_at']} by then" in text
    assert file.kind not in text.partition("The goal")[0] and file.kind in text.splitlines()[-1]
    page = file._repr_html_()
    assert page.index("The goal") < page.index(file.kind) and "<script" not in page
    assert str(economy.dossier(economy.executive(int(far["executive"])))) == text


def test_events_are_asked_for_by_what_they_are(economy: Economy) -> None:
    every = economy.events()
    one = economy.events(event="hired", quarter=3)
    assert len(one) == ((every["event"] == "hired") & (every["quarter"] == 3)).sum() > 0
    assert len(sentences(every)) == len(every)
    with pytest.raises(InputError, match="did you mean 'event'"):
        economy.events(events="hired")


def test_what_is_not_there_is_said() -> None:
    plain = Economy(scenario(**SETTINGS), rng=1)
    plain.step()
    with pytest.raises(InputError, match="'events' is not recorded"):
        plain.dossier(0)
    young = Economy(scenario(**SETTINGS), rng=1, record="events")
    young.step()
    hired = young.events(event="hired")["executive"]
    for nobody in (10_000, int(hired.iloc[0])):
        with pytest.raises(InputError, match=f"executive {nobody} has not been in office"):
            young.dossier(nobody)


def test_of_several_detections_the_first_counts() -> None:
    model = scenario(
        quarters=40,
        firms__count=4,
        executives__population={"looter": 1.0},
        executives__foresight=0,
        market__detected_return=1.0,
        package__oversight=[{"name": "random-audits", "rate": 0.5}],
    )
    tables = simulate(model, record=("events", "dossiers"))
    events, files = pd.DataFrame(tables["events"]), pd.DataFrame(tables["dossiers"])
    caught = events[events["event"] == "detected"].groupby(["world", "executive"])["quarter"]
    assert (caught.size() > 1).any()
    found = files[files["first_detection"] >= 0].set_index(["world", "executive"])[
        "first_detection"
    ]
    pd.testing.assert_series_equal(found, caught.min(), check_names=False)


def test_where_nobody_takes_a_seat_there_are_no_dossiers():
    model = scenario(market__participation="applicants", market__outside=100.0, quarters=3)
    assert simulate(model, record=["dossiers"])["dossiers"]["executive"].size == 0
