"""`proxyfight firms`: what a file of firms was read as, and what it says about pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import completing
from sim.cli.options import AsJson, Assignments, Debug, examples

if TYPE_CHECKING:
    from incentives.arrays import Floats
    from sim.analysis.firm_estimates import FirmEstimate
    from sim.scenario.own_firms.years import Whole
    from sim.scenario.scenario import Scenario

SourceOfFirms = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE.csv|FILE.parquet|PRESET|FILE.yaml",
        help="A file of firms, or a scenario that names one; left out: the default's firms.",
        autocompletion=completing.firm_sources,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(
        short_help="What a file of firms says: sizes, pay, tenures, estimates.",
        epilog=examples(
            "proxyfight firms                          the firms of the default economy",
            "proxyfight firms mine.csv                 what its columns were taken for",
            "proxyfight firms mine.csv --set firms.columns.size=SALE",
            "proxyfight firms mine.csv --set firms.bad_rows=leave-out --json",
            "proxyfight run --set firms.source=mine.csv",
        ),
    )(firms)


def firms(
    source: SourceOfFirms = None,
    assign: Assignments = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Say how the firms of a scenario were read, and what they tell about pay; run nothing."""
    scenario = _scenario(source, assign or [])
    document = _document(scenario)
    if as_json:
        from sim.cli.output import print_json

        print_json(document)
        return
    _print(document)


def _scenario(source: str | None, assign: list[str]) -> Scenario:
    from sim.scenario.own_firms.content import is_firm_file
    from sim.scenario.presets import load_scenario, scenario_of
    from sim.support.inputs import parse_assignment

    if not is_firm_file(source):
        return load_scenario(source, assign)
    given = dict(parse_assignment(text) for text in assign)
    return scenario_of(None, {"firms.source": source, **given})


def _document(scenario: Scenario) -> dict[str, Any]:
    """All that is said, as plain data."""
    import numpy as np

    from sim.analysis.firm_estimates import firm_estimates
    from sim.scenario.firms import real_firms, worth_of_base_pay
    from sim.scenario.own_firms.content import told
    from sim.scenario.own_firms.reading import firms_in
    from sim.support.inputs import InputError

    real, worth = real_firms(scenario.firms), worth_of_base_pay(scenario.firms)
    if real is None or worth is None:
        raise InputError(
            "firms.source: is synthetic, whose firms are drawn; expected a file, ceosal1 or ceosal2"
        )
    document: dict[str, Any] = {"source": scenario.firms.source, "firms": len(real.size)}
    if (terms := scenario.firms.file_terms()) is not None:
        own = firms_in(terms)
        years = own.years.year
        counted = bool(own.columns.get("executive") and not {"tenure", "since"} & {*own.columns})
        document |= {
            "source": told(terms.source),
            "digest": own.digest,
            "mapping": own.mapping,
            "columns": own.columns,
            "units": {"money": str(own.money), "size": str(own.size_unit)},
            "rows": own.rows,
            "rows_of_others": own.not_chief,
            "rows_left_out": own.rows_left_out,
            "left_out": list(own.left_out),
            "years": [int(years.min()), int(years.max())] if years.any() else None,
            "base_pay_is": "read" if "salary" in own.columns else "estimated",
            "tenure_is": "estimated" if counted else "read",
            "tenures_at_least": int(own.at_least.sum()),
        }
    return {
        **document,
        "base_pay": {"amount": worth.amount, "currency": worth.currency, "year": worth.year},
        "size": _spread(real.size, float(np.median(real.size))),
        "relative_base_pay": _spread(real.salary, float(np.median(real.salary))),
        "tenure": _spread(real.tenure, 4.0),
        "estimates": [_plain(one) for one in firm_estimates(scenario)],
    }


def _spread(values: Floats | Whole, unit: float) -> list[float]:
    """Median, 10th and 90th percentile in a unit."""
    import numpy as np

    return [float(np.quantile(values, share)) / unit for share in (0.5, 0.1, 0.9)]


def _plain(one: FirmEstimate) -> dict[str, Any]:
    return {
        "estimate": one.name,
        "value": [one.value, one.low, one.high],
        "unit": one.unit,
        "how": one.text,
        "rows": one.rows,
        "firms": one.firms,
        "set": dict(one.settings),
    }


def _print(document: dict[str, Any]) -> None:
    from sim.cli.output import new_table, print_table, printable, wrapped
    from sim.support.words import short

    for line in _about(document):
        typer.echo(wrapped(printable(line), rest="  "))
    table = new_table("Firms", _worth(document["base_pay"]))
    table.add_column("", no_wrap=True)
    for name in ("median", "10th percentile", "90th percentile"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("unit")
    for name, key, unit in (
        ("size", "size", "that of the median firm"),
        ("base pay", "relative_base_pay", "that of the median firm"),
        ("tenure", "tenure", "years in office"),
    ):
        table.add_row(name, *(short(value) for value in document[key]), unit)
    typer.echo()
    print_table(table)
    if not document["estimates"]:
        return
    table = new_table("What they say about pay", "Used only where somebody sets it.")
    for name in ("estimate", "value", "95 % interval"):
        table.add_column(name, no_wrap=True, justify="left" if name == "estimate" else "right")
    for name in ("unit", "firms", "rows"):
        table.add_column(name)
    for one in document["estimates"]:
        value, low, high = one["value"]
        interval = "-" if low is None else f"{short(low)} to {short(high)}"
        counts = str(one["firms"]), str(one["rows"])
        table.add_row(one["estimate"], short(value), interval, one["unit"], *counts)
    print_table(table)
    typer.echo()
    for one in document["estimates"]:
        typer.echo(wrapped(f"{one['estimate']}: {one['how']}.", rest="  "))
        if one["set"]:
            options = " ".join(f"--set {path}={_value(v)}" for path, v in one["set"].items())
            typer.echo(f"  {options}")


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.4g}"


def _about(document: dict[str, Any]) -> list[str]:
    """Where the firms are from and what was made of the file, sentence by sentence."""
    if "rows" not in document:
        return [f"{document['source']}: {document['firms']} firms."]
    mapping, years = document["mapping"], document["years"]
    columns = ", ".join(f"{role} is {name}" for role, name in document["columns"].items())
    units = document["units"]
    when = "" if years is None else f" of {years[0]} to {years[1]}" if years[0] < years[1] else (
        f" of {years[0]}"
    )  # fmt: skip
    said = [
        f"{document['source']}: {document['firms']} firms from {document['rows']} rows{when}"
        + (f", read as {mapping}." if mapping else "."),
        f"Columns: {columns}. Pay in {units['money']}, size in {units['size']}.",
    ]
    if document["rows_of_others"]:
        said.append(f"Rows of others than the chief executive: {document['rows_of_others']}.")
    if document["base_pay_is"] == "estimated":
        said.append(
            "Base pay is estimated: what a firm pays in a year in which it does as its peers."
        )
    if document["tenure_is"] == "estimated":
        said.append(
            "Tenure is counted in years in a row with the same name; of "
            f"{document['tenures_at_least']} firms the first year has it already, so there it is "
            "a lower bound."
        )
    if document["rows_left_out"]:
        said.append(f"Left out, {document['rows_left_out']} in all:")
        said += [f"  {sentence}" for sentence in document["left_out"]]
    return said


def _worth(base_pay: dict[str, Any]) -> str:
    """What one base pay is."""
    when = f" in {base_pay['year']}" if base_pay["year"] else ""
    return (
        f"One base pay, what the median firm pays for a quarter, is {base_pay['amount']:,.0f} "
        f"{base_pay['currency']}{when}."
    )
