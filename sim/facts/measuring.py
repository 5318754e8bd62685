"""All facts of a scenario: simulated with intervals, beside what is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.facts.catalogue import TWINS, Fact, facts
from sim.facts.playing import play
from sim.facts.twins import performance_induced
from sim.scenario.base_pay import assignment_of
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance


class FactResult(NamedTuple):
    """A fact and what worlds have to say of it.

    Attributes:
        fact: As published.
        simulated: Mean, and ends of its 95 % interval over worlds; None: it cannot be measured.
        is_input: Whether it is true by construction in this scenario.
    """

    fact: Fact
    simulated: tuple[float | None, float | None, float | None]
    is_input: bool

    @property
    def inside(self) -> bool | None:
        """Whether the mean is within the published range."""
        return self.fact.inside(self.simulated[0])

    @property
    def counts(self) -> bool:
        """Whether it is a test."""
        ranged = self.fact.low is not None and self.fact.high is not None
        return ranged and not self.is_input and self.fact.use != "constraint"

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        fact = self.fact
        return {
            "fact": fact.fact,
            "value": fact.value,
            "low": fact.low,
            "high": fact.high,
            "unit": fact.unit,
            "simulated": list(self.simulated),
            "inside": self.inside,
            "in_sample": fact.use == "calibrated",
            "input": self.is_input,
            "constraint": fact.use == "constraint",
            "source": fact.source,
        }


def values_of(
    scenario: Scenario,
    worlds: Sequence[int],
    twins: Sequence[int],
    threads: int = 1,
    progress: Advance | None = None,
) -> dict[str, Floats]:
    """Every fact by the name of its moment, (worlds,) or for the one of twins (twins,).

    Args:
        scenario: What to play; how long is decided here.
        worlds: Numbers of the worlds; ``twins``: of those that are played again with good
            performance; none: that fact is left out.
        threads: How many batches at the same time.
        progress: Called with worlds that are played, and all of them.
    """
    whole = len(worlds) + len(twins)

    def part(before: int, of: int) -> Advance | None:
        if progress is None:
            return None
        told = progress
        return lambda done, all_: told(before + done * of / max(all_, 1), whole)

    played = play(scenario, list(worlds), threads, part(0, len(worlds)))
    found = {fact.moment: fact.measure(played) for fact in facts() if fact.moment != TWINS}
    if len(twins):
        after = part(len(worlds), len(twins))
        found[TWINS] = performance_induced(scenario, twins, threads, after)
    return found


def measure(
    scenario: Scenario, threads: int = 1, progress: Advance | None = None
) -> list[FactResult]:
    """All facts of a scenario, of as many worlds as it has.

    Raises:
        InputError: If there is too little memory.
    """
    numbers = range(scenario.worlds)
    values = values_of(scenario, numbers, numbers, threads, progress)
    matched = assignment_of(scenario.package.base_pay) is not None
    return [_measured(fact, values[fact.moment], matched) for fact in facts()]


def _measured(fact: Fact, values: Floats, matched: bool) -> FactResult:
    """With its interval; elasticities of pay are inputs unless pay is matched to size."""
    found = interval(np.where(np.isfinite(values), values, np.nan), share=fact.unit == "share")
    own_pay = fact.moment.startswith("pay_on_") and matched
    triple = (found["mean"], found["low"], found["high"])
    return FactResult(fact, triple, fact.use == "input" and not own_pay)
