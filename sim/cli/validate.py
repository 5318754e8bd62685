"""`proxyfight validate`: theory against simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Debug, examples

if TYPE_CHECKING:
    from sim.checks import Check, Result

_CHECK = typer.Argument(
    metavar="CHECK",
    help="A check (`proxyfight list checks`); left out: all.",
    show_default=False,
    autocompletion=completing.checks,
)
_SET = typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter, as in n=8; repeatable.")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="Textbook results against the simulator's own.",
        epilog=examples(
            "proxyfight validate",
            "proxyfight validate winners-curse --set n=16 --set se=0.5",
            "proxyfight validate baker --set 'mu=[1,0.5]' --set 'nu=[1,-0.3]' --json",
        ),
    )(validate)


def validate(
    check: Annotated[str | None, _CHECK] = None,
    assign: Annotated[list[str] | None, _SET] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Compare textbook results with what the simulator makes of the same model.

    The exit status is 3 if a check fails.
    """
    from sim.cli.statuses import SOME_FAILED
    from sim.support.progress import bar

    chosen = _chosen(check, assign or [])
    results = []
    with bar("checking") as report:
        from sim.checks import run_check

        for short, one in enumerate(chosen):
            report(short, len(chosen))
            results.append(run_check(one))
        report(len(chosen), len(chosen))
    if as_json:
        from sim.cli.output import print_json

        documents = [result.document() for result in results]
        print_json(documents[0] if check else {"checks": documents})
    else:
        _print(results)
    if not all(result.passed for result in results):
        raise typer.Exit(SOME_FAILED)


def _chosen(name: str | None, assigned: list[str]) -> list[Check]:
    from sim.checks import catalogue, find
    from sim.support.inputs import InputError, parse_assignment

    if name is None:
        if assigned:
            raise InputError("--set: expected the name of a check before it")
        return [check() for check in catalogue().values()]
    check = find(name)
    parameters: dict[str, Any] = dict(parse_assignment(text) for text in assigned)
    return [check.read(parameters, name)]


def _print(results: list[Result]) -> None:
    from sim.cli.output import new_table, print_table, wrapped
    from sim.support.words import short

    failed = sum(not result.passed for result in results)
    table = new_table(
        "Theory against simulation",
        f"{len(results) - failed} of {len(results)} checks passed. "
        "z counts standard errors; where there are none, hundred-thousandths of the value.",
    )
    for title in ("check", "output"):
        table.add_column(title, no_wrap=True)
    for title in ("theory", "simulated", "s.e.", "z"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("verdict")
    for result in results:
        for row, output in enumerate(result.theory):
            error = result.standard_error[output]
            table.add_row(
                result.check.name if row == 0 else "",
                output,
                short(result.theory[output]),
                short(result.simulated[output]),
                short(error) if error > 0 else "exact",
                f"{result.z[output]:.1f}",
                ("passed" if result.passed else "FAILED") if row == 0 else "",
            )
    print_table(table)
    if len(results) == 1:
        check = results[0].check
        given = check.model_dump(mode="json").items()
        typer.echo(wrapped(f"Model: {check.assumptions}"))
        typer.echo(wrapped("With " + ", ".join(f"{name} = {value}" for name, value in given) + "."))
        typer.echo(wrapped(f"After {check.source}. From {check.exercises}."))
