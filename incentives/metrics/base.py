"""The metric: what moves it, besides the report that boards and markets learn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from incentives.arrays import Floats
from incentives.parts import Part, expect, parameters

EARNINGS = "earnings"
"""Name of the metric that firms report."""

MetricName = Annotated[
    str, Field(min_length=1, max_length=64, description="what is paid for: a metric, or its label")
]
"""Type of a scheme's field ``metric``."""

TurnOrder = Literal["none", "random", "season"]

Loadings = dict[str, float]
"""What a metric gains per unit of effect, by task."""


class UnknownTask(ValueError):
    """A metric names a task that the technology has not."""


@dataclass(frozen=True)
class Tasks:
    """The table of tasks, as those see it who write contracts; arrays have one entry per task.

    Attributes:
        names: Of the tasks.
        value: True value per unit of effect; ``curvature``: quadratic loss of it.
        visible: Share of the value that is realised in the same quarter.
        borrowed: Value that is brought forward, per unit of effect.
        loading: Effect on the report.
        matured_weight: Weight of matured consequences in the report.
        regime: Shifts of the technology so far.
    """

    names: tuple[str, ...]
    value: Floats
    curvature: Floats
    visible: Floats
    borrowed: Floats
    loading: Floats
    matured_weight: float = 0.0
    regime: int = 0

    def row(self, of: Mapping[str, float]) -> Floats:
        """Numbers by name of task as an array; 0 for tasks that are not named.

        Raises:
            UnknownTask: If there is no task of that name.
        """
        for name in of:
            if name not in self.names:
                raise UnknownTask(
                    f"no task is called {name!r}; expected some of {', '.join(self.names)}"
                )
        return np.array([float(of.get(name, 0.0)) for name in self.names])


@dataclass(frozen=True)
class Measure:
    """How a metric moves, per unit of firm size: linear but for ``bend``.

    Attributes:
        loading: (tasks,) per unit of effect; where loadings take ``turns``, their mean.
        bend: (tasks,) quadratic loss, as the curvature of true value.
        matured: Weight of the consequences that mature.
        talent: Weight of what the executive adds without effort.
        report: Weight of the report's own noise, in units of the report.
        shock: Weight of the shock to all firms, in units of the report.
        luck: Weight of the firm's luck, what is won by chosen risk included, in units of effect.
        spent: Weight of the true value that chosen risk costs, which is lost.
        noise: Standard deviation of noise that is in this metric only.
        previous: Weight of what the metric would have been in the quarter before.
        belief: Weight of the report that the board expects after this quarter's report.
        turns: (turns, tasks) loadings of which one is in force in a quarter.
        turn: Whether they take turns by chance, which nobody knows before the quarter is over, or
            by the season.
    """

    loading: Floats
    bend: Floats
    matured: float = 0.0
    talent: float = 0.0
    report: float = 0.0
    shock: float = 0.0
    luck: float = 0.0
    spent: float = 0.0
    noise: float = 0.0
    previous: float = 0.0
    belief: float = 0.0
    turns: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    turn: TurnOrder = "none"


class Metric(Part):
    """A metric says in :meth:`measure` how it moves with what executives do.

    Schemes name it in their field ``metric``. It need not be listed in a package unless its
    parameters differ from their defaults.
    """

    family: ClassVar[str] = "metrics"
    neutral: ClassVar[Mapping[str, Any] | str] = parameters()
    """Whatever it measures, a metric does nothing where no scheme pays anything on it."""

    label: str = Field(
        "", max_length=64, description="what schemes call it; left out: its own name"
    )

    @property
    def called(self) -> str:
        """The name that schemes use."""
        return self.label or self.name

    def measure(self, tasks: Tasks) -> Measure:
        """How the metric moves under this technology."""
        raise NotImplementedError

    def check(self) -> None:
        """Try a technology without tasks; scenarios try their own."""
        super().check()
        none = np.zeros(0)
        check_measure(self.measure(Tasks((), none, none, none, none, none)), 0)


def check_measure(found: Measure, tasks: int) -> None:
    """Raise ValueError unless the arrays of a measure fit the tasks and all is a number."""
    if not isinstance(found, Measure):
        raise ValueError(f"measure returned {found!r}; expected a Measure")
    expect("measure: loading", found.loading, (tasks,))
    expect("measure: bend", found.bend, (tasks,))
    numbers = [found.matured, found.talent, found.report, found.shock, found.luck, found.noise]
    numbers += [found.previous, found.belief, found.spent]
    if not all(np.isfinite(number) for number in numbers) or found.noise < 0:
        raise ValueError(f"measure returned {found}; expected numbers, and no negative noise")
    if found.turn == "none":
        if found.turns.size:
            raise ValueError("measure returned turns of none; expected random or season")
    elif found.turns.ndim != 2 or not len(found.turns):
        raise ValueError(f"measure returned turns {found.turns}; expected (turns, tasks)")
    else:
        expect("measure: turns", found.turns, (len(found.turns), tasks))
    if found.previous != 0.0 and found.belief != 0.0:
        raise ValueError(
            "measure returned a belief with a past; expected previous or belief to be 0"
        )
