"""A finished study as one page that needs no server: its cells, filters and pictures.

What is said and drawn is in the scripts beside it; what may be said of cells is reckoned here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.pictures.charts import LESS_IS_BETTER
from sim.report.provenance import as_yaml, base_pay, command, common
from sim.report.report import MOST_DRAWN, STYLE
from sim.report.rivals import gaps, ranking, rivals
from sim.report.verdicts import MOST_JUDGED
from sim.study.design.levers import Lever, label_of, text_of
from sim.study.store.again import experiment_of
from sim.study.store.files import replacing
from sim.study.store.study import Study
from sim.support.inputs import InputError
from sim.support.installation import made_with
from sim.support.words import words

if TYPE_CHECKING:
    import pandas as pd

    from incentives.arrays import Ints

SCRIPTS = ("explore_words.js", "explore_picture.js", "explore.js")
"""What is said, what is drawn, and the state with its controls and table; in this order."""
MOST_VALUES = 40_000
"""Cells times outcomes on a page: about 3 MB."""
MORE_IS_BETTER = ("shareholder_surplus",)
"""Measures of what the firm is for: in a finding, they are to be large."""
MOST_TOLD_APART = 12
"""Numbers of a drawn lever that are told apart by filters; of more, quarters of them."""
_PARTS = 4


def write_explore(study: Study) -> Path:
    """Write ``explore.html`` into the study's folder.

    Raises:
        InputError: If nothing is done yet, or there are too many cells for a page.
    """
    import jinja2

    data = explored(study)
    script = "".join(map(_beside, SCRIPTS))
    style = STYLE.read_text(encoding="utf-8") + _beside("explore.css")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_beside("explore.html.j2"))
    text = template.render(
        study=study,
        data=data,
        inline=inline_json(data),
        script=script,
        style=style,
        policy={"script": fingerprint(script), "style": fingerprint(style)},
        version=study.manifest["version"],
        base_pay=base_pay(study),
        command=command(study),
        again=as_yaml(experiment_of(study)),
        scenario=as_yaml(common(study)),
        made_with=made_with(),
    )
    target = study.path / "explore.html"
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return target


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def explored(study: Study) -> dict[str, Any]:
    """What the page holds, in lists and numbers; columns are by cell, None where there is none.

    Raises:
        InputError: If nothing is done yet, or there are too many cells for a page.
    """
    count = len(study.points)
    if count > MOST_DRAWN:
        raise InputError(
            f"{study.path}: has {count:,} cells; expected at most {MOST_DRAWN:,} for a page that "
            "is mailed (`proxyfight export` writes all of them)"
        )
    status = study.status()
    complete = status.done >= status.total and not status.failed
    names = list(dict.fromkeys([*study.measures, *study.outcomes]))
    kept = names[: max(1, MOST_VALUES // count)]
    runs = study.table("runs", ["cell", "world", *kept])
    summary = study.summary(kept)
    levers = [lever_data(study, lever) for lever in study.points.levers.values()]
    columns = study.columns("runs")
    outcomes = []
    for name in kept:
        said = {"unit": columns[name].unit, "text": columns[name].meaning}
        found = outcome_data(name, said, summary[summary["measure"] == name], count)
        if complete and study.drawn:
            found["effects"] = _effects(study, name)
        if complete and not found["effects"]:
            ranked = ranking(found["mean"], found["better"] or 1)
            levels = [] if study.drawn else [np.array(lever["at"]) for lever in levers]
            found["gaps"] = gaps(runs, name, rivals(ranked, levels))
        outcomes.append(found)
    return {
        "name": study.name,
        "complete": complete,
        "done": status.done,
        "total": status.total,
        "design": study.manifest["design"],
        "drawn": study.drawn,
        "cells": count,
        "judged": MOST_JUDGED,
        "levers": levers,
        "outcomes": outcomes,
        "left_out": names[len(kept) :],
    }


def outcome_data(
    name: str, said: Mapping[str, str], rows: pd.DataFrame, cells: int
) -> dict[str, Any]:
    """An outcome: what it is, and its means with 95% intervals and worlds, by cell.

    ``better`` is 1 if more is better, -1 if less is, 0 if nobody says.

    Args:
        name: Of the measure.
        said: Its ``unit`` and meaning, ``text``.
        rows: Of the study's summary.
        cells: How many there are.
    """
    place = rows["cell"].to_numpy()
    numbers: dict[str, list[float | None]] = {
        key: [None] * cells for key in ("mean", "low", "high")
    }
    for key, into in numbers.items():
        for cell, value in zip(place.tolist(), rows[key].tolist(), strict=True):
            into[cell] = _plain(value)
    worlds = np.zeros(cells, dtype=np.int64)
    worlds[place] = rows["n"].to_numpy()
    better = 1 if name in MORE_IS_BETTER else -1 if name in LESS_IS_BETTER else 0
    return {
        "name": name,
        "title": words(name),
        **said,
        "share": said["unit"].startswith("share"),
        "better": better,
        **numbers,
        "n": worlds.tolist(),
        "gaps": {},
        "effects": [],
    }


def lever_data(study: Study, lever: Lever) -> dict[str, Any]:
    """A lever: its levels in order, and at which of them every cell is; -1 where it has no part.

    A drawn lever of many numbers also has ``parts``, quarters of its cells, and which part every
    level is ``in``.
    """
    levels = study.levers[lever.name]
    number = lever.kind in ("number", "integer")
    places = {level: place for place, level in enumerate(levels)}
    at = [-1 if v is None else places[v] for v in study.points.columns[lever.name].to_pylist()]
    found: dict[str, Any] = {
        "name": lever.name,
        "title": words(lever.name),
        "path": lever.path,
        "log": lever.log,
        "numeric": number,
        "levels": levels if number else [label_of(level) for level in levels],
        "at": at,
    }
    if study.drawn and number and len(levels) > MOST_TOLD_APART:
        found |= _parts(levels, np.array([place for place in at if place >= 0]))
    return found


def _parts(levels: Sequence[Any], at: Ints) -> dict[str, Any]:
    """Quarters of the cells, by the number of their level."""
    bounds = np.quantile(at, np.arange(1, _PARTS) / _PARTS)
    cut = np.searchsorted(bounds, np.arange(len(levels)), side="right")
    there, inside = np.unique(cut, return_inverse=True)  # of few points, a part may be empty
    parts = []
    for part in range(len(there)):
        mine = np.flatnonzero(inside == part)
        low, high = levels[mine[0]], levels[mine[-1]]
        parts.append(f"{low:.3g} to {high:.3g}" if isinstance(low, float) else f"{low} to {high}")
    return {"parts": parts, "in": inside.tolist()}


def _effects(study: Study, measure: str) -> list[dict[str, Any]]:
    """What every lever does to it, the largest effect first; nothing if that cannot be told."""
    try:
        frame = study.effects(measure)
    except InputError:  # there is no lever, or there are too few cells
        return []
    found = []
    for name, rows in frame.groupby("lever", sort=False):
        first = rows.iloc[0]
        if first["size"] == first["size"]:
            found.append(
                {
                    "lever": str(name),
                    **{key: _plain(first[key]) for key in ("size", "size_low", "size_high")},
                    **{key: _named(first[key]) for key in ("lowest", "highest")},
                    **{
                        key: [_plain(value) for value in rows[key]]
                        for key in ("at", "mean", "low", "high")
                    },
                }
            )
    return sorted(found, key=lambda effect: -effect["size"])


def _plain(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None


def _named(level: Any) -> str:
    level = level.item() if isinstance(level, np.generic) else level
    return level if isinstance(level, str) else text_of(level)


def inline_json(data: Mapping[str, Any]) -> str:
    """JSON that may stand in a script element whatever it holds: no tag or comment can begin."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def fingerprint(text: str) -> str:
    """What a Content-Security-Policy calls a text that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
