"""The causes of lost value, and what mends each of them in a counterfactual twin world."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from agents.cognition import Cognition
from agents.cognition.exact import Exact
from sim.diagnosis.attribution.contracts import (
    Contracts,
    contracts,
    losses_borne,
    mend_goals,
    unconstrained,
)
from sim.diagnosis.attribution.owen import coalitions
from sim.scenario.executives import Executives
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

CAUSES: dict[str, str] = {
    "intensity": "pay is too weak, too steep or badly timed for what its metrics are worth",
    "distortion": "even at their best slope, the metrics pay for the wrong things",
    "goals_misaligned": "executives whom anybody would call misaligned want something besides pay "
    "and true value",
    "goals_aligned": "executives whom nobody calls misaligned want something else than stewards "
    "do, as careerists, who want pay alone",
    "deception": "executives know when they are evaluated: interviews that are gamed, conduct that "
    "turns when nobody looks",
    "capability": "boards miss the ablest applicant, and executives do not search for the best",
    "luck": "reports and values are noisy",
}
"""What they are, in the order of their bits in the number of a twin."""

MENDED = {
    "intensity": "the same metrics are paid straight, at their best slope",
    "distortion": "pay as strong as it is, but on accrued true value",
    "goals_misaligned": "the misaligned have the steward's goal; abilities and other traits stay",
    "goals_aligned": "all others have it",
    "deception": "awareness is 0: nobody knows whether this is an interview, probation or a season "
    "of audits",
    "capability": "boards hire the ablest applicant, whatever filters say; all search exactly",
    "luck": "no noise comes true; everybody reckons with it all the same",
}
"""What mends them in a twin."""

LABELS = {
    "outer": "outer",
    "intensity": "outer: intensity",
    "distortion": "outer: distortion",
    "goals": "hidden goals",
    "goals_misaligned": "goals: the misaligned",
    "goals_aligned": "goals: those called aligned",
    "deception": "deception",
    "capability": "capability",
    "luck": "luck",
}
"""What causes and their unions are called in pictures and tables."""

UNIONS: dict[str, tuple[str, ...]] = {
    "outer": ("intensity", "distortion"),
    "goals": ("goals_misaligned", "goals_aligned"),
    "deception": ("deception",),
    "capability": ("capability",),
    "luck": ("luck",),
}
"""Causes that are parts of a larger one, and those that are alone."""

NUMBERS = tuple(tuple(list(CAUSES).index(part) for part in parts) for parts in UNIONS.values())
"""The same by the causes' numbers."""

COALITIONS: list[frozenset[str]] = [
    frozenset(name for bit, name in enumerate(CAUSES) if mended >> bit & 1)
    for mended in coalitions(NUMBERS)
]
"""What is mended in every twin; nothing in the first, everything in the last."""


class Twin(NamedTuple):
    """A world in which some causes are mended.

    Attributes:
        scenario, package: Of the twin.
        ablest: Whether boards hire the ablest applicant; ``still``: whether nothing is noisy.
    """

    scenario: Scenario
    package: Package
    ablest: bool
    still: bool


def twins(scenario: Scenario, package: Package) -> list[Twin]:
    """All twins that attribution needs, in the order of ``COALITIONS``.

    What a switch cannot change is the same object's equal, so that it is played once and is worth
    exactly nothing.
    """
    pay = contracts_of(scenario, package)
    return [_twin(scenario, pay, mended) for mended in COALITIONS]


def unconstrained_twin(scenario: Scenario, package: Package) -> Twin:
    """All mended, under a first best that nobody signs; the last twin where somebody does."""
    pay = contracts_of(scenario, package)
    if pay.unconstrained == pay.first_best:
        return _twin(scenario, pay, COALITIONS[-1])
    pay = pay._replace(first_best=pay.unconstrained)
    return _twin(unconstrained(scenario), pay, COALITIONS[-1])


@lru_cache(maxsize=64)
def _contracts(scenario: str, package: str) -> Contracts:
    return contracts(Scenario.model_validate_json(scenario), Package.model_validate_json(package))


def contracts_of(scenario: Scenario, package: Package) -> Contracts:
    """What the package's pay is compared with; see :mod:`sim.diagnosis.attribution.contracts`."""
    return _contracts(scenario.model_dump_json(), package.model_dump_json())


def _twin(scenario: Scenario, pay: Contracts, mended: frozenset[str]) -> Twin:
    by_pay = {
        (False, False): pay.actual,
        (True, False): pay.best_slope,
        (False, True): pay.on_value,
        (True, True): pay.first_best,
    }
    package = by_pay["intensity" in mended, "distortion" in mended]
    scenario = mend_goals(
        scenario, misaligned="goals_misaligned" in mended, others="goals_aligned" in mended
    )
    executives = scenario.executives
    if "deception" in mended:
        executives = everywhere(executives, "awareness", 0.0)
    if "capability" in mended:
        executives = everywhere(executives, "cognition", Exact())
    scenario = scenario.model_copy(update={"executives": executives})
    if package is not pay.actual:
        scenario = losses_borne(scenario)
    return Twin(scenario, package, "capability" in mended, "luck" in mended)


def everywhere(executives: Executives, trait: str, value: float | Cognition) -> Executives:
    """The same executives with a trait that is the same for all kinds; unchanged if it is."""
    if all(executives.trait(name, trait) == value for name in executives.population):
        return executives
    population = {
        name: member.model_copy(update={trait: None})
        for name, member in executives.population.items()
    }
    return executives.model_copy(update={trait: value, "population": population})
