"""Boards that learn, in the economy itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.economy.model import Economy
from sim.learning import limits
from sim.learning.imitation import adopting
from sim.quarter.ledger import LEDGER
from sim.quarter.state import ACQUIRED, EXITS
from sim.scenario.scenario import Scenario
from sim.study import make_experiment, run_study
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from sim.world.election import Job, elect
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

SLOPE = "package.schemes.linear-bonus.slope"


def learning(values: Any = (0.4, 1.2), path: str = SLOPE, **fields: Any) -> dict[str, Any]:
    how = {"imitate": {"rate": 0.0}, "every": 1, "window": 1, "references": 3}
    return {**how, "lattice": {path: list(values)}, **fields}


def model(quarters: int = 8, package: Any = None, **fields: Any) -> Scenario:
    package = package or {"package__schemes": [{"name": "linear-bonus", "slope": 0.4}]}
    return scenario(**package, quarters=quarters, learning=learning(**fields))


def test_a_lattice_of_one_package_changes_no_bit():
    plain = scenario(package__schemes=[{"name": "linear-bonus", "slope": 0.4}], quarters=8)
    one = plain.model_copy(update={"learning": model(values=[0.4], mutation=0.5).learning})
    assert (batch(plain).run().series == batch(one).run().series).all()


def test_boards_that_never_move_do_what_they_do_without_a_lattice():
    """The reference of the package that all have is one of those planned for."""
    plain = scenario(package__schemes=[{"name": "linear-bonus", "slope": 0.4}], quarters=8)
    still = batch(model()).run()
    assert still.series == pytest.approx(batch(plain).run().series, rel=1e-6, abs=1e-6)
    assert [one.lattice.references.shape for one in still.learners.worlds] == [(1, 3)]


def test_firms_of_one_world_have_packages_of_their_own():
    """Half of the firms pay more, and report more, under the plan of a world where both are."""
    worlds = batch(model(start="even", quarters=20), range(40)).run()
    steep = worlds.learners.worlds[0].by_world == 1
    assert steep.mean() == 0.5
    pay = worlds.actions.awards[0].reshape(steep.shape) / worlds.actions.metric.reshape(steep.shape)
    assert pay[steep] == pytest.approx(1.2) and pay[~steep] == pytest.approx(0.4)
    report = worlds.actions.metric_index.reshape(steep.shape)
    assert report[steep].mean() > report[~steep].mean() + 0.2
    alone = batch(model(quarters=20), range(40)).run().actions.metric_index
    assert report[~steep].mean() > alone.mean() + 0.4  # who falls behind others fears for the seat
    (lattice,) = (one.lattice for one in worlds.learners.worlds)
    assert lattice.mix(steep.astype(int), 0).tolist() == [1] * 40  # between those of one package
    assert len(worlds.segments) == 2


def test_what_a_board_expects_of_others_is_the_mix():
    """Beliefs are about reports less the mean of the world, whatever its firms' packages are."""
    worlds = batch(model(start="even", quarters=30), range(40)).run()
    steep = worlds.learners.worlds[0].by_world == 1
    belief = worlds.seats.belief.reshape(steep.shape)
    assert belief[steep].mean() > 0.1 > -0.1 > belief[~steep].mean()


def test_worlds_are_the_same_alone_and_in_threads():
    how = model(12, start="even", mutation=0.2, imitate={"rate": 0.5}, exit={"hazard": 0.5})
    whole = simulate(how, range(4), ["packages", "tenures"], threads=1)
    split = simulate(how, range(4), ["packages", "tenures"], threads=2)
    alone = simulate(how, [2], ["packages", "tenures"])
    for name, table in whole.items():
        for column, values in table.items():
            np.testing.assert_array_equal(values, split[name][column])
            np.testing.assert_array_equal(values[table["world"] == 2], alone[name][column])


def test_worlds_that_learn_and_others_ride_in_one_batch():
    plain = scenario(package__schemes=[{"name": "linear-bonus", "slope": 0.4}], quarters=8)
    learn = model(start="even", mutation=0.3)
    both = Worlds([Job(plain, range(3)), Job(learn, range(2)), Job(plain, range(3, 5))]).run()
    apart = batch(plain, range(5)).run(), batch(learn, range(2)).run()
    assert (both.series[:, [0, 1, 2, 5, 6]] == apart[0].series).all()
    assert (both.series[:, 3:5] == apart[1].series).all()


def test_boards_imitate_reports_as_the_replicator_equation_has_it():
    """Between two quarters, given what firms report: abilities and luck are the noise."""
    how = model(2, start="even", imitate={"rate": 1.0, "strength": 2.0})
    how = how.model_copy(update={"firms": how.firms.model_copy(update={"count": 40})})
    worlds = batch(how, range(60))
    steep = worlds.learners.worlds[0].by_world.copy() == 1
    worlds.step()
    report = worlds.actions.metric.reshape(steep.shape)
    after = worlds.learners.worlds[0].by_world == 1
    chance = adopting(report[:, :, None], report[:, None], 2.0)
    joins = (chance * (~steep[:, :, None] & steep[:, None])).sum(axis=(1, 2)) / 39
    leaves = (chance * (steep[:, :, None] & ~steep[:, None])).sum(axis=(1, 2)) / 39
    wanted = (joins - leaves).sum() / steep.size
    assert after.mean() - steep.mean() == pytest.approx(wanted, abs=3 * 0.5 / steep.size**0.5)
    gap = report[steep].mean() - report[~steep].mean()
    noise = float(np.hypot(report[steep].std(), report[~steep].std()))
    assert wanted == pytest.approx(limits.replicator(0.5, gap, 1.0, 2.0, noise), rel=0.1)
    assert wanted > 0.05


DEFERRED = {"package__schemes": [{"name": "deferred-bonus", "slope": 0.6, "deferred": 0.5}]}


def test_accounts_are_kept_or_paid_out_when_terms_change():
    """What is in them is what has been granted less what has vested or is lost, in every firm."""
    how = model(
        24,
        DEFERRED,
        path="package.schemes.deferred-bonus.deferred",
        values=[0.0, 0.5, 0.9],
        mutation=0.4,
    )
    worlds = batch(how)
    owed, paid_out = np.zeros(worlds.seats.number.size), 0
    for _ in range(24):
        had = worlds.seats.unvested[0] > 0
        without = worlds.plans.deferred[worlds.plan_of_firm, 0] == 0.0
        worlds.step()
        entry = dict(zip(LEDGER, worlds.actions.books, strict=True))
        change = entry["granted"] - entry["vested"] - entry["forfeited"]
        assert entry["d_deferred"] == pytest.approx(change, abs=1e-9)
        owed += entry["d_deferred"]
        assert owed == pytest.approx(worlds.seats.unvested[0] * worlds.seats.base_pay, abs=1e-9)
        assert (worlds.seats.unvested[0][without] == 0).all()
        paid_out += int((had & without).sum())
    assert paid_out > 5


def test_failing_firms_are_taken_over_and_run_as_others_are():
    how = model(6, start="even", exit={"hazard": 1e6, "floor": 0.3})
    worlds = batch(how)
    worlds.step()
    (one,) = worlds.learners.worlds
    failed = one.failed.copy()
    assert 0 < failed.size < one.point.size
    worlds.step()
    assert (worlds.actions.exit[failed] != 0).all()
    gone = worlds.actions.exit[failed]
    assert np.isin(gone, [ACQUIRED, EXITS.index("dismissed"), EXITS.index("detected")]).all()
    assert (gone == ACQUIRED).mean() > 0.8
    assert one.history.column("failed").sum() >= failed.size


def test_nobody_learns_in_a_burn_in():
    how = scenario(burn_in=4, quarters=4, learning=learning(mutation=1.0))
    worlds = batch(how)
    for quarter in range(6):
        moved = (worlds.learners.worlds[0].point != 0).any()
        assert moved == (quarter > 4)
        worlds.step()


def test_the_table_adds_up():
    how = model(10, start="even", mutation=0.3, imitate={"rate": 0.3}, exit={"hazard": 0.5})
    tables = simulate(how, range(3), ["packages", "quarters"])
    table = tables["packages"]
    for world in range(3):
        for year in range(3):
            mine = (table["world"] == world) & (table["year"] == year)
            assert table["package_share"][mine].sum() == pytest.approx(1.0)
            value = (table["package_share"] * table["value"])[mine].sum()
            inside = tables["quarters"]["world"] == world
            inside &= tables["quarters"]["quarter"] // 4 == year
            assert value == pytest.approx(
                tables["quarters"]["value"][inside].mean(), rel=0.05, abs=0.02
            )
    assert table["times_adopted"].sum() == table["times_left"].sum() > 0
    assert table["times_failed"].sum() > 0


def test_boards_that_search_try_every_package_by_themselves():
    """In 8 meetings a board with 4 arms has tried all, twice each; so it is at its own firm."""
    values = [0.2, 0.4, 0.8, 1.2]
    how = model(9, values=values, imitate=None, bandit={"policy": "explore-then-commit"})
    worlds, tried = batch(how), []
    for _ in range(9):
        tried.append(worlds.learners.worlds[0].point.copy())
        worlds.step()
    counts = np.array([np.bincount(column, minlength=4) for column in np.array(tried).T])
    assert (counts >= 2).all()  # all firms, the first of nine quarters apart
    assert len({*tried[1].tolist()}) > 2


def test_boards_that_evolve_move_by_one_value_and_back():
    values = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    how = model(20, values=values, imitate=None, evolution={})
    worlds, path = batch(how), []
    for _ in range(20):
        path.append(worlds.learners.worlds[0].point.copy())
        worlds.step()
    steps = np.diff(path, axis=0)
    assert np.abs(steps).max() == 1
    assert (steps[1::2] * steps[::2][: len(steps[1::2])] <= 0).all()  # what fails is taken back
    assert path[-1].mean() > path[0].mean()


def test_who_does_not_learn_has_no_rows():
    assert simulate(scenario(), 1, ["packages"])["packages"]["package_share"].size == 0


@pytest.mark.parametrize("play", [simulate, lambda how, record: Economy(how, record=record)])
def test_contexts_are_refused_where_boards_learn(play):
    """They are judged by one package a tenure."""
    with pytest.raises(InputError, match="contexts: are judged by the one package of a tenure"):
        play(model(), record=["contexts"])
    play(scenario(quarters=2), record=["contexts"])


def test_so_are_studies_of_them(tmp_path):
    design = make_experiment(
        {"question": "q", "settings": model().model_dump(mode="json"), "record": ["contexts"]}, "e"
    )
    with pytest.raises(InputError, match="expected a scenario without learning, or no contexts"):
        run_study(design, tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_packages_are_elected_once_for_all_parts():
    how = model(start="even")
    elected = elect([Job(how, range(4))])
    part = elected.only(np.array([1, 3]))
    assert [segment.label for segment in part.segments] == ["slope=0.4", "slope=1.2"]
    assert part.lattices[0].worlds == slice(0, 2)


def test_worlds_that_learn_adopt_nothing_whole():
    worlds = batch(model())
    with pytest.raises(ValueError, match="whose boards do not learn"):
        worlds.adopt(np.zeros(4, dtype=np.int64))
