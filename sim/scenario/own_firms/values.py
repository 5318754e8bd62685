"""What a cell says: a number, a date, a word; or what is wrong with it."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

from incentives.sentences import shown

SAYS_NOTHING = frozenset(
    {"", "na", "n/a", "#n/a", "nan", "null", "none", ".", "-", "\u2013", "\u2014"}
)
"""What stands for nothing, in whatever case."""
_YES = frozenset({"ceo", "1", "1.0", "yes", "y", "true"})
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]*)?").fullmatch
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")
_SIGNS = "$\u20ac\u00a3"
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{4})(\d{2})(\d{2})")


class Odd(ValueError):
    """A cell that cannot be used.

    Args:
        reason: What it is, and what was expected.
    """


def is_missing(cell: Any) -> bool:
    """Whether a cell says nothing."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and cell.strip().casefold() in SAYS_NOTHING


def number_in(cell: Any, expected: str, low: float = -math.inf, percent: bool = False) -> float:
    """The number in a cell: 1234.5, 1,234.5, $1,234, (1,234) for a loss, and 5% where that fits.

    Args:
        cell: Text, or what Parquet has.
        expected: In words, for the sentence.
        low: What it has to exceed.
        percent: Whether a sign of percent may stand behind it.

    Raises:
        Odd: If there is no such number.
    """
    if isinstance(cell, str) and _PLAIN(cell) is not None:  # as nearly all are
        found: float | None = float(cell)
    else:
        found = _number(cell, percent) if not is_missing(cell) else None
    if found is None or not math.isfinite(found) or not found > low:
        said = "empty" if is_missing(cell) else shown(cell)
        raise Odd(f"is {said}; expected {expected}")
    return found


def _number(cell: Any, percent: bool) -> float | None:
    if isinstance(cell, bool):
        return None
    if not isinstance(cell, str):
        try:
            return float(cell)  # Parquet's integers, floats and decimals
        except (TypeError, ValueError, OverflowError):
            return None
    text = cell.strip().replace("\u2212", "-")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1].strip()}"
    if text[:1] in ("-", "+") and text[1:2] in tuple(_SIGNS):
        text = text[0] + text[2:]
    text = text.lstrip(_SIGNS).strip()
    if percent and text.endswith("%"):
        text = text[:-1].strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text):
        return None
    return float(text)


def year_in(cell: Any) -> int:
    """The year that a cell says: 2019, or a date within it.

    Raises:
        Odd: If there is none.
    """
    text = str(cell).strip().removesuffix(".0") if not is_missing(cell) else ""
    if re.fullmatch(r"\d{4}", text):
        return int(text)
    if isinstance(cell, datetime.date):
        return cell.year
    if (found := _date(text)) is not None:
        return found.year
    raise Odd(f"is {shown(cell) if text else 'empty'}; expected a year, as in 2019")


def date_in(cell: Any) -> datetime.date:
    """The date that a cell says: 2012-05-01, 20120501; a year alone is its middle.

    Raises:
        Odd: If there is none.
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    text = str(cell).strip() if not is_missing(cell) else ""
    if re.fullmatch(r"\d{4}(\.0)?", text):
        return datetime.date(int(text[:4]), 7, 1)
    found = _date(text.removesuffix(".0"))
    if found is None:
        said = shown(cell) if text else "empty"
        raise Odd(f"is {said}; expected a date, as in 2012-05-01")
    return found


def _date(text: str) -> datetime.date | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def name_in(cell: Any, expected: str) -> str:
    """The name or number that a cell says, as text.

    Raises:
        Odd: If there is none.
    """
    if is_missing(cell):
        raise Odd(f"is empty; expected {expected}")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def says_yes(cell: Any) -> bool:
    """Whether a mark is set: CEO, yes, 1, true."""
    return not is_missing(cell) and str(cell).strip().casefold() in _YES
