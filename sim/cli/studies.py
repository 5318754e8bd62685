"""`proxyfight report`, `merge` and `status`: what a study on disk holds, and how far it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Debug, examples
from sim.cli.wording import chosen_words
from sim.study import STUDIES

if TYPE_CHECKING:
    from sim.study import Status, Study

StudyRef = Annotated[
    str,
    typer.Argument(
        metavar="STUDY",
        help="A folder, or a name under studies/.",
        show_default=False,
        autocompletion=completing.studies,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        short_help="Write the HTML report of a study again.",
        epilog=examples(
            "proxyfight report headline",
            "proxyfight report headline --explore          one file to mail, with filters",
            "proxyfight report headline --words ai         the same in words of AI",
        ),
    )(report)
    app.command(
        short_help="Join shards of a study into one.",
        epilog=examples(
            "proxyfight sweep mine.yaml --shard 1/2 --out studies/one",
            "proxyfight sweep mine.yaml --shard 2/2 --out studies/two",
            "proxyfight merge studies/one studies/two --out studies/mine",
        ),
    )(merge)
    app.command(
        short_help="How far studies are.",
        epilog=examples("proxyfight status", "proxyfight status headline"),
    )(status)


def report(
    study: StudyRef,
    explore: Annotated[
        bool,
        typer.Option(
            "--explore",
            help="Write explore.html instead: all cells, with pictures and filters, in one file "
            "that can be mailed.",
        ),
    ] = False,
    debug: Debug = False,
) -> None:
    """Write the HTML report of a study again, or a page to explore it, and say where it is."""
    opened = find_study(study)
    from sim.report.explore import write_explore
    from sim.report.report import write_report

    typer.echo(write_explore(opened) if explore else write_report(opened, chosen_words()))


def merge(
    studies: Annotated[
        list[str],
        typer.Argument(
            metavar="STUDY...",
            help="Folders of shards, or names under studies/.",
            show_default=False,
            autocompletion=completing.studies,
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The whole study.", show_default=False)
    ],
    debug: Debug = False,
) -> None:
    """Join shards, which `sweep --shard` made, into one study; they stay as they are."""
    from sim.report.report import write_report
    from sim.study.store.joining import join_studies

    joined = join_studies([find_study(one).path for one in studies], out)
    done = joined.status()
    if done.done:
        write_report(joined, chosen_words())
    if done.done < done.total:
        typer.echo(
            f"proxyfight: {joined.path} is unfinished: {done.done} of {done.total} runs; "
            f"`proxyfight sweep {joined.path}` plays the rest",
            err=True,
        )
    typer.echo(joined.path)


def status(
    study: Annotated[
        str | None,
        typer.Argument(
            metavar="[STUDY]",
            help="Left out: all under studies/.",
            autocompletion=completing.studies,
        ),
    ] = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say how far a study is, or all of them."""
    entries: list[tuple[Path, Status | str]]
    if study is None:
        entries = found()
    else:
        opened = find_study(study)
        entries = [(opened.path, opened.status())]
    if as_json:
        from sim.cli.output import print_json

        print_json(
            [
                {"study": str(path), **state._asdict()}
                if isinstance(state, tuple)
                else {"study": str(path), "trouble": state}
                for path, state in entries
            ]
        )
        return
    from incentives.sentences import one_line

    if not entries:
        typer.echo(f"There are no studies in {STUDIES}/.")
    for path, state in entries:
        if isinstance(state, str):
            typer.echo(one_line(state))
            continue
        failed = f", {state.failed} failed" if state.failed else ""
        typer.echo(one_line(f"{path}: {state.done} of {state.total} runs done{failed}"))


def find_study(ref: str) -> Study:
    """The study in a folder, or of a name under ``studies/``.

    Raises:
        InputError: If there is none.
    """
    from sim.study import Study
    from sim.support.inputs import InputError, suggest

    for path in (Path(ref), STUDIES / ref):
        if _holds_one(path):
            return Study.open(path)
    entries = found()
    known = [path.name for path, state in entries if not isinstance(state, str)]
    hint = suggest(Path(ref).name, known) if known else "make one with `proxyfight sweep`"
    damaged = [state for _, state in entries if isinstance(state, str)]
    more = f" (what else is there: {damaged[0]})" if damaged else ""
    raise InputError(f"{ref}: no study is there; {hint}{more}")


def is_study(ref: str) -> bool:
    """Whether ``ref`` is a folder that holds a study."""
    return "/" in ref and _holds_one(Path(ref))


def _holds_one(path: Path) -> bool:
    try:
        return (path / "manifest.json").exists()
    except OSError:  # a name that is too long for any file
        return False


def found() -> list[tuple[Path, Status | str]]:
    """The studies under ``studies/`` and how far they are, or what is wrong with them."""
    from sim.study import Study
    from sim.support.inputs import InputError

    entries: list[tuple[Path, Status | str]] = []
    for manifest in sorted(STUDIES.glob("*/manifest.json")):
        try:
            entries.append((manifest.parent, Study.open(manifest.parent).status()))
        except InputError as error:
            entries.append((manifest.parent, str(error)))
    return entries


def stop_if_failed(study: Study) -> None:
    """Exit status 3 with what failed, if something did."""
    if sentence := study.what_failed():
        print(f"proxyfight: {sentence}", file=sys.stderr)
        raise typer.Exit(3)
