"""The books balance for every firm and quarter, whatever is played."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.technology import DEFAULT_TASKS
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

SCHEMES = [
    [{"name": "fixed-salary"}],
    [{"name": "linear-bonus", "slope": 1.3}],
    [{"name": "hurdle-bonus", "hurdle": 1.0, "bonus": 2.0}],
    [{"name": "deferred-bonus", "slope": 0.8, "cliff": 4, "clawback_rate": 3.0, "recovery": 1.0}],
    [{"name": "linear-bonus"}, {"name": "deferred-bonus", "deferred": 1.0, "cliff": 3}],
    ["market-wage", "stock-price", "linear-bonus"],
    [{"name": "deferred-bonus", "cliff": 5, "leaver": "continue", "settlement": 2, "malus": 0.7}],
    [{"name": "deferred-bonus", "cliff": 4, "leaver": "accelerate", "malus": 1.0}, "linear-bonus"],
]
OVERSIGHT = [
    ["random-audits", "seasonal-audits", "probation", "belief-dismissal"],
    [{"name": "random-audits", "repayment": 2.0}, "probation"],
    [{"name": "spot-checks", "rate": 0.6}, "belief-dismissal"],
]
PROJECT = {"name": "project", "value": 0.5, "loading": 1.0, "visible": 0.3, "intrinsic": 0.4}
TASKS = [task.model_dump() for task in DEFAULT_TASKS]
FILTERS = ["lottery", "interview", "integrity-test", "track-record"]

settings_of_scenarios = st.fixed_dictionaries(
    {
        "package__schemes": st.sampled_from(SCHEMES),
        "package__filters": st.lists(st.sampled_from(FILTERS), min_size=1, max_size=3),
        "package__base_pay": st.floats(0, 3).map(lambda pay: round(pay, 6)),
        "package__oversight": st.sampled_from(OVERSIGHT),
        "technology__tasks": st.sampled_from([TASKS, [*TASKS, {**PROJECT, "once": True}]]),
        "executives__awareness": st.sampled_from([0.0, 0.5, 1.0]),
        "executives__foresight": st.sampled_from([0, 1, 16]),
        "executives__cognition": st.sampled_from(["exact", "rule"]),
        "executives__talent_mean": st.sampled_from([0.0, -0.5]),
        "executives__talent_sd": st.sampled_from([0.0, 1.0]),
        "executives__talent_drift": st.sampled_from([0.0, 0.3]),
        "technology__tasks__operate__borrowed": st.sampled_from([0.0, 0.6]),
        "board__compares_with": st.sampled_from(["peers", "expectation"]),
        "board__prior_mean": st.sampled_from([0.0, 0.4]),
        "executives__lying_cost": st.sampled_from([0.0, 1.0]),
        "market__poaching": st.sampled_from([0.0, 0.03, 0.4]),
        "market__experienced": st.integers(0, 6),
        "market__detected_return": st.sampled_from([0.0, 1.0]),
        "market__tenure_limit": st.sampled_from([None, 5, 9]),
        "metric__noise": st.sampled_from([0.05, 0.6, 3.0]),
        "technology__risk__levels": st.sampled_from([[], [0.5, 2.0]]),
        "metric__common_noise": st.sampled_from([0.0, 1.0]),
        "seed": st.integers(0, 2**63 - 1),
    }
)


def check_books(ledger):
    e = {name: column for name, column in ledger.items() if column.dtype == float}
    for name, column in e.items():
        assert np.isfinite(column).all(), name
    scale = 1.0 + sum(np.abs(column) for column in e.values())

    def same(left, right):
        assert (np.abs(left - right) <= 1e-12 * scale).all()

    holders = e["realised"] - e["paid"] + e["clawback"] + e["fines"] - e["governance"]
    same(e["shareholder_surplus"], holders)
    # Every unit of value is somebody's, or still to come.
    same(
        e["accrual"] + e["luck"],
        holders + e["d_pending"] + e["paid"] - e["clawback"] - e["fines"] + e["governance"],
    )
    same(e["granted"], e["vested"] + e["forfeited"] + e["d_deferred"])
    costs = e["effort"] + e["gaming"] + e["governance"] + e["outside"] + e["defence"]
    same(e["total_surplus"], e["accrual"] + e["luck"] + e["private"] - costs)
    same(e["total_surplus"], e["shareholder_surplus"] + e["d_pending"] + e["rent"])
    assert (e["waste"] >= 0).all() and (e["clawback"] >= 0).all()


@settings(max_examples=10, deadline=None)
@given(settings_of_scenarios)
def test_nothing_depends_on_whether_books_are_kept(chosen):
    plain, kept = (
        batch(scenario(**chosen), range(2), books=books).run() for books in (False, True)
    )
    np.testing.assert_array_equal(plain.series, kept.series)
    np.testing.assert_array_equal(plain.seats.belief, kept.seats.belief)


@settings(max_examples=25, deadline=None)
@given(settings_of_scenarios)
def test_every_quarter_of_every_firm_balances(chosen):
    tables = simulate(scenario(**chosen), range(2), ("ledger", "tenures", "quarters", "events"))
    check_books(tables["ledger"])
    runs, ledger = tables["runs"], tables["ledger"]
    for w in range(2):
        for name in ("shareholder_surplus", "rent", "accrual", "effort"):
            mean = ledger[name][ledger["world"] == w].mean()
            assert runs[name][w] == pytest.approx(mean, abs=1e-9)
    tenures = tables["tenures"]
    for name in ("accrual_total", "paid_total"):
        whole = ledger[name.removesuffix("_total")].sum()
        assert tenures[name].sum() == pytest.approx(whole, abs=1e-6)
    assert tenures["quarters"].sum() <= 2 * 12 * 12


def test_a_wrong_entry_would_be_noticed():
    """Control: one cent too much pay and the books do not balance."""
    ledger = simulate(scenario(), range(1), ("ledger",))["ledger"]
    ledger["paid"] = ledger["paid"] + 1e-6
    with pytest.raises(AssertionError):
        check_books(ledger)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.02, 0.08, 0.5, 1.0]))
def test_pending_consequences_are_the_vintages_that_have_not_matured(seed, maturing):
    worlds = batch(scenario(seed=seed, technology__maturing=maturing), vintages=True).run()
    age = worlds.quarter - 1 - np.arange(worlds.quarter)
    left = (1.0 - maturing) ** age
    seats = worlds.seats
    for own, old, made in (
        (seats.own_harm, seats.old_harm, worlds.vintages.harm),
        (seats.own_benefit, seats.old_benefit, worlds.vintages.benefit),
    ):
        assert own + old == pytest.approx(left @ made, abs=1e-9)
    # The incumbent's own share is what it authored itself.
    mine = (worlds.vintages.number == seats.number) & (seats.executive >= 0)
    assert seats.own_harm == pytest.approx(left @ (worlds.vintages.harm * mine), abs=1e-9)


def test_harm_surfaces_after_its_author_left():
    """By author and vintage: what the tenure table says is what the vintages say."""
    model = scenario(
        quarters=30,
        executives__population={"saboteur": 1.0},
        package__filters=["lottery"],
        firms__count=40,
    )
    worlds = batch(model, vintages=True).run()
    tenures, made = worlds.tenures, worlds.vintages
    om, last = model.technology.maturing, worlds.quarter - 1
    seats, rows = np.nonzero((tenures.exit > 0) & (tenures.quarters > 0))
    expected = np.zeros(rows.size)
    for n, (i, k) in enumerate(zip(rows, seats, strict=True)):
        end = tenures.end[k, i]
        for quarter in np.flatnonzero(made.number[:, i] == k):
            at_exit = made.harm[quarter, i] * (1 - om) ** (end - quarter)
            expected[n] += at_exit * (1 - (1 - om) ** (last - end))
    from sim.tables.from_state import tenure_flags

    flags, listed = tenure_flags(worlds, worlds.tenure_list), worlds.tenure_list
    found = np.zeros(tenures.exit.shape)
    found[listed.number, listed.firm] = flags["harm_after_exit"]
    assert found[seats, rows] == pytest.approx(expected)
    assert expected.sum() > 0


def clawback_tables(foresight: int, rate: float, window: int = 20):
    model = scenario(
        quarters=30,
        firms__count=40,
        executives__foresight=foresight,
        executives__population={"saboteur": 0.5, "careerist": 0.5},
        package__schemes=[
            {"name": "deferred-bonus", "clawback_rate": rate, "window": window, "recovery": 1.0}
        ],
    )
    return simulate(model, range(4), ("tenures", "ledger"))


def test_clawback_reaches_the_departed_and_never_takes_more_than_was_vested():
    tables = clawback_tables(foresight=0, rate=2.0)
    ledger, shape = tables["ledger"], (4, 40, 30)
    cash = ledger["clawback"].reshape(shape)
    vested = np.maximum(ledger["vested"].reshape(shape), 0.0)
    assert (cash.cumsum(axis=2) <= vested.cumsum(axis=2) + 1e-9).all()
    assert cash.sum() > 0
    closed = clawback_tables(foresight=0, rate=2.0, window=0)
    departed = closed["tenures"]["exit"] != "in office"
    less = closed["tenures"]["clawed_back"][departed].sum()
    assert less < tables["tenures"]["clawed_back"][departed].sum()
    none = clawback_tables(foresight=0, rate=0.0)
    assert (none["tenures"]["clawed_back"] == 0).all()


def test_clawback_deters_only_those_who_foresee_it():
    harm = {
        (foresight, rate): clawback_tables(foresight, rate)["tenures"]["harm"].sum()
        for foresight in (0, 16)
        for rate in (0.0, 20.0)
    }
    assert harm[16, 20.0] < 0.05 * harm[16, 0.0]
    assert harm[0, 20.0] == pytest.approx(harm[0, 0.0])
