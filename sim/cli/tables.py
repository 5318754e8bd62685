"""`proxyfight export`, `query` and `codebook`: the tables of a study, for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Debug, examples
from sim.cli.studies import StudyRef, find_study

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.study import Study

Force = Annotated[bool, typer.Option("--force", help="Replace files that are there.")]
_ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        short_help="Write tables of a study to files.",
        epilog=examples(
            "proxyfight export headline --out headline.csv",
            "proxyfight export headline --table tenures --format parquet --out tenures.parquet",
            "proxyfight export headline --table all --format dta --out stata/",
            "proxyfight export headline --table all --out headline.duckdb",
            "proxyfight export headline --format csv --out - | head",
        ),
    )(export)
    app.command(
        short_help="Ask the tables of a study in SQL.",
        epilog=examples(
            'proxyfight query headline "select cell, avg(rent) as rent from runs group by cell"',
            'proxyfight query found "from firms join conduct using (cell, world, firm)" '
            "--out joined.parquet",
        ),
    )(query)
    app.command(
        short_help="Explain every column of every table.",
        epilog=examples("proxyfight codebook", "proxyfight codebook tenures --json"),
    )(codebook)


def export(
    study: StudyRef,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="FILE|DIR",
            help="The file; - for stdout (csv, json, jsonl); for all tables, a folder.",
            show_default=False,
        ),
    ],
    table: Annotated[
        str,
        typer.Option(
            "--table",
            help="runs, quarters, tenures, contexts, events, ledger, dossiers, firms, conduct, "
            "efforts, years, cells, or all: every table, and a codebook.",
            autocompletion=completing.one_table,
        ),
    ] = "runs",
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv, parquet, feather, json, jsonl, xlsx, dta (Stata) or duckdb; left out: as "
            "the file's name ends, csv in a folder.",
            autocompletion=completing.formats,
        ),
    ] = None,
    force: Force = False,
    debug: Debug = False,
) -> None:
    """Write tables of a study to files, with the levers, seed and version as columns."""
    kind = format or _format_of(out, "csv" if table == _ALL else "")
    opened = find_study(study)
    _say_if_unfinished(opened)
    if kind == "csv" and (label := _formula(opened)):
        typer.echo(
            f"proxyfight: the label {label!r} is written as it is, and a spreadsheet would take it "
            "for a formula; import that column as text",
            err=True,
        )
    if table == _ALL:
        if out == "-":
            from sim.support.inputs import InputError

            raise InputError("--table all: cannot go to stdout; expected a folder as --out")
        for path in opened.export_all(kind, out, force):
            typer.echo(path)
        return
    if out == "-":
        from sim.study.store.exports import exported

        _refuse_on_stdout(kind)
        _to_stdout(exported(opened, table), table, kind)
        return
    typer.echo(opened.export(table, kind, out, force))


def query(
    study: StudyRef,
    sql: Annotated[
        str,
        typer.Argument(
            metavar="SQL",
            help="One statement that reads, as in select * from runs.",
            show_default=False,
        ),
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table, csv, json, jsonl; with --out also parquet, feather, xlsx, dta, duckdb.",
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="The file; left out: stdout.")
    ] = None,
    force: Force = False,
    debug: Debug = False,
) -> None:
    """Ask the tables of a study in SQL, in DuckDB's dialect.

    Every recorded table is there by its name, and `cells` with the levers of every cell. Nothing
    else can be read, and nothing is changed.
    """
    from sim.study.store.exports import keep, new_file, query
    from sim.study.store.formats import FORMATS
    from sim.support.inputs import InputError, suggest

    to_file = out is not None and out != "-"
    kind = format or (_format_of(str(out)) if to_file else "table")
    known = [*FORMATS] if to_file else ["table", *FORMATS]
    if kind not in known:
        raise InputError(f"--format {kind}: {suggest(kind, known)}")
    if not to_file and kind != "table":
        _refuse_on_stdout(kind)
    target = new_file(Path(str(out)), force) if to_file else None
    opened = find_study(study)
    _say_if_unfinished(opened)
    found = query(opened, sql)
    if target is not None:
        typer.echo(keep({"answer": found}, target, kind))
    elif kind == "table":
        _print(found)
    else:
        _to_stdout(found, "answer", kind)


def codebook(
    table: Annotated[
        str | None,
        typer.Argument(
            metavar="[TABLE]", help="Left out: all.", autocompletion=completing.one_table
        ),
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say of every column of a table, or of all, its type, unit and meaning.

    In a study, columns with the levers follow on `cell`.
    """
    from sim.study.store.codebook import TABLES, entries
    from sim.support.inputs import InputError, suggest

    if table is not None and table not in TABLES:
        raise InputError(f"no table is called {table!r}; {suggest(table, list(TABLES))}")
    found = entries(TABLES if table is None else [table])
    if as_json:
        from sim.cli.output import print_json

        print_json([entry._asdict() for entry in found])
        return
    from sim.cli.output import new_table, print_table

    for number, name in enumerate(dict.fromkeys(entry.table for entry in found)):
        if number:
            typer.echo()
        shown = new_table(name)
        for head in ("name", "type", "unit", "meaning"):
            shown.add_column(head)
        for entry in found:
            if entry.table == name:
                none = f"; none {entry.missing}" if entry.missing else ""
                shown.add_row(entry.name, entry.type, entry.unit, f"{entry.text}{none}")
        print_table(shown)


def _print(found: pa.Table) -> None:
    """An answer as a table to read; nothing stands where a value is missing."""
    from sim.cli.output import new_table, print_table

    shown = new_table("", names=True)
    for field in found.schema:
        number = str(field.type) in {"int64", "double"}
        shown.add_column(field.name, justify="right" if number else "left")
    for row in zip(*(column.to_pylist() for column in found.columns), strict=True):
        shown.add_row(*map(_cell, row))
    print_table(shown)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _say_if_unfinished(study: Study) -> None:
    if not study.complete:
        done = study.status()
        typer.echo(
            f"proxyfight: {study.path} is unfinished: {done.done} of {done.total} runs", err=True
        )


def _formula(study: Study) -> str:
    """A label, or a kind of executive, that a spreadsheet would compute; nothing if there is none.

    Tables are read by programs first, which need labels as the design has them: they stay.
    """
    population = study.manifest["base"].get("executives", {}).get("population", {})
    labels = [word for levels in study.levers.values() for word in levels if isinstance(word, str)]
    return next((text for text in [*labels, *population] if _computed(text)), "")


def _computed(text: str) -> bool:
    if not text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False


def _format_of(out: str, otherwise: str = "") -> str:
    """What the name of a file says, or what is usual in a folder."""
    from sim.study.store.formats import FORMATS
    from sim.support.inputs import InputError

    if out == "-":
        return "csv"
    suffix = Path(out).suffix.removeprefix(".").lower()
    if suffix in FORMATS:
        return suffix
    if otherwise:
        return otherwise
    raise InputError(
        f"--out {out}: the name tells no format; expected an ending of "
        f"{', '.join(f'.{name}' for name in FORMATS)}, or --format"
    )


def _refuse_on_stdout(kind: str) -> None:
    from sim.study.store.formats import FORMATS, TEXT
    from sim.support.inputs import InputError, suggest

    if kind not in FORMATS:
        raise InputError(f"--format {kind}: {suggest(kind, list(FORMATS))}")
    if kind not in TEXT:
        raise InputError(
            f"--format {kind}: cannot go to stdout; expected {', '.join(TEXT[:-1])} or {TEXT[-1]}, "
            "or a file as --out"
        )


def _to_stdout(table: pa.Table, name: str, kind: str) -> None:
    import shutil
    import tempfile

    from sim.study.store.exports import keep

    with tempfile.TemporaryDirectory() as place:
        file = keep({name: table}, Path(place) / f"table.{kind}", kind)
        with file.open(encoding="utf-8") as text:
            shutil.copyfileobj(text, sys.stdout)
