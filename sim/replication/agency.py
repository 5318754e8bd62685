"""A principal and an agent: which parts of the simulator they are made of.

An :class:`Agency` is data. What is played is in ``play.py``, and knows nothing of any study.
"""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from agents.problem import Form, Motives, TaskTable
from incentives.arrays import Floats
from incentives.linear import is_linear, linear_award
from incentives.schemes import Scheme
from incentives.schemes.linear_bonus import LinearBonus
from sim.replication.local_search import LocalSearch, Reach
from sim.replication.memory import WindowMean
from sim.replication.premium import PremiumTerms, SecondBest, second_best
from sim.replication.utility import ExponentialUtility
from sim.scenario.base import Share, Spec
from sim.support.inputs import InputError

CAP = 1e9
"""Largest effort of a task: none comes near it."""

Turnover = Literal["none", "every-period"]
"""Whether the agent stays, or another one comes every period, with a goal of its own."""

LearnsFrom = Literal["outcome", "environment"]


class HiddenGoal(Spec):
    """What some agents want besides pay, which no principal knows of.

    A private benefit is added to utility; it may be one from work itself, from its opposite, or
    from diverting what work brings (Jensen and Meckling 1976, Theory of the firm, Journal of
    Financial Economics 3).
    """

    share: Share = Field(0.0, description="of agents who have it")
    work: float = Field(0.0, ge=-10, le=10, description="utility per unit of effort")
    diversion: float = Field(0.0, ge=0, le=10, description="utility per unit diverted")
    turnover: Turnover = Field("none", description="whether another agent comes every period")


class AgencyRules(NamedTuple):
    """An :class:`Agency` for kernels.

    Attributes:
        terms: Of pay; ``search``: of the principal.
        motives, technology, form: Of agents, as executives have them; kind 0 has no hidden goal.
        production: (tasks,) outcome per unit of effort in each task.
        intercept: Pay per unit of the premium, whatever the outcome.
        sd: Of the environment.
        told: 1 if the principal learns what the environment was.
        principal, agent: Weights of estimates in what each expects.
    """

    terms: PremiumTerms
    search: Reach
    motives: Motives
    technology: TaskTable
    form: Form
    production: Floats
    intercept: float
    sd: float
    told: int
    principal: Floats
    agent: Floats


class Agency(Spec):
    """One task with a hidden action, delegated again and again.

    Outcome = ``production`` times effort + environment, which is normal with mean 0. Every period
    the principal sets the premium on a linear scheme, and the agent responds as executives do.

    Attributes:
        scheme: What is paid per unit of the premium; a subclass may have another linear one.
    """

    scheme: ClassVar[Scheme] = LinearBonus(slope=1.0)

    production: float = Field(50.0, ge=1e-3, le=1e6, description="outcome per unit of effort")
    cost: float = Field(1.0, ge=1e-3, le=1e6, description="of effort, utility per squared unit")
    reservation: float = Field(0.0, ge=-1e3, le=1e3, description="utility of an agent elsewhere")
    turbulence: float = Field(
        25.0, ge=0, le=1e3, description="sd of the environment, percent of the second-best outcome"
    )
    periods: int = Field(20, ge=1, le=200, description="how often the task is delegated")
    utility: ExponentialUtility = Field(ExponentialUtility(), description="of the agent's pay")
    search: LocalSearch = Field(LocalSearch(), description="of the principal")
    principal: WindowMean = Field(WindowMean(), description="the principal's belief rule")
    agent: WindowMean = Field(WindowMean(), description="the agent's belief rule")
    learns_from: LearnsFrom = Field(
        "outcome",
        description="the principal estimates the environment from the outcome, as if its target "
        "had been met, or learns what the environment was",
    )
    goal: HiddenGoal = Field(HiddenGoal(), description="what some agents want besides pay")

    @cached_property
    def terms(self) -> PremiumTerms:
        """What the principal knows of the agent; it takes nobody to have a hidden goal."""
        award = linear_award(self.scheme, 0.0, 0.0)
        if not (is_linear(self.scheme) and award.slope > 0.0):
            raise InputError(f"scheme {self.scheme.name}: expected one that pays a share")
        return PremiumTerms(
            self.production, self.cost, award.slope, self.utility.risk_aversion, self.reservation
        )

    @cached_property
    def benchmark(self) -> SecondBest:
        """The second best in an environment as it is on average.

        Raises:
            InputError: If an agent would sign nothing.
        """
        try:
            return second_best(self.terms)
        except ValueError:
            raise InputError(
                f"reservation: is {self.reservation:g}; expected less than what the largest "
                "effort is worth to an agent"
            ) from None

    def rules(self) -> AgencyRules:
        """For kernels. What is diverted takes from the outcome what effort adds to it."""
        diverts = self.goal.diversion > 0.0
        production = np.array([self.production, -self.production][: 1 + diverts])
        return AgencyRules(
            self.terms,
            self.search.given(),
            self._motives(production.size),
            _tasks(production.size, self.cost),
            Form(np.zeros((production.size, production.size)), 0, 0),
            production,
            linear_award(self.scheme, 0.0, 0.0).intercept,
            0.01 * self.turbulence * self.benchmark.outcome,
            int(self.learns_from == "environment"),
            self.principal.weights(self.periods),
            self.agent.weights(self.periods),
        )

    def _motives(self, tasks: int) -> Motives:
        """Of kinds 0 and 1: the same curve of pay; kind 1 has private benefits."""
        curve = self.utility.curve()
        worth = np.zeros((2, 1, tasks))
        worth[1, 0] = [self.goal.work, self.goal.diversion][:tasks]
        ends = np.array([[curve.slope.min()], [curve.slope.max()]])
        return Motives(
            worth,
            np.zeros_like(worth),
            np.tile(curve.value, (2, 1, 1)),
            np.tile(curve.slope, (2, 1, 1)),
            np.tile(ends[0], (2, 1)),
            np.tile(ends[1], (2, 1)),
            curve.start,
            curve.step,
            curve.value.size - 1,
        )


def _tasks(count: int, cost: float) -> TaskTable:
    """Tasks of which nothing is detected; how they load on pay is set with the premium."""
    none = np.zeros(count)
    return TaskTable(
        none.copy(),
        none,
        np.full(count, cost),
        np.full(count, CAP),
        none,
        none,
        none,
        none,
        none,
    )
