"""What the levers of a study do to a measure, in pictures: for the report and the dashboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.pictures.answers import curves, front, surface, tornado
from sim.pictures.charts import LESS_IS_BETTER, title_of
from sim.study.store.study import Study
from sim.support.inputs import InputError
from sim.support.words import percent, short, words

if TYPE_CHECKING:
    import pandas as pd

    from incentives.arrays import Ints

ANSWERS = ("effects", "curves", "indices", "surface", "region", "front")
MOST_CURVES = 9
"""Levers whose curves are drawn, those with the largest effects."""
MOST_POINTS = 400
"""Cells in the picture of a front; of more, evenly as many."""
FEWEST_CELLS = 16
"""From which on regions and surfaces are told; of fewer, the cells themselves say more."""
_FEWEST_NUMBERS = 4
_INDICES = {
    "sobol": (
        {"first": "alone", "total": "with all others"},
        "Sobol indices: the share of the variance between points that is a lever's, alone and "
        "together with all others, with 95% intervals.",
    ),
    "morris": (
        {"mu_star": "mean size of elementary effects"},
        "Elementary effects (Morris): how far a lever moves the measure over its whole range, on "
        "average and whatever the sign, with 95% intervals.",
    ),
}


class LeverAnswer(NamedTuple):
    """A part of what is told about levers.

    Attributes:
        title: A few words.
        note: What is seen, and how far it can be trusted.
        chart: An Altair chart, or none.
        rows: Rows of a table, each a word or two by column; empty if there is none.
        kind: Which one it is, of ``ANSWERS``.
    """

    title: str
    note: str
    chart: Any = None
    rows: Sequence[dict[str, str]] = ()
    kind: str = ""


def lever_answers(
    study: Study, measure: str, curves_too: bool = True, only: Sequence[str] = ANSWERS
) -> Iterator[LeverAnswer]:
    """What suits the design: effects, curves, indices, a surface, a region and a front.

    Nothing is told of a study without a lever that varies, or of which too little is done.

    Args:
        study: Whose levers they are.
        measure: A column of runs, or an outcome.
        curves_too: Whether to draw how the measure responds to every lever.
        only: Which of ``ANSWERS`` are wanted.
    """
    try:
        effects = study.effects(measure)
    except InputError:  # there is no lever, or there are too few cells
        return
    levers = effects.drop_duplicates("lever")
    varying = levers[levers["size"].notna()].sort_values("size", ascending=False, kind="stable")
    if len(study.levers) < 2 or not len(varying):
        return
    names = varying["lever"].tolist()
    if len(names) > 1 and "effects" in only:
        yield LeverAnswer(
            "How far every lever moves it",
            "The mean at the level with the highest mean less that at the one with the lowest, all "
            "levels of other levers weighing the same, with 95% intervals that hold although these "
            "two were picked.",
            tornado(effects, title_of(measure)),
            kind="effects",
        )
    if curves_too and "curves" in only:
        some = names[:MOST_CURVES]
        yield LeverAnswer(
            "How it responds to every lever",
            "Means with 95% bands"
            + (
                f"; the {len(some)} largest effects of {len(names)}"
                if len(some) < len(names)
                else ""
            )
            + ".",
            curves(effects[effects["lever"].isin(some)], measure),
            kind="curves",
        )
    if "indices" in only:
        yield from _indices(study, measure)
    if "surface" in only:
        yield from _surface(study, measure, names)
    if "region" in only:
        yield from _region(study, measure)
    if "front" in only:
        yield from _front(study, measure)


def moves_most(study: Study, measure: str) -> str:
    """Which lever moves a measure most, and how far; empty if that cannot be said."""
    try:
        effects = study.effects(measure).drop_duplicates("lever")
    except InputError:
        return ""
    known = effects[effects["size"].notna()].sort_values("size", ascending=False, kind="stable")
    if len(known) < 2:
        return ""
    first = known.iloc[0]
    name, size = words(str(first["lever"])), short(float(first["size"]))
    clear = float(first["size_low"]) > float(known.iloc[1]["size_high"])
    least = f" ({short(float(first['size_low']))} to {short(float(first['size_high']))})"
    text = f"{name.capitalize()} moves {words(measure)} most, by {size}{least}"
    return text if clear else f"{text}; {words(str(known.iloc[1]['lever']))} may move it as far"


def _indices(study: Study, measure: str) -> Iterator[LeverAnswer]:
    design = study.manifest["design"]
    if design not in _INDICES:
        return
    series, note = _INDICES[design]
    with suppress(InputError):  # SALib is missing, or points were left out
        frame = study.sobol(measure) if design == "sobol" else study.morris(measure)
        if frame[list(series)].notna().all(axis=None):
            title = "share of the variance" if design == "sobol" else title_of(measure)
            yield LeverAnswer("Indices", note, tornado(frame, title, series), kind="indices")


def bins_of(study: Study) -> int | None:
    """Bins of a surface in each direction; the levels themselves where these are crossed."""
    return max(2, min(24, int((len(study.points) / 4) ** 0.5))) if study.drawn else None


def _surface(study: Study, measure: str, names: list[str]) -> Iterator[LeverAnswer]:
    """Over the two levers of numbers with the largest effects."""
    numbers = [
        name
        for name in names
        if len(study.levers[name]) >= _FEWEST_NUMBERS
        and all(isinstance(x, int | float) for x in study.levers[name])
    ]
    if len(numbers) < 2 or len(study.points) < FEWEST_CELLS:
        return
    across, up = numbers[:2]
    others = len(study.levers) > 2
    yield LeverAnswer(
        f"Over {words(across)} and {words(up)}",
        "Means of cells; lines join equal ones where cells are dense enough"
        + (", and whatever other levers do there is averaged." if others else "."),
        surface(study.summary(measure), (across, up), measure, bins_of(study)),
        kind="surface",
    )


def _region(study: Study, measure: str) -> Iterator[LeverAnswer]:
    means = study.summary(measure)["mean"].dropna().to_numpy(dtype=float)
    if len(means) < FEWEST_CELLS:
        return
    bound = float(np.quantile(means, 0.75))
    with suppress(InputError):  # many cells are equal
        found = study.region(measure, above=bound)
        box = found.iloc[0]
        rows = [
            {"lever": words(str(row.lever)), "within": _within(row)}
            for row in found.itertuples()
            if row.restricted
        ]
        where = (
            f"This box holds {percent(box.coverage)} of them, and {percent(box.density)} of its "
            "cells are such (PRIM)."
            if rows
            else "No lever tells where they lie."
        )
        told = f"The best quarter of the cells has a mean above {short(bound)}. {where}"
        yield LeverAnswer("Where it is highest", told, None, rows, "region")


def _within(row: Any) -> str:
    return row.labels or f"{row.low:.4g} to {row.high:.4g}"


def _front(study: Study, measure: str) -> Iterator[LeverAnswer]:
    """Against the first other measure of the study of which one knows that less is better."""
    others = [name for name in study.measures if name in LESS_IS_BETTER and name != measure]
    if not others or measure in LESS_IS_BETTER:
        return
    with suppress(InputError):
        frame = _thinned(study.front([measure, f"-{others[0]}"]))
        yield LeverAnswer(
            f"{words(measure).capitalize()} against {words(others[0])}",
            f"Cells that no other beats in both, more {words(measure)} and less "
            f"{words(others[0])}, with 95% intervals; and those that may be among them.",
            front(frame, (measure, others[0]), list(study.levers)),
            kind="front",
        )


def _thinned(frame: pd.DataFrame) -> pd.DataFrame:
    """Evenly as many cells as can be drawn; half of these may be on the front."""
    best, rest = (np.flatnonzero(frame["front"].to_numpy() == on) for on in (True, False))
    best = _evenly(best, MOST_POINTS // 2)
    return frame.iloc[np.sort(np.concatenate([best, _evenly(rest, MOST_POINTS - len(best))]))]


def _evenly(places: Ints, most: int) -> Ints:
    if len(places) <= most:
        return places
    chosen: Ints = places[np.linspace(0, len(places) - 1, most).astype(int)]
    return chosen
