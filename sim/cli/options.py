"""Options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import CallbackParam

from sim.cli import completing

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def whole(low: int, high: int | None = None) -> Any:
    """What makes a number of an option's text, as YAML has it."""

    def read(parameter: CallbackParam, value: Any) -> int | None:
        if value is None or isinstance(value, int):
            return value
        from sim.support.inputs import whole_number

        return whole_number(parameter.opts[0], value, low, high)

    return read


def number_option(name: str, low: int, high: int | None = None, **more: Any) -> Any:
    """An option that takes a whole number."""
    return typer.Option(name, parser=str, callback=whole(low, high), metavar="NUMBER", **more)


def _insist(given: bool) -> bool:
    if given:
        import os

        from sim.support.memory import INSIST

        os.environ[INSIST] = "1"  # workers inherit it
    return given


ScenarioRef = Annotated[
    str | None,
    typer.Argument(
        metavar="PRESET|FILE.yaml",
        help="A preset (`proxyfight list presets`) or a file.",
        autocompletion=completing.scenarios,
    ),
]
Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Set a field, as in quarters=20; repeatable.",
        autocompletion=completing.assignments,
    ),
]
Seed = Annotated[int | None, number_option("--seed", 0, 2**63 - 1, help="Seed of all draws.")]
WorldCount = Annotated[int | None, number_option("--worlds", 1, 10_000_000, help="Replicates.")]
Workers = Annotated[
    int | None, number_option("--workers", 1, help="Processes; left out: one for every core.")
]
TablesToRecord = Annotated[
    list[str] | None,
    typer.Option(
        "--record",
        metavar="TABLES",
        help="Tables to keep besides runs: quarters,tenures,contexts,events,ledger,dossiers,"
        "firms,conduct,efforts,years,packages; repeatable.",
        autocompletion=completing.tables,
    ),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder of the study.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Replace the study that is there.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Continue the study that is there (the default).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, and no more.")]
Insist = Annotated[
    bool,
    typer.Option("--insist", help="Play even if memory will not do.", callback=_insist),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", help="Do not say how far it is; complaints are still made.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")]


def examples(*lines: str) -> str:
    """An epilog whose lines stay as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def assignments(
    given: list[str] | None, seed: int | None = None, worlds: int | None = None
) -> list[str]:
    """All assignments of a command; ``--seed`` and ``--worlds`` are two more."""
    short = {"seed": seed, "worlds": worlds}
    extra = [f"{name}={value}" for name, value in short.items() if value is not None]
    return [*(given or []), *extra]


def tables(record: list[str] | None) -> frozenset[str]:
    """What ``--record`` asks for, with ``runs``.

    Raises:
        InputError: If there is no such table.
    """
    from sim.tables.columns import tables_of

    return frozenset(tables_of(record or [], "--record"))


def folder(out: Path | None, default: Path, option: str = "--out") -> Path:
    """The folder that an option names, which may exist already.

    Raises:
        InputError: If something else is there.
    """
    from sim.support.inputs import InputError

    path = out or default
    for place in (path, *path.parents):
        if place.exists():
            if not place.is_dir():
                raise InputError(f"{option} {path}: {place} is a file; expected a folder")
            break
    return path


def name_of(ref: str | None) -> str:
    """What to call the study of a scenario."""
    from sim.scenario.presets import DEFAULT

    return Path(ref).stem if ref else DEFAULT


def scenario_of(
    ref: str | None, given: list[str] | None, seed: int | None, worlds: int | None
) -> Scenario:
    """The scenario that a command line describes."""
    from sim.scenario.presets import load_scenario

    return load_scenario(ref, assignments(given, seed, worlds))


@contextmanager
def logged_in(study: Path) -> Iterator[None]:
    """If something unexpected goes wrong inside, its traceback is kept in the study's folder."""
    try:
        yield
    except Exception as error:
        error.study_folder = study  # type: ignore[attr-defined]
        raise
