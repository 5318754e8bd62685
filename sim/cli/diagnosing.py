"""`proxyfight diagnose`: where the value went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    from sim.diagnosis.attribution import Attribution
    from sim.diagnosis.replay import TenureAttribution
    from sim.scenario import Scenario

_OUT = typer.Option("--out", metavar="DIR", help="Folder for tables, pictures and the JSON.")
_TENURES = typer.Option("--tenures", help="Attribute every tenure too: hires and exits replayed.")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Where the value went: outer, inner, deception, luck.",
        epilog=examples(
            "proxyfight diagnose",
            "proxyfight diagnose flip --set package.schemes='[options]'",
            "proxyfight diagnose default --worlds 16 --tenures --out diagnosis",
            "proxyfight diagnose --json | jq '.attribution[] | {label, mean}'",
        ),
    )(diagnose)


def diagnose(
    scenario: ScenarioRef = None,
    assign: Assignments = None,
    seed: Seed = None,
    worlds: Worlds = None,
    tenures: Annotated[bool, _TENURES] = False,
    out: Annotated[Path | None, _OUT] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Play a scenario and its counterfactual twins, and say what each cause of loss has cost."""
    resolved = scenario_of(scenario, assign, seed, worlds)
    place = None if out is None else folder(out, out)
    from sim.progress import announce_compiling

    announce_compiling()
    from sim.diagnosis.attribution import attribute, benchmarks

    found = attribute(resolved)
    contracts = benchmarks(resolved)
    replayed = None
    if tenures:
        from sim.diagnosis.replay import attribute_tenures

        replayed = attribute_tenures(resolved)
    kinds = list(resolved.executives.population)
    document = {
        "scenario": resolved.model_dump(mode="json"),
        "contracts": contracts,
        "attribution": found.rows(),
        **({} if replayed is None else {"tenures": replayed.by_kind(kinds)}),
    }
    if place is not None:
        _write(place, document, found, replayed)
    if as_json:
        from sim.cli.output import print_json

        print_json(document)
        return
    _print(resolved, name_of(scenario), found, contracts)
    if replayed is not None:
        typer.echo("")
        _print_tenures(replayed.by_kind(kinds))
    if place is not None:
        typer.echo(f"\nTables and pictures in {place}")


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


def _write(
    place: Path,
    document: dict[str, Any],
    found: Attribution,
    replayed: TenureAttribution | None,
) -> None:
    """Every file whole or not at all."""
    import json

    import pyarrow as pa

    from sim.cli.output import plain
    from sim.diagnosis.waterfall import waterfall
    from sim.study.charts import styled, svg
    from sim.study.files import write_table

    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(plain(document), indent=2, allow_nan=False, ensure_ascii=False)
    _replace(place / "diagnosis.json", lambda path: path.write_text(text + "\n", "utf-8"))
    _replace(place / "firms.parquet", lambda path: write_table(pa.table(found.table()), path))
    if replayed is not None:
        rows = pa.table(replayed.columns())
        _replace(place / "tenures.parquet", lambda path: write_table(rows, path))
    picture = svg(styled(waterfall(found.rows())))
    _replace(place / "waterfall.svg", lambda path: path.write_text(picture, "utf-8"))


def _replace(target: Path, write: Callable[[Path], object]) -> None:
    from sim.study.files import replacing

    with replacing(target) as path:
        write(path)
