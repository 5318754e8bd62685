"""Plays agencies: runs of a principal and an agent, period by period.

In every period, in this order: both expect the environment to be what their memory makes of it;
the principal sets a target and the premium for it; the agent responds; the environment is drawn;
utilities are realised; both estimate what the environment was.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, lean
from agents.numerics.draws import draw_uniforms, normal, philox, stream, uniform
from agents.problem import NO_BAR, Beliefs, Problem, Stakes, TaskTable, objective_of
from agents.response import respond
from incentives.arrays import Floats, Ints
from sim.replication.agency import Agency, AgencyRules
from sim.replication.local_search import Offer, first_target, next_target
from sim.replication.memory import expectation

_ENVIRONMENT, _GOALS = stream("environment"), stream("hidden goal")
_NOTHING_AT_STAKE = Stakes(0.0, 0.0, 0.0, 0.0)
_FORESEEN = Beliefs(0.0, 0.0, np.inf, 0.0)
"""Agents optimise at what they expect. Their utility is concave, so that it has one optimum: there
is no scale on which solvers would have to look for others."""

PLAYED = {
    "effort": "of the agent",
    "premium": "share of the outcome that the agent is paid",
    "outcome": "production and environment",
    "principal_utility": "outcome less pay",
    "agent_utility": "utility of pay and private benefit, less cost of effort",
    "target": "effort that the principal means to induce",
    "principal_expects": "of the environment",
    "agent_expects": "of the environment",
    "diverted": "by the agent",
    "hidden_goal": "1 if the agent has one",
}
"""What is known of every period of every run."""


class Desk(NamedTuple):
    """Workspace of a run.

    Attributes:
        principal, agent: (periods + 1,) estimates of the environment so far; the first is 0.
        efforts: (2, tasks) of an agent of either kind; ``loading``: (tasks,) on pay.
        scratch: (4, tasks).
        weights: (1,) of the curve of pay.
    """

    principal: Floats
    agent: Floats
    efforts: Floats
    loading: Floats
    scratch: Floats
    weights: Floats


class PlayedRuns:
    """What happened, by column.

    Attributes:
        values: (columns, periods, runs), in the order of :data:`PLAYED`.
    """

    def __init__(self, values: Floats) -> None:
        self.values = values

    def __getitem__(self, column: str) -> Floats:
        """(periods, runs)."""
        found: Floats = self.values[list(PLAYED).index(column)]
        return found


def play(agency: Agency, seed: int = 0, runs: int = 700) -> PlayedRuns:
    """Play runs of an agency. Luck belongs to seed, run and period, whatever the agency.

    Args:
        agency: What is played.
        seed: Of all draws.
        runs: Independent pairs of a principal and an agent.
    """
    rules = agency.rules()
    numbers = np.arange(runs)
    out = np.empty((len(PLAYED), agency.periods, runs))
    kinds, tasks = _kinds(agency, seed, numbers), rules.production.size
    desk = Desk(
        np.zeros(agency.periods + 1),
        np.zeros(agency.periods + 1),
        np.zeros((2, tasks)),
        np.zeros(tasks),
        np.zeros((4, tasks)),
        np.ones(1),
    )
    play_runs(rules, np.uint64(seed), numbers, kinds, desk, out)
    return PlayedRuns(out)


def _kinds(agency: Agency, seed: int, runs: Ints) -> Ints:
    """(periods, runs) 1 where the agent has a hidden goal.

    A larger share only adds agents to those who have one.
    """
    found = np.empty((agency.periods, runs.size), dtype=np.int64)
    for period in range(agency.periods):
        drawn = period if agency.goal.turnover == "every-period" else 0
        lots = draw_uniforms(np.uint64(seed), runs, _GOALS, drawn, 1)
        found[period] = lots[:, 0, 0] < agency.goal.share
    return found


@lean
def play_runs(
    rules: AgencyRules, seed: np.uint64, runs: Ints, kinds: Ints, desk: Desk, out: Floats
) -> None:
    """Play runs into (columns, periods, runs).

    Args:
        rules: Of the agency; ``seed``: of draws; ``runs``: their numbers.
        kinds: (periods, runs) of agents.
        desk: Workspace.
        out: What happens.
    """
    terms = rules.terms
    for place in range(runs.shape[0]):
        target = Offer(0.0, 0.0)
        for period in range(out.shape[1]):
            by_principal = expectation(rules.principal, desk.principal, period + 1)
            by_agent = expectation(rules.agent, desk.agent, period + 1)
            if period == 0:
                target = first_target(terms, by_principal, runs[place], seed)
            else:
                last = target.effort
                target = next_target(
                    rules.search, terms, by_principal, last, period, runs[place], seed
                )
            kind, share = kinds[period, place], terms.slope * target.premium
            fixed = rules.intercept * target.premium
            _respond(rules, kind, share, share * by_agent + fixed, desk)
            word, _, _, _ = philox(0, period, _ENVIRONMENT, runs[place], seed)
            environment = rules.sd * normal(uniform(word))
            produced, spent = 0.0, 0.0
            for j in range(rules.production.shape[0]):
                effort = desk.efforts[kind, j]
                produced += rules.production[j] * effort
                spent += 0.5 * rules.technology.cost[j] * effort * effort
                spent -= rules.motives.worth[kind, 0, j] * effort
            outcome = produced + environment
            pay = share * outcome + fixed
            out[0, period, place] = desk.efforts[kind, 0]
            out[1, period, place] = target.premium
            out[2, period, place] = outcome
            out[3, period, place] = outcome - pay
            out[4, period, place] = utility_of_pay(terms.risk_aversion, pay) - spent
            out[5, period, place] = target.effort
            out[6, period, place] = by_principal
            out[7, period, place] = by_agent
            out[8, period, place] = desk.efforts[kind, 1] if desk.efforts.shape[1] > 1 else 0.0
            out[9, period, place] = kind
            assumed = outcome - terms.production * target.effort
            desk.principal[period + 1] = environment if rules.told == 1 else assumed
            desk.agent[period + 1] = outcome - produced


@inlined
def _respond(rules: AgencyRules, kind: int, share: float, carried: float, desk: Desk) -> None:
    """Leave on the desk what an agent does who is paid a share of the outcome.

    It is an executive's best response. The metric is pay itself, so that one curve of utility
    serves all premiums; ``carried`` is what is expected of it whatever is done.
    """
    for j in range(rules.production.shape[0]):
        desk.loading[j] = share * rules.production[j]
    problem = Problem(
        1.0,
        kind,
        0,
        rules.motives,
        with_loading(rules.technology, desk.loading),
        rules.form,
        desk.weights,
        carried,
    )
    objective = objective_of(problem, _NOTHING_AT_STAKE, 0.0, NO_BAR, _FORESEEN)
    respond(objective, desk.scratch, desk.efforts, kind)


@inlined
def with_loading(technology: TaskTable, loading: Floats) -> TaskTable:
    """The tasks as they load on pay under a premium."""
    return TaskTable(
        loading,
        technology.detectability,
        technology.cost,
        technology.cap,
        technology.intrinsic,
        technology.value,
        technology.visible,
        technology.curvature,
        technology.private,
    )


@inlined
def utility_of_pay(risk_aversion: float, pay: float) -> float:
    """As :meth:`sim.replication.utility.ExponentialUtility.of`."""
    return -math.expm1(-risk_aversion * pay) / risk_aversion
