"""Numbers and names for reading."""

from __future__ import annotations

import math
from collections.abc import Sequence


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
