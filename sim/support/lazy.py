"""Names that a package offers and imports only when somebody asks for them (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def offer(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """What a package has for ``__getattr__``.

    Args:
        package: Its name.
        homes: For every name that it offers, the module that defines it.

    Returns:
        A function from a name to what it stands for; of an unknown one it raises AttributeError.
    """

    def get(name: str) -> Any:
        if name in homes:
            return getattr(import_module(homes[name]), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return get


def listing(names: Sequence[str]) -> Callable[[], list[str]]:
    """What a package has for ``__dir__``: the names that it offers, loaded or not."""
    return lambda: sorted(names)
