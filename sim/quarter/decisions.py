"""Decisions of the model that a modeller takes over, each with a callable over arrays.

``{"effort": fn}`` has ``fn(situation, proposed)`` called once per world and quarter, with what the
model would do; what it returns is done instead. A world at a time, so that a callable may use
sums over its firms and the bits still do not depend on the batch. Nobody foresees such a callable:
executives and shareholders plan with the package as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Bools, Floats, Ints
from incentives.parts import expect
from sim.plan.oversight.combined import LOWEST_BAR, NEVER, discovery, whistle_rate
from sim.quarter.batch import Batch
from sim.quarter.effects import weigh
from sim.quarter.segment import Segment
from sim.quarter.state import Actions
from sim.support.inputs import InputError, suggest

if TYPE_CHECKING:
    from sim.hiring.applicants import Applications

Decision = Callable[[Any, Floats], Floats]

DECISIONS = {
    "audit": "probability of an audit, (firms,), between 0 and 1",
    "dismissal": "bar that a belief must not fall below, (firms,), metric units; -inf: never",
    "effort": "efforts, (firms, tasks), between 0 and the task's cap",
    "hiring": "scores, (vacancies, applicants), the best is hired; -inf: not this one",
}
"""What can be taken over, in the order of a quarter, and what a callable returns."""


@dataclass(frozen=True)
class Moment:
    """What every callable is told; arrays cannot be written to.

    Attributes:
        seed: Of the scenario; with ``world`` and ``quarter`` it makes draws of your own
            reproducible: ``numpy.random.default_rng([seed, world, quarter])``.
        world: Number of the world.
        quarter: Counted from 0.
        kinds: Names of the kinds of executive.
        kind: Positions in ``kinds``; -1 in a vacant seat.
    """

    seed: int
    world: int
    quarter: int
    kinds: tuple[str, ...]
    kind: Ints

    def of_kind(self, *names: str) -> Bools:
        """Which entries are of these kinds.

        Raises:
            InputError: If the scenario knows no such kind.
        """
        for name in names:
            if name not in self.kinds:
                raise InputError(f"no kind is called {name!r}; {suggest(name, list(self.kinds))}")
        return np.isin(self.kind, [self.kinds.index(name) for name in names])


@dataclass(frozen=True)
class Situation(Moment):
    """The firms of a world before its executives act; arrays are (firms,).

    Hidden consequences are in effect units. What is about the executive means nothing where
    ``occupied`` is false.

    Attributes:
        tasks: Names of the tasks, in the order of efforts.
        occupied: Whether somebody is in the seat.
        size, impact, base_pay: Of the firm.
        ability, tenure, belief: Of the executive, quarters in the seat, and the board's opinion.
        own_harm, own_benefit: Hidden consequences that the executive made.
        old_harm, old_benefit: Hidden consequences that predecessors made.
        metric: Report of the quarter before; zeros in the first.
        reference: Mean of it over the occupied seats; in the first what is expected.
        audit_rate: Probability of an audit in this quarter.
        dismissal_bar: Belief below which the board dismisses; ``-inf`` if it never does.
    """

    tasks: tuple[str, ...]
    occupied: Bools
    size: Floats
    impact: Floats
    base_pay: Floats
    ability: Floats
    tenure: Ints
    belief: Floats
    own_harm: Floats
    own_benefit: Floats
    old_harm: Floats
    old_benefit: Floats
    metric: Floats
    reference: float
    audit_rate: Floats
    dismissal_bar: Floats


@dataclass(frozen=True)
class Vacancies(Moment):
    """The applicants of a world in a quarter; arrays are (vacancies, applicants).

    Attributes:
        firm: (vacancies,) rows of the firms, larger firms first.
        ability: What no board can see.
        reputation: The last employer's belief; NaN for newcomers.
        lift: What gaming added to the signals.
        signals: (tests, vacancies, applicants) what each filter that measures something saw.
    """

    firm: Ints
    ability: Floats
    reputation: Floats
    lift: Floats
    signals: Floats


class Decisions:
    """The callables of a batch, and where they enter a quarter."""

    def __init__(self, chosen: Mapping[str, Decision]) -> None:
        for name, decision in chosen.items():
            if name not in DECISIONS:
                raise InputError(
                    f"no decision is called {name!r}; {suggest(name, list(DECISIONS))}"
                )
            if not callable(decision):
                raise InputError(f"the decision {name!r} is {decision!r}; expected a callable")
        self._chosen = dict(chosen)

    def takes(self, name: str) -> bool:
        """Whether a callable takes the decision of that name."""
        return name in self._chosen

    def oversee(self, batch: Batch) -> None:
        """Boards: audit rates and bars of this quarter."""
        for name, column, low, high in (
            ("audit", batch.actions.audit, 0.0, 1.0),
            ("dismissal", batch.actions.bar, -np.inf, np.finfo(np.float64).max),
        ):
            if name in self._chosen:
                for segment, w, rows in _worlds(batch):
                    proposed = _open(column[rows]) if name == "dismissal" else column[rows]
                    answer = self._ask(name, situation(batch, segment, w), proposed, low, high)
                    column[rows] = np.maximum(answer, NEVER)
                    if name == "audit":
                        whistle = whistle_rate(segment.package)
                        batch.actions.foreseen[rows] = discovery(column[rows], whistle)

    def act(self, batch: Batch) -> None:
        """Executives: efforts, and what follows from those that changed."""
        if "effort" not in self._chosen:
            return
        effort = efforts(batch.actions)
        for segment, w, rows in _worlds(batch):
            p = batch.plan_of_world[w]
            new = batch.seats.tenure[rows, None] == 0
            cap = np.where(new, batch.plans.cap[p], batch.plans.later_cap[p])
            proposed = effort[rows]
            answer = self._ask("effort", situation(batch, segment, w), proposed, 0.0, cap)
            answer = np.where(batch.seats.executive[rows, None] >= 0, answer, 0.0)
            changed = np.flatnonzero((answer != proposed).any(axis=1))
            if changed.size:
                proposed[:] = answer
                weigh(
                    batch.effort_rules,
                    batch.plan_of_world[w],
                    batch.expected[w],
                    batch.seats,
                    batch.actions,
                    batch.record,
                    changed + rows.start,
                )

    def rank(
        self, batch: Batch, segment: Segment, applicants: Applications, score: Floats
    ) -> Floats:
        """Boards: scores of the applicants for a segment's vacancies."""
        if "hiring" not in self._chosen:
            return score
        score = score.copy()
        world = applicants.firm // batch.firms
        for w in np.unique(world):
            mine = slice(*np.searchsorted(world, [w, w + 1]))  # vacancies are in order of worlds
            vacancies = Vacancies(
                **_moment(batch, segment, int(w), applicants.kind[mine]),
                firm=_closed(applicants.firm[mine] % batch.firms),
                ability=_closed(applicants.theta[mine]),
                reputation=_closed(applicants.reputation[mine]),
                lift=_closed(applicants.lift[mine]),
                signals=_closed(applicants.signal[:, mine]),
            )
            score[mine] = self._ask("hiring", vacancies, score[mine], -np.inf, np.inf)
        return score

    def _ask(
        self, name: str, moment: Moment, proposed: Floats, low: float, high: float | Floats
    ) -> Floats:
        """The callable's answer, refused unless it is what ``DECISIONS`` promises."""
        decision = self._chosen[name]
        answer: Any = decision(moment, proposed.copy())
        what = f"the decision {name!r} ({_origin(decision)})"
        try:
            if isinstance(answer, np.ndarray) and answer.dtype.kind not in "biuf":
                raise ValueError(f"{what} returned {answer.dtype} entries; expected numbers")
            expect(what, answer, proposed.shape, infinite=not np.isfinite(low))
            outside = (answer < low) | (answer > high)
            if outside.any():
                raise ValueError(
                    f"{what} returned {answer[outside].flat[0]}; expected {DECISIONS[name]}"
                )
        except ValueError as error:
            raise InputError(str(error)) from None
        return np.asarray(answer, dtype=np.float64)


def efforts(actions: Actions) -> Floats:
    """The efforts of a batch as (firm, task), to read and to write."""
    return actions.effort.T


def situation(batch: Batch, segment: Segment, w: int) -> Situation:
    """What the callables are told about the world in place ``w`` of a batch."""
    rows = slice(w * batch.firms, (w + 1) * batch.firms)
    seats, actions = batch.seats, batch.actions
    occupied = seats.executive[rows] >= 0
    return Situation(
        **_moment(batch, segment, w, np.where(occupied, seats.kind[rows], -1)),
        tasks=tuple(task.name for task in segment.scenario.technology.tasks),
        occupied=_closed(occupied),
        size=_closed(seats.size[rows]),
        impact=_closed(seats.impact[rows]),
        base_pay=_closed(seats.base_pay[rows]),
        ability=_closed(seats.theta[rows]),
        tenure=_closed(seats.tenure[rows]),
        belief=_closed(seats.belief[rows]),
        own_harm=_closed(seats.own_harm[rows]),
        own_benefit=_closed(seats.own_benefit[rows]),
        old_harm=_closed(seats.old_harm[rows]),
        old_benefit=_closed(seats.old_benefit[rows]),
        metric=_closed(actions.metric[rows]),
        reference=float(batch.reference[w]),
        audit_rate=_closed(actions.audit[rows]),
        dismissal_bar=_closed(_open(actions.bar[rows])),
    )


def _moment(batch: Batch, segment: Segment, w: int, kind: Ints) -> dict[str, Any]:
    return {
        "seed": int(batch.seeds[w]),
        "world": int(batch.worlds[w]),
        "quarter": batch.counted,
        "kinds": tuple(segment.scenario.executives.population),
        "kind": _closed(kind // batch.plans.contracts[batch.plan_of_world[w]]),
    }


def _worlds(batch: Batch) -> list[tuple[Segment, int, slice]]:
    """Every world of a batch: its segment, its place and the rows of its firms."""
    return [
        (segment, w, slice(w * batch.firms, (w + 1) * batch.firms))
        for segment in batch.segments
        for w in segment.places().tolist()
    ]


def _closed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A view that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


def _open(bar: Floats) -> Floats:
    """Bars with ``-inf`` where the board never dismisses."""
    return np.where(bar > LOWEST_BAR, bar, -np.inf)


def _origin(decision: Decision) -> str:
    """Name, file and line of a callable, as far as it has them."""
    name = getattr(decision, "__qualname__", type(decision).__qualname__)
    code = getattr(decision, "__code__", None)
    return name if code is None else f"{name}, {code.co_filename}:{code.co_firstlineno}"
