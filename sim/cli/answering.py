"""`proxyfight effects`, `region` and `front`: what a study on disk answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, Debug, examples
from sim.cli.studies import StudyRef, find_study

if TYPE_CHECKING:
    import pandas as pd

    from sim.study import Study

OfMeasure = Annotated[
    str | None,
    typer.Option("--measure", metavar="MEASURE", help="Left out: the study's main measure."),
]
_INDICES = ("sobol", "morris")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        short_help="What every lever of a study does.",
        epilog=examples(
            "proxyfight effects headline",
            "proxyfight effects headline --measure deceptive_share --json",
        ),
    )(effects)
    app.command(
        short_help="Where in a study a measure is high, or low.",
        epilog=examples(
            "proxyfight region headline --measure shareholder_surplus --below 0",
            "proxyfight region headline --measure deceptive_share --above 0.2 --json",
        ),
    )(region)
    app.command(
        short_help="Which cells of a study nothing beats.",
        epilog=examples(
            "proxyfight front headline --measures shareholder_surplus,-deceptive_share",
            "proxyfight front headline --measures shareholder_surplus,value --json",
        ),
    )(front)


def effects(
    study: StudyRef, measure: OfMeasure = None, as_json: AsJson = False, debug: Debug = False
) -> None:
    """Say what every lever does to a measure, and which levers depend on each other.

    Of a design that was drawn for them, also the Sobol or Morris indices.
    """
    opened = find_study(study)
    from sim.support.inputs import InputError

    name = measure or opened.measures[0]
    mains = opened.effects(name)
    try:
        pairs = _records(opened.interactions(name))
    except InputError:  # there is one lever, or no two vary together
        pairs = []
    indices = _indices(opened, name)
    levels = _records(mains)
    sizes = ("size", "size_low", "size_high", "lowest", "highest")
    levers = [
        {"lever": lever, **{key: rows[0][key] for key in sizes}, "levels": _without(rows, sizes)}
        for lever, rows in _by(levels, "lever").items()
    ]
    levers.sort(key=lambda row: -(row["size"] or 0.0))
    if as_json:
        from sim.cli.output import print_json

        print_json(
            {
                "study": str(opened.path),
                "measure": name,
                "levers": levers,
                "interactions": pairs,
                "indices": indices,
            }
        )
        return
    _print_effects(name, levers, pairs)
    if indices:
        typer.echo("")
        _print(f"Indices of {name}", indices, list(indices[0]))


def region(
    study: StudyRef,
    measure: OfMeasure = None,
    above: Annotated[
        str | None,
        typer.Option("--above", metavar="X", help="Cells with a higher mean.", show_default=False),
    ] = None,
    below: Annotated[
        str | None,
        typer.Option("--below", metavar="X", help="Cells with a lower mean.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say in which box of levers most cells lie whose mean is above, or below, a number."""
    from sim.support.inputs import InputError

    if (above is None) == (below is None):
        raise InputError("--above, --below: expected one of them, as in --above 0.2")
    bounds = {"above": _number("--above", above), "below": _number("--below", below)}
    opened = find_study(study)
    rows = _records(opened.region(measure, above=bounds["above"], below=bounds["below"]))
    shared = ("coverage", "density", "mass", "cases", "rows")
    whole = {key: rows[0][key] for key in shared}
    levers = _without(rows, shared)
    name = measure or opened.measures[0]
    if as_json:
        from sim.cli.output import print_json

        print_json(
            {"study": str(opened.path), "measure": name, **bounds, **whole, "levers": levers}
        )
        return
    sense, bound = ("above", bounds["above"]) if below is None else ("below", bounds["below"])
    from sim.support.words import percent

    held = [row for row in levers if row["restricted"]]
    typer.echo(
        f"{whole['cases']} of {whole['rows']} cells have {name} {sense} {bound:g}; the box holds "
        f"{percent(whole['coverage'])} of them (coverage), {percent(whole['density'])} of its "
        f"cells are such (density), and it has {percent(whole['mass'])} of all cells (mass)."
    )
    if not held:
        typer.echo("It is the whole design: no lever tells where these cells lie.")
        return
    shown = [{**row, "range": row["labels"] or _range(row)} for row in held]
    _print("The box", shown, ["lever", "range", "quasi_p"])


def front(
    study: StudyRef,
    measures: Annotated[
        str,
        typer.Option(
            "--measures",
            metavar="A,B",
            help="Two or more, of which more is better; less where a minus stands in front.",
            show_default=False,
        ),
    ],
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say which cells no other cell beats in all measures at once: the Pareto front."""
    opened = find_study(study)
    frame = opened.front(measures)
    kept = frame[frame["front"] | frame["near"]]
    if as_json:
        from sim.cli.output import print_json

        print_json(
            {
                "study": str(opened.path),
                "measures": [one.strip() for one in measures.split(",") if one.strip()],
                "cells": len(frame),
                "front": _records(kept),
            }
        )
        return
    names = [one.strip().removeprefix("-").strip() for one in measures.split(",") if one.strip()]
    best = kept[kept["front"]].sort_values(names[0], ascending=False)
    near = int(kept["near"].sum())
    title = f"{len(best)} of {len(frame)} cells are on the front"
    note = f"{near} more may be, as far as intervals tell (--json lists them)." if near else ""
    _print(title, _records(best), ["cell", *opened.levers, *names], note)


def _print_effects(name: str, levers: list[dict[str, Any]], pairs: list[dict[str, Any]]) -> None:
    note = (
        "size: mean at the highest level less mean at the lowest, with a 95 % interval that holds "
        "although these two were picked."
    )
    shown = [{**row, "95 % interval": _span(row, "size_low", "size_high")} for row in levers]
    columns = ["lever", "size", "95 % interval", "lowest", "highest"]
    _print(f"Effects of levers on {name}", shown, columns, note)
    if not pairs:
        return
    typer.echo("")
    clear = [row for row in pairs if row["size"] is not None][:10]
    steps = [
        {
            "a": f"{row['a']} {_text(row['a_from'])} to {_text(row['a_to'])}",
            "b": f"{row['b']} {_text(row['b_from'])} to {_text(row['b_to'])}",
            "size": row["size"],
            "95 % interval": _span(row, "low", "high"),
        }
        for row in clear
    ]
    note = "size: by how much more b changes the measure after a has changed; the ten largest."
    _print("Interactions", steps, ["a", "b", "size", "95 % interval"], note)


def _indices(study: Study, measure: str) -> list[dict[str, Any]]:
    design = study.manifest["design"]
    if design not in _INDICES:
        return []
    from sim.support.inputs import InputError

    try:
        return _records(study.sobol(measure) if design == "sobol" else study.morris(measure))
    except InputError as error:  # the effects are told all the same
        from incentives.sentences import one_line

        typer.echo(f"proxyfight: {one_line(str(error))}", err=True)
        return []


def _print(title: str, rows: list[dict[str, Any]], columns: list[str], note: str = "") -> None:
    from sim.cli.output import new_table, print_table

    table = new_table(title, note, names=True)
    for name in columns:
        numeric = any(isinstance(row[name], float) for row in rows)
        table.add_column(name.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(_text(row[name]) for name in columns))
    print_table(table)


def _text(value: Any) -> str:
    from sim.support.words import short

    if isinstance(value, float):
        return short(value)
    return "-" if value is None else str(value)


def _range(row: dict[str, Any]) -> str:
    return f"{row['low']:.4g} to {row['high']:.4g}"


def _span(row: dict[str, Any], low: str, high: str) -> str:
    return "-" if row[low] is None else f"{_text(row[low])} to {_text(row[high])}"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain data; what is not known is None."""
    from sim.cli.output import plain

    found = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(key): plain(value) for key, value in row.items()} for row in found]


def _by(rows: list[dict[str, Any]], key: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def _without(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in keys} for row in rows]


def _number(option: str, text: str | None) -> float | None:
    """The number that an option's text says.

    Raises:
        InputError: If it says none.
    """
    if text is None:
        return None
    import math

    from sim.support.inputs import InputError, shown

    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise InputError(f"{option}: is {shown(text)}; expected a number")
    return found
