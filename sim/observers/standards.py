"""What executives are measured by: their trial, and their capability in every context.

Exact search finds the best response, so its capability is 1. A learned rule is given the goals of
the menu (the archetypes and the population's own) that fit training as well: one whose best
response while watched gains no more than the rule does. Gains are by the goal's own utility: pay,
image, continuation, audits, dismissal. See :mod:`sim.observers.capability`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from agents.gambling import at_level
from agents.landscape import utility_of
from agents.planning import Watch
from agents.problem import Objective, marginal_pay, risk_of_dismissal
from agents.verdicts import fine_worth, may_err
from incentives.arrays import Bools, Floats
from sim.observers.capability import capability, fits
from sim.observers.goals import with_goals
from sim.plan.fields import fields
from sim.plan.learned_rule import rule
from sim.plan.primitives import Primitives
from sim.plan.seat_quarter import QuarterTerms
from sim.plan.seat_value import SeatValues
from sim.plan.solve import solve
from sim.plan.trials import in_trial
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

Judge = Callable[[int, int, Floats, float], tuple[float, float]]
"""Gains of efforts and a gamble, and of the best response, by kind and number of the ability."""


class Standards(NamedTuple):
    """What is known of kinds of executive before they are watched at work.

    Attributes:
        theta: (abilities,) nodes.
        trial: (kinds, abilities, tasks) efforts in a trial project.
        interview: (kinds, abilities) capability there; 1 for exact search.
        served: (regimes, 2, kinds, abilities) capability in probation and after it; NaN in
            probation where there is none, and for rules that no goal of the menu fits.
    """

    theta: Floats
    trial: Floats
    interview: Floats
    served: Floats


def standards(scenario: Scenario, package: Package, monitoring: float) -> Standards:
    """What executives would do in a trial project, and how able they are in every context.

    The response of exact search is the global best, so its capability is 1. Rows are kinds, by
    contract where there is a menu.

    Args:
        scenario: Where; its own package is not looked at.
        package: What holds before the first shift; ``monitoring``: extra audit rate.
    """
    model = scenario.model_copy(
        update={"seed": 0, "worlds": 1, "quarters": 1, "description": "", "package": package}
    )
    return _standards(model.model_dump_json(), monitoring)


@lru_cache(maxsize=64)
def _standards(text: str, monitoring: float) -> Standards:
    scenario = Scenario.model_validate_json(text)
    package, kinds = scenario.package, len(scenario.executives.population)
    learned = [
        row
        for row, name in enumerate(scenario.executives.population)
        if scenario.executives.cognition_of(name).follows_rule
    ]
    menu = with_goals(scenario.executives, learned)
    whole = scenario.model_copy(update={"executives": menu.executives})
    first = solve(Primitives(whole, package, monitoring, 0))
    theta, contracts = first.primitives.theta, first.primitives.contracts
    rows = kinds * contracts
    trial = in_trial(first)[0][:rows]
    regimes = len(scenario.regimes) + 1
    interview = np.ones((rows, theta.size))
    served = np.ones((regimes, 2, rows, theta.size))
    known = [_in_regime(whole, monitoring, regime) for regime in range(1, regimes)]
    tested = [each.enforcement.probation > 0 for each in (first.primitives, *known)]
    served[~np.array(tested), 0] = np.nan
    if learned:
        taught = rule(first)
        own = {} if regimes == 1 else {**fields(first), **taught}
        later = [solve(each, own) for each in known]
        for kind in learned:
            for contract in range(contracts):
                y = kind * contracts + contract
                goals = [other * contracts + contract for other in menu.rows[kind]]
                done = taught["rule"][y], taught["rule_gamble"][y]
                trial[y] = done[0]
                every = np.ones((len(goals), theta.size), dtype=np.bool_)
                trained = _gains_by_goal(partial(_watched, first), goals, every, *done)
                fitting = fits(*trained)
                interview[y] = capability(*trained, fitting)
                for regime, seats in enumerate([first, *later]):
                    for phase in (0, 1) if tested[regime] else (1,):
                        judge = partial(_serving, seats, phase == 0)
                        gains = _gains_by_goal(judge, goals, fitting, *done)
                        served[regime, phase, y] = capability(*gains, fitting)
    return Standards(theta, trial, interview, served)


def _in_regime(whole: Scenario, monitoring: float, regime: int) -> Primitives:
    """A scenario with its menu of goals in a later regime; the menu stays, whatever changes."""
    later = whole.in_regime(regime)
    return Primitives(later, later.package, monitoring, regime)


def _gains_by_goal(
    judge: Judge, goals: list[int], asked: Bools, efforts: Floats, gambles: Floats
) -> tuple[Floats, Floats]:
    """Gains of a rule, and of the best response, (goals, abilities); 0 where nobody asks."""
    gain, best = np.zeros((2, *asked.shape))
    for g, i in np.argwhere(asked).tolist():
        gain[g, i], best[g, i] = judge(goals[g], i, efforts[i], float(gambles[i]))
    return gain, best


def _watched(
    seats: SeatValues, y: int, i: int, effort: Floats, gamble: float
) -> tuple[float, float]:
    """Gain of a rule to kind ``y`` where it was learned, and that of the best response."""
    watch = seats.primitives.enforcement.most_watched()
    return _gains(seats, y, i, effort, gamble, watch, None)


def _serving(
    seats: SeatValues, probation: bool, y: int, i: int, effort: Floats, gamble: float
) -> tuple[float, float]:
    """The same in office: summed over the quarters of probation, or in a settled seat."""
    primitives = seats.primitives
    schedule = primitives.watched(y)
    if not probation:
        return _gains(seats, y, i, effort, gamble, schedule.at(0), None)
    left = primitives.enforcement.probation
    if primitives.limit is not None:
        left = min(left, primitives.limit)
    found = [_gains(seats, y, i, effort, gamble, schedule.at(left - t), t) for t in range(left)]
    gain, best = np.array(found).sum(axis=0)
    return float(gain), float(best)


def _gains(
    seats: SeatValues,
    y: int,
    i: int,
    effort: Floats,
    gamble: float,
    watch: Watch,
    tenure: int | None,
) -> tuple[float, float]:
    """Gain over doing nothing of given efforts, and of the best response, to kind ``y``."""
    theta = float(seats.primitives.theta[i])
    terms = seats.terms(y, theta, tenure)
    technology = terms.problem.technology
    idle = np.minimum(technology.intrinsic, technology.cap)
    nothing = _utility(seats, terms, idle, 0.0, watch)
    done = np.minimum(effort, technology.cap)
    gain = _utility(seats, terms, done, gamble, watch) - nothing
    best = seats.best(y, theta, watch, tenure)[1] - nothing
    return gain, max(best, gain)


def _utility(
    seats: SeatValues,
    terms: QuarterTerms,
    effort: Floats,
    gamble: float,
    watch: Watch,
) -> float:
    """Expected utility of given efforts, by the objective of :mod:`agents.landscape`.

    Of added risk the level that is nearest to ``gamble`` counts: rules may be means of several.
    """
    primitives, gambles, stakes = seats.primitives, seats.pay.gambles, terms.stakes
    levels = np.concatenate([[0.0], primitives.levels])
    level = int(np.abs(levels - gamble).argmin())
    motives = at_level.py_func(terms.problem.motives, gambles, level)
    problem = terms.problem._replace(motives=motives)
    beliefs = terms.beliefs._replace(noise=float(np.hypot(primitives.noise, levels[level])))
    kept, verdicts = max(stakes.seat, 0.0), primitives.enforcement.verdicts
    objective = Objective(
        problem,
        marginal_pay.py_func(problem),
        risk_of_dismissal.py_func(kept - min(stakes.severance, kept), watch.bar, beliefs),
        0.0,
        kept,
        0.0,
    )
    total = -float(gambles.toll[level - 1, problem.kind]) if level else 0.0
    for rate, fine, repaid, chance in zip(*watch[:4], strict=True):
        owed, restitution = stakes.fine * fine, stakes.restitution * repaid
        if may_err.py_func(verdicts):
            owed = fine_worth.py_func(verdicts, rate, owed, stakes.fine, kept)
        loss = owed + kept
        seen = float(rate) if loss > 0.0 or restitution > 0.0 else 0.0
        at = objective._replace(audit=seen, loss=loss, restitution=restitution)
        total += chance * utility_of(at, effort)
    return total
