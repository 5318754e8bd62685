"""Pictures of facts: where simulated ones lie in their ranges, and which parameter moves which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.pictures.charts import (
    BAD,
    GOOD,
    LINE_COLOURS,
    NEUTRAL,
    QUIET,
    Chart,
    inline,
    readable,
    styled,
)

if TYPE_CHECKING:
    from sim.facts.identification import Jacobian
    from sim.facts.measuring import FactResult

_FURTHEST = 1.5  # widths of a range beyond which a point is drawn at the edge
_BOUND = 3.0  # halves of a range, from which on a colour is full


def facts_chart(measured: list[FactResult]) -> Chart:
    """A row per fact with a range: the range as a band, the published number, the simulated one."""
    import altair as alt
    import pandas as pd

    rows = []
    for each in measured:
        fact, (mean, low, high) = each.fact, each.simulated
        if fact.low is None or fact.high is None or mean is None or fact.use == "constraint":
            continue
        width = fact.high - fact.low

        def place(value: float | None, start: float = fact.low, width: float = width) -> float:
            known = start if value is None else value
            return min(max((known - start) / width, -_FURTHEST), 1.0 + _FURTHEST)

        rows.append(
            {
                "fact": fact.fact,
                "left": 0.0,
                "right": 1.0,
                "published": place(fact.value),
                "mean": place(mean),
                "low": place(mean if low is None else low),
                "high": place(mean if high is None else high),
                "used": "input" if each.is_input else fact.use,
            }
        )
    data = pd.DataFrame(rows)
    order = data["fact"].tolist()
    y = alt.Y("fact:N", sort=order, title=None, axis=alt.Axis(labelLimit=420, ticks=False))
    base = alt.Chart(inline(data)).encode(y=y)
    axis = alt.Axis(
        values=[0, 1],
        labelExpr="datum.value == 0 ? 'lowest published' : 'highest published'",
        grid=False,
    )
    band = base.mark_bar(color="#e9e4d8", height=13).encode(
        x=alt.X("left:Q", title=None, axis=axis), x2="right:Q"
    )
    ticks = base.mark_tick(color=QUIET, thickness=2, size=13).encode(x="published:Q")
    colour = alt.Color(
        "used:N",
        scale=alt.Scale(
            domain=["calibrated", "held out", "input"],
            range=[LINE_COLOURS[0], LINE_COLOURS[1], "#9a9a9a"],
        ),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    spans = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q", color=colour)
    points = base.mark_point(filled=True, size=60, opacity=1).encode(x="mean:Q", color=colour)
    whole = (band + ticks + spans + points).properties(width=380, height=alt.Step(24))
    return styled(whole)


def jacobian_chart(found: Jacobian) -> Chart:
    """Facts down, parameters across: blue raises, red lowers; numbers from two errors on."""
    import altair as alt
    import pandas as pd

    rows = []
    for column, parameter in enumerate(found.parameters):
        for row, fact in enumerate(found.facts):
            change, error = found.change[row, column], found.error[row, column]
            told = abs(change) > 2 * error and abs(change) >= 0.1
            rows.append(
                {
                    "parameter": parameter,
                    "fact": fact.fact,
                    "change": float(min(max(change, -_BOUND), _BOUND)),
                    "text": f"{change:.1f}".replace("-", "\N{MINUS SIGN}") if told else "",
                }
            )
    base = alt.Chart(inline(pd.DataFrame(rows))).encode(
        x=alt.X(
            "parameter:N",
            sort=list(found.parameters),
            title=None,
            axis=alt.Axis(labelAngle=-45, labelLimit=200, orient="top"),
        ),
        y=alt.Y(
            "fact:N",
            sort=[fact.fact for fact in found.facts],
            title=None,
            axis=alt.Axis(labelLimit=420),
        ),
    )
    colour = alt.Color(
        "change:Q",
        scale=alt.Scale(domain=[-_BOUND, 0, _BOUND], range=[BAD, NEUTRAL, GOOD], interpolate="lab"),
        legend=alt.Legend(
            title="change in halves of the published range", orient="bottom", titleLimit=600
        ),
    )
    squares = base.mark_rect(stroke="white").encode(color=colour)
    numbers = base.mark_text(fontSize=11).encode(text="text:N", color=readable("change"))
    whole = (squares + numbers).properties(width=alt.Step(32), height=alt.Step(26))
    return styled(whole)
