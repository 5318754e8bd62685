"""`proxyfight bench`: the core against plain Mesa objects and against the draws alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Debug, WorldCount, examples, number_option

if TYPE_CHECKING:
    from sim.bench.measure import Bench
    from sim.scenario.scenario import Scenario

Rounds = Annotated[int, number_option("--rounds", 1, help="Times that each side is timed.")]
WithProfile = Annotated[
    bool, typer.Option("--profile", help="Show where the time goes, step by step, instead.")
]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Time the core against plain Mesa objects.",
        epilog=examples(
            "proxyfight bench",
            "proxyfight bench --worlds 16 --rounds 5",
            "proxyfight bench --profile",
            "proxyfight bench --json | jq '.measurements[0].ratio_to_mesa'",
        ),
    )(bench)


def bench(
    worlds: WorldCount = None,
    rounds: Rounds = 15,
    profile: WithProfile = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Time one frozen scenario: the core, plain Mesa objects, and NumPy's draws alone.

    They take turns in one process; ratios of times within a turn say more than times. This is
    the one command whose results are clock times, so equal runs do not print equal bytes.
    """
    from sim.support.inputs import InputError

    if profile and as_json:
        raise InputError("--profile: prints a table; expected it without --json")
    from sim.bench.objects import benchmark
    from sim.support.progress import bar

    scenario = benchmark([] if worlds is None else [f"worlds={worlds}"])
    if profile:
        _print_profile(scenario, rounds)
        return
    from sim.bench.measure import measure

    with bar("timing", timed=True) as progress:
        found = measure(scenario, rounds, after_round=progress)
    if as_json:
        from sim.cli.output import print_json

        print_json({"measurements": [row._asdict() for row in found.measurements]})
        return
    _print(scenario, rounds, found)


def _print(scenario: Scenario, rounds: int, found: Bench) -> None:
    from sim.cli.output import new_table, print_table
    from sim.support.words import short

    first = found.measurements[0]
    firm_quarters = first.worlds * first.firms * first.quarters
    table = new_table(
        f"{first.worlds} worlds of {first.firms} firms, {first.quarters} quarters",
        f"Medians of {rounds} rounds; plain objects play one world a round. The draws are "
        f"{found.numbers.total() / firm_quarters:.2f} numbers per firm and quarter, of which "
        f"{found.numbers.normals.sum() / firm_quarters:.2f} normal.",
    )
    table.add_column("", no_wrap=True)
    for name in ("threads", "ns per firm-quarter", "x draws", "objects / core"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_row("draws alone", "1", short(found.floor_ns), short(1.0), "")
    for row in found.measurements:
        table.add_row(
            "core",
            str(row.threads),
            short(row.ns_per_firm_quarter),
            short(row.ratio_to_floor),
            short(row.ratio_to_mesa),
        )
    over = short(found.mesa_ns / found.floor_ns)
    table.add_row("plain Mesa objects", "1", short(found.mesa_ns), over, short(1.0))
    print_table(table)
    typer.echo(
        f"\nThe core plays the benchmark {short(first.ratio_to_mesa)} times as fast as plain Mesa "
        f"objects, and takes {short(first.ratio_to_floor)} times as long as its draws alone."
    )


def _print_profile(scenario: Scenario, rounds: int) -> None:
    from sim.bench.profile import profile
    from sim.cli.output import new_table, print_table
    from sim.support.progress import announce_compiling
    from sim.support.words import percent, short

    announce_compiling()
    for side, steps in profile(scenario, rounds).items():
        total = sum(steps.values())
        table = new_table("")
        table.add_column(f"steps of the {side}", no_wrap=True)
        table.add_column("ns per firm-quarter", justify="right", no_wrap=True)
        table.add_column("share", justify="right", no_wrap=True)
        for step, ns in steps.items():
            table.add_row(step, short(ns), percent(ns / total))
        table.add_row("sum", short(total), percent(1.0))
        print_table(table)
