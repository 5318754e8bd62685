"""Pay on other metrics in plans: the worth of tasks, against docs/model/expected-pay.md."""

from __future__ import annotations

import numpy as np
import pytest

from agents.planning import lead
from sim.tables.simulate import simulate
from sim.world.election import plan_for
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

SALARY = {"package__schemes": ["fixed-salary"]}
KEPT = 0.97 * (1 - 0.03) * (1 - 0.01)
H = 16


def plan(**settings):
    model = scenario(executives__population={"careerist": 1.0}, **settings)
    return plan_for(model, model.package, 0.0).fields


def linear(metric, slope=0.5, **more):
    return {
        "package__schemes": [{"name": "linear-bonus", "slope": slope, "metric": metric}],
        **more,
    }


def table(fields):
    return (fields[name] for name in ("value", "visible", "curvature", "loading"))


def test_paid_on_value_tasks_are_worth_their_value():
    paid, unpaid = plan(**linear("true-value")), plan(**SALARY)
    value, _, curvature, _ = table(paid)
    rows = range(H + 1)
    assert paid["worth"][0, rows] - unpaid["worth"][0, rows] == pytest.approx(
        np.tile(0.5 * value, (H + 1, 1))
    )
    assert paid["burden"][0, H] - unpaid["burden"][0, H] == pytest.approx(0.5 * curvature)


def test_what_matures_later_is_paid_for_when_it_comes():
    """``slope * (visible * nu + (1 - visible) * nu * lead[h])`` for cash flow."""
    paid, unpaid = plan(**linear("cash-flow")), plan(**SALARY)
    value, visible, _, _ = table(paid)
    leads = lead(0.97, (1 - 0.03) * (1 - 0.01), 0.08, H)
    for h in (0, 1, 7, H):
        exact = 0.5 * (visible * value + (1 - visible) * value * leads[h])
        found = paid["worth"][0, h] - unpaid["worth"][0, h]
        assert found == pytest.approx(exact, abs=1e-12)


def test_growth_leaves_what_the_next_quarter_does_not_take():
    paid, unpaid = plan(**linear("growth")), plan(**SALARY)
    _, visible, _, loading = table(paid)
    at_once = visible == 1.0
    for h, left in ((0, 1.0), (1, 1 - KEPT), (H, 1 - KEPT)):
        found = (paid["worth"][0, h] - unpaid["worth"][0, h])[at_once]
        assert found == pytest.approx(0.5 * left * loading[at_once], abs=1e-12)


def test_deferred_pay_counts_by_the_quarter_of_tenure():
    """An account with a cliff of 4 is worth ``(patience * (1 - poaching))**wait`` a base pay."""
    deferred = {"name": "deferred-bonus", "slope": 0.5, "deferred": 1.0, "cliff": 4,
                "clawback_rate": 0.0, "metric": "true-value"}  # fmt: skip
    other = {"name": "deferred-bonus", "slope": 0.0, "cliff": 7, "clawback_rate": 0.0}
    paid, unpaid = plan(package__schemes=[deferred, other]), plan(**SALARY)
    first, value = int(paid["tenure_row"]), paid["value"]
    for age in range(9):
        wait = 3 - age % 4
        found = paid["worth"][0, first + age] - unpaid["worth"][0, H]
        assert found == pytest.approx(0.5 * (0.97 * 0.97) ** wait * value, abs=1e-12)


def test_stacked_schemes_add_up():
    both = {"package__schemes": [
        {"name": "linear-bonus", "slope": 0.3, "metric": "assessment"},
        {"name": "linear-bonus", "slope": 0.2, "metric": "true-value"},
    ]}  # fmt: skip
    assert plan(**both)["worth"] == pytest.approx(plan(**linear("true-value"))["worth"], abs=1e-12)


def test_metrics_do_not_depend_on_the_batch():
    """Awards on metrics with draws and a past of their own, world by world and all at once."""
    model = scenario(
        package__schemes=[
            {"name": "linear-bonus", "metric": "growth"},
            {"name": "linear-bonus", "metric": "rotating"},
            {"name": "linear-bonus", "metric": "assessment"},
            {"name": "balanced-scorecard", "weights": {"cash-flow": 0.7, "price": 0.01}},
        ],
    )

    def awards(worlds: Worlds):
        rows = []
        for _ in range(8):
            worlds.step()
            rows.append(worlds.actions.awards.copy())
        return np.array(rows)

    together = awards(batch(model))
    alone = [awards(batch(model, [w])) for w in range(4)]
    assert np.array_equal(together, np.concatenate(alone, axis=2))


REPORT = {"build": 0.25, "operate": 1.0, "dress": 0.8, "divert": -0.1}
COPY = {"name": "indicator", "label": "copy", "loadings": REPORT, "noise": 0.0, "shared": 1.0}


@pytest.mark.parametrize("deferred", [0.2, 0.5, 1.0])
def test_a_copy_of_the_report_is_as_good_as_the_report(deferred):
    """Whether pay bends the curve or joins the worth of tasks, with accounts and malus."""
    part = {"name": "deferred-bonus", "slope": 0.5, "deferred": deferred, "cliff": 5, "malus": 1.0}
    models = [
        scenario(
            package__metrics=[COPY],
            package__schemes=[{**part, "metric": name}],
            metric__matured_weight=0.0,
            executives__foresight=8,
        )
        for name in ("earnings", "copy")
    ]
    own, copied = (batch(model) for model in models)
    for _ in range(9):
        own.step()
        copied.step()
        assert copied.actions.effort == pytest.approx(own.actions.effort, abs=1e-6)
        assert copied.actions.awards == pytest.approx(own.actions.awards, abs=1e-6)
        assert copied.actions.earned == pytest.approx(own.actions.earned, abs=1e-6)


def test_a_yardstick_in_an_account_is_that_of_the_vesting_date():
    """Growth under a cliff of 6, nobody leaves: only the last report before it is paid for."""
    part = {"name": "deferred-bonus", "slope": 0.5, "deferred": 1.0, "cliff": 6,
            "clawback_rate": 0.0, "metric": "growth"}  # fmt: skip
    still = {"market__poaching": 0.0, "market__retirement": 0.0, "executives__patience": 1.0}
    paid, unpaid = plan(package__schemes=[part], **still), plan(**SALARY, **still)
    first = int(paid["tenure_row"])
    at_once = paid["visible"] == 1.0
    for age in range(12):
        found = paid["worth"][0, first + age] - unpaid["worth"][0, H]
        assert found[at_once] == pytest.approx(np.zeros(at_once.sum()), abs=1e-12)
    impatient = {**still, "executives__patience": 0.9}
    paid, unpaid = plan(package__schemes=[part], **impatient), plan(**SALARY, **impatient)
    spike = paid["worth"][0, first + 5] - unpaid["worth"][0, H]
    exact = 0.5 * (1 - 0.9 * 0.9**5) * paid["loading"][at_once]
    assert spike[at_once] == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("metric", ["growth", "price"])
def test_malus_on_what_has_a_past_is_refused(metric):
    part = {"name": "deferred-bonus", "metric": metric, "malus": 0.5}
    with pytest.raises(ValueError, match="expected malus 0, or a metric without a past"):
        scenario(package__schemes=[part])


def test_two_metrics_of_one_name_are_refused():
    two = [{"name": "subjective-assessment", "noise": noise} for noise in (0.0, 5.0)]
    with pytest.raises(ValueError, match="'assessment' is another metric here"):
        scenario(package__schemes=two)
    scenario(package__schemes=two[:1] * 2)  # control: the same one twice is fine


def forecast_of(model):
    return plan_for(model, model.package, 0.0).forecast


def played_cost(model):
    """Pay per firm and quarter, in base pays, of a long quiet run."""
    books = simulate(model, record=("ledger",))["ledger"]
    return books["paid"].sum() / (books["outside"].sum() / 0.6)


@pytest.mark.parametrize(
    "part",
    [
        {"name": "linear-bonus", "metric": "price", "slope": 0.01},
        {"name": "linear-bonus", "metric": "growth"},
        {"name": "profit-sharing"},
        {"name": "subjective-assessment"},
        {"name": "golden-parachute", "amount": 8.0},
    ],
)
@pytest.mark.parametrize("talent", [0.0, 2.0])
def test_owners_forecast_what_they_will_pay(part, talent):
    """Of careerists hired by lot, within a tenth of what is paid on top of base pay, or .05."""
    model = scenario(
        package__schemes=[part], package__filters=["lottery"], firms__count=40, quarters=30,
        package__oversight=["belief-dismissal"] if part["name"] == "golden-parachute" else [],
        executives__population={"careerist": 1.0}, executives__ability_sd=0.0,
        executives__talent_mean=talent, shareholders__monitoring_levels=[0.0],
        technology__maturing=0.5, market__experienced=0,
    )  # fmt: skip
    cost, paid = forecast_of(model).cost - 1.0, played_cost(model) - 1.0
    if part["name"] == "golden-parachute":
        assert 0.2 * paid < cost < 5 * paid  # the order of magnitude; beliefs settle
    else:
        assert cost == pytest.approx(paid, rel=0.1, abs=0.05)


def test_talent_counts_in_the_worth_of_a_seat_whatever_is_paid_for():
    """A technology in which cash flow is the report, but for noise that nobody minds."""
    tasks = [{"name": "work", "value": 1.0, "loading": 1.0}]
    worth = [
        plan(
            **linear(metric, technology__tasks=tasks, metric__matured_weight=0.0),
            executives__talent_mean=3.0,
        )["entry_value"]
        for metric in ("earnings", "cash-flow")
    ]
    assert worth[1] == pytest.approx(worth[0], rel=1e-6)


def test_a_price_is_worth_what_the_scheme_on_prices_is():
    price = plan(**linear("price", slope=0.012))
    stock = plan(package__schemes=[{"name": "stock-price", "shares": 0.012, "rate": 0.03}])
    assert price["entry_value"] == pytest.approx(stock["entry_value"], rel=1e-6)
    assert price["worth"] == pytest.approx(stock["worth"], abs=1e-9)
