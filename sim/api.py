"""For notebooks and scripts: run, sweep and compare, in the words of the command line."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.presets import DEFAULT, ScenarioLike, scenario_of
from sim.scenario.scenario import Scenario
from sim.scenario.settings import Settings, settings_of
from sim.support.inputs import InputError, plain_data, shown

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.frames import Frames
    from sim.study import Experiment, Study

_KEYWORDS = ("settings", "seed", "worlds", "record", "out", "workers", "fresh")


def run(
    scenario: ScenarioLike = DEFAULT,
    *,
    settings: Settings | None = None,
    seed: int | None = None,
    worlds: int | None = None,
    record: str | Iterable[str] = "runs",
    out: str | Path | None = None,
    workers: int | None = None,
    fresh: bool = False,
    **fields: Any,
) -> Frames:
    """Play one scenario.

    Args:
        scenario: What to play.
        settings: Fields to change, by dotted path, as in ``--set``.
        seed: Seed of all draws; equal seeds give equal numbers.
        worlds: Replicates.
        record: Tables to return besides ``runs``, in a list or with commas between them: quarters,
            tenures, contexts, events, ledger, dossiers, firms, conduct, efforts, years.
        out: Folder in which to keep the tables as a study; left out, nothing is written.
        workers: Processes that fill the folder; left out, one for every core.
        fresh: Replace another study that is in the folder.
        fields: Fields to change, by keyword: ``quarters=20``, ``package__base_pay=1.2``.

    Raises:
        InputError: If something given is wrong; one sentence says where and what was expected.
        RuntimeError: If a part of the work failed while it was kept in a folder.

    Returns:
        A pandas frame per table, with units and meanings in ``columns`` and ``dictionary()``.
    """
    from sim.analysis.frames import Frames

    resolved = scenario_of(scenario, _assignments(settings, fields, seed, worlds))
    tables = _tables(record)
    if out is None:
        for name, given in (("workers", workers), ("fresh", fresh)):
            if given:
                raise InputError(f"{name}: nothing is kept without a folder; expected out")
        from sim.study.store.pieces import sorted_rows
        from sim.support.progress import announce_compiling
        from sim.tables.simulate import simulate

        announce_compiling()
        played = simulate(resolved, record=tables)
        return Frames(resolved, {name: sorted_rows(name, played[name]) for name in tables})
    from sim.study import record_run
    from sim.support.progress import bar

    name = Path(scenario).stem if isinstance(scenario, str | PathLike) else Path(out).name
    with bar() as progress:
        study = record_run(
            resolved, name, out, tables, workers=workers, fresh=fresh, progress=progress
        )
    if study.failures:
        raise RuntimeError(study.what_failed())
    return Frames(resolved, {name: study.table(name).drop_columns("cell") for name in tables})


def sweep(
    experiment: str | PathLike[str] | Experiment | Mapping[str, Any],
    *,
    settings: Settings | None = None,
    seed: int | None = None,
    worlds: int | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    record: str | Iterable[str] | None = None,
    fresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **fields: Any,
) -> Study:
    """Run an experiment into a folder, or continue it there; a finished one is only opened.

    It keeps what ``proxyfight sweep`` keeps, but for the report, which ``proxyfight report``
    writes. Interrupted, it leaves what is done for the next call. Chunks that fail do not stop the
    others: a warning says so, ``Study.failures`` lists them, and the same call tries them again. A
    part of a governance package that the calling script or notebook itself defines is known to this
    process only, so its study uses no other.

    Args:
        experiment: The name of an experiment, a YAML file, an ``Experiment``, or a mapping with
            the fields of such a file, whose ``base`` may also be a scenario.
        settings: Fields of the base to change, by dotted path, as in ``--set``.
        seed: Seed of all draws.
        worlds: Replicates per cell.
        out: The study's folder; left out, ``studies/NAME``.
        workers: Processes; left out, one for every core.
        record: Tables to keep besides ``runs``, instead of the experiment's own, in a list or with
            commas between them.
        fresh: Replace another study that is in that folder.
        progress: Called with the runs that are done and all of them; left out, a bar in a
            terminal, and elsewhere a line every 15 seconds.
        fields: Fields of the base to change, by keyword: ``quarters=20``.

    Raises:
        InputError: If something given is wrong; one sentence says where and what was expected.
    """
    from sim.study import STUDIES, run_study
    from sim.support.progress import bar

    given = _assignments(settings, fields, seed, worlds, ("progress",))
    design = _design(experiment, list(given.items()))
    if not design.name:
        if out is None:
            raise InputError("experiment: name: is missing; expected a name, or a folder as out")
        design = design.model_copy(update={"name": Path(out).name})
    tables = None if record is None else _tables(record)
    with bar() if progress is None else nullcontext(progress) as report:
        study = run_study(
            design,
            STUDIES / design.name if out is None else out,
            workers=workers,
            record=tables,
            fresh=fresh,
            progress=report,
        )
    if study.failures:
        warnings.warn(study.what_failed(), RuntimeWarning, stacklevel=2)
    return study


def compare(
    a: ScenarioLike,
    b: ScenarioLike,
    *,
    settings: Settings | None = None,
    seed: int | None = None,
    worlds: int | None = None,
    **fields: Any,
) -> pd.DataFrame:
    """Compare two scenarios world by world: equal worlds have equal luck.

    Args:
        a: A scenario.
        b: Another one.
        settings: Fields to change in both, by dotted path, as in ``--set``.
        seed: Seed of all draws, in both.
        worlds: Replicates, in both.
        fields: Fields to change in both, by keyword: ``quarters=20``.

    Raises:
        InputError: If something given is wrong, or seeds or worlds of the two differ.

    Returns:
        A row per measure: unit, both means, the mean difference b - a, and in ``low`` and
        ``high`` the bounds of its 95% interval over ``n`` pairs of worlds.
    """
    from sim.analysis.comparing import differences
    from sim.analysis.frames import numbers

    shared = _assignments(settings, fields, seed, worlds)
    rows = differences(scenario_of(a, shared, "a"), scenario_of(b, shared, "b"))
    return numbers(rows).set_index("measure")


def _assignments(
    settings: Settings | None,
    fields: Mapping[str, Any],
    seed: int | None,
    worlds: int | None,
    others: Iterable[str] = (),
) -> dict[str, Any]:
    """All assignments of a call; ``seed`` and ``worlds`` are two more."""
    short = {"seed": seed, "worlds": worlds}
    given = {name: value for name, value in short.items() if value is not None}
    return settings_of(settings, {**fields, **given}, (*_KEYWORDS, *others))


def _tables(record: str | Iterable[str]) -> tuple[str, ...]:
    from sim.tables.columns import tables_of

    return tables_of(record)


def _design(
    experiment: str | PathLike[str] | Experiment | Mapping[str, Any],
    overrides: list[tuple[str, Any]],
) -> Experiment:
    from sim.study import Experiment, load_experiment, make_experiment

    if isinstance(experiment, Experiment):
        return experiment.model_copy(update={"overrides": (*experiment.overrides, *overrides)})
    if isinstance(experiment, Mapping):
        fields = plain_data(experiment)
        if isinstance(fields.get("base"), dict) and isinstance(fields.get("settings", {}), dict):
            fields["settings"] = {**fields.pop("base"), **fields.get("settings", {})}
        return make_experiment(fields, "experiment", overrides)
    if isinstance(experiment, str | PathLike):
        return load_experiment(experiment, overrides)
    if isinstance(experiment, Scenario):
        raise InputError("experiment: is a Scenario, not an experiment; sim.run plays it")
    raise InputError(
        f"experiment: is {shown(experiment)}; expected the name of an experiment, a file, an "
        "Experiment or a mapping of its fields"
    )
