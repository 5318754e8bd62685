"""The technology: what effort on a task does, and how a distribution shift changes it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator

from sim.spec import Share, Spec

Floats = npt.NDArray[np.float64]


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
    curvature: float = Field(0.0, ge=0, le=100, description="quadratic loss of value")
    cap: float = Field(5.0, gt=0, le=1e6, description="upper bound of effort")
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


class Technology(Spec):
    """The table of tasks, and how hidden consequences mature."""

    tasks: tuple[Task, ...] = Field(DEFAULT_TASKS, min_length=1, max_length=16)
    maturing: float = Field(0.08, ge=0, le=1, description="share of hidden value per quarter")

    @field_validator("tasks")
    @classmethod
    def _distinct(cls, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
        names = [task.name for task in tasks]
        if len(set(names)) < len(names):
            raise ValueError("expected a different name for every task")
        return tasks


class Shift(Spec):
    """New entries of the technology's table."""

    value: float | None = Field(None, ge=-100, le=100)
    visible: Share | None = None
    loading: float | None = Field(None, ge=-100, le=100)
    proxy: float | None = Field(None, ge=-100, le=100)
    private: float | None = Field(None, ge=-100, le=100)
    detectability: float | None = Field(None, ge=0, le=100)


class Regime(Spec):
    """A distribution shift: from quarter ``start`` on, tasks have other effects."""

    start: int = Field(ge=1, description="first quarter of the regime, counted from 0")
    tasks: dict[str, Shift] = Field(min_length=1)


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
