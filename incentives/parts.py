"""Parts of a governance package: one small class in one file, found by its name.

A part is a frozen pydantic model, so its parameters are validated, printed, swept and shown in
the dashboard without further code. Subclassing registers it; the folders of this package and the
modules that other distributions name in the entry-point group ``proxyfight.parts`` are imported
when a part is first looked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dis import opmap
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from inspect import getfile
from re import fullmatch
from signal import SIGINT, getsignal
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from incentives.leaks import expect_no_goals
from incentives.sentences import clipped, suggest
from incentives.views import Applicants, Seen, View
from incentives.written import UserInput

FAMILIES = ("metrics", "schemes", "filters", "oversight")
"""What a governance package is made of."""
ENTRY_POINTS = "proxyfight.parts"
FAULTS = (Exception, SystemExit, KeyboardInterrupt, GeneratorExit)
"""What a part's own code may raise. A real Ctrl-C is no fault, see :func:`interrupted`."""
OTHERWISE = (
    "{} returned something else when it was asked again; expected an answer that depends on "
    "nothing but what is seen"
)
_folders: dict[str, str] = {family: f"incentives.{family}" for family in FAMILIES}
_registry: dict[str, dict[str, type[Part]]] = {family: {} for family in FAMILIES}


def parameters(**chosen: Any) -> Mapping[str, Any]:
    """Parameters of a part, as they stand in a package; nobody can change them."""
    return MappingProxyType(chosen)


class BrokenPart(Exception):
    """A part cannot be imported, or answers what it may not; the message names its file."""


class UnknownPart(ValueError):
    """No part of this family has this name."""


class Part(UserInput):
    """Base of every part. A concrete part sets ``name``, ``summary`` and ``source``.

    ``purpose`` is a sentence on what it prevents or causes; docs/gallery.md shows it. ``neutral``
    are parameters with which it does nothing, as if it were not in the package; or, where there
    are none, a sentence why. What one family means by that its base class says. A class that is
    but a base of other parts says ``abstract = True`` instead.
    """

    family: ClassVar[str]
    name: ClassVar[str]
    summary: ClassVar[str]
    source: ClassVar[str]
    purpose: ClassVar[str] = ""
    abstract: ClassVar[bool] = False
    neutral: ClassVar[Mapping[str, Any] | str] = "it does not say"
    said: ClassVar[tuple[str, ...]] = ()
    """Names of the methods that answer without a view."""

    def check(self) -> None:
        """Try the part on made-up views.

        Raises:
            ValueError: If what it returns has the wrong shape, is no number, or depends on more
                than it sees.
        """
        expect_no_goals(type(self))

    def tried(self) -> Mapping[str, Seen | Applicants]:
        """The made-up views of the trial, by the name of the method that answers."""
        return {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Register a class that carries a name of its own.

        Raises:
            TypeError: If it does not say what it is, or another says it is the same.
        """
        if Part in cls.__bases__ or cls.__dict__.get("abstract"):
            return
        _expect_words(cls)
        if not cls.__module__.startswith(f"{_folders[cls.family]}."):
            _import_folder(_folders[cls.family])  # a name that is taken is taken from the start
        known = _registry[cls.family].get(cls.name)
        if known is not None and known.__module__ != cls.__module__:
            raise TypeError(
                f"two {cls.family} are called {cls.name!r}: in {known.__module__} "
                f"and in {cls.__module__}"
            )
        _registry[cls.family][cls.name] = cls


def _expect_words(part: type[Part]) -> None:
    """Refuse a class without a name of its own, or without a summary or a source."""
    who = f"class {part.__name__} ({part.__module__})"
    words = ("name", "summary", "source")
    for word in words:
        if word in part.model_fields:
            raise TypeError(
                f"{who} makes {word} a parameter; expected {word} = '...', without a type"
            )
    name = part.__dict__.get("name")
    if name is None:
        inherited = getattr(part, "name", None)
        own = f" of its own (it inherits {inherited!r})" if inherited else ""
        raise TypeError(
            f"{who} has no name{own}; expected name, summary and source as words, or "
            "abstract = True if it is but a base of other parts"
        )
    if not isinstance(name, str) or not fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
        raise TypeError(
            f"{who} is called {name!r}; expected a name of letters, digits and -, "
            "a letter first, as in 'my-part'"
        )
    missing = [word for word in words if not isinstance(getattr(part, word, None) or None, str)]
    if missing:
        raise TypeError(f"part {name!r} ({part.__module__}) must set {' and '.join(missing)}")


def add_family(family: str, folder: str) -> None:
    """Let parts of another family be found: in the package ``folder``, and by entry points."""
    _folders[family] = folder
    _registry.setdefault(family, {})


@cache
def _import_folder(folder: str) -> None:
    package = importlib.import_module(folder)
    for module in pkgutil.iter_modules(package.__path__):
        with _named(f"{folder.replace('.', '/')}/{module.name}.py"):
            importlib.import_module(f"{folder}.{module.name}")


@cache
def _import_entries() -> bool:
    """Import the parts of other distributions; whether there are any."""
    found = entry_points(group=ENTRY_POINTS)
    for entry in found:
        with _named(f"{entry.value} (entry point {entry.name!r})"):
            entry.load()
    return bool(found)


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Say which file it is that cannot be imported."""
    try:
        yield
    except FAULTS as error:
        if interrupted(error):
            raise
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise BrokenPart(f"{file}{line}: {type(error).__name__}: {reason}") from error


def expect(what: str, found: object, shape: tuple[int, ...], *, infinite: bool = False) -> None:
    """Refuse what a part returned unless it is an array of numbers of that shape.

    Raises:
        ValueError: With ``what`` was found and what was expected.
    """
    if not isinstance(found, np.ndarray) or found.shape != shape:
        got = f"shape {found.shape}" if isinstance(found, np.ndarray) else repr(found)
        raise ValueError(f"{what} returned {got}; expected an array of shape {shape}")
    wrong = np.isnan(found) if infinite else ~np.isfinite(found)
    if wrong.any():
        value = found[wrong].flat[0]
        raise ValueError(f"{what} returned {value}; expected numbers")


def expect_number(
    what: str, found: object, low: float, high: float = np.inf, *, whole: bool = False
) -> None:
    """Refuse what a part returned unless it is a number from ``low`` to ``high``.

    Raises:
        ValueError: With ``what`` was found and what was expected.
    """
    kind = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    if not isinstance(found, kind) or isinstance(found, bool) or not low <= found <= high:
        number = "a whole number" if whole else "a number"
        most = "" if high == np.inf else f" to {high:g}"
        raise ValueError(f"{what} returned {found!r}; expected {number} from {low:g}{most}")


def expect_answer(
    what: str,
    ask: Callable[[View], object],
    view: View,
    shape: tuple[int, ...],
    rows: slice,
    *,
    infinite: bool = False,
) -> None:
    """Ask a part three times, and refuse what is no answer or depends on more than it sees.

    Args:
        what: The method that answers, for the message.
        ask: The method.
        view: What it sees.
        shape: What ``ask`` should return.
        rows: Rows of ``view`` for which the others may not matter.
        infinite: Whether infinite numbers are numbers.

    Raises:
        ValueError: If it writes into the view, returns no such array, something else when it is
            asked again, or something else for ``rows`` alone.
    """
    try:
        first = ask(view.sealed())
    except ValueError as error:
        raise ValueError(reason_of(error, what)) from None
    expect(what, first, shape, infinite=infinite)
    first = np.array(first)  # it may be one that is written anew every time
    if not np.array_equal(first, np.asarray(ask(view.sealed()))):
        raise ValueError(OTHERWISE.format(what))
    alone = ask(view.only(rows).sealed())
    expect(what, alone, first[rows].shape, infinite=infinite)
    if not np.allclose(first[rows], np.asarray(alone), rtol=1e-9, atol=1e-12):
        raise ValueError(
            f"{what} returned something else without the entries of others; expected an answer "
            "that does not depend on them"
        )


def reason_of(error: BaseException, what: str) -> str:
    """What went wrong in a part's own code, while it was asked for ``what``."""
    if isinstance(error, ValueError):
        writes = f"{what} writes into what it sees; expected a new array"
        return writes if "read-only" in str(error) else str(error)
    if isinstance(error, SystemExit):
        return f"{what} ends the program (SystemExit); expected an answer"
    if isinstance(error, KeyboardInterrupt):
        return f"{what} raised KeyboardInterrupt; expected an answer"
    return f"{type(error).__name__}: {error}"


def interrupted(error: BaseException) -> bool:
    """Whether somebody has pressed Ctrl-C; a part may raise ``KeyboardInterrupt`` itself."""
    last = error.__traceback__
    if not isinstance(error, KeyboardInterrupt) or last is None:
        return isinstance(error, KeyboardInterrupt)
    while last.tb_next is not None:
        last = last.tb_next
    code = last.tb_frame.f_code
    handler = getattr(getsignal(SIGINT), "__code__", None)  # a signal comes between two steps
    return code is handler or code.co_code[last.tb_lasti] != opmap["RAISE_VARARGS"]


def blamed(error: BaseException) -> str | None:
    """The sentence on the part in whose code an error was raised, if it was."""
    found, step = None, error.__traceback__
    while step is not None:
        frame = step.tb_frame
        owner = frame.f_locals.get("self")
        if isinstance(owner, Part):
            found = fault(owner, reason_of(error, frame.f_code.co_name))
        step = step.tb_next
    return found


def fault(part: Part, reason: object) -> str:
    """What is wrong with a part, and where it is: its class and file."""
    kind = type(part)
    try:
        home = getfile(kind)
    except (OSError, TypeError):  # typed into a notebook
        home = kind.__module__
    return f"{part.name} (class {kind.__name__}, {home}) does not work: {reason}"


def catalogue(family: str) -> dict[str, type[Part]]:
    """All parts of a family by name, sorted."""
    _import_folder(_folders[family])
    _import_entries()
    return dict(sorted(_registry[family].items()))


def find(family: str, name: str) -> type[Part]:
    """The part of that name.

    Raises:
        UnknownPart: With the nearest name, if there is one.
    """
    if (alone := _from_its_file(family, name)) is not None:
        return alone
    parts = catalogue(family)
    if name in parts:
        return parts[name]
    elsewhere = [other for other in FAMILIES if name in catalogue(other)]
    hint = f"it is one of the {elsewhere[0]}" if elsewhere else suggest(name, parts)
    raise UnknownPart(f"no part of the family {family} is called {clipped(name)!r}; {hint}")


def _from_its_file(family: str, name: str) -> type[Part] | None:
    """The part that has a file of its name in its family's folder, without importing all others.

    None if there is no such file, or other distributions have parts, which may have that name too.
    """
    if _import_entries():
        return None
    module = f"{_folders[family]}.{name.replace('-', '_')}"
    if name not in _registry[family] and fullmatch(r"[a-z][a-z0-9-]*", name) and find_spec(module):
        with _named(f"{module.replace('.', '/')}.py"):
            importlib.import_module(module)
    return _registry[family].get(name)
