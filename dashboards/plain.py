"""Text of users, of files and of parts, for places where Streamlit reads Markdown."""

from __future__ import annotations

import re
from typing import Any

JOINER = "\u2060"
"""A word joiner: nothing to see, and no break. Streamlit looks for addresses, icons and colours in
text of which the signs have been escaped already, so these have to be broken up."""

_SIGNS = re.compile(r"([\\`*_$\[\]<>~&|])")
_AT_THE_START = re.compile(r"^(?=[-+=#])|(?<=^\d)(?=[.)])|(?<=^\d\d)(?=[.)])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: Any) -> str:
    """The text in one line, every sign of it shown as it is: no links, pictures or formatting."""
    line = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(str(text).split()))
    line = re.sub(r"(?i)(?<=[:@])(?=\S)|(?<=www)(?=\.)", JOINER, line)
    return _AT_THE_START.sub(r"\\", _SIGNS.sub(r"\\\1", line))


def shown(text: str) -> str:
    """What a reader sees of a text that went through ``plain``."""
    return re.sub(r"\\(?=[\\`*_$\[\]<>~&|=#.)+-])", "", text.replace(JOINER, ""))
