"""What firms of one's own say about pay: exact where it is known, and as wide as it has to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.firm_estimates import FirmEstimate, firm_estimates
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate

COLUMNS = {
    "firm": "firm", "year": "year", "size": "value", "market_value": "value", "salary": "salary",
    "tenure": "years", "paid": "pay", "returns": "return",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def estimates(table: dict[str, Any], **fields: Any) -> dict[str, FirmEstimate]:
    lines = [",".join(table), *(",".join(map(repr, row)) for row in zip(*table.values()))]  # noqa: B905
    Path("mine.csv").write_text("\n".join(lines))
    units = {"money": "thousand dollars", "size": "million dollars", "returns": "share"}
    of_firms = {"source": "mine.csv", "columns": COLUMNS, "units": units}
    found = firm_estimates(Scenario.model_validate({"firms": of_firms, **fields}))
    return {one.name: one for one in found}


def panel(rng: np.random.Generator, firms: int, years: int) -> dict[str, Any]:
    """Firms of different size, with returns and market values that go with them."""
    returns = rng.normal(0.08, 0.3, (firms, years)).clip(-0.8)
    value = np.exp(rng.normal(8.0, 1.0, (firms, 1))) * np.cumprod(1.0 + returns, axis=1)
    salary = np.broadcast_to(800.0 * rng.uniform(0.5, 2.0, (firms, 1)), value.shape)
    return {
        "firm": np.repeat(np.arange(firms), years).tolist(),
        "year": np.tile(2000 + np.arange(years), firms).tolist(),
        "value": value.ravel().tolist(),
        "salary": salary.ravel().tolist(),
        "years": np.tile(np.arange(years), firms).tolist(),
        "return": returns.ravel().tolist(),
    }


def test_sensitivity_is_what_a_share_of_the_firm_pays():
    """Who owns .325 % of the firm gains 3.25 per 1000 of wealth: the limit without noise."""
    table = panel(np.random.default_rng(1), 20, 6)
    value = np.reshape(table["value"], (20, 6))
    before = np.column_stack([value[:, :1], value[:, :-1]])
    change = np.reshape(table["return"], (20, 6)) * before  # millions
    table["pay"] = (np.reshape(table["salary"], (20, 6)) + 3.25 * change).ravel().tolist()
    found = estimates(table)["pay-performance sensitivity"]
    assert (found.value, found.low, found.high) == pytest.approx((3.25, 3.25, 3.25))
    assert found.unit == "dollars per 1000 dollars"
    assert (found.rows, found.firms) == (100, 20)  # of a first year the value before is unknown
    assert found.settings == ()


def test_without_returns_market_value_has_to_do(monkeypatch):
    table = panel(np.random.default_rng(2), 10, 5)
    value = np.reshape(table["value"], (10, 5))
    change = np.diff(value, axis=1, prepend=np.nan)
    table["pay"] = np.nan_to_num(900.0 + 5.0 * change, nan=900.0).ravel().tolist()
    with_returns = estimates(table)["slope of a linear bonus"]
    monkeypatch.delitem(COLUMNS, "returns")
    found = estimates(table)
    sensitivity = found["pay-performance sensitivity"]
    assert (sensitivity.value, sensitivity.rows) == (pytest.approx(5.0), 40)
    assert "growth of market value times market value" in sensitivity.text
    slope = found["slope of a linear bonus"]
    assert (slope.rows, with_returns.rows) == (40, 50)  # growth is not known of the first year
    assert "growth of market value less the mean of the year" in slope.text


def test_slope_pays_as_much_for_a_standard_deviation_as_the_data_do():
    """b base pays for one of returns are b sd / (2 noise) for a metric unit."""
    table = panel(np.random.default_rng(3), 30, 8)
    returns = np.reshape(table["return"], (30, 8))
    excess = returns - returns.mean(axis=0)
    base = np.reshape(table["salary"], (30, 8)) / 4.0
    table["pay"] = (base * (9.0 + 2.0 * excess)).ravel().tolist()
    of_firm = excess - excess.mean(axis=1, keepdims=True)
    sd = np.sqrt((of_firm**2).sum() / (30 * 8 - 30))
    for noise in (0.6, 1.2):
        found = estimates(table, metric={"noise": noise})["slope of a linear bonus"]
        assert found.value == pytest.approx(2.0 * sd / (2.0 * noise))
        assert found.settings == (("package.schemes.linear-bonus.slope", found.value),)


def test_errors_are_those_of_clusters():
    """Against the sandwich written out firm by firm."""
    rng = np.random.default_rng(4)
    table = panel(rng, 9, 5)
    returns = np.array(table["return"])
    salary = np.array(table["salary"])
    table["pay"] = (salary * (3.0 + returns + rng.normal(0, 0.2, 45))).tolist()
    found = estimates(table)["slope of a linear bonus"]
    year, firm = np.array(table["year"]), np.array(table["firm"])
    x = returns - np.array([returns[year == t].mean() for t in year])
    y = np.array(table["pay"]) / (salary / 4.0)
    dx = x - np.array([x[firm == i].mean() for i in firm])
    dy = y - np.array([y[firm == i].mean() for i in firm])
    b = (dx * dy).sum() / (dx**2).sum()
    meat = sum((dx[firm == i] @ (dy - b * dx)[firm == i]) ** 2 for i in range(9))
    error = np.sqrt(meat * 9 / 8 * 44 / 43) / (dx**2).sum()
    sd = np.sqrt((dx**2).sum() / (45 - 9))
    scale = sd / 1.2
    assert found.value == pytest.approx(b * scale)
    assert found.high - found.value == pytest.approx(2.306004 * error * scale)  # t, 8 degrees


def test_intervals_hold_what_is_true_as_often_as_they_say():
    rng, inside = np.random.default_rng(5), 0
    for _ in range(120):
        table = panel(rng, 25, 5)
        returns, base = np.array(table["return"]), np.array(table["salary"]) / 4.0
        shock = np.repeat(rng.normal(0, 1, 25), 5) + rng.normal(0, 0.4, 125)
        table["pay"] = (base * (12.0 + 2.0 * returns + shock)).tolist()
        found = estimates(table, metric={"noise": 0.5})["slope of a linear bonus"]
        _, _, sd = 0, 0, found.value  # the scale is the sample's own
        x = returns - np.array(
            [returns[np.array(table["year"]) == t].mean() for t in table["year"]]
        )
        x = x - np.repeat(x.reshape(25, 5).mean(axis=1), 5)
        sd = np.sqrt((x**2).sum() / 100)
        inside += found.low <= 2.0 * sd <= found.high
    assert 0.88 <= inside / 120 <= 1.0


def test_elasticities_of_the_published_samples():
    """Wooldridge, example 2.11 (CEOSAL1), and CEOSAL2's own: .257 both."""
    for source in ("ceosal1", "ceosal2"):
        found = {
            one.name: one for one in firm_estimates(scenario_of({"firms": {"source": source}}, {}))
        }
        elasticity = found["pay elasticity"]
        assert elasticity.value == pytest.approx(0.257, abs=6e-4)
        assert elasticity.low < 0.257 < elasticity.high
        assert dict(elasticity.settings)["firms.pay_elasticity"] == elasticity.value
        assert set(found) == {"pay elasticity", "spread of size"}
    assert firm_estimates(scenario_of({"firms": {"source": "synthetic"}}, {})) == []


def test_the_simulators_own_firms_give_its_slope_back():
    """Reports as returns: the estimate is the slope that was set, where noise is their spread."""
    slope, years = 0.9, 6
    scenario = scenario_of(
        {"worlds": 1, "quarters": 4 * years, "firms": {"source": "synthetic", "count": 60}},
        {
            "package.schemes": [{"name": "linear-bonus", "slope": slope}],
            "package.oversight": [],
            "market.poaching": 0.0,
            "market.retirement": 0.0,
            "market.acquisition": 0.0,
            "executives.talent_sd": 0.0,
            "executives.talent_drift": 0.0,
            "metric.noise": 1.0,
        },
    )
    played = simulate(scenario, record=["conduct", "ledger", "firms"])
    conduct, ledger = played["conduct"], played["ledger"]
    year = lambda t: t["firm"] * years + t["quarter"] // 4
    metric = np.bincount(year(conduct), conduct["metric"])
    paid = np.bincount(year(ledger), ledger["paid"])
    base = 4.0 * np.repeat(played["firms"]["firm_base_pay"], years)
    table = {
        "firm": np.repeat(np.arange(60), years).tolist(),
        "year": np.tile(2000 + np.arange(years), 60).tolist(),
        "value": np.repeat(np.linspace(1.0, 2.0, 60), years).tolist(),
        "salary": (1000.0 * base).tolist(),
        "years": [1] * (60 * years),
        "pay": (1000.0 * paid).tolist(),
        "return": (metric / 100.0).tolist(),
    }
    found = estimates(table, metric={"noise": 1.0})["slope of a linear bonus"]
    assert found.value == pytest.approx(slope, rel=0.1)
