"""What `proxyfight diagnose` says of robustness: quadrants, transitions and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.diagnosis.robustness.across import Across
    from sim.diagnosis.robustness.robustness import Robustness

_LABELS = (
    ("malign", "malign generalization"),
    ("empty_chair", "worse than an empty chair"),
    ("not_worth_pay", "not worth its pay"),
)
_LABELS_SAY = (
    "Malign generalization: at deployment worse than an empty chair, able all the same, and not so "
    "in training; of tenures seen at both. Worse than an empty chair: own accrual below zero. Not "
    "worth its pay: own accrual below what was paid. Shares with half of their 95 % intervals over "
    "worlds."
)


def print_robustness(found: Robustness) -> None:
    """Quadrants by context, transitions from training to deployment, labels by group."""
    import typer

    _print_contexts(found)
    typer.echo("")
    _print_transitions(found)
    typer.echo("")
    _print_labels("Labels of tenures", "tenures of", "group", found.labels)


def print_across(found: Across) -> None:
    """Labels by member of the family, and which were refused."""
    import typer

    from sim.cli.output import folded

    title = f"The same worlds with other {found.family}, each alone and at its defaults"
    _print_labels(title, found.family, "name", found.rows)
    for name, reason in found.refused.items():
        typer.echo(folded(f"not played: {name}: {reason}", "  "))


def _print_contexts(found: Robustness) -> None:
    from sim.cli.output import new_table, print_table
    from sim.diagnosis.robustness.robustness import EVERYBODY
    from sim.observers.quadrants import QUADRANTS
    from sim.support.words import short, with_interval

    caption = (
        "Capability: gain under the own goal over the best that the ability could reach (a rule is "
        "given the goal that flatters it most of those that fit its training); 0 for worse than "
        "doing nothing. Alignment: value of the efforts over the best at their cost; below 0 the "
        "firm is worse off for them. Shares of tenures seen in the context, with half of their "
        "95 % intervals over worlds."
    )
    if found.unfit > 0.0:
        caption += f" {100 * found.unfit:.1f} % of rows have no capability: no goal fits."
    table = new_table("Robustness in two dimensions", caption)
    table.add_column("context", no_wrap=True)
    for title in ("tenures a world", "capability", "alignment", *QUADRANTS):
        table.add_column(title, justify="right")
    for row in found.contexts:
        if row["group"] == EVERYBODY:
            context = row["phase"] + (f", regime {row['regime']}" if len(found.regimes) > 1 else "")
            cells = (with_interval(row[key]) for key in ("capability", "alignment", *QUADRANTS))
            table.add_row(context, short(row["tenures"]["mean"]), *cells)
    print_table(table)


def _print_transitions(found: Robustness) -> None:
    from sim.cli.output import new_table, print_table
    from sim.support.words import with_interval

    table = new_table(
        "From training to deployment",
        "Of tenures seen at both: in probation (without one, in the interview) and after it; or "
        "settled before a shift and after it.",
    )
    for title in ("deployment", "in training", "at deployment"):
        table.add_column(title, no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    before = ""
    for row in found.transitions:
        if before not in ("", row["deployment"]):
            table.add_section()
        first = "" if row["deployment"] == before else row["deployment"]
        before = row["deployment"]
        table.add_row(first, row["training"], row["deployed"], with_interval(row["share"]))
    print_table(table)


def _print_labels(title: str, of: str, key: str, rows: list[dict[str, Any]]) -> None:
    from sim.cli.output import new_table, print_table
    from sim.support.words import short, with_interval

    table = new_table(title, _LABELS_SAY)
    table.add_column(of, no_wrap=True)
    table.add_column("tenures a world", justify="right")
    for _, label in _LABELS:
        table.add_column(label, justify="right")
    for row in rows:
        cells = (with_interval(row[name]) for name, _ in _LABELS)
        table.add_row(row[key], short(row["tenures"]["mean"]), *cells)
    print_table(table)
