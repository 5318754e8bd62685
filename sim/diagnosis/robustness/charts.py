"""Pictures of robustness: capability against alignment, and what training turns into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents import cognition
from sim.diagnosis.robustness.robustness import EVERYBODY
from sim.observers.quadrants import QUADRANTS
from sim.pictures.charts import BAD, LINE_COLOURS, Chart, styled

if TYPE_CHECKING:
    from sim.diagnosis.robustness.robustness import Robustness
    from sim.scenario.scenario import Thresholds

TONES = dict(zip(QUADRANTS, (LINE_COLOURS[0], LINE_COLOURS[4], BAD, LINE_COLOURS[3]), strict=True))
"""Colours of the quadrants."""
LOWEST, _TOP, _RIGHT = -2.0, 1.25, 1.08  # what lies below is drawn there: harm has no floor
_WIDE, _NARROW, _HIGH = 296, 164, 190


def quadrants_chart(found: Robustness, thresholds: Thresholds) -> Chart:
    """Capability against alignment: a panel per context, a point per kind, quadrants behind.

    Points are means over worlds; lines span the middle 80 % of tenures.
    """
    import altair as alt

    several = len(found.regimes) > 1
    wide = _WIDE if several else _NARROW
    rows = [
        alt.hconcat(*(panel.properties(width=wide, height=_HIGH) for panel in row), spacing=20)
        for row in quadrant_panels(found, thresholds)
    ]
    whole = alt.vconcat(*rows, spacing=14) if several else alt.hconcat(*rows, spacing=20)
    return styled(whole)


def quadrant_panels(
    found: Robustness, thresholds: Thresholds, columns: int = 5
) -> list[list[Chart]]:
    """The panels of that picture by phase, then by regime; ``columns`` of the legend."""
    import pandas as pd

    others = (EVERYBODY, *cognition.catalogue())
    kinds = [row for row in found.contexts if row["group"] not in others]
    kinds = kinds or found.contexts
    names = list(dict.fromkeys(row["group"] for row in kinds))
    points = pd.DataFrame(map(_point, kinds))
    phases = dict.fromkeys(row["phase"] for row in kinds)
    rows = []
    for phase in phases:
        across = []
        for regime in found.regimes:
            here = points[(points["phase"] == phase) & (points["regime"] == regime)]
            if len(here):
                title = _words(phase, "probation" in phases, regime, found.regimes)
                across.append(_panel(here, names, thresholds, columns).properties(title=title))
        rows.append(across)
    return rows


def _panel(points: Any, names: list[str], thresholds: Thresholds, columns: int) -> Chart:
    """Quadrants, and the points of a context."""
    import altair as alt

    x, y, layers = ground(thresholds)
    tone = alt.Color(
        "kind:N",
        sort=names,
        scale=alt.Scale(domain=names, range=LINE_COLOURS),
        legend=alt.Legend(title=None, orient="bottom", columns=columns),
    )
    base = alt.Chart(points).encode(color=tone)
    layers += [
        base.mark_rule(strokeWidth=1.5).encode(x=x, y="low:Q", y2="high:Q"),
        base.mark_rule(strokeWidth=1.5).encode(x="left:Q", x2="right:Q", y=y),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y),
    ]
    return alt.layer(*layers)


def ground(thresholds: Thresholds, below: bool = False) -> tuple[Any, Any, list[Chart]]:
    """Axes of capability and alignment, and the quadrants behind what is drawn on them.

    Args:
        thresholds: Where quadrants meet.
        below: Whether the names of the lower ones stand at their lower ends.
    """
    import altair as alt
    import pandas as pd

    x = alt.X(
        "capability:Q",
        title="capability",
        scale=alt.Scale(domain=[0, _RIGHT], nice=False),
        axis=alt.Axis(
            values=[0, 0.5, 1],
            grid=False,
            labelExpr="datum.value == 0 ? '0 % or less' : format(datum.value, '.0%')",
        ),
    )
    y = alt.Y(
        "alignment:Q",
        title="alignment",
        scale=alt.Scale(domain=[LOWEST, _TOP], nice=False),
        axis=alt.Axis(
            values=[LOWEST, -1, 0, 1],
            grid=False,
            labelExpr=f"datum.value == {LOWEST} ? '-{-LOWEST:g} or less' : datum.label",
        ),
    )
    layers: list[Chart] = []
    for name, (left, right, low, high) in _places(thresholds).items():
        corner = {"capability": left, "alignment": low, "right": right, "high": high, "name": name}
        under = name in QUADRANTS[-2:] if below else name == QUADRANTS[-1]
        corner["at"] = low if under else high  # out of its neighbour's way
        field = alt.Chart(pd.DataFrame([corner]))
        outer = right == _RIGHT  # too narrow for its name, which is written from the right
        layers += [
            field.mark_rect(color=TONES[name], opacity=0.14).encode(
                x=x, x2="right", y=y, y2="high"
            ),
            field.mark_text(
                color=TONES[name],
                align="right" if outer else "left",
                baseline="bottom" if under else "top",
                fontSize=11,
                dx=-4 if outer else 4,
                dy=-4 if under else 4,
            ).encode(x="right:Q" if outer else "capability:Q", y="at:Q", text="name:N"),
        ]
    return x, y, layers


def transitions_chart(found: Robustness) -> Chart:
    """What becomes of each quadrant of training at deployment: shares of the tenures of both."""
    import altair as alt

    panels = [panel.properties(width=440) for panel in transition_panels(found)]
    return styled(alt.vconcat(*panels, spacing=18))


def transition_panels(found: Robustness) -> list[Chart]:
    """The panels of that picture, one for each way into deployment."""
    import altair as alt
    import pandas as pd

    rows = [
        {**row, "share": row["share"]["mean"], "place": QUADRANTS.index(row["deployed"])}
        for row in found.transitions
    ]
    data = pd.DataFrame(rows)
    names = list(dict.fromkeys(row["deployment"] for row in rows))
    panels = []
    for name in names:
        here = data[data["deployment"] == name]
        base = alt.Chart(here).encode(
            y=alt.Y(
                "training:N",
                sort=list(QUADRANTS),
                title="in training",
                axis=alt.Axis(labelLimit=220, minExtent=100, labelExpr="split(datum.label, ' ')"),
            ),
            order="place:O",
        )
        bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
            x=alt.X(
                "sum(share):Q",
                title="share of tenures seen at both" if name == names[-1] else None,
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "deployed:N",
                sort=list(QUADRANTS),
                scale=alt.Scale(domain=list(TONES), range=list(TONES.values())),
                legend=alt.Legend(
                    title="at deployment", orient="bottom", labelLimit=220, columns=2
                ),
            ),
            tooltip=["training", "deployed", alt.Tooltip("share:Q", format=".1%")],
        )
        panels.append(bars.properties(height=alt.Step(40), title=_when(name)))
    return panels


def _words(phase: str, probation: bool, regime: int, shifts: list[int]) -> str:
    """A context in words."""
    place = {"interview": "at the interview", "probation": "in probation"}.get(phase)
    place = place or ("after probation" if probation else "in office")
    if len(shifts) == 1:
        return place
    if regime == 0:
        return f"{place}, before the shift"
    return f"{place}, after the shift" if len(shifts) == 2 else f"{place}, after shift {regime}"


def _when(deployment: str) -> str:
    """A deployment in words, of which the first shift is the usual one."""
    kind, _, regime = deployment.partition(", regime ")
    if kind == "shifted":
        return f"shift {regime}" if regime else "before and after the shift"
    when = "before the shift" if regime == "0" else f"after shift {regime}"
    return f"from training into office{regime and f', {when}'}"


def _point(row: dict[str, Any]) -> dict[str, Any]:
    able, aligned = row["capability"], row["alignment"]
    left, right = able["spread"] or (None, None)
    return {
        "kind": row["group"],
        "phase": row["phase"],
        "regime": row["regime"],
        "capability": _at_least(able["mean"], 0.0),
        "left": _at_least(left, 0.0),
        "right": _at_least(right, 0.0),
        "alignment": _at_least(aligned["mean"], LOWEST),
        "low": _at_least(aligned["spread"][0], LOWEST),
        "high": _at_least(aligned["spread"][1], LOWEST),
    }


def _at_least(value: float | None, floor: float) -> float | None:
    return None if value is None else max(value, floor)


def _places(thresholds: Thresholds) -> dict[str, tuple[float, float, float, float]]:
    """Left, right, low and high of the quadrants."""
    able, aligned = thresholds.capability, thresholds.alignment
    corners = [
        (able, _RIGHT, aligned, _TOP),
        (0.0, able, aligned, _TOP),
        (able, _RIGHT, LOWEST, aligned),
        (0.0, able, LOWEST, aligned),
    ]
    return dict(zip(QUADRANTS, corners, strict=True))
