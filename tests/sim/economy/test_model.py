"""The Mesa face is the same core: equal bits, the right number of steps, and the luck asked for."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from itertools import pairwise

import mesa
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import Economy, simulate
from sim.economy.reporters import REPORTERS
from sim.economy.rows import Executive, Firm
from sim.support.inputs import InputError
from tests.sim.worlds import scenario

SMALL = {
    "firms.count": 12,
    "firms.source": "synthetic",
    "quarters": 8,
    "burn_in": 0,
    "market.poaching": 0.2,
}


def small(**arguments):
    return Economy(**{**SMALL, **arguments})


def same(left, right):
    assert list(left) == list(right)
    for column in left:
        a, b = np.asarray(left[column]), np.asarray(right[column])
        assert a.dtype == b.dtype, column
        assert np.array_equal(a, b, equal_nan=a.dtype == float), column


# One core ---------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), worlds=st.integers(1, 4), data=st.data())
def test_hand_stepping_and_run_and_a_world_of_a_study_are_equal_to_the_bit(seed, worlds, data):
    world = data.draw(st.integers(0, worlds - 1))
    model = scenario(seed=seed, quarters=6, market__poaching=0.2, metric__common_noise=0.4)
    record = ("runs", "quarters", "tenures", "contexts", "events", "ledger", "dossiers")
    study = simulate(model, range(worlds), record)
    ran = Economy(model, world=world, record=record).run()
    stepped = Economy(model, world=world, record=record, model_reporters={})
    for _ in range(6):
        stepped.agents.get("unique_id")  # looking changes nothing
        stepped.random.random(), stepped.rng.random()  # nor does luck of one's own
        stepped.step()
    for name in record:
        mine = study[name]["world"] == world
        alone = {column: values[mine] for column, values in study[name].items()}
        same(ran.table(name), alone)
        same(stepped.table(name), alone)


def test_the_collector_holds_the_table_of_quarters():
    economy = small(rng=5).run()
    frame = economy.datacollector.get_model_vars_dataframe()
    same(frame[economy.table("quarters").columns], economy.table("quarters"))
    assert frame["deceptive_share"].iloc[-1] == economy.table("runs")["deceptive_share"][0]
    assert set(frame["seed"]) == {5}


def test_nothing_is_collected_before_the_first_step():
    economy = small(rng=1)
    assert len(economy.datacollector.get_model_vars_dataframe()) == 0
    with pytest.raises(InputError, match="no quarter has been played"):
        economy.table("quarters")


def test_it_stops_itself_and_a_further_step_plays_nothing():
    economy = small(rng=1).run()
    before = economy.table("quarters")
    assert (economy.steps, economy.running) == (8, False)
    for _ in range(3):
        economy.step()
    economy.running = True
    economy.run()
    assert (economy.steps, economy.running) == (8, False)
    same(economy.table("quarters"), before)
    assert len(economy.datacollector.get_model_vars_dataframe()) == 8


@pytest.mark.parametrize("reporters", [{}, {"model_reporters": {"agents": "steps"}}])
def test_running_and_stepping_leave_the_same_agents(reporters):
    """Who comes and goes while nobody looks is an agent when asked for."""
    ran, stepped = small(rng=3, quarters=30), small(rng=3, quarters=30)
    held, came = ran.agents, []
    ran.step()
    ran.datacollector = small(rng=3, **reporters).datacollector
    assert ran.run().steps == 30
    for _ in range(30):
        stepped.step()
        came.append(set(stepped.agents_by_type[Executive].get("row")))
    assert held is ran.agents and len(held) == len(stepped.agents)
    for name in ("unique_id", "row"):
        assert ran.agents.get(name) == stepped.agents.get(name)
    everybody = range(int(stepped.batch.pools.hired[0]))
    passed = set.union(*came) - came[-1]
    assert passed and set(everybody) >= set.union(*came)
    for row in everybody:
        one, other = ran.executive(row), stepped.executive(row)
        assert (one.unique_id, one.status, one.row) == (other.unique_id, other.status, row)
        assert one is ran.executive(row)
    assert len(held) == len(stepped.agents)
    assert ran.executive(-1) is ran.executive(everybody[-1])
    with pytest.raises(IndexError):
        ran.executive(everybody[-1] + 1)
    numbers = [ran.executive(row).unique_id for row in everybody]
    assert len(set(numbers)) == len(numbers) and ran.next_id() > max(numbers)


def test_a_loop_of_ones_own_sees_the_agents_of_every_quarter():
    class Counting(Economy):
        def run_model(self):
            self.counted = []
            while self.running:
                self.step()
                self.counted.append(set(self.agents.get("unique_id")))

    own = Counting("default", rng=3, firms__count=12, quarters=20).run()
    plain, counted = Economy("default", rng=3, firms__count=12, quarters=20), []
    for _ in range(20):
        plain.step()
        counted.append(set(plain.agents.get("unique_id")))
    assert own.counted == counted
    assert any(one != other for one, other in pairwise(counted))


def test_the_horizon_changes_nothing_that_comes_before_it():
    """So ``quarters`` says how many steps ``batch_run`` takes."""
    long, short = small(rng=3).run(), small(rng=3, quarters=5).run()
    same(long.table("quarters").iloc[:5], short.table("quarters"))


# Luck -------------------------------------------------------------------------------------------


def test_an_integer_is_the_seed():
    a, b = small(rng=42), small(seed=42, world=0)
    same(a.run().table("runs"), b.run().table("runs"))
    assert a.rng.random() == b.rng.random()
    assert a.random.random() == b.random.random()
    assert not small(rng=43).run().table("runs").equals(a.table("runs"))


@pytest.mark.parametrize(
    "make", [lambda: np.random.SeedSequence(7), lambda: np.random.default_rng(7), lambda: [1, 2]]
)
def test_other_sources_of_luck_are_reproducible(make):
    one, two = small(rng=make()), small(rng=make())
    assert one.spec.seed == two.spec.seed
    same(one.run().table("runs"), two.run().table("runs"))


def test_without_any_it_is_new_every_time():
    assert small().spec.seed != small().spec.seed


def test_a_world_alone_is_one_of_the_scenarios_own():
    model = scenario(seed=9, quarters=4)
    assert Economy(model, world=2).spec == model
    assert Economy(model, rng=3, world=2).spec.seed == 3


# batch_run --------------------------------------------------------------------------------------


def batch_run(parameters, **arguments):
    rows = mesa.batch_run(Economy, parameters, display_progress=False, **arguments)
    return pd.DataFrame(rows)


def test_batch_run_takes_every_quarter_once_with_different_luck():
    parameters = {**SMALL, "package.base_pay": [1.0, 1.2]}
    frame = batch_run(parameters, iterations=3, data_collection_period=1)
    assert (frame.groupby("RunId").size() == 8).all()
    assert frame["RunId"].nunique() == frame["seed"].nunique() == 6
    for _, run in frame.groupby("RunId"):
        assert list(run["quarter"]) == list(range(8))
        settings = {path: run[path].iloc[0] for path in parameters}
        again = Economy(seed=int(run["seed"].iloc[0]), **settings).run()
        same(run[again.table("quarters").columns], again.table("quarters"))


def test_batch_run_keeps_the_last_quarter_and_the_agents_of_every_quarter():
    parameters = {**SMALL, "seed": 4, "agent_reporters": [{"report": "metric", "kind": "kind"}]}
    again = small(rng=4)
    expected = []
    while again.running:
        again.step()
        expected.append(np.mean(again.agents_by_type[Firm].get("metric")))
    frame = batch_run(parameters, data_collection_period=1)
    reports = frame.dropna(subset="report").groupby("quarter")["report"].mean()
    assert list(reports) == pytest.approx(expected, rel=1e-12)
    last = batch_run(parameters)
    assert set(last["quarter"]) == {7}
    assert last["report"].mean() == pytest.approx(expected[-1], rel=1e-12)


@pytest.mark.study
def test_batch_run_is_reproducible_with_a_list_of_seeds_in_two_processes():
    parameters = {**SMALL, "quarters": 3, "seed": [1, 2]}
    one = batch_run(parameters)
    two = batch_run(parameters, number_processes=2).sort_values("RunId", ignore_index=True)
    same(one, two)
    assert list(one["seed"]) == [1, 2]


# Copies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("played", [0, 3])
def test_a_copy_goes_on_to_the_same_bits_by_itself(copied, played):
    record = ["contexts", "events", "ledger", "dossiers"]
    reporters = {"agent_reporters": {"belief": "belief"}, "record": record}
    economy = small(rng=8, **reporters)
    for _ in range(played):
        economy.step()
    twin = copied(economy)
    twin.firm(0).old_harm = 5.0
    assert economy.firm(0).old_harm != 5.0
    twin.firm(0).old_harm = economy.firm(0).old_harm
    economy.run()
    assert twin.steps == played
    twin.run()
    for name in ("runs", "quarters", "tenures", *record):
        same(twin.table(name), economy.table(name))
    assert twin.agents.get("unique_id") == economy.agents.get("unique_id")
    assert len(set(twin.agents.get("unique_id"))) == len(twin.agents)
    frames = [m.datacollector.get_agent_vars_dataframe() for m in (economy, twin)]
    assert frames[0].equals(frames[1])


def test_an_economy_that_nobody_uses_is_forgotten():
    economy = small(rng=1)
    economy.step()
    gone = weakref.ref(economy)
    del economy
    gc.collect()
    assert gone() is None


# What users write -------------------------------------------------------------------------------


def test_paths_can_be_typed_as_keywords_and_numbers_may_be_numpys():
    economy = small(rng=1, package__base_pay=np.float64(1.3), quarters=np.int64(4))
    assert (economy.spec.package.base_pay, economy.spec.quarters) == (1.3, 4)
    steep = small(rng=1, **{"package.schemes.linear-bonus.slope": 0.9})
    assert steep.spec.package.schemes[0].slope == 0.9


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"qarters": 3}, "qarters: unknown field; did you mean 'quarters'?"),
        ({"package__base_pay": -2000}, "package.base_pay: is -2000; expected"),
        ({"scenario": "defualt"}, "no preset is called 'defualt'; did you mean 'default'?"),
        ({"scenario": ("seed", 0)}, "scenario: is a tuple; expected a Scenario"),
        ({"world": -1}, "world: is -1; expected the number of a world"),
        ({"world": 1.5}, "world: is 1.5; expected the number of a world"),
        ({"rng": "abc"}, "rng: is 'abc'; expected an integer"),
        ({"rng": -1}, "seed: is -1; expected"),
        ({"rng": 1, "seed": 1}, "rng and seed are both given"),
        ({"record": ["event"]}, "record: no table is called 'event'; did you mean 'events'?"),
        ({"decisions": {"efort": abs}}, "no decision is called 'efort'; did you mean 'effort'?"),
        ({"decisions": {"effort": 3}}, "the decision 'effort' is 3; expected a callable"),
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments, sentence):
    with pytest.raises(InputError) as caught:
        Economy(**arguments)
    assert str(caught.value).startswith(sentence)


def test_a_table_that_is_not_there_is_refused():
    economy = small(rng=1).run()
    with pytest.raises(InputError, match="did you mean 'runs'"):
        economy.table("run")
    with pytest.raises(InputError, match=r"not recorded; expected Economy\(..., record="):
        economy.table("events")


def exits_per_firm(model):
    return float(np.mean([firm.exit != "in office" for firm in model.agents_by_type[Firm]]))


def test_reporters_of_ones_own():
    economy = small(
        rng=6,
        model_reporters={"exits": REPORTERS["exits"], "mine": exits_per_firm},
        agenttype_reporters={Executive: {"status": "status"}},
    ).run()
    frame = economy.datacollector.get_model_vars_dataframe()
    assert list(frame) == ["exits", "mine"]
    assert list(frame["mine"]) == pytest.approx(list(frame["exits"]))
    assert frame["exits"].sum() > 0
    statuses = economy.datacollector.get_agenttype_vars_dataframe(Executive)["status"]
    assert set(statuses) == {"seated", "free"}


class Meddling(Economy):
    """A subclass may do something before the quarter."""

    def step(self):
        self.agents_by_type[Firm].set("belief", -10.0)
        super().step()


def test_a_step_of_ones_own():
    economy = Meddling(**SMALL, rng=1).run()
    assert economy.steps == 8
    runs = [model.table("runs")["dismissed"][0] for model in (economy, small(rng=1).run())]
    assert runs[0] > runs[1]
