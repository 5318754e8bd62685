"""Marks in a page: what stands between two of them is written by a finding, and by nobody else.

A mark is an HTML comment, which no reader of the page sees: ``<!--=name-->31%<!--=-->``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_MARK = re.compile(r"<!--=(?P<name>[a-z0-9-]+)-->(?P<text>.*?)<!--=-->", re.DOTALL)
_ANY = re.compile(r"<!--=[^>]*-->")


class Moved(NamedTuple):
    """What a mark held, and what it holds now."""

    name: str
    line: int
    before: str
    after: str


def names(text: str) -> list[str]:
    """Names of all marks in a page, in order; one may occur several times.

    Raises:
        ValueError: If a mark does not end, or stands in another one.
    """
    found = [match["name"] for match in _MARK.finditer(text)]
    inside = [match["name"] for match in _MARK.finditer(text) if "<!--=" in match["text"]]
    if inside or len(_ANY.findall(text)) != 2 * len(found):
        raise ValueError(f"a mark does not end, or stands in another: {inside or found}")
    return found


def filled(text: str, wanted: Mapping[str, str]) -> tuple[str, list[Moved]]:
    """The page with ``wanted`` between its marks, and which of them moved."""
    moved: list[Moved] = []

    def fill(match: re.Match[str]) -> str:
        name, before = match["name"], match["text"]
        after = wanted.get(name, before)
        if after != before:
            line = text.count("\n", 0, match.start()) + 1
            moved.append(Moved(name, line, before, after))
        return f"<!--={name}-->{after}<!--=-->"

    return _MARK.sub(fill, text), moved


def prose(path: str, text: str) -> str:
    """A page, or the end of one, as a reader sees it: without marks, in single spaces.

    Args:
        path: Of the page; of a notebook it is the lines of its text, as they are stored.
        text: Of it.
    """
    if path.endswith(".ipynb"):
        text = re.sub(r'(?m)^\s*"|(?:\\n)?",?$', " ", text)
    return " ".join(_ANY.sub("", text).split())


def block(text: str) -> str:
    """Lines of a table between marks that stand on lines of their own."""
    return f"\n\n{text.strip()}\n\n"
