"""A person's file as a picture: seats, audits and bombs on a time line, reports and pay below."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboards.wording import say
from sim.pictures.charts import BAD, INK, LINE_COLOURS, NEUTRAL, QUIET, Chart, styled

CAREER_SERIES = {
    "reported": ("reported", LINE_COLOURS[1]),
    "paid": ("paid", LINE_COLOURS[3]),
    "value": ("true value", LINE_COLOURS[0]),
    "watched": ("if watched", INK),
}
"""Columns that are drawn: what stands at the line, and its colour. The last two are no board's."""
CAREER_HEIGHT = 330
SEATS_AT, AUDITS_AT, BOMBS_AT = 10, 34, 56
"""Rows of the time line, pixels from above."""
_HEADROOM = 0.32  # of the picture, for the time line
_LABELS = 0.2  # of the width, beside the lines
FLAME = "M0,-1C.2,-.55 .75,-.4 .75,.2C.75,.7 .4,1 0,1C-.4,1 -.75,.7 -.75,.2C-.75,-.3 -.2,-.4 0,-1Z"


class CareerPicture:
    """A picture that was made before, as a specification: making one takes most of a second."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        """The specification, as Altair's charts return it."""
        return self._spec


def career_picture(career: pd.DataFrame, bombs: pd.DataFrame, quarters: int) -> CareerPicture:
    """What ``career_chart`` draws, made once."""
    return CareerPicture(_specification(career, bombs, quarters))


@st.cache_data(max_entries=64, show_spinner=False)
def _specification(career: pd.DataFrame, bombs: pd.DataFrame, quarters: int) -> dict[str, Any]:
    spec: dict[str, Any] = career_chart(career, bombs, quarters).to_dict()
    return spec


def career_chart(career: pd.DataFrame, bombs: pd.DataFrame, quarters: int) -> Chart:
    """The picture of a file.

    Args:
        career: As of :func:`sim.diagnosis.people.scenes.career`, with ``watched`` too after the
            reveal; without ``value`` before.
        bombs: Rows of the table ``events`` of this person's bombs.
        quarters: That were played.
    """
    import altair as alt

    shown = [name for name in CAREER_SERIES if name in career]
    values = career[shown].to_numpy(dtype=float)
    low, high = min(0.0, float(values.min())), max(1.0, float(values.max()))
    top = low + (high - low) / (1.0 - _HEADROOM)
    wide = quarters / (1.0 - _LABELS)
    x_scale = alt.Scale(domain=[0, wide], nice=False)
    ticks = list(range(0, quarters + 1, 10 if quarters > 20 else 4))
    x = alt.X("quarter:Q", title="quarter", scale=x_scale, axis=alt.Axis(grid=False, values=ticks))
    y_axis = alt.Axis(values=_ticks(low, high), grid=True)
    y_scale = alt.Scale(domain=[low, top], nice=False)
    y_title = say("base pays a quarter")
    long = _steps(career, shown)
    layers = []
    for name in ("value", "paid"):
        if name not in shown:
            continue
        layers.append(
            alt.Chart(long[long["series"] == name])
            .mark_area(
                interpolate="step-after", color=CAREER_SERIES[name][1], opacity=0.45, line=False
            )
            .encode(
                x=x, y=alt.Y("amount:Q", title=y_title, scale=y_scale, axis=y_axis), detail="seat:N"
            )
        )
    for name, dash in (
        ("value", [1, 0]),
        ("paid", [1, 0]),
        ("reported", [1, 0]),
        ("watched", [5, 3]),
    ):
        if name not in shown:
            continue
        layers.append(
            alt.Chart(long[long["series"] == name])
            .mark_line(
                interpolate="step-after",
                color=CAREER_SERIES[name][1],
                strokeWidth=2.4 if name == "reported" else 1.6,
                strokeDash=dash,
            )
            .encode(
                x=x, y=alt.Y("amount:Q", title=y_title, scale=y_scale, axis=y_axis), detail="seat:N"
            )
        )
    layers += [_names(career, shown, (low, top), x_scale), *_time_line(career, bombs, x_scale)]
    layers.append(_row_names(quarters, x_scale, not bombs.empty, bool(career["audited"].any())))
    return styled(alt.layer(*layers).properties(width="container", height=CAREER_HEIGHT))


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers over the range of the lines, not of the room above them."""
    raw = (high - low) / 4
    size = 10.0 ** np.floor(np.log10(raw))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw)
    return [float(v) for v in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]


def _steps(career: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    """Long form; every seat ends with its last value once more, so that a quarter has a width."""
    last = career.groupby(["firm", "seat"], as_index=False).last()
    last["quarter"] += 1
    rows = pd.concat([career, last]).assign(seat=lambda f: f["firm"] * 10_000 + f["seat"])
    keys = ["seat", "quarter"]
    return rows.melt(keys, shown, "series", "amount").sort_values(["series", *keys])


def _names(
    career: pd.DataFrame, shown: list[str], span: tuple[float, float], x_scale: Any
) -> Chart:
    """What the lines are, at their ends, moved apart where these meet."""
    import altair as alt

    last = career.iloc[-1]
    apart = (span[1] - span[0]) * 17 / CAREER_HEIGHT
    rows: list[dict[str, Any]] = []
    for name in sorted(shown, key=lambda one: float(last[one])):
        at = float(last[name])
        at = max(at, rows[-1]["y"] + apart) if rows else at
        rows.append(
            {
                "x": last["quarter"] + 1.0,
                "y": at,
                "name": say(CAREER_SERIES[name][0]),
                "tone": CAREER_SERIES[name][1],
            }
        )
    layers = [
        alt.Chart(pd.DataFrame([row]))
        .mark_text(align="left", dx=5, fontSize=12, fontWeight=600, color=row["tone"])
        .encode(x=alt.X("x:Q", scale=x_scale), y="y:Q", text="name:N")
        for row in rows
    ]
    return alt.layer(*layers)


def _time_line(career: pd.DataFrame, bombs: pd.DataFrame, x_scale: Any) -> list[Chart]:
    """Seats as bars with the firm in them, audits as ticks, bombs as flames."""
    import altair as alt

    spans = career.groupby(["firm", "seat"], as_index=False)["quarter"].agg(["min", "max"])
    spans["end"] = spans["max"] + 1
    spans["name"] = [say(f"firm {firm}") for firm in spans["firm"]]
    bar = alt.Chart(spans).encode(x=alt.X("min:Q", scale=x_scale, title="quarter"))
    layers = [
        bar.mark_bar(color=NEUTRAL, stroke=QUIET, cornerRadius=3).encode(
            x2="end:Q", y=alt.value(SEATS_AT - 9), y2=alt.value(SEATS_AT + 9)
        ),
        bar.mark_text(align="left", dx=5, fontSize=12, color=INK).encode(
            y=alt.value(SEATS_AT), text="name:N"
        ),
    ]
    audits = career[career["audited"]]
    if not audits.empty:
        ticks = alt.Chart(audits.assign(middle=audits["quarter"] + 0.5))
        layers.append(
            ticks.mark_tick(color=INK, thickness=2, size=13, orient="vertical").encode(
                x=alt.X("middle:Q", scale=x_scale), y=alt.value(AUDITS_AT)
            )
        )
    for left in (False, True):
        some = bombs[(bombs["now_at"] != bombs["firm"]) == left]
        if some.empty:
            continue
        flames = alt.Chart(some.assign(middle=some["quarter"] + 0.5))
        layers.append(
            flames.mark_point(
                shape=FLAME, size=110, color=BAD, filled=left, opacity=1, strokeWidth=1.5
            ).encode(x=alt.X("middle:Q", scale=x_scale), y=alt.value(BOMBS_AT))
        )
    return layers


def _row_names(quarters: int, x_scale: Any, bombs: bool, audits: bool) -> Chart:
    import altair as alt

    rows = [("seats", SEATS_AT)]
    rows += [("audits", AUDITS_AT)] * audits + [("bombs", BOMBS_AT)] * bombs
    layers = [
        alt.Chart(pd.DataFrame([{"x": float(quarters), "name": say(name)}]))
        .mark_text(align="left", dx=5, fontSize=12, color=QUIET)
        .encode(x=alt.X("x:Q", scale=x_scale), y=alt.value(at), text="name:N")
        for name, at in rows
    ]
    return alt.layer(*layers)
