"""How results look where somebody types their name: a line in Python, a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from sim.support.words import short, with_interval, words

MOST_ROWS = 40


def html(title: str, *tables: Sequence[Mapping[str, Any]], notes: Iterable[str] = ()) -> str:
    """A title, tables and notes for a notebook; all text is escaped.

    Args:
        title: A sentence.
        tables: Rows by column. A cell that is a mean with its interval shows both; of a long table
            the first ``MOST_ROWS`` rows are shown.
        notes: Sentences below.
    """
    parts = [f"<p><strong>{escape(title)}</strong></p>"]
    for rows in tables:
        parts.append(_table(rows))
        if len(rows) > MOST_ROWS:
            parts.append(f"<p>and {len(rows) - MOST_ROWS} more rows</p>")
    return "".join([*parts, *(f"<p>{escape(note)}</p>" for note in notes)])


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows[:MOST_ROWS] for name in row))
    head = "".join(f"<th>{escape(words(name))}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(_cell(row.get(name)))}</td>' for name in names)}</tr>"
        for row in rows[:MOST_ROWS]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if isinstance(value, Mapping) and {"mean", "low", "high"} <= value.keys():
        return with_interval(dict(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{words(str(name))} {_cell(inner)}" for name, inner in value.items())
    if isinstance(value, bool | str):
        return str(value)
    if value is None or isinstance(value, float):
        return short(value)
    if isinstance(value, list | tuple):
        return " to ".join(map(_cell, value))
    return str(value)
