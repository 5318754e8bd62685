"""An experiment: a question, a base scenario, and levers that are crossed with each other."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, field_validator

from incentives.explained import Inside
from incentives.sentences import key_of
from sim.scenario.base import Spec
from sim.scenario.presets import preset_names
from sim.scenario.scenario import Scenario
from sim.study.levers import Coordinate, Level, coordinates_of, refuse_name, spelled_out
from sim.support.inputs import InputError, assign, read_yaml, shown, suggest
from sim.support.words import listed
from sim.tables.columns import HEADLINE_MEASURES, measures_of, tables_of

FOLDER = Path(__file__).resolve().parents[1] / "experiments"
MAX_CELLS = 10_000

_SAME_EVERYWHERE = ("seed", "worlds")


class Cell(NamedTuple):
    """One point of the design.

    Attributes:
        labels: Of its levels, per lever.
        coordinates: The same levels as they were given, see ``levers.py: coordinates_of``.
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
        if not isinstance(raw, Mapping):
            return raw
        for name in raw:
            refuse_name(name)
        return {name: spelled_out(name, levels) for name, levels in raw.items()}

    @field_validator("levers")
    @classmethod
    def _usable(cls, levers: dict[str, dict[str, Level]]) -> dict[str, dict[str, Level]]:
        for name, levels in levers.items():
            for label, level in levels.items():
                for path in level:
                    if path.split(".")[0] in _SAME_EVERYWHERE:
                        raise Inside(
                            f"{name}.{key_of(label)}",
                            f"sets {path}, which pairs the cells with each other; expected it "
                            "under settings",
                        )
        cells = math.prod(len(levels) for levels in levers.values())
        if cells > MAX_CELLS:
            raise ValueError(f"the levers span {cells} cells; expected at most {MAX_CELLS}")
        return levers

    @field_validator("measures", mode="wrap")
    @classmethod
    def _known_measures(cls, given: Any, _: Any) -> tuple[str, ...]:
        return measures_of(given, origin="")

    @field_validator("record", mode="wrap")
    @classmethod
    def _known_tables(cls, given: Any, _: Any) -> tuple[str, ...]:
        return tables_of(given, origin="")

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
        return Scenario.read(data)

    def _blame(self, base: dict[str, Any], chosen: Sequence[tuple[str, str]], reason: str) -> str:
        """Name the base, or the one level that is wrong by itself, or else the combination."""
        suspects: list[Sequence[tuple[str, str]]] = [[], *([pair] for pair in chosen)]
        for suspect in suspects:
            try:
                self._built(base, suspect)
            except InputError as error:
                if str(error) == reason:
                    where = (
                        self._origin if suspect or self.overrides else f"{self._origin}: settings"
                    )
                    return _located(where, suspect, reason)
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
        beside = path.parent / data["base"]
        if beside.suffix in {".yaml", ".yml"}:
            data["base"] = str(beside)
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
    if not Experiment.model_fields.keys() - {"name"} & data.keys():
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
