"""The picture of an attribution: a waterfall from first best down to shareholder surplus."""

from __future__ import annotations

from typing import Any

from sim.pictures.charts import BAD, GOOD, INK, QUIET, Chart
from sim.support.words import number, with_interval

_WIDTH, _STEP, _LABEL = 460, 30, 250
PRESENT, LOST, GAINED, NOT_BOOKED = "what is there", "lost", "gained", "not yet on any book"
_ROOM = 0.12  # beside the longest bar, for its number
_COLUMNS = {"first": ("mended\nfirst", 52), "last": ("mended\nlast", 104)}
"""Numbers on the right: their heads, and where they end, in pixels beyond the axis."""


def waterfall(
    rows: list[dict[str, Any]], title: str = "Where the value went", pick: bool = False
) -> Chart:
    """Levels as bars from 0, losses as bars between what was there and what is left.

    Parts of a loss are thin bars below it; first best that nobody signs is a thin outline. On the
    right stands what mending a cause would bring first, with nothing else mended, and last.

    Args:
        rows: See :meth:`sim.diagnosis.attribution.attribution.Attribution.rows`.
        title: Of the picture; none if empty.
        pick: Whether a bar can be picked; its ``name`` is then in the selection ``bar``, and the
            numbers on the right are left to what is shown of it.
    """
    import altair as alt
    import pandas as pd

    data = pd.DataFrame(_bars(rows))
    order = list(data["label"])
    least, most = min(0.0, data["low"].min()), max(0.0, data["right"].max())
    room = _ROOM * (most - least)
    least = least if least < 0.0 else room  # no room where nothing is
    base = alt.Chart(data).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=_LABEL))
    )
    encoded = {
        "x": alt.X(
            "low:Q",
            title="base pays per firm and quarter",
            scale=alt.Scale(domain=[least - room, most + room], nice=False),
        ),
        "x2": "high:Q",
        "color": alt.Color(
            "what:N",
            scale=alt.Scale(
                domain=[PRESENT, LOST, GAINED, NOT_BOOKED], range=["#4a4f57", BAD, GOOD, "#b9a46a"]
            ),
            legend=alt.Legend(title=None, orient="bottom", columns=1 if pick else 2),
        ),
        "tooltip": [
            "label",
            alt.Tooltip("text:N", title="mean and 95 % interval"),
            alt.Tooltip("first_text:N", title="mended first, alone"),
            alt.Tooltip("last_text:N", title="mended last"),
        ],
    }
    bars, parts = (
        base.transform_filter(f"datum.shape === '{shape}'").mark_bar(height={"band": band})
        for shape, band in (("bar", 0.72), ("part", 0.3))
    )
    bars, parts = bars.encode(**encoded), parts.encode(**encoded)
    if pick:
        bar = alt.selection_point(name="bar", fields=["name"], on="click", empty=False)
        bars = bars.encode(detail="name:N").add_params(bar)
    ends = base.mark_rule(color=INK, strokeWidth=1.2).encode(x="from:Q", x2="to:Q")
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=QUIET).encode(x="at:Q")
    texts = base.mark_text(align="left", dx=6, color=INK, fontSize=12).encode(
        x="right:Q", text="short:N"
    )
    layers = bars + parts + zero + ends + texts
    if "beside" in set(data["shape"]):
        line: dict[str, Any] = {"fillOpacity": 0, "stroke": INK, "strokeDash": [3, 2]}
        outlines = base.transform_filter("datum.shape === 'beside'").mark_bar(
            height={"band": 0.3}, **line
        )
        layers += outlines.encode(**{name: encoded[name] for name in ("x", "x2", "tooltip")})
    for when, (head, place) in _COLUMNS.items() if not pick else ():
        right: dict[str, Any] = {"align": "right", "dx": place, "fontSize": 12, "color": INK}
        layers += base.mark_text(**right).encode(x=alt.value("width"), text=f"{when}:N")
        heads = alt.Chart(pd.DataFrame({"head": [head]}))
        layers += heads.mark_text(
            **right | {"fontSize": 11, "color": QUIET, "dy": -22}, lineBreak="\n"
        ).encode(x=alt.value("width"), y=alt.value(0), text="head:N")
    named = {"title": title} if title else {}
    return layers.properties(width=_WIDTH, height=alt.Step(_STEP), **named)


def _bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where every bar and its interval begin and end."""
    found, level, within = [], 0.0, 0.0
    for row in rows:
        mean = row["mean"]
        half = _half(row)
        there = row["kind"] in ("level", "beside")
        if there:
            start, end, what = 0.0, mean, PRESENT
        else:
            start = within if row["kind"] == "part" else level
            end, what = start - mean, LOST if mean >= 0 else GAINED
            what = NOT_BOOKED if row["kind"] == "unbooked" else what
        if row["kind"] == "part":
            within = end
        elif row["kind"] != "beside":
            level, within = end, start
        sign = "" if there else "\N{MINUS SIGN}" if mean >= 0 else "+"
        size = number(mean if there else abs(mean), 2)
        found.append(
            {
                "label": row["label"],
                "name": row["name"],
                "what": what,
                "shape": row["kind"] if row["kind"] in ("part", "beside") else "bar",
                "low": min(start, end),
                "high": max(start, end),
                "from": end - half,
                "to": end + half,
                "right": max(start, end, end + half),
                "short": f"{sign}{size}",
                "text": f"{number(mean, 2)} ± {number(half, 2)}",
                **_mended(row),
            }
        )
    return found


def _mended(row: dict[str, Any]) -> dict[str, str]:
    """What mending a cause brings first and last: for the picture, and with intervals."""
    known = [when for when in _COLUMNS if when in row]
    empty = dict.fromkeys((*_COLUMNS, *(f"{when}_text" for when in _COLUMNS)), "")
    told = {when: number(row[when]["mean"], 2) for when in known}
    return empty | told | {f"{when}_text": with_interval(row[when]) for when in known}


def _half(row: dict[str, Any]) -> float:
    """Half of the interval; 0 where there is none."""
    return 0.0 if row["low"] is None else float(row["high"] - row["low"]) / 2


def twins_chart(rows: list[dict[str, Any]]) -> Chart:
    """Surplus of twins as points with 95% intervals, each with its number.

    Args:
        rows: See :meth:`sim.diagnosis.attribution.attribution.Attribution.twins_of`.
    """
    import altair as alt
    import pandas as pd

    data = pd.DataFrame(rows).astype({"mean": float, "low": float, "high": float})
    data["text"] = [number(mean, 2) for mean in data["mean"]]
    y = alt.Y("twin:N", sort=None, title=None, axis=alt.Axis(labelLimit=_LABEL))
    x = alt.X("mean:Q", title="base pays per firm and quarter", scale=alt.Scale(zero=True))
    base = alt.Chart(data).encode(y=y)
    drawn = base.mark_bar(color="#4a4f57", height={"band": 0.5}).encode(x=x)
    ends = base.mark_rule(color=INK, strokeWidth=1.2).encode(x="low:Q", x2="high:Q")
    text = base.mark_text(align="left", dx=8, color=INK, fontSize=12).encode(
        x=alt.value("width"), text="text:N"
    )
    layers: Chart = drawn + ends + text
    return layers.properties(width=_WIDTH, height=alt.Step(_STEP))
