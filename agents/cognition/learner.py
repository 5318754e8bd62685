"""Somebody who learns how good the monitor is."""

from __future__ import annotations

from pydantic import Field

from agents.cognition.base import Cognition, Learning


class Learner(Cognition):
    """Takes the best response to a monitor of unknown quality, and learns from not being caught.

    An effective monitor would find out ``strong`` times as often as is true, a weak one ``weak``
    times. Every quarter in which something could have been found and was not makes it likelier
    that the monitor is weak, so what is hidden grows. The dismissal bar may be off by ``slack``;
    every belief that did not cost the seat says by how much at most. A sure prior is exact.
    """

    name = "learner"
    summary = "the best response to a monitor whose quality is learned from not being caught"
    source = (
        "Cheynel, Cianciaruso and Zhou 2024, Fraud power laws, Journal of Accounting Research 62"
    )

    doubt: float = Field(0.5, ge=0, le=1, description="prior probability that the monitor is weak")
    strong: float = Field(
        2.0, ge=1, le=100, description="discovery by an effective monitor, times the true chance"
    )
    weak: float = Field(
        0.0, ge=0, le=1, description="discovery by a weak monitor, times the true chance"
    )
    slack: float = Field(
        0.25, ge=0, le=50, description="most that the dismissal bar may be off, metric units"
    )

    def learning(self) -> Learning:
        return Learning(self.doubt, self.strong, self.weak, self.slack)
