"""The rule that selection leaves behind."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agents.cognition.base import Cognition, Selection
from agents.selection.objectives import Aim
from agents.selection.optimizers import Optimizer


class SelectedRule(Cognition):
    """Repeats, for life, what a base optimizer has selected by its return in training.

    Candidates are rules: an effort on every task, by ability. Their return is what boards
    reward, pay and the seat less fines and effort, in the watched context of training. Nobody is
    assigned a goal; what kinds of it want does not enter.
    """

    name = "selected-rule"
    summary = "a fixed policy: what selection for reward in training has left behind"
    source = "Hubinger et al. 2019, Risks from learned optimization, arXiv 1906.01820"
    follows_rule = True

    optimizer: Optimizer = Field("cma", description="that selects the rule")
    objective: Aim = Field("average", description="what it selects for, over all trials")
    technologies: Literal["first", "all"] = Field(
        "first", description="in which it is tried: the first regime's, or those of all regimes"
    )
    population: int = Field(32, ge=4, le=1_000, description="candidates per generation")
    generations: int = Field(60, ge=1, le=2_000, description="of candidates")

    def selection(self) -> Selection:
        everywhere = self.technologies == "all"
        return Selection(
            self.optimizer, self.objective, self.population, self.generations, everywhere
        )
