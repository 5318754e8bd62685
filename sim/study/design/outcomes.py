"""Outcomes of an experiment: formulas, and functions of one's own, by name."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, module_from_spec
from inspect import getfile, getsource, isfunction
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from incentives.explained import Inside
from incentives.sentences import key_of
from sim.analysis.outcomes import RUNS, OutcomeFormula
from sim.study.design.levers import TAKEN
from sim.support.inputs import InputError, shown

OutcomeFunction = Callable[[Mapping[str, Any]], Any]
"""Given pandas frames of a cell's worlds by table, a number per world."""

_FUNCTION = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_FRONT = ("worlds", "front", "near")
"""Columns of ``Study.front`` besides the measures."""


def read_outcomes(raw: Any, levers: Collection[str] = ()) -> dict[str, str]:
    """Outcomes by name, each a formula or ``module:function``.

    Args:
        raw: What was written. A function that a module defines may stand for itself.
        levers: Names that are taken, besides those of columns.

    Raises:
        ValueError: If one is none, or has a name that is taken; see ``Inside``.
    """
    if not isinstance(raw, Mapping):
        raise ValueError(
            f"is {shown(raw)}; expected names and formulas, as in "
            "{paid: mean(tenures.paid_total)}"
        )
    found = {}
    for name, written in raw.items():
        _refuse_taken(name, levers)
        text = _named(name, written) if isfunction(written) else written
        try:
            if is_function(text):
                function_of(text)
            else:
                OutcomeFormula(text)
        except InputError as error:
            raise Inside(name, str(error)) from None
        found[name] = text
    return found


def _named(name: str, function: OutcomeFunction) -> str:
    if "<" in function.__qualname__:
        raise Inside(
            name,
            f"is {function.__qualname__}, which no worker could find; expected a function that a "
            "module defines by name",
        )
    return f"{function.__module__}:{function.__qualname__}"


def is_function(text: Any) -> bool:
    """Whether an outcome is a function of a module, and no formula."""
    return isinstance(text, str) and _FUNCTION.fullmatch(text.strip()) is not None


def function_of(text: str) -> OutcomeFunction:
    """The function that ``module:function`` names; modules in this folder are found, too.

    Raises:
        InputError: If there is none, or its source cannot be read.
    """
    module, _, name = text.strip().partition(":")
    expected = "expected module:function, of a module that Python finds"
    _findable(Path.cwd())
    try:
        found = getattr(_as_it_is_now(module), name, None)
    except (Exception, SystemExit) as error:  # whatever a module of somebody's does
        raise InputError(
            f"is {shown(text)}, and {module} cannot be imported "
            f"({type(error).__name__}: {error}); {expected}"
        ) from None
    if not isfunction(found):
        raise InputError(f"is {shown(text)}, but {module} has no function {name}; {expected}")
    return found


class _FromSource(SourceFileLoader):
    """Executes what the file says: bytecode may be older, for its clock counts in seconds."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


_SOURCES: dict[str, bytes] = {}
"""What modules said when they were executed, or first seen."""


def _as_it_is_now(name: str) -> ModuleType:
    """A module, executed anew if its file has changed: its digest is that of the file."""
    module = sys.modules.get(name)
    if name == "__main__" and module is not None:
        return module
    if module is None:
        spec = find_spec(name)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return importlib.import_module(name)
        spec.loader = _FromSource(name, spec.loader.path)
        module = sys.modules[name] = module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        _SOURCES[name] = _said(module)
    elif _SOURCES.setdefault(name, _said(module)) != _said(module):
        del sys.modules[name], _SOURCES[name]
        return _as_it_is_now(name)
    return module


def _said(module: ModuleType) -> bytes:
    file = getattr(module, "__file__", None)
    try:
        return Path(file).read_bytes() if file else b""
    except OSError:
        return b""


def find_modules(outcomes: Any, folder: Path) -> None:
    """Let functions of modules beside an experiment's file be found, if it names any."""
    if isinstance(outcomes, Mapping) and any(map(is_function, outcomes.values())):
        _findable(folder)


def _findable(folder: Path) -> None:
    """Let modules in a folder be imported, after all others."""
    place = os.path.abspath(folder)
    if place not in sys.path:
        sys.path.append(place)


def source_of(text: str) -> str:
    """A digest of the source of an outcome's function; empty for a formula.

    Raises:
        InputError: As of ``function_of``.
    """
    if not is_function(text):
        return ""
    function = function_of(text)
    try:
        if function.__module__ == "__main__":
            source = getsource(function).encode()
        else:
            source = Path(getfile(function)).read_bytes()
    except (OSError, TypeError):
        raise InputError(
            f"is {shown(text)}, whose source cannot be read, so no study could tell when it "
            "changes; expected it in a file"
        ) from None
    return sha256(source).hexdigest()[:16]


def tables_read(outcomes: Mapping[str, str], names: Collection[str] | None = None) -> set[str]:
    """Tables that formulas among outcomes read, or those of some names."""
    found = {RUNS}
    for name, text in outcomes.items():
        if (names is None or name in names) and not is_function(text):
            found.update(OutcomeFormula(text).tables)
    return found


def refuse_levers(outcomes: Collection[str], levers: Collection[str]) -> None:
    """Refuse names of levers, which may come from a file of points.

    Raises:
        InputError: If an outcome has one.
    """
    for name in outcomes:
        if name in levers:
            raise InputError(f"outcomes.{name}: is the name of a lever; expected another name")


def _refuse_taken(name: Any, levers: Collection[str]) -> None:
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise Inside(
            key_of(name),
            "is no name; expected letters, digits and _, a letter first, for it becomes a column",
        )
    if name in TAKEN or name in _FRONT:
        raise Inside(name, "is the name of a column already; expected another name")
    if name in levers:
        raise Inside(name, "is the name of a lever; expected another name")
