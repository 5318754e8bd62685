"""Finding checks by name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from sim.checks.base import Check
from sim.support.inputs import InputError, suggest


@cache
def catalogue() -> dict[str, type[Check]]:
    """All checks by name, in the order of the alphabet."""
    package = importlib.import_module("sim.checks")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"sim.checks.{module.name}")
    return {check.name: check for check in sorted(Check.__subclasses__(), key=lambda c: c.name)}


def find(name: str) -> type[Check]:
    """The check of that name.

    Raises:
        InputError: If there is none.
    """
    checks = catalogue()
    if name not in checks:
        raise InputError(f"validate {name}: no such check; {suggest(name, list(checks))}")
    return checks[name]
