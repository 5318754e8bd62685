"""What leaves a study: every format read back, codebooks, and no file written over."""

from __future__ import annotations

import csv
import json
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from fakecore import experiment, simulate

from sim.study import Study, run_study
from sim.study.store import formats
from sim.study.store.as_stata import stata_names
from sim.study.store.codebook import TABLES, Explanation, entries
from sim.study.store.exports import exported, there
from sim.study.store.formats import FORMATS, IN_ONE_FILE, plain
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS, RECORDS

LEVERS = {
    "pay": {"path": "package.base_pay", "values": [1, 2]},
    "filter": {
        "zeal": {"package.filters": ["interview"]},
        "=1+1": {"package.filters": ["lottery"]},
    },
}
SEED = 2**60 + 1


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    path = tmp_path_factory.mktemp("studies") / "tiny"
    tiny = experiment(levers=LEVERS)
    return run_study(tiny, path, workers=1, record=RECORDS, simulate=simulate)


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    return plain(table).to_pylist()


def read(path: Path, form: str, table: str, schema: pa.Schema) -> list[dict[str, Any]]:
    """The rows of an exported table, with what is missing as None."""
    if form == "csv":
        kinds = {f.name: pa.string() if pa.types.is_dictionary(f.type) else f.type for f in schema}
        options = pa.csv.ConvertOptions(
            column_types=kinds, strings_can_be_null=True, quoted_strings_can_be_null=False
        )
        return pa.csv.read_csv(path, convert_options=options).to_pylist()
    if form == "json":
        return json.loads(path.read_text(encoding="utf-8"))
    if form == "jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if form == "xlsx":
        heads, *rows = openpyxl.load_workbook(path, read_only=True)[table].iter_rows(
            values_only=True
        )
        return [dict(zip_longest(heads, row)) for row in rows]  # rows end at the last value
    if form == "dta":
        frame = pd.read_stata(path)
        names = dict(zip(stata_names(schema.names), schema.names, strict=True))
        frame = frame.rename(columns=names).astype(object)
        return frame.where(frame.notna(), None).to_dict("records")
    if form == "duckdb":
        with duckdb.connect(str(path), read_only=True) as base:
            found = base.execute(f'from "{table}"')
            heads = [column[0] for column in found.description]
            return [dict(zip(heads, row, strict=True)) for row in found.fetchall()]
    read_arrow: Any = pq.read_table if form == "parquet" else pa.feather.read_table
    return rows_of(read_arrow(path))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_reads_back(study: Study, tmp_path: Path, form: str) -> None:
    """Names, values, types, labels and what is missing, in every table."""
    study.export_all(form, tmp_path)
    for table in there(study):
        path = tmp_path / (f"tiny.{form}" if form in IN_ONE_FILE else f"{table}.{form}")
        arrow = exported(study, table)
        expected, found = rows_of(arrow), read(path, form, table, arrow.schema)
        if form == "dta":  # it knows no truth, only numbers
            expected = [
                {k: int(v) if isinstance(v, bool) else v for k, v in row.items()}
                for row in expected
            ]
        if form in {"xlsx", "csv"}:  # they have one word for all numbers
            assert found == expected, table
        else:
            same = [
                {k: type(expected[0][k])(v) if form == "dta" and v is not None
                    and expected[0][k] is not None else v for k, v in row.items()}
                for row in found
            ]  # fmt: skip
            assert same == expected, table
            if form != "dta":
                for one, other in zip(found, expected, strict=True):
                    assert [*map(type, one.values())] == [*map(type, other.values())]
    text = (tmp_path / "codebook.csv").read_text(encoding="utf-8")
    assert [Explanation(*row) for row in csv.reader(text.splitlines()[1:])] == entries(
        there(study), study.points.levers
    )


def test_labels_keep_their_order_where_they_can(study: Study, tmp_path: Path) -> None:
    for form in ("parquet", "feather", "dta", "duckdb"):
        study.export("runs", form, tmp_path / f"runs.{form}")
    for frame in (
        pd.read_parquet(tmp_path / "runs.parquet"),
        pd.read_feather(tmp_path / "runs.feather"),
        pd.read_stata(tmp_path / "runs.dta"),
    ):
        assert list(frame["filter"].cat.categories) == ["zeal", "=1+1"]
    with duckdb.connect(str(tmp_path / "runs.duckdb"), read_only=True) as base:
        found = base.execute("select distinct filter from runs order by filter").fetchall()
        assert found == [("zeal",), ("=1+1",)]
        said = base.execute(
            "select comment from duckdb_columns() where table_name = 'runs' and column_name = ?",
            ["rent"],
        ).fetchall()
    assert said == [("what executives gain over their outside option "
                     "[base pays per firm and quarter]",)]  # fmt: skip


def test_what_is_missing_in_csv_is_an_empty_cell(study: Study, tmp_path: Path) -> None:
    for table in ("runs", "tenures", "conduct"):
        text = study.export(table, "csv", tmp_path / f"{table}.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        assert {row["seed"] for row in rows} == {"0"}
        assert {row["version"] for row in rows} == {study.manifest["version"]}
        for name, column in COLUMNS[table].items():
            values = {row[name] for row in rows}
            assert not values & {"-1", "nan", "NaN", "null"}, name
            if table != "runs" and column.missing and name != "seat":
                assert "" in values, name


def test_files_say_what_they_are_of(study: Study, tmp_path: Path) -> None:
    path = study.export("runs", "parquet", tmp_path / "runs.parquet")
    said = json.loads(pq.read_schema(path).metadata[b"proxyfight"])
    version = study.manifest["version"]
    assert (said["study"], said["table"], said["version"]) == ("tiny", "runs", version)
    labels = pd.io.stata.StataReader(study.export("runs", "dta", tmp_path / "runs.dta"))
    with labels as reader:
        assert reader.variable_labels()["rent"].endswith("(base pays per firm and quarter)")


def test_a_large_seed_stays_what_it_is(tmp_path: Path) -> None:
    tiny = experiment()
    tiny = tiny.model_copy(update={"overrides": (("seed", SEED),)})
    study = run_study(tiny, tmp_path / "study", workers=1, simulate=simulate)
    for form in FORMATS:
        path = study.export("cells", form, tmp_path / f"cells.{form}")
        schema = exported(study, "cells").schema
        (seed,) = {row["seed"] for row in read(path, form, "cells", schema)}
        assert seed == (str(SEED) if form in {"dta", "xlsx"} else SEED)


def test_names_for_stata_are_short_and_differ() -> None:
    long = ["deceptive_share_of_all_tenures_that_began", "deceptive_share_of_all_tenures_that_end"]
    found = stata_names([*long, "end", "1st", "ok", "str5"])
    assert found == [long[0][:32], f"{long[1][:30]}_2", "_end", "_1st", "ok", "_str5"]
    assert max(map(len, found)) == 32


def test_excel_refuses_what_it_cannot_hold(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "EXCEL_ROWS", 100)
    with pytest.raises(InputError, match="the table ledger has 120 rows; a sheet of Excel holds"):
        study.export("ledger", "xlsx", tmp_path / "ledger.xlsx")
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    path.write_text("mine")
    with pytest.raises(InputError, match=r"runs\.csv: is there already; .*--force"):
        study.export("runs", "csv", path)
    with pytest.raises(InputError, match=r"runs\.csv: is there already; .*--force"):
        study.export_all("csv", tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs.csv"]
    assert path.read_text() == "mine"
    study.export("runs", "csv", path, force=True)
    assert path.read_text().startswith('"cell"')
    written = study.export_all("csv", tmp_path, force=True)
    assert {p.name for p in written} == {p.name for p in tmp_path.iterdir()}
    assert len(written) == len(there(study)) + 2


def test_all_tables_in_one_file(study: Study, tmp_path: Path) -> None:
    written = study.export_all("duckdb", tmp_path / "mine.duckdb")
    names = ["mine.duckdb", "mine-codebook.csv", "mine-codebook.md"]
    assert [path.name for path in written] == names
    with duckdb.connect(str(written[0]), read_only=True) as base:
        assert {name for (name,) in base.execute("show tables").fetchall()} == {*TABLES, "codebook"}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


def test_wrong_exports_write_nothing(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'csv'"):
        study.export("runs", "cvs", tmp_path / "out.cvs")
    with pytest.raises(InputError, match="folder that exists"):
        study.export("runs", "csv", tmp_path / "nowhere" / "out.csv")
    with pytest.raises(InputError, match="did you mean 'runs'"):
        study.export("run", "csv", tmp_path / "out.csv")
    (tmp_path / "file.csv").write_text("")
    with pytest.raises(InputError, match="is a file; expected a folder"):
        study.export_all("csv", tmp_path / "file.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]


@pytest.mark.parametrize(("form", "library"), [("duckdb", "duckdb"), ("xlsx", "openpyxl")])
def test_a_missing_library_is_named(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=rf"needs the library {library}, .*proxyfight\[tables\]"):
        study.export("runs", form, tmp_path / f"runs.{form}")
    assert not list(tmp_path.iterdir())
