"""A slider whose every step has a place on the grid; its value stands in the address."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from dashboards.address import keep, kept
from dashboards.components import mount
from dashboards.wording import say


class DialScale(NamedTuple):
    """What a dial turns.

    Attributes:
        label: What it is called.
        key: Its parameter in the address.
        low: Its lowest value.
        high: Its highest value.
        step: From one value to the next, of which a whole number leads from low to high.
        first: Where it stands if nothing is in the address.
    """

    label: str
    key: str
    low: float
    high: float
    step: float
    first: float

    def digits(self) -> int:
        """Behind the point, of every value."""
        return len(f"{self.step:g}".partition(".")[2])

    def nearest(self, value: float) -> float:
        """The value of the scale that is nearest, rounded as the grid's are."""
        whole = round((min(self.high, max(self.low, value)) - self.low) / self.step)
        return round(self.low + whole * self.step, self.digits())

    def stands(self) -> float:
        """Where it was left in this session, or else stands in the address."""
        try:
            value = float(kept(self.key) or "")
        except ValueError:
            return self.first
        return self.nearest(value) if isfinite(value) else self.first


def dial(scale: DialScale) -> float:
    """Show it, and return where it stands."""
    start = scale.stands()
    data = {
        "label": say(scale.label),
        "low": scale.low,
        "high": scale.high,
        "step": scale.step,
        "value": start,
        "digits": scale.digits(),
    }
    moved = mount("dial", data, key=f"dial-{scale.key}", value=None).value
    value = start if moved is None else scale.nearest(float(moved))
    if moved is not None:
        keep(scale.key, f"{value:g}")
    return value
