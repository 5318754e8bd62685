"""Reading what users write: YAML files, `--set path=value`, and plain data from Python code."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from pydantic import BaseModel

from incentives.plain_words import number
from incentives.sentences import InputError, clipped, key_of, kind_of, one_line, shown, suggest
from sim.support.plain_yaml import parse_yaml

__all__ = [
    "InputError",
    "assign",
    "clipped",
    "key_of",
    "kind_of",
    "one_line",
    "parse_assignment",
    "parse_yaml",
    "plain_data",
    "read_yaml",
    "shown",
    "suggest",
    "value_at",
    "whole_number",
]

MAX_BYTES = 1_000_000
STAND_FOR = {"population": "share"}
"""What an entry of these is where it is no mapping."""
STAND_FOR_ITSELF = {"cognition": "name"}
"""What these are themselves where they are no mapping."""


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        InputError: If the file cannot be read or holds something else.
    """
    try:
        if not path.is_file():
            raise InputError(f"{path}: no such file; expected a YAML file")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: larger than {MAX_BYTES} bytes; expected a short YAML file")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: expected text in UTF-8") from None
    data = parse_yaml(text, str(path))
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InputError(f"{path}: is {shown(data)}; expected fields and their values")
    return data


def parse_assignment(text: str, option: str = "--set") -> tuple[str, Any]:
    """``path=value`` as a path and plain data.

    Args:
        text: What is written.
        option: What messages call it.

    Raises:
        InputError: If there is no path, or the value is no YAML.
    """
    path, equals, value = text.partition("=")
    path = path.strip()
    if not equals or not path:
        raise InputError(f"{option} {clipped(text)}: expected path=value, as in quarters=20")
    return path, parse_yaml(value, f"{option} {key_of(path)}")


def whole_number(name: str, value: Any, low: int, high: int | None = None) -> int:
    """A whole number within bounds, which text may stand for, as in YAML.

    Raises:
        InputError: If it is none; the sentence begins with ``name``.
    """
    found: Any = value.item() if hasattr(value, "item") else value
    found = number(found) if isinstance(found, str) else found
    if (
        isinstance(found, int | float)
        and not isinstance(found, bool)
        and found % 1 == 0
        and low <= found <= (math.inf if high is None else high)
    ):
        return int(found)
    bounds = f"of at least {low}" if high is None else f"from {low} to {high}"
    written = value if found is None else found
    raise InputError(f"{name}: is {shown(written)}; expected a whole number {bounds}")


def plain_data(value: Any) -> Any:
    """What Python code gives as a value, as what YAML would give: models, arrays, tuples, dates."""
    from incentives import Part

    if isinstance(value, Part):
        return {"name": value.name, **plain_data(value.model_dump())}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {plain_data(key): plain_data(inner) for key, inner in value.items()}
    if hasattr(value, "tolist"):  # NumPy's and pandas's
        return value.tolist()
    if isinstance(value, list | tuple | range):
        return [plain_data(inner) for inner in value]
    if isinstance(value, Enum):
        return plain_data(value.value)
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value


def assign(data: dict[str, Any], path: str, value: Any) -> None:
    """Set the field at a dotted ``path`` in nested mappings and lists, in place.

    List entries are addressed by number, or by the ``name`` that they carry.

    Raises:
        InputError: If the path leads through something that has no fields.
    """
    keys = path.split(".")
    here: Any = data
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        where = ".".join(keys[: depth + 1])
        if isinstance(here, list):
            index = _index(here, key, where)
            if last:
                here[index] = value
            elif isinstance(here[index], str):
                here[index] = {"name": here[index]}
            here = here[index]
        elif isinstance(here, dict):
            if last:
                here[key] = value
            elif here.get(key) is None:
                here[key] = {}
            elif not isinstance(here[key], dict | list):
                short = STAND_FOR.get(keys[depth - 1]) if depth else None
                short = short or STAND_FOR_ITSELF.get(key)
                if short is None:
                    old = shown(here[key])
                    raise InputError(
                        f"{where}: is {old}, with nothing inside; expected {where}=VALUE"
                    )
                here[key] = {short: here[key]}
            here = here[key]


def value_at(data: Any, path: str) -> Any:
    """What is at a dotted ``path``, addressed as in ``assign``.

    Raises:
        LookupError: If nothing is there.
    """
    here = data
    for key in path.split("."):
        if isinstance(here, list):
            try:
                here = here[_index(here, key, path)]
            except InputError:
                raise LookupError(path) from None
        elif isinstance(here, dict):
            here = here[key]
        else:
            raise LookupError(path)
    return here


def _index(entries: list[Any], key: str, where: str) -> int:
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    if key in names:
        return names.index(key)
    if key.isdecimal() and len(key) < 6 and int(key) < len(entries):
        return int(key)
    known = [name for name in names if isinstance(name, str)]
    if not entries:
        raise InputError(f"{where}: no such entry, for the list is empty; expected entries first")
    number = f"a number from 0 to {len(entries) - 1}" if entries[1:] else "0"
    raise InputError(
        f"{where}: no such entry; {suggest(key, known) if known else f'expected {number}'}"
    )
