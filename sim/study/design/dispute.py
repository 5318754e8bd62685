"""What an experiment settles: a hypothesis, written before the result, and claims that are held."""

from __future__ import annotations

import re
from typing import Any, Self

from pydantic import Field, model_validator

from incentives.explained import Inside
from sim.scenario.base import Spec
from sim.study.design.paired_claim import PairedClaim, Sign
from sim.support.inputs import InputError

OF_THE_RUN = ("seed", "worlds", "firms.source", "firms.count")
"""Settings that say how much is played: a claim's draws have their own."""


class ExperimentClaim(PairedClaim):
    """A claim of an experiment: base and settings are the experiment's where it has none."""

    expected: Sign | None = Field(
        None, description="the sign that the hypothesis has, where it came out otherwise"
    )


class Dispute(Spec):
    """What an experiment asks, what was expected, and what came out."""

    name: str = Field("", description="left out: the file's name")
    question: str = Field(min_length=1, description="what the study answers")
    hypothesis: str = Field("", description="what was expected, written before the result")
    source: str = Field("", description="what has been published on the question")
    answer: str = Field("", description="one sentence; {NAME} is the estimate of a finding")
    base: str = Field("default", description="preset, or scenario file beside this one")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="dotted paths of the base and their values"
    )
    drawn: int | None = Field(
        None, ge=2, le=4096, description="worlds of a draw of a finding; left out: 24, or 16"
    )
    findings: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="per name a claim: sentence, fields of two sides, measure and sign",
    )

    @property
    def origin(self) -> str:
        """What messages call it."""
        return self.name or "experiment"

    @property
    def claims(self) -> dict[str, ExperimentClaim]:
        """The claims by name, with base and settings of the experiment under their own."""
        return {name: self._claim(raw) for name, raw in self.findings.items()}

    def _claim(self, raw: dict[str, Any]) -> ExperimentClaim:
        shared = {path: value for path, value in self.settings.items() if path not in OF_THE_RUN}
        own = raw.get("settings", {})
        settings = {**shared, **own} if isinstance(own, dict) else own
        return ExperimentClaim.read({"base": self.base, **raw, "settings": settings})

    @model_validator(mode="after")
    def _finds_what_can_be_claimed(self) -> Self:
        for name, raw in self.findings.items():
            try:
                self._claim(raw)
            except InputError as error:
                field, _, text = str(error).partition(": ")
                raise Inside(f"findings.{name}.{field}", text) from None
        for name in re.findall(r"{([^{}]*)}", self.answer):
            if name not in self.findings:
                raise Inside("answer", f"has {{{name}}}; expected names of findings")
        return self
