"""What commands print: JSON documents, tables and wrapped text."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sim.cli.wording import said

if TYPE_CHECKING:
    from rich.table import Table

    from sim.scenario.scenario import Scenario


def print_json(document: Any) -> None:
    """One document; NaN, which JSON does not know, becomes null."""
    print(json.dumps(plain(document), indent=2, allow_nan=False, ensure_ascii=False))


def plain(value: Any) -> Any:
    """The value with nothing in it but what JSON knows."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if hasattr(value, "tolist"):  # NumPy's scalars and arrays
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def new_table(title: str, caption: str = "", names: bool = False) -> Table:
    """A table without vertical lines, which stays readable when it is piped.

    Title, caption, heads and cells of several words are said in the vocabulary that was chosen;
    a title or a cell of a single word is a name. With ``names`` everything but the caption is.
    """
    from rich import box
    from rich.table import Table as AnyTable

    class Table(AnyTable):
        """Says what it is given."""

        def add_column(self, header: Any = "", *more: Any, **options: Any) -> None:
            super().add_column(header if names else said(header), *more, **options)

        def add_row(self, *cells: Any, **options: Any) -> None:
            super().add_row(*(map(_said_cell, cells) if not names else cells), **options)

    return Table(
        title=title if names else _said_cell(title),
        caption=said(caption) or None,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        caption_justify="left",
        title_style="bold",
        caption_style="",
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )


def print_table(table: Table) -> None:
    """Print for a terminal of any width; for a pipe as wide as it needs, in plain text.

    What stands in cells and titles is text: rich reads no markup and no emoji codes in it.
    """
    from rich.console import Console as AnyConsole

    class Console(AnyConsole):
        """Shows text as it is."""

        def render_str(self, text: str, **options: Any) -> Any:
            return super().render_str(printable(text), **{**options, "markup": False})

    plain_text: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
    console = Console(soft_wrap=False, **plain_text)
    if not sys.stdout.isatty():
        wide = Console(width=1000, file=sys.stdout, **plain_text)
        title, caption = table.title, table.caption
        table.title = table.caption = None  # they wrap; only the cells must not
        needed = wide.measure(table).maximum
        table.title, table.caption = title, caption
        console = Console(
            width=max(100, needed), color_system=None, force_terminal=False, **plain_text
        )
    text = _rendered(console, table)
    print("\n".join(line.rstrip() for line in text.splitlines()).strip("\n"))


def printable(text: str) -> str:
    """The text without what a terminal would obey: escapes and other control characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\N{REPLACEMENT CHARACTER}", text)


def wrapped(text: str, indent: str = "", rest: str | None = None, keep: Iterable[str] = ()) -> str:
    """Text, in the words that were chosen, in lines as wide as the terminal, 80 in a pipe.

    All lines begin with ``indent``, and all but the first with ``rest`` where it is given. Names to
    ``keep`` are the same in all words.
    """
    return _filled(said(text, keep), indent, indent if rest is None else rest)


def _filled(text: str, indent: str, rest: str) -> str:
    import shutil
    import textwrap

    return textwrap.fill(
        printable(text),
        shutil.get_terminal_size().columns if sys.stdout.isatty() else 80,
        initial_indent=indent,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def folded(text: str, rest: str) -> str:
    """A line as it is in a pipe; on a terminal folded at its width, indented by ``rest``."""
    return _filled(text, "", rest) if sys.stdout.isatty() else text


def _rendered(console: Any, table: Table) -> str:
    with console.capture() as capture:
        console.print(table)
    return str(capture.get())


def _said_cell(cell: Any) -> Any:
    return said(cell) if isinstance(cell, str) and " " in cell.strip() else cell


def base_pay_note(scenario: Scenario, others: bool = False) -> str:
    """What a base pay is, in money where the firms are real and there are no ``others``."""
    from sim.scenario.firms import worth_of_base_pay

    found = None if others else worth_of_base_pay(scenario.firms)
    worth = ""
    if found is not None:
        dollars = found.currency == "dollars"
        amount = f"${found.amount:,.0f}" if dollars else f"{found.amount:,.0f} {found.currency}"
        worth = f", {amount}" + (f" in {found.year}" if found.year else "")
    return f"One base pay is what the median firm pays its executive for a quarter{worth}."
