"""`proxyfight hiring`: what a scenario's filters let through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import (
    AsJson,
    Assignments,
    Debug,
    Insist,
    Quiet,
    ScenarioRef,
    Seed,
    WorldCount,
    examples,
    name_of,
    scenario_of,
)

if TYPE_CHECKING:
    from sim.diagnosis.hiring.evidence import Evidence
    from sim.scenario.scenario import Scenario

_PICTURE = typer.Option("--out", metavar="FILE", help="Picture to write: .svg or .png.")
_ENDINGS = (".svg", ".png")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="What filters let through: ROC, precision, cost.",
        epilog=examples(
            "proxyfight hiring",
            "proxyfight hiring many-misaligned --set package.filters='[integrity-test, interview]'",
            "proxyfight hiring default --set market.candidates=20 --worlds 16 --out hiring.svg",
            "proxyfight hiring --json | jq '.filters[0].auc'",
        ),
    )(hiring)


def hiring(
    scenario: ScenarioRef = None,
    assign: Assignments = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    out: Annotated[Path | None, _PICTURE] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    insist: Insist = False,
    debug: Debug = False,
) -> None:
    """Watch every round of hiring, and say what each filter and all together let through."""
    resolved = scenario_of(scenario, assign, seed, worlds)
    if out is not None:
        _refuse_bad_place(out)
    from sim.diagnosis.hiring.evidence import observe
    from sim.support.progress import PATIENCE, bar

    with bar("worlds", patience=PATIENCE, quiet=quiet) as progress:
        found = observe(resolved, progress)
    if out is not None:
        _draw(found, out)
    if as_json:
        from sim.cli.output import print_json

        print_json({"scenario": resolved.model_dump(mode="json"), **found.document()})
        return
    _print(resolved, name_of(scenario), found)
    if out is not None:
        typer.echo(f"\nPicture in {out}")


def _refuse_bad_place(out: Path) -> None:
    from sim.support.inputs import InputError

    if out.suffix not in _ENDINGS:
        raise InputError(
            f"--out {out}: the name tells no format; expected an ending of {' or '.join(_ENDINGS)}"
        )
    if out.is_dir() or not out.parent.is_dir():
        raise InputError(f"--out {out}: expected a file in a folder that exists")


def _draw(found: Evidence, out: Path) -> None:
    import shutil
    import tempfile

    from sim.cli.wording import spoken_chart
    from sim.diagnosis.hiring.charts import hiring_chart
    from sim.pictures.charts import save
    from sim.study.store.files import replacing

    with tempfile.TemporaryDirectory() as place, replacing(out) as whole:
        shutil.copyfile(save(spoken_chart(hiring_chart(found)), Path(place) / out.name), whole)


def _print(scenario: Scenario, name: str, found: Evidence) -> None:
    from sim.cli.output import base_pay_note, new_table, print_table

    caption = (
        f"{found.vacancies} vacancies in {scenario.worlds} worlds of {scenario.firms.count} firms "
        f"and {scenario.length()}; means over worlds, with half of their 95 % intervals. "
        "AUC: chance that a misaligned applicant scores below an aligned one; below 0.5 a filter "
        "prefers the misaligned. Before: those who take a filter; after: those who go on from it; "
        "whoever goes on from the last is hired. Costs are base pays of the firm. "
        f"{base_pay_note(scenario)}"
    )
    table = new_table(f"{name}: what filters let through", caption)
    table.add_column("filter", no_wrap=True)
    for title in ("take it", "go on", "AUC", "aligned before", "after"):
        table.add_column(title, justify="right", no_wrap=True)
    for title in ("ability before", "after", "cost per hire", "gaming per hire"):
        table.add_column(title, justify="right", no_wrap=True)
    columns = (
        *("taken", "let_through", "auc", "aligned_before", "aligned_after"),
        *("ability_before", "ability_after", "cost_per_hire", "gaming_per_hire"),
    )
    _add_rows(table, found.filters, columns)
    print_table(table)
    kinds = new_table("Who applies, who is hired")
    kinds.add_column("kind", no_wrap=True)
    kinds.add_column("goal", no_wrap=True)
    for title in ("among applicants", "among hired", "lift", "chance", "gaming (sd)"):
        kinds.add_column(title, justify="right", no_wrap=True)
    for row in found.kinds:
        goal = "misaligned" if row["misaligned"] else "aligned"
        keys = ("among_applicants", "among_hired", "lift", "chance", "gaming")
        kinds.add_row(row["name"], goal, *(_cell(row[key]) for key in keys))
    typer.echo("")
    print_table(kinds)


def _add_rows(table: Any, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    for row in rows:
        if row is rows[-1]:
            table.add_section()
        table.add_row(row["name"], *(_cell(row[column]) for column in columns))


def _cell(cell: dict[str, Any]) -> str:
    from sim.support.words import with_interval

    return with_interval(cell)
