"""`proxyfight findings`: what the experiments found, from stored results."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Debug, examples

_EXPERIMENT = typer.Argument(
    metavar="EXPERIMENT",
    help="An experiment with findings; left out: all.",
    show_default=False,
    autocompletion=completing.settled,
)


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        "findings",
        short_help="What the experiments found, and how sure it is.",
        epilog=examples(
            "proxyfight findings",
            "proxyfight findings does-search-matter",
            "proxyfight findings --json",
        ),
    )(findings)


def findings(
    experiment: Annotated[str | None, _EXPERIMENT] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Show what the named experiments found: the claim, its estimate, and whether it survives.

    Results are stored with the package. A finding is robust if at least 90 % of draws of all other
    parameters have its sign, fragile below 70 %, and conditional between.
    """
    from sim.experiments.stored import command, settled_names, stored

    chosen = settled_names() if experiment is None else [experiment]
    found = [stored(name) for name in chosen]
    if as_json:
        from sim.cli.output import print_json

        print_json(
            {
                "findings": [one for each in found for one in each["findings"]],
                "stale": [each["experiment"] for each in found if each["stale"]],
                "commands": [command(name) for name in chosen],
            }
        )
        return
    for each in found:
        _print(each, whole=experiment is not None)
    typer.echo("Made anew by: " + (command(chosen[0]) if experiment else "make findings"))


def _print(found: dict[str, Any], whole: bool) -> None:
    from rich.text import Text

    from sim.cli.output import new_table, print_table, wrapped
    from sim.support.words import short

    typer.secho(wrapped(f"{found['experiment']}: {found['question']}"), bold=True)
    if whole:
        typer.echo(wrapped(f"expected: {found['hypothesis']}", "  "))
    typer.echo(wrapped(found["answer"], "  "))
    table = new_table("")
    for heading in ("finding", "difference", "95 %", "same sign", "verdict", "hypothesis"):
        right = heading in ("difference", "95 %", "same sign")
        table.add_column(heading, justify="right" if right else "left")
    for one in found["findings"]:
        mean, low, high = one["estimate"]
        same = round(one["same_sign_share"] * one["draws"])
        table.add_row(
            Text(one["claim"]),
            short(mean),
            f"{short(low)} to {short(high)}",
            f"{same} of {one['draws']}",
            one["verdict"],
            one["hypothesis"],
        )
    print_table(table)
    for one in found["findings"]:
        if whole:
            typer.echo(wrapped(f"{one['claim']}: {one['sentence']} ({one['measure']})", "", "  "))
        if whole and one["condition"]:
            typer.echo(wrapped(_on_condition(str(one["condition"])), "  "))
    if found["stale"]:
        typer.echo(wrapped("The experiment has changed since these results were stored.", "  "))
    typer.echo("")


def _on_condition(condition: str) -> str:
    """A region in which it holds, or changes under which it does not."""
    if condition.startswith("not under"):
        return condition.replace("not under:", "the sign is another under", 1)
    return f"holds where {condition}"
