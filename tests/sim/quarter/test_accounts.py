"""Accounts that outlive an exit, malus, tasks done once, and audits that come and go."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.ledger import LEDGER, SERIES
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

TASKS = [
    {"name": "work", "value": 1.0, "loading": 1.0},
    {"name": "dress", "value": -1.0, "visible": 0.0, "loading": 0.8},
]


def deferred(poaching=0.15, **terms):
    """Careerists with one deferred bonus, who are often poached."""
    scheme = {"name": "deferred-bonus", "slope": 0.8, "deferred": 1.0, "cliff": 6, **terms}
    return scenario(
        firms__count=200,
        quarters=14,
        technology__tasks=TASKS,
        executives__population={"careerist": 1.0},
        market__poaching=poaching,
        market__retirement=0.0,
        package__oversight=[],
        package__schemes=[{"clawback_rate": 0.0, **scheme}],
        shareholders__monitoring_levels=[0.0],
    )


def totals(model):
    ledger = simulate(model, range(2), ["ledger"])["ledger"]
    return {name: ledger[name].sum() for name in ("granted", "vested", "forfeited", "d_deferred")}


def test_an_account_that_goes_on_is_paid_to_whoever_earned_it():
    lost, kept = (totals(deferred(leaver=leaver)) for leaver in ("forfeit", "continue"))
    assert lost["forfeited"] > 0 and kept["forfeited"] == 0
    assert kept["vested"] > lost["vested"]
    tables = simulate(deferred(leaver="continue"), range(2), ["tenures", "events"])
    tenures, events = tables["tenures"], tables["events"]
    gone = tenures["exit"] == "poached"
    assert (tenures["paid_total"] > tenures["quarters"] + 1e-9)[gone].mean() > 0.8
    vested = events["event"] == "vested"
    late = set(zip(events["world"][vested], events["executive"][vested], strict=True))
    assert late & set(zip(tenures["world"][gone], tenures["executive"][gone], strict=True))


def test_settlement_moves_the_payment_and_no_further_than_the_cliff():
    amounts = {}
    for settlement in (0, 1, 80):
        model = deferred(leaver="accelerate", settlement=settlement)
        worlds = batch(model, range(2))
        worlds.run()
        amounts[settlement] = totals(model)
        accounts = worlds.accounts
        due = accounts.due[: accounts.used[0]]
        assert (due >= worlds.quarter - 1).all() and (due <= worlds.quarter + 5).all()
    assert amounts[1]["vested"] < amounts[0]["vested"]
    assert amounts[80]["d_deferred"] > amounts[1]["d_deferred"]


def test_malus_takes_what_harm_had_earned_as_it_surfaces_and_nothing_else():
    """By hand, for one firm: the account is followed quarter by quarter."""
    model = deferred(poaching=0.0, malus=0.5)
    worlds = batch(model, range(1))
    om = model.technology.maturing
    account = tainted = clawed = 0.0
    firm = int(np.argmax(worlds.seats.theta))
    for quarter in range(6):
        worlds.step()
        surfaced = om * tainted
        account -= 0.5 * surfaced
        clawed += 0.5 * surfaced
        tainted -= surfaced
        account += 0.8 * worlds.actions.metric[firm]
        tainted += 0.8 * 0.8 * worlds.seats.theta[firm] * worlds.actions.effort[1, firm]
        if quarter < 5:
            assert worlds.seats.unvested[0, firm] == pytest.approx(account)
            assert worlds.seats.tainted[0, firm] == pytest.approx(tainted)
    assert worlds.seats.unvested[0, firm] == worlds.seats.tainted[0, firm] == 0.0
    assert worlds.record.clawed[firm] == pytest.approx(clawed * worlds.seats.base_pay[firm])
    assert clawed > 0


def test_malus_deters_the_harm_and_leaves_the_work_alone():
    plain, taken = (simulate(deferred(malus=m), range(1), ["ledger"]) for m in (0.0, 1.0))
    assert taken["runs"]["metric"][0] < plain["runs"]["metric"][0]
    effort = {}
    for malus in (0.0, 1.0):
        worlds = batch(deferred(malus=malus), range(1))
        worlds.step()
        effort[malus] = worlds.actions.effort.copy()
    assert effort[1.0][0] == pytest.approx(effort[0.0][0])
    assert (effort[1.0][1] < effort[0.0][1]).all()


@pytest.mark.parametrize("cognition", ["exact", "rule"])
def test_a_task_done_once_is_done_in_the_first_quarter_of_every_tenure(cognition):
    model = scenario(
        technology__tasks=[
            {"name": "run", "value": 1.0, "loading": 1.0},
            {"name": "project", "value": 1.0, "loading": 1.0, "intrinsic": 0.2, "once": True},
        ],
        executives__cognition=cognition,
        executives__population={"careerist": 1.0},
        market__poaching=0.2,
    )
    worlds = batch(model)
    began = 0
    for _ in range(model.quarters):
        new = worlds.seats.tenure == 0
        began += int(new.sum())
        worlds.step()
        run, project = worlds.actions.effort
        assert (project[new] > 0.2).all() and (project[~new] == 0.0).all()
        assert (run > 0.0).all()
        cost = 0.5 * run**2 + np.where(new, 0.5 * (project - 0.2) ** 2, 0.0)
        booked = worlds.actions.books[LEDGER.index("effort")]
        assert booked == pytest.approx(cost * worlds.seats.base_pay)
    assert began > worlds.seats.theta.size


def spot_checks(**terms):
    return scenario(
        firms__count=400,
        quarters=6,
        executives__foresight=2,
        executives__population={"looter": 1.0},
        package__schemes=["fixed-salary"],
        package__oversight=[
            {"name": "spot-checks", "rate": 0.6, "share": 0.4, "tip": 0.5, "penalty": 0.5, **terms}
        ],
        shareholders__monitoring_levels=[0.0],
    )


def test_spot_checks_are_on_as_often_as_they_say_and_known_as_often():
    worlds = batch(spot_checks())
    true, foreseen, audited = [], [], []
    for _ in range(6):
        worlds.step()
        true.append(worlds.actions.audit.copy())
        foreseen.append(worlds.actions.foreseen.copy())
        audited.append(worlds.actions.audited.copy())
    true, foreseen, audited = np.array(true), np.array(foreseen), np.array(audited)
    assert set(np.unique(true.round(9))) == {0.0, 0.6}
    assert (true > 0).mean() == pytest.approx(0.4, abs=0.02)
    told = foreseen == true
    assert told.mean() == pytest.approx(0.5, abs=0.02)
    assert foreseen[~told] == pytest.approx(0.24)
    assert audited[true == 0].sum() == 0 and audited.mean() == pytest.approx(0.24, abs=0.02)


def test_the_told_act_on_it_and_the_draws_are_their_own():
    worlds = batch(spot_checks())
    worlds.step()
    divert, foreseen = worlds.actions.effort[3], worlds.actions.foreseen.round(9)
    mean = {rate: divert[foreseen == rate].mean() for rate in (0.0, 0.24, 0.6)}
    assert mean[0.0] > mean[0.24] > mean[0.6]
    other = batch(spot_checks(tip=0.0))
    other.step()
    assert (other.actions.audit == worlds.actions.audit).all()
    assert (other.actions.noise == worlds.actions.noise).all()
    alone = batch(spot_checks(), range(2, 3))
    alone.step()
    assert (alone.actions.effort == worlds.actions.effort[:, 800:1200]).all()


def test_without_spot_checks_what_is_foreseen_is_what_is():
    worlds = batch(scenario())
    worlds.step()
    assert worlds.actions.foreseen is worlds.actions.audit


STACKED = [
    {"name": "restricted-stock", "cliff": 5},
    {"name": "holdback", "after": 2},
    {"name": "incentive-account", "after": 3},
    "clawback",
    "golden-parachute",
]


@pytest.mark.parametrize("limit", [None, 7])
def test_accounts_of_all_kinds_together_do_not_depend_on_the_batch(limit):
    own = scenario(package__schemes=STACKED, market__tenure_limit=limit, market__poaching=0.1)
    others = [scenario(), scenario(package__schemes=["deferred-bonus"], market__tenure_limit=20)]
    together = Worlds([Job(model, range(2)) for model in (others[0], own, others[1])]).run()
    alone = batch(own, range(2)).run()
    firms = slice(24, 48)
    assert (together.series[:, 2:4] == alone.series).all()
    assert (together.seats.unvested[:5, firms] == alone.seats.unvested).all()
    books = alone.series.sum(axis=(0, 1))
    entry = {name: books[SERIES.index(name)] for name in LEDGER}
    assert entry["granted"] == pytest.approx(
        entry["vested"] + entry["forfeited"] + entry["d_deferred"]
    )
    assert entry["clawback"] > 0 and entry["forfeited"] != 0
