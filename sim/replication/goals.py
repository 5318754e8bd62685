"""What hidden goals in the population add to the study, at the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

from sim.analysis.means import interval
from sim.replication.agency import Agency, HiddenGoal, LearnsFrom
from sim.replication.hidden_action import (
    SHOWN_PERIODS,
    STUDIED_RUNS,
    Condition,
    HiddenAction,
    as_number,
)
from sim.replication.play import PlayedRuns, play
from sim.support.progress import Progress

HIDDEN_GOALS = {
    "drive": HiddenGoal(work=0.25),
    "leisure": HiddenGoal(work=-0.25),
    "diversion": HiddenGoal(diversion=1.0),
}
"""Private benefits: from work itself; from its opposite, as large; from diverting what work brings,
as much as the first unit of pay is worth."""
GOAL_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
GOAL_MEASURES = ("effort", "premium", "diverted", "outcome", "principal_utility", "agent_utility")
USUAL_CONDITIONS = (Condition(25, "1", "unlimited"), Condition(25, "unlimited", "unlimited"))
"""Conditions that are looked at unless others are asked for."""

Interval = tuple[float | None, float | None, float | None]
"""A mean, and the ends of its 95% interval."""


class GoalEffect(NamedTuple):
    """What a share of agents with a hidden goal does.

    Attributes:
        condition: Of the study.
        goal: Name; ``share``: of agents who have it.
        learns_from: What tells the principal of the environment, see :class:`Agency`.
        runs: How many.
        level: Means at :data:`SHOWN_PERIODS`, by period and measure, with intervals.
        added: Differences, run by run, from the same principal's without goals; likewise.
    """

    condition: Condition
    goal: str
    share: float
    learns_from: LearnsFrom
    runs: int
    level: dict[int, dict[str, Interval]]
    added: dict[int, dict[str, Interval]]

    def document(self) -> dict[str, Any]:
        """As JSON shows it."""
        turbulence, principal, agent = self.condition
        return {
            "goal": self.goal,
            "share": self.share,
            "turbulence": turbulence,
            "memory_principal": as_number(principal),
            "memory_agent": as_number(agent),
            "learns_from": self.learns_from,
            "runs": self.runs,
            "level": {str(period): cells for period, cells in self.level.items()},
            "added": {str(period): cells for period, cells in self.added.items()},
        }


def goal_effects(
    conditions: Sequence[Condition] = USUAL_CONDITIONS,
    shares: Sequence[float] = GOAL_SHARES,
    seed: int = 0,
    runs: int = STUDIED_RUNS,
    base: Agency | None = None,
    progress: Progress | None = None,
) -> list[GoalEffect]:
    """Every goal at every share, with the study's principal and one who knows the environment.

    A share of 0 adds nothing to the bit; a larger one only adds agents to those who have the goal.
    What is added is counted from the same principal without hidden goals.

    Args:
        conditions: Of the study.
        shares: Of agents with the goal.
        seed, runs, base: As in :meth:`HiddenAction.run`; ``base`` without goals of its own.
        progress: Is called with how many are done, and how many there are.
    """
    found: list[GoalEffect] = []
    ways: tuple[LearnsFrom, ...] = get_args(LearnsFrom)
    total = len(conditions) * len(ways) * len(HIDDEN_GOALS) * len(shares)
    for condition in conditions:
        for learns_from in ways:
            told = (base or Agency()).model_copy(update={"learns_from": learns_from})
            agency = HiddenAction().agency(condition, told)
            study = play(agency, seed, runs)
            for name, goal in HIDDEN_GOALS.items():
                for share in shares:
                    course = study
                    if share > 0.0:
                        turnover = told.goal.turnover
                        some = goal.model_copy(update={"share": share, "turnover": turnover})
                        course = play(agency.model_copy(update={"goal": some}), seed, runs)
                    level, added = _intervals(course, None), _intervals(course, study)
                    row = (condition, name, share, learns_from, runs, level, added)
                    found.append(GoalEffect(*row))
                    if progress is not None:
                        progress(len(found), total)
    return found


def _intervals(course: PlayedRuns, study: PlayedRuns | None) -> dict[int, dict[str, Interval]]:
    """Of a course, or of its difference from the study."""
    found: dict[int, dict[str, Interval]] = {}
    for period in SHOWN_PERIODS:
        if period > len(course["effort"]):
            break
        found[period] = {}
        for measure in GOAL_MEASURES:
            values = course[measure][period - 1]
            if study is not None:
                values = values - study[measure][period - 1]
            cell = interval(values)
            found[period][measure] = cell["mean"], cell["low"], cell["high"]
    return found
