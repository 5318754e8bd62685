"""The best of n random plans."""

from __future__ import annotations

from pydantic import Field

from agents.cognition.base import Cognition, RandomSearch


class BestOfN(Cognition):
    """Draws n plans from a base policy, and takes the one that suits its own goal best.

    The base policy does what somebody does whom nothing drives: in every task the effort that is
    made for its own sake, give or take ``spread``, within the bounds of the task. Selection from n
    draws moves away from it by a divergence of at most ``log n - (n - 1) / n``, whatever the goal
    (Beirami et al. 2024, Theoretical guarantees on the best-of-n alignment policy).
    """

    name = "best-of-n"
    summary = "the best of n random plans, by its own lights: from no search (n = 1) to all of it"
    source = (
        "Stiennon et al. 2020, Learning to summarize from human feedback, NeurIPS 33; Gao, "
        "Schulman and Hilton 2023, Scaling laws for reward model overoptimization, ICML 40"
    )

    n: int = Field(64, ge=1, le=10_000, description="plans that are drawn in a quarter")
    spread: float = Field(
        0.5, ge=0, le=10, description="standard deviation of a drawn effort around the untrained"
    )

    def random_search(self) -> RandomSearch:
        return RandomSearch(self.n, self.spread)
