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
    Quiet,
    Seed,
    WorldCount,
    examples,
    scenario_of,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_ONE = typer.Argument(
    metavar="A",
    help="A preset, a file, STUDY:CELL, or STUDY:LEVER=LEVEL and more.",
    show_default=False,
    autocompletion=completing.scenarios,
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
            "proxyfight compare headline:0 headline:24             cells of a study, by number",
            "proxyfight compare headline:filter=lottery headline:filter=interview",
        ),
    )(compare)


def compare(
    a: Annotated[str, _ONE],
    b: Annotated[str, _OTHER],
    assign: Assignments = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    insist: Insist = False,
    debug: Debug = False,
) -> None:
    """Compare two scenarios, world by world: equal worlds have equal luck.

    --set, --seed and --worlds hold for both.
    """
    groups = _groups(a, b, (assign, seed, worlds))
    if groups is None:
        from sim.analysis.comparing import differences
        from sim.support.progress import PATIENCE, bar

        scenarios = [scenario_of(ref, assign, seed, worlds) for ref in (a, b)]
        count, scenario = scenarios[0].worlds, scenarios[0]
        with bar("worlds", patience=PATIENCE, quiet=quiet) as progress:
            rows = differences(scenarios[0], scenarios[1], progress)
    else:
        rows, count, scenario = groups
    measures = {row.pop("measure"): row for row in rows}
    if as_json:
        from sim.cli.output import print_json

        print_json({"a": a, "b": b, "worlds": count, "measures": measures})
        return
    _print(a, b, count, scenario, measures)


def _groups(
    a: str, b: str, given: tuple[Any, ...]
) -> tuple[list[dict[str, Any]], int, Scenario] | None:
    """Cells of studies compared; nothing if neither A nor B names some."""
    both = [_is_group(ref) for ref in (a, b)]
    if not any(both):
        return None
    from sim.support.inputs import InputError

    if not all(both):
        raise InputError(
            f"{b if both[0] else a}: is no STUDY:CELL, and the other is; expected two of a kind"
        )
    if any(value for value in given):
        raise InputError("--set, --seed and --worlds: cells are as they were played")
    from sim.analysis.means import paired
    from sim.cli.studies import find_study
    from sim.study.store.groups import group_of
    from sim.tables.columns import MEASURES

    found = []
    for ref in (a, b):
        study, _, text = ref.rpartition(":")
        found.append(group_of(find_study(study), text, ref))
    seeds = [group.study.manifest["seed"] for group in found]
    if seeds[0] != seeds[1]:
        raise InputError(f"seed: is {seeds[0]} in A and {seeds[1]} in B; expected the same")
    runs = [group.runs() for group in found]
    count = len({*runs[0]["world"].tolist()} & {*runs[1]["world"].tolist()})
    scenario = found[0].study.scenario(int(found[0].cells[0]))
    shared = [name for name in found[0].study.outcomes if name in found[1].study.outcomes]
    return paired(runs[0], runs[1], [*MEASURES, *shared]), count, scenario


def _is_group(ref: str) -> bool:
    study, colon, _ = ref.rpartition(":")
    return bool(colon and study)


def _print(
    a: str, b: str, worlds: int, scenario: Scenario, measures: dict[str, dict[str, Any]]
) -> None:
    from sim.cli.output import base_pay_note, new_table, print_table
    from sim.support.words import short

    table = new_table(
        f"A {a}, B {b}",
        f"Means over {worlds} worlds; the difference is paired by world, with its 95 % "
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
