"""`proxyfight facts`: published facts and field experiments against simulation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    AsJson,
    Assignments,
    Debug,
    Insist,
    Quiet,
    ScenarioRef,
    Seed,
    Workers,
    WorldCount,
    examples,
    scenario_of,
)

if TYPE_CHECKING:
    from sim.facts.field.base import FieldResult
    from sim.facts.measuring import FactResult

_PRESET = "us-listed"
"""What is held against the facts if nothing is named."""

_EXPERIMENTS = typer.Option(
    "--experiments", help="Field experiments: the same lever is moved, with what effect?"
)


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Facts about chief executives, and field experiments.",
        epilog=examples(
            "proxyfight facts",
            "proxyfight facts --experiments",
            "proxyfight facts default --worlds 16",
            "proxyfight facts --set market.poaching=0.03 --json | jq '.facts[0]'",
        ),
    )(facts)


def facts(
    scenario: ScenarioRef = None,
    assign: Assignments = None,
    experiments: Annotated[bool, _EXPERIMENTS] = False,
    seed: Seed = None,
    worlds: WorldCount = None,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    insist: Insist = False,
    debug: Debug = False,
) -> None:
    """Hold a scenario (left out: us-listed) against what is published.

    Facts are measured in 60 quarters after a run-in of 60, whatever length the scenario has.
    """
    resolved = scenario_of(scenario or _PRESET, assign, seed, worlds)
    threads = workers or os.cpu_count() or 1
    from sim.support.progress import PATIENCE, bar

    if experiments:
        from sim.facts.field.catalogue import run_field

        with bar("moving levers", patience=PATIENCE, quiet=quiet) as report:
            found = run_field(resolved, threads, report)
        if as_json:
            from sim.cli.output import print_json

            print_json({"experiments": [each.document() for each in found]})
            return
        _print_experiments(found)
        return
    from sim.facts.measuring import measure

    with bar("worlds", patience=PATIENCE, quiet=quiet) as report:
        measured = measure(resolved, threads, report)
    if as_json:
        from sim.cli.output import print_json

        print_json({"facts": [each.document() for each in measured]})
        return
    _print_facts(scenario or _PRESET, measured)


def _print_facts(name: str, measured: list[FactResult]) -> None:
    from sim.cli.output import new_table, print_table
    from sim.support.words import short, with_interval

    tests = [each for each in measured if each.counts]
    inside = sum(bool(each.inside) for each in tests)
    table = new_table(
        f"{name}: facts about chief executives",
        f"{inside} of the {len(tests)} facts that have a range and are no input are inside. Means "
        "over worlds, with half of their 95 % intervals. Calibrated: us-listed was fitted to it; "
        "held out: it was not; input: true by construction, no test; bound: kept by assumption.",
        names=True,  # facts are about people, in any words
    )
    table.add_column("fact")
    for title in ("published", "range", "simulated"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("inside")
    table.add_column("used as", no_wrap=True)
    for each in measured:
        fact = each.fact
        mean, low, high = each.simulated
        cell = {"mean": mean, "low": low, "high": high}
        table.add_row(
            fact.fact,
            short(fact.value),
            _range(fact.low, fact.high),
            with_interval(cell, 2 if mean is not None and abs(mean) >= 1 else 3),
            {True: "yes", False: "NO", None: ""}[each.inside],
            "input" if each.is_input else fact.use.replace("constraint", "bound"),
        )
    print_table(table)


def _range(low: float | None, high: float | None) -> str:
    from sim.support.words import short

    if low is None and high is None:
        return ""
    if high is None:
        return f"at least {short(low)}"
    return f"at most {short(high)}" if low is None else f"{short(low)} to {short(high)}"


def _print_experiments(found: list[FieldResult]) -> None:
    from sim.cli.output import new_table, print_table, wrapped
    from sim.support.words import short, with_interval

    table = new_table(
        "Field experiments",
        "The same lever, moved here: means over worlds, with half of their 95 % intervals. Sign: "
        "the whole interval has the published sign. Same order: from half of the effect to twice "
        "the effect; where nothing happened, less than a quarter of what it is compared with.",
        names=True,
    )
    table.add_column("experiment", no_wrap=True)
    table.add_column("effect of")
    for title in ("published", "simulated"):
        table.add_column(title, justify="right", no_wrap=True)
    for title in ("sign", "same order"):
        table.add_column(title)
    word = {True: "yes", False: "NO", None: ""}
    before = ""
    for each in found:
        mean, low, high = each.simulated
        published = short(each.effect.published)
        if each.effect.published is None:
            published = {-1: "falls", 0: "nothing", 1: "rises"}[each.effect.sign]
        table.add_row(
            each.experiment if each.experiment != before else "",
            f"{each.effect.what} ({each.effect.unit})",
            published,
            with_interval({"mean": mean, "low": low, "high": high}, 3),
            word[each.sign_agrees],
            word[each.inside],
        )
        before = each.experiment
    print_table(table)
    for name, lever in {each.experiment: each.lever for each in found}.items():
        typer.echo(wrapped(f"{name}: {lever}.", rest="  "))
