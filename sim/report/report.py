"""One self-contained HTML file that answers a study's question in numbers and pictures."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sim.analysis.means import summarise
from sim.pictures.answers import curves
from sim.pictures.charts import overview, paths, save, svg
from sim.pictures.wording import chart_in_words
from sim.report.levers import lever_answers
from sim.report.provenance import as_yaml, base_pay, command, common
from sim.report.verdicts import verdicts
from sim.report.wording import page_in_words
from sim.study.design.levers import lever_of, text_of
from sim.study.store.again import experiment_of
from sim.study.store.files import replacing
from sim.study.store.study import Study
from sim.support.inputs import InputError
from sim.support.installation import made_with
from sim.support.words import decimals, number, span, words

if TYPE_CHECKING:
    import pandas as pd

TEMPLATE = Path(__file__).with_name("report.html.j2")
STYLE = TEMPLATE.with_name("report.css")
"""Of the report, and of the page that explores a study."""
MOST_DRAWN = 5_000
"""Cells that are drawn one by one; of more, the picture shows means by lever."""
MAX_ROWS = 500
"""Cells that the report lists; beyond that, the exported tables serve better."""


def write_report(study: Study, vocabulary: str = "firm") -> Path:
    """Write ``report.html``, ``heatmap.svg`` and ``heatmap.png`` into the study's folder.

    Args:
        study: What it tells of.
        vocabulary: The vocabulary of its prose: "firm" or "ai". Names and numbers are the same.

    Raises:
        InputError: If nothing is done yet.
    """
    import jinja2
    import pandas as pd

    levers, measures = list(study.levers), study.measures
    runs = study.table("runs", ["cell", *levers, "world", *measures])
    rows = summarise(runs, ["cell", *levers], measures)
    rows = [{**row, **{name: text_of(row[name]) for name in levers}} for row in rows]
    cells = _cells(rows, levers, measures)
    main = pd.DataFrame([row for row in rows if row["measure"] == measures[0]])
    main[["mean", "low", "high"]] = main[["mean", "low", "high"]].astype(float)
    levels = (text_of(level) for name in levers for level in study.levers[name])
    names = dict.fromkeys([study.name, *map(words, levers), *levels])
    keep = tuple(name for name in names if re.search("[A-Za-z]", name))

    def drawn(chart: Any, prefix: str = "part") -> str:
        return _inline(svg(chart_in_words(chart, vocabulary, keep), prefix))

    picture = _picture(study, main, levers, measures[0])
    for name in ("heatmap.svg", "heatmap.png"):
        with replacing(study.path / name) as temporary:
            suffixed = temporary.with_suffix(temporary.suffix + Path(name).suffix)
            save(chart_in_words(picture, vocabulary, keep), suffixed)
            suffixed.replace(temporary)
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    text = template.render(
        study=study,
        style=STYLE.read_text(encoding="utf-8"),
        status=study.status(),
        failures=study.failures,
        worlds=_worlds(cells, measures[0]),
        levers=levers,
        words=words,
        columns=study.columns("runs"),
        measures=measures,
        cells=cells[:MAX_ROWS],
        omitted=max(0, len(cells) - MAX_ROWS),
        ranking=_ranking(cells, measures[0]),
        answers=_answers(study, measures[0], drawn),
        verdicts=verdicts(runs, levers, measures[0], together=study.drawn),
        picture=drawn(picture),
        paths=_paths(study, levers, drawn),
        levels=_levels(study),
        scenario=as_yaml(common(study)),
        base_pay=base_pay(study),
        command=command(study),
        again=as_yaml(experiment_of(study)),
        made_with=made_with(),
    )
    target = study.path / "report.html"
    with replacing(target) as temporary:
        temporary.write_text(page_in_words(text, vocabulary, keep), encoding="utf-8")
    return target


def _picture(study: Study, main: pd.DataFrame, levers: list[str], measure: str) -> Any:
    """What suits the design: cells of a grid, or what every lever does where points are drawn."""
    if study.drawn or len(main) > MOST_DRAWN:
        with suppress(InputError):  # too few cells for that
            return curves(study.effects(measure), measure)
    return overview(main.head(MOST_DRAWN), levers, measure)


def _answers(study: Study, measure: str, draw: Callable[..., str]) -> list[dict[str, Any]]:
    """What the levers do to the main measure; curves where the picture on top has none."""
    drawn = study.drawn or len(study.points) > MOST_DRAWN
    return [
        {**answer._asdict(), "picture": draw(answer.chart) if answer.chart else ""}
        for answer in lever_answers(study, measure, curves_too=not drawn)
    ]


def _cells(
    rows: list[dict[str, Any]], levers: list[str], measures: list[str]
) -> list[dict[str, Any]]:
    """A dict per cell: its labels, and per measure the numbers and their text."""
    shown = {}
    for name in measures:
        bound = max((abs(r["mean"] or 0.0) for r in rows if r["measure"] == name), default=0.0)
        shown[name] = decimals(bound)
    cells = []
    for _, group in itertools.groupby(rows, key=lambda row: row["cell"]):
        own = list(group)
        values = {
            row["measure"]: {
                **row,
                "text": number(row["mean"], shown[row["measure"]]),
                "range": span(row["low"], row["high"], shown[row["measure"]]),
            }
            for row in own
        }
        cells.append({"labels": [own[0][lever] for lever in levers], "values": values})
    return cells


def _worlds(cells: list[dict[str, Any]], measure: str) -> str:
    counts = sorted({cell["values"][measure]["n"] for cell in cells} or {0})
    return f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _ranking(cells: list[dict[str, Any]], measure: str) -> list[tuple[int, dict[str, Any]]]:
    """Best and worst cells with their ranks; all of them if there are few."""
    known = [cell for cell in cells if cell["values"][measure]["mean"] is not None]
    known.sort(key=lambda cell: cell["values"][measure]["mean"], reverse=True)
    ranked = list(enumerate(known, start=1))
    return ranked if len(ranked) <= 10 else ranked[:5] + ranked[-5:]


def _paths(study: Study, levers: list[str], draw: Callable[..., str]) -> str:
    """Metric against value over time, if quarters were recorded and panels stay readable."""
    if "quarters" not in study.record or len(study.points) > 64:
        return ""
    quarters = study.table("quarters").select([*levers, "quarter", "metric", "value"]).to_pandas()
    for name in levers:
        quarters[name] = [text_of(value) for value in quarters[name].astype(object)]
    return draw(paths(quarters, levers), "path")


def _inline(text: str) -> str:
    """SVG for HTML: scales with the page, and needs no namespace."""
    text = re.sub(r"\s(?:xmlns|xmlns:xlink|version)=\"[^\"]*\"", "", text)
    wide = re.match(r'<svg[^>]*?\swidth="([\d.]+)"', text)
    width = float(wide[1]) if wide else 640.0
    style = f"width:100%;min-width:{min(640.0, width):.0f}px;max-width:{width:.0f}px"
    text = re.sub(r'(<svg[^>]*?)\swidth="[\d.]+"\sheight="[\d.]+"', r"\1", text, count=1)
    return text.replace("<svg", f'<svg role="img" style="{style}"', 1)


def _levels(study: Study) -> list[tuple[str, str, str]]:
    """Lever, level and what it sets, row by row; a range is one row."""
    rows = []
    for name, raw in study.manifest["levers"].items():
        lever = lever_of(name, raw)
        if not lever.levels:
            low, high = study.levers[name][0], study.levers[name][-1]
            rows.append((name, f"{text_of(low)} to {text_of(high)}", lever.path))
        for level in lever.levels:
            rows.append((name, text_of(level), _level_text(lever.assignments(level))))
    return rows


def _level_text(level: dict[str, Any]) -> str:
    text = yaml.safe_dump(level, default_flow_style=True, allow_unicode=True, width=math.inf)
    return text.strip().removeprefix("{").removesuffix("}") or "(nothing)"
