"""Charts of findings, theory checks and facts."""

from __future__ import annotations

import pandas as pd

from sim.pictures.charts import BAD, GOOD, INK, LINE_COLOURS, QUIET, Chart, styled
from sim.support.words import short

_FURTHEST = 8.0  # halves of an interval, beyond which a point is drawn at the edge
_BREAK = 46  # letters of a line of text beside an axis


def findings_chart(rows: pd.DataFrame) -> Chart:
    """A row per finding: estimate with interval, number and share of draws beside it."""
    import altair as alt

    data = rows.copy()
    for name in ("z", "low_z", "high_z"):
        data[name] = data[name].clip(-_FURTHEST, _FURTHEST)
    data["text"] = [
        f"{short(mean)}, {round(100 * same)}%".replace("-", "\N{MINUS SIGN}")
        for mean, same in zip(data["estimate"], data["same_sign_share"], strict=True)
    ]
    data["lines"] = [broken(text) for text in data["finding"]]
    tones = {"as expected": GOOD, "against": BAD, "open": QUIET}
    shapes = {"as expected": "circle", "against": "diamond", "open": "square"}
    known = [word for word in tones if word in set(data["hypothesis"])]
    y = alt.Y(
        "lines:N",
        sort=data["lines"].tolist(),
        title=None,
        axis=alt.Axis(
            labelLimit=340,
            labelExpr="split(datum.label, '|')",
            ticks=False,
            domain=False,
            labelLineHeight=14,
        ),
    )
    x = alt.X(
        "z:Q",
        title="halves of the interval",
        scale=alt.Scale(domain=[-_FURTHEST, _FURTHEST]),
        axis=alt.Axis(values=[-8, -4, -1, 0, 1, 4, 8], grid=False),
    )
    base = alt.Chart(data).encode(y=y)
    colour = alt.Color(
        "hypothesis:N",
        scale=alt.Scale(domain=known, range=[tones[word] for word in known]),
        legend=alt.Legend(title=None, orient="top"),
    )
    shape = alt.Shape(
        "hypothesis:N", scale=alt.Scale(domain=known, range=[shapes[word] for word in known])
    )
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=INK).encode(x="x:Q")
    told = alt.Chart(pd.DataFrame({"x": [-1.0, 1.0]})).mark_rule(color=QUIET, strokeDash=[3, 3])
    span = base.mark_rule(strokeWidth=2).encode(x="low_z:Q", x2="high_z:Q", color=colour)
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x,
        color=colour,
        shape=shape,
        tooltip=["finding:N", "measure:N", "estimate:Q", "verdict:N"],
    )
    texts = base.mark_text(dy=-13, fontSize=12, color=INK).encode(x="z:Q", text="text:N")
    whole = zero + told.encode(x="x:Q") + span + points + texts
    return styled(whole.properties(width="container", height=48 * len(data) + 12))


def broken(text: str) -> str:
    """Text in lines that are marked by ``|``."""
    lines = [""]
    for word in text.replace("|", "/").split():
        if lines[-1] and len(lines[-1]) + len(word) >= _BREAK:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "|".join(lines)


def check_chart(line: pd.DataFrame, point: pd.DataFrame, title: str) -> Chart:
    """Theory as lines, labelled at their ends, and the simulator's points with two errors."""
    import altair as alt

    known = list(dict.fromkeys(line["output"]))
    colour = alt.Color(
        "output:N", scale=alt.Scale(domain=known, range=LINE_COLOURS[: len(known)]), legend=None
    )
    low, high = float(line["x"].min()), float(line["x"].max())
    room = high + 0.3 * (high - low)
    x = alt.X(
        "x:Q",
        title=title,
        scale=alt.Scale(domain=[low, room], nice=False),
        axis=alt.Axis(grid=False, tickCount=6),
    )
    dots = point.assign(low=point["y"] - 2 * point["error"], high=point["y"] + 2 * point["error"])
    base = alt.Chart(line)
    lines = base.mark_line(strokeWidth=2.5).encode(x=x, y=alt.Y("y:Q", title=None), color=colour)
    ends = line.groupby("output", as_index=False, sort=False).last()
    labels = (
        alt.Chart(ends)
        .mark_text(align="left", dx=7, fontSize=13, fontWeight="bold")
        .encode(x="x:Q", y="y:Q", text="output:N", color=colour)
    )
    spans = (
        alt.Chart(dots)
        .mark_rule(strokeWidth=2)
        .encode(x="x:Q", y="low:Q", y2="high:Q", color=colour)
    )
    points = (
        alt.Chart(dots)
        .mark_point(size=130, strokeWidth=2.5, filled=True, opacity=1, stroke="white")
        .encode(x="x:Q", y="y:Q", color=colour, tooltip=["output:N", "y:Q", "theory:Q", "error:Q"])
    )
    return styled((lines + labels + spans + points).properties(width="container", height=340))


def facts_chart(rows: pd.DataFrame) -> Chart:
    """A row per fact: its range as a band, published and simulated number, holds or does not."""
    import altair as alt

    data = rows.assign(
        left=0.0,
        right=1.0,
        end=1.7,
        lines=rows["fact"].map(broken),
        text=[
            f"{verdict} \u00b7 {short(mean)} for {short(low)} to {short(high)}"
            for verdict, mean, low, high in zip(
                rows["verdict"], rows["simulated"], rows["low"], rows["high"], strict=True
            )
        ],
    )
    y = alt.Y(
        "lines:N",
        sort=data["lines"].tolist(),
        title=None,
        axis=alt.Axis(
            labelLimit=340,
            labelExpr="split(datum.label, '|')",
            ticks=False,
            domain=False,
            labelLineHeight=13,
        ),
    )
    base = alt.Chart(data).encode(y=y)
    axis = alt.Axis(
        values=[0, 1],
        labelExpr="datum.value == 0 ? 'lowest' : 'highest published'",
        grid=False,
    )
    x = alt.X("left:Q", title=None, axis=axis, scale=alt.Scale(domain=[-0.65, 3.1], nice=False))
    band = base.mark_bar(color=QUIET, opacity=0.22, height=15).encode(x=x, x2="right:Q")
    ticks = base.mark_tick(color=INK, thickness=2, size=15).encode(x="published_place:Q")
    tone = alt.condition("datum.verdict == 'holds'", alt.value(GOOD), alt.value(BAD))
    spans = base.mark_rule(strokeWidth=3).encode(x="low_place:Q", x2="high_place:Q", color=tone)
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x="place:Q",
        color=tone,
        shape=alt.Shape(
            "verdict:N",
            scale=alt.Scale(domain=["holds", "does not hold"], range=["circle", "diamond"]),
            legend=None,
        ),
        tooltip=["fact:N", "simulated:Q", "published:Q", "used:N", "unit:N", "source:N"],
    )
    texts = base.mark_text(align="left", fontSize=12, color=INK).encode(x="end:Q", text="text:N")
    whole = band + ticks + spans + points + texts
    return styled(whole.properties(width="container", height=30 * len(data)))
