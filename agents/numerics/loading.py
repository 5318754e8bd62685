"""Loading compiled kernels: what only a compiler needs is left for the time when one is at work.

With the machine code of a kernel Numba keeps what LLVM needs to put it into other kernels, reads it
every time, and gets ready to compile first. A process in which all kernels are there needs neither.
What is done differently here is the same in all versions of Numba that are named below; any other
loads in its own way.
"""

from __future__ import annotations

import pickle
import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
from llvmlite import binding
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompileResult
from numba.core.environment import Environment, _rebuild_env, lookup_environment
from numba.core.runtime.nrt import rtsys

OLDEST, NEWEST = (0, 61), (0, 68)
"""Versions of Numba that load as is expected here."""
_HASHES = b"_numba_hashsecret"  # machine code that needs what only getting ready to compile names

_library_class: Any = JITCodeLibrary
_result_class: Any = CompileResult
_environment: Any = Environment
_known: Any = lookup_environment
_with_module: Any = _rebuild_env
_runtime: Any = rtsys
_llvm: Any = binding


def load_quickly(cache: Any, version: tuple[int, ...] = numba.version_info.short) -> None:
    """Let a kernel's cache load in this way, if it is one of a known Numba."""
    if OLDEST <= version <= NEWEST:
        cache.load_overload = partial(_load, cache)
        cache._impl.rebuild = _rebuild
        cache._cache_file.unpickle = _unpickle


def spare_scipy() -> None:
    """Let Numba find its BLAS without running all of ``scipy.linalg``, a fifth of a second.

    Numba needs one compiled module of that package. It is imported here under a stand-in for the
    package, which is taken away again: whoever imports ``scipy.linalg`` later gets the real one.
    """
    found = find_spec("scipy")
    if "scipy.linalg" in sys.modules or found is None or not found.submodule_search_locations:
        return
    stand_in = ModuleType("scipy.linalg")
    stand_in.__path__ = [str(Path(found.submodule_search_locations[0]) / "linalg")]
    sys.modules["scipy.linalg"] = stand_in
    try:
        import_module("numba.np.arraymath")
    except ImportError:  # then Numba does it its own way, later
        sys.modules.pop("scipy.linalg.cython_blas", None)
    finally:
        del sys.modules["scipy.linalg"]


def _load(cache: Any, signature: Any, target: Any) -> Any:
    """What a kernel was compiled to for a signature; if nothing is there, all is ready to compile.

    ``Cache.load_overload`` gets ready whether it has to or not.
    """
    _runtime.initialize(target)
    with cache._guard_against_spurious_io_errors():
        found = cache._load_overload(signature, target)
    if found is None:
        _get_ready(target)
    return found


def _get_ready(target: Any) -> None:
    spare_scipy()
    target.refresh()


def _rebuild(target: Any, kept: Any) -> Any:
    """What was kept as ``CompileResult`` has it, but for its library.

    Nobody else does so meanwhile: whoever loads holds the lock of all compilers.
    """
    code, described = kept[0], kept[1]
    if code[1] == "object" and _HASHES in code[2][0]:
        _get_ready(target)
    codegen = target.codegen()
    codegen._engine._defined_symbols.add(described.llvm_cpython_wrapper_name)
    codegen.unserialize_library = partial(_library, codegen)
    try:
        return _result_class._rebuild(target, *kept)
    finally:
        del codegen.unserialize_library


def _unpickle(raw: bytes) -> Any:
    return _CodeReader(BytesIO(raw)).load()


class _CodeReader(pickle.Unpickler):
    """Reads compiled code without importing what it was compiled from, if that is Numba's own."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (_with_module.__module__, _with_module.__name__):
            return _surroundings
        return super().find_class(module, name)


def _surroundings(module: str, constants: list[Any], name: str) -> Any:
    """What a compiled function finds outside: its constants, and names for Python's own code.

    Numba's functions that are compiled into kernels run none of that, so they need no names.
    """
    found = _known(name)
    if found is not None or constants or module in sys.modules or not module.startswith("numba."):
        return _with_module(module, constants, name) if found is None else found
    found = _environment({"__name__": module})
    found.env_name = name
    _environment._memo[name] = found
    return found


def _library(codegen: Any, kept: Any) -> Any:
    """A library of machine code; for other kinds of code as Numba does it."""
    name, kind, code = kept
    if kind != "object":
        return _library_class._unserialize(codegen, kept)
    library = _MachineCode(codegen, name)
    library.enable_object_caching()
    library._set_compiled_object(code[0])
    library.unread = code[1]
    library._finalize_final_module()
    return library


class _MachineCode(_library_class):  # type: ignore[misc]
    """A library whose form for linking is read when somebody links it.

    Attributes:
        unread: That form, LLVM's bitcode; None once it has been read.
    """

    unread: bytes | None = None

    def _read(self) -> None:
        if self.unread is not None:
            self._shared_module = _llvm.parse_bitcode(self.unread)
            self.unread = None
            self._codegen._engine._load_defined_symbols(self._shared_module)

    def _get_module_for_linking(self) -> Any:
        self._read()
        return super()._get_module_for_linking()

    def get_pointer_to_function(self, name: str) -> Any:
        if not self._codegen._engine.is_symbol_defined(name):
            self._read()
        return super().get_pointer_to_function(name)
