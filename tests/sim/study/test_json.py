"""JSON written column by column has the bytes of JSON written row by row."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.store import as_json
from sim.study.store.as_json import write_json


def by_rows(table: pa.Table) -> str:
    """The same the slow way."""
    rows = [
        json.dumps(
            {k: None if v != v else v for k, v in row.items()}, ensure_ascii=False, allow_nan=False
        )
        for row in table.to_pylist()
    ]
    return "[" + ",".join(f"\n{row}" for row in rows) + "\n]\n"


def written(table: pa.Table, folder: Path) -> str:
    path = folder / "out.json"
    write_json(table, path)
    return path.read_text(encoding="utf-8")


AWKWARD = [
    *(0.0, -0.0, 1.0, -7.0, 0.1, 1 / 3, -2.5, math.nan, 5e-324, 1.7976931348623157e308),
    *(sign * 10.0**power * by for sign in (1, -1) for power in range(-12, 24) for by in (1, 1.1)),
    *(
        1e10 - 1,
        9999999999.5,
        9.999999999e9,
        1e-4,
        9.9999e-5,
        123456789012345.6,
        2.0**53,
        0.3 - 0.1,
    ),
]


def test_every_way_to_write_a_number(tmp_path: Path) -> None:
    table = pa.table({"x": AWKWARD, "y": pa.array([*AWKWARD[1:], None], pa.float64())})
    text = written(table, tmp_path)
    assert text == by_rows(table)
    for row, x in zip(json.loads(text), AWKWARD, strict=True):
        back = math.nan if row["x"] is None else row["x"]
        assert np.array_equal([back], [x], equal_nan=True)
        assert math.copysign(1.0, back) == math.copysign(1.0, x) or math.isnan(x)


@given(st.lists(st.floats(allow_infinity=False), min_size=1))
def test_any_number(tmp_path_factory: pytest.TempPathFactory, numbers: list[float]) -> None:
    table = pa.table({"x": pa.array(numbers, pa.float64())})
    assert written(table, tmp_path_factory.getbasetemp()) == by_rows(table)


def test_numbers_near_and_far_in_bulk(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    spread = rng.normal(size=20_000) * 10.0 ** rng.integers(-15, 20, 20_000)
    table = pa.table({"x": spread, "y": np.round(spread, 2), "z": np.rint(spread)})
    assert written(table, tmp_path) == by_rows(table)


def test_words_levers_flags_and_whole_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_json, "_ROWS", 3)  # several pieces
    words = ["in office", 'a "quoted" \\ word', "Füße\n\t\x01", "", None, "≥", "in office"]
    table: Any = pa.table(
        {
            'odd "name"': words,
            "lever": pa.array(words).dictionary_encode(),
            "n": [0, -1, 2**62, 3, None, -(2**63), 7],
            "small": pa.array([1, 2, 3, 4, 5, 6, 7], pa.int16()),
            "flag": [True, False, None, True, True, False, True],
        }
    )
    for some in (table, table.slice(2), table.slice(1, 3), table.slice(0, 0)):
        assert written(some, tmp_path) == by_rows(some)


def test_infinity_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(pa.table({"x": [1.0, math.inf]}), tmp_path / "out.json")
