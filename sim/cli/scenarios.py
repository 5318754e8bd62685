"""`proxyfight show` and `proxyfight schema`: what a scenario is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sim.cli.options import (
    AsJson,
    Assignments,
    Debug,
    ScenarioRef,
    Seed,
    WorldCount,
    examples,
    scenario_of,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        short_help="Print a scenario with every field, as YAML.",
        epilog=examples(
            "proxyfight show                          the default economy, every field",
            "proxyfight show flip > mine.yaml         a file to start from",
            "proxyfight show --set package.filters='[track-record]'",
        ),
    )(show)
    app.command(
        short_help="Print the JSON Schema of scenario files.",
        epilog=examples(
            "proxyfight schema > scenario.schema.json",
            "proxyfight schema --experiment > experiment.schema.json",
            "# yaml-language-server: $schema=scenario.schema.json    (first line of a scenario)",
        ),
    )(schema)


def show(
    scenario: ScenarioRef = None,
    assign: Assignments = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Print a scenario with every field: YAML that reads back as the same scenario."""
    data = scenario_of(scenario, assign, seed, worlds).model_dump(mode="json", exclude_none=True)
    if as_json:
        from sim.cli.output import print_json

        print_json(data)
    else:
        from sim.scenario.presets import as_yaml

        typer.echo(as_yaml(data), nl=False)


def schema(
    experiment: Annotated[
        bool, typer.Option("--experiment", help="Of experiment files instead.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check."""
    from sim.cli.output import print_json
    from sim.scenario.scenario import Scenario

    if experiment:
        from sim.study.design.schema import experiment_schema

        print_json(experiment_schema())
        return

    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Scenario.model_json_schema(),
    }
    _allow_numbers_for_members(document)
    print_json(document)


def _allow_numbers_for_members(document: dict[str, Any]) -> None:
    """A population may give bare shares, which pydantic's schema does not know."""
    population = document["$defs"]["Executives"]["properties"]["population"]
    share = {"type": "number", "minimum": 0, "maximum": 1, "description": "share of candidates"}
    population["additionalProperties"] = {"anyOf": [population["additionalProperties"], share]}
