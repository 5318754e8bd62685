"""Grids: all levels of all levers with each other, or one lever at a time from the base."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.study.design.levers import Coordinate, Lever
from sim.study.design.points import Points
from sim.study.design.rules import coordinate_of, known_lever
from sim.study.design.sampling import DESIGNS, MOST_CELLS
from sim.support.inputs import InputError


def grid(levers: Mapping[str, Lever]) -> Points:
    """The full factorial, the last lever varying fastest.

    A lever with a condition varies only where it holds, and plays no part elsewhere.

    Raises:
        InputError: If it has too many cells, or conditions go round in a circle.
    """
    sizes = {name: lever.grid() for name, lever in levers.items()}
    cells = math.prod(len(levels) for name, levels in sizes.items() if not levers[name].when)
    if cells > MOST_CELLS:
        raise InputError(f"the levers span {cells} cells; expected at most {MOST_CELLS}")
    codes: dict[str, np.ndarray] = {}
    count = 1
    for name in order_of(levers):
        number = len(sizes[name])
        here = active(levers, levers[name], sizes, codes, count)
        repeats = np.where(here, number, 1)
        total = int(repeats.sum())
        if total > MOST_CELLS:
            raise InputError(f"the levers span {total} cells; expected at most {MOST_CELLS}")
        starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
        mine = np.where(np.repeat(here, repeats), np.arange(total) - starts, -1)
        codes = {key: np.repeat(column, repeats) for key, column in codes.items()}
        codes[name] = mine
        count = total
    order = (
        np.lexsort([codes[name] for name in reversed(list(levers))]) if levers else np.arange(count)
    )
    values = {
        name: [sizes[name][code] if code >= 0 else None for code in codes[name][order]]
        for name in levers
    }
    return Points.of(levers, values) if levers else Points({}, {})


def one_at_a_time(levers: Mapping[str, Lever], base: Mapping[str, Coordinate]) -> Points:
    """The base, then every level of every lever while the others stay where the base has them."""
    rows: list[dict[str, Coordinate]] = [dict(base)]
    for name, lever in levers.items():
        rows += [{**base, name: level} for level in lever.grid() if level != base[name]]
    return Points.of(levers, {name: [row[name] for row in rows] for name in levers})


def sampled(levers: Mapping[str, Lever], design: str, count: int, seed: int) -> Points:
    """Points of a design that samples."""
    draw = DESIGNS[design].draw
    assert draw is not None
    if not levers:
        raise InputError(f"design: {design} without levers; expected some")
    shares = draw(count, len(levers), seed)
    values: dict[str, Any] = {
        name: lever.sample(shares[:, place]) for place, (name, lever) in enumerate(levers.items())
    }
    for name in order_of(levers):
        for other, wanted in levers[name].when.items():
            allowed = _allowed(levers, name, other, wanted)
            values[name] = [
                value if condition in allowed else None
                for value, condition in zip(values[name], values[other], strict=True)
            ]
    return Points.of(levers, values)


def order_of(levers: Mapping[str, Lever]) -> list[str]:
    """Levers after those that they depend on.

    Raises:
        InputError: If a condition names no lever, or conditions go round in a circle.
    """
    done: list[str] = []
    for name, lever in levers.items():
        for other, wanted in lever.when.items():
            _allowed(levers, name, other, wanted)
    while len(done) < len(levers):
        ready = [n for n in levers if n not in done and set(levers[n].when) <= set(done)]
        if not ready:
            left = [name for name in levers if name not in done]
            raise InputError(
                f"levers.{left[0]}.when: goes round in a circle; expected levers that do not "
                "depend on each other both ways"
            )
        done.append(ready[0])
    return done


def active(
    levers: Mapping[str, Lever],
    lever: Lever,
    sizes: Mapping[str, list[Coordinate]],
    codes: Mapping[str, np.ndarray],
    count: int,
) -> np.ndarray:
    """In which cells a lever plays a part, (cells,)."""
    here = np.ones(count, dtype=np.bool_)
    for other, wanted in lever.when.items():
        allowed = _allowed(levers, lever.name, other, wanted)
        places = [code for code, level in enumerate(sizes[other]) if level in allowed]
        here &= np.isin(codes[other], places)
    return here


def _allowed(
    levers: Mapping[str, Lever], name: str, other: str, wanted: tuple[Coordinate, ...]
) -> set[Coordinate]:
    at = f"levers.{name}.when"
    lever = known_lever(levers, other, at)
    if not lever.levels and not lever.steps:
        raise InputError(f"{at}: {other} is a range; expected a lever with levels")
    return {coordinate_of(lever, value, f"{at}.{other}") for value in wanted}
