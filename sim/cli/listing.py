"""`proxyfight list`: what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, Debug, examples

if TYPE_CHECKING:
    from pydantic import BaseModel

Entry = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        "list",
        short_help="What there is to choose from.",
        epilog=examples(
            "proxyfight list presets",
            "proxyfight list schemes           with their parameters, defaults and bounds",
            "proxyfight list measures          what experiments can report, with units",
            "proxyfight list filters --json",
        ),
    )(list_)


def list_(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="presets, experiments, measures, metrics, schemes, filters, oversight, goals, "
            "cognition, checks or studies.",
            show_default=False,
        ),
    ],
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List presets, experiments, measures, parts, goals, cognitions, checks or studies."""
    if kind not in _SOURCES:
        from sim.inputs import InputError, suggest

        raise InputError(f"list {kind}: no such thing; {suggest(kind, list(_SOURCES))}")
    entries = _SOURCES[kind]()
    from sim.cli.output import print_json

    if as_json:
        print_json(entries)
        return
    if not entries:
        typer.echo(f"There are no {kind} here.")
        return
    width = max(len(entry["name"]) for entry in entries) + 2
    for entry in entries:
        unit = f" ({entry['unit']})" if "unit" in entry else ""
        typer.echo(f"{entry['name']:<{width}}{entry['summary']}{unit}")
        for parameter in entry.get("parameters", []):
            typer.echo(f"{'':<{width}}  {_described(parameter)}")
        if "source" in entry:
            typer.echo(f"{'':<{width}}  after {entry['source']}")


def _presets() -> list[Entry]:
    from sim.presets import preset_names

    return [{"name": name, "summary": text} for name, text in preset_names().items()]


def _experiments() -> list[Entry]:
    from sim.study import experiment_names

    return [{"name": name, "summary": text} for name, text in experiment_names().items()]


def _measures() -> list[Entry]:
    from sim.measures import COLUMNS, MEASURES

    columns = COLUMNS["runs"]
    return [
        {"name": name, "summary": columns[name].text, "unit": columns[name].unit}
        for name in MEASURES
    ]


def _parts(family: str) -> list[Entry]:
    from incentives import catalogue

    return [
        {
            "name": name,
            "summary": part.summary,
            "source": part.source,
            "parameters": _parameters(part),
        }
        for name, part in catalogue(family).items()
    ]


def _checks() -> list[Entry]:
    from sim.checks import catalogue

    return [
        {
            "name": name,
            "summary": check.summary,
            "source": check.source,
            "parameters": _parameters(check),
        }
        for name, check in catalogue().items()
    ]


def _parameters(model: type[BaseModel]) -> list[Entry]:
    properties = model.model_json_schema().get("properties", {})
    return [_parameter(field, schema) for field, schema in properties.items()]


def _parameter(name: str, schema: dict[str, Any]) -> Entry:
    return {
        "name": name,
        "default": schema.get("default"),
        "type": schema.get("type"),
        "low": schema.get("minimum", schema.get("exclusiveMinimum")),
        "low_included": "exclusiveMinimum" not in schema,
        "high": schema.get("maximum", schema.get("exclusiveMaximum")),
        "high_included": "exclusiveMaximum" not in schema,
        "description": schema.get("description", ""),
    }


def _described(parameter: Entry) -> str:
    from sim.cli.output import number

    def bound(value: float | None) -> str:
        return "any" if value is None else f"{value:g}"

    left = "[" if parameter["low_included"] else "("
    right = "]" if parameter["high_included"] else ")"
    default = parameter["default"]
    shown = number(default) if isinstance(default, float) and default > 1e5 else default
    bounds = f"{left}{bound(parameter['low'])}, {bound(parameter['high'])}{right}"
    return f"{parameter['name']} = {shown} in {bounds}: {parameter['description']}"


def _goals() -> list[Entry]:
    from agents.goals import ARCHETYPES, SUMMARIES

    return [
        {"name": name, "summary": SUMMARIES[name], "weights": goal._asdict()}
        for name, goal in ARCHETYPES.items()
    ]


def _cognitions() -> list[Entry]:
    from agents.cognition import COGNITION

    return [{"name": name, "summary": summary} for name, summary in COGNITION.items()]


def _studies() -> list[Entry]:
    from sim.cli.studies import found

    return [
        {"name": str(path), "summary": f"{status.done} of {status.total} chunks done"}
        for path, status in found()
    ]


_SOURCES: dict[str, Callable[[], list[Entry]]] = {
    "presets": _presets,
    "experiments": _experiments,
    "measures": _measures,
    "metrics": partial(_parts, "metrics"),
    "schemes": partial(_parts, "schemes"),
    "filters": partial(_parts, "filters"),
    "oversight": partial(_parts, "oversight"),
    "goals": _goals,
    "cognition": _cognitions,
    "checks": _checks,
    "studies": _studies,
}
