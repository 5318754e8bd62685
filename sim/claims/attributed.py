"""A claim about where the value went in one scenario: a formula of the steps of its waterfall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import Field, field_validator

from incentives.arrays import Floats
from sim.scenario.base import Spec
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.study.design.paired_claim import Sign, has_sign, undecided
from sim.support.expressions import Expression
from sim.support.inputs import InputError, shown, suggest


class AttributionClaim(Spec):
    """What causes have lost in one scenario, against others or against nothing."""

    claim: str = Field(min_length=1, description="the sentence")
    base: str = Field("default", description="preset that is played")
    settings: dict[str, Any] = Field(default_factory=dict, description="fields of it")
    attribution: str = Field(
        description="formula of columns of the diagnosis's table `firms`, as in outer - goals"
    )
    holds: Sign = Field("more", description="sign of the formula's value")

    @field_validator("attribution")
    @classmethod
    def _can_be_attributed(cls, attribution: str) -> str:
        try:
            AttributionFormula(attribution)
        except InputError as error:
            raise ValueError(str(error)) from None
        return attribution

    @property
    def measure(self) -> str:
        """What is measured, in words: the formula, and what it is of."""
        return f"attribution: {self.attribution}"

    def scenario(self, background: dict[str, Any]) -> Scenario:
        """What is played; what the claim sets counts more than the background.

        Raises:
            InputError: If a field or value is wrong.
        """
        return scenario_of(self.base, {**background, **self.settings})

    def agrees(self, value: float) -> bool:
        """Whether a value of the formula is as claimed."""
        return has_sign(self.holds, value)

    def varies(self, paths: Iterable[str]) -> list[str]:
        """The fields of the background among these: those that the claim does not set."""
        return undecided(paths, self.settings, [self.scenario({})])


class AttributionFormula:
    """A parsed formula of what causes have lost.

    Args:
        text: As it was written, as in ``outer - goals`` or ``goals_first - intensity_first``.

    Raises:
        InputError: If it is none, or names what is no step of an attribution.
    """

    def __init__(self, text: str) -> None:
        self._expression = Expression(text)
        self.text = text
        names, known = self._expression.names, steps()
        for name in sorted(names):
            if name not in known:
                raise InputError(
                    f"reads {name}, which is no cause or step of an attribution; "
                    f"{suggest(name, known)}"
                )
        if not names or self._expression.compares:
            raise InputError(f"is {shown(text)}; expected a number of steps, as in outer - goals")

    def values(self, columns: Mapping[str, Floats]) -> Floats:
        """(worlds,) of columns (worlds,) by step; NaN where there is no finite value."""
        found = np.asarray(self._expression.evaluate(columns.__getitem__), dtype=np.float64)
        return np.where(np.isfinite(found), found, np.nan)


def steps() -> tuple[str, ...]:
    """What a formula may read: the columns of :meth:`Attribution.table`, its keys aside."""
    from sim.diagnosis.attribution.attribution import UNBOOKED, with_unions
    from sim.diagnosis.attribution.causes import CAUSES

    causes = tuple(with_unions(dict.fromkeys(CAUSES, 0.0)))
    after = ("governance", "total_surplus", "rent", *UNBOOKED, "shareholder_surplus")
    mended = tuple(f"{cause}_{when}" for when in ("first", "last") for cause in causes)
    return "unconstrained", "first_best", *causes, *after, *mended


def attributed(scenario: Scenario, formula: str) -> Floats:
    """(worlds,) of a formula of the steps, each the mean over firms, in base pays per quarter."""
    return AttributionFormula(formula).values(_by_world(scenario.model_dump_json()))


@lru_cache(maxsize=400)
def _by_world(scenario: str) -> Mapping[str, Floats]:
    """(worlds,) means over firms by step; by the scenario's JSON, for claims share scenarios."""
    from sim.diagnosis.attribution import attribute

    model = Scenario.model_validate_json(scenario)
    table = attribute(model).table()
    return {
        name: np.asarray(table[name], dtype=np.float64).reshape(model.worlds, -1).mean(axis=1)
        for name in steps()
    }
