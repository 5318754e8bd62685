"""Charts of the boardroom over quarters: labels stand on the lines, A is dashed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.charts import REPORTED, TRUE
from sim.analysis.bombs import BOMB_PLACES
from sim.pictures.charts import BAD, INK, LINE_COLOURS, QUIET, Chart, styled

if TYPE_CHECKING:
    import pandas as pd

REPORTS = {"metric": ("reported", REPORTED), "value": ("true value", TRUE)}
BOMBS = dict(
    zip(
        BOMB_PLACES,
        (("in office", BAD), ("elsewhere", LINE_COLOURS[4]), ("retired", LINE_COLOURS[3])),
        strict=True,
    )
)
"""Per value of the column that tells lines apart: the label at its end, and its colour."""
THIS_ONE, A = "now", "A"
TIMELINE_HEIGHT = 280
_APART = 17.0  # pixels between two labels


def reports(frame: pd.DataFrame, seasons: Sequence[int]) -> Chart:
    """Reported and true value with 95% bands, over audit seasons.

    Args:
        frame: Columns ``which`` (``THIS_ONE`` or ``A``), ``quarter``, ``measure``, mean, low, high.
        seasons: Quarters with a band behind them.
    """
    return _lines(frame, "measure", REPORTS, seasons)


def bombs(frame: pd.DataFrame, seasons: Sequence[int] = ()) -> Chart:
    """Bombs that go off by where their author is, with 95% bands.

    Args:
        frame: Columns ``which``, ``quarter``, ``place``, mean, low, high.
        seasons: Quarters with a band behind them.
    """
    return _lines(frame, "place", BOMBS, seasons)


def _lines(
    frame: pd.DataFrame, column: str, lines: Mapping[str, tuple[str, str]], seasons: Sequence[int]
) -> Chart:
    import altair as alt
    import pandas as pd

    last = int(frame["quarter"].max())
    frame = frame[frame[column].isin(list(lines))]
    label = {name: text for name, (text, _) in lines.items()}
    frame = frame.assign(line=frame[column].map(label))
    scale = alt.Scale(domain=list(label.values()), range=[tone for _, tone in lines.values()])
    colour = alt.Color("line:N", scale=scale, legend=None)
    x = alt.X(
        "quarter:Q",
        title="quarter",
        scale=alt.Scale(domain=[-0.5, last + 0.5], nice=False),
        axis=alt.Axis(grid=False, tickMinStep=1, tickCount=10),
    )
    least, most = _domain(frame)
    y = alt.Y("mean:Q", title=None, scale=alt.Scale(domain=[least, most], nice=False))
    layers = _bands(seasons, x)
    now, a = (frame[frame["which"] == which] for which in (THIS_ONE, A))
    tooltip: list[Any] = ["which", "line", "quarter"]
    tooltip += [alt.Tooltip(f"{name}:Q", format=".3f") for name in ("mean", "low", "high")]
    area = alt.Chart(now).mark_area(opacity=0.18, clip=True)
    layers.append(area.encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=colour))
    if len(a):
        dashed = alt.Chart(a).mark_line(strokeWidth=1.5, strokeDash=[5, 4])
        layers.append(dashed.encode(x=x, y=y, color=colour, tooltip=tooltip))
    layers.append(
        alt.Chart(now).mark_line(strokeWidth=2.4).encode(x=x, y=y, color=colour, tooltip=tooltip)
    )
    ends = pd.DataFrame(_ends(now, last, (least, most)))
    text = alt.Chart(ends).mark_text(align="left", dx=7, fontSize=13, fontWeight=600)
    layers.append(
        text.encode(x=alt.value("width"), y=alt.Y("at:Q", title=None), text="line:N", color=colour)
    )
    chart: Chart = alt.layer(*layers).properties(width="container", height=TIMELINE_HEIGHT)
    return styled(chart)


def _bands(seasons: Sequence[int], x: Any) -> list[Any]:
    """A grey band per season, the first of them with its name."""
    import altair as alt
    import pandas as pd

    if not seasons:
        return []
    bands = pd.DataFrame(
        {"quarter": [q - 0.5 for q in seasons], "right": [q + 0.5 for q in seasons]}
    )
    drawn = alt.Chart(bands).mark_rect(color=QUIET, opacity=0.15).encode(x=x, x2="right:Q")
    first = alt.Chart(bands.head(1)).mark_text(align="left", fontSize=12, color=INK, dx=4)
    return [drawn, first.encode(x="right:Q", y=alt.value(9), text=alt.value("audit season"))]


def _domain(frame: pd.DataFrame) -> tuple[float, float]:
    """From 0 or below to above the lines, with room for the name of a season."""
    low, high = float(frame["mean"].min()), float(frame["mean"].max())
    beyond = max(abs(low), abs(high)) / 2  # bands of few worlds are cut there
    least = min(0.0, low, max(float(frame["low"].min()), low - beyond))
    most = max(0.0, high, min(float(frame["high"].max()), high + beyond))
    room = 0.1 * (most - least) or 1.0
    return least - (room / 2 if least < 0 else 0.0), most + room


def _ends(frame: pd.DataFrame, last: int, domain: tuple[float, float]) -> list[dict[str, Any]]:
    """Where the labels stand: at the ends of their lines, and not on each other."""
    ends = frame[frame["quarter"] == last].sort_values("mean")
    apart = _APART / TIMELINE_HEIGHT * (domain[1] - domain[0])
    found: list[dict[str, Any]] = []
    for row in ends.to_dict("records"):
        at = float(row["mean"])
        if found:
            at = max(at, found[-1]["at"] + apart)
        found.append({"line": row["line"], "at": at})
    over = found[-1]["at"] - domain[1] if found else 0.0
    for place in reversed(range(len(found))):  # back below the top
        if over > 0:
            found[place]["at"] -= over
            below = found[place - 1]["at"] + apart - found[place]["at"] if place else 0.0
            over = max(below, 0.0)
    return found
