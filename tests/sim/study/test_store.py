"""Tables on disk: labels, units, order, and every export format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from fakecore import experiment, simulate

from sim.study import Study, run_study
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS, RECORDS


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    path = tmp_path_factory.mktemp("studies") / "tiny"
    return run_study(experiment(), path, workers=1, record=RECORDS, simulate=simulate)


def test_rows_are_in_order_and_columns_explain_themselves(study: Study) -> None:
    for name in RECORDS:
        table = study.table(name)
        assert table.column_names == ["cell", "pay", *COLUMNS[name]]
        meaning = {k.decode(): v.decode() for k, v in table.schema.field("world").metadata.items()}
        assert meaning["description"] == COLUMNS[name]["world"].text
    frame = study.table("quarters").to_pandas()
    assert frame["pay"].dtype == "int64" and frame["pay"].mean() == 2.0
    order = frame[["pay", "world", "quarter"]]
    assert order.equals(order.sort_values(["pay", "world", "quarter"], ignore_index=True))


def test_text_stays_text_even_without_rows(study: Study) -> None:
    events = study.table("events")
    assert events.num_rows == 0
    assert events.schema.field("event").type == pa.string()


def test_a_study_opens_again(study: Study) -> None:
    again = Study.open(study.path)
    assert again.table("tenures").equals(study.table("tenures"))
    assert again.status() == (15, 15, 0) and again.complete and not again.failures
    assert again.levers == {"pay": [1, 2, 3]}
    assert [cell.labels for cell in again.cells] == [{"pay": "1"}, {"pay": "2"}, {"pay": "3"}]
    assert again.coordinates == [{"pay": 1}, {"pay": 2}, {"pay": 3}]
    assert all(isinstance(cell["pay"], int) for cell in again.coordinates)
    assert again.scenario(1).package.base_pay == 2.0
    assert not (study.path / "parts").exists()


def test_the_manifest_has_no_clock(study: Study, tmp_path: Path) -> None:
    other = run_study(experiment(), tmp_path, workers=1, record=RECORDS, simulate=simulate)
    points = study.points_file(study.points.digest).name
    names = ["manifest.json", points, *(f"{name}.parquet" for name in RECORDS)]
    for name in names:
        assert (other.path / name).read_bytes() == (study.path / name).read_bytes()


def test_rows_do_not_show_where_the_chunks_were(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.run.tasks.FIRMS_IN_TASK", 10**9)
    monkeypatch.setattr("sim.study.run.tasks._ENOUGH", 1)
    steps: list[int] = []
    other = run_study(
        experiment(),
        tmp_path,
        workers=1,
        record=RECORDS,
        simulate=simulate,
        progress=lambda done, _: steps.append(done),
    )
    assert len(set(steps)) < 15
    for name in RECORDS:
        assert other.file(name).read_bytes() == study.file(name).read_bytes()


def test_row_groups_are_cut_without_loss(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.store.merging.ROW_GROUP", 7)
    other = run_study(experiment(), tmp_path, workers=1, record=["ledger"], simulate=simulate)
    assert pq.ParquetFile(other.file("ledger")).num_row_groups == 13  # 90 rows
    assert other.table("ledger").equals(study.table("ledger"))


def _read(path: Path, form: str) -> pd.DataFrame:
    if form == "csv":
        return pd.read_csv(path)
    if form == "json":
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8")))
    table: Any = pq.read_table(path) if form == "parquet" else pa.feather.read_table(path)
    frame: pd.DataFrame = table.to_pandas()
    return frame


@pytest.mark.parametrize("form", ["csv", "parquet", "feather", "json"])
@pytest.mark.parametrize("table", ["runs", "tenures"])
def test_exports_hold_the_same_rows(study: Study, tmp_path: Path, form: str, table: str) -> None:
    path = study.export(table, form, tmp_path / f"out.{form}")
    expected = study.table(table).to_pandas()
    found = _read(path, form)
    assert list(found.columns) == list(expected.columns)
    for column in expected:
        if expected[column].dtype.kind in "fi":
            values = found[column].to_numpy(dtype=float)
            assert np.array_equal(values, expected[column].to_numpy(dtype=float), equal_nan=True)
        else:
            assert [str(v) for v in found[column]] == [str(v) for v in expected[column]]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_wrong_exports_write_nothing(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'csv'"):
        study.export("runs", "cvs", tmp_path / "out.cvs")
    with pytest.raises(InputError, match="folder that exists"):
        study.export("runs", "csv", tmp_path / "nowhere" / "out.csv")
    with pytest.raises(InputError, match="did you mean 'runs'"):
        study.export("run", "csv", tmp_path / "out.csv")
    assert not list(tmp_path.iterdir())


def test_a_table_that_was_not_recorded(tmp_path: Path) -> None:
    study = run_study(experiment(), tmp_path, workers=1, simulate=simulate)
    with pytest.raises(InputError, match=r"not recorded, only runs; .*--record tenures"):
        study.table("tenures")


def test_what_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no study"):
        Study.open(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(InputError, match="damaged"):
        Study.open(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    with pytest.raises(InputError, match="format 99"):
        Study.open(tmp_path)
