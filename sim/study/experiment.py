"""An experiment: a question, a base scenario, and levers that are crossed with each other."""

from __future__ import annotations

import copy
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, ValidationError, field_validator

from sim.scenario.base import Spec
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, assign, explain, read_yaml, suggest
from sim.tables.columns import COLUMNS, HEADLINE_MEASURES, MEASURES, RECORDS

FOLDER = Path(__file__).resolve().parents[1] / "experiments"
MAX_CELLS = 10_000

Level = dict[str, Any]
"""Dotted paths of a scenario and the values they take, as in ``--set``."""
Coordinate = bool | int | float | str | None
"""A level as it was given: a number stays a number. Its label is the text that users see."""

_COLUMN_NAMES = {name for columns in COLUMNS.values() for name in columns}
_SAME_EVERYWHERE = ("seed", "worlds")


class Cell(NamedTuple):
    """One point of the design.

    Attributes:
        labels: Of its levels, per lever.
        coordinates: The same levels as they were given, see :func:`coordinates_of`.
        scenario: What is played there.
    """

    labels: dict[str, str]
    coordinates: dict[str, Coordinate]
    scenario: Scenario


class Experiment(Spec):
    """A full factorial design over labelled levels of levers."""

    name: str = Field("", description="left out: the file's name")
    question: str = Field(min_length=1, description="what the study answers")
    base: str = Field("default", description="preset, or scenario file beside this one")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="dotted paths of the base and their values"
    )
    levers: dict[str, dict[str, Level]] = Field(
        default_factory=dict,
        description="per lever, labelled levels; or {path: ..., values: [...]}",
    )
    measures: tuple[str, ...] = Field(
        HEADLINE_MEASURES, min_length=1, description="what the report shows, the main one first"
    )
    record: tuple[str, ...] = Field(("runs",), description="tables to keep")
    overrides: tuple[tuple[str, Any], ...] = Field((), description="set by the command line")

    @field_validator("levers", mode="before")
    @classmethod
    def _spell_out(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {name: _levels(name, levels) for name, levels in raw.items()}

    @field_validator("levers")
    @classmethod
    def _usable(cls, levers: dict[str, dict[str, Level]]) -> dict[str, dict[str, Level]]:
        for name, levels in levers.items():
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
                raise ValueError(
                    f"a lever is called {name!r}; expected letters, digits and _, for it "
                    "becomes a column"
                )
            if name in _COLUMN_NAMES:
                raise ValueError(
                    f"a lever is called {name!r}, as is a column of the tables; expected "
                    "another name"
                )
            if not levels:
                raise ValueError(f"{name}: has no levels; expected at least one")
            for label, level in levels.items():
                for path in level:
                    if path.split(".")[0] in _SAME_EVERYWHERE:
                        raise ValueError(
                            f"{name}.{label}: sets {path}, which pairs the cells with each "
                            "other; expected it under settings"
                        )
        cells = math.prod(len(levels) for levels in levers.values())
        if cells > MAX_CELLS:
            raise ValueError(f"the levers span {cells} cells; expected at most {MAX_CELLS}")
        return levers

    @field_validator("measures")
    @classmethod
    def _known_measures(cls, measures: tuple[str, ...]) -> tuple[str, ...]:
        for name in measures:
            if name not in MEASURES:
                raise ValueError(f"no measure is called {name!r}; {suggest(name, list(MEASURES))}")
        return tuple(dict.fromkeys(measures))

    @field_validator("record")
    @classmethod
    def _known_tables(cls, record: tuple[str, ...]) -> tuple[str, ...]:
        return normal_record(record)

    def base_data(self) -> dict[str, Any]:
        """The base scenario as plain data, with settings and overrides, before any lever.

        Raises:
            InputError: If a path leads nowhere.
        """
        from sim.scenario.presets import scenario_data

        try:
            data = copy.deepcopy(scenario_data(self.base))
        except InputError as error:
            raise InputError(f"{self._origin}: base: {error}") from None
        for path, value in self.settings.items():
            _assign(data, path, value, f"{self._origin}: settings")
        for path, value in self.overrides:
            _assign(data, path, value)
        return data

    def cells(self) -> list[Cell]:
        """All cells in order, the last lever varying fastest; every scenario is validated.

        Raises:
            InputError: Naming the experiment, the lever and the level that are wrong.
        """
        base = self.base_data()
        self._refuse_clashes(base)
        names = list(self.levers)
        designs = [
            dict(zip(names, labels, strict=True))
            for labels in itertools.product(*self.levers.values())
        ]
        return [
            Cell(labels, coordinates, self._scenario(base, list(labels.values())))
            for labels, coordinates in zip(
                designs, coordinates_of(self.levers, designs), strict=True
            )
        ]

    @property
    def _origin(self) -> str:
        return self.name or "experiment"

    def _scenario(self, base: dict[str, Any], labels: Sequence[str]) -> Scenario:
        chosen = list(zip(self.levers, labels, strict=True))
        try:
            return self._built(base, chosen)
        except InputError as error:
            raise InputError(self._blame(base, chosen, str(error))) from None

    def _built(self, base: dict[str, Any], chosen: Sequence[tuple[str, str]]) -> Scenario:
        data = copy.deepcopy(base)
        for name, label in chosen:
            for path, value in self.levers[name][label].items():
                assign(data, path, copy.deepcopy(value))
        try:
            return Scenario.model_validate(data)
        except ValidationError as error:
            raise InputError(explain(error, Scenario)) from None

    def _blame(self, base: dict[str, Any], chosen: Sequence[tuple[str, str]], reason: str) -> str:
        """Name the base, or the one level that is wrong by itself, or else the combination."""
        suspects: list[Sequence[tuple[str, str]]] = [[], *([pair] for pair in chosen)]
        for suspect in suspects:
            try:
                self._built(base, suspect)
            except InputError as error:
                if str(error) == reason:
                    return _located(self._origin, suspect, reason)
        return _located(self._origin, chosen, reason)

    def _refuse_clashes(self, base: dict[str, Any]) -> None:
        """No assignment may be undone silently by a later one."""
        overrides = {canonical(base, path): path for path, _ in self.overrides}
        earlier: dict[str, tuple[str, str]] = {}
        for name, levels in self.levers.items():
            own = {path: canonical(base, path) for level in levels.values() for path in level}
            for path, place in own.items():
                for other, text in overrides.items():
                    if _covers(place, other):
                        raise InputError(
                            f"{text}: the lever {name!r} of {self._origin} sets {path}, which "
                            "would undo this; expected a field that no lever sets"
                        )
                for other, (lever, text) in earlier.items():
                    if _covers(place, other):
                        raise InputError(
                            f"{self._origin}: the lever {name!r} sets {path}, which undoes "
                            f"{text} of the lever {lever!r}; expected different fields"
                        )
            earlier.update({place: (name, path) for path, place in own.items()})


def coordinates_of(
    levers: Mapping[str, Mapping[str, Level]], cells: Sequence[Mapping[str, str]]
) -> list[dict[str, Coordinate]]:
    """Cells by the levels that they take, as these were given.

    Where all levels of a lever set the same one field, and are labelled by its value, they are
    these values; elsewhere their labels. So it follows from the levers, however they were stored.

    Args:
        levers: Labelled levels, per lever.
        cells: Labels of the levels of each cell, per lever.
    """
    values = {name: _values(levels) for name, levels in levers.items()}
    return [{name: values[name][label] for name, label in cell.items()} for cell in cells]


def normal_record(record: Sequence[str]) -> tuple[str, ...]:
    """Tables in the order of ``RECORDS``, always with ``runs``.

    Raises:
        ValueError: If there is no such table.
    """
    for name in record:
        if name not in RECORDS:
            raise ValueError(f"no table is called {name!r}; {suggest(name, list(RECORDS))}")
    return tuple(name for name in RECORDS if name == "runs" or name in record)


def load_experiment(
    ref: str | Path, overrides: Sequence[tuple[str, Any]] = (), record: Sequence[str] | None = None
) -> Experiment:
    """The experiment of that name, or in that YAML file, with assignments of the command line.

    Raises:
        InputError: If there is none, or a field is wrong.
    """
    path = _find(ref)
    data = read_yaml(path)
    origin = str(ref)
    data.setdefault("name", path.stem)
    if isinstance(data.get("base"), str):
        beside = path.parent / data["base"]
        if beside.suffix in {".yaml", ".yml"}:
            data["base"] = str(beside)
    if record is not None:
        data["record"] = list(record)
    return make_experiment(data, origin, overrides)


def make_experiment(
    data: Mapping[str, Any], origin: str, overrides: Sequence[tuple[str, Any]] = ()
) -> Experiment:
    """The experiment with these fields; messages about them name ``origin``.

    Raises:
        InputError: If a field is wrong.
    """
    if "overrides" in data:
        raise InputError(f"{origin}: overrides: unknown field; expected these under settings")
    try:
        return Experiment.model_validate({**data, "overrides": list(overrides)})
    except ValidationError as error:
        raise InputError(explain(error, Experiment, origin)) from None


def experiment_names() -> dict[str, str]:
    """Names of the experiments that come with the package, and the question of each."""
    return {path.stem: str(read_yaml(path)["question"]) for path in _files()}


def canonical(data: Any, path: str) -> str:
    """``path`` with list entries by number, so that two spellings of a field compare equal."""
    here, steps = data, []
    for key in path.split("."):
        if isinstance(here, list):
            names = [entry.get("name") if isinstance(entry, dict) else entry for entry in here]
            key = str(names.index(key)) if key in names else key
            here = here[int(key)] if key.isdigit() and int(key) < len(here) else None
        else:
            here = here.get(key) if isinstance(here, dict) else None
        steps.append(key)
    return ".".join(steps)


def flatten(data: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted paths and values of all leaves of plain data."""
    if isinstance(data, dict | list) and data:
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from flatten(value, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, data


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def _find(ref: str | Path) -> Path:
    text = str(ref)
    if text.endswith((".yaml", ".yml")) or "/" in text or isinstance(ref, Path):
        return Path(ref)
    names = {path.stem: path for path in _files()}
    if text not in names:
        raise InputError(
            f"{text}: no experiment has this name; {suggest(text, list(names))}, or a YAML file"
        )
    return names[text]


def _levels(name: Any, raw: Any) -> Any:
    if not isinstance(raw, dict):
        raise ValueError(f"{name}: expected labelled levels, or a path and its values")
    if set(raw) == {"path", "values"}:
        path, values = raw["path"], raw["values"]
        if not isinstance(path, str) or not isinstance(values, list):
            raise ValueError(f"{name}: expected the path of a field and a list of values")
        pairs = [(_label(name, value), {path: value}) for value in values]
    else:
        pairs = [(_label(name, label), level or {}) for label, level in raw.items()]
    labels = [label for label, _ in pairs]
    for label in labels:
        if labels.count(label) > 1:
            raise ValueError(f"{name}: two levels are called {label!r}; expected different ones")
    return dict(pairs)


def _values(levels: Mapping[str, Level]) -> dict[str, Coordinate]:
    """What the labels of a lever stand for."""
    paths = {path for level in levels.values() for path in level}
    values = {label: value for label, level in levels.items() for value in level.values()}
    if len(paths) == 1 and all(
        label in values
        and isinstance(values[label], Coordinate)
        and _label("", values[label]) == label
        for label in levels
    ):
        return values
    return {label: label for label in levels}


def _label(name: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "none"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"{name}: {value!r} is no label; expected levels with labels of their own")


def _covers(place: str, other: str) -> bool:
    """Whether an assignment at ``place`` replaces what is at ``other``."""
    return other == place or other.startswith(place + ".")


def _located(origin: str, chosen: Sequence[tuple[str, str]], reason: str) -> str:
    levels = ", ".join(f"{name} {label!r}" for name, label in chosen)
    return f"{origin}: {levels + ': ' if levels else ''}{reason}"


def _assign(data: dict[str, Any], path: str, value: Any, origin: str = "") -> None:
    try:
        assign(data, path, copy.deepcopy(value))
    except InputError as error:
        raise InputError(f"{origin}: {error}" if origin else str(error)) from None
