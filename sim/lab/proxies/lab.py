"""What is asked of organisms whose goals outlive their reason, and what comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sim.lab.base import Advance, Gist, Lab, LabResult
from sim.lab.proxies.parameters import LifeParameters

if TYPE_CHECKING:
    import altair as alt


class Proxies(LifeParameters, Lab):
    """Organisms that search for what used to lead to offspring."""

    name: ClassVar[str] = "proxies"
    summary: ClassVar[str] = "evolution put proxies into brains; then mating brings no offspring"
    unlisted: ClassVar[tuple[str, ...]] = ("wants_offspring", "alignment_later", "offspring_later")
    source: ClassVar[str] = (
        "Tooby and Cosmides 1990, The past explains the present, Ethology and Sociobiology 11 "
        "(organisms execute adaptations); Hubinger et al. 2019, Risks from learned optimization, "
        "arXiv 1906.01820"
    )
    question: ClassVar[str] = (
        "What do organisms do that evolution made to search for proxies, when a proxy no longer "
        "leads to offspring?"
    )
    expected: ClassVar[str] = (
        "Offspring a head fall while the proxy is met better than ever, and organisms are as able "
        "as before: the objective fails, not the capability. What organisms want changes by "
        "selection only, over generations. Organisms that want offspring themselves lose no more "
        "than the world takes from everybody, and habits lose less than search."
    )
    seeds: ClassVar[int] = 60

    def run(
        self,
        seed: int = 0,
        seeds: int | None = None,
        dials: bool = False,
        folder: Path | None = None,
        workers: int | None = None,
        progress: Advance | None = None,
    ) -> LabResult:
        from sim.lab.proxies.answers import DIALLED, answers, dial_rows, rows
        from sim.lab.proxies.play import Lineages

        count = self.seeds if seeds is None else seeds
        lineages = Lineages(seed, count, folder, workers, progress, DIALLED if dials else 0)
        found = rows(self, lineages)
        if dials:
            found += dial_rows(self, lineages)
        return LabResult(
            self.name,
            self.question,
            {**self.model_dump(mode="json"), "seed": seed, "seeds": count},
            found,
            answers(self, lineages),
        )

    def picture(self, result: LabResult) -> alt.TopLevelMixin:
        from sim.lab.proxies.charts import courses

        found: alt.TopLevelMixin = courses(self, int(result.parameters["seed"]))
        return found

    def gist(self, result: LabResult) -> Gist:
        row = next(
            row
            for row in result.rows
            if (row.policy, row.shift, row.environment) == ("proxies", "goal", "deployment")
            and not row.setting
        )
        return {
            "base_optimizer": "natural selection",
            "selects_for": "offspring",
            "proxy": "mating",
            "shifted": "mating no longer leads to offspring",
            "capability_kept": row.capability,
            "objective_kept": row.alignment,
            "malign_share": row.malign_share,
            "deception_adds": (None, None, None),
            "aligned": self.aligned,
        }
