"""Quarters that do not count: the same worlds, looked at from later on."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Economy, simulate
from sim.analysis.comparing import differences
from sim.bench.objects import ObjectEconomy, benchmark
from sim.diagnosis.attribution.attribution import attribute
from sim.diagnosis.attribution.replay import attribute_tenures
from sim.diagnosis.deception.deception import observe
from sim.quarter.ledger import LEDGER, Sums
from sim.scenario.burn_in import LONGEST, START_LEFT, until_stationary
from sim.study.run.estimate import measure
from sim.support.inputs import InputError
from sim.tables.columns import RECORDS
from tests.sim.worlds import batch, scenario

BEFORE, AFTER = 9, 11
LATER = {"worlds": 3, "market__poaching": 0.15, "package__filters": ["interview", "track-record"]}
SHIFT = {"tasks": {"build": {"value": -1.2}}}


def later(**more):
    regimes = [{"start": 5, **SHIFT}]
    return scenario(**LATER, burn_in=BEFORE, quarters=AFTER, regimes=regimes, **more)


def whole(**more):
    regimes = [{"start": BEFORE + 5, **SHIFT}]
    return scenario(**LATER, quarters=BEFORE + AFTER, regimes=regimes, **more)


@pytest.fixture(scope="module")
def tables():
    return simulate(later(), record=RECORDS), simulate(whole(), record=RECORDS)


def same(mine, theirs):
    assert list(mine) == list(theirs)
    for column, values in mine.items():
        nan = values.dtype.kind == "f"
        assert np.array_equal(values, theirs[column], equal_nan=nan), column


def only(table, rows):
    return {column: values[rows] for column, values in table.items()}


@pytest.mark.parametrize("name", ["quarters", "events", "ledger", "conduct", "efforts"])
def test_tables_by_quarter_are_those_of_a_longer_run_from_there_on(tables, name):
    """To the bit, a shift included; numbers of quarters begin where counting does."""
    mine, theirs = (of[name] for of in tables)
    theirs = only(theirs, theirs["quarter"] >= BEFORE)
    assert mine["quarter"].min() == 0 and mine["quarter"].max() == AFTER - 1
    same(mine, {**theirs, "quarter": theirs["quarter"] - BEFORE})


def test_tenures_are_those_that_had_not_ended(tables):
    """What began later is the same to the bit; of the others only what came later is counted."""
    mine, theirs = (of["tenures"] for of in tables)
    ended = (theirs["last_quarter"] >= 0) & (theirs["last_quarter"] < BEFORE)
    theirs = only(theirs, ~ended)
    theirs["start"] = theirs["start"] - BEFORE
    theirs["last_quarter"] = np.where(
        theirs["last_quarter"] < 0, theirs["last_quarter"], theirs["last_quarter"] - BEFORE
    )
    new = mine["start"] >= 0
    assert 0 < new.sum() < new.size and ended.any()
    same(only(mine, new), only(theirs, new))
    for name in ("world", "firm", "seat", "executive", "kind", "start", "exit", "deceptive"):
        assert np.array_equal(mine[name], theirs[name]), name
    conduct, ledger = (tables[1][name] for name in ("conduct", "ledger"))
    order = np.lexsort((ledger["firm"], ledger["quarter"], ledger["world"]))
    accrual = ledger["accrual"][order]  # in the order of conduct
    for row in np.flatnonzero(~new):
        here = (conduct["quarter"] >= BEFORE) & (conduct["seat"] == mine["seat"][row])
        here &= (conduct["world"] == mine["world"][row]) & (conduct["firm"] == mine["firm"][row])
        assert mine["quarters"][row] == here.sum() < theirs["quarters"][row]
        assert mine["accrual_total"][row] == pytest.approx(accrual[here].sum())
        assert mine["metric"][row] == pytest.approx(conduct["metric"][here].mean())


def test_runs_are_means_of_what_counts(tables):
    mine, books, tenures = (tables[0][name] for name in ("runs", "ledger", "tenures"))
    for name in (*Sums._fields, *LEDGER):
        means = books[name].reshape(3, -1).mean(axis=1)
        assert mine[name] == pytest.approx(means, abs=1e-12), name
    counts = np.bincount(tenures["world"])
    assert mine["tenures"] * 12 == pytest.approx(counts)
    for exit_ in ("dismissed", "poached"):
        left = np.bincount(tenures["world"][tenures["exit"] == exit_], minlength=3)
        assert mine[exit_] * 12 * AFTER / 4 == pytest.approx(left)
    deceptive = np.bincount(tenures["world"], tenures["deceptive"])
    assert mine["deceptive_share"] == pytest.approx(deceptive / counts)
    assert ((mine["harm_after_exit_share"] >= 0) & (mine["harm_after_exit_share"] <= 1)).all()


def test_contexts_and_dossiers_count_the_same_quarters(tables):
    tenures, contexts, files = (tables[0][name] for name in ("tenures", "contexts", "dossiers"))
    served = contexts["phase"] != "interview"
    for column, total in (("quarters", "quarters"), ("accrual_total", "accrual_total")):
        assert contexts[column][served].sum() == pytest.approx(tenures[total].sum())
        assert files[column].sum() == pytest.approx(tenures[total].sum())
    assert (contexts["regime"] == 1).any()
    assert files["seats"].sum() == tenures["seat"].size
    surfaced = files["surfaced_in_office"].sum() + files["surfaced_after_exit"].sum()
    others = simulate(whole(), record="dossiers")["dossiers"]
    everything = others["surfaced_in_office"].sum() + others["surfaced_after_exit"].sum()
    assert 0 < surfaced < everything
    events, turned = tables[0]["events"], files["first_turn"] >= 0
    first = events["event"] == "turned"
    assert turned.any() and set(files["first_turn"][turned]) <= set(events["quarter"][first])


def test_what_nobody_hides_any_more_is_no_harm_of_theirs():
    """Of what is left at an exit, the part from before has shrunk by what has matured since."""
    model = scenario(burn_in=20, quarters=16, worlds=3, market__poaching=0.15)
    played = batch(model, range(3)).run()
    tenures = played.tenure_list
    left, harm = tenures.column("left_harm"), tenures.column("harm")
    ended = tenures.column("end") > 0
    assert (left <= harm + 1e-12).all() and (left >= -1e-12).all()
    assert (left[ended] > 0).any()


def test_none_is_as_before():
    """The control: no opening, and nothing is taken off."""
    played = batch(scenario()).run()
    assert played.opening is None and played.counted == played.quarter == played.length == 12
    assert batch(scenario(burn_in=4)).run().opening is not None


def test_an_economy_begins_when_it_is_over(tables):
    economy = Economy(later(), world=1, record=[*RECORDS])
    assert economy.steps == 0 and "quarter 0 of 11" in repr(economy)
    with pytest.raises(InputError, match="no quarter has been played yet"):
        economy.table("runs")
    economy.step()
    seen = economy.datacollector.get_model_vars_dataframe()
    assert seen["quarter"].tolist() == [0]
    economy.run()
    economy.step()
    assert economy.steps == AFTER and not economy.running
    for name in RECORDS:
        here = only(tables[0][name], tables[0][name]["world"] == 1)
        same({str(c): f.to_numpy() for c, f in economy.table(name).items()}, here)
    seen = economy.datacollector.get_model_vars_dataframe()
    assert seen["deceptive_share"].iloc[-1] == pytest.approx(
        tables[0]["runs"]["deceptive_share"][1]
    )


def test_callables_are_told_quarters_below_0_before():
    told = []

    def note(situation, effort):
        told.append(situation.quarter)
        return effort

    model = scenario(burn_in=3, quarters=2, worlds=1)
    simulate(model, decisions={"effort": note})
    assert told == [-3, -2, -1, 0, 1]


@pytest.mark.parametrize("pending", ["ignored", "priced"])
def test_the_diagnosis_counts_the_same(pending):
    model = later(pending=pending)
    found, runs = attribute(model), simulate(model)["runs"]
    for name in ("total_surplus", "shareholder_surplus", "rent", "governance"):
        assert getattr(found, name).mean(axis=1) == pytest.approx(runs[name], abs=1e-9), name
    steps = found.total_surplus - found.rent - found.unripe + found.bombs
    assert steps == pytest.approx(found.shareholder_surplus, abs=1e-9)
    assert (found.unripe != 0).any() == (found.bombs != 0).any() == (pending == "ignored")


def test_replayed_tenures_and_deception_count_the_same(tables):
    mine, tenures = attribute_tenures(later()), tables[0]["tenures"]
    order = np.lexsort([tenures[name] for name in ("seat", "firm", "world")])
    assert np.array_equal(mine.quarters, tenures["quarters"][order])
    books = tables[0]["ledger"]
    gross = sum(books[name] for name in ("accrual", "luck", "private"))
    gross = gross - sum(books[name] for name in ("effort", "outside"))
    assert mine.surplus.sum() == pytest.approx(gross.sum())
    found, files = observe(later()), tables[0]["dossiers"]
    assert found.row("elsewhere")["scenario"]["mean"] * 3 * 12 * AFTER == pytest.approx(
        files["surfaced_elsewhere"].sum()
    )
    share = tables[0]["runs"]["deceptive_share"].mean()
    assert found.row("deceptive")["scenario"]["mean"] == pytest.approx(share)


# Until nothing drifts ---------------------------------------------------------------------------


def test_auto_is_a_number_of_the_scenario():
    assert scenario(burn_in="auto").burn_in_quarters() == 92
    assert scenario(burn_in="auto", package__schemes=["fixed-salary"]).burn_in_quarters() == 92
    assert scenario(burn_in="auto", technology__maturing=0.5).burn_in_quarters() < 92
    assert scenario(burn_in="auto", quarters=7).quarters_played() == 99


@pytest.mark.parametrize("rate", [0.02, 0.05, 0.11])
def test_auto_is_the_root_of_known_formulas(rate):
    """One rate alone: geometric. A stock that follows people: two rates, one after the other."""

    def year(quarters):
        return -(-int(np.ceil(quarters - 1e-9)) // 4) * 4

    alone = np.log(START_LEFT) / np.log(1 - rate)
    assert until_stationary(0.0, rate, 1.0) == year(alone)
    assert until_stationary(rate, 1.0, 1.0) == year(alone + 1)  # all of them new from quarter 1 on
    assert until_stationary(0.0, 0.0, rate) == min(LONGEST, year((1 / START_LEFT - 1) / rate))
    other = 0.07
    t = np.arange(LONGEST)
    left = (other * (1 - rate) ** t - rate * (1 - other) ** t) / (other - rate)
    assert until_stationary(other, rate, 1.0) == year(np.flatnonzero(left <= START_LEFT)[0])
    assert until_stationary(0.0, rate, 1.0, limit=3) == 4
    assert until_stationary(0.0, 0.0, 0.0) == LONGEST


@pytest.mark.parametrize(
    ("preset", "burn_in", "pending"),
    [
        ("default", 0, "ignored"),
        ("default", 0, "priced"),
        ("default", "auto", "ignored"),
        ("default", "auto", "priced"),
        ("many-misaligned", "auto", "ignored"),
        ("few-misaligned", "auto", "ignored"),
        ("rules", "auto", "ignored"),
    ],
)
def test_decades_after_it_are_alike(preset, burn_in, pending):
    """And without it they are not, priced or not."""
    worlds = 24
    settings = {"worlds": worlds, "firms.count": 100, "quarters": 80, "seed": 3}
    more = {"firms.source": "synthetic", "burn_in": burn_in, "pending": pending}
    found = simulate(preset, record="quarters", settings={**settings, **more})["quarters"]
    for name in ("shareholder_surplus", "accrual", "metric", "pending_benefit"):
        decades = found[name].reshape(worlds, 2, 40).mean(axis=2)
        step = decades[:, 1] - decades[:, 0]
        error = step.std(ddof=1) / np.sqrt(worlds)
        if burn_in == 0:
            assert step.mean() > 5 * error, name
        else:
            assert abs(step.mean()) < 3 * error + 0.01 * abs(decades.mean()), name


# What it costs, and what is refused -------------------------------------------------------------


def test_what_is_played_is_told_apart_from_what_counts():
    from sim.study import make_experiment
    from sim.study.run.size import size
    from sim.tables.memory import needed

    design = {
        "name": "x",
        "question": "?",
        "settings": {"quarters": 8, "worlds": 2, "firms.count": 5},
    }
    plain = size(make_experiment(design, "x", [("burn_in", 0)]).design_cells(), ["runs", "ledger"])
    longer = make_experiment(design, "x", [("burn_in", 24)]).design_cells()
    found = size(longer, ["runs", "ledger"])
    assert found.firm_quarters == 4 * plain.firm_quarters
    assert found.rows == plain.rows
    assert needed(scenario(burn_in=400), 4) > needed(scenario(), 4)
    assert measure([scenario(burn_in=400, worlds=1)]).quarter < 0.05


def test_different_burn_ins_have_different_luck_and_are_not_compared():
    with pytest.raises(InputError, match="burn_in: is 4 quarters in A and 8 in B"):
        differences(scenario(burn_in=4), scenario(burn_in=8))
    assert differences(scenario(burn_in=4), scenario(burn_in=4, package__base_pay=2.0))


# Pending consequences ---------------------------------------------------------------------------


def test_what_is_pending_counts_at_once_where_it_is_priced():
    """Nothing else changes, and the identities hold without the change of hidden consequences."""
    plain = simulate(scenario(), record=RECORDS)
    priced = simulate(scenario(pending="priced"), record=RECORDS)
    for name in RECORDS:
        columns = set(plain[name]) - {"shareholder_surplus"}
        same({c: priced[name][c] for c in columns}, {c: plain[name][c] for c in columns})
    for name in ("runs", "quarters", "ledger"):
        table = priced[name]
        more = plain[name]["shareholder_surplus"] + table["d_pending"]
        assert np.array_equal(table["shareholder_surplus"], more)
        assert np.abs(table["d_pending"]).max() > 0.1
        whole = table["shareholder_surplus"] + table["rent"]
        assert table["total_surplus"] == pytest.approx(whole, abs=1e-12)
        charges = table["clawback"] + table["fines"]
        left = table["shareholder_surplus"] + table["paid"] - charges + table["governance"]
        assert left == pytest.approx(table["accrual"] + table["luck"], abs=1e-9)


def test_an_economy_prices_the_same():
    economy = Economy(scenario(pending="priced"), world=0, record=["ledger"]).run()
    books = economy.table("ledger")
    last = books[books["quarter"] == 11]["shareholder_surplus"]
    assert [firm.shareholder_surplus for firm in economy._firms] == pytest.approx(last.tolist())
    shown = economy.datacollector.get_model_vars_dataframe()["shareholder_surplus"]
    assert shown.iloc[-1] == pytest.approx(last.mean())


def test_plain_objects_collect_the_same_quarters():
    """The benchmark's objects play the quarters that do not count, shift included, unseen."""
    mine, theirs = (
        ObjectEconomy(benchmark(["firms.count=12", *settings]), seed=4)
        for settings in (
            ["quarters=6", "burn_in=6", "regimes.0.start=3"],
            ["quarters=12", "regimes.0.start=9"],
        )
    )
    for model in (mine, theirs):
        model.run_model()
    collected = [model.datacollector.get_model_vars_dataframe() for model in (mine, theirs)]
    assert len(collected[0]) == 6 and mine.quarter == 12
    assert np.array_equal(collected[0].to_numpy(), collected[1].to_numpy()[6:])


def test_nobody_may_be_in_office_any_more():
    """Where nobody is hired and everybody leaves before anything counts, tables are empty."""
    gone = {"market__retirement": 1.0, "market__poaching": 0.0, "burn_in": 3, "quarters": 3}
    model = scenario(**gone, worlds=2)
    nobody = {"hiring": lambda vacancies, scores: np.full(scores.shape, -np.inf)}
    found = simulate(model, record=RECORDS, decisions=nobody)
    for name in ("tenures", "dossiers", "contexts", "events"):
        assert found[name]["world"].size == 0, name
    assert found["runs"]["tenures"].tolist() == [0.0, 0.0]
    assert np.isnan(found["runs"]["deceptive_share"]).all()
    assert not found["runs"]["accrual"].any() and found["ledger"]["world"].size == 2 * 12 * 3
