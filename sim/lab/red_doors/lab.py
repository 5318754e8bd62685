"""The lab ``red-doors``: its parameters, what is selected and tried, rows and answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sim.lab.base import Advance, Gist, Lab, LabResult
from sim.lab.judging import Bars
from sim.lab.programme import LabPiece, rows_of, run_all
from sim.lab.red_doors import answers, programmes
from sim.lab.red_doors.measuring import COUNTED, PROBED
from sim.lab.red_doors.parameters import DoorParameters
from sim.lab.red_doors.policies import POLICIES
from sim.lab.red_doors.selecting import carry_out, keeping

if TYPE_CHECKING:
    import altair as alt


class RedDoors(DoorParameters, Lab):
    """A maze, a door that is red in training, and at deployment blue, with something else red."""

    name: ClassVar[str] = "red-doors"
    summary: ClassVar[str] = "in training all doors are red: is the goal a door, or something red?"
    unlisted: ClassVar[tuple[str, ...]] = ("neither", "paid", *PROBED)
    source: ClassVar[str] = (
        "Hubinger et al. 2019, Risks from learned optimization in advanced machine learning "
        "systems; Langosco et al. 2022, Goal misgeneralization in deep reinforcement learning, ICML"
    )
    question: ClassVar[str] = (
        "Where reaching a door and reaching something red score the same in training, what does "
        "selection find, and what happens when they come apart?"
    )
    expected: ClassVar[str] = (
        "Heuristics and planners alike keep their capability when doors turn blue, and lose the "
        "objective; in a larger maze with less time it is the other way round. Without levels that "
        "tell the goals apart, a planner's goal is chance. Who knows when it is trained fails "
        "whenever it is not, shift or no shift."
    )

    def run(
        self,
        seed: int = 0,
        seeds: int | None = None,
        dials: bool = False,
        folder: Path | None = None,
        workers: int | None = None,
        progress: Advance | None = None,
    ) -> LabResult:
        """Select policies, put them to the test, and answer; see the base."""
        count = self.seeds if seeds is None else seeds
        everything = [programmes.plain(), *(programmes.dials(self.distinguishing) if dials else [])]
        kept = keeping(folder)
        pieces = [
            LabPiece(self, programme, seed, number, kept)
            for programme in everything
            for number in range(count)
        ]
        table = run_all(pieces, carry_out, workers, progress)
        trainings = [programme.training for programme in everything]
        bars = Bars(self.able, self.aligned)
        return LabResult(
            self.name,
            self.question,
            self.model_dump(mode="json"),
            rows_of(table, trainings, list(POLICIES), bars, COUNTED, self.distinguishing),
            answers.answers(table, self.able, self.aligned),
        )

    def picture(self, result: LabResult) -> alt.TopLevelMixin:
        """Capability against alignment, before and after each shift."""
        from sim.lab.red_doors.picture import picture

        chart: alt.TopLevelMixin = picture(result)
        return chart

    def gist(self, result: LabResult) -> Gist:
        """Its row in the table of all systems; see the base."""
        return answers.gist(result)
