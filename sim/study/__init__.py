"""Studies: a design, a runner that survives interruption, a folder of tables, and a report."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.study.experiment import (
        Cell,
        Experiment,
        experiment_names,
        load_experiment,
        make_experiment,
    )
    from sim.study.run.runner import continue_study, lay_out, record_run, run_study
    from sim.study.store.study import Failure, Status, Study

__all__ = [
    "STUDIES",
    "Cell",
    "Experiment",
    "Failure",
    "Status",
    "Study",
    "continue_study",
    "experiment_names",
    "lay_out",
    "load_experiment",
    "make_experiment",
    "record_run",
    "run_study",
]

STUDIES = Path("studies")
"""Where studies are kept unless somebody says otherwise."""

_HOMES = {
    "experiment": (
        "Cell",
        "Experiment",
        "experiment_names",
        "load_experiment",
        "make_experiment",
    ),
    "run.runner": ("continue_study", "lay_out", "record_run", "run_study"),
    "store.study": ("Failure", "Status", "Study"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, so that a run without a study does not load pyarrow."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"sim.study.{home}"), name)
    raise AttributeError(f"module 'sim.study' has no attribute {name!r}")
