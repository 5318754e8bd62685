"""Cells: what is played at every point of a design."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.scenario import Scenario
from sim.study.design.levers import Coordinate, Level, label_of
from sim.study.design.points import Points
from sim.support.inputs import InputError, assign

MOST_TRIED = 1_000
"""So many cells are validated before anything is played; of more, levels and ends, and a sample."""

_KEPT = 256
"""So many of them need not be made again when they are played."""

_ENDS = np.array([0.0, 1.0])

Assigned = Sequence[tuple[str, Level]]


class Cell(NamedTuple):
    """One point of the design.

    Attributes:
        coordinates: Where it stands on every lever; a lever that plays no part is left out.
        scenario: What is played there.
    """

    coordinates: dict[str, Coordinate]
    scenario: Scenario

    @property
    def labels(self) -> dict[str, str]:
        """The coordinates as text."""
        return {name: label_of(value) for name, value in self.coordinates.items()}


class Cells:
    """All cells of a design, each made when it is asked for.

    Args:
        base: The base scenario as plain data, before any lever.
        points: The design.
        worlds: Replicates per cell, at most.
        origin: What sentences about them begin with.
        blame_settings: Whether what is wrong with the base is wrong with its settings.
    """

    def __init__(
        self,
        base: Mapping[str, Any],
        points: Points,
        worlds: int | None = None,
        origin: str = "experiment",
        blame_settings: bool = True,
    ) -> None:
        self.base = base
        self.points = points
        self.worlds = worlds
        self.origin = origin
        self._blames = blame_settings
        self._kept: dict[int, Scenario] = {}
        self._text: str | None = None

    def __len__(self) -> int:
        return len(self.points)

    def __iter__(self) -> Iterator[Cell]:
        return (self.cell(number) for number in range(len(self)))

    def cell(self, number: int) -> Cell:
        """One of them."""
        there = self.points.coordinates(number)
        coordinates = {name: value for name, value in there.items() if value is not None}
        return Cell(coordinates, self.scenario(number))

    def scenario(self, number: int) -> Scenario:
        """What is played in a cell.

        Raises:
            InputError: Naming the experiment, the lever and the level that are wrong.
        """
        if number in self._kept:
            return self._kept[number]
        chosen = self.points.assignments(number)
        try:
            return self._built(chosen)
        except InputError as error:
            raise InputError(self._blame(number, chosen, str(error))) from None

    def refuse_wrong(self) -> None:
        """Validate the scenarios; of many cells those that show what can be wrong.

        Raises:
            InputError: As of ``scenario``.
        """
        count = len(self)
        if count <= MOST_TRIED:
            tried = range(count)
        else:
            tried = range(0, count, -(-count // MOST_TRIED))
            for name, lever in self.points.levers.items():
                ends = list(lever.levels)[:MOST_TRIED] or lever.sample(_ENDS)
                for value in ends:
                    self._try_alone(name, value)
        for number in tried:
            self._kept[number] = self.scenario(number)

    def hand_over(self, others: Cells) -> None:
        """Let go of the scenarios that were validated; of the first, ``others`` need make none.

        Only where both are made of the same: what is played is what is written down.
        """
        if (self.base, self.points.digest) == (others.base, others.points.digest):
            some = {number: self._kept[number] for number in sorted(self._kept)[:_KEPT]}
            others._kept = {n: each for n, each in some.items() if each.worlds == others.worlds}
        self._kept = {}

    def _try_alone(self, name: str, value: Coordinate) -> None:
        """A level that is wrong wherever it stands is told before anything is played."""
        level = self.points.levers[name].assignments(value)
        try:
            self._built([])
        except InputError:
            return  # the base needs levels: only whole cells can be tried
        try:
            self._built([(name, level)])
        except InputError as error:
            raise InputError(_located(self.origin, [(name, value)], str(error))) from None

    def _built(self, chosen: Assigned) -> Scenario:
        data = self._copied()
        for _, level in chosen:
            for path, value in level.items():
                assign(data, path, copy.deepcopy(value))
        if self.worlds is not None:
            data["worlds"] = self.worlds
        return Scenario.read(data)

    def _copied(self) -> dict[str, Any]:
        """The base, to be changed; read from text, which is ten times as fast as copying."""
        if self._text is None:
            try:
                text = json.dumps(self.base)
                self._text = text if json.loads(text) == self.base else ""
            except (TypeError, ValueError):
                self._text = ""
        copied = json.loads(self._text) if self._text else copy.deepcopy(dict(self.base))
        return dict(copied)

    def _blame(self, number: int, chosen: Assigned, reason: str) -> str:
        """Name the base, or the one level that is wrong by itself, or else the combination."""
        values = [(n, v) for n, v in self.points.coordinates(number).items() if v is not None]
        suspects: list[Assigned] = [[], *([pair] for pair in chosen)]
        for place, suspect in enumerate(suspects):
            try:
                self._built(suspect)
            except InputError as error:
                if str(error) == reason:
                    bare = (
                        self.origin if suspect or not self._blames else f"{self.origin}: settings"
                    )
                    return _located(bare, values[place - 1 : place] if place else [], reason)
        return _located(self.origin, values, reason)


def _located(origin: str, chosen: Sequence[tuple[str, Coordinate]], reason: str) -> str:
    levels = ", ".join(
        f"{name} {value!r}" if isinstance(value, str) else f"{name} {label_of(value)!r}"
        for name, value in chosen
    )
    return f"{origin}: {levels + ': ' if levels else ''}{reason}"
