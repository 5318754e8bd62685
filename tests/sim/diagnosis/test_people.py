"""Files of executives, what a regression reads off them, twins in full view, and where to look."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.diagnosis.people.files import FILE_FEATURES, FILE_TABLES, board_files
from sim.diagnosis.people.reading import read_goals, reading
from sim.diagnosis.people.scenes import BOMB_EVENT, career, firms_by_drama, furthest, late_bombs
from sim.diagnosis.people.twin import watched_twins
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SETTINGS = {"firms__count": 40, "quarters": 24, "worlds": 2, "market__poaching": 0.06}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    played = simulate(scenario(**SETTINGS), [0], (*FILE_TABLES, "ledger", "dossiers"))
    return {name: pd.DataFrame(columns) for name, columns in played.items()}


def test_files_say_what_the_tables_say(tables: dict[str, pd.DataFrame]) -> None:
    files = board_files(tables)
    assert list(files.columns) == list(FILE_FEATURES) and np.isfinite(files.to_numpy()).all()
    known = tables["dossiers"].set_index(["world", "executive"]).loc[files.index]
    assert (files["seats"] == known["seats"]).all()
    assert np.expm1(files["in office"].to_numpy()) == pytest.approx(known["quarters"].to_numpy())
    assert files["report"].to_numpy() == pytest.approx(known["metric"].to_numpy(), abs=1e-9)
    exits = files[[name for name in files if name.startswith("exit ")]].sum(axis=1)
    assert (exits <= files["seats"]).all() and exits.sum() > 0
    events = tables["events"]
    bombs = events[events["event"] == BOMB_EVENT].groupby(["world", "executive"]).size()
    both = np.expm1(files["bombs"]) + np.expm1(files["late"])
    there = bombs.reindex(files.index).fillna(0.0)
    assert both.to_numpy() == pytest.approx(there.to_numpy())


def test_files_hold_no_secret(tables: dict[str, pd.DataFrame]) -> None:
    """Nothing that only the simulator knows changes a file."""
    secret = ["kind", "ability", "accrual_total", "withheld", "deceptive", "harm", "gaming_lift"]
    blind = {**tables, "tenures": tables["tenures"].drop(columns=secret)}
    blind["conduct"] = tables["conduct"].drop(columns=["value", "peer_return"])
    events = tables["events"]
    blind["events"] = events[~events["event"].isin(["turned", "gamed"])]
    pd.testing.assert_frame_equal(board_files(blind), board_files(tables))


def test_a_regression_finds_what_is_planted_and_nothing_in_noise() -> None:
    rng = np.random.default_rng(3)
    group = rng.choice(3, size=4000, p=[0.6, 0.3, 0.1])
    world = np.arange(4000) % 8
    noise = rng.normal(size=(4000, len(FILE_FEATURES)))
    blind = reading(noise, group, world, "abc")
    assert blind.right == pytest.approx(blind.commonest_right, abs=0.02)
    assert 0.0 < blind.loss - blind.shares_loss < 0.03
    entropy = -sum(p * np.log(p) for p in (0.6, 0.3, 0.1))
    assert blind.shares_loss == pytest.approx(entropy, abs=0.03)
    noise[:, 4] += 3.0 * group
    told = reading(noise, group, world, "abc")
    assert told.right > 0.9 and told.loss < 0.3 and told.commonest == "a"


def test_goals_are_read_off_files_of_other_worlds() -> None:
    model = scenario(**{**SETTINGS, "firms__count": 80})
    found = read_goals(model, range(2, 6))
    assert found.kinds == tuple(model.executives.population)
    played = simulate(model, [0], FILE_TABLES)
    files = board_files(played)
    chances = found.chances(files)
    assert chances.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert found.people > 300 and found.loss < found.shares_loss
    kind = pd.DataFrame(played["tenures"]).drop_duplicates("executive").set_index("executive")
    kind = kind["kind"].reindex(files.index.get_level_values("executive")).astype(str).to_numpy()
    saboteurs = chances["saboteur"].to_numpy()
    assert saboteurs[kind == "saboteur"].mean() > 2 * saboteurs[kind == "steward"].mean()


def test_a_reading_does_not_depend_on_how_many_worlds_are_looked_at() -> None:
    model = scenario(**{**SETTINGS, "firms__count": 10, "quarters": 8})
    one, other = (read_goals(model, numbers) for numbers in ([5, 6], [6, 5]))
    assert one.loss == pytest.approx(other.loss)


def test_nobody_is_held_back_where_nobody_is_aware() -> None:
    blind = watched_twins(scenario(**SETTINGS, executives__awareness=0.0), 0)
    assert np.abs(blind["withheld"]).max() == 0.0
    seen = watched_twins(scenario(**SETTINGS), 0)
    assert seen["withheld"].max() > 0.1
    assert len(seen) == 40 * 24


def test_twins_withhold_at_the_turn_what_events_say(tables: dict[str, pd.DataFrame]) -> None:
    twins = watched_twins(scenario(**SETTINGS), 0)
    turned = tables["events"].query("event == 'turned'")
    both = turned.merge(twins, on=["quarter", "firm", "executive"])
    assert len(both) == len(turned) > 5
    assert both["withheld"].to_numpy() == pytest.approx(both["amount"].to_numpy())


def test_careers_add_up_to_tenures(tables: dict[str, pd.DataFrame]) -> None:
    tenures = tables["tenures"]
    who = int(tenures.groupby("executive")["quarters"].sum().idxmax())
    path, mine = career(tables, who), tenures[tenures["executive"] == who]
    assert len(path) == mine["quarters"].sum()
    assert path["paid"].sum() == pytest.approx(mine["paid_total"].sum(), abs=1e-6)
    assert path["quarter"].is_monotonic_increasing


def test_firms_come_by_what_surfaced_late() -> None:
    rows = [(3, 7, 5.0, 9), (3, 7, 5.0, 1), (0, 4, 6.0, -1), (2, 5, 50.0, 2)]
    columns = ["firm", "executive", "amount", "now_at"]
    events = pd.DataFrame(rows, columns=columns).assign(event=BOMB_EVENT)
    assert firms_by_drama(events, 10)[:5] == [3, 1, 9, 0, 2]
    assert sorted(firms_by_drama(events, 10)) == list(range(10))
    assert furthest(events) == 7 and len(late_bombs(events)) == 3
    assert furthest(events[events["firm"] == 2]) is None
