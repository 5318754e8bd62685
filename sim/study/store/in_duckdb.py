"""Tables in DuckDB: database files, and questions in SQL that touch nothing else."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.support.extras import extra
from sim.support.files import CannotWrite
from sim.support.inputs import InputError

_OFF = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_ALLOWED = ("SELECT", "EXPLAIN", "MULTI")
"""Statements that only read; PIVOT is several in one."""


def write_database(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write tables into a database file; units and meanings are comments on the columns.

    Raises:
        InputError: If DuckDB is missing.
    """
    duckdb = extra("duckdb", "DuckDB's format")
    path.unlink(missing_ok=True)  # an empty file is no database
    try:
        with duckdb.connect(str(path), config=dict(_OFF)) as base:
            for name, table in tables.items():
                _keep(base, name, table)
    except duckdb.IOException as error:
        why = str(error).splitlines()[0]
        raise CannotWrite(f"{path}: cannot be written ({why})") from None


def _keep(base: Any, name: str, table: pa.Table) -> None:
    base.from_arrow(table).project(_selected(table)).create(name)
    for field in table.schema:
        if said := _comment(field):
            place = f"{_quoted(name)}.{_quoted(field.name)}"
            base.execute(f"comment on column {place} is {_literal(said)}")


def ask(
    sql: str, names: Iterable[str], read: Callable[[str], pa.Table], unread: Iterable[str] = ()
) -> pa.Table:
    """The answer to one question in SQL.

    Nothing but the tables can be read, and nothing can be written.

    Args:
        sql: One statement that only reads.
        names: Of the tables that there are.
        read: Gives one of them; only those that ``sql`` mentions are read, or all if it mentions
            none.
        unread: Names of tables that could have been recorded, and were not.

    Raises:
        InputError: If DuckDB is missing, refuses the statement, or it does not only read.
    """
    duckdb = extra("duckdb", "a query")
    known = list(names)
    chosen = [name for name in known if _mentions(sql, name)] or known
    with duckdb.connect(":memory:", config={**_OFF, "python_enable_replacements": False}) as base:
        for name in chosen:
            table = read(name)
            base.from_arrow(table).project(_selected(table)).create_view(name)
        base.execute("set enable_external_access = false")
        base.execute("set lock_configuration = true")
        try:
            statements = base.extract_statements(sql)
            if len(statements) != 1:
                raise InputError(f"the query has {len(statements)} statements; expected one")
            kind = statements[0].type.name
            if kind not in _ALLOWED:
                raise InputError(f"the query is of the kind {kind}; expected one that only reads")
            return _arrow(base, statements[0])
        except duckdb.Error as error:
            missing = [name for name in unread if _mentions(sql, name)]
            raise InputError(_sentence(str(error), missing, known)) from None


def _arrow(base: Any, statement: Any) -> pa.Table:
    """What a statement finds, in types that every format knows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the copy that it warns of is made once
        found = base.execute(statement)
        read = getattr(found, "to_arrow_table", None) or found.fetch_arrow_table
        table: pa.Table = read()
    names: list[str] = []
    for name in table.column_names:
        number, other = 1, name
        while other in names:
            number += 1
            other = f"{name}_{number}"
        names.append(other)
    arrays = [_simple(column) for column in table.columns]
    return pa.table(arrays, names=names)


def _simple(column: Any) -> Any:
    """Sums of whole numbers as such, other decimals as doubles; what is nested or dated as text."""
    kind = column.type
    if pa.types.is_decimal(kind):
        if kind.scale == 0:
            try:
                return column.cast(pa.int64())
            except pa.ArrowInvalid:
                pass  # larger than any
        return column.cast(pa.float64())
    if pa.types.is_integer(kind):
        return column if pa.types.is_int64(kind) else _whole(column)
    if pa.types.is_floating(kind):
        return column.cast(pa.float64())
    if pa.types.is_boolean(kind) or pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        return column
    return pa.array([None if x is None else str(x) for x in column.to_pylist()], pa.string())


def _whole(column: Any) -> Any:
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column.cast(pa.float64())


def _selected(table: pa.Table) -> str:
    """All columns; labels are of a type that keeps their order."""
    columns = []
    for field in table.schema:
        name = _quoted(field.name)
        words = (
            table.column(field.name).combine_chunks().dictionary.to_pylist()
            if pa.types.is_dictionary(field.type)
            else []
        )
        if words:
            labels = ", ".join(map(_literal, words))
            columns.append(f"cast({name} as enum({labels})) as {name}")
        else:
            columns.append(name)
    return ", ".join(columns)


def _mentions(sql: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", sql, re.IGNORECASE) is not None


def _sentence(message: str, missing: list[str], known: list[str]) -> str:
    """DuckDB's complaint in one sentence."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    said = lines[0].rstrip("!.") if lines else "unknown"
    hint = next((one for one in lines[1:] if one.startswith(("Did you", "Candidate"))), "")
    if missing and "Table with name" in said:
        hint = (
            f"{missing[0]} was not recorded, only {', '.join(known)}; "
            f"sweep it again with --record {missing[0]}"
        )
    elif "Table with name" in said:
        hint = f"expected one of {', '.join(known)}"
    return f"the query is wrong: {said}{'; ' if hint else ''}{hint[:1].lower()}{hint[1:]}"


def _comment(field: pa.Field) -> str:
    said: dict[str, str] = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
    parts = [said.get("description", ""), said.get("unit") and f"[{said['unit']}]"]
    return " ".join(part for part in parts if part)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
