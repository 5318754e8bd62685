"""A page in a vocabulary: its prose is said, names, numbers, code and pictures stay."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from sim.support.vocabulary import VOCABULARIES, in_words

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_STAY = frozenset({"code", "pre", "script", "style", "svg", "td"})
"""Elements whose text is data, code or a picture."""


def page_in_words(page: str, words: str, keep: Iterable[str] = ()) -> str:
    """An HTML page, as templates of this project write them, in a vocabulary.

    Args:
        page: Text in it is escaped, so that every ``<`` begins a tag.
        words: "firm", which returns the page itself, or "ai".
        keep: Names that look like words, and stay.
    """
    if words == VOCABULARIES[0]:
        return page
    kept = tuple(keep)
    within: list[str] = []
    found = []
    for piece in _PIECE.findall(page):
        if tag := _TAG.match(piece):
            if tag[2] in _STAY and not tag[1]:
                within.append(tag[2])
            elif within and tag[1] and tag[2] == within[-1]:
                within.pop()
        elif not within and not piece.startswith("<"):
            piece = _said(piece, words, kept)
        found.append(piece)
    return "".join(found)


def _said(text: str, words: str, keep: tuple[str, ...]) -> str:
    plain = html.unescape(text)
    other = in_words(plain, words, keep)
    return text if other == plain else html.escape(other)
