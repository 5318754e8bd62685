"""What a year of a tenure has come to agrees with the tables by quarter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.tables.columns import COLUMNS
from sim.tables.memory import needed
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SETTINGS = {
    "worlds": 3,
    "quarters": 14,
    "firms__count": 12,
    "market__poaching": 0.1,
    "market__detection_dismisses": 0.5,
    "market__interim": 1,
    "executives__population": {"careerist": 0.4, "looter": 0.3, "saboteur": 0.3},
}
KEY = ["world", "year", "firm", "seat"]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    record = ("tenures", "ledger", "firms", "conduct", "efforts", "years")
    found = simulate(scenario(**SETTINGS), [2, 0, 1], record)
    return {name: pd.DataFrame(table) for name, table in found.items()}


@pytest.fixture(scope="module")
def quarters(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Conduct and books of occupied seats, with their year."""
    both = tables["conduct"].merge(tables["ledger"], on=["world", "firm", "quarter"])
    both = both[both["seat"] >= 0].merge(tables["firms"], on=["world", "firm"])
    return both.assign(year=both["quarter"] // 4)


def test_sums_are_those_of_the_quarters(tables, quarters):
    years = tables["years"].set_index(KEY)
    assert list(tables["years"]) == list(COLUMNS["years"]) and years.index.is_monotonic_increasing
    grouped = quarters.groupby(KEY)
    assert len(years) == grouped.ngroups and (years["served"] == grouped.size()).all()
    for name, column in (
        ("reported", "metric"),
        ("paid_in_year", "paid"),
        ("accrued_in_year", "accrual"),
    ):
        assert years[name].to_numpy() == pytest.approx(grouped[column].sum().to_numpy())
    assert (years["executive"] == grouped["executive"].first()).all()


def test_misconduct_is_what_tasks_of_negative_value_do(tables):
    tasks = {task.name: task for task in scenario(**SETTINGS).technology.tasks}
    efforts = tables["efforts"].merge(
        tables["conduct"][["world", "quarter", "firm", "seat"]], on=["world", "quarter", "firm"]
    )
    ability = tables["tenures"][["world", "firm", "seat", "ability"]]
    efforts = efforts.merge(ability, on=["world", "firm", "seat"])
    efforts = efforts.merge(tables["firms"], on=["world", "firm"])
    bad = efforts[efforts["task"].map(lambda name: tasks[name].value < 0)]
    effect = bad["ability"] * bad["effort_level"]
    lift = effect * bad["task"].map(lambda name: max(tasks[name].loading, 0.0))
    lost = bad["task"].map(lambda name: -tasks[name].value) * effect
    lost += bad["task"].map(lambda name: tasks[name].curvature) * effect**2 / 2
    bad = bad.assign(year=bad["quarter"] // 4, lift=lift, lost=lost * bad["firm_impact"])
    sums, years = bad.groupby(KEY)[["lift", "lost"]].sum(), tables["years"].set_index(KEY)
    assert years["misreported"].to_numpy() == pytest.approx(sums["lift"].to_numpy(), abs=1e-12)
    assert years["misconduct_loss"].to_numpy() == pytest.approx(sums["lost"].to_numpy(), abs=1e-12)
    assert (years["misreported"] > 0.1).any() and (years["misconduct_loss"] > 1.0).any()


def test_returns_are_reports_over_peers_and_what_the_market_learns(tables, quarters):
    """Of tenures that go on: their next belief is the posterior."""
    peers = quarters.groupby(["world", "quarter"])["metric"].transform("mean")
    rows = quarters.assign(over=quarters["metric"] - peers).sort_values(
        ["world", "firm", "quarter"]
    )
    following = rows.groupby(["world", "firm", "seat"])["belief"].shift(-1)
    wanted = rows["over"] + (following - rows["belief"]) / 0.03
    known = wanted.notna()
    assert known.sum() > 200
    assert rows["peer_return"][known].to_numpy() == pytest.approx(
        wanted[known].to_numpy(), abs=1e-9
    )
    gain = (rows["peer_return"] * rows["firm_impact"]).groupby([rows[name] for name in KEY]).sum()
    assert tables["years"]["wealth_gain"].to_numpy() == pytest.approx(gain.to_numpy())


def test_everything_found_out_is_there(tables):
    """Whether it costs the seat or not."""
    found = tables["years"].groupby(["world", "firm", "seat"])["found_out"].sum()
    tenures = tables["tenures"].set_index(["world", "firm", "seat"])["detections"]
    assert (found == tenures.loc[found.index]).all() and found.sum() > 5


def test_after_a_burn_in_years_begin_where_counting_does():
    short = {**SETTINGS, "quarters": 8}
    mine = simulate(scenario(**short, burn_in=8), record="years")["years"]
    theirs = simulate(scenario(**{**short, "quarters": 16}), record="years")["years"]
    later = theirs["year"] >= 2
    for name, values in mine.items():
        other = theirs[name][later] - (2 if name == "year" else 0)
        assert np.array_equal(values, other), name


def test_nothing_depends_on_threads_or_on_other_tables(tables):
    alone = simulate(scenario(**SETTINGS), range(3), "years", threads=3)["years"]
    pd.testing.assert_frame_equal(pd.DataFrame(alone), tables["years"])
    assert needed(scenario(**SETTINGS), 3, ("years",)) > needed(scenario(**SETTINGS), 3)
