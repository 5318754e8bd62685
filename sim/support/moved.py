"""Modules that README and docs of version 0.1 named, and where they are now.

The old names work in version 0.2, too, and warn; after that this file goes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

MOVED = {
    "sim.rows": "sim.economy.rows",
    "sim.reporters": "sim.economy.reporters",
    "sim.inputs": "sim.support.inputs",
    "sim.presets": "sim.scenario.presets",
    "sim.play": "sim.tables.simulate",
    "sim.warm": "sim.bench.warm",
    "sim.study.experiment": "sim.study.design.experiment",
    "sim.study.levers": "sim.study.design.levers",
    "sim.study.pressure": "sim.experiments.perfect_interview",
    "sim.study.charts": "sim.pictures.charts",
    "sim.diagnosis.generalization": "sim.experiments.generalization",
    "sim.diagnosis.deception_charts": "sim.diagnosis.deception.charts",
    "sim.diagnosis.robustness_charts": "sim.diagnosis.robustness.charts",
    "sim.diagnosis.switches": "sim.diagnosis.attribution.causes",
}


class _Old:
    """Finds a module under its old name, and loads it: its content is that of the new one.

    Not derived from the abstract classes of ``importlib.abc``, which take 20 ms to import.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        loader: Any = self
        return ModuleSpec(fullname, loader) if fullname in MOVED else None

    def create_module(self, spec: ModuleSpec) -> None:
        """A new module, as usual."""

    def exec_module(self, module: ModuleType) -> None:
        import warnings

        old, new = module.__name__, MOVED[module.__name__]
        warnings.warn(_sentence(old, new), FutureWarning, stacklevel=2)
        own = vars(module).keys()
        content = vars(import_module(new))
        vars(module).update({name: content[name] for name in content.keys() - own})

    def get_code(self, fullname: str) -> CodeType:
        """For ``python -m``."""
        new = MOVED[fullname]
        print(_sentence(fullname, new), file=sys.stderr)
        run = f"import runpy; runpy.run_module({new!r}, run_name='__main__', alter_sys=True)"
        return compile(run, fullname, "exec")


def _sentence(old: str, new: str) -> str:
    return f"{old} is {new} now; the old name goes after version 0.2"


def find_moved() -> None:
    """Let imports find modules under their old names; once per process."""
    if not any(isinstance(finder, _Old) for finder in sys.meta_path):
        finder: Any = _Old()
        sys.meta_path.append(finder)
