"""The picture of an attribution: a waterfall from first best down to shareholder surplus."""

from __future__ import annotations

from typing import Any

from sim.pictures.charts import BAD, GOOD, INK, QUIET, Chart
from sim.support.words import number

_WIDTH, _STEP = 460, 30
PRESENT, LOST, GAINED, NOT_BOOKED = "what is there", "lost", "gained", "not yet on any book"
_ROOM = 0.12  # beside the longest bar, for its number


def waterfall(rows: list[dict[str, Any]], title: str = "Where the value went") -> Chart:
    """Levels as bars from 0, losses as bars between what was there and what is left.

    Args:
        rows: See :meth:`sim.diagnosis.attribution.attribution.Attribution.rows`.
        title: Of the picture.
    """
    import altair as alt
    import pandas as pd

    data = pd.DataFrame(_bars(rows))
    order = list(data["label"])
    least, most = min(0.0, data["low"].min()), max(0.0, data["right"].max())
    room = _ROOM * (most - least)
    least = least if least < 0.0 else room  # no room where nothing is
    base = alt.Chart(data).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=200))
    )
    bars = base.mark_bar(height={"band": 0.72}).encode(
        x=alt.X(
            "low:Q",
            title="base pays per firm and quarter",
            scale=alt.Scale(domain=[least - room, most + room], nice=False),
        ),
        x2="high:Q",
        color=alt.Color(
            "what:N",
            scale=alt.Scale(
                domain=[PRESENT, LOST, GAINED, NOT_BOOKED], range=["#4a4f57", BAD, GOOD, "#b9a46a"]
            ),
            legend=alt.Legend(title=None, orient="bottom", columns=2),
        ),
        tooltip=["label", alt.Tooltip("text:N", title="mean and 95 % interval")],
    )
    ends = base.mark_rule(color=INK, strokeWidth=1.2).encode(x="from:Q", x2="to:Q")
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=QUIET).encode(x="at:Q")
    texts = base.mark_text(align="left", dx=6, color=INK, fontSize=12).encode(
        x="right:Q", text="short:N"
    )
    return (bars + zero + ends + texts).properties(
        width=_WIDTH, height=alt.Step(_STEP), title=title
    )


def _bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where every bar and its interval begin and end."""
    found, level = [], 0.0
    for row in rows:
        mean = row["mean"]
        half = 0.0 if row["low"] is None else (row["high"] - row["low"]) / 2
        if row["kind"] == "level":
            start, end, what = 0.0, mean, PRESENT
        else:
            start, end, what = level, level - mean, LOST if mean >= 0 else GAINED
            what = NOT_BOOKED if row["kind"] == "unbooked" else what
        level = end
        sign = "" if row["kind"] == "level" else "\N{MINUS SIGN}" if mean >= 0 else "+"
        size = number(mean if row["kind"] == "level" else abs(mean), 2)
        found.append(
            {
                "label": row["label"],
                "what": what,
                "low": min(start, end),
                "high": max(start, end),
                "from": end - half,
                "to": end + half,
                "right": max(start, end, end + half),
                "short": f"{sign}{size}",
                "text": f"{number(mean, 2)} ± {number(half, 2)}",
            }
        )
    return found
