"""What `proxyfight diagnose` prints of the attribution: the waterfall, and tenures by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from sim.diagnosis.attribution.attribution import Attribution
    from sim.scenario.scenario import Scenario


def print_attribution(scenario: Scenario, name: str, found: Attribution) -> None:
    """The waterfall as a table, then its gist and what pay is compared with."""
    from sim.cli.output import base_pay_note, new_table, print_table, wrapped
    from sim.diagnosis.attribution.contracts import in_words

    caption = (
        f"Base pays per firm and quarter; means over {scenario.worlds} worlds of "
        f"{scenario.firms.count} firms and {scenario.length()}, with half of their 95 % "
        "intervals. Losses are Owen values over counterfactual twins of every world: they sum "
        "to the gap, and the two parts of a loss to it. A loss below zero is a gain. Beside them "
        "stands what mending it alone would bring, and what mending it last, when all else is "
        "mended. Goals count by the distance from a steward's, so careerists have a part though "
        "nobody calls them misaligned; deception counts interviews that are gamed, too; capability "
        "ability and search. First best differs between packages: the level of pay, filters and "
        "oversight stay, and nobody pays for a seat where liability is limited. "
        f"{base_pay_note(scenario)}"
    )
    table = new_table(f"{name}: where the value went", caption)
    table.add_column("", no_wrap=True)
    table.add_column("there is", justify="right", no_wrap=True)
    table.add_column("lost to it", justify="right", no_wrap=True)
    table.add_column("95 %", justify="right", no_wrap=True)
    table.add_column("mended first", justify="right", no_wrap=True)
    table.add_column("mended last", justify="right", no_wrap=True)
    for row in found.rows():
        mean, half = _cells(row)
        level, there = row["kind"] == "level", row["kind"] in ("level", "beside")
        inset = row["kind"] in ("part", "beside")
        label = f"  {row['label'].split(': ')[-1]}" if inset else row["label"]
        mended = [" ".join(_cells(row[when])) if when in row else "" for when in ("first", "last")]
        cells = mean if there else "", "" if there else mean, half, *mended
        table.add_row(label, *cells, style="bold" if level else None)
    print_table(table)
    typer.echo("\n" + wrapped(found.sentence()))
    for label, pay in found.contracts.items():
        prefix = f"{label}: " if len(found.contracts) > 1 else ""
        typer.echo(wrapped(prefix + in_words(pay)))


def _cells(row: dict[str, Any]) -> tuple[str, str]:
    half = "" if row["low"] is None else f"± {(row['high'] - row['low']) / 2:.2f}"
    text = f"{row['mean']:.2f}"
    return text.removeprefix("-") if float(text) == 0 else text, half


def print_tenures(rows: list[dict[str, Any]]) -> None:
    """Losses per quarter in office, by kind of executive."""
    from sim.cli.output import new_table, print_table
    from sim.diagnosis.attribution.attribution import GIST
    from sim.diagnosis.attribution.causes import LABELS
    from sim.support.words import with_interval

    table = new_table(
        "Per tenure, by kind of executive",
        "Losses per quarter in office, base pays, with hires and exits replayed as they were: the "
        "same people in the same seats. So what hiring costs is no part of it, nor is whom a "
        "cause would have brought in or thrown out.",
    )
    table.add_column("kind", no_wrap=True)
    table.add_column("tenures", justify="right")
    for name in GIST:
        table.add_column(LABELS[name].replace("outer: ", ""), justify="right", no_wrap=True)
    table.add_column("surplus", justify="right", no_wrap=True)
    for row in rows:
        cells = [with_interval(row[name]) for name in (*GIST, "surplus")]
        table.add_row(row["name"], str(row["tenures"]), *cells)
    print_table(table)
