"""Finding labs by name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from sim.lab.base import Lab
from sim.support.inputs import InputError, suggest


@cache
def catalogue() -> dict[str, type[Lab]]:
    """All labs by name, in the order of the alphabet.

    A lab's class stands in the ``lab.py`` of its package, or in any file of one without.
    """
    package = importlib.import_module("sim.lab")
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            inside = importlib.import_module(f"sim.lab.{module.name}")
            files = [one.name for one in pkgutil.iter_modules(inside.__path__)]
            for file in ["lab"] if "lab" in files else files:
                importlib.import_module(f"sim.lab.{module.name}.{file}")
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
