"""Programmes: who is selected in which training, and where that is tried; run, and put in rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from agents.selection.objectives import Aim
from agents.selection.optimizers import Optimizer
from sim.lab.base import Advance, Row
from sim.lab.judging import Bars, Case, Reached, by_case, judged
from sim.lab.kept import Shelf
from sim.lab.working import carried_out
from sim.scenario.base import Spec

Dialled = tuple[tuple[str, Any], ...]
"""Parameters that are other than the lab's, by name."""
Outcomes = dict[Case, list[Reached]]
"""What every selection reached, by case."""
_L = TypeVar("_L", bound=Spec)


class Choice(NamedTuple):
    """What is selected by whom, for what."""

    policy: str
    optimizer: Optimizer
    objective: Aim


class Scene(NamedTuple):
    """Where policies are put to the test.

    Attributes:
        shift: ``none``, ``goal``, ``capability``.
        setting: Parameters that are other than in training, besides the shift.
    """

    shift: str
    setting: Dialled = ()


class Programme(NamedTuple):
    """Who is selected in which training, and where it is tried.

    Attributes:
        training: Parameters of the training that are other than the lab's.
        choices: Selections.
        scenes: Tests of each.
        unselected: Whether the heuristic and the baselines are tried as well.
    """

    training: Dialled
    choices: tuple[Choice, ...]
    scenes: tuple[Scene, ...]
    unselected: bool = False


class LabPiece(NamedTuple):
    """Work for one process: a programme with the levels of one number."""

    lab: Any
    programme: Programme
    seed: int
    number: int
    shelf: Shelf | None

    def file(self, training: Mapping[str, Any]) -> Path | None:
        """Where its weights are kept, given parameters of the training; None: nowhere."""
        if self.shelf is None:
            return None
        depends_on = {"lab": self.lab.name, "seed": self.seed, **training}
        return self.shelf.file(depends_on, f"{self.number:05d}")


def changed(lab: _L, setting: Dialled) -> _L:
    """The lab with other parameters."""
    return lab.model_validate({**lab.model_dump(), **dict(setting)}) if setting else lab


def run_all(
    pieces: Sequence[LabPiece],
    carry_out: Callable[[LabPiece], dict[Case, Reached]],
    workers: int | None,
    progress: Advance | None,
) -> Outcomes:
    """Carry out pieces, of which all numbers of a programme follow each other."""
    found = carried_out(carry_out, pieces, workers, progress)
    table: Outcomes = {}
    first = 0
    for place in range(1, len(pieces) + 1):
        if place == len(pieces) or pieces[place].programme is not pieces[first].programme:
            table |= by_case(found[first:place])
            first = place
    return table


def rows_of(
    table: Outcomes,
    trainings: Sequence[Dialled],
    order: Sequence[str],
    bars: Bars,
    counted: Collection[str],
    usual: float = 0.0,
) -> list[Row]:
    """Rows, those at the lab's own parameters first, and by policy.

    Args:
        table: What was reached.
        trainings: Of all programmes.
        order: Of policies.
        bars: What is no failure.
        counted: Names of the lab's measures that are shares.
        usual: Share of distinguishing levels, where a setting does not say it.
    """
    rows = []
    for case in sorted(table, key=lambda one: (len(one.setting), order.index(one.policy))):
        training = max(
            (one for one in trainings if case.setting[: len(one)] == one), key=lambda one: len(one)
        )
        trained = table[case._replace(shift="none", environment="training", setting=training)]
        own = float(dict(training).get("distinguishing", usual))
        rows.append(judged(case, table[case], trained, own, bars, counted))
    return rows
