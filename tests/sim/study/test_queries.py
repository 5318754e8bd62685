"""Questions in SQL: all tables of a study, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from fakecore import experiment, simulate

from sim.study import Study, run_study
from sim.support.inputs import InputError


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    path = tmp_path_factory.mktemp("studies") / "tiny"
    tables = ["tenures", "firms", "conduct", "efforts"]
    return run_study(experiment(), path, workers=1, record=tables, simulate=simulate)


def test_tables_join(study: Study) -> None:
    found = study.query(
        "select c.pay, avg(rent) as rent, count(*) as n, sum(world) as worlds, "
        "count(deceptive_share) as known "
        "from runs join cells as c using (cell) group by c.pay order by c.pay desc"
    )
    rent = study.frame().groupby("pay")["rent"].mean()
    assert found["pay"].tolist() == [3, 2, 1]
    assert found["rent"].tolist() == pytest.approx(rent.tolist()[::-1])
    assert found["n"].tolist() == [5, 5, 5] and found["worlds"].tolist() == [10, 10, 10]
    assert found["known"].tolist() == [4, 4, 4]  # one is missing, which is null
    assert found.dtypes.astype(str).tolist() == ["int64", "float64", "int64", "int64", "int64"]
    both = study.query("select * from conduct join firms using (cell, world, firm)")
    assert len(both) == study.table("conduct").num_rows
    assert both.columns.is_unique  # seed and version are in both


def test_tables_are_listed_and_explained(study: Study) -> None:
    names = ["cells", "codebook", "conduct", "efforts", "firms", "runs", "tenures"]
    assert study.query("show tables")["name"].tolist() == names
    unit = study.query("select unit from codebook where \"table\" = 'runs' and name = 'rent'")
    assert unit["unit"].tolist() == ["base pays per firm and quarter"]
    wide = study.query("pivot runs on pay using avg(rent) group by world order by world")
    assert list(wide) == ["world", "1", "2", "3"] and len(wide) == 5


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("selec 1", 'the query is wrong: Parser Error: syntax error at or near "selec"'),
        ("select rnt from runs", 'Referenced column "rnt" not found'),
        ("select * from ledger", "ledger was not recorded, only .*--record ledger"),
        ("select * from nope", "Table with name nope does not exist; expected one of runs, "),
        ("select * from study", "Table with name study does not exist"),  # no variable of Python's
        ("select 1; select 2", "the query has 2 statements; expected one"),
        ("", "the query has 0 statements"),
        ("create table x as select 1", "of the kind CREATE; expected one that only reads"),
        ("drop view runs", "of the kind DROP"),
        ("set enable_external_access = true", "of the kind (SET|VARIABLE_SET)"),
        ("copy runs to 'runs.csv'", "of the kind COPY"),
        ("attach 'other.duckdb'", "of the kind ATTACH"),
        ("select * from read_csv('secret.csv')", "the query is wrong: Permission Error"),
        ("select * from read_text('secret.csv')", "the query is wrong: Permission Error"),
        ("select * from 'secret.csv'", "the query is wrong"),
        ("select * from glob('*')", "the query is wrong: Permission Error"),
    ],
)
def test_nothing_else_is_read_and_nothing_written(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(InputError, match=message) as refused:
        study.query(sql)
    assert "\n" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


def test_duckdb_is_missing(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InputError, match="a query needs the library duckdb, which is not"):
        study.query("select 1")
