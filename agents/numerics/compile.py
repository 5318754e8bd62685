"""How the numerical kernels are compiled, and called.

All are cached on disk and follow IEEE arithmetic without reordering (no ``fastmath``), so that a
result has the same bits whatever else is computed with it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Generic, ParamSpec, Protocol, TypeVar, TypeVarTuple

from numba import config, njit, typeof

from agents.numerics.compiled_files import CompiledFiles
from agents.numerics.digests import kernel_digests, short

_ROOT = Path(__file__).parents[2]
_DIGESTS, _SOURCES = kernel_digests([_ROOT / "agents", _ROOT / "sim"])

_compile: Any = njit
_type_of: Any = typeof
# By its name, because digests follow imports: how code is loaded is no part of what it is made of.
_load_quickly: Any = import_module("agents.numerics.loading").load_quickly

unkept: set[str] = set()
"""Functions whose compiled code no folder takes: they are compiled in every process."""

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found", covariant=True)
_Inputs = TypeVarTuple("_Inputs")
_Output = TypeVar("_Output")


class Kernel(Protocol[_Given, _Found]):
    """A compiled function, called as the function is."""

    @property
    def py_func(self) -> Callable[_Given, _Found]:
        """The function, not compiled."""

    def __call__(self, *args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
        """Call it."""


def _compiler(**options: Any) -> Callable[[Callable[_Given, _Found]], Kernel[_Given, _Found]]:
    """A decorator of kernels; what they are compiled to is kept until what they see changes."""
    made = _compile(cache=True, error_model="numpy", **options)

    def decorate(function: Callable[_Given, _Found]) -> Kernel[_Given, _Found]:
        compiled = _where_it_can_be_kept(made, function)
        if compiled is None:
            unkept.add(function.__qualname__)
            compiled = _compile(error_model="numpy", **options)(function)
        if hasattr(getattr(compiled, "_cache", None), "_impl"):  # none where nothing is kept
            compiled._cache._cache_file = _compiled_file(compiled._cache, function)
            compiled._cache._impl.locator.ensure_cache_path = _nothing  # was done, and may fail now
            _load_quickly(compiled._cache)
        kernel: Kernel[_Given, _Found] = compiled
        return kernel

    return decorate


def _where_it_can_be_kept(made: Any, function: Any) -> Any:
    """The function made a kernel; none if no folder takes what it will be compiled to.

    Where neither this installation nor the user's own cache can be written, it is a folder that
    lasts as long as this process, so that what was compiled when it could be is read all the same.
    """
    for _ in range(2):
        try:
            return made(function)
        except RuntimeError as error:
            if "locator" not in str(error):
                raise
        with suppress(OSError):
            _keep_for_now()
    return None


@cache
def _keep_for_now() -> None:
    folder = tempfile.mkdtemp(prefix="proxyfight-kernels-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = folder  # for workers
    settings: Any = config
    settings.CACHE_DIR = folder


def _nothing() -> None:
    """In place of what need not be done twice."""


def _compiled_file(cache: Any, function: Any) -> CompiledFiles:
    """Where compiled code is kept: named by what it is made of, not by the line of its source."""
    name, _, line = cache._impl.filename_base.rpartition("-")
    digest = _DIGESTS.get(f"{function.__module__}:{function.__qualname__}")
    if digest is None:  # of a file that is not ours
        digest = sha256(f"{cache._impl.locator.get_source_stamp()} {_SOURCES}".encode()).hexdigest()
    python = line.partition(".")[2]
    beside = Path(function.__code__.co_filename).parent / "__pycache__"
    return CompiledFiles(cache.cache_path, f"{name}-{short(digest)}.{python}", digest, str(beside))


kernel = _compiler(nogil=True)
"""Decorator of an ordinary kernel. None holds Python's lock, so that batches can run in threads."""

inlined = _compiler(inline="always")
"""Decorator of a small function that is compiled into its callers."""

try:
    from agents.numerics.one_pass import OnePass

    lean = _compiler(nogil=True, _nrt=False, pipeline_class=OnePass)
    """Decorator of a kernel that creates no array, hence needs no counts of references: counting
    them costs half the time of a best response."""
except (AttributeError, ImportError, KeyError, TypeError):  # another Numba: slower, not wrong
    lean = kernel


class Repeated(Generic[*_Inputs, _Output]):
    """A kernel for one caller, who passes arguments of the same types every time.

    A kernel called from Python looks at the types of all its arguments to find the code that was
    compiled for them: twenty microseconds for a hundred arrays. Here it does so in the first call
    only, so later ones must not differ in any number of dimensions, layout or entry: that would
    read foreign memory. All tests run with ``checked`` set.
    """

    checked: ClassVar[bool] = False
    """Whether the types of later calls are compared with those of the first."""

    def __init__(self, kernel: Callable[[*_Inputs], _Output]) -> None:
        self._kernel: Any = kernel
        self._code: Any = None
        self._types: tuple[Any, ...] | None = None

    def __call__(self, *given: *_Inputs) -> _Output:
        if self.checked and hasattr(self._kernel, "overloads"):
            self._expect_the_same(given)
        if self._code is not None:
            repeated: _Output = self._code(*given)
            return repeated
        found: _Output = self._kernel(*given)
        compiled = getattr(self._kernel, "overloads", {})
        if len(compiled) == 1:
            self._code = _only_code(self._kernel)
        elif compiled:
            types = tuple(self._kernel.typeof_pyval(value) for value in given)
            self._code = compiled[types].entry_point
        return found

    def _expect_the_same(self, given: tuple[Any, ...]) -> None:
        types = tuple(_type_of(value) for value in given)
        if self._types is not None and types != self._types:
            changed = [
                f"{old} became {new}"
                for old, new in zip(self._types, types, strict=True)
                if old != new
            ]
            raise TypeError(f"{self._kernel.__name__}: {'; '.join(changed)}")
        self._types = types

    def __reduce__(self) -> tuple[type[Repeated[*_Inputs, _Output]], tuple[Any]]:
        return Repeated, (self._kernel,)


@cache
def _only_code(kernel: Any) -> Any:
    """What a kernel was compiled to that has been compiled once; looking it up takes a while."""
    (version,) = kernel.overloads.values()
    return version.entry_point
