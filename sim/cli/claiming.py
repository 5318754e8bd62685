"""`proxyfight robust`: a claim under draws of the parameters that it does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Debug, Quiet, Seed, WorldCount, examples, number_option

if TYPE_CHECKING:
    from sim.claims.robustness import ClaimTest

_CLAIM = typer.Argument(
    metavar="CLAIM",
    help="A claim (`proxyfight list claims`); left out: all.",
    show_default=False,
    autocompletion=completing.claims,
)
_DRAWS = number_option("--draws", 2, 100_000, help="Draws of the background (20).")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        "robust",
        short_help="A claim under draws of the background.",
        epilog=examples(
            "proxyfight robust clawback",
            "proxyfight robust deferral-alone --draws 100     where does it hold?",
            "proxyfight robust --json",
        ),
    )(robust)


def robust(
    claim: Annotated[str | None, _CLAIM] = None,
    draws: Annotated[int | None, _DRAWS] = None,
    seed: Seed = None,
    worlds: WorldCount = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Ask whether a claim survives other parameters.

    Both sides of the claim are played at its own parameters, and at draws of all that neither side
    sets. A claim is robust if at least 90 % of the draws have its sign, fragile below 70 %, and
    conditional between; then the region is sought in which it holds. A claim about an attribution,
    as in `outer - goals`, plays one scenario and its twins: what causes have lost there.
    """
    from sim.claims.catalogue import claim_names, find_claim
    from sim.claims.robustness import DRAWS, examine
    from sim.support.progress import PATIENCE, bar

    if claim is not None:
        find_claim(claim)
    names = list(claim_names()) if claim is None else [claim]
    count = DRAWS if draws is None else draws
    found = []
    with bar("comparing", patience=PATIENCE, quiet=quiet) as report:
        each = count + 1
        for place, name in enumerate(names):

            def advance(done: float, _: float, before: int = place * each) -> None:
                report(before + done, len(names) * each)

            found.append(examine(name, count, seed or 0, worlds, advance))
    if as_json:
        from sim.cli.output import print_json

        print_json({"claims": [one.document() for one in found]})
        return
    _print(found)


def _print(found: list[ClaimTest]) -> None:
    from rich.text import Text

    from sim.cli.output import new_table, print_table, wrapped
    from sim.support.words import short

    table = new_table("Claims, and their sign under other parameters")
    table.add_column("claim")
    for heading in ("difference", "95 %", "same sign", "verdict"):
        table.add_column(heading, justify="left" if heading == "verdict" else "right")
    for one in found:
        mean, low, high = one.estimate
        agree = f"{int(one.same.sum())} of {one.same.size}"
        table.add_row(
            Text(one.name), short(mean), f"{short(low)} to {short(high)}", agree, one.verdict
        )
    print_table(table)
    for one in found:
        typer.echo(wrapped(f"{one.name}: {one.claim} ({one.measure})", "", "  "))
        if one.condition:
            typer.echo(wrapped(f"holds where {one.condition}", "  "))
        elif one.verdict != "robust":
            typer.echo(wrapped("no region of the background was found in which it holds", "  "))
