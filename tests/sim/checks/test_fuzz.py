"""Random scenarios: they play, keep the books, and have the same bits however they are played."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from agents.solver import ALONE, GENERAL, TOGETHER
from incentives import FAMILIES, catalogue
from incentives.oversight import Oversight
from incentives.schemes import Scheme
from sim.checks import fuzz as fuzzing
from sim.checks.fuzz import complaints, fuzz, main
from sim.checks.random_scenarios import bounds, draw_scenario, kind_of, mapping_of
from sim.plan.solve import build_plan
from sim.scenario.executives import Executives, RelativeAversion
from sim.scenario.scenario import Scenario
from sim.support.cautions import Caution
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS, RECORDS
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SLOW = (2, 6, 9, 15, 16, 17, 20, 26)
"""Of the first thirty those that take nearly all the time: they are among the studies."""
FIRST, MORE = range(0, 15), range(15, 30)


@pytest.mark.parametrize("numbers", [
    pytest.param([number for number in FIRST if number not in SLOW], id="first"),
    pytest.param([number for number in MORE if number not in SLOW],
                 marks=pytest.mark.study, id="more"),
    pytest.param(SLOW, marks=pytest.mark.study, id="slow"),
    *(pytest.param(range(30 * k, 30 * k + 30), marks=pytest.mark.study, id=f"from {30 * k}")
      for k in range(1, 6)),
])  # fmt: skip
def test_random_scenarios(numbers):
    """12 in `make test`, 168 with `make studies`; `python -m sim.checks.fuzz` plays any number."""
    found = fuzz(0, numbers)
    assert found.played == len(numbers)
    assert found.faults == []


# A contract of every solver and every part --------------------------------------------------------

NEUTRAL = {
    "schemes": [None, "fixed-salary", {"name": "linear-bonus", "slope": 0.0},
                {"name": "tournament", "prize": 0.0}, {"name": "golden-parachute", "amount": 0.0}],
    "filters": [None, "lottery", {"name": "interview", "weight": 0.0},
                {"name": "track-record", "weight": 0.0}],
    "oversight": [None, {"name": "random-audits", "rate": 0.0, "penalty": 0.0},
                  {"name": "whistleblowers", "rate": 0.0, "penalty": 0.0, "upkeep": 0.0},
                  {"name": "spot-checks", "rate": 0.0, "penalty": 0.0},
                  {"name": "relative-dismissal", "share": 0.0}],
    "metrics": [None, {"name": "indicator", "label": "idle"}],
}  # fmt: skip
"""Parts that do nothing, or None."""

ONE_TASK = {"technology__tasks": [{"name": "t", "value": 1.0, "loading": 0.47}]}
SMALL = {"firms__count": 7, "quarters": 5, "worlds": 2}
SOLVERS = {
    "together": ({}, TOGETHER),
    "alone": ({"technology__tasks.4.cost": 0.0}, ALONE),
    "gambles": ({"technology__risk__levels": [0.3, 0.6]}, ALONE),
    "one task, bent pay": ({**ONE_TASK, "package__schemes": ["options"]}, GENERAL),
    "joint costs": ({
        "technology__interactions": [{"tasks": ["build", "operate"], "cost": 0.3}]}, GENERAL),
    "exponential": ({"technology__detection": "exponential"}, GENERAL),
    "restitution": ({
        "package__oversight": [{"name": "random-audits", "rate": 0.3, "repayment": 2.0}]},
        GENERAL),
    "gambles, general": ({
        "technology__detection": "exponential", "technology__risk__levels": [0.4]}, GENERAL),
    "rule": ({"executives__cognition": "rule"}, TOGETHER),
}  # fmt: skip


@pytest.mark.parametrize("name", SOLVERS)
def test_every_solver_keeps_worlds_apart(name):
    more, solver = SOLVERS[name]
    model = scenario(**SMALL, **more)
    assert int(build_plan(model, model.package).fields["solver"]) == solver
    assert complaints(model) == []


def test_one_task_in_a_large_batch():
    """The case that was met first: thirteen firms, options, and a line that began anywhere."""
    model = scenario(
        **ONE_TASK, package__schemes=["options"], firms__count=13, firms__source="ceosal2",
        quarters=8, worlds=2, shareholders__monitoring_levels=[0.0],
    )  # fmt: skip
    both = simulate(model, record=["ledger"], threads=1)["ledger"]
    alone = simulate(model, [1], ["ledger"])["ledger"]
    assert np.array_equal(both["effort"][both["world"] == 1], alone["effort"])


def of_every_family(turn):
    """The part of that number of every family, from the start again where there are no more."""
    found = {}
    for family in FAMILIES:
        known = [*catalogue(family)]
        found[family] = known[turn % len(known)]
    return found


@pytest.mark.parametrize("turn", range(max(len(catalogue(family)) for family in FAMILIES)))
def test_every_part_keeps_worlds_apart(turn):
    parts = of_every_family(turn)
    model = scenario(
        **SMALL,
        market__candidates=8,
        market__experienced=3,
        package__metrics=[parts["metrics"]],
        package__schemes=[
            parts["schemes"], {"name": "linear-bonus", "slope": 0.1, "metric": parts["metrics"]}
        ],
        package__filters=[parts["filters"], "interview"],
        package__oversight=[parts["oversight"]],
    )  # fmt: skip
    assert complaints(model) == []


def check_with_neutral_parts(number, more):
    drawn = draw_scenario(1, number)
    data = drawn.scenario.model_dump(mode="json")
    for family, part in more.items():
        if part is not None:
            data["package"][family] = [part, *data["package"][family]][:8]
    try:
        model = Scenario.model_validate(data)
    except ValueError:
        return  # a second menu, or another contradiction
    try:
        said = complaints(model)
    except (InputError, Caution):  # a menu that nobody takes, or a plan that is announced as long
        return
    assert said == []


PRODUCT = {
    "number": st.integers(0, 2**31),
    "more": st.fixed_dictionaries({name: st.sampled_from(NEUTRAL[name]) for name in NEUTRAL}),
}


@settings(max_examples=6, derandomize=True)
@given(**PRODUCT)
def test_neutral_parts_of_all_families_keep_worlds_apart(number, more):
    check_with_neutral_parts(number, more)


def test_a_menu_of_goals_stays_where_a_regime_changes_awareness():
    """Two kinds whose traits a regime makes equal are two kinds in it still."""
    scenario = draw_scenario(1, 1937226).scenario
    assert any(regime.awareness for regime in scenario.regimes)
    assert len(simulate(scenario, [0], record=["contexts"])["contexts"]["world"])


@pytest.mark.study
@settings(max_examples=70, derandomize=True)
@given(**PRODUCT)
def test_many_neutral_parts_of_all_families_keep_worlds_apart(number, more):
    check_with_neutral_parts(number, more)


# The generator ------------------------------------------------------------------------------------


def test_a_scenario_is_its_seed_and_number():
    one, again, other = (draw_scenario(*key) for key in ((0, 3), (0, 3), (1, 3)))
    assert one.scenario == again.scenario != other.scenario and one.data == again.data


@pytest.mark.study
def test_every_part_and_every_field_is_drawn():
    drawn = [draw_scenario(0, number) for number in range(400)]
    parts = {
        (family, part.name)
        for found in drawn
        for package in found.scenario.packages().values()
        for family in FAMILIES
        for part in getattr(package, family)
    }
    assert parts == {(family, name) for family in FAMILIES for name in catalogue(family)}
    moved = set()
    for found in drawn:
        moved |= set(changed(found.scenario, Scenario()))
    never = set(numbers(Scenario)) - moved
    assert never == set(), "numbers that no scenario has changed"


def numbers(model: type[BaseModel], at: str = ""):
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from numbers(inner, f"{at}{name}.")
        elif kind_of(field)[0] in (int, float):
            yield f"{at}{name}"


def changed(model: BaseModel, usual: BaseModel, at: str = ""):
    for name in type(model).model_fields:
        mine, theirs = getattr(model, name), getattr(usual, name)
        if isinstance(mine, BaseModel) and type(mine) is type(theirs):
            yield from changed(mine, theirs, f"{at}{name}.")
        elif mine != theirs:
            yield f"{at}{name}"


def test_bounds_are_read_off_fields():
    kind, terms = kind_of(Scenario.model_fields["seed"])
    assert (kind, bounds(kind, terms)) == (int, (0, 2**63 - 1))


def test_a_mapping_is_drawn_where_a_number_would_do_as_well():
    field = Executives.model_fields["risk_aversion"]
    assert kind_of(field)[0] is float and mapping_of(field) is RelativeAversion
    drawn = [draw_scenario(5, number).scenario.executives for number in range(40)]
    tastes = [one.trait(name, "risk_aversion") for one in drawn for name in one.population]
    relative = [taste for taste in tastes if isinstance(taste, RelativeAversion)]
    assert len({taste.wealth for taste in relative}) > 3
    assert any(isinstance(taste, float) and taste > 0.0 for taste in tastes)


# Controls -----------------------------------------------------------------------------------------

COUNT = []


def broken(registered, base, **methods):
    return type("Broken", (base,), {
        "__module__": __name__, "name": "broken", "summary": "s", "source": "me 2026", **methods,
    })  # fmt: skip


def test_a_world_that_knows_its_neighbours_is_found(registered):
    """Its trial lets it pass: there the firms of a world are those of the whole view."""

    def award(self, seen):
        return 0.1 * seen.metric + 0.01 * (seen.metric.size == 14)

    broken(registered, Scheme, award=award)
    alike = {"shareholders__monitoring_levels": [0.0]}  # so that worlds are asked for together
    said = " ".join(complaints(scenario(**SMALL, **alike, package__schemes=["broken"])))
    for how in ("alone", "in another order", "in two threads"):
        assert f"{how}: " in said and "has other bits" in said


def test_an_exception_is_found_and_the_scenario_can_be_played_again(registered, capsys, tmp_path):
    def bar(self, seen):
        return np.full(seen.tenure.shape, -1.0) / (0.0 if seen.firms else 1.0) + 1 / (
            1 - seen.firms
        )

    broken(registered, Oversight, dismissal_bar=bar)
    said = complaints(scenario(**{**SMALL, "firms__count": 1}, package__oversight=["broken"]))
    assert len(said) == 1 and said[0].startswith("BrokenPart at answers.py")


def test_numbers_that_are_none_and_books_that_do_not_close_are_found():
    tables = simulate(scenario(**SMALL), [0, 1], RECORDS)
    assert [*fuzzing._not_numbers(tables)] == [*fuzzing._broken_identities(tables)] == []
    assert not COLUMNS["ledger"]["luck"].missing
    tables["ledger"]["total_surplus"] += 1e-6  # rounding is far less
    assert [*fuzzing._broken_identities(tables)] == [
        "identity 3 of the ledger does not hold",
        "quarters.total_surplus is not the mean of the ledger",
        "runs.total_surplus is not the mean of the ledger",
    ]
    tables["ledger"]["total_surplus"] -= 1e-6
    tables["ledger"]["luck"] = np.where(tables["ledger"]["firm"] == 2, np.nan, 0.0)
    assert [*fuzzing._not_numbers(tables)] == ["ledger.luck is no number"]
    tables["ledger"]["luck"] = np.full(tables["ledger"]["firm"].size, 1e-3)
    said = [*fuzzing._broken_identities(tables)]
    assert "identity 1 of the ledger does not hold" in said
    assert "quarters.luck is not the mean of the ledger" in said


def test_the_command_says_what_it_found(capsys, monkeypatch, tmp_path):
    def wrong(model):
        return ["something is wrong"] if model.quarters > 3 else []

    monkeypatch.setattr(fuzzing, "complaints", wrong)
    assert main(["--scenarios", "6", "--seed", "5", "--out", str(tmp_path / "kept")]) == 1
    text = capsys.readouterr().out
    number = next(n for n in range(6) if draw_scenario(5, n).scenario.quarters > 3)
    again = f"python -m sim.checks.fuzz --seed 5 --first {number} --scenarios 1"
    assert f"scenario {number}: something is wrong" in text and again in text
    from sim.scenario.presets import load_scenario

    kept = load_scenario(str(tmp_path / "kept" / f"fuzz-5-{number}.yaml"))
    assert kept == draw_scenario(5, number).scenario
    monkeypatch.setattr(fuzzing, "complaints", lambda model: [])
    assert main(["--scenarios", "2"]) == 0
    assert "2 scenarios of seed 0: 0 wrong." in capsys.readouterr().out
