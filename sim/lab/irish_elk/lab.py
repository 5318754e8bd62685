"""What is asked of the Irish elk, and what comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sim.lab.base import Advance, Gist, Lab, LabResult
from sim.lab.irish_elk.parameters import HerdParameters

if TYPE_CHECKING:
    import altair as alt


class IrishElk(HerdParameters, Lab):
    """Herds in which males bear antlers, females choose by them, and both are inherited."""

    name: ClassVar[str] = "irish-elk"
    summary: ClassVar[str] = "mates select antlers that take the herd with them, or do not"
    unlisted: ClassVar[tuple[str, ...]] = (
        *("males", "fathers_condition", "males_condition", "honesty", "covariance_ratio"),
        *("preference", "generations"),
    )
    source: ClassVar[str] = (
        "Kokko and Brooks 2003, Sexy to die for? Sexual selection and the risk of extinction, "
        "Annales Zoologici Fennici 40; Lande 1981, Models of speciation by sexual selection on "
        "polygenic traits, PNAS 78; Fisher 1930, The genetical theory of natural selection"
    )
    question: ClassVar[str] = (
        "Can selection by mates drive a herd to extinction, and what does that need?"
    )
    expected: ClassVar[str] = (
        "In a constant environment nobody dies out as long as the bearer alone pays and choice "
        "weakens as males get rare, even if antlers run away; where choice does not weaken, where "
        "others pay too, or where the cost of antlers suddenly rises, some herds with a runaway "
        "do. A slow trend is tracked. Herds that pay with others' births are malign: antlers serve "
        "mating as well as ever while the herd shrinks."
    )
    seeds: ClassVar[int] = 40

    def run(
        self,
        seed: int = 0,
        seeds: int | None = None,
        dials: bool = False,
        folder: Path | None = None,
        workers: int | None = None,
        progress: Advance | None = None,
    ) -> LabResult:
        from sim.lab.irish_elk.answers import answers, dial_rows, rows
        from sim.lab.irish_elk.play import HerdTable, dialled

        count = self.seeds if seeds is None else seeds
        table = HerdTable(self, seed, count, folder, workers, progress, dials)
        found = rows(self, table)
        more = dial_rows(table, dialled(self)) if dials else []
        return LabResult(
            self.name,
            self.question,
            {**self.model_dump(mode="json"), "seed": seed, "seeds": count},
            found + more,
            answers(self, table),
        )

    def picture(self, result: LabResult) -> alt.TopLevelMixin:
        from sim.lab.irish_elk.charts import whole

        found: alt.TopLevelMixin = whole(self, result)
        return found

    def gist(self, result: LabResult) -> Gist:
        worst = next(
            row
            for row in result.rows
            if row.policy == "runaway, others pay too, choice weakens, constant"
            and row.environment == "deployment"
            and not row.setting
        )
        return {
            "base_optimizer": "choice by mates",
            "selects_for": "offspring",
            "proxy": "mates, by antlers",
            "shifted": "nothing but the antlers themselves, for which others pay too",
            "capability_kept": worst.capability,
            "objective_kept": worst.alignment,
            "malign_share": worst.malign_share,
            "deception_adds": (None, None, None),
            "aligned": self.aligned,
        }
