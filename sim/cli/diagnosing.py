"""`proxyfight diagnose`: where the value went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from sim.cli import completing
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
    folder,
    name_of,
    scenario_of,
)

if TYPE_CHECKING:
    from incentives.arrays import Table
    from sim.diagnosis.attribution.attribution import Attribution
    from sim.diagnosis.attribution.replay import TenureAttribution
    from sim.diagnosis.deception.deception import Deception
    from sim.diagnosis.deception.suspicions import InferredGoals
    from sim.diagnosis.robustness.across import Across
    from sim.diagnosis.robustness.robustness import Robustness
    from sim.scenario.scenario import Scenario
    from sim.support.progress import Advance

SOME_WORLDS = 16
"""In which robustness and deception are observed: shares of thousands of tenures."""

FILES = (
    *("diagnosis.json", "waterfall.svg", "quadrants.svg", "transitions.svg", "turn.svg"),
    *("deceptive.svg", "firms.parquet", "tenures.parquet", "contexts.parquet"),
)
"""What ``--out`` may leave in its folder."""

_OUT = typer.Option("--out", metavar="DIR", help="Folder for tables, pictures and the JSON.")
_ACROSS = typer.Option(
    "--across",
    metavar="FAMILY",
    help="Labels with each of the schemes, filters or cognition in turn.",
    autocompletion=completing.families,
)
_FRESH = typer.Option("--fresh", help="Replace the diagnosis of another scenario.")
_TENURES = typer.Option("--tenures", help="Attribute every tenure too: hires and exits replayed.")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Where the value went: outer, inner, deception, luck.",
        epilog=examples(
            "proxyfight diagnose",
            "proxyfight diagnose flip --set package.schemes='[options]'",
            "proxyfight diagnose default --worlds 16 --tenures --out diagnosis",
            "proxyfight diagnose flip --set executives.cognition=rule --across schemes",
            "proxyfight diagnose --json | jq '.attribution[] | {label, mean}'",
        ),
    )(diagnose)


def diagnose(
    scenario: ScenarioRef = None,
    assign: Assignments = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    tenures: Annotated[bool, _TENURES] = False,
    across: Annotated[str | None, _ACROSS] = None,
    out: Annotated[Path | None, _OUT] = None,
    fresh: Annotated[bool, _FRESH] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    insist: Insist = False,
    debug: Debug = False,
) -> None:
    """Play a scenario and its counterfactual twins, and say what each cause of loss has cost.

    Then tell capable from aligned, training from deployment, and deception from its control, in
    the first 16 worlds.
    """
    resolved = scenario_of(scenario, assign, seed, worlds)
    if across is not None:
        from sim.diagnosis.robustness.across import refuse_unknown

        refuse_unknown(resolved, across)
    place = None if out is None else _made(folder(out, out), resolved, fresh)
    from sim.support.progress import PATIENCE, bar

    with bar("worlds and twins", patience=PATIENCE, quiet=quiet) as progress:
        found = _observe(resolved, tenures, across, progress)
    if place is not None:
        _write(place, resolved, found)
    if as_json:
        from sim.cli.output import print_json

        print_json(_document(resolved, found))
        return
    from sim.cli.output import wrapped

    _print_all(resolved, ", ".join([name_of(scenario), *(assign or [])]), found)
    if place is not None:
        files = ", ".join(sorted(file.name for file in place.iterdir() if file.name in FILES))
        typer.echo("\n" + wrapped(f"In {place}: {files}"))


def _made(place: Path, scenario: Scenario, fresh: bool) -> Path:
    """The folder, made if need be; what another scenario has left in it is refused.

    Raises:
        InputError: If it holds something else, or cannot be written.
    """
    import json

    from sim.support.files import read_regular
    from sim.support.inputs import InputError

    try:
        place.mkdir(parents=True, exist_ok=True)
        others = [entry.name for entry in place.iterdir()]
        before = place / "diagnosis.json"
        if others and before.name not in others:
            raise InputError(
                f"--out {place}: is not empty and holds no diagnosis; expected a new "
                "or empty folder"
            )
        if others and not fresh:
            known = json.loads(read_regular(before))
            if known != {**dict(known), "scenario": scenario.model_dump(mode="json")}:
                raise InputError(
                    f"--out {place}: holds the diagnosis of another scenario; expected "
                    "another folder, or --fresh to replace it"
                )
    except InputError:
        raise
    except (OSError, TypeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "damaged"
        raise InputError(f"--out {place}: cannot be used ({reason}); expected a folder") from None
    return place


class _Diagnosed(NamedTuple):
    """All that the command has to say."""

    attribution: Attribution
    robustness: Robustness
    contexts: Table
    deception: Deception
    tenures: TenureAttribution | None
    across: Across | None
    goals: InferredGoals | None


def _observe(
    scenario: Scenario, tenures: bool, across: str | None, progress: Advance
) -> _Diagnosed:
    from incentives import catalogue
    from sim.diagnosis.attribution.attribution import attribute
    from sim.diagnosis.attribution.causes import COALITIONS
    from sim.diagnosis.attribution.replay import attribute_tenures
    from sim.diagnosis.deception import deception
    from sim.diagnosis.deception.suspicions import observe_suspicions
    from sim.diagnosis.robustness import robustness
    from sim.diagnosis.robustness.across import across as play_across
    from sim.support.tally import Parts
    from sim.tables.simulate import simulate

    some = scenario.model_copy(update={"worlds": min(scenario.worlds, SOME_WORLDS)})
    others = 0 if across is None else len(catalogue(across)) * some.worlds
    twins = len(COALITIONS) * scenario.worlds
    parts = Parts(progress, 3 * some.worlds + twins * (1 + tenures) + others)
    share = parts.next(some.worlds)
    tables = simulate(some, record=["contexts", "tenures"], threads=1, progress=share)
    return _Diagnosed(
        attribute(scenario, parts.next(twins)),
        robustness.robustness(some, tables),
        tables["contexts"],
        deception.observe(some, progress=parts.next(2 * some.worlds)),
        attribute_tenures(scenario, parts.next(twins)) if tenures else None,
        None if across is None else play_across(some, across, parts.next(others)),
        observe_suspicions(some),
    )


def _document(scenario: Scenario, found: _Diagnosed) -> dict[str, Any]:
    document = {
        "scenario": scenario.model_dump(mode="json"),
        "contracts": [
            {"package": label, **pay.slopes, "relative_effort": pay.effort, **pay.base_pays()}
            for label, pay in found.attribution.contracts.items()
        ],
        "attribution": found.attribution.rows(),
        "robustness": found.robustness.document(),
        "deception": found.deception.document(),
    }
    if found.tenures is not None:
        document["tenures"] = found.tenures.by_kind(scenario.executives.population)
    if found.across is not None:
        document["across"] = found.across.document()
    if found.goals is not None:
        document["goal_inference"] = found.goals.document()
    return document


def _print_all(scenario: Scenario, name: str, found: _Diagnosed) -> None:
    from sim.cli.attributing import print_attribution, print_tenures
    from sim.cli.deceiving import print_deception, print_suspicions
    from sim.cli.generalizing import print_across, print_robustness

    print_attribution(scenario, name, found.attribution)
    if found.tenures is not None:
        typer.echo("")
        print_tenures(found.tenures.by_kind(scenario.executives.population))
    typer.echo("")
    print_robustness(found.robustness)
    typer.echo("")
    print_deception(found.deception)
    if found.goals is not None:
        typer.echo("")
        print_suspicions(found.goals)
    if found.across is not None:
        typer.echo("")
        print_across(found.across)


def _write(place: Path, scenario: Scenario, found: _Diagnosed) -> None:
    """Every file whole or not at all."""
    import json

    import pyarrow as pa

    from sim.cli.output import plain
    from sim.cli.wording import spoken_chart
    from sim.diagnosis.attribution.waterfall import waterfall
    from sim.diagnosis.deception.charts import curve_chart, turn_chart
    from sim.diagnosis.robustness.charts import quadrants_chart, transitions_chart
    from sim.pictures.charts import styled, svg
    from sim.study.store.files import replacing, write_table

    document = plain(_document(scenario, found))
    texts: dict[str, str] = {
        "diagnosis.json": json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False)
        + "\n",
        "waterfall.svg": svg(spoken_chart(styled(waterfall(found.attribution.rows())))),
        "quadrants.svg": svg(spoken_chart(quadrants_chart(found.robustness, scenario.thresholds))),
        "transitions.svg": svg(spoken_chart(transitions_chart(found.robustness))),
        "deceptive.svg": svg(spoken_chart(curve_chart(found.deception))),
    }
    if found.deception.paths:  # somebody was deceptive for long enough
        texts["turn.svg"] = svg(spoken_chart(turn_chart(found.deception)))
    tables = {"firms.parquet": found.attribution.table(), "contexts.parquet": found.contexts}
    if found.tenures is not None:
        tables["tenures.parquet"] = found.tenures.columns()
    for name in FILES:
        if name not in texts and name not in tables:  # from an earlier time
            (place / name).unlink(missing_ok=True)
    for name, text in texts.items():
        with replacing(place / name) as path:
            path.write_text(text, encoding="utf-8")
    for name, columns in tables.items():
        with replacing(place / name) as path:
            write_table(pa.table(columns), path)
