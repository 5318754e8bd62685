"""What a plain word stands for, by the core schema of YAML 1.2, in files, options and Python.

https://yaml.org/spec/1.2.2/#103-core-schema: ``010`` is ten, ``0o10`` eight and ``1e3`` a
thousand; ``1:30``, ``1_000``, ``2024-01-15``, ``yes`` and ``off`` are text.
"""

from __future__ import annotations

import re
from typing import Any

MAX_DIGITS = 100

_NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z")
_NAN = re.compile(r"\.(?:nan|NaN|NAN)\Z")


def scalar(text: str) -> Any:
    """Nothing, true or false, a number, or the text itself.

    Raises:
        ValueError: If it is a number of more than ``MAX_DIGITS`` digits.
    """
    first = text[:1]
    if first and first not in "+-.0123456789~nNtTfF":
        return text
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return first in "tT"
    for pattern, base in ((_DECIMAL, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.match(text):
            if len(text) > MAX_DIGITS:  # Python cannot even print what is much longer
                raise ValueError(f"a number of more than {MAX_DIGITS} digits")
            return int(text, base)
    if _FLOAT.match(text):
        return float(text)
    if _INFINITE.match(text):
        return float("-inf" if first == "-" else "inf")
    return float("nan") if _NAN.match(text) else text


def number(text: str) -> int | float | None:
    """The number that text is; None if it is none, or one of more than ``MAX_DIGITS`` digits."""
    try:
        found = scalar(text.strip())
    except ValueError:
        return None
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None
