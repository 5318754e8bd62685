"""Parts that look at goals: found before anything runs."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

FORBIDDEN = ("agents", "sim")
"""Packages that know goals; no part may use them."""


@cache
def expect_no_goals(part: type) -> None:
    """Refuse a part whose code uses a package that knows goals.

    Raises:
        ValueError: If a method, or a function of its file that a method calls, does.
    """
    for member in vars(part).values():
        function = getattr(member, "__func__", getattr(member, "fget", member))
        if isinstance(function, FunctionType):
            for name in _used(function, set()):
                if name.partition(".")[0] in FORBIDDEN:
                    raise ValueError(
                        f"{function.__name__} uses {name}; expected nothing of the packages "
                        f"{' and '.join(FORBIDDEN)}, which know goals"
                    )


def _used(function: FunctionType, known: set[FunctionType]) -> Iterator[str]:
    """Modules that a function uses, itself or through functions of the same file."""
    known.add(function)
    for code in _codes(function.__code__):
        for step in dis.get_instructions(code):
            if step.opname == "IMPORT_NAME":
                yield str(step.argval)
            elif step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
                found = function.__globals__.get(step.argval)
                home = found.__name__ if isinstance(found, ModuleType) else _home(found)
                if home != function.__module__:
                    yield home
                elif isinstance(found, FunctionType) and found not in known:
                    yield from _used(found, known)


def _home(found: Any) -> str:
    return str(getattr(found, "__module__", None) or type(found).__module__)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code and that of the functions in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
