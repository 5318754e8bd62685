"""`proxyfight sweep --dry-run`: how much a study is, before anything is played."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from sim.study import Experiment

_SHOWN = 5
"""Points from either end."""


def plan(
    design: Experiment,
    record: list[str] | None,
    workers: int | None,
    shard: tuple[int, int] | None,
    as_json: bool,
) -> None:
    """Say cells, runs, plans, rows, time and disk, and show the first and the last points."""
    from sim.cli.output import new_table, print_json, print_table, wrapped
    from sim.study.design.levers import text_of
    from sim.study.run.estimate import expected_seconds, measure
    from sim.study.run.size import sample, size

    cells = design.design_cells()
    tables = design.tables(record)
    found = size(cells, tables)
    scenarios = sample(cells, 4)
    cores = os.cpu_count() or 1
    pace = measure([s.model_copy(update={"worlds": 1}) for s in scenarios], tables)
    seconds = expected_seconds(found, scenarios[0].quarters_played(), pace, workers or cores, cores)
    share = 1 / shard[1] if shard else 1.0
    count = len(cells)
    ends = sorted({*range(min(_SHOWN, count)), *range(max(0, count - _SHOWN), count)})
    points = [{"cell": cell, **cells.points.coordinates(cell)} for cell in ends]
    document: dict[str, Any] = {
        "study": design.name,
        "cells": found.cells,
        "runs": found.runs,
        "plans": found.plans,
        "firm_quarters": found.firm_quarters,
        "rows": found.rows,
        "disk_bytes": found.disk,
        "points": points,
    }
    if shard:
        document["shard"] = list(shard)
    if as_json:
        print_json(document)
        return
    most = "at most " if not isinstance(design.worlds, int | None) else ""
    lines = [
        f"{found.cells:,} cells, {most}{found.runs:,} runs, {found.plans:,} plans to solve, "
        f"{found.firm_quarters:,} quarters of a firm.",
        f"About {_duration(seconds * share)} with {workers or cores} processes"
        f"{f', for one shard of {shard[1]}' if shard else ''}, and {_bytes(found.disk * share)} on "
        f"disk ({', '.join(f'{name}: {rows:,} rows' for name, rows in found.rows.items())}).",
    ]
    typer.echo(wrapped(f"{design.name}: {design.question}") + "\n")
    for line in lines:
        typer.echo(wrapped(line))
    if cells.points.columns:
        typer.echo("")
        table = new_table("", names=True)
        for name in ("cell", *cells.points.columns):
            table.add_column(name, overflow="fold")
        before = -1
        for point in points:
            if point["cell"] != before + 1:
                table.add_row(*("…" for _ in point))
            before = point["cell"]
            table.add_row(*(text_of(value) for value in point.values()))
        print_table(table)
    typer.echo("\nNothing was played.")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def _bytes(count: float) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{max(1, count / 1e3):.0f} kB"
