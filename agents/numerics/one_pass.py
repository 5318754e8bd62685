"""Compile with one round of optimisation where Numba makes three.

Numba optimises every function, then the whole module cheaply so that counts of references can be
taken out, then the whole module. A kernel without counts of references needs the last only, which
takes half the time; what comes out is as fast.
"""

from __future__ import annotations

from typing import Any

from numba.core import codegen, compiler


class OncePerModule(codegen.JITCodeLibrary):
    """A kernel's code, optimised as a whole and once."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        code: Any = self._codegen
        passes, builder = code._module_pass_manager()
        passes.run(self._final_module, builder)


class OnePass(compiler.Compiler):
    """Numba's compiler with that kind of code."""

    def _compile_bytecode(self) -> Any:
        state = self.state
        if state.library is None:
            code = state.targetctx.codegen()
            library: Any = OncePerModule
            state.library = library(code, state.func_id.func_qualname)
            state.library.enable_object_caching()
        usual: Any = super()
        return usual._compile_bytecode()
