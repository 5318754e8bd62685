"""`proxyfight sweep`: an experiment, from its design to a table, a picture and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import (
    AsJson,
    Assignments,
    Debug,
    Fresh,
    Insist,
    Out,
    Quiet,
    Resume,
    Seed,
    TablesToRecord,
    Workers,
    WorldCount,
    assignments,
    examples,
    folder,
    logged_in,
    tables,
)

if TYPE_CHECKING:
    from rich.table import Table

    from sim.study import Study

TableRow = dict[str, Any]

PRINTED, ENDS = 100, 10
"""Cells that are printed one by one; of more, so many from either end."""
MAX_COLUMNS = 6
"""Levers and measures that fit on 80 columns; the report shows all measures."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Run an experiment: a table, a picture and files.",
        epilog=examples(
            "proxyfight sweep headline",
            "proxyfight sweep headline                    again: continues, or shows what is there",
            "proxyfight sweep studies/headline            the same for the study in a folder",
            "proxyfight sweep headline --worlds 8 --out studies/quick",
            "proxyfight sweep mine.yaml --record tenures --workers 2",
            "proxyfight sweep mine.yaml --dry-run         how much it is; nothing is played",
            "proxyfight sweep mine.yaml --worlds 128      more worlds: those that are missing",
            "proxyfight sweep mine.yaml --shard 1/4 --out studies/part-1",
        ),
    )(sweep)


def sweep(
    experiment: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.yaml|STUDY",
            help="An experiment (`proxyfight list experiments`), a file, or a study to continue.",
            show_default=False,
            autocompletion=completing.experiments,
        ),
    ],
    assign: Assignments = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    out: Out = None,
    record: TablesToRecord = None,
    workers: Workers = None,
    fresh: Fresh = False,
    resume: Resume = False,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="K/N",
            help="Play the K-th of N parts, into a folder of its own; `proxyfight merge` joins "
            "them.",
            show_default=False,
        ),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="local, or dask with --scheduler.", metavar="ENGINE")
    ] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDR",
            help="Of a Dask scheduler, as in tcp://127.0.0.1:8786.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Play nothing: say how much it is, and show the points."),
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    insist: Insist = False,
    debug: Debug = False,
) -> None:
    """Run an experiment into a folder, continue it there, or let it grow; show every cell."""
    from sim.cli.studies import is_study, stop_if_failed
    from sim.study import STUDIES, continue_study, load_experiment, run_study
    from sim.support.inputs import InputError, parse_assignment
    from sim.support.progress import bar

    kept = sorted(tables(record)) if record else None
    given = [parse_assignment(text) for text in assignments(assign, seed, worlds)]
    part = _shard(shard)
    _refuse_engine(engine, scheduler)
    begun = is_study(experiment)
    if dry_run:
        from sim.cli.planning import plan

        if begun:
            raise InputError(f"--dry-run: {experiment} has begun; `proxyfight status` tells of it")
        plan(load_experiment(experiment, given), kept, workers, part, as_json)
        return
    if begun:
        _refuse_changes(experiment, given, out, kept, fresh)
        path = Path(experiment)
    else:
        design = load_experiment(experiment, given)
        path = folder(out, STUDIES / design.name)
    with logged_in(path):
        with bar(quiet=quiet) as progress:
            if begun:
                study = continue_study(
                    path, workers=workers, progress=progress, scheduler=scheduler
                )
            else:
                study = run_study(
                    design,
                    path,
                    workers=workers,
                    record=kept,
                    fresh=fresh,
                    progress=progress,
                    shard=part,
                    scheduler=scheduler,
                )
        stop_if_failed(study)
        if part is not None and not study.table("runs", ["cell"]).num_rows:
            typer.echo(f"{path}: no cell is left for shard {shard}")
            return
        files = _written(study)
        rows = _rows(study)
    if as_json:
        from sim.cli.output import print_json

        print_json(
            {
                "study": study.name,
                "question": study.question,
                "levers": study.levers,
                "cells": rows,
                "files": [str(file) for file in files],
            }
        )
        return
    show_cells(study, rows)
    typer.echo("\nWritten:")
    for file in files:
        typer.echo(f"  {file}")


def _refuse_engine(engine: str, scheduler: str | None) -> None:
    from sim.support.inputs import InputError, suggest

    if engine not in ("local", "dask"):
        raise InputError(f"--engine {engine}: {suggest(engine, ['local', 'dask'])}")
    if engine == "dask" and scheduler is None:
        raise InputError("--engine dask: expected --scheduler and the address of one")
    if engine == "local" and scheduler is not None:
        raise InputError("--scheduler: the engine is local; expected --engine dask with it")


def _shard(text: str | None) -> tuple[int, int] | None:
    """K and N of ``K/N``."""
    if text is None:
        return None
    number, slash, of = text.partition("/")
    if slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of) <= 100_000:
        return int(number), int(of)
    from sim.support.inputs import InputError

    raise InputError(f"--shard: is {text}; expected K/N with K from 1 to N, as in 2/8")


def _refuse_changes(
    study: str,
    given: list[tuple[str, Any]],
    out: Path | None,
    kept: list[str] | None,
    fresh: bool,
) -> None:
    from sim.support.inputs import InputError

    asked = {
        "--set, --seed and --worlds": given,
        "--out": out,
        "--record": kept,
        "--fresh": fresh,
    }
    for option, value in asked.items():
        if value:
            raise InputError(
                f"{option}: {study} is a study that has begun; expected an experiment to change"
            )


def show_cells(study: Study, rows: list[TableRow]) -> None:
    """Print all cells, a table for every level of the lever with the fewest; of many, the ends."""
    from sim.cli.output import print_table, wrapped

    typer.echo(wrapped(f"{study.name}: {study.question}") + "\n")
    main = study.measures[0]
    best, worst = _extremes(rows, main)
    if len(rows) > PRINTED:
        _show_ends(study, rows)
        _explain(study, study.measures[: max(1, MAX_COLUMNS - len(study.levers))], rows)
        return
    splitting = "" if study.drawn else _splitting(study.levers)
    columns = [name for name in study.levers if name != splitting]
    measures = study.measures[: max(1, MAX_COLUMNS - len(columns))]
    groups = study.levers[splitting] if splitting else [""]
    for level in groups:
        group = [row for row in rows if not splitting or row[splitting] == level]
        table = _table(columns, measures, f"{splitting}: {_label(level)}" if splitting else "")
        _size(table, rows, columns)
        for row in group:
            style = "bold green" if row is best else "bold red" if row is worst else ""
            cells = [_shown(name, row[name], main=name == main) for name in measures]
            table.add_row(*(_label(row[name]) for name in columns), *cells, style=style)
        print_table(table)
        typer.echo("")
    _explain(study, measures, rows)


def _show_ends(study: Study, rows: list[TableRow]) -> None:
    """The cells with the highest and the lowest mean of the main measure."""
    from sim.cli.output import print_table

    main = study.measures[0]
    known = [row for row in rows if row[main]["mean"] is not None]
    known.sort(key=lambda row: -float(row[main]["mean"]))
    columns = ["cell", *study.levers]
    measures = study.measures[: max(1, MAX_COLUMNS - len(columns))]
    for title, some in (("highest", known[:ENDS]), ("lowest", known[-ENDS:])):
        table = _table(columns, measures, f"{title} of {len(rows)} cells")
        for row in some:
            cells = [_shown(name, row[name], main=name == main) for name in measures]
            table.add_row(*(_label(row[name]) for name in columns), *cells)
        print_table(table)
        typer.echo("")


def _label(value: Any) -> str:
    from sim.study.design.levers import text_of

    return text_of(value)


def _rows(study: Study) -> list[TableRow]:
    """A row per cell: its number, its levers, and mean and interval of every measure."""
    from sim.analysis.means import summarise

    by = ["cell", *study.levers]
    cells: dict[int, TableRow] = {}
    for row in summarise(study.table("runs", [*by, *study.measures]), by, study.measures):
        cell = cells.setdefault(row["cell"], {name: row[name] for name in by})
        cell[row["measure"]] = {k: v for k, v in row.items() if k not in (*by, "measure")}
    return list(cells.values())


def _written(study: Study) -> list[Path]:
    from sim.cli.wording import chosen_words
    from sim.report.report import write_report

    report = write_report(study, chosen_words())
    kinds = (".svg", ".png", ".parquet")
    others = sorted(path for path in study.path.iterdir() if path.suffix in kinds)
    return [report, *sorted(others, key=lambda path: kinds.index(path.suffix))]


def _splitting(levers: dict[str, list[Any]]) -> str:
    """The lever whose levels get a table each, so that tables stay narrow; none of two or less."""
    if len(levers) < 3:
        return ""
    return min(reversed(levers), key=lambda name: len(levers[name]))


def _extremes(rows: list[TableRow], measure: str) -> tuple[TableRow | None, TableRow | None]:
    known = [row for row in rows if row[measure]["mean"] is not None]
    if len(known) < 2:
        return None, None
    ordered = sorted(known, key=lambda row: float(row[measure]["mean"]))
    return ordered[-1], ordered[0]


def _table(columns: list[str], measures: list[str], title: str) -> Table:
    from sim.cli.output import new_table
    from sim.tables.columns import header

    table = new_table(title, names=True)
    for name in columns:
        table.add_column(name, overflow="fold")
    for name in measures:
        table.add_column(header(name), justify="right", no_wrap=True)
    return table


def _size(table: Table, rows: list[TableRow], columns: list[str]) -> None:
    """Give the tables of a study equal columns."""
    for column, name in zip(table.columns, columns, strict=False):
        column.min_width = min(
            16, max(len(text) for text in [name, *(_label(row[name]) for row in rows)])
        )


def _shown(measure: str, cell: dict[str, Any], main: bool) -> str:
    from sim.support.words import percent, short, with_interval

    if main:
        return with_interval(cell)
    if cell["unit"].startswith("share"):
        return percent(cell["mean"])
    return short(cell["mean"])


def _explain(study: Study, measures: list[str], rows: list[TableRow]) -> None:
    """Under the table: what is best, and what the columns mean."""
    from sim.cli.output import base_pay_note, printable, wrapped
    from sim.report.verdicts import verdicts
    from sim.study.design.firm_files import varies_firms
    from sim.support.words import words
    from sim.tables.columns import header

    judged = verdicts(
        study.table("runs", [*study.levers, "world", study.measures[0]]),
        list(study.levers),
        study.measures[0],
        together=study.drawn,
    )
    named = [words(name) for name in study.levers]
    named += [_label(level) for levels in study.levers.values() for level in levels]
    for verdict in judged:
        if verdict.circumstances:
            typer.secho(printable(verdict.circumstances), bold=True)
        indent = "  " if verdict.circumstances else ""
        typer.echo(wrapped(verdict.sentence, indent, keep=named) + "\n")
    counts = sorted({row[study.measures[0]]["n"] for row in rows} or {0})
    worlds = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    lines = [f"± is half of the 95 % interval of the mean over {worlds} worlds."]
    if isinstance(study.manifest["worlds"], dict):
        lines.append(
            "Worlds were added until the mean was precise: intervals are slightly too narrow."
        )
    if judged:
        lines.append(
            "In brackets: the 95 % interval of the mean difference. Highest and lowest were picked "
            "after the fact, so small gaps flatter the winner."
        )
    meanings = study.columns("runs")
    for name in measures:
        column = meanings[name]
        of = f"; {column.unit}" if column.unit else ""
        lines.append(f"{header(name)}: {column.text}{of}.")
    if more := study.measures[len(measures) :]:
        lines.append(f"In the report and with --json: {', '.join(map(header, more))}.")
    other = varies_firms(study.manifest["levers"])
    lines.append(base_pay_note(study.scenario(), other))
    for line in lines:
        typer.echo(wrapped(line, rest="  "))
