"""What firms are, and what their executives do, agrees with the other tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.economy.model import Economy
from sim.tables.columns import COLUMNS
from sim.tables.memory import needed
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import scenario

SETTINGS = {"worlds": 4, "quarters": 16, "firms__count": 12, "market__poaching": 0.1}
NEW = ("firms", "conduct", "efforts")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    record = ("quarters", "tenures", "events", "ledger", *NEW)
    found = simulate(scenario(**SETTINGS), [3, 0, 2, 1], record)
    return {name: pd.DataFrame(table) for name, table in found.items()}


def test_a_row_per_firm_quarter_and_task(tables: dict[str, pd.DataFrame]) -> None:
    tasks = [task.name for task in scenario(**SETTINGS).technology.tasks]
    keys = [(w, q, f) for w in range(4) for q in range(16) for f in range(12)]
    assert [
        *zip(*(tables["conduct"][k] for k in ("world", "quarter", "firm")), strict=True)
    ] == keys
    efforts = tables["efforts"]
    assert len(efforts) == len(keys) * len(tasks)
    assert efforts["task"].tolist() == tasks * len(keys)
    assert len(tables["firms"]) == 4 * 12


def test_conduct_agrees_with_the_other_tables(tables: dict[str, pd.DataFrame]) -> None:
    conduct, key = tables["conduct"], ["world", "firm", "quarter"]
    both = conduct.merge(tables["ledger"], on=key).merge(tables["firms"], on=["world", "firm"])
    assert len(both) == len(conduct)
    expected = np.where(both["firm_impact"] > 0, both["accrual"] / both["firm_impact"], 0.0)
    assert both["value"].to_numpy() == pytest.approx(expected)
    means = conduct.groupby(["world", "quarter"])[["metric", "value"]].mean().reset_index()
    for name in ("metric", "value"):
        assert means[name].to_numpy() == pytest.approx(tables["quarters"][name].to_numpy())
    # Who sits there is whose tenure it is, also in the quarter in which it ends.
    served = conduct.groupby(["world", "firm", "seat", "executive"]).size().rename("seen")
    tenures = tables["tenures"].set_index(["world", "firm", "seat", "executive"])["quarters"]
    joined = tenures.to_frame().join(served)
    assert (joined["seen"] == joined["quarters"]).all() and len(served) == len(tenures)
    audited = tables["events"][tables["events"]["event"] == "audited"]
    mine = conduct[conduct["audited"]]
    assert [*map(tuple, mine[key].to_numpy())] == [*map(tuple, audited[key].to_numpy())] != []


def test_efforts_make_what_the_books_say() -> None:
    """Costs of effort follow from the efforts alone."""
    model = scenario(**SETTINGS, technology__interactions=[])
    found = simulate(model, range(2), ("ledger", "firms", "efforts", "conduct"))
    frames = {name: pd.DataFrame(table) for name, table in found.items()}
    cost = {task.name: task.cost for task in model.technology.tasks}
    free = {task.name: task.intrinsic for task in model.technology.tasks}
    efforts = frames["efforts"]
    own = efforts["task"].map(cost) * (efforts["effort_level"] - efforts["task"].map(free)) ** 2 / 2
    spent = own.groupby([efforts[k] for k in ("world", "firm", "quarter")]).sum().rename("spent")
    both = frames["ledger"].merge(frames["firms"], on=["world", "firm"])
    both = both.join(spent, on=["world", "firm", "quarter"])
    assert both["effort"].to_numpy() == pytest.approx(
        (both["spent"] * both["firm_base_pay"]).to_numpy()
    )


def test_beliefs_are_those_at_the_start_of_a_quarter() -> None:
    model = scenario(**SETTINGS)
    batch = Worlds([Job(model, [0])])
    before = []
    batch.watch_efforts.append(lambda now: before.append(now.seats.belief.copy()))
    batch.run()
    table = simulate(model, [0], "conduct")["conduct"]
    assert np.array_equal(table["belief"], np.concatenate(before))


def test_nothing_depends_on_threads_or_on_other_tables(tables: dict[str, pd.DataFrame]) -> None:
    for name in NEW:
        alone = simulate(scenario(**SETTINGS), range(4), name, threads=2)[name]
        pd.testing.assert_frame_equal(pd.DataFrame(alone), tables[name])
        assert list(alone) == list(COLUMNS[name])


def test_tasks_may_differ_between_worlds_of_a_batch() -> None:
    from sim.tables.keeper import Keeper

    one = scenario(worlds=1, quarters=3, firms__count=2)
    tasks = [task.model_dump() for task in one.technology.tasks]
    names = [f"{task['name']}_too" for task in tasks]
    renamed = [{**task, "name": name} for task, name in zip(tasks, names, strict=True)]
    other = scenario(worlds=1, quarters=3, firms__count=2, technology__tasks=renamed)
    keeper = Keeper(Worlds([Job(one, [1]), Job(other, [0])]), {"efforts"})
    keeper.run()
    found = pd.DataFrame(keeper.table("efforts"))
    assert found[found["world"] == 0]["task"].unique().tolist() == names
    assert found[found["world"] == 1]["task"].unique().tolist() == [t["name"] for t in tasks]


def test_an_economy_has_them_while_it_runs() -> None:
    economy = Economy(scenario(**SETTINGS), world=1, record=NEW, model_reporters={})
    for _ in range(3):
        economy.step()
    assert economy.table("conduct")["quarter"].max() == 2
    assert len(economy.table("efforts")) == 3 * 12 * len(economy.tasks)
    economy.run()
    whole = pd.DataFrame(simulate(scenario(**SETTINGS), [1], "conduct")["conduct"])
    pd.testing.assert_frame_equal(economy.table("conduct"), whole)


def test_memory_is_asked_for() -> None:
    model = scenario(**SETTINGS)
    for name in NEW:
        assert needed(model, 4, (name,)) > needed(model, 4)
