"""One text in two vocabularies: words of the firm, or words of where an AI is trained.

The table of terms is ``vocabulary.yaml``; docs/analogy.md shows it with its sources. What is
written in words of the firm becomes words of AI by replacing whole terms; names stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from incentives.sentences import InputError, shown

VOCABULARIES = ("firm", "ai")
"""The vocabularies by name; the first is the one in which everything is written."""
TERMS_FILE = Path(__file__).with_name("vocabulary.yaml")

_WITHIN = r"(?:(?!\]\()[^\s`*])"
_SIGN = r"[\w\])][_=/\\{}<>|@#$]|[_={}<>|@#$][\w(\[]|\w\.\w|\w,[A-Za-z_]"
_NAMES = (
    r"```.*?```",  # code
    r"(?P<ticks>`+)(?:(?!`).)+(?P=ticks)",
    r"\]\([^)\s]*\)",  # where a link goes
    r"</?[A-Za-z!][^<>]*>",  # tags
    r"proxyfight [a-z][^`\n]*?(?=  |[`\n]|$)",  # a command line
    r"(?m:^[ \t]*(?:- )?[a-z][\w.-]*:(?=\s|$))",  # a key
    r"'[\w.-]+'|\"[\w.-]+\"",  # what was typed
    # a citation up to its end: a title is a title in both
    r"[A-Z][\w'-]+(?: et al\.)? \(?(?:1[89]|20)\d\d\)?, [^;.:\n)]*",
    r"--?[A-Za-z][\w-]*",  # an option
    # fields, paths, assignments, lists of tables: signs that no sentence has within a word
    rf"(?<![^\s`*])(?={_WITHIN}*?(?:{_SIGN})){_WITHIN}+",
    r"(?<![A-Za-z0-9])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+",  # presets, levels and parts have hyphens
)
_BEFORE = r"(?<![\w/=.\-])"
_AFTER = r"(?![\w/=\-]|\.\w|,\w)"
_ARTICLE = r"(?:(?P<article>\b[Aa]n?\b)(?P<gap>\s+[*(\u201c]*))??"  # "a hire" has its own


class VocabularyTerm(NamedTuple):
    """A row of the table.

    Attributes:
        firm: The term of the firm, singular.
        ai: Its counterpart; the same word where both fields use it, None where there is none.
        forms: Every form of it in text, with the form that it becomes.
        sources: Works that the pair is taken from.
        note: What the two have in common, or why there is no counterpart.
    """

    firm: str
    ai: str | None
    forms: dict[str, str]
    sources: tuple[str, ...]
    note: str


def vocabulary_named(text: str, where: str = "--words") -> str:
    """The name of a vocabulary that somebody typed.

    Raises:
        InputError: If there is none of that name.
    """
    if text not in VOCABULARIES:
        raise InputError(f"{where}: is {shown(text)}; expected {' or '.join(VOCABULARIES)}")
    return text


def in_words(text: str, words: str, keep: Iterable[str] = ()) -> str:
    """A text of the firm in a vocabulary.

    Whole terms are replaced, the longest first, with their capitals and plurals; articles before
    them are mended. Code, links, tags, citations, JSON, command lines and names of fields, presets,
    levels and parts stay, as does every term without a counterpart.

    Args:
        text: Plain text or Markdown.
        words: "firm", which changes nothing, or "ai".
        keep: Names that look like words, and stay.

    Raises:
        InputError: If there is no such vocabulary.
    """
    if words == VOCABULARIES[0]:
        return text
    return _replaced(text, vocabulary_named(words, "words"), tuple(keep))


def terms() -> tuple[VocabularyTerm, ...]:
    """The table, in its order."""
    return _table()[0]


def sources() -> dict[str, str]:
    """Works that pairs are taken from, by the name that rows have for them."""
    return _table()[1]


def without_counterpart(text: str) -> tuple[VocabularyTerm, ...]:
    """The terms in a text of the firm that have no counterpart, in order of the table."""
    found = {match["term"].lower() for match in _pattern(()).finditer(text) if match["term"]}
    found = {" ".join(one.split()) for one in found}
    return tuple(
        row
        for row in terms()
        if row.ai is None and any(form.lower() in found for form in row.forms)
    )


@cache
def _table() -> tuple[tuple[VocabularyTerm, ...], dict[str, str]]:
    from sim.support.plain_yaml import parse_yaml

    data = parse_yaml(TERMS_FILE.read_text(encoding="utf-8"), TERMS_FILE.name)
    rows = []
    for row in data["terms"]:
        ai = row.get("ai")
        firm = row["firm"]
        pairs = {firm: ai or firm, **row["forms"]}
        same = ai in (None, "same")
        rows.append(
            VocabularyTerm(
                firm=firm,
                ai=firm if ai == "same" else ai,
                forms={form: form if same else other for form, other in pairs.items()},
                sources=tuple(row.get("sources", ())),
                note=row["note"],
            )
        )
    return tuple(rows), dict(data["sources"])


@cache
def _counterparts() -> dict[str, str]:
    return {form.lower(): other for row in terms() for form, other in row.forms.items()}


@lru_cache(maxsize=64)
def _pattern(keep: tuple[str, ...]) -> re.Pattern[str]:
    """What stays, or a term with the article before it."""
    kept = [re.escape(name) for name in sorted(keep, key=len, reverse=True) if name]
    stays = "|".join([rf"(?<!\w)(?:{'|'.join(kept)})(?!\w)"] * bool(kept) + list(_NAMES))
    forms = sorted(_counterparts(), key=len, reverse=True)
    known = "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms)
    return re.compile(
        rf"(?P<stays>{stays})|{_ARTICLE}{_BEFORE}(?P<term>(?i:{known})){_AFTER}", re.DOTALL
    )


@lru_cache(maxsize=4096)
def _replaced(text: str, words: str, keep: tuple[str, ...]) -> str:
    return text if _is_json(text) else _pattern(keep).sub(_counterpart, text)


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _counterpart(match: re.Match[str]) -> str:
    if (term := match["term"]) is None:
        return match[0]
    known = " ".join(term.split())
    other = _counterparts()[known.lower()]
    if other.lower() == known.lower():
        return match[0]
    if known.isupper() and len(known) > 1:
        other = other.upper()
    elif known[0].isupper():
        other = other[0].upper() + other[1:]
    if (article := match["article"]) is None:
        return other
    mended = article[0] + ("n" if other[0].lower() in "aeiou" else "")
    return f"{mended}{match['gap']}{other}"
