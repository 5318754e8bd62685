"""`proxyfight compare`: two scenarios with the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import (
    AsJson,
    Assignments,
    Debug,
    Insist,
    Seed,
    WorldCount,
    examples,
    scenario_of,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_ONE = typer.Argument(
    metavar="A", help="A preset or a file.", show_default=False, autocompletion=completing.scenarios
)
_OTHER = typer.Argument(
    metavar="B", help="Another one.", show_default=False, autocompletion=completing.scenarios
)


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Compare two scenarios, world by world.",
        epilog=examples(
            "proxyfight compare default unaware",
            "proxyfight compare default long-leash --set executives.foresight=8",
            "proxyfight compare mine.yaml yours.yaml --worlds 200 --json",
        ),
    )(compare)


def compare(
    a: Annotated[str, _ONE],
    b: Annotated[str, _OTHER],
    assign: Assignments = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    as_json: AsJson = False,
    insist: Insist = False,
    debug: Debug = False,
) -> None:
    """Compare two scenarios, world by world: equal worlds have equal luck.

    --set, --seed and --worlds hold for both.
    """
    scenarios = [scenario_of(ref, assign, seed, worlds) for ref in (a, b)]
    from sim.analysis.comparing import differences

    measures = {row.pop("measure"): row for row in differences(*scenarios)}
    if as_json:
        from sim.cli.output import print_json

        print_json({"a": a, "b": b, "worlds": scenarios[0].worlds, "measures": measures})
        return
    _print(a, b, scenarios[0], measures)


def _print(a: str, b: str, scenario: Scenario, measures: dict[str, dict[str, Any]]) -> None:
    from sim.cli.output import base_pay_note, new_table, print_table
    from sim.support.words import short

    table = new_table(
        f"A {a}, B {b}",
        f"Means over {scenario.worlds} worlds; the difference is paired by world, with its 95 % "
        f"interval, and starred when that excludes zero. {base_pay_note(scenario)}",
    )
    table.add_column("measure", no_wrap=True)
    for name in ("A", "B", "B - A", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("unit")
    for name, row in measures.items():
        low, high = row["low"], row["high"]
        star = "*" if low is not None and (low > 0 or high < 0) else " "
        table.add_row(
            name,
            short(row["a"]),
            short(row["b"]),
            short(row["difference"]) + star,
            f"{short(low)} to {short(high)}",
            row["unit"],
        )
    print_table(table)
