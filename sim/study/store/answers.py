"""What a study says: means, effects of levers, indices, regions and the Pareto front."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.axes import Axis, CellMeans
from sim.study.design.grids import sampled
from sim.study.design.levers import Lever, label_of
from sim.study.design.points import Points
from sim.study.design.sampling import DESIGNS, MORRIS_LEVELS, block_size
from sim.support.inputs import InputError, shown
from sim.support.words import listed
from sim.tables.columns import measures_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from incentives.arrays import Floats, Ints

_SENSES = {"above": np.greater, "below": np.less}


class Answers:
    """Methods of a study that reckon with its runs; of an unfinished one, with what there is.

    Every method raises InputError if there is no such measure, or nothing is done yet.
    """

    path: Path
    manifest: dict[str, Any]

    if TYPE_CHECKING:

        @property
        def points(self) -> Points: ...

        @property
        def measures(self) -> list[str]: ...

        @property
        def outcomes(self) -> dict[str, str]: ...

        def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table: ...

    def frame(self, table: str = "runs") -> pd.DataFrame:
        """A recorded table for pandas; of an unfinished study, what there is.

        Numeric levers are numbers; labels are ordered categoricals, in the order of the design.

        Raises:
            InputError: If it was not recorded, or nothing is done yet.
        """
        from sim.analysis.frames import frame_of

        return frame_of(self.table(table))

    def summary(self, measures: str | Sequence[str] | None = None) -> pd.DataFrame:
        """A row per cell and measure: cell, levers, measure, unit, mean, low, high, n.

        ``low`` and ``high`` bound the 95% interval of the mean over ``n`` worlds. Those of shares
        stay within 0 and 1.

        Args:
            measures: Columns of ``runs``; left out, the study's own measures.

        Raises:
            InputError: If there is no such measure, or nothing is done yet.
        """
        from sim.analysis.frames import summary_of

        by = ["cell", *self.manifest["levers"]]
        names = measures_of(measures or self.measures, more=self.outcomes)
        table = self.table("runs", [*by, "world", *names])
        return summary_of(table, by, names, [*self.outcomes])

    def effects(self, measure: str | None = None) -> pd.DataFrame:
        """What every lever does to a measure: a row per lever and level.

        Columns: lever, level, at, mean, low, high, points, worlds, size, size_low, size_high,
        lowest, highest; see ``sim.analysis.effects.main_effects``. Means are in the measure's
        unit.

        Args:
            measure: A column of ``runs``; left out, the main one.

        Raises:
            InputError: If the study has no lever.
        """
        from sim.analysis.effects import main_effects
        from sim.analysis.means import is_share

        name = self._measure(measure)
        rows = self._asked(main_effects, name)
        return _frame(rows(is_share(name)))

    def interactions(self, measure: str | None = None) -> pd.DataFrame:
        """How the effects of two levers depend on each other: a row per pair, the largest first.

        Columns: a, b, size, low, high, a_from, a_to, b_from, b_to; see
        ``sim.analysis.effects.pair_effects``.

        Args:
            measure: A column of ``runs``; left out, the main one.

        Raises:
            InputError: If no two levers vary together.
        """
        from sim.analysis.effects import pair_effects

        name = self._measure(measure)
        rows = self._asked(pair_effects, name)
        return _frame(rows())

    def sobol(self, measure: str | None = None) -> pd.DataFrame:
        """Sobol indices of every lever: first and total, with 95% intervals.

        Columns: lever, first, first_low, first_high, total, total_low, total_high, blocks; see
        ``sim.analysis.sensitivity.sobol_indices``.

        Args:
            measure: A column of ``runs``; left out, the main one.

        Raises:
            InputError: If the study is of another design, or SALib is missing.
        """
        from sim.analysis.sensitivity import sobol_indices

        self._refuse_other_design("sobol")
        name = self._measure(measure)
        value = self._outcome(name).mean
        rows = self._answered(
            sobol_indices, list(self.points.levers), self.points.row, value, measure=name
        )
        return _frame(rows())

    def morris(self, measure: str | None = None) -> pd.DataFrame:
        """Elementary effects of every lever, per whole range of it, with 95% intervals.

        Columns: lever, and mu, mu_star and sigma, each with _low and _high, and trajectories; see
        ``sim.analysis.sensitivity.morris_indices``.

        Args:
            measure: A column of ``runs``; left out, the main one.

        Raises:
            InputError: If the study is of another design, or SALib is missing.
        """
        from sim.analysis.sensitivity import morris_indices

        self._refuse_other_design("morris")
        name = self._measure(measure)
        value = self._outcome(name).mean
        names, row = list(self.points.levers), self.points.row
        rows = self._answered(
            morris_indices, names, row, value, self._drawn(), MORRIS_LEVELS, measure=name
        )
        return _frame(rows())

    def region(
        self,
        measure: str | None = None,
        *,
        above: float | None = None,
        below: float | None = None,
        runs: bool = False,
    ) -> pd.DataFrame:
        """The box of levers that holds most cells whose mean is above, or below, a threshold.

        A row per lever: ``restricted`` or not; ``low`` and ``high``, the numbers within, or the
        ``labels`` within; ``quasi_p`` of the restriction. Then of the whole box, the same in every
        row: ``coverage``, ``density``, ``mass``, and how many ``cases`` of how many ``rows`` there
        are. See ``sim.analysis.region``.

        Args:
            measure: A column of ``runs``; left out, the main one.
            above: Cells with a mean above this are asked about, in the measure's unit.
            below: Cells with a mean below this; expected instead of ``above``.
            runs: Ask about single runs, not about means of cells.

        Raises:
            InputError: If both thresholds or none are given, or all cells pass, or none.
        """
        from sim.analysis.region import find_box

        name = self._measure(measure)
        given = {"above": above, "below": below}
        told = {sense: bound for sense, bound in given.items() if bound is not None}
        if len(told) != 1:
            raise InputError("expected either above or below, and a number")
        ((sense, bound),) = told.items()
        if isinstance(bound, bool) or not isinstance(bound, int | float) or not np.isfinite(bound):
            raise InputError(f"{sense}: is {shown(bound)}; expected a number")
        cell, value = self._cases(name, runs)
        case = _SENSES[sense](value, bound)
        axes = [axis.take(cell) for axis in self._axes()]
        if axes and len(case) and (case.all() or not case.any()):
            what = "run" if runs else "mean of a cell"
            few = "no" if not case.any() else "every"
            raise InputError(
                f"{self.path}: {few} {what} of {name} is {sense} {bound:g}; expected a number "
                f"between {value.min():.6g} and {value.max():.6g}"
            )
        box = self._answered(find_box, axes, case, measure=name)()
        whole = {
            "coverage": box.coverage,
            "density": box.density,
            "mass": box.mass,
            "cases": int(case.sum()),
            "rows": len(case),
        }
        return _frame(
            [
                {**_limits(axis, box.limits.get(place), box.quasi_p.get(place)), **whole}
                for place, axis in enumerate(axes)
            ]
        )

    def front(self, measures: str | Sequence[str]) -> pd.DataFrame:
        """The cells with their means, and which of them no other cell beats in all measures.

        A row per cell: cell, levers, ``worlds``, per measure its mean, ``_low`` and ``_high``;
        ``front`` says that a cell is on the Pareto front, ``near`` that it is not, although no
        cell there beats it beyond doubt; see ``sim.analysis.front``.

        Args:
            measures: Two or more columns of ``runs``, of which more is better; less is where a
                minus stands in front, as in ``["shareholder_surplus", "-deceptive_share"]``.

        Raises:
            InputError: If they are fewer than two, or one is there twice.
        """
        import pandas as pd

        from sim.analysis.front import near_front, on_front

        names, signs = _signed(measures, self.outcomes)
        means = self.summary(names)
        wide = means.pivot(index="cell", columns="measure", values=["mean", "low", "high", "n"])
        sign = np.array(signs)
        mean, low, high = (
            wide[part][names].to_numpy(dtype=np.float64) * sign for part in ("mean", "low", "high")
        )
        low, high = np.where(sign > 0, low, high), np.where(sign > 0, high, low)
        frame = means.drop_duplicates("cell")[["cell", *self.manifest["levers"]]]
        frame = frame.set_index("cell").loc[wide.index].reset_index()
        columns: dict[str, Any] = {"worlds": wide["n"][names].to_numpy(dtype=int).min(axis=1)}
        for name in names:
            columns[name] = wide["mean"][name].to_numpy(dtype=np.float64)
            columns[f"{name}_low"] = wide["low"][name].to_numpy(dtype=np.float64)
            columns[f"{name}_high"] = wide["high"][name].to_numpy(dtype=np.float64)
        columns["front"] = on_front(mean)
        columns["near"] = near_front(mean, low, high)
        return pd.concat([frame, pd.DataFrame(columns)], axis=1)

    # What they start from

    def _measure(self, measure: str | None) -> str:
        asked = self.measures[:1] if measure is None else measure
        found = measures_of(asked, "measure", self.outcomes)
        if len(found) > 1:
            raise InputError(f"measure: has {listed(found)}; expected one of them")
        return found[0]

    def _values(self, name: str) -> tuple[Ints, Ints, Floats]:
        table = self.table("runs", ["cell", "world", name])
        cell, world, value = (table.column(x).to_numpy() for x in ("cell", "world", name))
        return cell, world, value.astype(np.float64)

    def _outcome(self, name: str) -> CellMeans:
        from sim.analysis.axes import cell_means

        return cell_means(*self._values(name), len(self.points))

    def _cases(self, name: str, runs: bool) -> tuple[Ints, Floats]:
        """Cells and values that are known, one per cell or one per run."""
        if runs:
            cell, _, value = self._values(name)
        else:
            value = self._outcome(name).mean
            cell = np.arange(len(value))
        known = ~np.isnan(value)
        return cell[known], value[known]

    def _axes(self) -> list[Axis]:
        return [_axis(self.points, lever) for lever in self.points.levers.values()]

    def _drawn_together(self) -> Ints | None:
        """Which cells were drawn together, (cells,); None if they are all there is."""
        from sim.analysis.effects import FEW_LEVELS

        design, points = self.manifest["design"], self.points
        if design != "listed":
            if DESIGNS[design].draw is None:
                return None
            return points.row // block_size(design, len(points.levers))
        whole = all(len(np.unique(axis.values)) <= FEW_LEVELS for axis in self._axes())
        return None if whole else points.row

    def _drawn(self) -> Floats:
        """Where points stand in the unit cube, drawn again: coordinates may be rounded."""
        points, seed = self.points, int(self.manifest["seed"])
        count = int(points.row.max()) + 1
        draw = DESIGNS["morris"].draw
        assert draw is not None
        again = sampled(points.levers, "morris", count, seed).take(points.row)
        if again.digest != points.digest:
            raise InputError(
                f"{self.path}: its points are drawn otherwise now; expected the version of SALib "
                "with which it was made"
            )
        return draw(count, len(points.levers), seed)[points.row]

    def _refuse_other_design(self, design: str) -> None:
        there = self.manifest["design"]
        if there != design:
            size = block_size(design, len(self.points.levers))
            raise InputError(
                f"{self.path}: its design is {there}; expected design: {design} with points, a "
                f"multiple of {size} for these levers"
            )

    def _asked(self, ask: Any, measure: str) -> Any:
        """A question about all levers and cells."""
        axes, found = self._axes(), self._outcome(measure)
        return self._answered(ask, axes, found, self._drawn_together(), measure=measure)

    def _answered(self, ask: Any, *given: Any, measure: str) -> Any:
        """A question whose complaints name the study and the measure."""

        def answer(*more: Any) -> Any:
            try:
                return ask(*given, *more)
            except InputError as error:
                raise InputError(f"{self.path}: {measure}: {error}") from None

        return answer


def _axis(points: Points, lever: Lever) -> Axis:
    import pyarrow as pa

    column = points.columns[lever.name]
    if pa.types.is_dictionary(column.type):
        codes = column.indices.cast(pa.float64())
        words = tuple(column.dictionary.to_pylist())
        return Axis(lever.name, codes.to_numpy(zero_copy_only=False), words)
    numbers = column.cast(pa.int64()) if pa.types.is_boolean(column.type) else column
    values = numbers.cast(pa.float64()).to_numpy(zero_copy_only=False)
    levels = (False, True) if pa.types.is_boolean(column.type) else ()
    return Axis(lever.name, values, levels, lever.log)


def _limits(axis: Axis, limit: Any, chance: float | None) -> dict[str, Any]:
    low, high, labels = np.nan, np.nan, ""
    if axis.numeric and not np.isnan(axis.values).all():
        low, high = np.nanmin(axis.values), np.nanmax(axis.values)
        if limit is not None:
            low, high = max(limit[0], low), min(limit[1], high)
    elif not axis.numeric:
        codes = np.where(np.isnan(axis.values), -1, axis.values).astype(int)
        inside = sorted(set(codes.tolist()) if limit is None else limit)
        words = ["none" if code < 0 else label_of(axis.levels[code]) for code in inside]
        labels = ", ".join(words)
    return {
        "lever": axis.name,
        "restricted": limit is not None,
        "low": float(low),
        "high": float(high),
        "labels": labels,
        "quasi_p": np.nan if chance is None else chance,
    }


def _signed(measures: str | Sequence[str], more: Iterable[str]) -> tuple[list[str], list[float]]:
    """Names of measures, and -1 for those of which less is better."""
    entries = measures.split(",") if isinstance(measures, str) else list(measures)
    if not all(isinstance(entry, str) for entry in entries):
        raise InputError(f"measures: is {shown(entries)}; expected names of measures")
    entries = [entry.strip() for entry in entries if entry.strip()]
    names = [entry.removeprefix("-").strip() for entry in entries]
    known = list(measures_of(names, more=more))
    if len(known) < len(names):
        raise InputError("measures: has a measure twice; expected different ones")
    if len(known) < 2:
        raise InputError(f"measures: is {known[0]}; expected two or more, as in {known[0]},-waste")
    return known, [-1.0 if entry.startswith("-") else 1.0 for entry in entries]


def _frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows))
