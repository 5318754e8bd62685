"""Labels across a catalogue: one scenario with every scheme, filter or way to decide in turn.

All play the same worlds under the same luck.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from incentives import catalogue
from sim.diagnosis.robustness.robustness import EVERYBODY, SummaryRow, observe
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, suggest
from sim.support.progress import Advance
from sim.support.showing import html
from sim.support.tally import Parts

VARIED = ("schemes", "filters", "cognition")


class Across(NamedTuple):
    """Labels of everybody's tenures under every member of a family.

    Attributes:
        family: Which, of ``VARIED``.
        rows: A row per member, as in ``Robustness.labels``, with its ``name``.
        refused: Why the scenario cannot be played with the others, by name.
    """

    family: str
    rows: list[SummaryRow]
    refused: dict[str, str]

    def __repr__(self) -> str:
        return f"<Across {self.family}: {len(self.rows)} played, {len(self.refused)} refused>"

    def _repr_html_(self) -> str:
        refused = [f"{name}: {reason}" for name, reason in self.refused.items()]
        return html(f"Across {self.family}", self.rows, notes=refused)

    def document(self) -> dict[str, Any]:
        """All of it as plain data."""
        return self._asdict()


def across(scenario: Scenario, family: str, progress: Advance = lambda done, total: None) -> Across:
    """Play a scenario with each part of a family, at its defaults, in place of the package's.

    Args:
        scenario: Which; with ``cognition``, everybody decides in that way.
        family: One of ``VARIED``.
        progress: Called with the worlds that are played with all parts, and all of them.

    Raises:
        InputError: If there is no such family, or shareholders vote on packages.
    """
    refuse_unknown(scenario, family)
    rows, refused = [], {}
    names = catalogue(family)
    parts = Parts(progress, len(names) * scenario.worlds)
    for name in names:
        share = parts.next(scenario.worlds)
        try:
            found = observe(scenario_of(scenario, _settings(scenario, family, name)), share)
        except InputError as error:
            refused[name] = str(error)
            continue
        (everybody,) = (row for row in found.labels if row["group"] == EVERYBODY)
        rows.append({"name": name, **everybody})
    return Across(family, rows, refused)


def refuse_unknown(scenario: Scenario, family: str) -> None:
    """Refuse what cannot be played at all, before anything is.

    Raises:
        InputError: If there is no such family, or shareholders vote on packages.
    """
    if family not in VARIED:
        raise InputError(f"--across {family}: no such family; {suggest(family, list(VARIED))}")
    if scenario.shareholders.ballot and family != "cognition":
        raise InputError(
            "shareholders.ballot: the packages to vote on have parts of their own; expected one "
            "package without a vote"
        )


def _settings(scenario: Scenario, family: str, name: str) -> dict[str, Any]:
    """Fields to set, by path."""
    if family != "cognition":
        return {f"package.{family}": [name]}
    own = [
        kind
        for kind, member in scenario.executives.population.items()
        if member.cognition is not None
    ]
    kinds = {f"executives.population.{kind}.cognition": name for kind in own}
    return {"executives.cognition": name, **kinds}
