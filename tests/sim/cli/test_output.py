"""What is printed: text of users is text, and nothing in it is obeyed."""

from __future__ import annotations

import json

import pytest

from sim.cli.output import new_table, print_table, printable, wrapped

MARKUP = "[red]a[/red] [link=http://192.0.2.1]b[/link] :smile: [/] [bold"


def test_a_table_shows_markup_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    table = new_table(f"title {MARKUP}", f"caption {MARKUP}")
    table.add_column(f"head {MARKUP}", no_wrap=True)
    table.add_row(f"cell {MARKUP}")
    print_table(table)
    shown = " ".join(capsys.readouterr().out.split())  # captions wrap
    for place in ("title", "caption", "head", "cell"):
        assert f"{place} {MARKUP}" in shown


def test_control_characters_reach_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    evil = "a\x1b]0;title\x07\x1b[31mred\x9b1m\x7f"
    table = new_table(evil)
    table.add_column(evil)
    table.add_row(evil)
    print_table(table)
    for shown in (capsys.readouterr().out, wrapped(evil), printable(evil)):
        assert not set("\x1b\x07\x9b\x7f") & set(shown)
    assert printable("a\n\tb") == "a\n\tb"


def test_labels_that_a_spreadsheet_would_compute_are_named(proxyfight, place) -> None:
    """They are written as they are: programs need the labels of the design."""
    levels = {label: {"package.base_pay": pay} for label, pay in (("=1+1", 1), ("-2", 1.1))}
    small = {"worlds": 2, "quarters": 2, "burn_in": 0, "firms.count": 5}
    design = {"question": "[red]What?[/red]", "settings": small, "levers": {"pay": levels}}
    (place / "mine.yaml").write_text(json.dumps(design))
    done = proxyfight("sweep", "mine.yaml", "--workers", "1")
    assert done.returncode == 0 and "[red]What?[/red]" in done.stdout and "=1+1" in done.stdout
    done = proxyfight("export", "mine", "--out", "runs.csv")
    assert done.returncode == 0 and "'=1+1'" in done.stderr and done.stderr.count("\n") == 1
    assert "=1+1" in (place / "runs.csv").read_text()
    assert proxyfight("export", "mine", "--out", "runs.json").stderr == ""
    (place / "elsewhere").mkdir()
    (place / "studies" / "mine").rename(place / "elsewhere" / "mine")
    (place / "studies" / "mine").symlink_to(place / "elsewhere" / "mine")
    for command in (["status", "mine"], ["report", "mine"], ["export", "mine", "--out", "x.csv"]):
        done = proxyfight(*command)
        assert done.returncode == 2 and "is a link that leaves its folder" in done.stderr
    assert "is a link that leaves its folder" in proxyfight("status").stdout
    assert "is a link that leaves its folder" in proxyfight("list", "studies").stdout
