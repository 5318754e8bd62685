"""`proxyfight run`: one scenario, summed up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.options import (
    AsJson,
    Assignments,
    Debug,
    Fresh,
    Insist,
    Out,
    Quiet,
    Resume,
    ScenarioRef,
    Seed,
    TablesToRecord,
    Workers,
    WorldCount,
    examples,
    folder,
    logged_in,
    name_of,
    scenario_of,
    tables,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

OUTCOMES = (
    "shareholder_surplus",
    "total_surplus",
    "rent",
    "waste",
    "value",
    "metric",
    "metric_truth_gap",
    "deceptive_share",
    "empty_chair_share",
    "not_worth_pay_share",
    "misaligned_share",
    "harm_after_exit_share",
    "tenures",
    "dismissed",
    "detected",
    "poached",
    "retired",
    "acquired",
    "removed",
    "accused",
    "quit",
    "base_pay_found",
    "monitoring",
)
"""What comes first in the table; the accounts follow."""
RARE = ("acquired", "removed", "accused", "quit", "defence")
"""What few scenarios know: left out of the table where it never happens."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Simulate one scenario and sum it up.",
        epilog=examples(
            "proxyfight run",
            "proxyfight run perverse-slope --worlds 16",
            "proxyfight run mine.yaml --set package.filters='[track-record]' --seed 7",
            "proxyfight run long-leash --out studies/leash --record quarters,tenures",
            "proxyfight run --json | jq .measures.shareholder_surplus",
        ),
    )(run)


def run(
    scenario: ScenarioRef = None,
    assign: Assignments = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    out: Out = None,
    record: TablesToRecord = None,
    workers: Workers = None,
    fresh: Fresh = False,
    resume: Resume = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    insist: Insist = False,
    debug: Debug = False,
) -> None:
    """Simulate one scenario and sum it up; with --out, keep its tables as a study."""
    resolved = scenario_of(scenario, assign, seed, worlds)
    kept = tables(record)
    if out is None:
        _refuse_without_out(record, workers, fresh)
        from sim.support.progress import PATIENCE, bar
        from sim.tables.simulate import simulate

        with bar("worlds", patience=PATIENCE, quiet=quiet) as progress:
            runs: Any = simulate(resolved, record=["runs"], progress=progress)["runs"]
    else:
        runs = _recorded(resolved, name_of(scenario), out, kept, workers, fresh, quiet)
    measures = _summary(runs)
    votes = _votes(runs)
    if as_json:
        from sim.cli.output import print_json

        document = {"scenario": resolved.model_dump(mode="json"), "measures": measures}
        print_json({**document, "votes": votes} if resolved.shareholders.ballot else document)
        return
    _print(resolved, name_of(scenario), measures, votes)
    if out is not None:
        typer.echo(f"\nKept in {out}")


def _summary(runs: Any) -> dict[str, dict[str, Any]]:
    """Unit, mean over worlds and 95 percent interval of every measure."""
    from sim.analysis.means import summarise
    from sim.tables.columns import MEASURES

    return {row.pop("measure"): row for row in summarise(runs, (), MEASURES)}


def _refuse_without_out(record: list[str] | None, workers: int | None, fresh: bool) -> None:
    from sim.support.inputs import InputError

    for option, given in (("--record", record), ("--workers", workers), ("--fresh", fresh)):
        if given:
            raise InputError(f"{option}: nothing is kept without a folder; expected --out DIR")


def _recorded(
    scenario: Scenario,
    name: str,
    out: Path,
    kept: frozenset[str],
    workers: int | None,
    fresh: bool,
    quiet: bool,
) -> Any:
    from sim.cli.studies import stop_if_failed
    from sim.study import record_run
    from sim.support.progress import PATIENCE, bar

    path = folder(out, out)
    with logged_in(path), bar("worlds", patience=PATIENCE, quiet=quiet) as progress:
        study = record_run(
            scenario, name, path, sorted(kept), workers=workers, fresh=fresh, progress=progress
        )
    stop_if_failed(study)
    return study.table("runs")


def _votes(runs: Any) -> dict[str, float]:
    """Share of worlds in which each package won the vote."""
    winners = [str(name) for name in runs["package"]]
    return {name: winners.count(name) / len(winners) for name in dict.fromkeys(sorted(winners))}


def _print(
    scenario: Scenario, name: str, measures: dict[str, dict[str, Any]], votes: dict[str, float]
) -> None:
    from sim.cli.output import base_pay_note, new_table, print_table
    from sim.support.words import percent, short

    means = "One world" if scenario.worlds == 1 else f"Means over {scenario.worlds} worlds"
    caption = (
        f"{means} of {scenario.firms.count} firms and "
        f"{scenario.length()}, with 95 % intervals. {base_pay_note(scenario)} "
        "`proxyfight show` prints the scenario."
    )
    table = new_table(f"{name}: {scenario.description}" if scenario.description else name, caption)
    table.add_column("measure", no_wrap=True)
    table.add_column("mean", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("unit")
    rest = [measure for measure in measures if measure not in OUTCOMES]
    for group in (OUTCOMES, rest):
        for measure in group:
            found = measures[measure]
            if measure in RARE and found["mean"] == found["low"] == found["high"] == 0.0:
                continue
            interval = f"{short(found['low'])} to {short(found['high'])}"
            table.add_row(measure, short(found["mean"]), interval, found["unit"])
        table.add_section()
    print_table(table)
    if scenario.shareholders.ballot:
        won = ", ".join(f"{package} in {percent(share)}" for package, share in votes.items())
        typer.echo(f"\nWon the vote: {won} of the worlds.")
