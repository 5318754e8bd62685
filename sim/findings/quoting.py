"""Numbers that a page quotes of another, off tables between its marks: both say the same."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def between(path: str, mark: str) -> str:
    """What stands between the first marks of that name.

    Args:
        path: Of the page, from the root.
        mark: The name.

    Raises:
        LookupError: If there is no such mark.
    """
    text = (_ROOT / path).read_text(encoding="utf-8")
    found = re.search(rf"<!--={re.escape(mark)}-->(.*?)<!--=-->", text, re.DOTALL)
    if found is None:
        raise LookupError(f"{path} has no mark {mark}")
    return found[1].strip()


def cell(path: str, mark: str, row: tuple[str, ...], column: str) -> str:
    """One cell of a table between marks.

    Args:
        path: Of the page, from the root.
        mark: Of the table.
        row: The first cells of its row.
        column: Its heading.

    Raises:
        LookupError: If there is no such cell.
    """
    lines = [_cells(line) for line in between(path, mark).splitlines() if line.startswith("|")]
    head, rows = lines[0], lines[2:]
    for cells in rows:
        if tuple(cells[: len(row)]) == row and column in head:
            return cells[head.index(column)]
    raise LookupError(f"{path}: {mark} has no {column} of {', '.join(row)}")


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a table in Markdown, by heading."""
    lines = [_cells(line) for line in text.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[2:]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
