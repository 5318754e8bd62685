"""One picture of robustness: an arrow per kind, from training into office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agents import cognition
from sim.diagnosis.robustness.charts import LOWEST, ground
from sim.diagnosis.robustness.robustness import EVERYBODY
from sim.pictures.charts import LINE_COLOURS, Chart, styled
from sim.support.words import number

if TYPE_CHECKING:
    from sim.diagnosis.robustness.robustness import Robustness
    from sim.scenario.scenario import Thresholds

_HIGH = 360
_CLOSE, _BESIDE = 0.03, 0.035  # capabilities that would be drawn on each other, and how far apart
_APART = 17.0  # pixels between two names


def ways(found: Robustness) -> dict[str, list[tuple[float, float]]]:
    """Capability and alignment of every kind, context by context from the interview on."""
    others = (EVERYBODY, *cognition.catalogue())
    rows = [row for row in found.contexts if row["group"] not in others] or found.contexts
    way: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        able, aligned = row["capability"]["mean"], row["alignment"]["mean"]
        if able is not None and aligned is not None:
            way.setdefault(row["group"], []).append((float(able), float(aligned)))
    return way


def arrows_finding(found: Robustness) -> str:
    """Which kind falls furthest on its way."""
    falls = {kind: (way[0][1], way[-1][1]) for kind, way in ways(found).items()}
    if not falls:
        return "Nobody was seen at work"
    kind, (start, end) = max(falls.items(), key=lambda item: item[1][0] - item[1][1])
    if start - end < 0.005:
        return "Nobody is worse aligned in office than in training"
    return (
        f"From training into office {kind}s fall furthest: alignment {number(start, 2)}, then "
        f"{number(end, 2)}"
    )


def arrows_chart(found: Robustness, thresholds: Thresholds) -> Chart:
    """An arrow per kind over the quadrants, from the interview to the last context; names outside.

    Means over worlds. Kinds that are equally capable are set side by side.
    """
    import altair as alt
    import pandas as pd

    x, y, layers = ground(thresholds, below=True)
    way = ways(found)
    names = list(way)
    shift = _side_by_side({name: points[-1][0] for name, points in way.items()})
    points = [
        {
            "kind": name,
            "step": step,
            "capability": max(able, 0.0) - shift[name],
            "alignment": max(aligned, LOWEST),
        }
        for name, steps in way.items()
        for step, (able, aligned) in enumerate(steps)
    ]
    data = pd.DataFrame(points, columns=["kind", "step", "capability", "alignment"])
    scale = alt.Scale(domain=names, range=LINE_COLOURS)
    tone = alt.Color("kind:N", scale=scale, legend=None)
    ends = data.groupby("kind", sort=False).tail(1)
    heads = ends.assign(head=[_head(data[data["kind"] == kind]) for kind in ends["kind"]])
    shape = alt.Shape("head:N", scale=None, legend=None)
    first = data[data["step"] == 0]
    layers += [
        alt.Chart(data)
        .mark_line(strokeWidth=2.2)
        .encode(x=x, y=y, color=tone, order="step:Q", detail="kind:N"),
        alt.Chart(first).mark_point(filled=True, size=36, opacity=1).encode(x=x, y=y, color=tone),
        alt.Chart(heads)
        .mark_point(filled=True, size=150, opacity=1)
        .encode(x=x, y=y, color=tone, shape=shape, tooltip=["kind", "capability", "alignment"]),
        alt.Chart(pd.DataFrame(_names(ends), columns=["kind", "at"]))
        .mark_text(align="left", dx=8, fontSize=13, fontWeight=600)
        .encode(
            x=alt.value("width"), y=alt.Y("at:Q", title="alignment"), text="kind:N", color=tone
        ),
    ]
    return styled(alt.layer(*layers).properties(width=560, height=_HIGH))


def _side_by_side(capability: dict[str, float]) -> dict[str, float]:
    """How far to the left each kind is drawn."""
    groups: list[list[str]] = []
    for name in sorted(capability, key=lambda name: capability[name]):
        if groups and capability[name] - capability[groups[-1][-1]] < _CLOSE:
            groups[-1].append(name)
        else:
            groups.append([name])
    return {name: _BESIDE * place for group in groups for place, name in enumerate(group)}


def _head(way: Any) -> str:
    """The shape at the end of an arrow."""
    if len(way) < 2:
        return "circle"
    before, end = way.iloc[-2], way.iloc[-1]
    across, up = (float(end[name] - before[name]) for name in ("capability", "alignment"))
    if abs(across) > abs(up) / 2:
        return "triangle-right" if across > 0 else "triangle-left"
    return "triangle-up" if up > 0 else "triangle-down"


def _names(ends: Any) -> list[dict[str, Any]]:
    """Where names stand: at the height of the ends, and not on each other."""
    apart = _APART / _HIGH * (1.25 - LOWEST)
    found: list[dict[str, Any]] = []
    for row in ends.sort_values("alignment").to_dict("records"):
        at = float(row["alignment"])
        found.append({"kind": row["kind"], "at": max(at, found[-1]["at"] + apart) if found else at})
    return found
