"""Plans are fixed points: how near, in how many rounds, and what is said where there is none."""

from __future__ import annotations

import subprocess
import warnings

import numpy as np
import pytest

from agents.solver import GENERAL, TOGETHER
from incentives import catalogue
from sim.bench.plans import draw
from sim.plan.duration import PlanClock, caution_if_long, expected_seconds
from sim.plan.fields import fields
from sim.plan.hires import expected_hires
from sim.plan.pay.contests import Hired
from sim.plan.pay_curves import tabulate_pay
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile
from sim.plan.solve import PLAN_TOLERANCE, ROUNDS, _PlanSearch, build_plan, solve
from sim.scenario.presets import load_scenario, preset_names
from sim.scenario.scenario import Scenario
from sim.support.cautions import Caution
from sim.world.election import elect
from sim.world.worlds import Job
from tests.sim.worlds import scenario

FULL = _PlanSearch._answer
WILD = {
    "executives__population": {"careerist": 1.0},
    "executives__ability_sd": 0.0,
    "firms__count": 2,
    "metric__noise": 0.05,
    "metric__matured_weight": 0.0,
    "package__filters": ["lottery"],
    "package__oversight": [],
    "package__schemes": [{"name": "tournament", "prize": 3.0, "share": 0.5}],
    "shareholders__monitoring_levels": [0.0],
    "technology__tasks": [{"name": "work", "value": 1.0, "loading": 1.0}],
}
"""A prize far too large for so little luck: whoever expects hard rivals gives up."""


def search(model: Scenario) -> _PlanSearch:
    return _PlanSearch(Primitives(model, model.package, 0.0, 0))


def settled(model: Scenario) -> tuple[int, float]:
    fields = build_plan(model, model.package).fields
    return int(fields["rounds"]), float(fields["gap"])


@pytest.mark.parametrize("name", preset_names())
def test_presets_settle(name):
    model = load_scenario(name)
    for package in model.packages().values():
        fields = build_plan(model, package).fields
        assert fields["gap"] <= PLAN_TOLERANCE and 1 < fields["rounds"] <= 12, name


@pytest.mark.parametrize("family", ["schemes", "oversight"])
def test_packages_with_any_part_settle(family):
    """Each part beside what every package has, at its defaults."""
    beside = {"schemes": ["linear-bonus"], "oversight": ["random-audits"]}[family]
    for name in catalogue(family):
        if name == "menu":
            continue  # its contracts are in the package below
        model = scenario(**{f"package__{family}": [*beside, name]})
        rounds, gap = settled(model)
        assert gap <= PLAN_TOLERANCE and rounds <= 30, name
    menu = scenario(package__schemes=["menu"])
    assert settled(menu)[1] <= PLAN_TOLERANCE


def test_three_plain_rounds_do_not_settle():
    """Control: what was done before leaves a gap."""
    one = search(scenario())
    for _ in range(3):
        before = one._profile.as_vector().copy()
        after = one._answer()
    assert np.abs(after - before).max() > 1e3 * PLAN_TOLERANCE


def test_the_gap_is_what_another_round_changes():
    model = scenario()
    one = search(model)
    seats = one.settle()
    before = seats.profile.as_vector().copy()
    after = one._answer()
    change = np.abs(after - before) / one._scale
    assert change.max() == pytest.approx(seats.profile.gap, rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("settings", [{}, {"package__oversight": ["risk-based-audits"]}])
def test_other_starts_lead_to_the_same_plan(settings):
    """Responses move less than what they respond to, so there is one fixed point."""
    model, rng = scenario(**settings), np.random.default_rng(3)
    usual = search(model).settle().profile
    for _ in range(3):
        other = search(model)
        start = other._profile.as_vector()
        other._profile.become(start + rng.uniform(0.0, 1.0, start.size) * (start == 0.0))
        found = other.settle().profile
        for name in ("index", "variance", "effects", "alarm", "reference", "means"):
            assert getattr(found, name) == pytest.approx(getattr(usual, name), abs=1e-7), name


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_a_tournament_among_equals_is_lazear_and_rosen(share):
    """Effort is marginal pay over cost, in equilibrium, and nobody is ahead [1981, eq. 8]."""
    count, prize, noise = 4, 0.5, 0.8
    model = scenario(
        **{
            **WILD,
            "firms__count": count,
            "metric__noise": noise,
            "package__schemes": [{"name": "tournament", "prize": prize, "share": share}],
        }
    )
    seats = solve(Primitives(model, model.package, 0.0, 0))
    z = np.linspace(-9.0, 9.0, 20001)
    phi, cdf = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi), np.cumsum(np.exp(-0.5 * z * z))
    cdf = cdf / cdf[-1]
    k = round(share * count)
    ways = {(4, 2): 2, (4, 1): 1}[count, k]  # C(n - 2, k - 1)
    integral = float((cdf ** (count - k - 1) * (1 - cdf) ** (k - 1) * phi**2).sum() * (z[1] - z[0]))
    margin = prize / noise * (count - 1) * ways * integral
    assert seats.profile.index[0] == pytest.approx(margin, rel=2e-3)
    assert seats.profile.rivals.mean == pytest.approx(seats.profile.index[0], abs=1e-8)
    assert seats.profile.rivals.sd == pytest.approx(noise, abs=1e-8)
    assert seats.profile.gap <= PLAN_TOLERANCE


def test_rounds_settle_where_best_responses_go_to_and_fro(monkeypatch):
    """Everybody reports twice the less the others do: plain rounds run away, this finds 1/3."""

    def answer(self):
        self.rounds += 1
        rivals = self._profile.rivals
        profile = self._profile
        profile.rivals = type(rivals)(rivals.count, 1.0 - 2.0 * rivals.mean, rivals.sd)
        return profile.as_vector()

    monkeypatch.setattr(_PlanSearch, "_answer", answer)
    one = search(scenario())
    one._seats = lambda everybody: None
    one.settle()
    assert one._profile.rivals.mean == pytest.approx(1 / 3, abs=1e-8)
    assert one._profile.gap <= PLAN_TOLERANCE and one.rounds < 10


def test_where_no_equilibrium_is_found_the_plan_says_so():
    """Nalebuff and Stiglitz 1983: noise must be large enough."""
    model = scenario(**WILD)
    rounds, gap = settled(model)
    assert rounds <= ROUNDS and gap > 1e-3
    with pytest.warns(
        Caution, match=rf"'package' has no fixed point that was found in {rounds} rounds"
    ):
        elect([Job(model, range(1))])
    calm = scenario(**{**WILD, "metric__noise": 1.0})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        elect([Job(calm, range(1))])


@pytest.mark.study
def test_the_command_says_so_in_one_line(proxyfight, place):
    (place / "wild.yaml").write_text(scenario(**WILD, quarters=2, worlds=2).model_dump_json())
    done: subprocess.CompletedProcess[str] = proxyfight(
        "run", "wild.yaml", "--out", "kept", "--workers", "2"
    )
    said = [line for line in done.stderr.splitlines() if "no fixed point" in line]
    assert done.returncode == 0 and len(said) == 1
    assert said[0].startswith("proxyfight: the plan of 'package' has no fixed point")


def test_the_slowest_ordinary_plan_asks_for_little():
    """Common luck, shunned risk and a contest: what it costs is counted, not timed."""
    model = scenario(
        worlds=1,
        quarters=2,
        firms__count=5,
        shareholders__monitoring_levels=[0.0],
        metric__common_noise=0.2,
        executives__foresight=4,
        executives__population={
            "looter": {"share": 0.6, "risk_aversion": 0.5},
            "careerist": 0.4,
        },
        package__schemes=["tournament", "linear-bonus"],
        package__filters=["lottery"],
        package__oversight=[],
    )
    part = type(model.package.schemes[0])
    asked, award = [], part.award

    def counted(self, seen):
        asked.append(seen.metric.size)
        return award(self, seen)

    part.award = counted
    try:
        rounds, gap = settled(model)
    finally:
        part.award = award
    assert gap <= PLAN_TOLERANCE and rounds <= 30
    assert sum(asked) < 4e6 * rounds / 10  # 200 times as many when every mean asked by itself


@pytest.mark.parametrize(
    "number", [140, *(pytest.param(number, marks=pytest.mark.study) for number in (98, 204))]
)
def test_the_slowest_ordinary_plans_settle_in_few_rounds(number):
    """Of 300 draws the slowest ones (``python -m sim.bench.plans 300``): contests and a menu."""
    rounds, gap = settled(draw(number))
    assert gap <= PLAN_TOLERANCE and rounds <= 16


def test_long_plans_are_announced():
    long = scenario(
        technology__detection="exponential",
        executives__foresight=200,
        package__oversight=[{"name": "probation", "length": 200}, "random-audits"],
    )
    primitives, pay = in_first_round(long)
    assert expected_seconds(primitives, GENERAL, pay) > 60.0
    with pytest.warns(
        Caution, match=r"planning takes long, perhaps \d+ minutes: executives look up"
    ):
        caution_if_long(primitives, GENERAL, pay)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in preset_names():
            caution_if_long(*in_first_round(load_scenario(name), GENERAL))


def test_plans_with_far_too_much_at_stake_are_announced():
    """Where pay ranges over billions of base pays, certainty equivalents go term by term."""
    rich = scenario(executives__risk_aversion=40.0, metric__common_noise=0.3)
    primitives, pay = in_first_round(rich)
    at = np.linspace(-1e3, 1e3, 8000)
    caution_if_long(primitives, TOGETHER, pay)
    with pytest.warns(Caution, match="so much pay is at stake for somebody who shuns risk"):
        much = pay._replace(slope=np.zeros((5, 2, at.size)), expected=[(at, 1e6 * at[None])])
        caution_if_long(primitives, TOGETHER, much)


def test_plans_that_take_longer_than_expected_say_so_once(monkeypatch):
    monkeypatch.setattr("sim.plan.duration._LONG", 0.0)
    monkeypatch.setattr("sim.plan.duration.caution_if_long", lambda *_: False)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        search(scenario()).settle()
    assert [str(one.message)[:30] for one in said] == ["planning takes long: 2 rounds "]


def test_a_round_that_compiles_makes_no_plan_long(monkeypatch):
    now = iter([0.0, 0.0, 60.0, 61.0, 62.0, 90.0, 120.0])
    monkeypatch.setattr("sim.plan.duration.perf_counter", lambda: next(now))
    clock = PlanClock()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for rounds in range(6):
            clock.look(rounds, 60)


def in_first_round(model, *solver):
    primitives = Primitives(model, model.package, 0.0, 0)
    return primitives, *solver, tabulate_pay(primitives, Profile(primitives))


def test_hires_and_rivals_agree():
    """Rivals are whom the package hires: another round of hiring changes nobody."""
    model = scenario(package__schemes=["tournament"], package__oversight=["random-audits"])
    primitives = Primitives(model, model.package, 0.0, 0)
    seats = solve(primitives)
    assert seats.profile.gap <= PLAN_TOLERANCE
    met = expected_hires(fields(seats), model.package, model.market.candidates)
    hires = seats.profile.hires
    assert hires.shares == pytest.approx(met.shares, abs=1e-8)
    assert hires.ability == pytest.approx(met.ability, abs=1e-8)
    assert (hires.ability > 1.1 * primitives.ability).all()  # control: not those who apply
    other = _PlanSearch(primitives)
    other._profile.hires = Hired(primitives.shares, 2.0 * primitives.ability)
    assert other.settle().profile.rivals.mean == pytest.approx(seats.profile.rivals.mean, abs=1e-7)


@pytest.mark.parametrize("number", [201, 281, 96])
def test_contests_settle_that_went_to_and_fro_between_steps(number):
    """Over abilities, over who takes a contract, and over who is hired in a rehearsal."""
    rounds, gap = settled(draw(number))
    assert gap <= PLAN_TOLERANCE and rounds <= 30


@pytest.mark.study
@pytest.mark.parametrize("number", range(0, 300, 3))
def test_ordinary_plans_settle(number):
    model = draw(number)
    rounds, gap = settled(model)
    # Where people of a kind are equally able they leap together, and only a mixture would settle.
    assert gap <= PLAN_TOLERANCE or model.executives.ability_sd == 0.0, rounds
