"""`proxyfight diagnose`: where the value went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from sim.cli.options import (
    AsJson,
    Assignments,
    Debug,
    ScenarioRef,
    Seed,
    Worlds,
    examples,
    folder,
    name_of,
    scenario_of,
)

if TYPE_CHECKING:
    from sim.diagnosis.across import Across
    from sim.diagnosis.attribution import Attribution
    from sim.diagnosis.deception import Deception
    from sim.diagnosis.replay import TenureAttribution
    from sim.diagnosis.robustness import Robustness
    from sim.scenario import Scenario

SOME_WORLDS = 16
"""In which robustness and deception are observed: shares of thousands of tenures."""

_OUT = typer.Option("--out", metavar="DIR", help="Folder for tables, pictures and the JSON.")
_ACROSS = typer.Option(
    "--across",
    metavar="FAMILY",
    help="Labels with each of the schemes, filters or cognition in turn.",
)
_TENURES = typer.Option("--tenures", help="Attribute every tenure too: hires and exits replayed.")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Where the value went: outer, inner, deception, luck.",
        epilog=examples(
            "proxyfight diagnose",
            "proxyfight diagnose flip --set package.schemes='[options]'",
            "proxyfight diagnose default --worlds 16 --tenures --out diagnosis",
            "proxyfight diagnose rules --across schemes",
            "proxyfight diagnose --json | jq '.attribution[] | {label, mean}'",
        ),
    )(diagnose)


def diagnose(
    scenario: ScenarioRef = None,
    assign: Assignments = None,
    seed: Seed = None,
    worlds: Worlds = None,
    tenures: Annotated[bool, _TENURES] = False,
    across: Annotated[str | None, _ACROSS] = None,
    out: Annotated[Path | None, _OUT] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Play a scenario and its counterfactual twins, and say what each cause of loss has cost.

    Then tell capable from aligned, training from deployment, and deception from its control, in
    the first 16 worlds.
    """
    resolved = scenario_of(scenario, assign, seed, worlds)
    place = None if out is None else folder(out, out)
    if across is not None:
        from sim.diagnosis.across import refuse_unknown

        refuse_unknown(resolved, across)
    from sim.progress import announce_compiling

    announce_compiling()
    found = _observe(resolved, tenures, across)
    if place is not None:
        _write(place, resolved, found)
    if as_json:
        from sim.cli.output import print_json

        print_json(_document(resolved, found))
        return
    _print_all(resolved, name_of(scenario), found)
    if place is not None:
        typer.echo(f"\nTables and pictures in {place}")


class _Found(NamedTuple):
    """All that the command has to say."""

    attribution: Attribution
    contracts: list[dict[str, Any]]
    robustness: Robustness
    deception: Deception
    tenures: TenureAttribution | None
    across: Across | None


def _observe(scenario: Scenario, tenures: bool, across: str | None) -> _Found:
    from sim.diagnosis import deception, robustness
    from sim.diagnosis.across import across as play_across
    from sim.diagnosis.attribution import attribute, benchmarks
    from sim.diagnosis.replay import attribute_tenures

    some = scenario.model_copy(update={"worlds": min(scenario.worlds, SOME_WORLDS)})
    return _Found(
        attribute(scenario),
        benchmarks(scenario),
        robustness.observe(some),
        deception.observe(some),
        attribute_tenures(scenario) if tenures else None,
        None if across is None else play_across(some, across),
    )


def _document(scenario: Scenario, found: _Found) -> dict[str, Any]:
    document = {
        "scenario": scenario.model_dump(mode="json"),
        "contracts": found.contracts,
        "attribution": found.attribution.rows(),
        "robustness": found.robustness.document(),
        "deception": found.deception.document(),
    }
    if found.tenures is not None:
        document["tenures"] = found.tenures.by_kind(scenario.executives.population)
    if found.across is not None:
        document["across"] = found.across.document()
    return document


def _print_all(scenario: Scenario, name: str, found: _Found) -> None:
    from sim.cli.deceiving import print_deception
    from sim.cli.generalizing import print_across, print_robustness

    _print(scenario, name, found.attribution, found.contracts)
    if found.tenures is not None:
        typer.echo("")
        _print_tenures(found.tenures.by_kind(scenario.executives.population))
    typer.echo("")
    print_robustness(found.robustness)
    typer.echo("")
    print_deception(found.deception)
    if found.across is not None:
        typer.echo("")
        print_across(found.across)


def _print(
    scenario: Scenario, name: str, found: Attribution, contracts: list[dict[str, Any]]
) -> None:
    from sim.cli.output import base_pay_note, new_table, print_table, wrapped

    caption = (
        f"Base pays per firm and quarter; means over {scenario.worlds} worlds of "
        f"{scenario.firms.count} firms and {scenario.quarters} quarters, with half of their 95 % "
        "intervals. Losses are Shapley values over counterfactual twins of every world: they sum "
        "to the gap. A loss below zero is a gain. "
        f"{base_pay_note(scenario)}\n{' '.join(map(_slopes, contracts))}"
    )
    table = new_table(f"{name}: where the value went", caption)
    table.add_column("", no_wrap=True)
    table.add_column("there is", justify="right", no_wrap=True)
    table.add_column("lost to it", justify="right", no_wrap=True)
    table.add_column("half", justify="right", no_wrap=True)
    for row in found.rows():
        mean, half = _cells(row)
        level = row["kind"] == "level"
        style = "bold" if level else None
        table.add_row(row["label"], mean if level else "", "" if level else mean, half, style=style)
    print_table(table)
    typer.echo("\n" + wrapped(found.sentence()))


def _cells(row: dict[str, Any]) -> tuple[str, str]:
    half = "" if row["low"] is None else f"± {(row['high'] - row['low']) / 2:.2f}"
    text = f"{row['mean']:.2f}"
    return text.removeprefix("-") if float(text) == 0 else text, half


def _slopes(row: dict[str, Any]) -> str:
    """What pay is compared with."""
    first_best, on_value = f"{row['first_best']:.3g}", f"{row['on_value']:.3g}"
    if row["best_slope"] is None:
        return f"Pay is on true value, with slope {on_value}; first best is {first_best}."
    return (
        f"Its pay is as strong as a slope of {on_value} on true value, where {first_best} is first "
        f"best; the best slope on its own metrics is {row['best_slope']:.3g}."
    )


def _print_tenures(rows: list[dict[str, Any]]) -> None:
    from sim.cli.output import new_table, print_table, with_interval
    from sim.diagnosis.switches import CAUSES, LABELS

    table = new_table(
        "Per tenure, by kind of executive",
        "Losses per quarter in office, base pays, with hires and exits replayed as they were: the "
        "same people in the same seats. What hiring costs is no part of it.",
    )
    table.add_column("kind", no_wrap=True)
    table.add_column("tenures", justify="right")
    for name in CAUSES:
        table.add_column(LABELS[name].replace("outer: ", ""), justify="right", no_wrap=True)
    table.add_column("surplus", justify="right", no_wrap=True)
    for row in rows:
        cells = [with_interval(row[name]) for name in (*CAUSES, "surplus")]
        table.add_row(row["name"], str(row["tenures"]), *cells)
    print_table(table)


def _write(place: Path, scenario: Scenario, found: _Found) -> None:
    """Every file whole or not at all."""
    import json

    import pyarrow as pa

    from sim.cli.output import plain
    from sim.diagnosis.deception_charts import turn_chart
    from sim.diagnosis.robustness_charts import quadrants_chart, transitions_chart
    from sim.diagnosis.waterfall import waterfall
    from sim.study.charts import styled, svg
    from sim.study.files import replacing, write_table

    document = plain(_document(scenario, found))
    texts: dict[str, str] = {
        "diagnosis.json": json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False)
        + "\n",
        "waterfall.svg": svg(styled(waterfall(found.attribution.rows()))),
        "quadrants.svg": svg(quadrants_chart(found.robustness, scenario.thresholds)),
        "transitions.svg": svg(transitions_chart(found.robustness)),
    }
    if found.deception.paths:  # somebody was deceptive for long enough
        texts["turn.svg"] = svg(turn_chart(found.deception))
    tables = {"firms.parquet": found.attribution.table()}
    if found.tenures is not None:
        tables["tenures.parquet"] = found.tenures.columns()
    place.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        with replacing(place / name) as path:
            path.write_text(text, encoding="utf-8")
    for name, columns in tables.items():
        with replacing(place / name) as path:
            write_table(pa.table(columns), path)
