"""Who takes a seat, against closed forms: Lazear 1986, Salop and Salop 1976, and exact limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from sim.hiring import traits
from sim.hiring.contest import Contest
from sim.hiring.market import market_of
from sim.hiring.pipeline import Pipeline
from sim.plan.acceptance import accepting_share
from sim.plan.hires import expected_hires
from sim.quarter.ledger import LEDGER
from sim.quarter.state import QUIT
from sim.world.election import plan_for
from tests.sim.worlds import batch, scenario

OUTSIDE = 0.6
ONE_TASK = [
    {"name": "work", "cost": 1.0, "cap": 50.0, "value": 1.0, "loading": 1.0, "visible": 1.0}
]
CAREERIST = {"executives.population": {"careerist": {"share": 1.0}}}


def plain(population=None, **settings):
    """One task, nobody watched, nobody dismissed; people are paid by the report."""
    usual = {
        "technology.tasks": ONE_TASK,
        "executives.population": population or {"careerist": {"share": 1.0}},
        "market.participation": "quitting",
        "market.outside": OUTSIDE,
        "package.oversight": [],
        "package.filters": ["lottery"],
    }
    return scenario(**{**usual, **{k.replace("__", "."): v for k, v in settings.items()}})


def bonus(slope, base_pay, **settings):
    schemes = [{"name": "linear-bonus", "slope": slope}]
    return plain(package__schemes=schemes, package__base_pay=base_pay, **settings)


def plan_of(model):
    return plan_for(model, model.package, 0.0).fields


@pytest.mark.parametrize("base_pay", [0.45, 0.55, 0.6, 0.7])
def test_a_salary_is_worth_its_premium_for_as_long_as_one_looks_ahead(base_pay):
    """Below the outside option nobody would stay for a second quarter."""
    model = plain(package__schemes=["fixed-salary"], package__base_pay=base_pay)
    plan = plan_of(model)
    kept = model.executives.trait("careerist", "patience") * (1 - model.market.retirement)
    h = model.executives.trait("careerist", "foresight")
    premium = base_pay - OUTSIDE
    worth = premium * (1 - kept**h) / (1 - kept) if premium > 0 else premium
    assert plan["choice_value"][0] == pytest.approx(worth, abs=1e-12)
    assert plan["accepts"][0] == (-np.inf if premium >= 0.0 else np.inf)


@pytest.mark.parametrize(("slope", "base_pay"), [(0.4, 0.5), (0.4, 0.57), (0.8, 0.3), (1.0, 0.0)])
@pytest.mark.parametrize("foresight", [0, 1, 16])
def test_the_least_able_who_take_piece_rates_are_lazears(slope, base_pay, foresight):
    """Lazear 1986 (J. Business 59): whoever takes the job produces enough to pay for leaving."""
    plan = plan_of(bonus(slope, base_pay, executives__foresight=foresight))
    least = np.sqrt(2.0 * (OUTSIDE - base_pay)) / slope
    assert plan["accepts"][0] == pytest.approx(least, abs=1e-4)
    mean, sd = float(plan["kind_mean"][0]), float(plan["kind_sd"][0])
    assert accepting_share(plan)[0] == pytest.approx(norm.sf((least - mean) / sd), abs=2e-4)


def test_the_marginal_applicant_is_indifferent_and_the_others_are_not():
    model = bonus(0.4, 0.5)
    plan = plan_of(model)
    node = plan["ability_start"] + plan["ability_step"] * np.arange(plan["choice_value"].shape[1])
    worth = plan["choice_value"][0]
    assert (worth[node > plan["accepts"][0]] > 0.0).all()
    assert (worth[node < plan["accepts"][0]] < 0.0).all()


def test_between_nodes_of_ability_the_worth_bends():
    """Control: a straight line between nodes would miss the least able by far more."""
    plan = plan_of(bonus(0.4, 0.5))
    node = plan["ability_start"] + plan["ability_step"] * np.arange(plan["choice_value"].shape[1])
    worth, least = plan["choice_value"][0], np.sqrt(0.2) / 0.4
    above = int(np.argmax(worth >= 0.0))
    line = np.interp(0.0, worth[above - 1 : above + 1], node[above - 1 : above + 1])
    assert abs(line - least) > 20 * abs(plan["accepts"][0] - least)


@pytest.mark.parametrize("base_pay", [0.2, 0.4])
def test_looters_take_a_job_for_what_they_can_take(base_pay):
    """Nobody audits, so a looter's rent is that of a task with quadratic cost."""
    take = {"name": "take", "cap": 50.0, "value": -1.0, "loading": 0.0, "private": 0.9}
    goal = {"share": 1.0, "goal": {"pay": 1.0, "private": 1.0}}
    model = plain(
        {"thief": goal}, technology__tasks=[take], package__base_pay=base_pay,
        package__schemes=["fixed-salary"],
    )  # fmt: skip
    least = np.sqrt(2.0 * (OUTSIDE - base_pay)) / 0.9
    assert plan_of(model)["accepts"][0] == pytest.approx(least, abs=1e-4)


def test_the_higher_the_fee_the_abler_those_who_pay_it():
    """Salop and Salop 1976 (QJE 90): self-selection; by lot, so only refusals sort people."""
    able = []
    for base_pay in (0.55, 0.4, 0.2, -0.2):
        model = bonus(0.8, base_pay)
        plan = plan_of(model)
        z = (np.sqrt(2.0 * (OUTSIDE - base_pay)) / 0.8 - 1.0) / float(plan["kind_sd"][0])
        able.append(float(expected_hires(plan, model.package, 6).ability[0]))
        above = 1.0 + float(plan["kind_sd"][0]) * norm.pdf(z) / norm.sf(z)
        assert able[-1] == pytest.approx(above, abs=1e-3)
    assert able == sorted(able) and able[-1] > 1.5


def test_a_refusal_is_the_last_contract_of_a_menu():
    """A salary and a piece rate: Lazear's ability parts them; below both nobody takes anything."""
    menu = {"name": "menu", "salaries": [0.0, -0.2], "slopes": [0.0, 0.6]}
    for base_pay, splits in ((0.62, True), (0.58, False)):
        plan = plan_of(plain(package__schemes=[menu], package__base_pay=base_pay))
        if splits:
            assert plan["accepts"][0] == -np.inf
        else:
            assert plan["accepts"][0] == np.inf
            least = np.sqrt(2.0 * (OUTSIDE + 0.2 - base_pay)) / 0.6
            assert plan["accepts"][1] == pytest.approx(least, abs=1e-4)


def test_pay_and_the_outside_option_move_together():
    """With the right to quit only their difference counts."""
    one = plan_of(
        bonus(0.4, 0.5, package__oversight=["random-audits", "probation", "belief-dismissal"])
    )
    other = plan_of(
        bonus(
            0.4, 1.7, market__outside=1.8,
            package__oversight=["random-audits", "probation", "belief-dismissal"],
        )
    )  # fmt: skip
    assert other["choice_value"] == pytest.approx(one["choice_value"], abs=1e-9)
    assert other["accepts"] == pytest.approx(one["accepts"], abs=1e-9)


@pytest.mark.parametrize("candidates", [1, 2, 6])
@pytest.mark.parametrize("filters", [["lottery"], ["interview"], ["interview", "integrity-test"]])
def test_a_vacancy_is_filled_unless_everybody_refuses(candidates, filters):
    model = bonus(0.4, 0.5, market__candidates=candidates, market__experienced=0)
    model = model.model_copy(update={"package": bonus(0.4, 0.5, package__filters=filters).package})
    plan = plan_of(model)
    found = expected_hires(plan, model.package, candidates)
    refused = 1.0 - accepting_share(plan)[0]
    assert found.filled == pytest.approx(1.0 - refused**candidates, abs=1e-6)
    assert found.shares.sum() == pytest.approx(1.0)
    assert found.ability[0] > 1.0


def test_whom_the_quadrature_hires_is_whom_a_rehearsal_hires():
    """The same people, kind by kind, within four standard errors."""
    population = {"careerist": {"share": 0.5}, "steward": {"share": 0.3}, "looter": {"share": 0.2}}
    model = scenario(
        market__participation="quitting", package__base_pay=0.45,
        executives__population=population, package__filters=["interview", "integrity-test"],
    )  # fmt: skip
    from sim.hiring.pipeline import winners
    from sim.hiring.rehearsal import Rehearsal

    plan = plan_of(model)
    market = market_of(plan)
    tests, pipeline = traits.tests_of(model.package, 6), Pipeline(model.package)
    shares, ability = Contest(market, tests, pipeline, 6, 3.0).hires(market)
    seen, passage = Rehearsal(model.package, 6, 40_000).play(market)
    hired = winners(passage.score, seen.lot)
    played = np.bincount(seen.kind[hired], minlength=3) / 40_000
    assert played == pytest.approx(shares, abs=4 * 0.5 / 200)
    for kind in range(3):
        mine = seen.theta[hired & (seen.kind == kind)]
        assert mine.mean() == pytest.approx(ability[kind], abs=4 * mine.std() / mine.size**0.5)
        assert (mine >= plan["accepts"][kind]).all()


def test_nobody_hired_or_seated_would_have_refused():
    model = scenario(market__participation="applicants", package__base_pay=0.45, quarters=20)
    worlds = batch(model)
    worlds.run()
    rows = worlds.tenures
    plan = plan_of(model)
    there = np.arange(rows.kind.shape[0])[:, None] <= worlds.seats.number
    assert (rows.theta[there] >= plan["accepts"][rows.kind[there]]).all()
    assert not (rows.exit[there] == QUIT).any()


def test_seats_stand_empty_as_often_as_renewal_says():
    """A seat is left with a hazard and filled with a chance: Bernoulli renewal, exact."""
    hazard = 0.2
    model = bonus(
        0.4, 0.5, market__candidates=1, market__experienced=0, market__poaching=0.0,
        market__retirement=hazard, firms__count=200, quarters=60, worlds=8,
    )  # fmt: skip
    plan = plan_of(model)
    filled = accepting_share(plan)[0]
    worlds = batch(model, range(8))
    occupied = []
    for _ in range(60):
        occupied.append((worlds.seats.executive >= 0).mean())
        worlds.step()
    sits = filled / (1.0 - (1.0 - hazard) * (1.0 - filled))
    assert np.mean(occupied[15:]) == pytest.approx(sits, abs=0.01)


def test_nobody_who_was_asked_quits_while_nothing_changes():
    model = scenario(market__participation="quitting", package__base_pay=0.45, quarters=20)
    worlds = batch(model)
    worlds.run()
    there = np.arange(worlds.tenures.kind.shape[0])[:, None] <= worlds.seats.number
    assert plan_of(model)["quits"] == 1  # control: some would, who are never hired
    assert not (worlds.tenures.exit[there] == QUIT).any()


@pytest.mark.parametrize("participation", ["none", "applicants", "quitting"])
def test_when_the_bonus_is_gone_executives_quit(participation):
    """From the shift on the report shows nothing, and the salary alone is too little."""
    model = bonus(
        0.8, 0.4, regimes=[{"start": 6, "tasks": {"work": {"loading": 0.0}}}],
        market__participation=participation, market__vacancy_cost=0.25, market__poaching=0.0,
        market__retirement=0.0,
    )  # fmt: skip
    worlds = batch(model)
    for _ in range(6):
        worlds.step()
    before = worlds.seats.executive.copy()
    worlds.step()
    gone = worlds.seats.executive != before
    assert gone.all() if participation == "quitting" else not gone.any()
    governance = worlds.actions.books[LEDGER.index("governance")].copy()
    worlds.step()
    more = worlds.actions.books[LEDGER.index("governance")] - governance
    if participation == "quitting":  # nobody wants the seat, and it costs to have nobody
        assert (worlds.seats.executive == -1).all()
        assert more == pytest.approx(0.25 * worlds.seats.base_pay)
    else:
        assert more == pytest.approx(0.0)
