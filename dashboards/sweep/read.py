"""Read: the picture first, its title the finding; then how sure that is, and what to do next."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts
from dashboards.address import keep, kept
from dashboards.figures import draw, figure, foot
from dashboards.guard import complain
from dashboards.opening import open_scenario
from dashboards.plain import plain
from dashboards.sweep import files, pictures, seen
from dashboards.sweep.pictures import (
    AXES_OF,
    CONTOURS,
    FROM_LOWEST,
    FROM_ZERO,
    FRONT,
    LEVERS,
    LINE_PICTURE,
    MAP,
    PictureAsked,
)
from dashboards.sweep.places import chosen, turn_to
from dashboards.wording import say
from sim.pictures.charts import Chart
from sim.report.levers import bins_of
from sim.report.so_far import SoFar
from sim.report.verdicts import Verdict, finding
from sim.study import Study
from sim.study.design.levers import text_of
from sim.study.run import background
from sim.study.run.growing import add_worlds
from sim.support.inputs import InputError
from sim.support.words import decimals, number, span, words
from sim.tables.columns import MEASURES

BESIDE = "each beside the others"
MOST_BESIDE, MOST_VERDICTS, MOST_TO_CHOOSE = 9, 4, 500
_LEVERS = ("effects", "curves", "indices", "region")
_CLICKED = "sweep-clicked"


def controls(study: Study) -> PictureAsked:
    """What is to be seen: measure, picture, axes, levels and scale, all in the address."""
    known = [*MEASURES, *study.outcomes]
    measures = [*study.measures, *(name for name in known if name not in study.measures)]
    measure = chosen("Measure", measures, "measure", names=words)
    suiting = pictures.suiting(study, measure)
    picture = chosen("Picture", suiting, "picture")
    levers = list(study.levers)
    possible = pictures.order(study, picture, levers)
    axes: tuple[str, ...] = tuple(possible[:2])
    fixed, beside, spread = [], "", False
    if picture in AXES_OF and len(possible) > 1:
        if len(possible) > 2:
            down = chosen(AXES_OF[picture][0], possible, "down", axes[0], words)
            rest = [name for name in possible if name != down]
            first = axes[1] if axes[1] in rest else rest[0]
            axes = (down, chosen(AXES_OF[picture][1], rest, "across", first, words))
        elif picture != CONTOURS and st.toggle(
            say("Swap the axes"), key="swap", bind="query-params", persist_state="session"
        ):
            axes = (axes[1], axes[0])
    if picture in (MAP, LINE_PICTURE):
        for place, lever in enumerate([name for name in levers if name not in axes]):
            levels = [*dict.fromkeys(text_of(level) for level in study.levers[lever])]
            options = levels if place or len(levels) > MOST_BESIDE else [BESIDE, *levels]
            level = chosen(plain(words(lever).capitalize()), options, f"level{place + 1}")
            if level == BESIDE:
                beside = lever
            else:
                fixed.append((lever, level))
    if picture in AXES_OF:
        scale = chosen(
            "Colours" if picture != LINE_PICTURE else "Axis", [FROM_ZERO, FROM_LOWEST], "scale"
        )
        spread = scale == FROM_LOWEST
    return PictureAsked(measure, picture, axes, tuple(fixed), beside, spread)


def show(study: Study, asked: PictureAsked, live: bool = False) -> None:
    """The picture of a study with all that belongs to it.

    Args:
        study: Of which something is laid out.
        asked: What is to be seen.
        live: While it runs: the picture alone.
    """
    when = seen.stamp(study.path)
    found = seen.known(study.path, when, asked.measure)
    told: list[Verdict] = []
    others = [name for name in study.levers if name not in asked.axes]
    if found.complete and study.levers:
        order = (*asked.axes, *others)
        told = seen.judged(study.path, when, asked.measure, order, asked.fixed)
    drawn = _picture(study, asked, found, told, when)
    if live:
        return
    if asked.picture in (MAP, LINE_PICTURE):
        _cell(study, asked.measure, found)
    if told and asked.picture != LEVERS:
        _sentences(told)
        _more_worlds(study, told)
    st.divider()
    files.row(study, drawn, found.cells)
    cells = st.expander(
        say("All cells, with 95% intervals"), key="all-cells", on_change="rerun", expanded=False
    )
    if cells.open:
        table = found.cells.drop(columns=["_cell", "_short"])
        cells.dataframe(table.rename(columns={"n": "worlds counted"}), hide_index=True)


def headline(study: Study, asked: PictureAsked, found: SoFar, told: list[Verdict]) -> str:
    """What a study has found, in a sentence; or how far it is."""
    cells, measure = found.cells, words(asked.measure)
    if not found.complete:
        some = int((cells["n"] > 0).sum())
        more = f", and {some - found.whole} have some" if some > found.whole else ""
        return f"So far: {found.whole} of {len(cells)} cells have all their worlds{more}"
    if told:
        others = [name for name in study.levers if name not in asked.axes]
        fixed = [name for name, _ in asked.fixed]
        return finding(told, [name for name in others if name not in fixed])
    if len(cells) == 1:
        row = cells.iloc[0]
        digits = decimals(abs(row["mean"]))
        bounds = span(_none(row["low"]), _none(row["high"]), digits)
        return f"{measure.capitalize()} is {number(row['mean'], digits)}{bounds and f' ({bounds})'}"
    return f"{measure.capitalize()} in {len(cells):,} cells"


def _none(value: float) -> float | None:
    return None if value != value else value


def _picture(
    study: Study, asked: PictureAsked, found: SoFar, told: list[Verdict], when: seen.Stamp
) -> files.Drawing | None:
    """Draw it, and return how a file of it is drawn."""
    title, measured = headline(study, asked, found, told), _measured(study, asked, found)
    key = hashlib.sha1(repr((study.name, asked)).encode()).hexdigest()[:12]
    source = f"Study {study.path.name}, {study.worlds} worlds a cell, seed {study.manifest['seed']}"
    if asked.picture in (LEVERS, FRONT):
        only = _LEVERS if asked.picture == LEVERS else ("front",)
        most, answers = (
            ("", [])
            if not found.cells["n"].any()
            else seen.answered(study.path, when, asked.measure, only)
        )
        title = title if not found.complete else most or title
        return _answers(title if asked.picture == LEVERS else "", answers, key)
    if asked.picture == CONTOURS:
        if study.drawn and found.complete:
            title = seen.answered(study.path, when, asked.measure, ("region",))[0] or title
        if not found.cells["n"].any():
            st.info(say("Nothing is done yet."))
            return None
        chart = pictures.contours(study.summary(asked.measure), asked, bins_of(study))
        figure(title, measured, chart, key=key, source=source)
        return lambda: chart
    panels = pictures.of_cells(found.cells, asked)
    if len(panels) == 1:
        _click(figure(title, measured, panels[0][1], key=key, source=source, selection=True), key)
        return lambda: pictures.together(found.cells, asked)
    figure(title, measured, None, key=key)
    wide = 2 if len(panels) in (2, 4) or found.cells[asked.axes[-1]].nunique() > 4 else 3
    for start in range(0, len(panels), wide):
        row = panels[start : start + wide]
        for place, (column, (name, chart)) in enumerate(zip(st.columns(wide), row, strict=False)):
            with column:
                st.markdown(f"**{plain(name)}**")
                one = f"{key}-{start + place}"
                _click(draw(chart, one, f"{title}; {name}", selection=True), one)
    foot(key, None, source)
    return lambda: pictures.together(found.cells, asked)


def _measured(study: Study, asked: PictureAsked, found: SoFar) -> str:
    column = study.columns("runs")[asked.measure]
    of = f", {column.unit}" if column.unit else ""
    text = f"{words(asked.measure).capitalize()}{of}: {column.text}. Means over worlds"
    text += ", bands are 95% intervals." if asked.picture == LINE_PICTURE else "."
    if asked.fixed:
        text += f" At {', '.join(f'{words(name)} {level}' for name, level in asked.fixed)}."
    if not found.complete and asked.picture == MAP:
        text += " Hatched cells have no world yet, and numbers with three dots lack some."
    if not found.complete and asked.picture == LINE_PICTURE:
        text += " Hollow points lack worlds."
    return text


def _answers(title: str, answers: list[Any], key: str) -> files.Drawing | None:
    """What levers do, answer by answer."""
    if not answers:
        st.markdown(f"#### {plain(title or 'No trade-off can be told')}")
        st.caption(say("Too little varies, or is done, to tell effects of levers apart."))
    drawn: list[Chart] = []
    for place, answer in enumerate(answers):
        several = [] if answer.chart is None else charts.panels(answer.chart)
        one = several[0] if len(several) == 1 else None
        here = f"{key}-{answer.kind}"
        figure(title if title and not place else answer.title, answer.note, one, key=here)
        if len(several) > 1:
            with st.container(horizontal=True):  # what does not fit beside the others wraps
                for number_, panel in enumerate(several):
                    st.altair_chart(panel, theme=None, width="content", key=f"{here}-{number_}")
        if answer.rows:
            st.dataframe(pd.DataFrame(list(answer.rows)), hide_index=True)
        if answer.chart is not None:
            drawn.append(answer.chart)
    return (lambda: drawn[0]) if drawn else None


def _click(event: Any, key: str) -> None:
    """Keep which cell was clicked last; the same click counts once."""
    picked = getattr(event, "selection", {}).get("cell") or []
    cell = picked[0].get("_cell") if picked else None
    before = st.session_state.setdefault(_CLICKED, {})
    if cell is not None and before.get(key) != cell:
        st.session_state["cell"] = int(cell)
    before[key] = cell


def _cell(study: Study, measure: str, found: SoFar) -> None:
    """One cell: what it is, what came out, and ways to see it from within."""
    cells = found.cells
    options = cells["_cell"].tolist()
    asked = kept("cell")
    if "cell" not in st.session_state and asked is not None and asked.isascii() and asked.isdigit():
        st.session_state["cell"] = int(asked)
    if len(options) > MOST_TO_CHOOSE:
        options = [cell for cell in [st.session_state.get("cell")] if cell is not None]
    if st.session_state.get("cell") not in options:
        st.session_state["cell"] = None
    if not options:
        return
    levers = list(study.levers)

    def name(cell: int) -> str:
        row = cells.iloc[cell]
        return ", ".join(f"{words(lever)} {row[lever]}" for lever in levers) or "the only cell"

    with st.container(horizontal=True, vertical_alignment="bottom"):
        cell = st.selectbox(
            say("Look into a cell: click it, or choose"),
            options,
            index=None,
            key="cell",
            format_func=name,
            placeholder=say("none"),
            width=340,
        )
        keep("cell", None if cell is None else str(cell))
        if cell is None:
            return
        row = cells.iloc[int(cell)]
        digits = decimals(abs(row["mean"]) if row["n"] else 1.0)
        bounds = span(_none(row["low"]), _none(row["high"]), digits)
        text = f"**{plain(number(_none(row['mean']), digits))}**" + (bounds and f" ({bounds})")
        st.markdown(f"{text}, {plain(words(measure))}, {row['n']} worlds", width="content")
        for page in ("boardroom", "people"):
            if page in st.session_state.get("doors", {"boardroom": None}) and st.button(
                say(f"Open in {page.capitalize()}"), key=f"open-{page}"
            ):
                open_scenario(study.scenario(int(cell)), page, f"A cell of {study.name}")


def _sentences(told: list[Verdict]) -> None:
    for verdict in told[:MOST_VERDICTS]:
        where = f"*{plain(verdict.circumstances)}.* " if verdict.circumstances else ""
        st.markdown(f"{where}{plain(verdict.sentence)}")


def _more_worlds(study: Study, told: list[Verdict]) -> None:
    """A way to tell apart what cannot be told apart yet."""
    open_ones = [verdict for verdict in told if not verdict.second.clear]
    if not open_ones or isinstance(study.manifest["worlds"], dict):
        return
    now = study.worlds
    needed = [n for v in open_ones if (n := v.second.worlds_to_tell(now)) is not None]
    more = max(2 * now, min(needed)) if needed else 2 * now
    text = "The highest two cannot be told apart"
    if len(told) > 1:
        text += f" in {len(open_ones)} of {len(told)} cases"
    if needed:
        text += f"; {min(needed)} worlds would do, were the difference what it seems"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(say(f"{text}.")), width="content")
        asked = st.number_input(
            say("Worlds per cell"),
            now + 1,
            100_000,
            more,
            key=f"more-{study.path.name}-{now}",
            width=150,
        )
        if st.button(say(f"Add {asked - now} worlds to every cell"), key="add-worlds"):
            grow(study.path, int(asked))


def grow(path: Path, worlds: int) -> None:
    """Let a study have more worlds, and play them."""
    try:
        with st.spinner("Starting"):
            add_worlds(path, worlds)
            background.start(path)
    except InputError as error:
        complain(error)
        return
    turn_to("read", path.name)
    st.rerun()
