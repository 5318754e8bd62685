"""Tables that mean nothing for some scenarios."""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError


def refuse_tables(scenario: Scenario, record: Iterable[str]) -> None:
    """Refuse ``contexts`` where boards learn: a tenure may have been under several packages.

    What is done in a context is judged by what its package rewards, and these differ.

    Raises:
        InputError: With the reason.
    """
    if scenario.learning is not None and "contexts" in set(record):
        raise InputError(
            "contexts: are judged by the one package of a tenure, but boards learn here (learning) "
            "and change it meanwhile; expected a scenario without learning, or no contexts"
        )
