"""`proxyfight list`: what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Debug, examples
from sim.cli.wording import said

ListEntry = dict[str, Any]


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
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="presets, experiments, measures, metrics, schemes, filters, oversight, goals, "
            "cognition, checks, labs, claims, replications, words or studies; left out: how many "
            "there are of each.",
            show_default=False,
            autocompletion=completing.kinds,
        ),
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """List presets, experiments, measures, parts, goals, cognitions, checks, labs or studies."""
    known = sources()
    if kind is None:
        kind = "kinds"
        known[kind] = partial(_kinds, dict(known))
    if kind not in known:
        from sim.support.inputs import InputError, clipped, suggest

        raise InputError(f"list {clipped(kind)}: no such thing; {suggest(kind, known)}")
    entries = known[kind]()
    from sim.cli.output import print_json

    if as_json:
        print_json(entries)
        return
    if not entries:
        typer.echo(f"There are no {kind} here.")
        return
    width = max(len(entry["name"]) for entry in entries) + 2
    for entry in entries:
        _print(entry, width)


def _print(entry: ListEntry, width: int) -> None:
    """Name and summary; parameters and source below them, where there are any."""
    from sim.cli.output import folded
    from sim.gallery.parameters import setting

    unit = said(f" ({entry['unit']})") if "unit" in entry else ""
    left, inner = " " * width, " " * (width + 2)
    typer.echo(folded(f"{entry['name']:<{width}}{said(entry['summary'])}{unit}", left))
    for parameter in entry.get("parameters", []):
        text = f"{inner}{setting(parameter)}: {said(parameter['description'])}"
        typer.echo(folded(text, f"{inner}    "))
    if entry.get("answer"):
        text = f"{left}{said(entry['answer'])} ({entry['verdict']})"
        typer.echo(folded(text, left))
    if "source" in entry:
        typer.echo(folded(f"{inner}after {entry['source']}", f"{inner}    "))


def _kinds(sources: dict[str, Callable[[], list[ListEntry]]]) -> list[ListEntry]:
    return [{"name": kind, "summary": str(len(list_all()))} for kind, list_all in sources.items()]


def _presets() -> list[ListEntry]:
    from sim.scenario.presets import preset_names

    return [{"name": name, "summary": text} for name, text in preset_names().items()]


def _experiments() -> list[ListEntry]:
    from sim.experiments.stored import settled_names, stored
    from sim.study import load_experiment
    from sim.study.design.experiment import experiment_names

    known = settled_names()
    entries = []
    for name, question in experiment_names().items():
        entry: ListEntry = {"name": name, "summary": question, "question": question}
        found = stored(name) if name in known else {}
        entry["hypothesis"] = load_experiment(name).hypothesis or None
        entry["answer"] = found.get("answer") or None
        entry["verdict"] = found.get("verdict")
        entries.append(entry)
    return entries


def _measures() -> list[ListEntry]:
    from sim.tables.columns import COLUMNS, MEASURES

    columns = COLUMNS["runs"]
    return [
        {"name": name, "summary": columns[name].text, "unit": columns[name].unit}
        for name in MEASURES
    ]


def _parts(family: str) -> list[ListEntry]:
    from incentives import catalogue
    from sim.gallery.parameters import parameters

    return [
        {
            "name": name,
            "summary": part.summary,
            "purpose": part.purpose,
            "source": part.source,
            "module": part.__module__,
            "parameters": parameters(part),
        }
        for name, part in catalogue(family).items()
    ]


def _checks() -> list[ListEntry]:
    from sim.checks import catalogue
    from sim.gallery.parameters import parameters

    return [
        {
            "name": name,
            "summary": check.summary,
            "source": check.source,
            "parameters": parameters(check),
        }
        for name, check in catalogue().items()
    ]


def _labs() -> list[ListEntry]:
    from sim.gallery.parameters import parameters
    from sim.lab.catalogue import catalogue

    return [
        {
            "name": name,
            "summary": lab.summary,
            "source": lab.source,
            "parameters": parameters(lab),
        }
        for name, lab in catalogue().items()
    ]


def _replications() -> list[ListEntry]:
    from sim.gallery.parameters import parameters
    from sim.replication import REPLICATIONS
    from sim.replication.agency import Agency

    return [
        {
            "name": name,
            "summary": study.summary,
            "source": study.source,
            "parameters": parameters(Agency),
        }
        for name, study in REPLICATIONS.items()
    ]


def _claims() -> list[ListEntry]:
    from sim.claims.catalogue import claim_names

    return [{"name": name, "summary": claim} for name, claim in claim_names().items()]


def _goals() -> list[ListEntry]:
    from agents.goals import ARCHETYPES, SUMMARIES

    return [
        {"name": name, "summary": SUMMARIES[name], "weights": goal._asdict()}
        for name, goal in ARCHETYPES.items()
    ]


def _cognitions() -> list[ListEntry]:
    from agents.cognition import catalogue

    return [{"name": name, "summary": way.summary} for name, way in catalogue().items()]


def _words() -> list[ListEntry]:
    """The table of terms: a counterpart in words of AI, or that there is none."""
    from sim.support.vocabulary import sources, terms

    works = sources()
    return [
        {
            "name": row.firm,
            "summary": f"{row.ai or 'no counterpart'}: {row.note}",
            "ai": row.ai,
            "note": row.note,
            "forms": row.forms,
            "sources": [works[name] for name in row.sources],
        }
        for row in terms()
    ]


def _studies() -> list[ListEntry]:
    from incentives.sentences import one_line
    from sim.cli.studies import found

    return [
        {
            "name": one_line(str(path)),
            "summary": one_line(status)
            if isinstance(status, str)
            else f"{status.done} of {status.total} runs done",
        }
        for path, status in found()
    ]


def sources() -> dict[str, Callable[[], list[ListEntry]]]:
    """What lists everything of a kind, by the name of the kind."""
    from incentives import FAMILIES

    return {
        "presets": _presets,
        "experiments": _experiments,
        "measures": _measures,
        **{family: partial(_parts, family) for family in FAMILIES},
        "goals": _goals,
        "cognition": _cognitions,
        "checks": _checks,
        "labs": _labs,
        "claims": _claims,
        "replications": _replications,
        "words": _words,
        "studies": _studies,
    }
