"""Letting a study grow by worlds, or mending it, from nothing but its folder."""

from __future__ import annotations

from pathlib import Path

from sim.study.design.experiment import Experiment
from sim.study.run.runner import lay_out
from sim.study.store.again import experiment_of
from sim.study.store.study import Study
from sim.support.inputs import InputError


def add_worlds(path: Path, worlds: int) -> Study:
    """Ask for more worlds of all cells of a study; ``continue_study`` plays what is missing.

    Args:
        path: The study's folder.
        worlds: Worlds per cell that it is to have.

    Raises:
        InputError: If it has as many, if precision decides how many it has, or if it was made by
            other code.
    """
    study = Study.open(path)
    if isinstance(study.manifest["worlds"], dict):
        raise InputError(f"{path}: precision decides how many worlds it has; expected a number")
    if worlds <= study.worlds:
        raise InputError(f"worlds is {worlds}; expected more than the {study.worlds} of {path}")
    fields = {**experiment_of(study), "name": study.name, "worlds": worlds}
    return lay_out(Experiment.read(fields), path)


def mend(path: Path) -> Study:
    """Lay out a study anew where it lies, as its manifest has it: lost points are drawn again.

    ``continue_study`` then plays what cannot be read.

    Raises:
        InputError: If the manifest cannot be read, or the study was made by other code.
    """
    study = Study.open(path)
    return lay_out(Experiment.read({**experiment_of(study), "name": study.name}), path)
