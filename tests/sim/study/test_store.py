"""Tables on disk: labels, units and order."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute
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


def test_what_is_missing_is_null(study: Study) -> None:
    tenures, runs = study.table("tenures"), study.table("runs")
    second = pa.compute.equal(tenures.column("world"), 1)
    for name in ("last_quarter", "score"):
        assert tenures.column(name).is_null().equals(second), name
    assert runs.column("deceptive_share").null_count == 3
    assert tenures.schema.field("last_quarter").type == pa.int64()
    assert tenures.schema.field("last_quarter").metadata[b"missing"] == b"while it lasts"
    assert study.frame("tenures")["last_quarter"].dtype == "Int64"
    assert study.frame("tenures")["start"].dtype == "int64"


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


def test_rows_do_not_show_where_the_pieces_met(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.run.tasks.FIRMS_IN_TASK", 10**9)
    monkeypatch.setattr("sim.study.run.tasks._BYTES_IN_TASK", 10**12)
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
