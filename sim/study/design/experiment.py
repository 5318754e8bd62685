"""An experiment: a question, a base scenario, levers, and the design that chooses their points."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, ValidationInfo, field_validator

from incentives.explained import Inside
from incentives.sentences import key_of
from sim.scenario.presets import as_said, beside, load_scenario, preset_names
from sim.scenario.scenario import Scenario
from sim.study.design import grids
from sim.study.design.cells import Cell, Cells
from sim.study.design.dispute import Dispute
from sim.study.design.firm_files import files_beside, levers_beside, sets_firms
from sim.study.design.levers import Coordinate, Lever, read_lever
from sim.study.design.listed import listed_points, read_points
from sim.study.design.outcomes import find_modules, read_outcomes, tables_read
from sim.study.design.paths import canonical, covers
from sim.study.design.points import Points
from sim.study.design.replication import Precision
from sim.study.design.rules import excluded, kept
from sim.study.design.sampling import DESIGNS, MOST_CELLS
from sim.support.inputs import InputError, assign, read_yaml, shown, suggest, value_at
from sim.support.words import listed
from sim.tables.columns import HEADLINE_MEASURES, measures_of, tables_of

__all__ = ["Cell", "Experiment", "experiment_names", "load_experiment", "make_experiment"]

FOLDER = Path(__file__).resolve().parents[2] / "experiments"

_SAME_EVERYWHERE = ("seed", "worlds")


class Experiment(Dispute):
    """What varies, how it is sampled, and what is measured and kept."""

    levers: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="per lever, labelled levels; {path, values}; or a range, {path, from, to} "
        "with step or steps, log and integer; each with a condition, when, or without",
    )
    design: str = Field("grid", description=f"how points are chosen: {listed(list(DESIGNS))}")
    points: int | str | dict[str, list[Any]] | None = Field(
        None,
        description="how many points a design draws; or a CSV or Parquet file beside this one, or "
        "a frame, with a column per lever or dotted path and a row per point",
    )
    exclude: tuple[dict[str, Any], ...] = Field(
        (), description="combinations of levels that are left out"
    )
    constraints: tuple[str, ...] = Field(
        (), description="comparisons between levers and fields that every cell fulfils"
    )
    outcomes: dict[str, str] = Field(
        default_factory=dict,
        description="measures of this study: per name a formula over tables, as in "
        "mean(tenures.paid_total), or module:function",
    )
    worlds: int | Precision | None = Field(
        None,
        description="replicates per cell; or {until: {measure, half_width}, at_least, at_most}",
    )
    measures: tuple[str, ...] = Field(
        HEADLINE_MEASURES, min_length=1, description="what the report shows, the main one first"
    )
    record: tuple[str, ...] = Field(("runs",), description="tables to keep")
    overrides: tuple[tuple[str, Any], ...] = Field((), description="set by the command line")

    @field_validator("levers", mode="before")
    @classmethod
    def _spell_out(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        plain = {name: read_lever(name, lever).plain() for name, lever in raw.items()}
        return levers_beside(plain, Path())

    @field_validator("levers")
    @classmethod
    def _usable(cls, levers: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        for name, raw in levers.items():
            lever = read_lever(name, raw)
            entries = lever.levels.items() if not lever.path else [("path", {lever.path: None})]
            for label, level in entries:
                for path in level:
                    if path.split(".")[0] in _SAME_EVERYWHERE:
                        raise Inside(
                            f"{name}.{key_of(label)}",
                            f"sets {path}, which pairs the cells with each other; expected it "
                            "under settings",
                        )
        return levers

    @field_validator("design", mode="wrap")
    @classmethod
    def _known_design(cls, given: Any, _: Any) -> str:
        if given not in DESIGNS:
            raise ValueError(f"is {shown(given)}; {suggest(given, list(DESIGNS))}")
        return str(given)

    @field_validator("points", mode="wrap")
    @classmethod
    def _usable_points(cls, given: Any, _: Any) -> Any:
        if hasattr(given, "to_dict") and hasattr(given, "columns"):  # a pandas frame
            given = {str(name): given[name].tolist() for name in given.columns}
        if isinstance(given, PathLike):
            return str(Path(given))
        if given is None or isinstance(given, str):
            return given
        if isinstance(given, Mapping):
            return {str(name): list(values) for name, values in given.items()}
        if isinstance(given, bool) or not isinstance(given, int) or given < 1:
            raise ValueError(
                f"is {shown(given)}; expected how many points to draw, or a CSV or Parquet file"
            )
        if given > MOST_CELLS:
            raise ValueError(f"is {given}; expected at most {MOST_CELLS}")
        return given

    @field_validator("outcomes", mode="before")
    @classmethod
    def _usable_outcomes(cls, raw: Any, info: ValidationInfo) -> dict[str, str]:
        return read_outcomes(raw, info.data.get("levers", ()))

    @field_validator("worlds", mode="after")
    @classmethod
    def _known_until(cls, worlds: Any, info: ValidationInfo) -> Any:
        if isinstance(worlds, Precision) and "outcomes" in info.data:
            worlds.refuse_unknown(info.data["outcomes"])
        return worlds

    @field_validator("measures", mode="wrap")
    @classmethod
    def _known_measures(cls, given: Any, _: Any, info: ValidationInfo) -> tuple[str, ...]:
        if "outcomes" not in info.data:  # what is wrong with them is said
            return HEADLINE_MEASURES
        return measures_of(given, "", info.data["outcomes"])

    @field_validator("record", mode="wrap")
    @classmethod
    def _known_tables(cls, given: Any, _: Any) -> tuple[str, ...]:
        return tables_of(given, origin="")

    def tables(self, record: Sequence[str] | None = None) -> tuple[str, ...]:
        """Tables to keep: these, or its own, and what its outcomes read.

        Raises:
            InputError: If there is no such table.
        """
        asked = self.record if record is None else tables_of(record)
        return tables_of({*asked, *tables_read(self.outcomes)})

    @cached_property
    def base_data(self) -> dict[str, Any]:
        """The base scenario as plain data, with settings and overrides, before any lever.

        Raises:
            InputError: If a path leads nowhere.
        """
        try:
            base = load_scenario(self.base)
        except InputError as error:
            raise InputError(f"{self.origin}: base: {error}") from None
        source = ("firms.source", base.firms.source)
        levels = [pair for raw in self.levers.values() for pair in _assigned_by(raw)]
        with suppress(InputError):  # what is wrong with points is said when they are drawn
            levels += [(source[0], value) for value in self._listed.get(source[0], ())]
        if sets_firms([source, *self.settings.items(), *self.overrides, *levels]):
            data = as_said(base)
        else:
            data = base.model_dump(mode="json")
        for path, value in self.settings.items():
            _assign(data, path, value, f"{self.origin}: settings")
        if isinstance(self.worlds, int):
            data["worlds"] = self.worlds
        for path, value in self.overrides:
            if path == "worlds" and isinstance(self.worlds, Precision):
                raise InputError(
                    f"worlds: {self.origin} says how precise means have to be; expected at_least "
                    "and at_most there"
                )
            _assign(data, path, value)
        return beside(data, Path())

    @cached_property
    def resolved_levers(self) -> dict[str, Lever]:
        """The levers; a range between whole numbers of a field that is whole is whole, too."""
        found = {}
        for name, raw in self.levers.items():
            lever = read_lever(name, raw)
            ends = (lever.low, lever.high)
            if lever.kind == "number" and not lever.levels and all(x.is_integer() for x in ends):
                there = self._field(lever.path)
                if isinstance(there, int) and not isinstance(there, bool):
                    lever = read_lever(name, {**raw, "integer": True})
            found[name] = lever
        return found

    @cached_property
    def design_points(self) -> Points:
        """The points of the design, in order.

        Raises:
            InputError: If levers and design do not go together.
        """
        levers = self.resolved_levers
        try:
            points = self._drawn(levers)
            keep = ~excluded(points, self.exclude)
            keep &= kept(points, self.constraints, self._field)
        except Inside as error:
            raise InputError(f"{self.origin}: levers.{error.path}: {error}") from None
        except InputError as error:
            raise InputError(f"{self.origin}: {error}") from None
        if keep.all():
            return points
        if not keep.any():
            raise InputError(
                f"{self.origin}: exclude and constraints leave no point; expected some"
            )
        return points.take(np.flatnonzero(keep))

    def _drawn(self, levers: Mapping[str, Lever]) -> Points:
        if isinstance(self.points, str | dict):
            if self.design != "grid":
                raise InputError(
                    f"design: is {self.design}, but points are listed; expected one of them"
                )
            origin = f"points: {self.points}" if isinstance(self.points, str) else "points"
            folder = Path(self.points).parent if isinstance(self.points, str) else Path()
            points = listed_points(levers, self._listed, origin)
            points.levers = files_beside(points.levers, folder)
            return points
        if DESIGNS[self.design].draw is None:
            if self.points is not None:
                raise InputError(
                    f"points: is {self.points}, but a {self.design} design has as many as its "
                    "levels; expected a design that draws them, as in design: latin-hypercube"
                )
            if self.design == "grid":
                return grids.grid(levers)
            return grids.one_at_a_time(levers, self._standing(levers))
        if self.points is None:
            raise InputError(f"points: is missing; expected how many points {self.design} draws")
        return grids.sampled(levers, self.design, self.points, self.seed)

    @cached_property
    def _listed(self) -> dict[str, list[Any]]:
        """Columns of points that are listed; none if they are drawn."""
        if isinstance(self.points, str):
            return read_points(Path(self.points))
        return self.points if isinstance(self.points, dict) else {}

    def _standing(self, levers: Mapping[str, Lever]) -> dict[str, Coordinate]:
        """Where the base stands: its own value of a field, else the first level."""
        found: dict[str, Coordinate] = {}
        for name, lever in levers.items():
            if lever.when:
                raise InputError(
                    f"levers.{name}.when: does not go with one-at-a-time; expected a grid"
                )
            first = lever.grid()[0]
            found[name] = first
            if lever.path:
                there = self._field(lever.path)
                if isinstance(there, bool) == (lever.kind == "boolean") and isinstance(
                    there, int | float
                ):
                    whole = lever.kind == "integer"
                    found[name] = (
                        int(there) if whole else there if lever.kind == "boolean" else float(there)
                    )
        return found

    @property
    def seed(self) -> int:
        """Of the base, and of what the design draws."""
        seed = self.base_data.get("seed", Scenario.model_fields["seed"].default)
        return int(seed) if isinstance(seed, int) else 0

    def _field(self, path: str) -> Any:
        """What a field is in the base; None if there is none, or no base without levers."""
        try:
            return value_at(self._base_fields, path)
        except LookupError:
            return None

    @cached_property
    def _base_fields(self) -> dict[str, Any]:
        try:
            return Scenario.read(copy.deepcopy(self.base_data)).model_dump(mode="json")
        except InputError:
            return self.base_data

    def design_cells(self) -> Cells:
        """The cells of the design, made when they are asked for; what can be told is validated.

        Raises:
            InputError: Naming the experiment, the lever and the level that are wrong.
        """
        self._refuse_clashes(self.base_data)
        most = self.worlds.at_most if isinstance(self.worlds, Precision) else None
        cells = Cells(self.base_data, self.design_points, most, self.origin, not self.overrides)
        cells.refuse_wrong()
        return cells

    def cells(self) -> list[Cell]:
        """All cells in order.

        Raises:
            InputError: As of ``design_cells``.
        """
        return list(self.design_cells())

    def model_copy(self, **options: Any) -> Experiment:
        """A copy that reckons anew what follows from its fields."""
        copied = super().model_copy(**options)
        for name in ("base_data", "resolved_levers", "design_points", "_base_fields", "_listed"):
            copied.__dict__.pop(name, None)
        return copied

    def _refuse_clashes(self, base: dict[str, Any]) -> None:
        """No assignment may be undone silently by a later one."""
        overrides = {canonical(base, path): path for path, _ in self.overrides}
        earlier: dict[str, tuple[str, str]] = {}
        for name, lever in self.design_points.levers.items():
            own = {path: canonical(base, path) for path in sorted(lever.paths)}
            for path, place in own.items():
                for other, text in overrides.items():
                    if covers(place, other):
                        raise InputError(
                            f"{text}: the lever {name!r} of {self.origin} sets {path}, which "
                            "would undo this; expected a field that no lever sets"
                        )
                for other, (clash, text) in earlier.items():
                    if covers(place, other):
                        raise InputError(
                            f"{self.origin}: the lever {name!r} sets {path}, which undoes "
                            f"{text} of the lever {clash!r}; expected different fields"
                        )
            earlier.update({place: (name, path) for path, place in own.items()})


def load_experiment(
    ref: str | PathLike[str],
    overrides: Sequence[tuple[str, Any]] = (),
    record: Sequence[str] | None = None,
) -> Experiment:
    """The experiment of that name, or in that YAML file, with assignments of the command line.

    Raises:
        InputError: If there is none, or a field is wrong.
    """
    path = _find(ref)
    data = read_yaml(path)
    data.setdefault("name", path.stem)
    if isinstance(data.get("base"), str):
        base = path.parent / data["base"]
        if base.suffix in {".yaml", ".yml"}:
            data["base"] = str(base)
    if isinstance(data.get("points"), str):
        data["points"] = str(path.parent / data["points"])
    if isinstance(settings := data.get("settings"), dict):
        data["settings"] = beside(settings, path.parent)
    if "levers" in data:
        data["levers"] = levers_beside(data["levers"], path.parent)
    find_modules(data.get("outcomes"), path.parent)
    if record is not None:
        data["record"] = list(record)
    return make_experiment(data, str(ref), overrides)


def make_experiment(
    data: Mapping[str, Any], origin: str, overrides: Sequence[tuple[str, Any]] = ()
) -> Experiment:
    """The experiment with these fields; messages about them name ``origin``.

    Raises:
        InputError: If a field is wrong, or they are those of a scenario.
    """
    if "overrides" in data:
        raise InputError(f"{origin}: overrides: unknown field; expected these under settings")
    if not (Experiment.model_fields.keys() - {"name", "worlds"}) & data.keys():
        telling = [name for name in Scenario.model_fields if name in data]
        if telling and telling != ["description"]:
            raise InputError(
                f"{origin}: is a scenario (it has {listed(telling)}), not an experiment; "
                "`proxyfight run` plays it, or sim.run"
            )
    return Experiment.read({**data, "overrides": list(overrides)}, origin)


def experiment_names() -> dict[str, str]:
    """Names of the experiments that come with the package, and the question of each."""
    return {path.stem: str(read_yaml(path)["question"]) for path in _files()}


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def _find(ref: str | PathLike[str]) -> Path:
    text = str(ref)
    if text.endswith((".yaml", ".yml")) or "/" in text or isinstance(ref, PathLike):
        return Path(ref)
    names = {path.stem: path for path in _files()}
    if text in names:
        return names[text]
    if text in preset_names():
        raise InputError(
            f"{text}: is a preset, not an experiment; `proxyfight run {text}` plays it, or "
            f"sim.run({text!r})"
        )
    raise InputError(
        f"no experiment is called {shown(text)}; {suggest(text, names)} "
        "(a file of your own ends in .yaml)"
    )


def _assigned_by(lever: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What the labelled levels of a lever in its plain form set."""
    return [pair for level in lever.get("levels", {}).values() for pair in level.items()]


def _assign(data: dict[str, Any], path: str, value: Any, origin: str = "") -> None:
    try:
        assign(data, path, copy.deepcopy(value))
    except InputError as error:
        raise InputError(f"{origin}: {error}" if origin else str(error)) from None
