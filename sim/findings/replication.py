"""docs/replication.md: the hidden-action study beside what was published, and hidden goals."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

from sim.analysis.means import interval
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.text import num, pct, signed, table, with_half
from sim.pictures.charts import save
from sim.replication import (
    SHOWN_MEASURES,
    Condition,
    HiddenAction,
    Replicate,
    agreement_of,
    published,
)
from sim.replication.agency import Agency, LearnsFrom
from sim.replication.charts import finding, goals
from sim.replication.goals import HIDDEN_GOALS, GoalEffect, goal_effects
from sim.replication.hidden_action import MEMORIES
from sim.replication.local_search import LocalSearch
from sim.replication.play import play

_STUDY = HiddenAction()
_PUBLISHED = _STUDY.conditions(turbulence=25)
_MANY = 20_000
_LAST = 20
_DIGITS = {"effort": 3, "premium": 4, "principal_utility": 2}


@cache
def _all() -> dict[Condition, Replicate]:
    """All 48 conditions."""
    return {one.condition: one for one in _STUDY.run()}


def _some() -> list[Replicate]:
    """The 16 that were published."""
    return [_all()[condition] for condition in _PUBLISHED]


@cache
def _effects() -> tuple[GoalEffect, ...]:
    return tuple(goal_effects())


def _level(measure: str, memory: str, turbulence: int = 25) -> float:
    """Mean in the last period over the memories of the agent."""
    some = [
        one.path[measure][_LAST - 1, 0]
        for condition, one in _all().items()
        if (condition.turbulence, condition.memory_principal) == (turbulence, memory)
    ]
    return float(sum(some) / len(some))


def _rows() -> str:
    lines = []
    for one in _some():
        cells = [*one.condition[1:]]
        for measure, digits in _DIGITS.items():
            here, there = one.means[measure][_LAST][0], (one.published or {})[measure][_LAST][0]
            cells += [num(here, digits), num(there, digits), signed(one.z[measure][_LAST], 1)]
        lines.append([*cells, num(max(abs(z) for z in one.differences), 1)])
    head = ["principal remembers", "agent remembers"]
    for measure in SHOWN_MEASURES:
        head += [measure.replace("_", " "), "published", "z"]
    return table([*head, "largest z, all periods"], lines)


def _by_turbulence() -> str:
    best = _some()[0].agency.benchmark
    lines = [
        [
            f"{turbulence} %",
            memory,
            num(_level("effort", memory, turbulence), 3),
            num(_level("premium", memory, turbulence), 4),
            num(_level("principal_utility", memory, turbulence)),
            num(_level("agent_utility", memory, turbulence), 3),
        ]
        for turbulence in (5, 25, 45)
        for memory in MEMORIES
    ]
    second = [num(best.effort, 3), num(best.premium, 4), num(best.principal), num(best.agent, 3)]
    lines.append(["0 %", "second best", *second])
    head = ["turbulence", "principal remembers", "effort", "premium", "principal", "agent"]
    return table(head, lines)


@cache
def _alternative(**change: object) -> published.Agreement:
    """How well another model agrees with what was published of this one."""
    base = Agency().model_copy(update=change)
    z = []
    for condition in _PUBLISHED:
        agency = _STUDY.agency(condition, base)
        means = Replicate(condition, agency, play(agency, 0, _STUDY.runs)).means
        there = published.hidden_action()[condition]
        z += [one for p in published.differences(means, there).values() for one in p.values()]
    return published.agreement(z)


def _alternatives() -> str:
    found = {
        "as stated": agreement_of(_some()),
        "one other target is looked at": _alternative(search=LocalSearch(alternatives=1)),
        "three are": _alternative(search=LocalSearch(alternatives=3)),
        "they lie half as far": _alternative(search=LocalSearch(reach=0.25)),
        "they lie four fifths as far": _alternative(search=LocalSearch(reach=0.4)),
        "effort costs a tenth more": _alternative(cost=1.1),
        "agents have 0.3 elsewhere": _alternative(reservation=0.3),
        "the principal is told the environment": _alternative(learns_from="environment"),
    }
    lines = [
        [name, num(one.mean_square), str(one.far), "yes" if one.holds else "no"]
        for name, one in found.items()
    ]
    head = ["model", "mean z squared", "of 192 beyond 3.5", "agrees"]
    return table(head, lines)


def effect(goal: str, memory: str, learns_from: LearnsFrom = "outcome") -> GoalEffect:
    """What happens where all agents have a goal."""
    return next(
        one
        for one in _effects()
        if (one.goal, one.learns_from, one.share) == (goal, learns_from, 1.0)
        and one.condition.memory_principal == memory
    )


def _added(
    measure: str, goal: str, memory: str, learns_from: LearnsFrom = "outcome", period: int = _LAST
) -> float:
    mean, _, _ = effect(goal, memory, learns_from).added[period][measure]
    assert mean is not None
    return mean


def _goal_table() -> str:
    lines = []
    for one in _effects():
        if one.share not in (0.5, 1.0):
            continue
        cells = []
        for measure, digits in (
            ("effort", 3),
            ("premium", 4),
            ("diverted", 3),
            ("principal_utility", 2),
        ):
            mean, low, high = one.added[_LAST][measure]
            assert mean is not None and low is not None and high is not None
            cells.append(f"{signed(mean, digits)} ({num((high - low) / 2, digits)})")
        who = [one.condition.memory_principal, one.learns_from, one.goal, pct(one.share)]
        lines.append([*who, *cells])
    head = ["principal remembers", "learns from", "goal", "share", "effort", "premium"]
    return table([*head, "diverted", "principal's utility"], lines)


def _mixed(memory: str) -> str:
    """What a half of agents costs who would rather not work, beyond the mean of none and all."""
    left = []
    for share in (0.0, 0.5, 1.0):
        update = {"share": share, "turnover": "every-period"}
        base = Agency(goal=HIDDEN_GOALS["leisure"].model_copy(update=update))
        agency = _STUDY.agency(Condition(25, memory, "unlimited"), base)
        left.append(play(agency, 5, _MANY)["principal_utility"][_LAST - 1])
    cell = interval(0.5 * (left[0] + left[2]) - left[1])
    return with_half(cell)


def _apart(goal: str, memory: str) -> Callable[[], bool]:
    """Whether who is told the environment loses more, by intervals."""

    def holds() -> bool:
        blind = effect(goal, memory).added[_LAST]["principal_utility"]
        told = effect(goal, memory, "environment").added[_LAST]["principal_utility"]
        return told[2] is not None and blind[1] is not None and told[2] < blind[1]

    return holds


def _agents_memory_matters_less() -> bool:
    """Spread over the agent's memories against that over the principal's."""
    ranges = []
    for side in (1, 2):
        levels = []
        for memory in MEMORIES:
            some = [
                one.means["effort"][_LAST][0] for one in _some() if one.condition[side] == memory
            ]
            levels.append(sum(some) / len(some))
        ranges.append(max(levels) - min(levels))
    return ranges[1] < 0.1 * ranges[0]


def _rises_with_memory() -> bool:
    return all(
        _level(measure, one, turbulence) < _level(measure, more, turbulence)
        for measure in ("effort", "premium", "principal_utility", "agent_utility")
        for turbulence in (5, 25, 45)
        for one, more in pairwise(MEMORIES)
    )


def _never_second_best() -> bool:
    best = _some()[0].agency.benchmark
    return all(
        one.means["premium"][_LAST][0] + 4 * one.means["premium"][_LAST][1] < best.premium
        for one in _all().values()
    )


def _best(name: str) -> float:
    return float(getattr(_some()[0].agency.benchmark, name))


REPLICATION_PAGE = Page(
    "docs/replication.md",
    findings={
        "far": lambda: str(agreement_of(_some()).far),
        "largest": lambda: num(agreement_of(_some()).largest),
        "mean-square": lambda: num(agreement_of(_some()).mean_square),
        "many": lambda: num(agreement_of(_STUDY.run(_PUBLISHED, seed=5, runs=_MANY)).mean_square),
        "premium-share": lambda: pct(_level("premium", "unlimited") / _best("premium")),
        "premium-share-1": lambda: pct(_level("premium", "1") / _best("premium")),
        "principal-share": lambda: pct(
            _level("principal_utility", "unlimited") / _best("principal")
        ),
        "principal-share-1": lambda: pct(_level("principal_utility", "1") / _best("principal")),
        "agent-share": lambda: pct(_level("agent_utility", "unlimited") / _best("agent")),
        "agent-share-1": lambda: pct(_level("agent_utility", "1") / _best("agent")),
        "conditions": lambda: block(_rows()),
        "turbulences": lambda: block(_by_turbulence()),
        "alternatives": lambda: block(_alternatives()),
        "goals": lambda: block(_goal_table()),
        "diverts-blind": lambda: num(-_added("principal_utility", "diversion", "1")),
        "diverts-told": lambda: num(-_added("principal_utility", "diversion", "1", "environment")),
        "diverts-first": lambda: num(
            -_added("principal_utility", "diversion", "unlimited", period=1), 1
        ),
        "diverts-long": lambda: num(-_added("principal_utility", "diversion", "unlimited"), 1),
        "mixed-1": lambda: _mixed("1"),
        "mixed": lambda: _mixed("unlimited"),
        "leisure-premium": lambda: pct(
            _added("premium", "leisure", "unlimited") / _level("premium", "unlimited")
        ),
        "drive-premium": lambda: pct(
            -_added("premium", "drive", "unlimited") / _level("premium", "unlimited")
        ),
    },
    claims={
        "What the agent remembers hardly matters": _agents_memory_matters_less,
        "The longer the principal remembers, the more it pays, and the better off both are": (
            _rises_with_memory
        ),
        "no condition comes near the second-best premium": _never_second_best,
        "the principal has less than nothing in the first period": lambda: all(
            (effect("diversion", memory).level[1]["principal_utility"][2] or 0.0) < 0.0
            for memory in ("1", "unlimited")
        ),
        "whoever is told what the environment was loses more": _apart("diversion", "1"),
        "The same holds for agents who would rather not work": lambda: (
            _apart("leisure", "1")() and _apart("leisure", "unlimited")()
        ),
    },
    pictures={
        "docs/replication.svg": lambda target: _drawn(target, with_goals=False),
        "docs/replication-goals.svg": lambda target: _drawn(target, with_goals=True),
    },
)


def _drawn(target: Path, with_goals: bool) -> None:
    save(goals(_effects()) if with_goals else finding(_some()), target)
