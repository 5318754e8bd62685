"""What a menu is for: the able reveal themselves, and rents fall."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from incentives.schemes.menu import Menu
from sim.cli.main import main
from sim.economy.model import Economy
from sim.support.inputs import InputError
from sim.tables.from_state import runs_table
from sim.tables.keeper import Keeper
from sim.tables.simulate import simulate
from sim.world.election import Job, plan_for
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

FLAT, STEEP = (0.25, 0.2), (0.0, 0.8)
WORLDS = range(16)
IMPACT = 1.2
PLAIN = {
    "executives__population": {"careerist": 1.0},
    "executives__foresight": 1,
    "executives__ability_sd": 0.3,
    "firms__count": 60,
    "firms__size_sd": 0.0,
    "firms__impact": IMPACT,
    "firms__luck": 0.0,
    "package__oversight": [],
    "package__filters": ["lottery"],
    "shareholders__monitoring_levels": [0.0],
    "technology__tasks": [
        {"name": "work", "value": 1, "visible": 1, "loading": 1, "detectability": 0}
    ],
}
"""One task: an executive of ability t under slope b adds b*t**2 to the metric and to value."""


def menu(*contracts):
    salaries, slopes = zip(*contracts, strict=True)
    return {"name": "menu", "salaries": list(salaries), "slopes": list(slopes)}


def indifferent(one=FLAT, two=STEEP):
    """Ability at which salary + (slope*ability)**2/2 is the same."""
    return np.sqrt(2 * (one[0] - two[0]) / (two[1] ** 2 - one[1] ** 2))


def played(*contracts, **settings):
    model = scenario(**{**PLAIN, "package__schemes": [menu(*contracts)], **settings})
    return simulate(model, WORLDS, record=["tenures"])


@pytest.mark.parametrize("foresight", [0, 1, 16])
def test_the_able_take_the_steep_contract(foresight):
    """Whoever is abler than the one who is indifferent; the grid of abilities blurs that."""
    tenures = played(FLAT, STEEP, executives__foresight=foresight)["tenures"]
    ability, steep = tenures["ability"], tenures["contract"] == 1
    clear = np.abs(ability - indifferent()) > 0.01
    assert np.array_equal(steep[clear], (ability > indifferent())[clear])
    assert 0.1 < steep.mean() < 0.9
    plain = simulate(scenario(), WORLDS[:2], record=["tenures"])["tenures"]
    assert (plain["contract"] == 0).all()


def test_the_risk_averse_take_the_flat_contract():
    kinds = {
        name: {"share": 0.5, "goal": {"pay": 1.0}, "risk_aversion": risk}
        for name, risk in (("bold", 0.0), ("timid", 2.0))
    }
    tenures = played(FLAT, STEEP, executives__population=kinds)["tenures"]
    steep = {kind: (tenures["contract"][tenures["kind"] == kind] == 1).mean() for kind in kinds}
    assert steep["bold"] > steep["timid"] + 0.2


def acceptable(least):
    """The steep contract with the salary at which somebody so able gets what the menu gives."""
    return FLAT[0] + (FLAT[1] * least) ** 2 / 2 - (STEEP[1] * least) ** 2 / 2, STEEP[1]


def surplus(contract, ability):
    """Of shareholders, per quarter, from somebody of this ability."""
    salary, slope = contract
    return IMPACT * slope * ability**2 - salary - (slope * ability) ** 2


def gain(alone, **settings):
    """The menu's shareholder surplus less that of one contract: mean, error, and theory's mean.

    Theory knows who was drawn, and how long they stayed.
    """
    found = [played(FLAT, STEEP, **settings), played(alone, **settings)]
    gains = np.subtract(*(runs["runs"]["shareholder_surplus"] for runs in found))
    tenures = found[0]["tenures"]
    ability, weight = tenures["ability"], tenures["quarters"]
    taken = [surplus(contract, ability) for contract in (FLAT, STEEP)]
    theory = np.choose(tenures["contract"], taken) - surplus(alone, ability)
    return gains.mean(), gains.std(ddof=1) / np.sqrt(gains.size), theory @ weight / weight.sum()


def test_a_menu_beats_each_of_its_contracts_as_everybody_would_accept_it():
    """Against the flat contract the able work; against the steep one that the least able of
    two in a thousand would accept for what the menu leaves them, everybody else earns less."""
    for alone in (FLAT, acceptable(least=0.3)):
        mean, error, theory = gain(alone)
        assert mean > 4 * error > 0
        assert mean == pytest.approx(theory, abs=4 * error)


def test_nobody_declines_a_seat_so_the_steep_contract_at_the_menus_price_is_better_still():
    """Theory's sign where impact exceeds the sum of the slopes, and acceptance is no question."""
    mean, error, theory = gain(STEEP)
    assert mean < -4 * error < 0
    assert mean == pytest.approx(theory, abs=4 * error)


@pytest.mark.parametrize(("ability", "alone"), [(0.7, FLAT), (1.2, STEEP)])
def test_among_equals_a_menu_is_the_contract_that_they_all_take(ability, alone):
    same = {"executives__ability_sd": 0.0, "executives__ability_mean": ability}
    both, one = (played(*contracts, **same) for contracts in ((FLAT, STEEP), (alone,)))
    for name, column in one["runs"].items():
        assert np.array_equal(both["runs"][name], column, equal_nan=column.dtype.kind == "f"), name
    assert (both["tenures"]["contract"] == (alone == STEEP)).all()


def test_boards_see_the_contract_and_shareholders_foresee_who_takes_it():
    kinds = {"careerist": 0.5, "looter": 0.5}
    schemes = [menu(FLAT, STEEP)]
    model = scenario(**{**PLAIN, "executives__population": kinds, "package__schemes": schemes})
    worlds = batch(model).run()
    seen = worlds.seen(worlds.segments[0])
    assert set(np.unique(worlds.seats.kind)) == {0, 1, 2, 3} and set(np.unique(seen.choice)) == {
        0,
        1,
    }
    metric, award = (
        np.linspace(-1, 1, 60),
        Menu(**{k: v for k, v in schemes[0].items() if k != "name"}),
    )
    chosen = replace(seen, metric=metric, choice=np.arange(60) % 2)
    assert award.award(chosen) == pytest.approx(
        np.where(chosen.choice, 0.8 * metric, 0.25 + 0.2 * metric)
    )
    runs = simulate(model, WORLDS)["runs"]
    forecast = plan_for(model, model.package, 0.0).forecast
    assert forecast.cost == pytest.approx(runs["paid"].mean(), rel=0.02)
    assert forecast.metric == pytest.approx(runs["metric"].mean(), rel=0.03)


def test_faces_name_the_kind_whatever_the_contract():
    kinds = {"careerist": 0.5, "looter": 0.5}
    model = scenario(
        **{**PLAIN, "executives__population": kinds, "package__schemes": [menu(FLAT, STEEP)]}
    )
    told = []

    def act(situation, efforts):
        told.append(situation.kind)
        return efforts

    tables = simulate(model, [0], record=["tenures"], decisions={"effort": act})
    assert set(np.concatenate(told)) == {0, 1}
    table = tables["tenures"]
    first = table["kind"][table["seat"] == 0]
    economy = Economy(model, world=0)
    assert [economy.executive(row).kind for row in range(len(first))] == list(first)


def test_worlds_with_and_without_a_menu_ride_together():
    with_menu = scenario(**{**PLAIN, "package__schemes": [menu(FLAT, STEEP)], "firms__count": 12})
    plain = scenario()
    plain = plain.model_copy(update={"technology": with_menu.technology})
    jobs = [Job(with_menu, range(2)), Job(plain, range(2))]
    together = Keeper(Worlds(jobs), set())
    together.run()
    for place, job in enumerate(jobs):
        alone = simulate(job.scenario, job.worlds)["runs"]
        mine = runs_table(together.batch)
        for name in ("paid", "accrual", "metric", "tenures"):
            assert np.array_equal(mine[name][2 * place : 2 * place + 2], alone[name]), name


def test_a_menu_that_nobody_accepts_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    poor = menu((-2.0, 0.2), (-3.0, 0.4))
    with pytest.raises(InputError, match=r"number 1, worth -1\.58 base pays to a careerist"):
        played((-2.0, 0.2), (-3.0, 0.4))
    settings = {"firms.count": 5, "quarters": 4, "worlds": 2, "package.schemes": [poor]}
    asked = [f"--set={path}={value}" for path, value in settings.items()]
    with pytest.raises(SystemExit, match="2"):
        main(["run", *asked, "--out", str(tmp_path / "study")])
    assert "package: menu: no contract is worth the outside option" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_two_menus_and_contracts_of_half_a_pair_are_refused():
    with pytest.raises(InputError, match="at most one"):
        scenario(package__schemes=[menu(FLAT, STEEP), menu(FLAT)])
    with pytest.raises(InputError, match="2 salaries and 1 slopes"):
        Menu(salaries=(0.0, 1.0), slopes=(0.5,))
    with pytest.raises(InputError, match="slopes"):
        Menu(salaries=(0.0,), slopes=(1e9,))
