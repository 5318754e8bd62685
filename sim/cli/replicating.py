"""`proxyfight replicate`: a published study beside what the simulator makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Debug, Out, Quiet, Seed, examples, folder, number_option

if TYPE_CHECKING:
    from sim.replication import Condition, HiddenAction, Replicate
    from sim.replication.agency import Agency
    from sim.replication.goals import GoalEffect

_STUDY = typer.Argument(
    metavar="STUDY",
    help="A published study (`proxyfight list replications`).",
    autocompletion=completing.replications,
)
_TURBULENCE = typer.Option(
    "--turbulence",
    metavar="5|25|45",
    help="Sd of the environment, percent of the second-best outcome; left out: all.",
    autocompletion=completing.choice("5", "25", "45"),
)
_PRINCIPAL = typer.Option(
    "--memory-principal",
    metavar="1|3|5|unlimited",
    help="Periods that the principal remembers; left out: all.",
    autocompletion=completing.choice("1", "3", "5", "unlimited"),
)
_AGENT = typer.Option(
    "--memory-agent",
    metavar="1|3|5|unlimited",
    help="Periods that the agent remembers; left out: all.",
    autocompletion=completing.choice("1", "3", "5", "unlimited"),
)
_RUNS = number_option("--runs", 2, 50_000, help="Pairs of principal and agent; the study has 700.")
_GOALS = typer.Option("--goals", help="What hidden goals in the population add to the study.")
_SET = typer.Option(
    "--set",
    metavar="PATH=VALUE",
    help="Change the study, as in search.alternatives=4; repeatable. It is then not compared.",
)
_SET_BY_GOALS = ("learns_from", "goal", "goal.share", "goal.work", "goal.diversion")
_VARIED = ("turbulence", "principal", "agent")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        "replicate",
        short_help="A published study beside the simulator's.",
        epilog=examples(
            "proxyfight replicate hidden-action              all 48 scenarios, z where published",
            "proxyfight replicate hidden-action --turbulence 25 --memory-principal 1 --json",
            "proxyfight replicate hidden-action --goals      with hidden goals in the population",
            "proxyfight replicate hidden-action --set search.alternatives=8",
        ),
    )(replicate)


def replicate(
    study: Annotated[str, _STUDY],
    turbulence: Annotated[str | None, _TURBULENCE] = None,
    memory_principal: Annotated[str | None, _PRINCIPAL] = None,
    memory_agent: Annotated[str | None, _AGENT] = None,
    runs: Annotated[int | None, _RUNS] = None,
    goals: Annotated[bool, _GOALS] = False,
    assign: Annotated[list[str] | None, _SET] = None,
    seed: Seed = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Play a published agent-based study as a configuration of the simulator's parts.

    Where means were published they stand beside the simulated ones, with the difference in
    standard errors of both. The exit status is 3 if more than one of these is beyond 3.5, or the
    mean of their squares is 2 or more.
    """
    from sim.cli.statuses import SOME_FAILED
    from sim.replication import agreement_of, find
    from sim.support.progress import PATIENCE, bar

    chosen = find(study)()
    conditions = chosen.conditions(turbulence, memory_principal, memory_agent)
    base = _base(study, assign or [], goals)
    place = None if out is None else folder(out, out)
    count = chosen.runs if runs is None else runs
    chosen.run(conditions[:1], 0, 2, base)  # what is compiled first is no measure of the rest
    with bar(f"replicating {study}", patience=PATIENCE, quiet=quiet) as report:
        if goals:
            from sim.replication.goals import USUAL_CONDITIONS, goal_effects

            asked = any(one is not None for one in (turbulence, memory_principal, memory_agent))
            some = conditions if asked else USUAL_CONDITIONS
            effects = goal_effects(some, seed=seed or 0, runs=count, base=base, progress=report)
        else:
            found = chosen.run(conditions, seed or 0, count, base, report)
    if goals:
        _answer_goals(effects, place, as_json)
        return
    _answer(chosen, found, place, as_json)
    if not agreement_of(found).holds:
        raise typer.Exit(SOME_FAILED)


def _base(study: str, assigned: list[str], goals: bool) -> Agency:
    """The study's agency with what is changed of it; ``goals`` have their own."""
    from sim.replication.agency import Agency
    from sim.support.inputs import InputError, assign, parse_assignment

    data: dict[str, Any] = Agency().model_dump(mode="json")
    for text in assigned:
        path, value = parse_assignment(text)
        if path.partition(".")[0] in _VARIED:
            raise InputError(
                f"--set {path}: is what the study varies; expected --turbulence, "
                "--memory-principal or --memory-agent"
            )
        if goals and path in _SET_BY_GOALS:
            raise InputError(f"--set {path}: expected none beside --goals, which sets it")
        assign(data, path, value)
    return Agency.read(data, study)


def _answer(study: HiddenAction, found: list[Replicate], place: Path | None, as_json: bool) -> None:
    from sim.cli.output import print_json
    from sim.replication.charts import finding

    documents = [one.document() for one in found]
    document: Any = documents[0] if len(documents) == 1 else documents
    if place is not None:
        _keep(place, document, finding(found))
    if as_json:
        print_json(document)
        return
    _print(study, found)


def _answer_goals(effects: list[GoalEffect], place: Path | None, as_json: bool) -> None:
    from sim.cli.output import print_json
    from sim.replication.charts import goals

    document = {"goals": [one.document() for one in effects]}
    if place is not None:
        _keep(place, document, goals(effects))
    if as_json:
        print_json(document)
        return
    _print_goals(effects)


def _keep(place: Path, document: Any, picture: Any) -> None:
    """Write the result and its picture into a folder."""
    import json

    from sim.cli.output import plain
    from sim.cli.wording import spoken_chart
    from sim.pictures.charts import save
    from sim.study.store.files import replacing

    place.mkdir(parents=True, exist_ok=True)
    with replacing(place / "result.json") as draft:
        text = json.dumps(plain(document), indent=2, allow_nan=False, ensure_ascii=False)
        draft.write_text(text + "\n", encoding="utf-8")
    with replacing(place / "picture.svg") as draft:
        drawn = draft.with_suffix(".svg")
        save(spoken_chart(picture), drawn)
        drawn.replace(draft)


def _print(study: HiddenAction, found: list[Replicate]) -> None:
    from sim.cli.output import new_table, print_table, wrapped
    from sim.replication import agreement_of

    detailed = len(found) == 1
    last = max(found[0].means["effort"])
    table = new_table(
        study.question,
        f"Means over {found[0].runs} runs"
        + ("" if detailed else f" in period {last}")
        + ", published ones behind them, and the difference in standard errors of both. sd: "
        "turbulence, percent; memory: of principal/agent; pay %: the premium; left: to the "
        + f"principal; {'t: the period' if detailed else 'max: the largest z of all periods'}.",
    )
    for title in ("sd", "memory", *(["t"] if detailed else [])):
        table.add_column(title, justify="right", no_wrap=True)
    for measure in ("effort", "pay %", "left"):
        for title in (measure, "publ.", "z"):
            table.add_column(title, justify="right", no_wrap=True)
    if not detailed:
        table.add_column("max", justify="right", no_wrap=True)
    before = found[0].condition.turbulence
    for one in found:
        if one.condition.turbulence != before:
            table.add_section()
            before = one.condition.turbulence
        for period in one.means["effort"] if detailed else [last]:
            labels = [str(period)] if detailed else []
            worst = [] if detailed else [_largest(one)]
            table.add_row(*_where(one.condition), *labels, *_cells(one, period), *worst)
    print_table(table)
    best = found[0].agency.benchmark
    typer.echo(
        wrapped(
            f"Second best in an average environment: effort {best.effort:.4f}, premium "
            f"{best.premium:.4f}, principal {best.principal:.4f}, agent {best.agent:.4f}, outcome "
            f"{best.outcome:.4f}; the largest effort that can be induced is "
            f"{best.largest_effort:.4f}, at a premium of {best.largest_premium:.4f}."
        )
    )
    agreement = agreement_of(found)
    if agreement.compared:
        typer.echo(
            wrapped(
                f"Of {agreement.compared} published means {agreement.far} are beyond 3.5 standard "
                f"errors (at most 1 may be), the farthest at {agreement.largest:.2f}; mean z "
                f"squared is {agreement.mean_square:.2f} (below 2): "
                f"{'replicated' if agreement.holds else 'NOT REPLICATED'}."
            )
        )
    else:
        typer.echo("Nothing was published of what was played.")
    typer.echo(wrapped(f"After {study.source}."))


def _where(condition: Condition) -> list[str]:
    """Turbulence and memories, in few columns."""
    memories = ["all" if one == "unlimited" else one for one in condition[1:]]
    return [str(condition.turbulence), "/".join(memories)]


def _cells(one: Replicate, period: int) -> list[str]:
    """Simulated, published, z: for every measure."""
    cells = []
    for measure, (scale, digits) in _SCALES.items():
        cells.append(f"{scale * one.means[measure][period][0]:.{digits}f}")
        there = (one.published or {}).get(measure, {}).get(period)
        cells.append("-" if there is None else f"{scale * there[0]:.{digits}f}")
        cells.append("-" if there is None else f"{one.z[measure][period]:+.1f}")
    return cells


def _largest(one: Replicate) -> str:
    sizes = [abs(z) for z in one.differences]
    return f"{max(sizes):.1f}" if sizes else "-"


def _print_goals(effects: list[GoalEffect]) -> None:
    from sim.cli.output import new_table, print_table, wrapped
    from sim.support.words import with_interval

    last = max(effects[0].added)
    table = new_table(
        "What hidden goals in the population add",
        f"Means over {effects[0].runs} runs in period {last}. Added: to what is left to the "
        "principal, compared run by run with the same principal at the same luck if nobody has a "
        "hidden goal, with half of its 95 % interval. sd: turbulence, percent; memory: of "
        "principal/agent; told: whether the principal learns what the environment was; pay %: the "
        "premium; takes: effort that diverts; left: to the principal.",
    )
    for title in ("sd", "memory"):
        table.add_column(title, justify="right", no_wrap=True)
    for title in ("told", "goal"):
        table.add_column(title, no_wrap=True)
    for title in ("share", "effort", "pay %", "takes", "left", "added"):
        table.add_column(title, justify="right", no_wrap=True)
    before = effects[0]
    for one in effects:
        if (one.condition, one.learns_from) != (before.condition, before.learns_from):
            table.add_section()
            before = one
        cells = [_where(one.condition), ["yes" if one.learns_from == "environment" else "no"]]
        cells += [[one.goal, f"{100 * one.share:.0f}%"], _levels(one, last)]
        added = zip(("mean", "low", "high"), one.added[last]["principal_utility"], strict=True)
        table.add_row(*(cell for some in cells for cell in some), with_interval(dict(added)))
    print_table(table)
    typer.echo(
        wrapped(
            "drive: a private benefit of 0.25 per unit of effort; leisure: as much per unit less; "
            "diversion: 1 per unit of effort spent on taking away what work brings. No principal "
            "knows of it; one who is not told takes what it cannot explain for the environment."
        )
    )


def _levels(one: GoalEffect, period: int) -> list[str]:
    scales = {**_SCALES, "diverted": (1.0, 3)}
    measures = ("effort", "premium", "diverted", "principal_utility")
    return [
        f"{scales[name][0] * (one.level[period][name][0] or 0.0):.{scales[name][1]}f}"
        for name in measures
    ]


_SCALES = {"effort": (1.0, 3), "premium": (100.0, 2), "principal_utility": (1.0, 2)}
"""How measures are shown: factor and decimals."""
