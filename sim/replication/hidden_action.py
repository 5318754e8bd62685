"""The hidden-action study of Reinwald, Leitner and Wall 2024, as configurations of an agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.replication import published
from sim.replication.agency import Agency
from sim.replication.memory import WindowMean
from sim.replication.play import PlayedRuns, play
from sim.replication.published import Agreement, MeanSE
from sim.support.inputs import InputError, shown, suggest, whole_number
from sim.support.progress import Progress

TURBULENCES = (5, 25, 45)
MEMORIES = ("1", "3", "5", "unlimited")
SHOWN_MEASURES = {
    "effort": "effort of the agent",
    "premium": "premium, share of the outcome",
    "principal_utility": "utility of the principal, units of the outcome",
}
"""What the study reports, at :data:`SHOWN_PERIODS`."""
SHOWN_PERIODS = (1, 5, 10, 20)
STUDIED_RUNS = 700


class Condition(NamedTuple):
    """One scenario of the study: turbulence in percent, and what both sides remember."""

    turbulence: int
    memory_principal: str
    memory_agent: str


class Replicate:
    """Simulated means of a condition, beside the published ones where there are any.

    Attributes:
        condition: Which; ``agency``: what was played; ``runs``: how often.
        studied: Whether that is what the study has; only then it is compared.
        means: Mean and standard error, by measure and period.
        path: The same in every period: (periods, 2) of a mean and a standard error, by measure.
        without_premium: Share of periods in which nothing that induces effort would be signed.
    """

    def __init__(self, condition: Condition, agency: Agency, course: PlayedRuns) -> None:
        self.condition, self.agency, self.runs = condition, agency, course.values.shape[2]
        self.studied = agency == HiddenAction().agency(condition)
        self.path = {
            measure: _path(course[measure]) for measure in (*SHOWN_MEASURES, "agent_utility")
        }
        self.means = {
            measure: {
                period: _pair(self.path[measure][period - 1])
                for period in SHOWN_PERIODS
                if period <= agency.periods
            }
            for measure in SHOWN_MEASURES
        }
        self.without_premium = float((course["premium"] == 0.0).mean())

    @property
    def published(self) -> published.Series | None:
        """What was published of it."""
        if not self.studied:
            return None
        return published.hidden_action().get(self.condition)

    @cached_property
    def z(self) -> dict[str, dict[int, float]]:
        """Simulated less published in standard errors of both; empty where nothing is known."""
        there = self.published
        return {} if there is None else published.differences(self.means, there)

    @property
    def differences(self) -> list[float]:
        """All of :attr:`z`."""
        return [z for periods in self.z.values() for z in periods.values()]

    def document(self) -> dict[str, Any]:
        """As JSON shows it; ``published`` and ``z`` only where something was published."""
        turbulence, principal, agent = self.condition
        found: dict[str, Any] = {
            "turbulence": turbulence,
            "memory_principal": as_number(principal),
            "memory_agent": as_number(agent),
            "runs": self.runs,
            **_by_text(self.means),
            "without_premium": self.without_premium,
        }
        there = self.published
        if there is not None:
            found["published"] = _by_text(there)
            found["z"] = _by_text(self.z)
            found["agreement"] = published.agreement(self.differences).document()
        best = self.agency.benchmark._asdict()
        return {**found, "second_best": best}


class HiddenAction:
    """Does the optimal contract emerge if principal and agent remember little?"""

    name: ClassVar[str] = "hidden-action"
    summary: ClassVar[str] = "a principal searches for the premium, and both remember only so much"
    source: ClassVar[str] = (
        "Reinwald, Leitner and Wall 2024, Performance-based pay and limited information access: "
        "An agent-based model of the hidden action problem, Jahrbücher für Nationalökonomie und "
        "Statistik 244; after Holmstrom 1979, Moral hazard and observability, Bell J. Economics 10"
    )
    runs: ClassVar[int] = STUDIED_RUNS
    question: ClassVar[str] = (
        "Does the optimal contract emerge if principal and agent remember little?"
    )

    def conditions(
        self,
        turbulence: Any = None,
        memory_principal: Any = None,
        memory_agent: Any = None,
    ) -> list[Condition]:
        """The study's conditions, or those of them that are asked for.

        Raises:
            InputError: If the study has no such condition.
        """
        asked = None if turbulence is None else _turbulence(turbulence)
        principal = _memory("--memory-principal", memory_principal)
        agent = _memory("--memory-agent", memory_agent)
        return [
            Condition(t, p, a)
            for t in TURBULENCES
            for p in MEMORIES
            for a in MEMORIES
            if asked in (None, t) and principal in (None, p) and agent in (None, a)
        ]

    def agency(self, condition: Condition, base: Agency | None = None) -> Agency:
        """What is played under a condition; ``base`` holds for what the study does not vary."""
        turbulence, principal, agent = condition
        return (base or Agency()).model_copy(
            update={
                "turbulence": float(turbulence),
                "principal": WindowMean(memory=as_number(principal)),
                "agent": WindowMean(memory=as_number(agent)),
            }
        )

    def run(
        self,
        conditions: Sequence[Condition] | None = None,
        seed: int = 0,
        runs: int = STUDIED_RUNS,
        base: Agency | None = None,
        progress: Progress | None = None,
    ) -> list[Replicate]:
        """Play conditions, all 48 unless told otherwise. Equal seeds give equal bits.

        Args:
            conditions: Which.
            seed: Of all draws; a run has the same luck under every condition.
            runs: Independent pairs of a principal and an agent in each.
            base: What holds for all conditions, if it is not what the study has.
            progress: Is called with how many are done, and how many there are.
        """
        chosen = self.conditions() if conditions is None else list(conditions)
        found = []
        for done, condition in enumerate(chosen):
            if progress is not None:
                progress(done, len(chosen))
            agency = self.agency(condition, base)
            found.append(Replicate(condition, agency, play(agency, seed, runs)))
        if progress is not None:
            progress(len(chosen), len(chosen))
        return found


def agreement_of(found: Iterable[Replicate]) -> Agreement:
    """How well conditions agree with what was published of them, taken together."""
    return published.agreement(z for one in found for z in one.differences)


def _path(values: Floats) -> Floats:
    """(periods, 2) means over runs and their standard errors."""
    count = values.shape[1]
    error = values.std(axis=1, ddof=1) / count**0.5 if count > 1 else np.zeros(len(values))
    return np.stack([values.mean(axis=1), error], axis=1)


def _pair(row: Floats) -> MeanSE:
    mean, error = row.tolist()
    return mean, error


def _by_text(series: Any) -> dict[str, dict[str, Any]]:
    return {
        measure: {str(period): value for period, value in periods.items()}
        for measure, periods in series.items()
    }


def as_number(memory: str) -> Any:
    """A memory as JSON and configurations have it."""
    return memory if memory == "unlimited" else int(memory)


def _turbulence(given: Any) -> int:
    found = whole_number("--turbulence", given, 0)
    if found not in TURBULENCES:
        raise InputError(f"--turbulence: is {shown(found)}; expected 5, 25 or 45")
    return found


def _memory(option: str, given: Any) -> str | None:
    if given is None:
        return None
    if str(given) not in MEMORIES:
        raise InputError(f"{option}: is {shown(given)}; expected 1, 3, 5 or unlimited")
    return str(given)


REPLICATIONS: dict[str, type[HiddenAction]] = {HiddenAction.name: HiddenAction}
"""Published studies that are replicated, by name."""


def find(name: str) -> type[HiddenAction]:
    """The replication of that name.

    Raises:
        InputError: If there is none.
    """
    if name not in REPLICATIONS:
        raise InputError(f"replicate {name}: no such study; {suggest(name, list(REPLICATIONS))}")
    return REPLICATIONS[name]
