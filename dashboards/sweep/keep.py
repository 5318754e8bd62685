"""Keep: studies as cards, the damaged last; open, compare, rename, put into the bin and undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import streamlit as st

from dashboards.guard import complain
from dashboards.plain import plain
from dashboards.sweep import compare, seen
from dashboards.sweep.places import STUDY, folder, size_of, turn_to
from dashboards.sweep.thumbs import thumb
from dashboards.wording import say
from sim.study import Study
from sim.study.run import background
from sim.study.run.growing import mend
from sim.study.store.salvage import saved_rows, what_is_left
from sim.study.store.shelf import in_bin, put_into_bin, rename_study, take_from_bin
from sim.support.inputs import InputError
from sim.tables.columns import RECORDS

PER_PAGE = 12
STATES = {
    "done": ":material/check: done",
    "running": ":material/play_arrow: running",
    "unfinished": ":material/pause: unfinished",
    "failed": ":material/error: failed",
    "damaged": ":material/broken_image: damaged",
}
_BINNED, _SHOWN = "sweep-binned", "sweep-cards"


def show(entries: list[background.Watched]) -> None:
    """All studies."""
    _undo()
    if not entries:
        st.caption(plain(say(f"There are no studies in {folder()} yet.")))
        _bin()
        return
    entries = [_checked(entry) for entry in entries]
    sound = [entry for entry in entries if entry.state != "damaged"]
    broken = [entry for entry in entries if entry.state == "damaged"]
    if len(sound) > 1:
        names = [entry.path.name for entry in sound]
        pair = st.multiselect(
            say("Compare two"),
            names,
            key="compare",
            max_selections=2,
            placeholder=say("choose two studies"),
            bind="query-params",
            persist_state="session",
        )
        if len(pair) == 2:
            compare.show(folder() / pair[0], folder() / pair[1])
            st.divider()
    ordered = [*sound, *broken]
    many = st.session_state.setdefault(_SHOWN, PER_PAGE)
    for start in range(0, min(many, len(ordered)), 3):
        for column, entry in zip(st.columns(3), ordered[start : start + 3], strict=False):
            with column, st.container(border=True):
                _card(entry)
    if len(ordered) > many:
        st.button(say(f"Show {min(PER_PAGE, len(ordered) - many)} more"), on_click=_more)
    _bin()


def _checked(entry: background.Watched) -> background.Watched:
    """The same, or damaged where its rows cannot be read."""
    if entry.state != "damaged":
        try:
            study = Study.open(entry.path)
            seen.known(entry.path, seen.stamp(entry.path), study.measures[0])
        except InputError as error:
            return entry._replace(state="damaged", trouble=str(error))
    return entry


def _more() -> None:
    st.session_state[_SHOWN] += PER_PAGE


def _card(entry: background.Watched) -> None:
    path, name = entry.path, entry.path.name
    if entry.state == "damaged":
        st.markdown(f"**{plain(name)}**")
        st.caption(STATES[entry.state])
        damaged(entry)
    else:
        study = Study.open(path)
        measure = study.measures[0]
        if entry.done:
            found = seen.known(path, seen.stamp(path), measure)
            picture = thumb(found, list(study.levers), measure, study.drawn)
            if picture:
                st.image(picture, width="stretch")
        st.markdown(f"**{plain(study.question)}**")
        done = "" if entry.state == "done" else f", {entry.done} of {entry.total} runs"
        st.caption(
            f"{STATES[entry.state]}{done} · {plain(name)} · {_date(path)} · "
            f"{len(study.points):,} cells x {study.worlds:,} worlds · {size_of(_bytes(path))}"
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if entry.state != "damaged" and st.button(say("Open"), key=f"open-{name}", type="primary"):
            turn_to("read", name)
            st.rerun()
        with st.popover(say("Rename or delete"), type="tertiary"):
            _move(name)


def _move(name: str) -> None:
    new = st.text_input(say("New name"), value=name, key=f"name-{name}")
    if st.button(say("Rename"), key=f"rename-{name}", disabled=new.strip() == name):
        _try(partial(_renamed, name, new.strip()))
    if st.button(say("Put into the bin"), key=f"bin-{name}", icon=":material/delete:"):
        _try(partial(_binned, name))


def _renamed(name: str, new: str) -> None:
    rename_study(folder(), name, new)
    if st.session_state.get(STUDY) == name:
        turn_to("keep", new)


def _binned(name: str) -> None:
    st.session_state[_BINNED] = put_into_bin(folder(), name)
    if st.query_params.get(STUDY) == name:
        del st.query_params[STUDY]


def _try(action: Callable[[], None]) -> None:
    try:
        action()
    except InputError as error:
        complain(error)
    else:
        st.rerun()


def _undo() -> None:
    """What was put into the bin last can be taken out of it at once."""
    name = st.session_state.get(_BINNED)
    if name is None or name not in in_bin(folder()):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(plain(say(f"{name} is in the bin.")))
        if st.button(say("Undo"), key="undo-bin", icon=":material/undo:"):
            _try(partial(_taken, name))


def _taken(name: str) -> None:
    take_from_bin(folder(), name)
    st.session_state.pop(_BINNED, None)


def _bin() -> None:
    names = in_bin(folder())
    if not names:
        return
    drawer = st.expander(
        plain(say(f"Bin ({len(names)})")), key="bin-drawer", on_change="rerun", expanded=False
    )
    if drawer.open:
        with drawer:
            st.caption(plain(say(f"They lie in {folder() / '.bin'}, until you delete them there.")))
            for name in names:
                if st.button(plain(say(f"Take {name} out")), key=f"out-{name}"):
                    _try(partial(_taken, name))


def damaged(found: background.Watched) -> None:
    """What is wrong with a study, what can be saved of it, and a button that does so."""
    path, name = found.path, found.path.name
    complain(InputError(found.trouble))
    if _mendable(path):
        st.caption(
            say("It can be mended: points are drawn again, and what is lost is played again.")
        )
        if st.button(say("Repair"), key=f"repair-{name}", type="primary"):
            repair(path)
        return
    try:
        left = what_is_left(path)
    except InputError:
        return  # it is, or holds, a link: nothing of it is read
    if not left:
        st.caption(say("Nothing of it can be read."))
        return
    said = ", ".join(f"{one.rows:,} rows of {one.table}" for one in left)
    st.caption(
        plain(say(f"It cannot be continued, but {said} can still be read, with their levers."))
    )
    for one in left:
        if one.table in RECORDS:
            st.download_button(
                plain(say(f"Save {one.table} as CSV")),
                _rows_of(path, one.table),
                f"{name}-{one.table}.csv",
                "text/csv",
                key=f"save-{name}-{one.table}",
                icon=":material/download:",
                on_click="ignore",
            )


def _rows_of(path: Path, table: str) -> Callable[[], str]:
    """Rows that can be read as CSV, when somebody asks for them."""
    return lambda: str(saved_rows(path, table).to_pandas().to_csv(index=False))


def _mendable(path: Path) -> bool:
    try:
        Study.open(path)
    except InputError:
        return False
    return True


def repair(path: Path) -> None:
    """Lay a study out anew and play what cannot be read."""
    try:
        with st.spinner(say("Repairing")):
            mend(path)
            background.start(path)
    except InputError as error:
        complain(error)
        return
    turn_to("read", path.name)
    st.rerun()


def _date(path: Path) -> str:
    when = datetime.fromtimestamp((path / "manifest.json").stat().st_mtime)
    return f"{when.day} {when:%b %Y}"


def _bytes(path: Path) -> int:
    files = [*path.glob("*"), *path.glob("parts/*")]
    return sum(file.lstat().st_size for file in files if file.is_file())
