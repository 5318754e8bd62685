"""A page of the documentation: what stands between its marks, and which sentences must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Numbers = Callable[[], str]
Claim = Callable[[], bool]
Picture = Callable[[Path], None]


@dataclass(frozen=True)
class Page:
    """What simulations have to say in a page.

    Attributes:
        path: Of the page, from the root of the repository.
        findings: What stands between the marks, by their names.
        claims: Words of the page that hold only while the numbers have an order or a sign, each
            with a test of that. They stand in the page word for word, marks and line breaks aside.
        pictures: Who draws which file, from the root.
        writes: Writes a page that holds nothing else, and its pictures, into ``docs``.
        rewrites: Takes a page and returns it with what its examples print now.
    """

    path: str
    findings: dict[str, Numbers] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    writes: Picture | None = None
    rewrites: Callable[[str], str] | None = None
