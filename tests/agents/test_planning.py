"""Leads, clawback leads and the worth of a seat, against enumeration and dynamic programming."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.planning import (
    clawback_lead,
    interpolate,
    lead,
    malus_lead,
    settled_worth,
    vesting_worth,
)
from incentives.schemes import NO_CLIFF, Vesting
from sim.plan.solve import build_plan
from tests.sim.worlds import batch, scenario

shares = st.floats(0.01, 0.99)


@given(shares, shares, shares)
def test_lead_is_a_geometric_series(patience, survival, maturing):
    total = lead(patience, survival, maturing, 1000)  # all but 1e-13 of the series
    ratio = patience * survival * (1 - maturing)
    assert total[-1] == pytest.approx(patience * survival * maturing / (1 - ratio), rel=1e-6)
    assert total[0] == 0.0 and (np.diff(total) >= 0).all()


def enumerate_clawback(patience, survival, maturing, horizon, window, recovery):
    """Walk over every quarter of surfacing and every quarter of exit."""
    total = 0.0
    for s in range(1, horizon + 1):
        surfaces = maturing * (1 - maturing) ** (s - 1) * patience**s
        total += surfaces * survival**s
        for last in range(s):  # the last quarter in the seat
            if s - last <= window:
                total += surfaces * survival**last * (1 - survival) * recovery
    return total


@given(shares, shares, shares, st.integers(0, 12), st.integers(0, 8), st.floats(0, 1))
def test_clawback_lead_is_the_sum_over_exits(patience, survival, maturing, h, window, recovery):
    found = clawback_lead(patience, survival, maturing, h, window, recovery)
    assert found.shape == (h + 1,)
    expected = enumerate_clawback(patience, survival, maturing, h, window, recovery)
    assert found[-1] == pytest.approx(expected, abs=1e-12)


def test_clawback_without_an_exit_window_is_the_lead():
    assert clawback_lead(0.9, 0.8, 0.1, 9, 0, 1.0) == pytest.approx(lead(0.9, 0.8, 0.1, 9))
    open_for_ever = clawback_lead(0.9, 0.8, 0.1, 9, 99, 1.0)
    assert open_for_ever == pytest.approx(lead(0.9, 1.0, 0.1, 9))  # an exit changes nothing


def test_the_seat_of_somebody_who_only_draws_a_salary_is_an_annuity():
    model = scenario(
        executives__population={"careerist": 1.0},
        executives__ability_sd=0.0,
        package__schemes=["fixed-salary"],
        package__oversight=[],
        shareholders__monitoring_levels=[0.0],
    )
    plan = build_plan(model, model.package)
    n = np.arange(17)
    rent = 1.0 - model.market.outside
    factor = model.executives.patience * (1 - model.market.retirement)
    annuity = rent * (1 - factor**n) / (1 - factor)
    assert plan.fields["seat_value"][0, :, 0, 0] == pytest.approx(annuity)


def test_the_seat_of_a_thief_solves_the_bellman_equation():
    """One temptation, random audits, no board: against value iteration over a grid of efforts."""
    task = {"name": "divert", "value": -1.0, "private": 0.9, "detectability": 0.5, "cap": 3.0}
    model = scenario(
        technology__tasks=[task],
        executives__population={"looter": 1.0},
        executives__ability_sd=0.0,
        package__schemes=["fixed-salary"],
        package__oversight=[{"name": "random-audits", "rate": 0.3, "penalty": 1.0}],
        shareholders__monitoring_levels=[0.0],
    )
    plan = build_plan(model, model.package)
    effort = np.linspace(0, 3, 30_001)
    patience, retirement = model.executives.patience, model.market.retirement
    value = [0.0]
    for n in range(1, 17):
        later = patience * (1 - retirement) * value[-1]
        loss = later + (1.0 if n > 1 else 0.0)
        flow = 0.9 * effort - 0.5 * effort**2 - 0.3 * loss * np.minimum(1, 0.5 * effort)
        rent = 1.0 - model.market.outside
        value.append(flow.max() + rent + later)
    assert plan.fields["seat_value"][0, :, 0, 0] == pytest.approx(np.array(value), abs=1e-6)
    blind = scenario(**{"executives__foresight": 0})
    assert (build_plan(blind, blind.package).fields["seat_value"] == 0).all()


def test_a_rule_is_the_response_while_watched():
    model = scenario(executives__population={"looter": 1.0}, executives__cognition="rule")
    plan = build_plan(model, model.package)
    divert = 3
    assert plan.fields["rule"][0, 20, divert] == 0.0  # honest for life
    careless = scenario(
        executives__population={"looter": 1.0},
        executives__cognition="rule",
        package__oversight=[],
    )
    assert build_plan(careless, careless.package).fields["rule"][0, 20, divert] > 0.5


def test_interpolation_is_exact_on_straight_lines():
    table = 3.0 + 2.0 * np.linspace(0.5, 1.5, 11)
    for theta in (0.5, 0.77, 1.23, 1.5):
        assert interpolate(table, 0.5, 0.1, theta) == pytest.approx(3.0 + 2.0 * theta)
    assert interpolate(table, 0.5, 0.1, 9.0) == table[-1]
    assert interpolate(table[:1], 1.0, 0.0, 2.0) == table[0]


def test_a_known_retirement_ends_no_clawback():
    """In the last quarter an open window still deters, a closed one does not."""
    last = {}
    for window in (0, 200):
        model = scenario(
            executives__population={"careerist": 1.0},
            executives__ability_sd=0.0,
            market__tenure_limit=6,
            market__poaching=0.0,
            market__retirement=0.0,
            package__oversight=[],
            package__schemes=[
                {"name": "deferred-bonus", "cliff": 3, "deferred": 0.0, "window": window}
            ],
            shareholders__monitoring_levels=[0.0],
            quarters=6,
        )
        worlds = batch(model, range(1)).run()
        assert (worlds.seats.tenure[worlds.actions.exit == 0] < 6).all()
        dress = worlds.actions.effort[2]
        last[window] = dress[worlds.actions.exit == 4].mean()  # retired in this quarter
    assert last[200] < last[0] - 0.01


def test_clawback_lead_with_a_known_exit():
    """Everything that surfaces after the exit counts at the recovery rate, nothing in the seat."""
    gone = clawback_lead(0.9, 0.8, 0.1, 9, 99, 0.5, stay=0)[-1]
    s = np.arange(1, 10)
    assert gone == pytest.approx(0.5 * (0.9**s * 0.1 * 0.9 ** (s - 1)).sum())
    assert clawback_lead(0.9, 0.8, 0.1, 9, 4, 0.5, stay=9) == pytest.approx(
        clawback_lead(0.9, 0.8, 0.1, 9, 4, 0.5)
    )


def walk_account(patience, poaching, maturing, malus, vesting, wait, last, bought=0.0):
    """Every quarter of poaching, and damage that surfaces whole in a random quarter."""
    worth = lost = 0.0
    stays = 1.0
    cases = []  # probability, quarter of payment
    for left in range(wait):  # the seat is lost at the end of this quarter
        early = min(left + vesting.settlement, wait)
        if left == last:
            cases.append((stays, early))
            stays = 0.0
            break
        if vesting.leaver != "forfeit":
            cases.append((stays * poaching, early if vesting.leaver == "accelerate" else wait))
        cases.append((stays * bought, early))
        stays *= 1 - poaching - bought
    for chance, paid in [*cases, (stays, wait)]:
        worth += chance * patience**paid
        for quarter in range(1, paid + 1):
            surfaces = maturing * (1 - maturing) ** (quarter - 1)
            lost += chance * patience**paid * surfaces * malus
    return worth, lost


@given(
    shares,
    shares,
    shares,
    shares,
    st.sampled_from(["forfeit", "continue", "accelerate"]),
    st.integers(0, 3),
    st.integers(0, 9),
    st.sampled_from([None, 0, 2, 20]),
)
def test_an_account_is_worth_what_every_exit_leaves_of_it(
    patience, poaching, maturing, malus, leaver, settlement, wait, last
):
    """A share that surfaces every quarter does what all-or-nothing damage does in the mean."""
    vesting = Vesting(0.5, 10, leaver, settlement)
    paid = vesting_worth(patience, poaching, vesting, wait, 40, last)
    lost = malus_lead(paid, maturing, malus)
    expected = walk_account(patience, poaching, maturing, malus, vesting, wait, last)
    assert (paid.sum(), lost) == pytest.approx(expected, abs=1e-12)


@given(
    shares,
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.sampled_from(["forfeit", "continue", "accelerate"]),
    st.integers(0, 3),
    st.integers(0, 9),
    st.sampled_from([None, 0, 2, 20]),
)
def test_the_sale_of_the_firm_lets_an_account_vest_early(
    patience, poaching, bought, leaver, settlement, wait, last
):
    vesting = Vesting(0.5, 10, leaver, settlement)
    paid = vesting_worth(patience, poaching, vesting, wait, 40, last, bought)
    expected = walk_account(patience, poaching, 0.1, 0.5, vesting, wait, last, bought)
    assert (paid.sum(), malus_lead(paid, 0.1, 0.5)) == pytest.approx(expected, abs=1e-12)


def walk_open_account(patience, poaching, retirement, vesting, horizon, last):
    """Payments of every exit, one by one; a share vests and the rest goes on."""
    worth = 0.0

    def settle(amount, quarter):
        paid = 0.0
        for late in range(1, vesting.settlement + 1):
            now = amount if late == vesting.settlement else amount * vesting.rate
            amount -= now
            if quarter + late <= horizon:
                paid += now * patience ** (quarter + late)
        return paid if vesting.settlement else amount * patience**quarter

    sits, amount = 1.0, 1.0
    for quarter in range(horizon + 1):
        worth += sits * amount * vesting.rate * patience**quarter
        amount *= 1 - vesting.rate
        if quarter == last:
            return worth + sits * settle(amount, quarter)
        kept = retirement + (0.0 if vesting.leaver == "forfeit" else poaching)
        worth += sits * kept * settle(amount, quarter)
        sits *= 1 - poaching - retirement
    return worth


@given(
    shares,
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    st.sampled_from(["forfeit", "continue", "accelerate"]),
    st.integers(0, 4),
    st.integers(0, 9),
    st.sampled_from([None, 0, 2, 20]),
)
def test_an_account_without_a_cliff_is_worth_what_every_exit_leaves_of_it(
    patience, poaching, retirement, rate, leaver, settlement, horizon, last
):
    vesting = Vesting(1.0, NO_CLIFF, leaver, settlement, rate)
    paid = settled_worth(patience, poaching, retirement, vesting, horizon, last)
    expected = walk_open_account(patience, poaching, retirement, vesting, horizon, last)
    assert paid.shape == (horizon + 1,)
    assert paid.sum() == pytest.approx(expected, abs=1e-12)


def test_gradual_vesting_that_goes_on_is_worth_the_same_whoever_leaves():
    terms = [Vesting(1.0, NO_CLIFF, "continue", 400, 0.2)] * 2
    stays, leaves = (
        settled_worth(0.9, *hazards, vesting, 400).sum()
        for hazards, vesting in zip(((0.0, 0.0), (0.2, 0.1)), terms, strict=True)
    )
    assert stays == pytest.approx(0.2 / (1 - 0.9 * 0.8)) and leaves == pytest.approx(stays)


def test_what_vests_beyond_foresight_is_worth_nothing_unless_it_is_paid_early():
    beyond = {
        leaver: vesting_worth(0.9, 0.2, Vesting(0.5, 10, leaver), 6, 3).sum()
        for leaver in ("forfeit", "continue", "accelerate")
    }
    assert beyond["forfeit"] == beyond["continue"] == 0.0
    assert beyond["accelerate"] == pytest.approx(sum(0.2 * (0.8 * 0.9) ** i for i in range(4)))


def thief(limit, foresight=16, **oversight):
    task = {"name": "divert", "value": -1.0, "private": 0.9, "detectability": 0.5, "cap": 3.0}
    return scenario(
        technology__tasks=[task],
        executives__population={"looter": 1.0},
        executives__ability_sd=0.0,
        executives__foresight=foresight,
        market__tenure_limit=limit,
        package__schemes=["fixed-salary"],
        package__oversight=[
            {"name": "probation", "length": 3, "rate": 0.2, "bar": -50.0},
            {"name": "spot-checks", "rate": 0.6, "penalty": 1.0, "start": 3, **oversight},
        ],
        shareholders__monitoring_levels=[0.0],
    )


@pytest.mark.parametrize(("share", "tip"), [(1.0, 0.5), (0.4, 0.0), (0.4, 0.7), (0.4, 1.0)])
def test_a_known_end_is_solved_backwards_and_fines_outlive_it(share, tip):
    """Value iteration over quarters of tenure, what is known of audits, and a grid of efforts."""
    model = thief(10, share=share, tip=tip)
    plan = build_plan(model, model.package)
    effort, seen = np.linspace(0, 3, 30_001), np.minimum(1, 0.5 * np.linspace(0, 3, 30_001))
    kept = model.executives.patience * (1 - model.market.retirement)
    value, found = 0.0, [0.0]
    for tenure in range(9, -1, -1):
        states = [(tip * share, 0.6), (tip * (1 - share), 0.0), (1 - tip, 0.6 * share)]
        if tenure < 3:
            states = [(1.0, 0.2)]
        later = kept * value
        flow = sum(
            chance * (0.9 * effort - 0.5 * effort**2 - rate * (later + 1.0) * seen).max()
            for chance, rate in states
        )
        value = flow + 1.0 - model.market.outside + later
        found.append(value)
    assert plan.fields["seat_end"][0, :11, 0] == pytest.approx(np.array(found), abs=1e-6)
    assert plan.fields["entry_value"][0, 0] == pytest.approx(value, abs=1e-6)


def test_an_end_beyond_foresight_is_not_foreseen():
    near, far = thief(10, foresight=6), thief(None, foresight=6)
    plans = [build_plan(model, model.package).fields for model in (near, far)]
    assert plans[0]["entry_value"] == pytest.approx(plans[1]["entry_value"])
    assert plans[0]["entry_value"] == pytest.approx(plans[1]["seat_value"][:, 6, 3])


def test_a_task_done_once_is_no_flow_of_the_seat():
    """It adds its own surplus at hiring, whatever the foresight, and nothing to a kept seat."""
    worth = {}
    for once in (None, True, False):
        tasks = [{"name": "run", "loading": 1.0}]
        if once is not None:
            tasks.append({"name": "project", "loading": 2.0, "intrinsic": 0.3, "once": once})
        model = scenario(
            technology__tasks=tasks,
            executives__population={"careerist": 1.0},
            executives__ability_sd=0.0,
            package__oversight=[],
            shareholders__monitoring_levels=[0.0],
        )
        plan = build_plan(model, model.package)
        worth[once] = plan.fields["entry_value"][0, 0], plan.fields["seat_value"][0, :, 0, 0]
    assert worth[True][1] == pytest.approx(worth[None][1])
    surplus = 0.4 * 2.0 * (0.3 + 0.8) - 0.5 * 0.8**2
    assert worth[True][0] == pytest.approx(worth[None][0] + surplus)
    assert worth[False][1][16] > worth[None][1][16] + 10 * surplus
