"""`proxyfight bench`: the core against plain Mesa objects and its draws; whole jobs besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Debug, WorldCount, examples, number_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.bench.measure import Bench
    from sim.bench.stopwatch import JobTime
    from sim.scenario.scenario import Scenario

_ROUNDS = 15

Rounds = Annotated[
    int | None,
    number_option("--rounds", 1, help=f"Times that each side is timed; left out: {_ROUNDS}."),
]
WithJobs = Annotated[
    bool,
    typer.Option("--jobs", help="Time whole jobs that users wait for instead; takes minutes."),
]
WithSweeps = Annotated[
    bool,
    typer.Option("--sweep", help="Time what studies cost beyond their runs; takes minutes."),
]
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
            "proxyfight bench --jobs",
            "proxyfight bench --sweep",
            "proxyfight bench --json | jq '.measurements[0].ratio_to_mesa'",
        ),
    )(bench)


def bench(
    worlds: WorldCount = None,
    rounds: Rounds = None,
    profile: WithProfile = False,
    jobs: WithJobs = False,
    sweep: WithSweeps = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Time one frozen scenario: the core, plain Mesa objects, and NumPy's draws alone.

    They take turns in one process; ratios of times within a turn say more than times. This is
    the one command whose results are clock times, so equal runs do not print equal bytes.

    With --jobs: what users wait for, from compiling everything anew, in a copy that is thrown
    away, to a world of a million firms. What is extrapolated, or refused, says so.

    With --sweep: a study that stores a row per world over the same runs with nothing kept, and one
    that grows over its new worlds alone. Plans are solved on both sides.
    """
    from sim.support.inputs import InputError

    if jobs or sweep:
        _refuse_with_jobs("--jobs" if jobs else "--sweep", profile, jobs and sweep, worlds, rounds)
        _time_jobs(as_json, sweep)
        return
    rounds = rounds or _ROUNDS
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


def _refuse_with_jobs(
    chosen: str, profile: bool, both: bool, worlds: int | None, rounds: int | None
) -> None:
    from sim.support.inputs import InputError

    if both:
        raise InputError("--sweep: times jobs of its own; expected it without --jobs")
    if profile:
        raise InputError(f"--profile: shows the steps of one run; expected it without {chosen}")
    for option, given in (("--worlds", worlds), ("--rounds", rounds)):
        if given is not None:
            raise InputError(f"{option}: jobs have their own sizes; expected it without {chosen}")


def _time_jobs(as_json: bool, sweep: bool) -> None:
    from sim.bench import jobs
    from sim.support.progress import bar

    with bar("timing jobs", timed=True) as progress:
        found = jobs.measure_jobs(jobs.SWEEPS if sweep else None, progress)
    if as_json:
        from sim.cli.output import print_json

        print_json({"jobs": [row._asdict() for row in found]})
        return
    _print_jobs(found)


def _print_jobs(found: Sequence[JobTime]) -> None:
    from sim.cli.output import new_table, print_table
    from sim.support.words import short

    def shown(number: float | None) -> str:
        return "" if number is None else short(number)

    table = new_table(
        "What users wait for",
        "Seconds by the clock, and of all processors together. A number is in the unit beside it.",
    )
    table.add_column("job", no_wrap=True)
    for name in ("seconds", "processor", "number"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("unit")
    for row in found:
        numbers = (shown(n) for n in (row.seconds, row.cpu_seconds, row.ratio))
        table.add_row(row.job, *numbers, row.unit)
    print_table(table)


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
