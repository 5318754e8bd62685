"""Tables as pandas frames, with what their columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.means import summarise
from sim.support.inputs import InputError
from sim.support.showing import html
from sim.tables.columns import COLUMNS, HEADLINE_MEASURES, MEASURES, RECORDS, Column, measures_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.scenario.scenario import Scenario


class Frames(Mapping[str, "pd.DataFrame"]):
    """The tables of one scenario, by name or as attributes: ``frames.runs``.

    Attributes:
        scenario: What was played, every field resolved.
    """

    def __init__(self, scenario: Scenario, tables: Mapping[str, pa.Table]) -> None:
        self.scenario = scenario
        self._tables = {name: frame_of(table) for name, table in tables.items()}

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("_tables", {})
        if name in tables:
            found: pd.DataFrame = tables[name]
            return found
        raise AttributeError(_unrecorded(name))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        rows = ", ".join(f"{name}: {len(frame)} rows" for name, frame in self.items())
        return f"<Frames {rows}>"

    def _repr_html_(self) -> str:
        tables = [
            {"table": name, "rows": len(frame), "columns": len(frame.columns)}
            for name, frame in self.items()
        ]
        means = summarise(self["runs"], (), HEADLINE_MEASURES)
        rows = [{"measure": row["measure"], "mean": row, "unit": row["unit"]} for row in means]
        return html(self.scenario.description or "A scenario, played", tables, rows)

    @property
    def columns(self) -> dict[str, dict[str, Column]]:
        """Unit and meaning of every column, per table: ``frames.columns["runs"]["rent"].unit``."""
        return {name: COLUMNS[name] for name in self}

    def dictionary(self, table: str = "runs") -> pd.DataFrame:
        """The same to read: a row per column with its unit and meaning.

        Raises:
            InputError: If the table was not recorded.
        """
        if table not in self:
            raise InputError(_unrecorded(table))
        return dictionary_of(self.columns[table])

    def summary(self, measures: str | Sequence[str] | None = None) -> pd.DataFrame:
        """A row per measure: unit, mean, low, high, n.

        ``low`` and ``high`` bound the 95% interval of the mean over ``n`` worlds.

        Args:
            measures: Columns of ``runs``; left out, all of them.

        Raises:
            InputError: If there is no such measure.
        """
        found = summary_of(self["runs"], (), MEASURES if measures is None else measures)
        return found.set_index("measure")


def frame_of(table: pa.Table) -> pd.DataFrame:
    """A table for pandas; labels of levers become ordered categoricals with all their levels.

    Whole numbers that may be missing are ``Int64``, with ``pd.NA`` where they are.
    """
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas()
    for field in table.schema:
        if field.type == "int64" and b"missing" in (field.metadata or {}):
            column = table.column(field.name)
            frame[field.name] = column.to_pandas(types_mapper={field.type: pd.Int64Dtype()}.get)
    return frame


def _unrecorded(table: str) -> str:
    hint = f"; expected it in record, as in record={table!r}" if table in RECORDS else ""
    return f"no table {table!r} was recorded{hint}"


def dictionary_of(columns: Mapping[str, Column]) -> pd.DataFrame:
    """A row per column: unit and meaning."""
    import pandas as pd

    rows = [(name, column.unit, column.meaning) for name, column in columns.items()]
    return pd.DataFrame(rows, columns=["column", "unit", "meaning"]).set_index("column")


def summary_of(
    table: Any, by: Sequence[str], measures: str | Sequence[str], more: Sequence[str] = ()
) -> pd.DataFrame:
    """Means with intervals, a row per cell and measure.

    Args:
        table: Runs, as for ``summarise``.
        by: Columns whose groups are summed up: cells and levers.
        measures: Columns of ``runs``.
        more: Outcomes of the study.

    Raises:
        InputError: If there is no such measure.
    """
    import pandas as pd

    frame = numbers(summarise(table, list(by), measures_of(measures, more=more)))
    for name in by:
        kind = table.schema.field(name).type if hasattr(table, "schema") else None
        if getattr(kind, "ordered", False):
            words = table.column(name).combine_chunks().dictionary.to_pylist()
            frame[name] = frame[name].astype(pd.CategoricalDtype(words, ordered=True))
    return frame


def numbers(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of ``summarise`` or ``paired`` for pandas; what is not known is NaN."""
    import pandas as pd

    frame = pd.DataFrame(rows)
    real = [name for name in ("a", "b", "difference", "mean", "low", "high") if name in frame]
    return frame.astype(dict.fromkeys(real, "float64"))
