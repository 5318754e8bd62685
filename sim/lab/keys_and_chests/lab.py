"""The lab ``keys-and-chests``: its parameters, what is selected and tried, rows and answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sim.lab.base import Advance, Gist, Lab, LabResult
from sim.lab.judging import Bars
from sim.lab.keys_and_chests import answers, programmes
from sim.lab.keys_and_chests.parameters import KeyParameters
from sim.lab.keys_and_chests.policies import COLLECTORS
from sim.lab.keys_and_chests.selecting import collect_all, keeping
from sim.lab.programme import LabPiece, rows_of, run_all

if TYPE_CHECKING:
    import altair as alt


class KeysAndChests(KeyParameters, Lab):
    """Chests count and each uses up a key; few keys in training, many of them at deployment."""

    name: ClassVar[str] = "keys-and-chests"
    summary: ClassVar[str] = "only opened chests count: who goes on collecting keys?"
    unlisted: ClassVar[tuple[str, ...]] = ("opened", "key_wanted")
    source: ClassVar[str] = (
        "Barnett 2019, A simple environment for showing mesa misalignment; Langosco et al. 2022, "
        "Goal misgeneralization in deep reinforcement learning, ICML"
    )
    question: ClassVar[str] = (
        "Where keys are scarce in training, do policies learn to want chests or keys, and what do "
        "they do where keys abound?"
    )
    expected: ClassVar[str] = (
        "All take more keys than they need once keys abound: the heuristic, networks without any "
        "goal inside, and planners whose goal has keys in it. Where moves cost enough, that is "
        "worse than standing still; where they cost more, selection cures it."
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
        everything = [programmes.plain(), *(programmes.dials() if dials else [])]
        kept = keeping(folder)
        pieces = [
            LabPiece(self, programme, seed, number, kept)
            for programme in everything
            for number in range(count)
        ]
        table = run_all(pieces, collect_all, workers, progress)
        trainings = [programme.training for programme in everything]
        bars = Bars(self.able, self.aligned)
        rows = rows_of(table, trainings, list(COLLECTORS), bars, {"key_wanted"})
        return LabResult(
            self.name,
            self.question,
            self.model_dump(mode="json"),
            rows,
            answers.answers(table, self.able, self.aligned),
        )

    def picture(self, result: LabResult) -> alt.TopLevelMixin:
        """Keys too many and the return, in training and once keys abound."""
        from sim.lab.keys_and_chests.picture import picture

        chart: alt.TopLevelMixin = picture(result)
        return chart

    def gist(self, result: LabResult) -> Gist:
        """Its row in the table of all systems; see the base."""
        return answers.gist(result)
