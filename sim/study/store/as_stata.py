"""Tables as Stata files: labelled columns, labelled values, and ``.`` where one is missing."""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

_NAME, _LABEL = 32, 80
"""Characters of a name and of a label that Stata takes."""
_RESERVED = re.compile(
    "_all|_b|_coef|_cons|_n|_N|_pi|_pred|_rc|_se|_skip|byte|double|float|if|in|int|long|str[L0-9]+|"
    "using|with|aggregate|array|boolean|break|case|catch|class|colvector|complex|const|continue|"
    "default|delegate|delete|do|else|eltypedef|end|enum|explicit|export|external|for|friend|"
    "function|global|goto|inline|local|NULL|pragma|protected|quad|rowvector|short|typedef|typename|"
    "virtual"
)
"""Words that Stata, or pandas for it, keeps for itself."""


def stata_names(names: Iterable[str]) -> list[str]:
    """Names for Stata: at most 32 letters, digits and _, none twice, no word of its own."""
    found: list[str] = []
    for name in names:
        clean = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in name)
        if not clean or clean[0].isdigit() or _RESERVED.fullmatch(clean):
            clean = f"_{clean}"
        short, number = clean[:_NAME], 1
        while short in found:
            number += 1
            end = f"_{number}"
            short = clean[: _NAME - len(end)] + end
        found.append(short)
    return found


def write_stata(table: pa.Table, path: Path) -> None:
    """Write a table whose whole numbers fit into doubles.

    Labels of levers become labelled values, in their order. The same rows give the same bytes.
    """
    import pandas as pd

    names = stata_names(table.column_names)
    columns: dict[str, Any] = {}
    for name, column in zip(names, table.columns, strict=True):
        kind = column.type
        if pa.types.is_integer(kind):
            columns[name] = column.to_pandas(types_mapper={kind: pd.Int64Dtype()}.get)
        elif pa.types.is_boolean(kind):
            columns[name] = column.cast(pa.int8()).to_pandas(
                types_mapper={pa.int8(): pd.Int8Dtype()}.get
            )
        elif pa.types.is_string(kind):
            columns[name] = column.fill_null("").to_pandas().astype(object)
        else:
            columns[name] = column.to_pandas()
    frame = pd.DataFrame(columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.ValueLabelTypeMismatch)
        frame.to_stata(
            path,
            write_index=False,
            version=118,
            time_stamp=datetime.datetime(2000, 1, 1),
            variable_labels={
                name: _label(field) for name, field in zip(names, table.schema, strict=True)
            },
        )


def _label(field: pa.Field) -> str:
    """What a column is, and its unit, as far as there is room."""
    said: dict[str, str] = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
    text, unit = said.get("description", ""), said.get("unit", "")
    unit = f" ({unit})" if unit else ""
    room = _LABEL - len(unit)
    return text[:room] + unit if room > 0 else text[:_LABEL]
