"""Charts of findings, theory checks and facts."""

from __future__ import annotations

import re

import pandas as pd

from dashboards.ready import remembered
from sim.pictures.charts import BAD, GOOD, INK, LINE_COLOURS, QUIET, Chart, styled
from sim.support.words import short

_BREAK = 56  # letters of a line above a row


@remembered
def findings_chart(rows: pd.DataFrame) -> Chart:
    """A row per finding on its own scale: what is found, its estimate with interval, and draws."""
    import altair as alt

    data = rows.copy()
    widest = data[["low", "high"]].abs().max(axis=1).clip(lower=1e-12)
    for name in ("estimate", "low", "high"):
        data[f"{name}_place"] = data[name] / widest
    data["lines"] = [
        broken(signs(f"{text} {short(mean)} ({short(low)} to {short(high)})"))
        for text, mean, low, high in zip(
            *(data[name] for name in ("finding", "estimate", "low", "high")), strict=True
        )
    ]
    step, down, up = _rooms(data["lines"])
    data["row"] = range(len(data))
    tones = {"as expected": GOOD, "against": BAD, "open": QUIET}
    shapes = {"as expected": "circle", "against": "diamond", "open": "square"}
    known = [word for word in tones if word in set(data["hypothesis"])]
    y = alt.Y("row:O", axis=None)
    x = alt.X(
        "estimate_place:Q",
        title=None,
        scale=alt.Scale(domain=[-1.05, 1.05], nice=False),
        axis=alt.Axis(
            values=[-1, 0, 1],
            labelExpr="{'-1': 'less', '0': 'no change', '1': 'more'}[datum.label] || "
            "(datum.value < 0 ? 'less' : datum.value > 0 ? 'more' : 'no change')",
            grid=False,
        ),
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
    zero = base.mark_tick(color=QUIET, thickness=1.5, size=24, yOffset=down)
    span = base.mark_rule(strokeWidth=2.5, yOffset=down).encode(
        x="low_place:Q", x2="high_place:Q", color=colour
    )
    points = base.mark_point(filled=True, size=110, opacity=1, yOffset=down).encode(
        x=x,
        color=colour,
        shape=shape,
        tooltip=["finding:N", "measure:N", "estimate:Q", "verdict:N"],
    )
    said = base.mark_text(
        align="left",
        baseline="top",
        fontSize=12.5,
        color=INK,
        lineBreak="|",
        dy=up,
        lineHeight=15,
    ).encode(x=alt.value(0), text="lines:N")
    whole = alt.layer(zero.encode(x=alt.datum(0.0)), span, points, said)
    return styled(whole.properties(width="container", height=step * len(data) + 60))


def _rooms(lines: pd.Series[str]) -> tuple[int, int, int]:
    """Height of a row, how far below its middle marks are, and how far above it text begins."""
    high = 15 * max(text.count("|") + 1 for text in lines) + 34
    return high, high // 2 - 15, 3 - high // 2


def signs(text: str) -> str:
    """True minus signs before numbers."""
    return re.sub(r"(?<![\w.])-(?=[\d.])", "\N{MINUS SIGN}", text)


def broken(text: str) -> str:
    """Text in lines that are marked by ``|``."""
    lines = [""]
    for word in text.replace("|", "/").split():
        if lines[-1] and len(lines[-1]) + len(word) >= _BREAK:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "|".join(lines)


@remembered
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
    ends = apart(line.groupby("output", as_index=False, sort=False).last(), line["y"])
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
        .mark_point(size=130, strokeWidth=2.5, filled=True, opacity=1)
        .encode(x="x:Q", y="y:Q", color=colour, tooltip=["output:N", "y:Q", "theory:Q", "error:Q"])
    )
    return styled((lines + labels + spans + points).properties(width="container", height=340))


def apart(ends: pd.DataFrame, heights: pd.Series[float]) -> pd.DataFrame:
    """Ends of lines with labels that do not lie on each other: the upper ones are moved up.

    Args:
        ends: A row per line, with ``y``.
        heights: All heights that are drawn.
    """
    least = 0.07 * float(heights.max() - min(0.0, float(heights.min())))
    placed = ends.sort_values("y", ascending=True)
    moved: list[float] = []
    for y in placed["y"]:
        moved.append(max(float(y), moved[-1] + least) if moved else float(y))
    return placed.assign(y=moved)


@remembered
def facts_chart(rows: pd.DataFrame) -> Chart:
    """A row per fact: what it says and whether it holds; its range, the published number, ours."""
    import altair as alt

    data = rows.assign(
        left=0.0,
        right=1.0,
        row=range(len(rows)),
        lines=[
            broken(f"{fact}: {verdict}, {short(mean)} for {short(low)} to {short(high)}")
            for fact, verdict, mean, low, high in zip(
                *(rows[name] for name in ("fact", "verdict", "simulated", "low", "high")),
                strict=True,
            )
        ],
    )
    step, down, up = _rooms(data["lines"])
    base = alt.Chart(data).encode(y=alt.Y("row:O", axis=None))
    axis = alt.Axis(
        values=[0, 1],
        labelExpr="datum.value == 0 ? 'lowest' : 'highest published'",
        grid=False,
    )
    x = alt.X("left:Q", title=None, axis=axis, scale=alt.Scale(domain=[-0.65, 1.65], nice=False))
    band = base.mark_bar(color=QUIET, opacity=0.22, height=13, yOffset=down).encode(
        x=x, x2="right:Q"
    )
    ticks = base.mark_tick(color=INK, thickness=2, size=13, yOffset=down).encode(
        x="published_place:Q"
    )
    tone = alt.condition("datum.verdict == 'holds'", alt.value(GOOD), alt.value(BAD))
    spans = base.mark_rule(strokeWidth=3, yOffset=down).encode(
        x="low_place:Q", x2="high_place:Q", color=tone
    )
    points = base.mark_point(filled=True, size=90, opacity=1, yOffset=down).encode(
        x="place:Q",
        color=tone,
        shape=alt.Shape(
            "verdict:N",
            scale=alt.Scale(domain=["holds", "does not hold"], range=["circle", "diamond"]),
            legend=None,
        ),
        tooltip=["fact:N", "simulated:Q", "published:Q", "used:N", "unit:N", "source:N"],
    )
    said = base.mark_text(
        align="left", baseline="top", fontSize=12.5, color=INK, lineBreak="|", dy=up, lineHeight=15
    ).encode(x=alt.value(0), text="lines:N")
    whole = band + ticks + spans + points + said
    return styled(whole.properties(width="container", height=step * len(data) + 45))
