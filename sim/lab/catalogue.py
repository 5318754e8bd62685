"""Finding labs by name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from sim.lab.base import Lab
from sim.support.inputs import InputError, suggest


@cache
def catalogue() -> dict[str, type[Lab]]:
    """All labs by name, in the order of the alphabet: every package with a ``lab.py`` has one."""
    package = importlib.import_module("sim.lab")
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            inside = importlib.import_module(f"sim.lab.{module.name}")
            if any(one.name == "lab" for one in pkgutil.iter_modules(inside.__path__)):
                importlib.import_module(f"sim.lab.{module.name}.lab")
    return {lab.name: lab for lab in sorted(Lab.__subclasses__(), key=lambda one: one.name)}


def find(name: str) -> type[Lab]:
    """The lab of that name.

    Raises:
        InputError: If there is none.
    """
    labs = catalogue()
    if name not in labs:
        raise InputError(f"lab {name}: no such lab; {suggest(name, list(labs))}")
    return labs[name]
