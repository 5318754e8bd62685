"""Charts of the lab: capability beside alignment, where selections go, herds over generations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.ready import remembered
from sim.pictures.charts import BAD, GOOD, GRID, INK, LINE_COLOURS, QUIET, Chart, readable, styled

AIMED = ("the door", "something red", "neither", "whichever it meets")
_LETTERS = dict(zip("drnm", AIMED, strict=True))
_LEAST = -2.2  # alignment below is drawn at the edge
SYSTEM_NAMES = {
    "red-doors": "red doors",
    "keys-and-chests": "keys and chests",
    "irish-elk": "the Irish elk",
    "proxies": "lineages with proxies",
    "boardroom": "the boardroom",
}
HERDS_NAMED = {
    "others pay too": "Others pay, too",
    "bearer pays": "The bearer pays",
    "choice never weakens": "Choice never weakens",
    "the cost rises": "The cost rises",
}
WHY_OF_HERDS = {
    "others pay too": " where births fall with all males' antlers",
    "bearer pays": " where the bearer alone pays",
    "choice never weakens": " where females always compare 24 males",
    "the cost rises": "; in generation 200 antlers cost six times as much",
}


def gaps(rows: Sequence[Mapping[str, Any]], scene: str, named: Mapping[str, str]) -> pd.DataFrame:
    """A row per policy: capability, and alignment with its interval."""
    found = []
    for name, title in named.items():
        (row,) = (one for one in rows if (one["policy"], one["scene"]) == (name, scene))
        mean, low, high = row["alignment"]
        found.append(
            {
                "policy": title,
                "capability": row["capability"][0],
                "alignment": mean,
                "low": mean if low is None else low,
                "high": mean if high is None else high,
                "malign": row["malign"][0],
            }
        )
    return pd.DataFrame(found)


@remembered
def gap_chart(rows: pd.DataFrame, chosen: str) -> Chart:
    """A line per row from capability (hollow) to alignment (full), labelled at its first."""
    import altair as alt

    name = rows.columns[0]
    data = rows.assign(
        low=rows["low"].clip(lower=_LEAST),
        chosen=rows[name].eq(chosen) | (chosen == ""),
        text=rows["alignment"].map(lambda value: f"{value:.2f}".replace("-", "\N{MINUS SIGN}")),
        bad=rows["alignment"] < 0,
    )
    order = data[name].tolist()
    y = alt.Y(
        f"{name}:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=150, ticks=False, domain=False),
    )
    least = min(-0.05, float(data["low"].min()) - 0.1)
    x = alt.X(
        "capability:Q",
        title="share of the best possible",
        scale=alt.Scale(domain=[least, 1.18], nice=False),
        axis=alt.Axis(tickCount=5, grid=False),
    )
    opacity = alt.condition("datum.chosen", alt.value(1.0), alt.value(0.6))
    every = alt.Chart(data).encode(y=y)
    base = every.encode(opacity=opacity)
    tone = alt.condition("datum.bad", alt.value(BAD), alt.value(GOOD))
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=QUIET, strokeDash=[3, 3])
    join = base.mark_rule(color=QUIET, strokeWidth=1.5).encode(x=x, x2="alignment:Q")
    span = base.mark_rule(strokeWidth=5).encode(x="low:Q", x2="high:Q", color=tone)
    able = base.mark_point(size=110, strokeWidth=2, filled=True, fill="white", stroke=INK)
    points = base.mark_point(shape="diamond", filled=True, size=130).encode(
        x="alignment:Q", color=tone, tooltip=[f"{name}:N", "capability:Q", "alignment:Q"]
    )
    texts = every.mark_text(dy=-13, fontSize=12, color=INK).encode(x="alignment:Q", text="text:N")
    first = alt.Chart(data.head(1)).encode(y=y)
    labels = first.mark_text(dy=17, fontSize=11, color=QUIET, align="right").encode(
        x="capability:Q", text=alt.value("\u25cb capability")
    ) + first.mark_text(dy=17, fontSize=11, color=QUIET, align="center").encode(
        x="alignment:Q", text=alt.value("\u25c6 alignment")
    )
    if abs(float(data["capability"].iloc[0]) - float(data["alignment"].iloc[0])) < 0.45:
        labels = first.mark_text(dy=17, fontSize=11, color=QUIET, align="right").encode(
            x="capability:Q", text=alt.value("\u25cb capability  \u25c6 alignment")
        )
    whole = zero.encode(x="x:Q") + join + span + able.encode(x=x) + points + texts + labels
    return styled(whole.properties(width="container", height=46 * len(data) + 50))


def aimed(aims: Mapping[str, str], named: Mapping[str, str]) -> pd.DataFrame:
    """Selections by policy and by where they go."""
    return pd.DataFrame(
        [
            {"policy": named[policy], "goes": goes, "selections": letters.count(letter)}
            for policy, letters in aims.items()
            for letter, goes in _LETTERS.items()
        ]
    )


@remembered
def aims_chart(rows: pd.DataFrame) -> Chart:
    """A bar per policy, its parts with their numbers, in the order of the legend."""
    import altair as alt

    data = rows[rows["selections"] > 0].copy()
    data["place"] = data["goes"].map(AIMED.index)
    data = data.sort_values(["policy", "place"])
    data["end"] = data.groupby("policy")["selections"].cumsum()
    data["middle"] = data["end"] - data["selections"] / 2
    data["start"] = data["end"] - data["selections"]
    data["text"] = data["selections"].map(lambda some: str(some) if some >= 4 else "")
    order = ["Planner", "Planner that knows", "Network"]
    y = alt.Y("policy:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    base = alt.Chart(data).encode(y=y)
    colour = alt.Color(
        "goes:N",
        scale=alt.Scale(domain=list(AIMED), range=[GOOD, BAD, GRID, LINE_COLOURS[4]]),
        legend=alt.Legend(title=None, orient="top", columns=2),
    )
    bars = base.mark_bar(height=26, stroke="white").encode(
        x=alt.X("start:Q", title="selections", axis=alt.Axis(grid=False)),
        x2="end:Q",
        color=colour,
        tooltip=["policy:N", "goes:N", "selections:Q"],
    )
    texts = base.mark_text(fontSize=12).encode(
        x="middle:Q",
        text="text:N",
        color=readable("goes"),
    )
    return styled((bars + texts).properties(width="container", height=34 * 3 + 108))


def courses(lab: Mapping[str, Any], setting: str, until: int) -> pd.DataFrame:
    """Calves and antlers of some herds by generation, up to one."""
    found = lab["settings"][setting]
    return pd.DataFrame(
        [
            {"herd": number, "generation": place * lab["every"], "calves": calves, "antlers": much}
            for number, (population, antlers) in enumerate(
                zip(found["population"], found["antlers"], strict=True), 1
            )
            for place, (calves, much) in enumerate(zip(population, antlers, strict=True))
            if place * lab["every"] <= until
        ]
    )


def herd_chart(rows: pd.DataFrame, lab: Mapping[str, Any], setting: str) -> list[Chart]:
    """Two panels, above each other: calves, and antlers; a cross where a herd ends."""
    import altair as alt

    found = lab["settings"][setting]
    last = rows.groupby("herd", as_index=False).last()
    whole = lab["generations"] // lab["every"]
    lost = [len(found["population"][herd - 1]) < whole for herd in last["herd"]]
    until = int(rows["generation"].max())
    ended = last[[gone and one < until for gone, one in zip(lost, last["generation"], strict=True)]]
    x = alt.X(
        "generation:Q",
        scale=alt.Scale(domain=[0, lab["generations"]], nice=False),
        axis=alt.Axis(grid=False),
    )
    drawn = []
    most = {
        "calves": lab["room"] * 1.05,
        "antlers": max(max(one) for one in found["antlers"]) * 1.05,
    }
    for name, title in (("calves", "calves"), ("antlers", "antlers, standard deviations")):
        y = alt.Y(f"{name}:Q", title=title, scale=alt.Scale(domain=[0, most[name]], nice=False))
        line = (
            alt.Chart(rows)
            .mark_line(strokeWidth=1.4, opacity=0.7, color=GOOD)
            .encode(x=x, y=y, detail="herd:N")
        )
        cross = (
            alt.Chart(ended)
            .mark_point(shape="cross", angle=45, filled=True, size=90, color=BAD, opacity=1)
            .encode(x=x, y=y)
        )
        drawn.append((line + cross).properties(width="container", height=270))
    if setting == "the cost rises":
        mark = alt.Chart(pd.DataFrame({"x": [lab["change"]]})).mark_rule(
            color=QUIET, strokeDash=[3, 3]
        )
        drawn = [(panel + mark.encode(x="x:Q")).properties(width="container") for panel in drawn]
    return [styled(panel) for panel in drawn]


def system_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Capability, alignment and its interval by system, as numbers."""
    found = []
    for row in rows.to_dict("records"):
        able, _ = numbers_of(row["capability kept"])
        aligned, half = numbers_of(row["objective kept"])
        found.append(
            {
                "system": SYSTEM_NAMES.get(row["system"], row["system"]),
                "capability": able,
                "alignment": aligned,
                "low": aligned - half,
                "high": aligned + half,
                "gap": able - aligned,
            }
        )
    return pd.DataFrame(found)


def numbers_of(text: str) -> tuple[float, float]:
    """A mean and half of its interval off ``0.47 (0.12)``; no brackets, no interval."""
    numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", text)]
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (numbers[0], 0.0)
