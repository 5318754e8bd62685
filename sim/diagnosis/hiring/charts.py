"""The picture of what filters let through: ROC curves beside who applies and who is hired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.diagnosis.hiring.evidence import PIPELINE
from sim.pictures.charts import INK, LINE_COLOURS, QUIET, Chart, styled
from sim.support.words import number

if TYPE_CHECKING:
    from sim.diagnosis.hiring.evidence import Evidence

_SIZE = 300
APPLICANTS, HIRED = "among applicants", "among the hired"


def hiring_chart(found: Evidence) -> Chart:
    """Both halves of the picture side by side."""
    import altair as alt

    halves = [roc_chart(found), kinds_chart(found)]
    return styled(alt.hconcat(*halves, spacing=48).resolve_scale(color="independent"))


def roc_chart(found: Evidence) -> Chart:
    """Misaligned turned down against aligned turned down, a curve per filter and the pipeline."""
    import altair as alt
    import pandas as pd

    names = {row["name"]: _with_auc(row) for row in found.filters}
    frames = [
        pd.DataFrame({"aligned": x, "misaligned": y, "curve": names[name], "step": range(len(x))})
        for name, (x, y) in found.curves.items()
    ]
    tones = [LINE_COLOURS[place % len(LINE_COLOURS)] for place in range(len(names) - 1)]
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    data = pd.concat(frames, ignore_index=True)
    data["whole"] = data["curve"] == names[PIPELINE]
    curves = (
        alt.Chart(data)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("aligned:Q", title="aligned applicants turned down", axis=axis),
            y=alt.Y("misaligned:Q", title="misaligned applicants turned down", axis=axis),
            order="step:O",
            color=alt.Color(
                "curve:N",
                sort=list(names.values()),
                scale=alt.Scale(domain=list(names.values()), range=[*tones, INK]),
                legend=alt.Legend(
                    title="area under the curve", orient="bottom", columns=1, labelLimit=300
                ),
            ),
            strokeDash=alt.condition("datum.whole", alt.value([6, 3]), alt.value([1, 0])),
            tooltip=["curve", _share("aligned"), _share("misaligned")],
        )
    )
    corners = pd.DataFrame({"aligned": [0.0, 1.0], "misaligned": [0.0, 1.0]})
    chance = (
        alt.Chart(corners)
        .mark_line(color=QUIET, strokeWidth=1, strokeDash=[2, 3])
        .encode(x="aligned:Q", y="misaligned:Q")
    )
    return (chance + curves).properties(
        width=_SIZE, height=_SIZE, title="What tells the misaligned"
    )


def operating_chart(found: Evidence) -> Chart:
    """The pipeline's curve, and where the seats that were filled put it on the plane.

    The curve is that of a bar on the pipeline's order over all vacancies; whoever is hired is the
    best of one vacancy, so the point need not lie on it.
    """
    import altair as alt
    import pandas as pd

    aligned, misaligned = found.curves[PIPELINE]
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("aligned:Q", title="aligned applicants turned down", axis=axis, scale=scale)
    y = alt.Y("misaligned:Q", title="misaligned applicants turned down", axis=axis, scale=scale)
    data = pd.DataFrame({"aligned": aligned, "misaligned": misaligned, "step": range(aligned.size)})
    corners = pd.DataFrame({"aligned": [0.0, 1.0], "misaligned": [0.0, 1.0]})
    chance = alt.Chart(corners).mark_line(color=QUIET, strokeWidth=1, strokeDash=[2, 3])
    curve = alt.Chart(data).mark_line(strokeWidth=2.5, color=LINE_COLOURS[0])
    layers = [chance.encode(x=x, y=y), curve.encode(x=x, y=y, order="step:O")]
    names = [("a lottery", 0.22, 0.16, QUIET)]
    at, bad = found.operating
    if at == at and bad == bad:
        point = alt.Chart(pd.DataFrame({"aligned": [at], "misaligned": [bad]}))
        layers.append(
            point.mark_point(filled=True, size=130, opacity=1, color=INK, shape="diamond").encode(
                x=x, y=y
            )
        )
        names.append(("as hired", at - 0.03, bad + 0.05 if bad < 0.93 else bad - 0.06, INK))
    for name, left, top, tone in names:
        text = alt.Chart(pd.DataFrame({"aligned": [left], "misaligned": [top], "name": [name]}))
        layers.append(
            text.mark_text(
                align="right" if tone == INK else "left", fontSize=13, color=tone
            ).encode(x=x, y=y, text="name:N")
        )
    return styled(alt.layer(*layers).properties(width=_SIZE, height=_SIZE))


def kinds_chart(found: Evidence) -> Chart:
    """Shares of the kinds among applicants and among the hired, with 95% intervals."""
    import altair as alt
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for kind in found.kinds:
        label = f"{kind['name']}{' (misaligned)' if kind['misaligned'] else ''}"
        for group, key in ((APPLICANTS, "among_applicants"), (HIRED, "among_hired")):
            cell = kind[key]
            rows.append({"kind": label, "group": group, **cell})
    data = pd.DataFrame(rows).astype({"mean": float, "low": float, "high": float})
    base = alt.Chart(data).encode(
        y=alt.Y(
            "kind:N",
            sort=list(dict.fromkeys(data["kind"])),
            title=None,
            axis=alt.Axis(labelLimit=200),
        ),
        yOffset=alt.YOffset("group:N", sort=[APPLICANTS, HIRED]),
    )
    bars = base.mark_bar().encode(
        x=alt.X("mean:Q", title="share", axis=alt.Axis(format="%", tickCount=5)),
        color=alt.Color(
            "group:N",
            sort=[APPLICANTS, HIRED],
            scale=alt.Scale(domain=[APPLICANTS, HIRED], range=["#c9ccd1", LINE_COLOURS[0]]),
            legend=alt.Legend(title=None, orient="bottom", columns=1),
        ),
        tooltip=["kind", "group", _share("mean"), _share("low"), _share("high")],
    )
    ends = base.mark_rule(color=INK).encode(x="low:Q", x2="high:Q")
    return (bars + ends).properties(width=_SIZE, height=_SIZE, title="Who applies, who is hired")


def _with_auc(row: dict[str, Any]) -> str:
    area = row["auc"]
    half = "" if area["low"] is None else f" ± {number((area['high'] - area['low']) / 2, 2)}"
    return f"{row['name']}: {number(area['mean'], 2)}{half}"


def _share(name: str) -> Any:
    import altair as alt

    return alt.Tooltip(f"{name}:Q", format=".1%")
