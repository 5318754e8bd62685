"""Many runs that nothing can lose: the experiment, its store, its runners.

``run/`` plays what ``store/`` keeps of what ``design/`` asks. Imports ``sim.analysis``,
``sim.tables`` and what lies below. Start at ``design/experiment.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.support.lazy import listing, offer

if TYPE_CHECKING:
    from sim.study.design.experiment import (
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
    **dict.fromkeys(
        ("Cell", "Experiment", "experiment_names", "load_experiment", "make_experiment"),
        "sim.study.design.experiment",
    ),
    **dict.fromkeys(
        ("continue_study", "lay_out", "record_run", "run_study"), "sim.study.run.runner"
    ),
    **dict.fromkeys(("Failure", "Status", "Study"), "sim.study.store.study"),
}
__getattr__ = offer(__name__, _HOMES)  # a run without a study does not load pyarrow
__dir__ = listing(__all__)
