"""What is said when input is wrong: one sentence, on one line, in words of who wrote it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

_LONGEST = 60
_MOST_NAMES = 24


class InputError(ValueError):
    """The input is wrong: exit status 2 and one sentence that names the field."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))


def one_line(text: str) -> str:
    """The text with line breaks and other control characters written as YAML and Python do."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def shown(value: Any) -> str:
    """A value as a sentence quotes it: as YAML has it, and never long."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and type(value).__module__ == "builtins":
        return clipped(_number(value))
    if isinstance(value, str):
        return f"'{clipped(one_line(value))}'"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return kind_of(value)


def kind_of(value: Any) -> str:
    """What a value is, in a word or two."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple | range | set | frozenset) or hasattr(value, "tolist"):
        return "a list"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"an object of the class {type(value).__name__}"


def key_of(key: Any) -> str:
    """A key as a step of a path."""
    return clipped(one_line(key)) if isinstance(key, str) and key else shown(key)


def clipped(text: str) -> str:
    """The text, or as much of it as a sentence bears."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def suggest(word: object, known: Iterable[str], called: Mapping[str, str] | None = None) -> str:
    """'did you mean ...' for the nearest of the names, or which names there are.

    Args:
        word: What was written; it is never proposed.
        known: What is on offer at that place.
        called: What some of these are called elsewhere, by the other name.
    """
    names = [name for name in known if name != word]
    if not names:
        return "expected none"
    other = {alias: name for alias, name in (called or {}).items() if name in names}
    found = _nearest(str(word), {**{name: name for name in names}, **other})
    if found is not None:
        return f"did you mean {found!r}?"
    if len(names) > _MOST_NAMES:
        return (
            f"expected one of {', '.join(names[:_MOST_NAMES])} or {len(names) - _MOST_NAMES} more"
        )
    return f"expected one of {', '.join(names)}" if names[1:] else f"expected {names[0]}"


def _nearest(word: str, names: Mapping[str, str]) -> str | None:
    plain: dict[str, str] = {}
    for name, meant in names.items():
        plain.setdefault(_plain(name), meant)
    near = get_close_matches(_plain(word), plain, n=1, cutoff=0.5)
    return plain[near[0]] if near else None


def _plain(word: str) -> str:
    """A word without what is often written otherwise: case, hyphens, underscores, spaces."""
    return "".join(word.split()).casefold().replace("-", "").replace("_", "")[:200]


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**60 else "a number of more than 60 digits"
    if not math.isfinite(value):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
