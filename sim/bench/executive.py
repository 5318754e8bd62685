"""An executive as a plain Mesa agent, and the record of its time in a seat."""

from __future__ import annotations

from dataclasses import dataclass

import mesa

from sim.bench.decide import Margin, interpolate, margins
from sim.bench.terms import Terms
from sim.quarter.state import RUNNING


class PlainExecutive(mesa.Agent):  # type: ignore[misc]
    """Somebody with a hidden goal, in a seat or between two.

    Attributes:
        kind: Number of the archetype; ``ability`` scales what effort achieves.
        reputation: The last board's belief.
        employer: The firm of the present or last seat.
        seats: How many there were.
        born: Quarter of the run; means nothing where nobody retires by age.
    """

    def __init__(self, model: mesa.Model, kind: int, ability: float) -> None:
        super().__init__(model)
        self.kind = kind
        self.ability = ability
        self.reputation = 0.0
        self.employer: mesa.Agent | None = None
        self.seats = 0
        self.born = 0.0
        self.outlook: tuple[Terms, int, int] | None = None
        self.tasks: list[Margin] = []
        self.seat_value = 0.0
        self.habit: tuple[list[float], float, float] = ([], 0.0, 0.0)

    def look_ahead(self, terms: Terms, row: int, left: int) -> None:
        """Work out what stays the same until regime, probation or a known retirement moves on."""
        self.outlook = (terms, row, left)
        kind, ability = terms.kinds[self.kind], self.ability
        start, step = terms.ability_start, terms.ability_step
        if kind.rule is None:
            self.tasks = margins(terms, kind, row, ability)
            known = row >= terms.retirement_row
            worth = kind.seat_value[kind.foresight][left]
            if known:
                worth = kind.seat_end[row - terms.retirement_row]
            value = interpolate(worth, start, step, ability)
            self.seat_value = max(kind.kept * value, 0.0)
            return
        habit = [interpolate(nodes, start, step, ability) for nodes in zip(*kind.rule, strict=True)]
        pairs = list(zip(habit, terms.tasks, strict=True))
        index = sum(task.loading * ability * a for a, task in pairs)
        detection = sum(task.detectability * ability * a for a, task in pairs)
        self.habit = (habit, index, detection)


@dataclass(slots=True)
class Tenure:
    """What a firm's records say about one executive's time in the seat, in the core's names."""

    executive: PlainExecutive
    start: int
    gaming: float = 0.0
    end: int = 0
    exit: int = RUNNING
    announced: int = RUNNING
    quarters: int = 0
    accrual: float = 0.0
    paid: float = 0.0
    clawed: float = 0.0
    detections: int = 0
    accusations: int = 0
    metric: float = 0.0
    harm: float = 0.0
    left_harm: float = 0.0
    pending_harm: float = 0.0
    reach: float = 0.0
    withheld: float = 0.0
