"""The commands of `proxyfight` and the help that introduces them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from sim.cli import (
    answering,
    bench,
    claiming,
    comparing,
    completing,
    dashboard,
    diagnosing,
    facts,
    findings,
    firms,
    hiring,
    lab,
    listing,
    replicating,
    running,
    scenarios,
    studies,
    sweeping,
    tables,
    validate,
)
from sim.cli.options import examples
from sim.cli.wording import WORDS_HELP, WORDS_OPTION, with_words

if TYPE_CHECKING:
    from typer.core import TyperGroup

app = typer.Typer(
    name="proxyfight",
    # plain help starts in a third of the time that rich takes
    rich_markup_mode=None,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "proxyfight run                                the default economy",
        "proxyfight run many-misaligned --worlds 16    another preset, fewer worlds",
        "proxyfight compare default unaware            what awareness is worth",
        "proxyfight diagnose                           where the value went",
        "proxyfight sweep headline                     the main experiment",
        "proxyfight dashboard                          the same in a browser",
        "proxyfight list presets                       what there is",
    ),
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"proxyfight {version('proxyfight')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
    words: Annotated[
        str | None,
        typer.Option(
            WORDS_OPTION,
            metavar="firm|ai",
            help=f"{WORDS_HELP} Also after a command; PROXYFIGHT_WORDS sets it for all.",
            autocompletion=completing.choice("firm", "ai"),
        ),
    ] = None,
) -> None:
    """Shareholders hire executives with hidden goals: a laboratory of the principal-agent problem.

    Exit status: 0 done; 2 the input is wrong, and nothing was written; 3 finished, but some
    runs or checks failed; 130 interrupted, and what is done is kept; 141 nobody reads what is
    printed; 1 anything else, such as a full disk.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for module in (
    running,
    sweeping,
    comparing,
    diagnosing,
    hiring,
    validate,
    facts,
    replicating,
    lab,
    claiming,
    findings,
    dashboard,
    studies,
    answering,
    tables,
    listing,
    scenarios,
    firms,
    bench,
):
    module.register(app)


def command() -> TyperGroup:
    """The commands as one object that can be invoked."""
    return with_words(cast("TyperGroup", typer.main.get_command(app)))
