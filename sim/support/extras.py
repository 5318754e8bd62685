"""Libraries that not everybody has: imported when they are used, missed in one sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sim.support.inputs import InputError


def extra(name: str, what: str, group: str = "tables") -> Any:
    """A module of such a library.

    Args:
        name: Of the module.
        what: What it is needed for, the subject of a sentence.
        group: The optional dependencies of this distribution that bring it.

    Raises:
        InputError: If it is missing.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        library = name.partition(".")[0]
        if error.name != library:
            raise
        raise InputError(
            f"{what} needs the library {library}, which is not installed; "
            f"pip install 'proxyfight[{group}]' adds it"
        ) from None
