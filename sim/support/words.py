"""Numbers and names for reading."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def decimals(bound: float) -> int:
    """Decimals that show numbers up to ``bound`` with about three significant digits."""
    if not math.isfinite(bound) or bound <= 0:
        return 2
    return min(4, max(0, 2 - math.floor(math.log10(bound))))


def number(value: float | None, digits: int) -> str:
    """A number for reading: a true minus sign, and a dash for none."""
    if value is None or not math.isfinite(value):
        return "\N{EN DASH}"
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    return text.replace("-", "\N{MINUS SIGN}")


def span(low: float | None, high: float | None, digits: int) -> str:
    """An interval; nothing if there is none."""
    if low is None or high is None:
        return ""
    return f"{number(low, digits)} to {number(high, digits)}"


def words(name: str) -> str:
    """A name as words."""
    return name.replace("_", " ")


def listed(items: Sequence[str]) -> str:
    """Items in a sentence: a, b and c."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def short(value: float | None) -> str:
    """Three digits that tell, or a dash for what is not known."""
    if value is None or math.isnan(value):
        return "-"
    size = abs(value)
    if size >= 100_000 or 0 < size < 0.000_05:
        return f"{value:.2e}"
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def percent(value: float | None) -> str:
    """A share as a percentage."""
    return "-" if value is None or math.isnan(value) else f"{100 * value:.0f} %"


def with_interval(cell: dict[str, Any], digits: int = 2) -> str:
    """A mean and half of its 95 percent interval, with the same number of digits."""
    mean, low, high = cell["mean"], cell["low"], cell["high"]
    if mean is None:
        return "-"
    text = f"{mean:.{digits}f}"
    half = "" if low is None else f" ± {(high - low) / 2:.{digits}f}"
    return (text.removeprefix("-") if float(text) == 0 else text) + half
