"""A slider whose every step has a place on the grid; its value stands in the address."""

from __future__ import annotations

from math import isfinite

from dashboards.address import keep, kept
from dashboards.components import mount
from dashboards.wording import say


def dial(label: str, low: float, high: float, step: float, first: float, key: str) -> float:
    """Show it.

    Args:
        label: What it turns.
        low: Its lowest value.
        high: Its highest value.
        step: From one value to the next, of which a whole number leads from low to high.
        first: Where it stands if nothing is in the address.
        key: Its parameter in the address.

    Returns:
        Where it stands: one of its values, rounded as the grid's are.
    """
    digits = max(0, len(f"{step:g}".partition(".")[2]))

    def nearest(value: float) -> float:
        whole = round((min(high, max(low, value)) - low) / step)
        return round(low + whole * step, digits)

    asked = _number(kept(key))
    start = first if asked is None else nearest(asked)
    shown = {"label": say(label), "low": low, "high": high, "step": step}
    moved = mount(
        "dial", {**shown, "value": start, "digits": digits}, key=f"dial-{key}", value=None
    ).value
    value = start if moved is None else nearest(float(moved))
    if asked is not None or value != first:
        keep(key, f"{value:g}")
    return value


def _number(text: str | None) -> float | None:
    """What the address says; None if it is no number."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None
