"""What is played: against a plain twin, the simulator's own parts, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from agents.problem import NO_BAR, Beliefs, Form, Problem, Stakes, objective_of
from agents.response import respond
from agents.search import ROWS, search
from agents.solver import GENERAL, choose_solver
from incentives import Seen
from incentives.schemes.linear_bonus import LinearBonus
from sim.replication.agency import Agency, HiddenGoal
from sim.replication.local_search import LocalSearch
from sim.replication.memory import BeliefRule, WindowMean
from sim.replication.play import PLAYED, play, with_loading
from sim.replication.utility import ExponentialUtility
from sim.support.inputs import InputError
from tests.sim.replication import twin

RUNS = 60
STAY = HiddenGoal(share=0.5, work=-0.25)
DIVERT = HiddenGoal(share=1.0, diversion=1.0)


def agency(turbulence=25.0, principal="unlimited", agent="unlimited", **more):
    memories = {
        "principal": WindowMean(memory=principal),
        "agent": WindowMean(memory=agent),
    }
    return Agency(turbulence=turbulence, **memories, **more)


def same(one, other):
    return all((one[name] == other[name]).all() for name in PLAYED)


@pytest.mark.parametrize(
    ("turbulence", "principal", "agent"),
    [(25, 1, 1), (25, "unlimited", 3), (5, 3, "unlimited"), (45, 1, 5)],
)
def test_a_plain_twin_plays_the_same(turbulence, principal, agent):
    """At turbulence 45 and a memory of one some principals find nothing that would be signed."""
    runs = 400
    found = play(agency(float(turbulence), principal, agent), 3, runs)
    plain = {"unlimited": None}
    there = twin.study(
        turbulence, plain.get(principal, principal), plain.get(agent, agent), 3, runs
    )
    for name, column in there.items():
        np.testing.assert_allclose(found[name], column, rtol=2e-7, atol=2e-6, err_msg=name)
    assert (found["premium"] == 0.0).any() == (turbulence == 45)


def test_efforts_are_the_best_response_of_the_simulators_solvers():
    """Step by step: the closed form, the root search that is used, and the general search.

    The latter is what a plan would take for one task with pay that bends.
    """
    pair = agency(principal=1, agent=1)
    found, rules = play(pair, 5, RUNS), pair.rules()
    ones = with_loading.py_func(rules.technology, np.ones(1))
    solver = choose_solver(ones, rules.form, False, rules.motives.slope, 1.0, 1.0, False)
    assert solver == GENERAL
    general = Form(rules.form.cross, 0, 1)
    nothing, foreseen = Stakes(0.0, 0.0, 0.0, 0.0), Beliefs(0.0, 0.0, 1.0, 0.0)
    out, scratch = np.zeros((2, 1)), np.zeros((ROWS + 1, 1))
    for premium, expects, effort in zip(
        found["premium"].ravel(), found["agent_expects"].ravel(), found["effort"].ravel(),
        strict=True,
    ):  # fmt: skip
        loading = np.array([premium * 50.0])
        for row, form in enumerate((rules.form, general)):
            problem = Problem(
                1.0, 0, 0, rules.motives, with_loading.py_func(rules.technology, loading), form,
                np.ones(1), premium * expects,
            )  # fmt: skip
            objective = objective_of.py_func(problem, nothing, 0.0, NO_BAR, foreseen)
            if row == 0:
                respond(objective, scratch[:4], out, row)
            else:
                search(objective, scratch, out, row)
        closed = float(twin.best_effort(premium, expects))
        assert effort == pytest.approx(closed, abs=1e-7)
        assert out[:, 0] == pytest.approx([effort, effort], abs=1e-9)


def test_pay_is_a_linear_bonus_on_the_outcome():
    found = play(agency(), 1, 5)
    pay = found["outcome"] - found["principal_utility"]
    for period in range(20):
        for run in range(5):
            seen = Seen(
                period,
                np.zeros(1, dtype=np.int64),
                found["outcome"][period, run : run + 1],
                np.zeros(1),
                0.0,
            )
            bonus = LinearBonus(slope=float(found["premium"][period, run]))
            assert bonus.award(seen)[0] == pytest.approx(pay[period, run], rel=1e-9, abs=1e-12)


def test_the_curve_of_pay_is_the_utility():
    utility = ExponentialUtility(risk_aversion=0.5)
    assert utility.of(np.array([0.0, 2.0])) == pytest.approx([0.0, 2.0 * (1.0 - np.exp(-1.0))])
    curve = utility.curve()
    pay = curve.start + curve.step * np.arange(curve.value.size)
    np.testing.assert_allclose(curve.value, 2.0 * (1.0 - np.exp(-0.5 * pay)), atol=1e-12)
    np.testing.assert_allclose(np.gradient(curve.value, pay)[1:-1], curve.slope[1:-1], rtol=1e-4)


@pytest.mark.parametrize("memory", [1, 3, 5, 40, "unlimited"])
def test_a_window_is_the_mean_of_what_is_remembered(memory):
    estimates = np.random.default_rng(2).normal(size=20)
    weights = WindowMean(memory=memory).weights(20)
    for count in range(1, 21):
        known = estimates[:count] if memory == "unlimited" else estimates[:count][-memory:]
        assert weights[count - 1] @ estimates == pytest.approx(known.mean(), abs=1e-12)
    assert (np.triu(weights, 1) == 0.0).all()
    assert WindowMean.read(memory).memory == memory


class ConstantGain(BeliefRule):
    """Each estimate moves the expectation by a quarter of the surprise."""

    def weights(self, periods):
        i, j = np.indices((periods, periods))
        return np.where(j <= i, 0.25 * 0.75 ** (i - j), 0.0)


def test_another_belief_rule_is_a_table_of_weights():
    pair = agency().model_copy(update={"principal": ConstantGain()})
    found = play(pair, 4, RUNS)
    estimate = found["outcome"] - 50.0 * found["target"]
    expected = found["principal_expects"]
    moved = expected[:-1] + 0.25 * (estimate[:-1] - expected[:-1])
    np.testing.assert_allclose(expected[1:], moved, rtol=1e-9, atol=1e-9)


def test_luck_belongs_to_seed_run_and_period():
    many, few = play(agency(), 7, RUNS), play(agency(), 7, 9)
    assert all((many[name][:, :9] == few[name]).all() for name in PLAYED)
    other, calm = play(agency(), 8, RUNS), play(agency(turbulence=5.0, principal=1), 7, RUNS)
    assert not (many["outcome"] == other["outcome"]).any()
    luck, less = (one["outcome"] - 50.0 * one["effort"] for one in (many, calm))
    np.testing.assert_allclose(luck, 5.0 * less, rtol=1e-6, atol=1e-9)


def test_a_share_of_none_is_the_study_to_the_bit():
    study = play(agency(), 2, RUNS)
    for goal in (STAY, DIVERT, HiddenGoal(work=2.0, turnover="every-period")):
        nobody = goal.model_copy(update={"share": 0.0})
        assert same(study, play(agency(goal=nobody), 2, RUNS))


def test_a_larger_share_only_adds_agents():
    before = np.zeros((20, RUNS))
    for share in (0.2, 0.5, 0.8, 1.0):
        goal = STAY.model_copy(update={"share": share})
        has = play(agency(goal=goal), 2, RUNS)["hidden_goal"]
        assert (has >= before).all() and (has == has[0]).all()
        before = has
    assert before.all()
    turning = STAY.model_copy(update={"turnover": "every-period"})
    has = play(agency(goal=turning), 2, RUNS)["hidden_goal"]
    assert has.mean() == pytest.approx(0.5, abs=0.05) and not (has == has[0]).all()


@pytest.mark.parametrize("work", [0.25, -0.25])
def test_private_benefit_moves_effort_as_it_should(work):
    found = play(agency(goal=HiddenGoal(share=1.0, work=work)), 2, 5)
    for premium, expects, effort in zip(
        found["premium"].ravel(), found["agent_expects"].ravel(), found["effort"].ravel(),
        strict=True,
    ):  # fmt: skip
        drive = lambda a, p=premium, t=expects: (
            50.0 * p * np.exp(-0.5 * p * (50.0 * a + t)) + work - a
        )
        closed = brentq(drive, 0.0, 5.0, xtol=1e-13) if drive(0.0) > 0.0 else 0.0
        assert effort == pytest.approx(closed, abs=1e-7)


def test_pay_deters_diversion():
    """What diverting takes from the outcome is paid for: both tasks have one marginal pay."""
    found = play(agency(goal=DIVERT), 2, RUNS)
    np.testing.assert_allclose(found["diverted"], np.maximum(1.0 - found["effort"], 0.0), atol=1e-7)
    assert 0.0 < (found["diverted"] == 0.0).mean() < 1.0


def test_who_is_told_the_environment_learns_nothing_of_goals():
    told = agency(learns_from="environment")
    study, lazy = play(told, 2, RUNS), play(told.model_copy(update={"goal": STAY}), 2, RUNS)
    assert (study["premium"] == lazy["premium"]).all()
    assert (study["target"] == lazy["target"]).all()
    assert not (study["effort"] == lazy["effort"]).all()
    luck = study["outcome"] - 50.0 * study["effort"]
    seen = np.concatenate([np.zeros((1, RUNS)), luck])
    np.testing.assert_allclose(study["principal_expects"][10], seen[:11].mean(axis=0), atol=1e-9)


def test_nothing_but_the_premium_tells_the_principals_apart():
    """Luck and what agents expect are the same whatever the principal learns from."""
    blind, told = (
        play(agency(principal=1, goal=DIVERT, learns_from=way), 2, RUNS)
        for way in ("outcome", "environment")
    )
    np.testing.assert_allclose(blind["agent_expects"], told["agent_expects"], atol=1e-9)
    taken = [one["effort"] - one["diverted"] for one in (blind, told)]
    luck = [one["outcome"] - 50.0 * net for one, net in zip((blind, told), taken, strict=True)]
    np.testing.assert_allclose(luck[0], luck[1], atol=1e-9)
    equal = blind["premium"] == told["premium"]
    assert equal[0].all() and not equal[5:].any()
    higher = blind["premium"] > told["premium"]
    assert (taken[0] > taken[1])[higher].mean() > 0.9  # not where effort bends back


def test_a_wider_search_comes_closer_to_the_second_best():
    found = [
        play(agency(5.0, search=LocalSearch(alternatives=count)), 2, 200) for count in (1, 2, 16)
    ]
    left = [one["principal_utility"][-1].mean() for one in found]
    assert left[0] < left[1] < left[2] < agency().benchmark.principal


class Halves(Agency):
    """Pays half of the outcome for each unit of the premium."""

    scheme = LinearBonus(slope=0.5)


class Flat(Agency):
    """Pays on nothing."""

    scheme = LinearBonus(slope=0.0)


def test_the_scheme_may_be_another_linear_one():
    """With half the slope twice the premium is the same contract."""
    usual, half = play(agency(), 2, RUNS), play(Halves(), 2, RUNS)
    np.testing.assert_allclose(half["premium"], 2.0 * usual["premium"], rtol=1e-12)
    np.testing.assert_allclose(half["effort"], usual["effort"], rtol=1e-12)
    with pytest.raises(InputError, match="scheme linear-bonus: expected one that pays a share"):
        play(Flat(), 2, RUNS)
