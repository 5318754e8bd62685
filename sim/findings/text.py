"""How numbers are written in pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def num(value: float, digits: int = 2) -> str:
    """A number, with a hyphen for minus as in the pages' prose."""
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def signed(value: float, digits: int = 2) -> str:
    """A difference, with its sign."""
    text = num(value, digits)
    return text if text.startswith("-") else f"+{text}"


def pct(share: float, digits: int = 0) -> str:
    """A share as a percentage."""
    return f"{num(100 * share, digits)}%"


def half(cell: Mapping[str, Any]) -> float:
    """Half of a 95% interval."""
    return float(cell["high"] - cell["low"]) / 2


def with_half(cell: Mapping[str, Any], digits: int = 2) -> str:
    """A mean with half of its interval in brackets."""
    return f"{num(cell['mean'], digits)} ({num(half(cell), digits)})"


def difference(cell: Mapping[str, Any], digits: int = 2) -> str:
    """A paired difference with its sign, and half of its interval in brackets."""
    return f"{signed(cell['difference'], digits)} ({num(half(cell), digits)})"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    first, *others = (f"| {' | '.join(line)} |" for line in [head, *rows])
    return "\n".join([first, "|" + "---|" * len(head), *others])
