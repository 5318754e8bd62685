"""The experiment ``perfect-interview``, played: for docs/perfect-interview.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.means import interval
from sim.pictures.charts import LINE_COLOURS, QUIET, Chart, styled
from sim.study.design.experiment import Cell
from sim.support.words import number
from sim.tables.simulate import simulate

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

EXPERIMENT = "perfect-interview"
HIRE_MEASURES = ("deceptive", "misaligned", "ability", "gaming")
FORMS = {
    "candidates": "candidates, the best is hired",
    "margin": "candidates who know one slope",
    "bar": "bar, one applicant at a time",
    "barred": "candidates, the best above a bar of 1",
    "weight": "weight of the interview, against a lottery",
}


def hires(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Means over those who were hired during the run, with intervals over worlds.

    Returns:
        By name in ``HIRE_MEASURES``: shares of deceptive tenures and of misaligned goals, ability,
        and gaming in standard deviations of the signal.
    """
    tenures = simulate(scenario, record=["tenures"])["tenures"]
    executives = scenario.executives
    bad = [k for k in executives.population if executives.goal_of(k).is_misaligned()]
    tenures["misaligned"] = np.isin(tenures["kind"].astype(str), bad)
    tenures["gaming"] = tenures["gaming_lift"]
    new = tenures["start"] > 0  # the others sat there when the run began
    found = {}
    for measure in HIRE_MEASURES:
        column = tenures[measure][new].astype(np.float64)
        of = [column[tenures["world"][new] == world] for world in range(scenario.worlds)]
        means = [values.mean() if values.size else np.nan for values in of]
        found[measure] = interval(np.array(means, dtype=np.float64))
    return found


def rows(cells: list[Cell]) -> list[dict[str, Any]]:
    """A row per cell and measure: form and level of pressure, applicants, measure, interval."""
    found = []
    for cell in cells:
        form, _, level = cell.labels["pressure"].partition("-")
        for measure, numbers in hires(cell.scenario).items():
            keys = {"form": form, "level": level, "applicants": cell.labels["applicants"]}
            found.append({**keys, "measure": measure, **numbers})
    return found


def table(found: list[dict[str, Any]]) -> str:
    """The numbers as Markdown: means with half of their 95% intervals."""
    cells = {(r["form"], r["level"], r["applicants"], r["measure"]): r for r in found}
    lines = [
        "| pressure | deceptive | misaligned | gaming, sd | ability | cannot game: deceptive "
        "| unaware: misaligned |",
        "|---|---|---|---|---|---|---|",
    ]
    columns = [("aware", measure) for measure in ("deceptive", "misaligned", "gaming", "ability")]
    columns += [("cannot-game", "deceptive"), ("unaware", "misaligned")]
    for form, level in dict.fromkeys((r["form"], r["level"]) for r in found):
        texts = [_text(cells[form, level, *column]) for column in columns]
        lines.append(f"| {form} {level} | {' | '.join(texts)} |")
    return "\n".join(lines) + "\n"


def picture(found: list[dict[str, Any]]) -> Chart:
    """Shares among the hired with 95% intervals: a panel per form of pressure and measure."""
    import altair as alt
    import pandas as pd

    data = pd.DataFrame([r for r in found if r["measure"] in {"deceptive", "misaligned"}])
    data = data.astype({"mean": float, "low": float, "high": float})
    across = []
    for form, title in FORMS.items():
        some = data[data["form"] == form]
        base = alt.Chart(some).encode(
            x=alt.X(
                "level:N",
                sort=list(dict.fromkeys(some["level"])),
                title=title,
                axis=alt.Axis(labelAngle=0),
            ),
            color=alt.Color(
                "applicants:N",
                sort=list(dict.fromkeys(data["applicants"])),
                scale=alt.Scale(range=[LINE_COLOURS[1], LINE_COLOURS[0], QUIET]),
                legend=alt.Legend(title="applicants", orient="bottom"),
            ),
        )
        y = alt.Y(
            "mean:Q",
            title="share of the hired",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        )
        drawn = base.mark_line(strokeWidth=1.5, point=alt.OverlayMarkDef(size=36)).encode(y=y)
        ends = base.mark_rule(strokeWidth=1.5).encode(y=alt.Y("low:Q", title=""), y2="high:Q")
        panel = (ends + drawn).properties(width=230, height=210)
        across.append(
            alt.vconcat(
                *(
                    panel.transform_filter(alt.datum.measure == measure).properties(
                        title=f"{measure} hires"
                    )
                    for measure in ("deceptive", "misaligned")
                )
            )
        )
    return styled(alt.hconcat(*across))


def _text(cell: dict[str, Any]) -> str:
    if cell["low"] is None:
        return number(cell["mean"], 3)
    return f"{number(cell['mean'], 3)} ({number((cell['high'] - cell['low']) / 2, 3)})"
