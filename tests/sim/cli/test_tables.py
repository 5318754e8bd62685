"""`export`, `query` and `codebook` on the command line."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import run
from sim.cli.main import main
from sim.study.store.codebook import TABLES
from sim.tables.columns import COLUMNS, RECORDS


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    path = tmp_path_factory.mktemp("home")
    small = {"worlds": 2, "quarters": 4, "burn_in": 0, "firms.count": 5}
    run(settings=small, record=RECORDS, out=path / "studies" / "mine", workers=1)
    run(settings=small, out=path / "studies" / "bare", workers=1)
    return path


@pytest.fixture
def say(home, monkeypatch, capsys):
    """Run a command where the studies are: its status and what it printed."""
    monkeypatch.chdir(home)

    def command(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([*arguments])
        return (stopped.value.code or 0, *capsys.readouterr())

    return command


def test_all_tables_and_their_codebook(say, tmp_path):
    out = tmp_path / "all"
    status, printed, err = say("export", "mine", "--table", "all", "--out", str(out))
    assert (status, err) == (0, "")
    names = [*(f"{name}.csv" for name in TABLES), "codebook.csv", "codebook.md"]
    assert printed.splitlines() == [str(out / name) for name in names]
    conduct, firms = pd.read_csv(out / "conduct.csv"), pd.read_csv(out / "firms.csv")
    both = conduct.merge(firms, on=["cell", "seed", "version", "world", "firm"])
    assert len(both) == 2 * 4 * 5 and both["firm_impact"].notna().all()
    book = pd.read_csv(out / "codebook.csv", keep_default_na=False)
    for name in TABLES:
        mine = book[book["table"] == name]
        assert mine["name"].tolist() == pd.read_csv(out / f"{name}.csv", nrows=0).columns.tolist()
        assert (mine["text"] != "").all()
    page = (out / "codebook.md").read_text(encoding="utf-8")
    assert all(f"\n## {name}\n" in page for name in TABLES)
    before = {path: path.read_bytes() for path in out.iterdir()}
    again = say("export", "mine", "--table", "all", "--out", str(out))
    assert again[0] == 2 and "is there already; expected another name, or --force" in again[2]
    assert {path: path.read_bytes() for path in out.iterdir()} == before
    assert say("export", "mine", "--table", "all", "--out", str(out), "--force")[0] == 0


def test_one_table_is_not_written_over(say, tmp_path):
    out = tmp_path / "runs.jsonl"
    assert say("export", "mine", "--out", str(out)) == (0, f"{out}\n", "")
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["world"] for row in rows] == [0, 1] and rows[0]["seed"] == 0
    status, printed, err = say("export", "mine", "--out", str(out))
    assert (status, printed) == (2, "") and "--force" in err and err.count("\n") == 1
    assert say("export", "mine", "--out", str(out), "--force")[0] == 0
    status, printed, _ = say("export", "mine", "--format", "jsonl", "--out", "-")
    assert (status, printed) == (0, out.read_text())
    status, _, err = say("export", "mine", "--table", "all", "--out", "-")
    assert status == 2 and "expected a folder" in err


def test_answers_in_every_shape(say, tmp_path):
    sql = "select world, count(*) as n from conduct group by world order by world"
    lines = [line.split() for line in say("query", "mine", sql)[1].splitlines()]
    assert [lines[0], *lines[2:]] == [["world", "n"], ["0", "20"], ["1", "20"]]
    status, printed, err = say("query", "mine", sql, "--format", "csv")
    assert (status, err) == (0, "")
    assert [*csv.reader(io.StringIO(printed))] == [["world", "n"], ["0", "20"], ["1", "20"]]
    printed = say("query", "mine", sql, "--format", "json")[1]
    assert json.loads(printed) == [{"world": 0, "n": 20}, {"world": 1, "n": 20}]
    out = tmp_path / "found.parquet"
    assert say("query", "mine", sql, "--out", str(out)) == (0, f"{out}\n", "")
    assert pq.read_table(out).to_pydict() == {"world": [0, 1], "n": [20, 20]}
    assert say("query", "mine", sql, "--out", str(out))[0] == 2
    gone = "select count(*) as n from tenures where last_quarter is null and exit = 'in office'"
    seated = "select count(*) as n from tenures where exit = 'in office'"
    assert say("query", "mine", gone)[1] == say("query", "mine", seated)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mine", "selec"], "the query is wrong: Parser Error"),
        (["mine", "drop view runs"], "expected one that only reads"),
        (["mine", "select * from '/etc/passwd'"], "the query is wrong"),
        (["bare", "select * from ledger"], "sweep it again with --record ledger"),
        (["nope", "select 1"], "no study is there"),
        (["mine", "select 1", "--format", "cvs"], "did you mean 'csv'?"),
        (["mine", "select 1", "--format", "xlsx"], "cannot go to stdout"),
        (["mine", "select 1", "--out", "x"], "the name tells no format"),
        (["mine", "select 1", "--out", "nowhere/x.csv"], "a folder that exists"),
    ],
)
def test_a_wrong_query_is_one_sentence(say, arguments, words):
    status, printed, err = say("query", *arguments)
    assert (status, printed) == (2, "")
    assert words in err and err.count("\n") == 1


def test_the_codebook_explains_every_column(say):
    document = json.loads(say("codebook", "--json")[1])
    found = {(row["table"], row["name"]): row for row in document}
    for table, columns in COLUMNS.items():
        for name, column in columns.items():
            row = found[table, name]
            assert (row["unit"], row["text"], row["missing"]) == (
                column.unit, column.text, column.missing
            )  # fmt: skip
    assert found["tenures", "last_quarter"]["type"] == "integer"
    assert found["cells", "seed"]["text"]
    one = say("codebook", "conduct")[1]
    assert one.startswith("conduct\n") and "the report of the quarter; none where no seat" in one
    status, printed, err = say("codebook", "condct")
    assert (status, printed) == (2, "") and "did you mean 'conduct'?" in err
