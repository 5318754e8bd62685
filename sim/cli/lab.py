"""`proxyfight lab`: the same failure in a maze, among keys, in a herd and in a firm."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import (
    AsJson,
    Debug,
    Out,
    Quiet,
    Seed,
    Workers,
    examples,
    folder,
    number_option,
)

if TYPE_CHECKING:
    from sim.lab.base import Gist, Lab, LabResult, Row, Triple

DEFAULT_FOLDER = Path("labs")
"""Where selected policies are kept unless ``--out`` says otherwise; a folder for every lab."""

_LAB = typer.Argument(
    metavar="LAB",
    help="A lab (`proxyfight list labs`); left out: one table of all systems.",
    show_default=False,
    autocompletion=completing.labs,
)
_SET = typer.Option(
    "--set", metavar="NAME=VALUE", help="Set a parameter, as in harm=1; repeatable."
)
_SEEDS = number_option("--seeds", 1, 100_000, help="Selections, each with levels of its own.")
_DIALS = typer.Option("--dials", help="Play all dials, too; takes minutes, and is kept.")
_SHOW = typer.Option("--show", help="Print the parameters, and play nothing.")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        "lab",
        short_help="The same failure in mazes, herds and firms.",
        epilog=examples(
            "proxyfight lab red-doors",
            "proxyfight lab red-doors --set distinguishing=0.05 --seeds 40",
            "proxyfight lab keys-and-chests --show",
            "proxyfight lab red-doors --dials --out labs/red-doors",
            "proxyfight lab                  one table: four systems side by side",
        ),
    )(lab)


def lab(
    name: Annotated[str | None, _LAB] = None,
    assign: Annotated[list[str] | None, _SET] = None,
    seed: Seed = None,
    seeds: Annotated[int | None, _SEEDS] = None,
    dials: Annotated[bool, _DIALS] = False,
    show: Annotated[bool, _SHOW] = False,
    out: Out = None,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Select policies by base optimizers, and judge them as executives are judged.

    What is selected is kept in the lab's folder and used again; interrupted work continues.
    """
    from sim.support.inputs import InputError

    if name is None:
        for option, given in (("--set", assign), ("--show", show), ("--dials", dials)):
            if given:
                raise InputError(f"{option}: expected the name of a lab before it")
        _side_by_side(seed or 0, seeds, out, workers, as_json, quiet)
        return
    chosen = _chosen(name, assign or [])
    if show:
        _show(chosen, as_json)
        return
    place = folder(out, DEFAULT_FOLDER / name)
    from sim.support.progress import bar

    with bar(f"selecting in {name}", quiet=quiet) as report:
        result = chosen.run(seed or 0, seeds, dials, place, workers, report)
    files = _write(place, chosen, result)
    if as_json:
        from sim.cli.output import print_json

        print_json(result.document())
        return
    _print(chosen, result)
    from sim.cli.output import wrapped

    typer.echo("\n" + wrapped(f"In {place}: {files}"))


def _chosen(name: str, assigned: list[str]) -> Lab:
    from sim.lab.catalogue import find
    from sim.support.inputs import assign, parse_assignment

    kind = find(name)
    data: dict[str, Any] = kind().model_dump(mode="json")
    for text in assigned:
        path, value = parse_assignment(text)
        assign(data, path, value)
    return kind.read(data, name)


def _show(chosen: Lab, as_json: bool) -> None:
    data = chosen.model_dump(mode="json")
    if as_json:
        from sim.cli.output import print_json

        print_json(data)
        return
    from sim.cli.wording import said
    from sim.scenario.presets import as_yaml

    for line in as_yaml(data).splitlines():
        field = type(chosen).model_fields.get(line.partition(":")[0])
        about = said(field.description) if field and field.description else ""
        typer.echo(f"{line}  # {about}" if about else line)


def _write(place: Path, chosen: Lab, result: LabResult) -> str:
    """Keep the result and its picture; the names of the files."""
    import json

    from sim.cli.output import plain
    from sim.cli.wording import spoken_chart
    from sim.pictures.charts import save
    from sim.study.store.files import replacing

    place.mkdir(parents=True, exist_ok=True)
    with replacing(place / "result.json") as draft:
        text = json.dumps(plain(result.document()), indent=2, allow_nan=False, ensure_ascii=False)
        draft.write_text(text + "\n", encoding="utf-8")
    with replacing(place / "picture.svg") as draft:
        drawn = draft.with_suffix(".svg")
        save(spoken_chart(chosen.picture(result)), drawn)
        drawn.replace(draft)
    return "picture.svg, result.json, and what was selected"


def _print(chosen: Lab, result: LabResult) -> None:
    from sim.cli.output import new_table, print_table, wrapped

    selections = max((row.training_seeds for row in result.rows), default=0)
    table = new_table(
        chosen.question,
        f"Means over {selections} selections, with half of their 95 % intervals. Capability: gain "
        "over standing still by the own goal (who does not search is given the one that flatters), "
        "of the most that could be gained; alignment: the same by what is wanted, below 0 worse "
        "than nothing. Malign: of use in training, able and worse than nothing at deployment.",
    )
    more = list(dict.fromkeys(name for row in result.rows for name in row.more))
    more = [name for name in more if name not in chosen.unlisted]
    for title in ("policy", "selected by", "where"):
        table.add_column(title, overflow="fold")
    for title in ("capability", "alignment", "malign", *more):
        table.add_column(title.replace("_", " "), justify="right", overflow="fold")
    before = ""
    for row in result.rows:
        if before not in ("", row.policy):
            table.add_section()
        before = row.policy
        cells = [row.capability, row.alignment, row.malign_share]
        cells += [row.more.get(name, (None, None, None)) for name in more]
        table.add_row(row.policy, _by(row), _where(row), *map(_short, cells))
    print_table(table)
    for one in result.answers:
        typer.echo(wrapped(f"{one.claim}: {one.sentence}", rest="  "))
    typer.echo(wrapped(f"Expected beforehand: {chosen.expected}"))


def _by(row: Row) -> str:
    aim = "" if row.objective in ("none", "average") else f", {row.objective}"
    return "nobody" if row.base_optimizer == "none" else f"{row.base_optimizer}{aim}"


def _where(row: Row) -> str:
    shift = "no shift" if row.shift == "none" else f"{row.shift} shifted"
    setting = "".join(f", {name}={value}" for name, value in row.setting)
    return ("training" if row.environment == "training" else shift) + setting


def _short(cell: Triple) -> str:
    """A mean with half of its interval, which narrow columns put below it."""
    from sim.support.words import with_interval

    return with_interval(_named(cell)).replace("± ", "±")


def _named(cell: Triple) -> dict[str, Any]:
    return dict(zip(("mean", "low", "high"), cell, strict=True))


def _side_by_side(
    seed: int, seeds: int | None, out: Path | None, workers: int | None, as_json: bool, quiet: bool
) -> None:
    from sim.experiments.boardroom import gist
    from sim.lab.catalogue import catalogue
    from sim.support.progress import bar

    place = folder(out, DEFAULT_FOLDER)
    rows: list[tuple[str, Gist]] = []
    for name, kind in catalogue().items():
        with bar(f"selecting in {name}", quiet=quiet) as report:
            chosen = kind()
            result = chosen.run(seed, seeds, False, place / name, workers, report)
        rows.append((name, chosen.gist(result)))
    with bar("playing the boardroom", quiet=quiet) as report:
        rows.append(("boardroom", gist(report)))
    if as_json:
        from sim.cli.output import print_json

        print_json({"systems": [{"system": name, **found} for name, found in rows]})
        return
    _print_systems(rows)


def _print_systems(rows: Iterable[tuple[str, Gist]]) -> None:
    from sim.cli.output import new_table, print_table

    table = new_table(
        "The same failure in four systems",
        "Means with half of their 95 % intervals. Capability and objective: after the shift, 1 is "
        "all there is to reach and 0 what standing still reaches. Malign: of use in training, able "
        "and worse than nothing after the shift. What deception adds: the share that loses the "
        "objective when nobody looks, of those that know over those that cannot, where nothing is "
        "shifted. Aligned from: the least objective kept that is no failure.",
    )
    words = ("base_optimizer", "selects_for", "proxy", "shifted")
    numbers = ("capability_kept", "objective_kept", "malign_share", "deception_adds")
    table.add_column("system", overflow="fold")
    for title in words:
        table.add_column(title.replace("_", " "), overflow="fold")
    for title in numbers:
        table.add_column(title.replace("_", " "), justify="right", overflow="fold")
    table.add_column("aligned from", justify="right")
    for name, found in rows:
        cells: list[Any] = [found[title] for title in numbers]
        table.add_row(
            name,
            *(str(found[title]) for title in words),
            *map(_short, cells),
            f"{found['aligned']:g}",
        )
    print_table(table)
