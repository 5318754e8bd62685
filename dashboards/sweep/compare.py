"""Two studies beside each other, with the same colours; and the difference, world by world."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st

from dashboards.figures import draw
from dashboards.guard import complain
from dashboards.plain import plain
from dashboards.sweep import pictures, seen
from dashboards.sweep.pictures import LINE_PICTURE, MAP, PictureAsked
from dashboards.sweep.places import chosen
from dashboards.wording import say
from sim.analysis.means import paired
from sim.pictures.charts import heat_map
from sim.study import Study
from sim.study.store.groups import CellGroup
from sim.support.inputs import InputError
from sim.support.words import decimals, number, span, words


def show(one: Path, other: Path) -> None:
    """Both pictures, and a sentence about all cells."""
    studies = [Study.open(one), Study.open(other)]
    shared = [name for name in studies[0].measures if name in studies[1].columns("runs")]
    if not shared:
        st.caption(say("They have no measure in common."))
        return
    measure = chosen("Measure to compare", shared, "compared", names=words)
    try:
        known = [seen.known(s.path, seen.stamp(s.path), measure) for s in studies]
    except InputError as error:
        complain(error)
        return
    try:
        st.markdown(f"#### {plain(say(_difference(studies, measure)))}")
    except InputError:
        st.markdown("#### " + say("So far no world has been played in every cell of both"))
    every = [mean for found in known for mean in found.cells["mean"].tolist()]
    for column, study, found in zip(st.columns(2), studies, known, strict=True):
        with column:
            so_far = "" if found.complete else " (so far)"
            st.markdown(f"**{plain(study.path.name)}**{so_far}: {plain(study.question)}")
            suiting = pictures.suiting(study, measure)
            levers = list(study.levers)
            if MAP in suiting and len(levers) == 2:
                chart = heat_map(found.cells, levers, measure, narrow=True, among=every)
                chart = chart.properties(width="container")
            elif LINE_PICTURE in suiting and len(levers) < 3:
                axes = tuple(pictures.order(study, LINE_PICTURE, levers))
                _, chart = pictures.of_cells(
                    found.cells, PictureAsked(measure, LINE_PICTURE, axes)
                )[0]
            else:
                st.caption(say("Open it to see it: it has more than two levers, or drawn points."))
                continue
            draw(chart, f"compare-{study.path.name}", f"{words(measure)} of {study.path.name}")


def _difference(studies: list[Study], measure: str) -> str:
    """The mean over all cells of one less that of the other, where worlds are the same."""
    names = [study.path.name for study in studies]
    if studies[0].manifest["seed"] != studies[1].manifest["seed"]:
        return (
            f"{names[0]} and {names[1]} have different seeds: no world of one is one of the other"
        )
    groups = [CellGroup(s, s.path.name, np.arange(len(s.points))) for s in studies]
    (row,) = paired(groups[0].runs(), groups[1].runs(), [measure])
    if row["difference"] is None:
        return f"Nothing is known of {words(measure)} in both"
    digits = decimals(abs(row["difference"]))
    bounds = span(row["low"], row["high"], digits)
    more = "more" if row["difference"] > 0 else "less"
    clear = row["low"] is not None and (row["low"] > 0 or row["high"] < 0)
    return (
        f"Over all cells, {names[1]} has {number(abs(row['difference']), digits)} {more} "
        f"{words(measure)} than {names[0]}"
        + (f" (difference {bounds})" if bounds else "")
        + ("" if clear else ", which is no clear difference")
    )
