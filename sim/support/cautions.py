"""What a user should know of a result that stands: one sentence, in Python and on the command line.

Imports nothing of the project.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class Caution(UserWarning):
    """A sentence about a result that is there, and less sure than others."""


def caution(sentence: str) -> None:
    """Say so, as Python's warnings do: once per sentence, unless filters say otherwise."""
    warnings.warn(sentence, Caution, stacklevel=2)


@contextmanager
def cautions_kept() -> Iterator[list[str]]:
    """Within, cautions are not said but kept in the list, each once; other warnings are as ever."""
    found: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", Caution)
        try:
            yield found
        finally:
            kept = [one for one in caught if issubclass(one.category, Caution)]
            found.extend(dict.fromkeys(str(one.message) for one in kept))
    for one in caught:
        if not issubclass(one.category, Caution):
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


def say_in_one_line() -> None:
    """From now on cautions are a line on stderr each, without the place in the code."""
    usual = warnings.formatwarning
    if getattr(usual, "says_cautions", False):  # another command of this process has seen to it
        return

    def line(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        source: str | None = None,
    ) -> str:
        if issubclass(category, Caution):
            return f"proxyfight: {message}\n"
        return usual(message, category, filename, lineno, source)

    line.says_cautions = True  # type: ignore[attr-defined]
    warnings.formatwarning = line  # type: ignore[assignment]
