"""What `proxyfight diagnose` prints of deception."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from sim.diagnosis.deception.deception import Deception

_BY_KIND = ("deceptive", "turned", "turn_median", "lost", "lag", "undetected", "elsewhere")


_DIGITS = {"lost": 3, "elsewhere": 4, "elsewhere_share": 3}
_CAPTION = (
    "Means over worlds, with half of their 95 % intervals. Control: the same worlds, but nobody "
    "knows when it is watched. A tenure turns in the first quarter in which it adds less than the "
    "same executive would in the same state under the closest watch that it has met in this seat, "
    "by more than thresholds.deceptive; quarters before the turn are of those hired during the "
    "run. Value and harm are base pays per firm and quarter."
)

_CURVE = (
    "Base pays are the firm's own. In units of value, which is what is withheld over the firm's "
    "impact, the size of the firm is not in it."
)


def print_deception(found: Deception) -> None:
    """Both tables: everybody beside the control, then kind by kind."""
    from sim.cli.output import new_table, print_table
    from sim.diagnosis.deception.deception import TITLES

    table = new_table(f"Deception: {found.turns} tenures turned", _CAPTION)
    table.add_column("", no_wrap=True)
    for title in ("scenario", "control", "difference"):
        table.add_column(title, justify="right", no_wrap=True)
    for measure, title in TITLES.items():
        row = found.row(measure)
        cells = (_cell(row, side) for side in ("scenario", "control", "difference"))
        table.add_row(title, *cells)
    print_table(table)
    kinds = new_table("Kind by kind, in the scenario")
    kinds.add_column("kind", no_wrap=True)
    for title in ("deceptive", "turn", "median", "lost", "lag", "undetected", "harm elsewhere"):
        kinds.add_column(title, justify="right", no_wrap=True)
    for name in dict.fromkeys(row["kind"] for row in found.rows):
        cells = (_cell(found.row(measure, name), "scenario") for measure in _BY_KIND)
        kinds.add_row(name, *cells)
    typer.echo("")
    print_table(kinds)
    typer.echo("")
    _print_curve(found)


def _print_curve(found: Deception) -> None:
    """How many are called deceptive, at every threshold."""
    from sim.cli.output import new_table, print_table
    from sim.diagnosis.deception.curve import WITHHELD_IN
    from sim.support.words import short, with_interval

    table = new_table("Deceptive tenures by threshold, share; * the scenario's", _CURVE)
    for unit in WITHHELD_IN:
        table.add_column(f"in {unit.replace('-', ' ')}", justify="right", no_wrap=True)
        table.add_column("share", justify="right", no_wrap=True)
    by_unit = [[row for row in found.curve if row["unit"] == unit] for unit in WITHHELD_IN]
    for both in zip_longest(*by_unit):
        cells = [
            ("", "") if row is None else (_starred(row, short), with_interval(row, 2))
            for row in both
        ]
        table.add_row(*chain.from_iterable(cells))
    print_table(table)


def _starred(row: dict[str, Any], short: Callable[[float], str]) -> str:
    return f"{'* ' * row['chosen']}{short(row['threshold'])}"


def _cell(row: dict[str, Any], side: str) -> str:
    from sim.support.words import with_interval

    return with_interval(row[side], _DIGITS.get(row["measure"], 2))
