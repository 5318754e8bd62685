"""The technology: what effort on a task does, and how a distribution shift changes it."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from incentives.arrays import Floats
from sim.scenario.base import Share, Spec


class Task(Spec):
    """One row of the technology: what effort on this task does, per unit of effect."""

    name: str = Field(min_length=1)
    value: float = Field(0.0, ge=-100, le=100, description="true value to shareholders")
    visible: Share = Field(1.0, description="share of the value realised in the same quarter")
    loading: float = Field(0.0, ge=-100, le=100, description="effect on the metric")
    proxy: float = Field(0.0, ge=-100, le=100, description="effect on the proxy")
    private: float = Field(0.0, ge=-100, le=100, description="private benefit, base pays")
    detectability: float = Field(0.0, ge=0, le=100, description="effect on the detection index")
    cost: float = Field(
        1.0, ge=0, le=1e6, description="quadratic effort cost, base pays; 0: nothing up to the cap"
    )
    curvature: float = Field(0.0, ge=0, le=1e6, description="quadratic loss of value")
    borrowed: float = Field(
        0.0, ge=0, le=100, description="value brought forward: realised now, owed back as harm"
    )
    cap: float = Field(5.0, ge=1e-6, le=1e6, description="upper bound of effort")
    intrinsic: float = Field(0.0, ge=0, le=1e6, description="effort that costs nothing")
    once: bool = Field(False, description="done in the first quarter of a tenure only")


DEFAULT_TASKS = (
    Task(name="build", value=1.0, visible=0.2, loading=0.25, proxy=1.0),
    Task(name="operate", value=0.8, visible=1.0, loading=1.0, proxy=0.2, curvature=0.5),
    Task(
        name="dress",
        value=-0.8,
        visible=0.0,
        loading=0.8,
        proxy=0.2,
        detectability=0.15,
        curvature=3.0,
    ),
    Task(name="divert", value=-1.0, visible=0.5, loading=-0.1, private=0.9, detectability=0.5),
    Task(name="sabotage", value=-1.5, visible=0.0, loading=0.0, detectability=0.3),
)


Detection = Literal["linear", "exponential"]
_LEAST = 1e-9  # of the eigenvalues of the costs, scaled to a diagonal of ones


class Interaction(Spec):
    """What effort on one task adds to the marginal cost of effort on another."""

    tasks: tuple[str, str] = Field(description="names of two tasks")
    cost: float = Field(
        ge=-1e6, le=1e6, description="base pays per unit of both efforts; below 0: they help"
    )


class Risk(Spec):
    """What executives may gamble for; without levels risk is no choice.

    Jensen and Meckling 1976, Theory of the firm, JFE 3, on asset substitution.
    """

    levels: tuple[float, ...] = Field(
        (), max_length=8, description="standard deviations that may be added to the report"
    )
    value: float = Field(
        1.0, ge=-100, le=100, description="true value per unit that the gamble adds to the report"
    )
    cost: float = Field(
        0.1,
        ge=-100,
        le=100,
        description="true value lost per unit of added variance; below 0: risk is worth taking",
    )

    @field_validator("levels")
    @classmethod
    def _levels_rise(cls, levels: tuple[float, ...]) -> tuple[float, ...]:
        if list(levels) != sorted(set(levels)) or not all(0 < level <= 100 for level in levels):
            raise ValueError("expected rising standard deviations above 0, up to 100")
        return levels


class Technology(Spec):
    """The table of tasks, what they have to do with each other, and what becomes of them."""

    tasks: tuple[Task, ...] = Field(DEFAULT_TASKS, min_length=1, max_length=16)
    interactions: tuple[Interaction, ...] = Field(
        (), max_length=120, description="quadratic effort costs of pairs of tasks"
    )
    detection: Detection = Field(
        "linear", description="what an audit finds at index x: min(1, x), or 1 - exp(-x)"
    )
    maturing: float = Field(0.08, ge=0, le=1, description="share of hidden value per quarter")
    risk: Risk = Risk()

    @field_validator("tasks")
    @classmethod
    def _distinct(cls, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
        names = [task.name for task in tasks]
        if len(set(names)) < len(names):
            raise ValueError("expected a different name for every task")
        return tasks

    @model_validator(mode="after")
    def _costs_are_positive(self) -> Self:
        costs = {task.name: task.cost for task in self.tasks}
        pairs = [frozenset(entry.tasks) for entry in self.interactions]
        for entry in self.interactions:
            for name in entry.tasks:
                if name not in costs:
                    raise ValueError(
                        f"interactions: no task is called {name!r}; expected one of "
                        f"{', '.join(costs)}"
                    )
                if costs[name] == 0.0:
                    raise ValueError(
                        f"interactions: {name!r} has cost 0; expected tasks with a cost"
                    )
            if pairs.count(frozenset(entry.tasks)) > 1 or len(set(entry.tasks)) < 2:
                raise ValueError(
                    "interactions: expected two different tasks in every entry, and no pair twice"
                )
        if self.interactions:
            own = np.array([cost for cost in costs.values() if cost > 0.0])
            cross = cross_costs(self)[np.ix_(*2 * [np.array(list(costs.values())) > 0.0])]
            scaled = cross / np.sqrt(np.outer(own, own)) + np.eye(own.size)
            if np.linalg.eigvalsh(scaled).min() < _LEAST:
                raise ValueError(
                    "interactions: some joint effort would cost nothing or less; expected costs "
                    "that are a positive definite matrix (for two tasks: an interaction below the "
                    "root of the product of their costs)"
                )
        return self


def cross_costs(technology: Technology) -> Floats:
    """Quadratic effort costs of pairs of tasks, (tasks, tasks); the diagonal is 0."""
    place = {task.name: j for j, task in enumerate(technology.tasks)}
    cross = np.zeros((len(place), len(place)))
    for entry in technology.interactions:
        j, k = (place[name] for name in entry.tasks)
        cross[j, k] = cross[k, j] = entry.cost
    return cross


class Shift(Spec):
    """New entries of the technology's table."""

    value: float | None = Field(None, ge=-100, le=100)
    visible: Share | None = None
    loading: float | None = Field(None, ge=-100, le=100)
    proxy: float | None = Field(None, ge=-100, le=100)
    private: float | None = Field(None, ge=-100, le=100)
    detectability: float | None = Field(None, ge=0, le=100)


class Regime(Spec):
    """A shift: from quarter ``start`` on, tasks, packages or people are others; nobody foresees it.

    What is said here stays so in later regimes, until these say otherwise.
    """

    start: int = Field(ge=1, description="first quarter of the regime, counted from 0")
    tasks: dict[str, Shift] = Field(default_factory=dict, description="what tasks do, by name")
    package: dict[str, Any] = Field(
        default_factory=dict, description="dotted paths within the package, and what is there"
    )
    population: dict[str, Share] = Field(
        default_factory=dict, description="shares of kinds among those who are new"
    )
    awareness: dict[str, Share] = Field(
        default_factory=dict, description="of the evaluation context, by kind, or of all"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.tasks or self.package or self.population or self.awareness):
            raise ValueError("changes nothing; expected tasks, package, population or awareness")
        return self


def task_table(
    technology: Technology, regimes: tuple[Regime, ...], regime: int
) -> dict[str, Floats]:
    """Columns of the technology in regime ``regime`` (0: before the first shift), by name."""
    tasks = [task.model_dump() for task in technology.tasks]
    for shift in regimes[:regime]:
        for row in tasks:
            if row["name"] in shift.tasks:
                row.update(shift.tasks[row["name"]].model_dump(exclude_none=True))
    columns = [key for key in tasks[0] if key != "name"]
    return {key: np.array([row[key] for row in tasks], dtype=float) for key in columns}
